"""Mutations of files: each is a pure function of the file, of others of its kind, and of a number."""

import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random

# Numbers at which readers stumble.
_EDGES = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65535",
    b"65536",
    b"2147483647",
    b"-2147483648",
    b"4294967295",
    b"1e308",
    b"nan",
    b"",
)
# `12`, `-0.5` in markup, PDF objects and RTF words
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
# `<w:p>`, `</w:t>`, `{\b`, `/Kids`, `endobj`: what a file of words is made of
_TOKEN = re.compile(
    rb"<[^<>]{1,80}>|[{}]|\\[a-z]{1,12}|/[A-Za-z]{1,20}|\b(?:end)?(?:obj|stream)\b|[\[\]]"
)
_LARGEST = 1 << 20
_MOMENT = (2026, 1, 9, 9, 30, 0)

Mutation = Callable[[bytes, Sequence[bytes], Random], bytes]


def flip_bits(body: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Turn one to sixteen bits over."""
    changed = bytearray(body)
    for _ in range(random.choice((1, 2, 4, 16))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def set_bytes(body: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Put an edge of two or four bytes somewhere, as lengths and places are written."""
    changed = bytearray(body)
    for _ in range(random.choice((1, 2, 4))):
        edge = random.choice(
            (
                b"\0\0",
                b"\xff\xff",
                b"\xff\xff\xff\x7f",
                b"\xff\xff\xff\xff",
                b"\0\0\0\0",
                b"\1\0\0\0",
            )
        )
        at = random.randrange(len(changed))
        changed[at : at + len(edge)] = edge
    return bytes(changed)


def cut(body: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Take the end away, or a piece out of the middle."""
    start = random.randrange(len(body))
    return (
        body[:start]
        if random.random() < 0.5
        else body[:start] + body[start + random.randrange(1, 2000) :]
    )


def move(body: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Put a piece somewhere else, or there once more."""
    start = random.randrange(len(body))
    piece = body[start : start + random.choice((4, 64, 512, 4096))]
    rest = body if random.random() < 0.5 else body[:start] + body[start + len(piece) :]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + piece * random.choice((1, 1, 1, 50)) + rest[at:]


def overwrite(body: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Put a piece of another file, or of this one, over another place of the same length."""
    other = random.choice(others)
    start = random.randrange(len(other))
    piece = other[start : start + random.choice((4, 64, 512))]
    at = random.randrange(len(body))
    return (body[:at] + piece + body[at + len(piece) :])[: len(body)]


def splice(body: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Go on with the rest of another file."""
    other = random.choice(others)
    return body[: random.randrange(len(body))] + other[random.randrange(len(other)) :]


def edit_numbers(body: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Put edges where numbers stand."""
    found = list(_NUMBER.finditer(body))
    for match in sorted(
        random.sample(found, min(len(found), random.choice((1, 2, 8)))),
        key=lambda one: -one.start(),
    ):
        body = body[: match.start()] + random.choice(_EDGES) + body[match.end() :]
    return body


def edit_tokens(body: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Drop, repeat or exchange words of the file's own language."""
    found = list(_TOKEN.finditer(body))
    if len(found) < 2:
        return flip_bits(body, (), random)
    one, other = random.sample(found, 2)
    new = random.choice((b"", one.group() * 2, one.group() * 300, other.group()))
    return body[: one.start()] + new + body[one.end() :]


# These leave everything where it is, which files that count their bytes need to be read at all.
STEADY: tuple[Mutation, ...] = (flip_bits, set_bytes, overwrite)
MUTATIONS: tuple[Mutation, ...] = (
    *STEADY,
    cut,
    move,
    splice,
    edit_numbers,
    edit_tokens,
)


def mutated(seeds: Sequence[bytes], number: int) -> bytes:
    """Make the mutated file of a number.

    Most of those of a zip reach the reader through members packed anew.
    """
    random = Random(number)
    body = random.choice(seeds)
    if body.startswith(b"PK\x03\x04") and random.random() < 0.85:
        return _inside(body, random)
    chosen = (
        STEADY
        if body.startswith(b"\xd0\xcf\x11\xe0") and random.random() < 0.8
        else MUTATIONS
    )
    for _ in range(random.choice((1, 1, 2, 3))):
        body = random.choice(chosen)(body, seeds, random)[:_LARGEST] or b"\0"
    return body


def _inside(body: bytes, random: Random) -> bytes:
    """Mutate members of a zip, now and then one's name, and pack them all anew."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    contents = [content for content in members.values() if content]
    for name in random.sample(
        sorted(members), min(len(members), random.choice((1, 1, 2)))
    ):
        content = members.pop(name) or b"\0"
        for _ in range(random.choice((1, 1, 2, 4))):
            content = (
                random.choice(MUTATIONS)(content, contents, random)[:_LARGEST] or b"\0"
            )
        called = (
            name[:-1] or "x",
            f"../{name}",
            name.upper(),
            random.choice([*members, name]),
        )
        if random.random() > 0.02:
            members[random.choice(called) if random.random() < 0.05 else name] = content
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            # with the time of day in it, no file could be made again
            member = zipfile.ZipInfo(name.replace("\0", ""), _MOMENT)
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return out.getvalue()

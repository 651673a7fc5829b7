r"""Pictures of an RTF file: the bytes of each `\pict`, which stand there as digits or behind `\bin`."""

import re
from binascii import unhexlify
from collections.abc import Iterator

from tasks.documents.word.rtf_tokens import tokens

# The copy of a picture for old readers, bullets, and what stands on every page.
_PASSED = frozenset(
    {"nonshppict", "listpicture", "background", "stylesheet"}
    | {f"{part}{page}" for part in ("header", "footer") for page in ("", "l", "r", "f")}
)
_NO_DIGIT = re.compile(rb"[^0-9a-fA-F]+")


def pictures(body: bytes) -> Iterator[bytes]:
    """Yield the pictures of the text in their order, whatever they are.

    One that the file's end cuts off, too.
    """
    depth = passed = drawn = (
        0  # groups within groups; that of what is passed over and that of a picture, 0 for none
    )
    digits, binary = bytearray(), bytearray()
    for token in tokens(body):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            if drawn and depth == drawn:
                yield _picture(digits, binary)
                drawn = 0
                digits, binary = bytearray(), bytearray()
            passed = 0 if depth == passed else passed
            depth = max(depth - 1, 0)
        elif passed:
            continue
        elif token.word in _PASSED:
            passed = depth
        elif token.word == "pict" and not drawn:
            drawn = depth
        elif depth == drawn and token.word == "bin":
            binary += token.data
        elif depth == drawn and token.kind == "text":
            digits += token.data
    if drawn:
        yield _picture(digits, binary)


def _picture(digits: bytearray, binary: bytearray) -> bytes:
    found = _NO_DIGIT.sub(b"", digits)
    return bytes(binary) or unhexlify(found[: len(found) // 2 * 2])

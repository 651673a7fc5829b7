"""Charsets: how many undeclared bodies are decoded to their last letter, by us and by libraries."""

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from deploy.demo.writer import write
from tasks.model.charset import DecodedText

# Bytes of a body at which a download was cut, in the middle of a letter.
_CUT = 2999
_SHORT = 40
Decode = Callable[[bytes], str]


@dataclass(frozen=True)
class EncodedBody:
    """A body without a word of its charset, and what it says."""

    kind: str
    body: bytes
    text: str


def list_bodies(seeds: Sequence[int]) -> Iterator[EncodedBody]:
    """Yield reports as bodies of every kind that sites send without naming their charset."""
    for seed in seeds:
        text = "\n".join(part.words for part in write(seed).paragraphs)
        short = text[:_SHORT]
        for charset in ("utf-8", "gb18030", "utf-16-le"):
            yield EncodedBody(charset, text.encode(charset), text)
            yield EncodedBody(f"{charset} short", short.encode(charset), short)
        for charset in ("utf-8", "gb18030"):
            cut = text.encode(charset)[:_CUT]
            whole = cut.decode(charset, "ignore")
            yield EncodedBody(f"{charset} cut", cut, whole)
        lines = f"{text}\n".encode()
        pasted = lines + short.encode("gb18030") + b"\n" + lines
        yield EncodedBody("utf-8 with gb18030", pasted, f"{text}\n{short}\n{text}\n")


def count_right(decode: Decode, bodies: Sequence[EncodedBody]) -> dict[str, int]:
    """Count by kind the bodies that are decoded to their last letter."""
    right = dict.fromkeys((one.kind for one in bodies), 0)
    for one in bodies:
        right[one.kind] += decode(one.body) == one.text
    return right


def list_decoders() -> dict[str, Decode]:
    """List what decodes by name, ourselves first; a library that is not installed is missing."""
    decoders: dict[str, Decode] = {"fazhi": _decode}
    for name, decode in (
        ("charset_normalizer", _normalize),
        ("chardet", _detect),
        ("resiliparse", _parse),
    ):
        if importlib.util.find_spec(name):
            decoders[name] = decode
    return decoders


def _decode(body: bytes) -> str:
    return DecodedText.decode(body).text


def _normalize(body: bytes) -> str:
    best = importlib.import_module("charset_normalizer").from_bytes(body).best()
    return str(best) if best else ""


def _detect(body: bytes) -> str:
    charset = importlib.import_module("chardet").detect(body)["encoding"]
    return _decode_by(body, charset or "utf-8")


def _parse(body: bytes) -> str:
    encoding = importlib.import_module("resiliparse.parse.encoding")
    return str(encoding.bytes_to_str(body, encoding.detect_encoding(body)))


def _decode_by(body: bytes, charset: str) -> str:
    """Decode as the library says, GB2312 and GBK as what holds them."""
    if charset.lower() in ("gb2312", "gbk"):
        charset = "gb18030"
    return body.decode(charset, "ignore")

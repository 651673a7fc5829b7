"""Decode the bytes of Chinese pages: by the bytes first, since headers and meta tags often lie.

Order: BOM, then UTF-8 that tolerates a few bad bytes, then byte detection; what the page declares only helps where the
detector names a charset that no Chinese page uses. The labels gb2312 and gbk always decode as GB18030, their superset.
"""

import codecs
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GB = frozenset(
    {"gb2312", "gb_2312-80", "gb2312-80", "csgb2312", "euc-cn", "x-gbk", "gbk", "cp936", "ms936", "gb18030"}
)
_CHINESE = frozenset({"gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be"})
# GBK read as UTF-8 loses more than half of its characters; a page with a broken line loses a few in a hundred.
_GOOD_PER_BAD = 10
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the charset it was decoded with, and how many characters were lost to U+FFFD."""

    text: str
    charset: str
    replaced: int


def decode(body: bytes, declared: str = "") -> Decoded:
    """Decode a body; `declared` is the charset label of header or meta, empty when none is known.

    A character cut at the very end is dropped and does not count as lost. Never raises: what cannot be decoded is
    replaced by U+FFFD and counted.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return _decoded(body.removeprefix(bom), charset)
    utf8 = _decoded(body, "utf-8")
    if utf8.replaced == 0 or utf8.replaced * _GOOD_PER_BAD <= _beyond_ascii(utf8.text):
        return utf8
    return _decoded(body, _detected(body, charset_name(declared)))


def charset_name(label: str) -> str:
    """Give Python's name of a charset label, gb18030 for its subsets; empty for a label that nobody knows."""
    label = label.strip().strip("\"'").lower()
    if label in _GB:
        return "gb18030"
    try:
        return codecs.lookup(label).name
    except LookupError:
        return ""


def _detected(body: bytes, declared: str) -> str:
    found = charset_name(detect_encoding(body, from_html_meta=False) or "")
    if found in _CHINESE:
        return found
    # Short bodies are often taken for a Cyrillic or Western charset, or for UTF-8, which was tried already.
    for charset in (declared, "gb18030"):
        if charset in _CHINESE and _decoded(body, charset).replaced == 0:
            return charset
    return found or declared or "utf-8"


def _decoded(body: bytes, charset: str) -> Decoded:
    # An incremental decoder that is never told of the end keeps a cut last character to itself.
    text = codecs.getincrementaldecoder(charset)("replace").decode(body, final=False)
    return Decoded(text, charset, text.count(_LOST))


def _beyond_ascii(text: str) -> int:
    return sum(1 for character in text if character > "\x7f" and character != _LOST)

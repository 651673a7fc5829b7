"""RTF's signs: control words, groups, and bytes in the code page of their font (RTF specification 1.9.1).

What the words of its tables say of looks stands here too: colours, styles, and the edges of cells.
"""

import re
from binascii import unhexlify
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Self

from tasks.documents.table_builder import CellEdge, RowEdges
from tasks.documents.word.paragraphs import UNKNOWN, WHITE

# `\par `, `\u-28652`, `\'c8`, `\~`, `{`, running text; raw double bytes go first, since their second may be
# `\` or `{`. Text comes in short pieces: for a picture's 20 MB of digits in one, the matching would remember
# every digit.
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>.)|(?P<brace>[{}])"
    rb"|(?P<text>(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|[^\\{}\r\n]){1,4096})|[\r\n]+|.",
    re.DOTALL,
)
# what stands on every page, on left or right ones, on the first
HEADERS_AND_FOOTERS = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf".split()
)
# `\u19968\'3f\u12289\'3f`: how writers spell Chinese, a character at a time with `?` for old readers
_UNICODE_RUN = re.compile(rb"(?:\\u-?\d{1,5} ?(?:\\'3f|\?)[\r\n]*)+")
_UNICODE = re.compile(rb"\\u(-?\d{1,5})")
TokenKind = Literal["word", "byte", "symbol", "open", "close", "text", "unicode"]
# `\fcharset` of fonts whose letters do not follow the document's code page
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_SYMBOL_CHARSET = 2
_DOUBLE = frozenset({"cp932", "cp949", "gb18030", "big5hkscs"})
_CODE_PAGES = {
    936: "gb18030",
    54936: "gb18030",
    950: "big5hkscs",
    932: "cp932",
    949: "cp949",
    65001: "utf-8",
}

# The copy of a picture for old readers, bullets, and what stands on every page.
_SKIPPED_DESTINATIONS = HEADERS_AND_FOOTERS | {
    "nonshppict",
    "listpicture",
    "background",
    "stylesheet",
}
_NO_DIGIT = re.compile(rb"[^0-9a-fA-F]+")


class Token(NamedTuple):
    """One sign: a control word with its number (null when none is stated), or bytes.

    `unicode` is a run of characters that each have one sign for old readers; `characters` reads it.
    """

    kind: TokenKind
    word: str = ""
    number: int | None = None
    data: bytes = b""

    @property
    def characters(self) -> str:
        """The characters of a `unicode` sign; halves of surrogate pairs stay apart."""
        codes = map(int, _UNICODE.findall(self.data))
        return "".join([chr(code & 0xFFFF) for code in codes])

    @classmethod
    def scan(
        cls,
        body: bytes,
        *,
        runs: bool = True,
    ) -> Iterator[Self]:
        r"""Yield the signs of an RTF file, `\u` in runs or one by one.

        The word `\bin` has the bytes behind it.
        """
        at = 0
        while at < len(body):
            if runs and body.startswith(b"\\u", at):
                run = _UNICODE_RUN.match(body, at)
                if run:
                    at = run.end()
                    yield cls("unicode", data=run.group())
                    continue
            match = _TOKEN.match(body, at)
            if match is None:
                return
            at = match.end()
            kind = match.lastgroup
            if kind in ("word", "number"):
                token = cls._from_word(match)
                at += len(token.data)
                yield token
            elif kind == "code":
                yield cls("byte", data=bytes([int(match["code"], 16)]))
            elif kind == "symbol":
                yield cls("symbol", data=match["symbol"])
            elif kind == "brace":
                yield cls("open" if match["brace"] == b"{" else "close")
            elif kind == "text":
                yield cls("text", data=match["text"])

    @classmethod
    def _from_word(cls, match: re.Match[bytes]) -> Self:
        r"""Read a control word, with the bytes behind it where it is `\bin`."""
        name, stated = match.group("word", "number")
        word = name.decode("ascii")
        number = None
        if stated:
            number = int(stated)
        data = b""
        if word == "bin":
            data = match.string[match.end() : match.end() + max(number or 0, 0)]
        return cls(
            "word",
            word,
            number,
            data,
        )

    @staticmethod
    def read_pictures(body: bytes) -> Iterator[bytes]:
        """Yield the pictures of the text in their order, whatever they are.

        One that the file's end cuts off, too.
        """
        if b"\\pict" not in body:
            return
        depth = 0
        # the depth of the group that is passed over, and of the picture's; 0 for none
        skipped_depth = 0
        picture_depth = 0
        digits = bytearray()
        binary = bytearray()
        for token in Token.scan(body):
            if token.kind == "open":
                depth += 1
            elif token.kind == "close":
                if picture_depth and depth == picture_depth:
                    yield _decode_picture(digits, binary)
                    picture_depth = 0
                    digits = bytearray()
                    binary = bytearray()
                skipped_depth = 0 if depth == skipped_depth else skipped_depth
                depth = max(depth - 1, 0)
            elif skipped_depth:
                continue
            elif token.word in _SKIPPED_DESTINATIONS:
                skipped_depth = depth
            elif token.word == "pict" and not picture_depth:
                picture_depth = depth
            elif depth == picture_depth and token.word == "bin":
                binary += token.data
            elif depth == picture_depth and token.kind == "text":
                digits += token.data
        if picture_depth:
            yield _decode_picture(digits, binary)


@dataclass(slots=True)
class FontTable:
    """What a file says of its fonts by number: names and charsets; `codec` is that of its code page."""

    names: dict[int, str] = field(default_factory=dict)
    charsets: dict[int, int] = field(default_factory=dict)
    codec: str = "cp1252"

    def set_code_page(self, number: int) -> None:
        """Take the codec of a Windows code page; 1252 for one that Python does not know."""
        self.codec = _CODE_PAGES.get(number, f"cp{number}")
        try:
            b"".decode(self.codec)
        except LookupError:
            self.codec = "cp1252"

    def add_name(
        self,
        font: int,
        data: bytes,
    ) -> None:
        """Add the next bytes of a font's name."""
        part = self.decode(font, data).rstrip(";")
        self.names[font] = self.names.get(font, "") + part

    def is_symbolic(self, font: int) -> bool:
        """Tell whether a font holds signs in place of letters."""
        return self.charsets.get(font) == _SYMBOL_CHARSET

    def decode(
        self,
        font: int,
        data: bytes,
    ) -> str:
        """Decode the bytes of one run by its font, then by the code page, then as Chinese or Latin."""
        if data.isascii():
            return data.decode("ascii")
        by_font = _CHARSETS.get(self.charsets.get(font) or 0, self.codec)
        for codec in dict.fromkeys((by_font, self.codec, "gb18030")):
            if len(data) == 1 and codec in _DOUBLE:
                continue  # `\'b7` in a Latin font of a Chinese file
            try:
                return data.decode(codec)
            except (UnicodeDecodeError, LookupError):
                continue
        is_double = len(data) > 1 and by_font in _DOUBLE
        return data.decode(by_font if is_double else "cp1252", "replace")


def _decode_picture(digits: bytearray, binary: bytearray) -> bytes:
    clean = _NO_DIGIT.sub(b"", digits)
    even_length = len(clean) // 2 * 2
    return bytes(binary) or unhexlify(clean[:even_length])


# the number of a ground that no colour states: a pattern
PATTERN = -1
_STYLE_SHEET = re.compile(rb"\{\\stylesheet\b")
_LONGEST_CHAIN = 20


class StyleLook(NamedTuple):
    """What a style says of its letters; null where it says nothing."""

    struck: bool | None = None
    hidden: bool | None = None
    color: int | None = None

    def complete_by(self, base: "StyleLook") -> "StyleLook":
        """Give what the style and the one that it is based on say together."""
        return StyleLook(
            base.struck if self.struck is None else self.struck,
            base.hidden if self.hidden is None else self.hidden,
            base.color if self.color is None else self.color,
        )

    @staticmethod
    def read_all(body: bytes) -> "dict[tuple[str, int], StyleLook]":
        """Read the looks of all styles, with what they take over, by kind (`s`, `cs`) and number."""
        found = _STYLE_SHEET.search(body)
        if found is None:
            return {}
        written = {
            (one.kind, one.number): one for one in _iter_styles(body, found.start())
        }
        return {key: _resolve(written, key) for key in written}


PLAIN_LOOK = StyleLook()


@dataclass(slots=True)
class _WrittenStyle:
    """A style while it is read: its kind and number, the one it is based on, and what it says."""

    kind: str = "s"
    number: int = 0
    base: int | None = None
    look: StyleLook = PLAIN_LOOK

    def take_word(
        self,
        word: str,
        number: int | None,
    ) -> None:
        if word in ("s", "cs"):
            self.kind = word
            self.number = number or 0
        elif word == "sbasedon":
            self.base = number
        elif word == "cf":
            self.look = self.look._replace(color=number or 0)
        elif word in ("strike", "striked"):
            self.look = self.look._replace(struck=number != 0)
        elif word == "v":
            self.look = self.look._replace(hidden=number != 0)


def _resolve(
    written: dict[tuple[str, int], _WrittenStyle], key: tuple[str, int]
) -> StyleLook:
    look = PLAIN_LOOK
    seen: set[tuple[str, int]] = set()
    while key in written and key not in seen and len(seen) < _LONGEST_CHAIN:
        seen.add(key)
        style = written[key]
        look = look.complete_by(style.look)
        key = (style.kind, -1 if style.base is None else style.base)
    return look


def _iter_styles(body: bytes, start: int) -> Iterator[_WrittenStyle]:
    """Yield the styles of a style sheet, each a group of its own."""
    depth = 0
    style = _WrittenStyle()
    for token in Token.scan(body[start:]):
        if token.kind == "open":
            depth += 1
            if depth == 2:
                style = _WrittenStyle()
        elif token.kind == "close":
            if depth == 2:
                yield style
            depth -= 1
            if depth <= 0:
                return
        elif token.kind == "word" and depth == 2:
            style.take_word(token.word, token.number)


@dataclass(slots=True)
class ColorTable:
    """The colours of a file by number, as six digits; empty for the automatic one."""

    colors: list[str] = field(default_factory=list)
    _parts: dict[str, int] = field(default_factory=dict)

    def take_word(
        self,
        word: str,
        number: int | None,
    ) -> None:
        """Take a part of the colour at hand."""
        if word in ("red", "green", "blue"):
            self._parts[word] = max(0, min(number or 0, 255))

    def take_ends(self, data: bytes) -> None:
        """End as many colours as there are semicolons."""
        for _ in range(data.count(b";")):
            parts = [self._parts.get(name, 0) for name in ("red", "green", "blue")]
            self.colors.append(bytes(parts).hex().upper() if self._parts else "")
            self._parts = {}

    def get(self, number: int | None) -> str:
        """Give a colour; empty for the automatic one and for none."""
        if number is None or not 0 <= number < len(self.colors):
            return ""
        return self.colors[number]

    def get_ground(self, number: int) -> str:
        """Give the colour of a ground: white is the automatic one."""
        if number == PATTERN:
            return UNKNOWN
        return self.get(number) or WHITE


@dataclass(slots=True)
class RowShape:
    """The edges of a row's cells while they are read, and the grounds of its cells."""

    left: int = 0
    cells: list[CellEdge] = field(default_factory=list)
    row_shades: set[int] = field(default_factory=set)
    cell_shades: defaultdict[int, set[int]] = field(
        default_factory=lambda: defaultdict(set)
    )
    _flags: set[str] = field(default_factory=set)

    def take_word(self, word: str, number: int | None) -> bool:
        """Take a control word of the row's definition; tell whether it is one."""
        if word == "trleft":
            self.left = number or 0
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self._flags.add(word)
        elif word == "cellx":
            flags = self._flags
            self._flags = set()
            joins = ("clmrg" in flags, "clvmrg" in flags)
            self.cells.append(CellEdge(number or 0, *joins))
        elif word == "trcbpat":
            self.row_shades.add(number or 0)
        elif word in ("clcbpat", "clshdng"):
            shade = number or 0
            if word == "clshdng" and number:
                shade = PATTERN
            self.cell_shades[len(self.cells)].add(shade)
        else:
            return False
        return True

    def build(self) -> RowEdges | None:
        """Give the edges; null when none was stated."""
        if not self.cells:
            return None
        first = min(self.left, self.cells[0].right)
        return RowEdges(first, tuple(self.cells))

    def has_shades(self, colors: ColorTable, cell: int | None) -> bool:
        """Tell whether a cell of the row, from 0, stands on another ground than white; null asks for any."""
        shades = set(self.row_shades)
        for number, stated in self.cell_shades.items():
            if cell in (None, number):
                shades |= stated
        return any(colors.get_ground(number) != WHITE for number in shades)

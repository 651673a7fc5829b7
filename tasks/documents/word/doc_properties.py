"""What a DOC says of its paragraphs and characters: property pages, single property modifiers, styles.

[MS-DOC]: 2.6 for the modifiers, 2.9.32 and 2.9.174 for the pages, 2.9.271 for the style sheet.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tasks.documents.word.doc_file import WordFile, u16, u32

_STYLES, _CHARACTER_PAGES, _PARAGRAPH_PAGES = 1, 12, 13
_PAGE = 512
_LONGEST_CHAIN = 50
_NO_STYLE = 0xFFF
# how many bytes follow a modifier, by the highest three bits of its number; 6 states its own length
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_DEFINE_TABLE, _CHANGE_TABS = 0xD608, 0xC615
_LEVEL, _LIST, _OUTLINE, _IN_TABLE, _ROW_END, _DEPTH = (
    0x260A,
    0x460B,
    0x2640,
    0x2416,
    0x2417,
    0x6649,
)
_INNER_CELL, _INNER_ROW, _HUGE = 0x244B, 0x244C, 0x6646
_DELETED, _BOLD, _HIDDEN, _SYMBOL, _PICTURE = 0x0800, 0x0835, 0x083C, 0x6A09, 0x6A03
# An on/off modifier may also say: as the style says, or the opposite of it.
_AS_STYLE, _NOT_AS_STYLE = 0x80, 0x81


@dataclass(frozen=True, slots=True)
class Look:
    """Of a paragraph: its style's name, list (from 1, 0 for none), level, table depth, and which ends it
    marks.
    """

    style: str = ""
    bold: bool = False
    hidden: bool = False
    list_number: int = 0
    depth: int = 0
    outline: int = 9
    table: int = 0
    cell_end: bool = False
    row_end: bool = False


@dataclass(frozen=True, slots=True)
class Ink:
    """Of characters: what the paragraph's style does not say; null takes the style's word.

    `picture` is where in the Data stream the picture begins that a character stands for.
    """

    bold: bool | None = None
    hidden: bool | None = None
    deleted: bool = False
    picture: int | None = None
    symbol: tuple[int, int] | None = None


@dataclass(slots=True)
class Runs:
    """Properties by byte of the main stream: each run ends where the next begins or earlier."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[tuple[int, bytes]] = field(default_factory=list)

    def at(self, place: int) -> int:
        """Find the run around a byte; -1 when none is stated."""
        found = bisect_right(self.starts, place) - 1
        return found if found >= 0 and place < self.ends[found] else -1


class Properties:
    """The properties of one file's paragraphs and characters."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._styles = list(_style_sheet(file.entry(_STYLES)))
        self._paragraphs = _runs(file, _PARAGRAPH_PAGES)
        self._characters = _runs(file, _CHARACTER_PAGES)
        self._looks: dict[tuple[int, bytes], Look] = {}
        self._inks: dict[bytes, Ink] = {}

    def look(self, character: int) -> Look:
        """Give the properties of the paragraph that a character ends."""
        run = self._paragraphs.at(self._file.byte_of(character))
        key = self._paragraphs.values[run] if run >= 0 else (0, b"")
        if key not in self._looks:
            self._looks[key] = self._applied(self._style(key[0]), key[1])
        return self._looks[key]

    def ends_paragraph(self, character: int) -> bool:
        """Tell whether a paragraph ends with a character: a page break may stand inside one."""
        place = self._file.byte_of(character)
        run = self._paragraphs.at(place)
        return run >= 0 and self._paragraphs.ends[run] <= place + 2

    def inks(self, start: int, end: int) -> Iterator[tuple[int, int, Ink]]:
        """Yield the runs of characters between two places of the text, with what each looks like."""
        at = start
        for piece in self._file.pieces_between(start, end):
            first, last = max(start, piece.start), min(end, piece.end)
            place = piece.offset + (first - piece.start) * piece.width
            stop = piece.offset + (last - piece.start) * piece.width
            while place < stop:
                run = bisect_right(self._characters.starts, place) - 1
                inside = run >= 0 and place < self._characters.ends[run]
                if inside:
                    border = self._characters.ends[run]
                elif run + 1 < len(self._characters.starts):
                    border = self._characters.starts[run + 1]
                else:
                    border = stop
                width = max(
                    (min(border, stop) - place + piece.width - 1) // piece.width, 1
                )
                yield (
                    at,
                    min(at + width, end),
                    self._ink(self._characters.values[run][1] if inside else b""),
                )
                at += width
                place += width * piece.width

    def _ink(self, modifiers: bytes) -> Ink:
        if modifiers not in self._inks:
            self._inks[modifiers] = _ink(modifiers)
        return self._inks[modifiers]

    def _style(self, number: int) -> Look:
        """Apply a style's chain from its root down."""
        chain: list[tuple[str, bytes, bytes]] = []
        while number < len(self._styles) and len(chain) < _LONGEST_CHAIN:
            name, base, paragraph, characters = self._styles[number]
            chain.append((name, paragraph, characters))
            number = base
        look = Look()
        for name, paragraph, characters in reversed(chain):
            ink = _ink(characters)
            look = self._applied(replace(look, style=name), paragraph)
            look = replace(
                look,
                bold=look.bold if ink.bold is None else ink.bold,
                hidden=look.hidden if ink.hidden is None else ink.hidden,
            )
        return look

    def _applied(self, look: Look, modifiers: bytes) -> Look:
        """Apply a paragraph's own modifiers to what its style says."""
        stated = dict(_modifiers(modifiers))
        if _HUGE in stated:
            at = u32(stated[_HUGE], 0)
            stated |= dict(
                _modifiers(self._file.data[at + 2 : at + 2 + u16(self._file.data, at)])
            )
        number = {
            code: int.from_bytes(operand, "little") for code, operand in stated.items()
        }
        table = number.get(_DEPTH, 1 if number.get(_IN_TABLE) else look.table)
        return replace(
            look,
            list_number=number.get(_LIST, look.list_number),
            depth=min(number.get(_LEVEL, look.depth), 8),
            outline=number.get(_OUTLINE, look.outline),
            table=table,
            cell_end=bool(number.get(_INNER_CELL)),
            row_end=bool(number.get(_ROW_END) or number.get(_INNER_ROW)),
        )


def _ink(modifiers: bytes) -> Ink:
    stated = dict(_modifiers(modifiers))
    symbol = stated.get(_SYMBOL)
    return Ink(
        bold=_switch(stated.get(_BOLD)),
        hidden=_switch(stated.get(_HIDDEN)),
        deleted=bool(_switch(stated.get(_DELETED))),
        picture=u32(stated[_PICTURE], 0) if _PICTURE in stated else None,
        symbol=(u16(symbol, 0), u16(symbol, 2)) if symbol else None,
    )


def _switch(operand: bytes | None) -> bool | None:
    """Read an on/off operand.

    The opposite of the style is taken for on, since styles of running text say off.
    """
    if not operand or operand[0] == _AS_STYLE:
        return None
    return operand[0] in (1, _NOT_AS_STYLE)


def _modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each modifier's number with its operand."""
    at = 0
    while at + 2 < len(data):
        code = u16(data, at)
        at += 2
        length = _OPERANDS.get(code >> 13)
        if length is None:
            length, at = _stated_length(code, data, at)
        yield code, data[at : at + length]
        at += length


def _stated_length(code: int, data: bytes, at: int) -> tuple[int, int]:
    """Read the length that a modifier states, and where its operand begins."""
    if code == _DEFINE_TABLE:
        return max(u16(data, at) - 1, 0), at + 2
    if code == _CHANGE_TABS and data[at] == 0xFF:
        deleted = data[at + 1] if at + 1 < len(data) else 0
        added = at + 2 + 4 * deleted
        return 1 + 4 * deleted + 1 + 3 * (
            data[added] if added < len(data) else 0
        ), at + 1
    return data[at], at + 1


def _runs(file: WordFile, entry: int) -> Runs:
    """Collect the runs of all property pages, in the order of their bytes."""
    table = file.entry(entry)
    count = max((len(table) - 4) // 8, 0)
    found: list[tuple[int, int, tuple[int, bytes]]] = []
    seen: set[int] = set()
    for number in range(count):
        page = u32(table, 4 * (count + 1) + 4 * number) & 0x3FFFFF
        data = file.main[page * _PAGE : (page + 1) * _PAGE]
        if page not in seen and len(data) == _PAGE:
            seen.add(page)
            found += _page(data, paragraphs=entry == _PARAGRAPH_PAGES)
    found.sort(key=lambda run: run[0])
    return Runs(
        [run[0] for run in found], [run[1] for run in found], [run[2] for run in found]
    )


def _page(
    data: bytes, *, paragraphs: bool
) -> Iterator[tuple[int, int, tuple[int, bytes]]]:
    """Yield one page's runs: bytes from and to, the style's number, the modifiers."""
    count = data[-1]
    width = 13 if paragraphs else 1
    if 4 * (count + 1) + width * count >= _PAGE:
        return
    for number in range(count):
        at = 2 * data[4 * (count + 1) + width * number]
        style, modifiers = 0, b""
        if at and paragraphs:
            # An odd length is stated in words less one byte, an even one behind a zero.
            length = 2 * data[at] - 1 if data[at] else 2 * data[at + 1]
            at += 1 if data[at] else 2
            style, modifiers = u16(data, at), data[at + 2 : at + max(length, 2)]
        elif at:
            modifiers = data[at + 1 : at + 1 + data[at]]
        yield u32(data, 4 * number), u32(data, 4 * number + 4), (style, modifiers)


def _style_sheet(data: bytes) -> Iterator[tuple[str, int, bytes, bytes]]:
    """Yield each style's name, the number of its base, and its modifiers of paragraphs and characters."""
    header = u16(data, 0)
    count, base_length = u16(data, 2), u16(data, 4)
    at = 2 + header
    for _ in range(min(count, _NO_STYLE)):
        length = u16(data, at)
        style = data[at + 2 : at + 2 + length]
        at += 2 + length
        yield _style(style, base_length)


def _style(style: bytes, base_length: int) -> tuple[str, int, bytes, bytes]:
    kind, base, updates = u16(style, 2) & 0xF, u16(style, 2) >> 4, u16(style, 4) & 0xF
    letters = u16(style, base_length)
    name = style[base_length + 2 : base_length + 2 + 2 * letters].decode(
        "utf-16-le", "replace"
    )
    at = base_length + 2 + 2 * (letters + 1)
    parts: list[bytes] = []
    for _ in range(updates):
        at += at % 2
        length = u16(style, at)
        parts.append(style[at + 2 : at + 2 + length])
        at += 2 + length
    if kind != 1 or not parts:
        return name, base, b"", b""
    return name, base, parts[0][2:], parts[1] if len(parts) > 1 else b""

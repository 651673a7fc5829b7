"""What a DOC says of its paragraphs and characters: property pages, single property modifiers, styles.

[MS-DOC]: 2.6 for the modifiers, 2.9.32 and 2.9.174 for the pages, 2.9.271 for the style sheet.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tasks.documents.word.doc_file import WordFile, read_u16, read_u32

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
class ParagraphProperties:
    """Of a paragraph: its style's name, list (from 1, 0 for none), level, table depth, and which ends it
    marks.
    """

    style: str = ""
    bold: bool = False
    hidden: bool = False
    list_number: int = 0
    list_depth: int = 0
    outline: int = 9
    table_depth: int = 0
    cell_end: bool = False
    row_end: bool = False


@dataclass(frozen=True, slots=True)
class CharacterProperties:
    """Of characters: what the paragraph's style does not say; null takes the style's word.

    `picture` is where in the Data stream the picture begins that a character stands for.
    """

    bold: bool | None = None
    hidden: bool | None = None
    deleted: bool = False
    picture: int | None = None
    symbol: tuple[int, int] | None = None


@dataclass(slots=True)
class PropertyRuns:
    """Properties by byte of the main stream: each run ends where the next begins or earlier."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[tuple[int, bytes]] = field(default_factory=list)

    def find_run(self, place: int) -> int:
        """Find the run around a byte; -1 when none is stated."""
        found = bisect_right(self.starts, place) - 1
        return found if found >= 0 and place < self.ends[found] else -1


class FileProperties:
    """The properties of one file's paragraphs and characters."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._styles = list(_read_style_sheet(file.read_structure(_STYLES)))
        self._paragraphs = _collect_runs(file, _PARAGRAPH_PAGES)
        self._characters = _collect_runs(file, _CHARACTER_PAGES)
        self._paragraph_cache: dict[tuple[int, bytes], ParagraphProperties] = {}
        self._character_cache: dict[bytes, CharacterProperties] = {}

    def find_paragraph(self, character: int) -> ParagraphProperties:
        """Give the properties of the paragraph that a character ends."""
        run = self._paragraphs.find_run(self._file.locate_byte(character))
        key = self._paragraphs.values[run] if run >= 0 else (0, b"")
        if key not in self._paragraph_cache:
            self._paragraph_cache[key] = self._apply_modifiers(
                self._resolve_style(key[0]), key[1]
            )
        return self._paragraph_cache[key]

    def ends_paragraph(self, character: int) -> bool:
        """Tell whether a paragraph ends with a character: a page break may stand inside one."""
        place = self._file.locate_byte(character)
        run = self._paragraphs.find_run(place)
        return run >= 0 and self._paragraphs.ends[run] <= place + 2

    def iter_character_runs(
        self, start: int, end: int
    ) -> Iterator[tuple[int, int, CharacterProperties]]:
        """Yield the runs of characters between two places of the text, with what each looks like."""
        at = start
        for piece in self._file.find_pieces(start, end):
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
                    self._find_characters(
                        self._characters.values[run][1] if inside else b""
                    ),
                )
                at += width
                place += width * piece.width

    def _find_characters(self, modifiers: bytes) -> CharacterProperties:
        if modifiers not in self._character_cache:
            self._character_cache[modifiers] = _parse_character_properties(modifiers)
        return self._character_cache[modifiers]

    def _resolve_style(self, number: int) -> ParagraphProperties:
        """Apply a style's chain from its root down."""
        chain: list[tuple[str, bytes, bytes]] = []
        while number < len(self._styles) and len(chain) < _LONGEST_CHAIN:
            name, base, paragraph, characters = self._styles[number]
            chain.append((name, paragraph, characters))
            number = base
        look = ParagraphProperties()
        for name, paragraph, characters in reversed(chain):
            ink = _parse_character_properties(characters)
            look = self._apply_modifiers(replace(look, style=name), paragraph)
            look = replace(
                look,
                bold=look.bold if ink.bold is None else ink.bold,
                hidden=look.hidden if ink.hidden is None else ink.hidden,
            )
        return look

    def _apply_modifiers(
        self, look: ParagraphProperties, modifiers: bytes
    ) -> ParagraphProperties:
        """Apply a paragraph's own modifiers to what its style says."""
        stated = dict(_iter_modifiers(modifiers))
        if _HUGE in stated:
            at = read_u32(stated[_HUGE], 0)
            stated |= dict(
                _iter_modifiers(
                    self._file.data[at + 2 : at + 2 + read_u16(self._file.data, at)]
                )
            )
        number = {
            code: int.from_bytes(operand, "little") for code, operand in stated.items()
        }
        table = number.get(_DEPTH, 1 if number.get(_IN_TABLE) else look.table_depth)
        return replace(
            look,
            list_number=number.get(_LIST, look.list_number),
            list_depth=min(number.get(_LEVEL, look.list_depth), 8),
            outline=number.get(_OUTLINE, look.outline),
            table_depth=table,
            cell_end=bool(number.get(_INNER_CELL)),
            row_end=bool(number.get(_ROW_END) or number.get(_INNER_ROW)),
        )


def _parse_character_properties(modifiers: bytes) -> CharacterProperties:
    stated = dict(_iter_modifiers(modifiers))
    symbol = stated.get(_SYMBOL)
    return CharacterProperties(
        bold=_parse_toggle(stated.get(_BOLD)),
        hidden=_parse_toggle(stated.get(_HIDDEN)),
        deleted=bool(_parse_toggle(stated.get(_DELETED))),
        picture=read_u32(stated[_PICTURE], 0) if _PICTURE in stated else None,
        symbol=(read_u16(symbol, 0), read_u16(symbol, 2)) if symbol else None,
    )


def _parse_toggle(operand: bytes | None) -> bool | None:
    """Read an on/off operand.

    The opposite of the style is taken for on, since styles of running text say off.
    """
    if not operand or operand[0] == _AS_STYLE:
        return None
    return operand[0] in (1, _NOT_AS_STYLE)


def _iter_modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each modifier's number with its operand."""
    at = 0
    while at + 2 < len(data):
        code = read_u16(data, at)
        at += 2
        length = _OPERANDS.get(code >> 13)
        if length is None:
            length, at = _read_stated_length(code, data, at)
        yield code, data[at : at + length]
        at += length


def _read_stated_length(code: int, data: bytes, at: int) -> tuple[int, int]:
    """Read the length that a modifier states, and where its operand begins."""
    if code == _DEFINE_TABLE:
        return max(read_u16(data, at) - 1, 0), at + 2
    if code == _CHANGE_TABS and data[at] == 0xFF:
        deleted = data[at + 1] if at + 1 < len(data) else 0
        added = at + 2 + 4 * deleted
        return 1 + 4 * deleted + 1 + 3 * (
            data[added] if added < len(data) else 0
        ), at + 1
    return data[at], at + 1


def _collect_runs(file: WordFile, entry: int) -> PropertyRuns:
    """Collect the runs of all property pages, in the order of their bytes."""
    table = file.read_structure(entry)
    count = max((len(table) - 4) // 8, 0)
    found: list[tuple[int, int, tuple[int, bytes]]] = []
    seen: set[int] = set()
    for number in range(count):
        page = read_u32(table, 4 * (count + 1) + 4 * number) & 0x3FFFFF
        data = file.main[page * _PAGE : (page + 1) * _PAGE]
        if page not in seen and len(data) == _PAGE:
            seen.add(page)
            found += _read_page(data, paragraphs=entry == _PARAGRAPH_PAGES)
    found.sort(key=lambda run: run[0])
    return PropertyRuns(
        [run[0] for run in found], [run[1] for run in found], [run[2] for run in found]
    )


def _read_page(
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
            style, modifiers = read_u16(data, at), data[at + 2 : at + max(length, 2)]
        elif at:
            modifiers = data[at + 1 : at + 1 + data[at]]
        yield (
            read_u32(data, 4 * number),
            read_u32(data, 4 * number + 4),
            (style, modifiers),
        )


def _read_style_sheet(data: bytes) -> Iterator[tuple[str, int, bytes, bytes]]:
    """Yield each style's name, the number of its base, and its modifiers of paragraphs and characters."""
    header = read_u16(data, 0)
    count, base_length = read_u16(data, 2), read_u16(data, 4)
    at = 2 + header
    for _ in range(min(count, _NO_STYLE)):
        length = read_u16(data, at)
        style = data[at + 2 : at + 2 + length]
        at += 2 + length
        yield _read_style(style, base_length)


def _read_style(style: bytes, base_length: int) -> tuple[str, int, bytes, bytes]:
    kind, base, updates = (
        read_u16(style, 2) & 0xF,
        read_u16(style, 2) >> 4,
        read_u16(style, 4) & 0xF,
    )
    letters = read_u16(style, base_length)
    name = style[base_length + 2 : base_length + 2 + 2 * letters].decode(
        "utf-16-le", "replace"
    )
    at = base_length + 2 + 2 * (letters + 1)
    parts: list[bytes] = []
    for _ in range(updates):
        at += at % 2
        length = read_u16(style, at)
        parts.append(style[at + 2 : at + 2 + length])
        at += 2 + length
    if kind != 1 or not parts:
        return name, base, b"", b""
    return name, base, parts[0][2:], parts[1] if len(parts) > 1 else b""

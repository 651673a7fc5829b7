"""What a DOC says of its paragraphs and characters: property pages, single property modifiers, styles.

[MS-DOC]: 2.6 for the modifiers, 2.9.32 and 2.9.174 for the pages, 2.9.271 for the style sheet.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from tasks.documents.word.doc_file import WordFile, read_u16, read_u32
from tasks.documents.word.paragraphs import BODY_LEVEL

_STYLES = 1
_CHARACTER_PAGES = 12
_PARAGRAPH_PAGES = 13
_PAGE = 512
_LONGEST_CHAIN = 50
_NO_STYLE = 0xFFF
# how many bytes follow a modifier, by the highest three bits of its number; 6 states its own length
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_DEFINE_TABLE, _CHANGE_TABS = 0xD608, 0xC615
_LEVEL = 0x260A
_LIST = 0x460B
_OUTLINE = 0x2640
_IN_TABLE = 0x2416
_ROW_END = 0x2417
_DEPTH = 0x6649
_INNER_CELL = 0x244B
_INNER_ROW = 0x244C
_HUGE = 0x6646
_DELETED = 0x0800
_BOLD = 0x0835
_HIDDEN = 0x083C
_SYMBOL = 0x6A09
_PICTURE = 0x6A03
# An on/off modifier may also say: as the style says, or the opposite of it.
_AS_STYLE, _NOT_AS_STYLE = 0x80, 0x81


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """Of a paragraph: its style's name, list (from 1, 0 for none), level, table depth, and what it ends."""

    style: str = ""
    bold: bool = False
    hidden: bool = False
    list_number: int = 0
    list_depth: int = 0
    outline: int = BODY_LEVEL
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


class _PropertyRun(NamedTuple):
    """Bytes of the main stream with the same properties: a style's number (of paragraphs), and modifiers."""

    start: int
    end: int
    style: int
    modifiers: bytes


class _PropertyRuns:
    """The runs of all pages: each ends where the next begins or earlier."""

    def __init__(self, runs: Iterable[_PropertyRun]) -> None:
        self._runs = sorted(runs, key=attrgetter("start"))
        self._starts = [run.start for run in self._runs]

    def find_run(self, place: int) -> _PropertyRun | None:
        """Find the run around a byte; null when none is stated."""
        number = bisect_right(self._starts, place) - 1
        if number >= 0 and place < self._runs[number].end:
            return self._runs[number]
        return None

    def find_next_start(self, place: int, end: int) -> int:
        """Find where the first run behind a byte starts; `end` when there is none."""
        number = bisect_right(self._starts, place)
        return self._starts[number] if number < len(self._starts) else end


class _StyleDefinition(NamedTuple):
    """One style: its name, the number of its base, its modifiers of paragraphs and of characters."""

    name: str
    base: int
    paragraph: bytes = b""
    characters: bytes = b""


class FileProperties:
    """The properties of one file's paragraphs and characters."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._styles = list(_read_style_sheet(file.read_structure(_STYLES)))
        self._paragraphs = _PropertyRuns(_iter_runs(file, _PARAGRAPH_PAGES))
        self._characters = _PropertyRuns(_iter_runs(file, _CHARACTER_PAGES))
        self._paragraph_cache: dict[tuple[int, bytes], ParagraphProperties] = {}
        self._character_cache: dict[bytes, CharacterProperties] = {}

    def find_paragraph(self, character: int) -> ParagraphProperties:
        """Give the properties of the paragraph that a character ends."""
        run = self._paragraphs.find_run(self._file.locate_byte(character))
        key = (run.style, run.modifiers) if run else (0, b"")
        if key not in self._paragraph_cache:
            style = self._resolve_style(key[0])
            self._paragraph_cache[key] = self._apply_modifiers(style, key[1])
        return self._paragraph_cache[key]

    def ends_paragraph(self, character: int) -> bool:
        """Tell whether a paragraph ends with a character: a page break may stand inside one."""
        place = self._file.locate_byte(character)
        run = self._paragraphs.find_run(place)
        return run is not None and run.end <= place + 2

    def iter_character_runs(
        self, start: int, end: int
    ) -> Iterator[tuple[int, int, CharacterProperties]]:
        """Yield the runs of characters between two places of the text, with what each looks like."""
        at = start
        for piece in self._file.find_pieces(start, end):
            place = piece.locate_byte(max(start, piece.start))
            stop = piece.locate_byte(min(end, piece.end))
            while place < stop:
                run = self._characters.find_run(place)
                gap_end = self._characters.find_next_start(place, stop)
                length = min(run.end if run else gap_end, stop) - place
                width = max((length + piece.width - 1) // piece.width, 1)
                characters = self._find_characters(run.modifiers if run else b"")
                yield at, min(at + width, end), characters
                at += width
                place += width * piece.width

    def _find_characters(self, modifiers: bytes) -> CharacterProperties:
        if modifiers not in self._character_cache:
            self._character_cache[modifiers] = _parse_character_properties(modifiers)
        return self._character_cache[modifiers]

    def _resolve_style(self, number: int) -> ParagraphProperties:
        """Apply a style's chain from its root down."""
        chain: list[_StyleDefinition] = []
        while number < len(self._styles) and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[number])
            number = self._styles[number].base
        properties = ParagraphProperties()
        for style in reversed(chain):
            named = replace(properties, style=style.name)
            properties = self._apply_modifiers(named, style.paragraph)
            stated = _parse_character_properties(style.characters)
            if stated.bold is not None:
                properties = replace(properties, bold=stated.bold)
            if stated.hidden is not None:
                properties = replace(properties, hidden=stated.hidden)
        return properties

    def _apply_modifiers(
        self, properties: ParagraphProperties, modifiers: bytes
    ) -> ParagraphProperties:
        """Apply a paragraph's own modifiers to what its style says."""
        stated = dict(_iter_modifiers(modifiers))
        if _HUGE in stated:
            stated |= dict(_iter_modifiers(self._read_huge(stated[_HUGE])))
        numbers: dict[int, int] = {}
        for code, operand in stated.items():
            numbers[code] = int.from_bytes(operand, "little")
        inherited_depth = 1 if numbers.get(_IN_TABLE) else properties.table_depth
        return replace(
            properties,
            list_number=numbers.get(_LIST, properties.list_number),
            list_depth=min(numbers.get(_LEVEL, properties.list_depth), 8),
            outline=numbers.get(_OUTLINE, properties.outline),
            table_depth=numbers.get(_DEPTH, inherited_depth),
            cell_end=bool(numbers.get(_INNER_CELL)),
            row_end=bool(numbers.get(_ROW_END) or numbers.get(_INNER_ROW)),
        )

    def _read_huge(self, operand: bytes) -> bytes:
        """Read the modifiers that stand in the Data stream, where they have room."""
        data, at = self._file.data, read_u32(operand, 0)
        return data[at + 2 : at + 2 + read_u16(data, at)]


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
        deleted = _read_count(data, at + 1)
        added = _read_count(data, at + 2 + 4 * deleted)
        return 1 + 4 * deleted + 1 + 3 * added, at + 1
    return data[at], at + 1


def _read_count(data: bytes, at: int) -> int:
    return data[at] if at < len(data) else 0


def _iter_runs(file: WordFile, entry: int) -> Iterator[_PropertyRun]:
    """Yield the runs of all property pages."""
    table = file.read_structure(entry)
    count = max((len(table) - 4) // 8, 0)
    seen: set[int] = set()
    for number in range(count):
        page = read_u32(table, 4 * (count + 1) + 4 * number) & 0x3FFFFF
        data = file.main[page * _PAGE : (page + 1) * _PAGE]
        if page not in seen and len(data) == _PAGE:
            seen.add(page)
            yield from _read_page(data, paragraphs=entry == _PARAGRAPH_PAGES)


def _read_page(data: bytes, *, paragraphs: bool) -> Iterator[_PropertyRun]:
    """Yield one page's runs."""
    count = data[-1]
    width = 13 if paragraphs else 1
    places = 4 * (count + 1)
    if places + width * count >= _PAGE:
        return
    for number in range(count):
        start, end = read_u32(data, 4 * number), read_u32(data, 4 * number + 4)
        at = 2 * data[places + width * number]
        style, modifiers = 0, b""
        if at and paragraphs:
            # An odd length is stated in words less one byte, an even one behind a zero.
            length = 2 * data[at] - 1 if data[at] else 2 * data[at + 1]
            at += 1 if data[at] else 2
            style, modifiers = read_u16(data, at), data[at + 2 : at + max(length, 2)]
        elif at:
            modifiers = data[at + 1 : at + 1 + data[at]]
        yield _PropertyRun(start, end, style, modifiers)


def _read_style_sheet(data: bytes) -> Iterator[_StyleDefinition]:
    """Yield the styles in the order of their numbers."""
    count, base_length = read_u16(data, 2), read_u16(data, 4)
    at = 2 + read_u16(data, 0)
    for _ in range(min(count, _NO_STYLE)):
        length = read_u16(data, at)
        style = data[at + 2 : at + 2 + length]
        at += 2 + length
        yield _read_style(style, base_length)


def _read_style(style: bytes, base_length: int) -> _StyleDefinition:
    kind, base = read_u16(style, 2) & 0xF, read_u16(style, 2) >> 4
    name_start = base_length + 2
    name_end = name_start + 2 * read_u16(style, base_length)
    name = style[name_start:name_end].decode("utf-16-le", "replace")
    at = name_end + 2
    parts: list[bytes] = []
    for _ in range(read_u16(style, 4) & 0xF):
        at += at % 2
        length = read_u16(style, at)
        parts.append(style[at + 2 : at + 2 + length])
        at += 2 + length
    if kind != 1 or not parts:
        return _StyleDefinition(name, base)
    characters = parts[1] if len(parts) > 1 else b""
    return _StyleDefinition(name, base, parts[0][2:], characters)

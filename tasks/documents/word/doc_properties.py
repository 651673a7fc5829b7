"""What a DOC says of its paragraphs and characters: property pages, single property modifiers, styles.

[MS-DOC]: 2.6 for the modifiers, 2.9.32 and 2.9.174 for the pages, 2.9.271 for the style sheet.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from tasks.documents.table_builder import CellEdge, RowEdges
from tasks.documents.word.doc_file import WordFile
from tasks.documents.word.paragraphs import BODY_LEVEL, WHITE

_STYLES = 1
_CHARACTER_PAGES = 12
_PARAGRAPH_PAGES = 13
_PAGE = 512
_LONGEST_CHAIN = 50
_NO_STYLE = 0xFFF
_CHARACTER_KIND = 2
# how many bytes follow a modifier, by the highest three bits of its number; 6 states its own length
_OPERANDS = {
    0: 1,
    1: 1,
    2: 2,
    3: 4,
    4: 2,
    5: 2,
    7: 3,
}
_DEFINE_TABLE = 0xD608
_TABLE_STYLE = 0x563A
_NORMAL_TABLE = 11
# the shadings of a row's cells, each for so many from a first one: ten bytes a cell, and of old two
_CELL_SHADES = {
    0xD612: 0,
    0xD616: 22,
    0xD60C: 44,
    0xD670: 0,
    0xD671: 22,
    0xD672: 44,
}
_CELL_SHADES_OLD = 0xD609
# what shades some cells, or the whole table, besides
_SHADES_SET = frozenset({0xD62D, 0xD62E, 0xD660})
_SHADE_LENGTH = 10
_CHANGE_TABS = 0xC615
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
_STRUCK = 0x0837
_STRUCK_TWICE = 0x2A53
_COLOR_INDEX = 0x2A42
_COLOR = 0x6870
_HIGHLIGHT = 0x2A0C
_SHADE_OLD = 0x4866
_SHADE = 0xCA71
_POSITION = 0x2A48
_SIZE = 0x4A43
_CHARACTER_STYLE = 0x4A30
_PARAGRAPH_SHADE_OLD = 0x442D
_PARAGRAPH_SHADE = 0xC64D
_DROP_CAP = 0x442C
_DROP_CAP_KINDS = (1, 2)
_SUPERSCRIPT = 1
# of the sixteen colours that have an index
_WHITE_INDEX = 8
_SYMBOL = 0x6A09
_PICTURE = 0x6A03
# An on/off modifier may also say: as the style says, or the opposite of it.
_AS_STYLE = 0x80
_NOT_AS_STYLE = 0x81


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """Of a paragraph: its style's name, list (from 1, 0 for none), level, table depth, and what it ends.

    `plain_cells` are those cells of the row that it ends, from 0, whose ground is surely the paper's.
    """

    style: str = ""
    bold: bool = False
    hidden: bool = False
    list_number: int = 0
    list_depth: int = 0
    outline: int = BODY_LEVEL
    table_depth: int = 0
    cell_end: bool = False
    row_end: bool = False
    struck: bool = False
    color: str = ""
    shaded: bool = False
    drop_cap: bool = False
    edges: RowEdges | None = None
    plain_cells: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CharacterProperties:
    """Of characters: what the paragraph's style does not say; null takes the style's word.

    `picture` is where in the Data stream the picture begins that a character stands for.
    """

    bold: bool | None = None
    hidden: bool | None = None
    deleted: bool = False
    struck: bool | None = None
    color: str | None = None
    shaded: bool = False
    raised: bool = False
    size: int | None = None
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
        if number < 0:
            return None
        run = self._runs[number]
        if place >= run.end:
            return None
        return run

    def find_next_start(
        self,
        place: int,
        end: int,
    ) -> int:
        """Find where the first run behind a byte starts; `end` when there is none."""
        number = bisect_right(self._starts, place)
        if number >= len(self._starts):
            return end
        return self._starts[number]


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
        style_sheet = file.read_structure(_STYLES)
        self._styles = list(_read_style_sheet(style_sheet))
        self._paragraphs = _PropertyRuns(_iter_runs(file, _PARAGRAPH_PAGES))
        self._characters = _PropertyRuns(_iter_runs(file, _CHARACTER_PAGES))
        self._paragraph_cache: dict[tuple[int, bytes], ParagraphProperties] = {}
        self._character_cache: dict[bytes, CharacterProperties] = {}

    def find_paragraph(self, character: int) -> ParagraphProperties:
        """Give the properties of the paragraph that a character ends."""
        place = self._file.locate_byte(character)
        run = self._paragraphs.find_run(place)
        number = 0
        modifiers = b""
        if run:
            number = run.style
            modifiers = run.modifiers
        key = (number, modifiers)
        if key not in self._paragraph_cache:
            style = self._resolve_style(number)
            self._paragraph_cache[key] = self._apply_modifiers(style, modifiers)
        return self._paragraph_cache[key]

    def ends_paragraph(self, character: int) -> bool:
        """Tell whether a paragraph ends with a character: a page break may stand inside one."""
        place = self._file.locate_byte(character)
        run = self._paragraphs.find_run(place)
        return run is not None and run.end <= place + 2

    def iter_character_runs(
        self,
        start: int,
        end: int,
    ) -> Iterator[tuple[int, int, CharacterProperties]]:
        """Yield the runs of characters between two places of the text, with what each looks like."""
        at = start
        for piece in self._file.find_pieces(start, end):
            place = piece.locate_byte(max(start, piece.start))
            stop = piece.locate_byte(min(end, piece.end))
            while place < stop:
                run = self._find_character_run(place, stop)
                length = min(run.end, stop) - place
                filled_up = length + piece.width - 1
                width = max(filled_up // piece.width, 1)
                characters = self._find_characters(run.modifiers)
                yield at, min(at + width, end), characters
                at += width
                place += width * piece.width

    def _find_character_run(
        self,
        place: int,
        stop: int,
    ) -> _PropertyRun:
        """Find the run around a byte, or make one without modifiers up to the next."""
        run = self._characters.find_run(place)
        if run is not None:
            return run
        gap_end = self._characters.find_next_start(place, stop)
        return _PropertyRun(
            place,
            gap_end,
            0,
            b"",
        )

    def _find_characters(self, modifiers: bytes) -> CharacterProperties:
        if modifiers not in self._character_cache:
            stated = dict(_iter_modifiers(modifiers))
            own = _parse_character_properties(modifiers)
            if _CHARACTER_STYLE in stated:
                number = int.from_bytes(stated[_CHARACTER_STYLE], "little")
                own = self._take_over(own, number)
            self._character_cache[modifiers] = own
        return self._character_cache[modifiers]

    def _take_over(
        self,
        own: CharacterProperties,
        number: int,
    ) -> CharacterProperties:
        """Take over what a style of characters says of whether they are seen, where they say nothing."""
        for style in self._walk_styles(number):
            stated = _parse_character_properties(style.characters)
            own = replace(
                own,
                hidden=stated.hidden if own.hidden is None else own.hidden,
                struck=stated.struck if own.struck is None else own.struck,
                color=stated.color if own.color is None else own.color,
                shaded=own.shaded or stated.shaded,
            )
        return own

    def _walk_styles(self, number: int) -> list[_StyleDefinition]:
        """Give a style and those it is based on, nearest first."""
        chain: list[_StyleDefinition] = []
        while number < len(self._styles) and len(chain) < _LONGEST_CHAIN:
            definition = self._styles[number]
            chain.append(definition)
            number = definition.base
        return chain

    def _resolve_style(self, number: int) -> ParagraphProperties:
        """Apply a style's chain from its root down."""
        properties = ParagraphProperties()
        for style in reversed(self._walk_styles(number)):
            named = replace(properties, style=style.name)
            properties = self._apply_modifiers(named, style.paragraph)
            stated = _parse_character_properties(style.characters)
            if stated.bold is not None:
                properties = replace(properties, bold=stated.bold)
            if stated.hidden is not None:
                properties = replace(properties, hidden=stated.hidden)
            if stated.struck is not None:
                properties = replace(properties, struck=stated.struck)
            if stated.color is not None:
                properties = replace(properties, color=stated.color)
            if stated.shaded:
                properties = replace(properties, shaded=True)
        return properties

    def _apply_modifiers(
        self,
        properties: ParagraphProperties,
        modifiers: bytes,
    ) -> ParagraphProperties:
        """Apply a paragraph's own modifiers to what its style says."""
        stated = dict(_iter_modifiers(modifiers))
        if _HUGE in stated:
            further = self._read_huge(stated[_HUGE])
            stated |= dict(_iter_modifiers(further))
        numbers: dict[int, int] = {}
        for code, operand in stated.items():
            numbers[code] = int.from_bytes(operand, "little")
        inherited_depth = properties.table_depth
        if numbers.get(_IN_TABLE):
            inherited_depth = 1
        list_depth = numbers.get(_LEVEL, properties.list_depth)
        row_end = numbers.get(_ROW_END) or numbers.get(_INNER_ROW)
        return replace(
            properties,
            list_number=numbers.get(_LIST, properties.list_number),
            list_depth=min(list_depth, 8),
            outline=numbers.get(_OUTLINE, properties.outline),
            table_depth=numbers.get(_DEPTH, inherited_depth),
            cell_end=bool(numbers.get(_INNER_CELL)),
            row_end=bool(row_end),
            shaded=properties.shaded or _is_paragraph_shaded(stated),
            drop_cap=numbers.get(_DROP_CAP, 0) & 7 in _DROP_CAP_KINDS,
            edges=_parse_edges(stated.get(_DEFINE_TABLE)) if row_end else None,
            plain_cells=_find_plain_cells(stated) if row_end else frozenset(),
        )

    def _read_huge(self, operand: bytes) -> bytes:
        """Read the modifiers that stand in the Data stream, where they have room."""
        data = self._file.data
        at = WordFile.read_u32(operand, 0)
        length = WordFile.read_u16(data, at)
        start = at + 2
        return data[start : start + length]


def _parse_character_properties(modifiers: bytes) -> CharacterProperties:
    stated = dict(_iter_modifiers(modifiers))
    deleted = _parse_toggle(stated.get(_DELETED))
    picture = None
    if _PICTURE in stated:
        picture = WordFile.read_u32(stated[_PICTURE], 0)
    return CharacterProperties(
        bold=_parse_toggle(stated.get(_BOLD)),
        hidden=_parse_toggle(stated.get(_HIDDEN)),
        deleted=bool(deleted),
        struck=_parse_struck(stated),
        color=_parse_color(stated),
        shaded=_is_shaded(stated),
        raised=_read_number(stated.get(_POSITION)) == _SUPERSCRIPT,
        size=_read_number(stated.get(_SIZE)) or None,
        picture=picture,
        symbol=_parse_symbol(stated.get(_SYMBOL)),
    )


def _read_number(operand: bytes | None) -> int:
    return int.from_bytes(operand or b"", "little")


def _parse_struck(stated: Mapping[int, bytes]) -> bool | None:
    """Read whether words are struck out, once or twice; null when neither is stated."""
    switches = (_parse_toggle(stated.get(code)) for code in (_STRUCK, _STRUCK_TWICE))
    known = [switch for switch in switches if switch is not None]
    if known:
        return any(known)
    return None


def _parse_color(stated: Mapping[int, bytes]) -> str | None:
    """Read a colour as six digits, empty for the automatic one; null when none is stated.

    Of those that have an index, only white is told from the automatic one.
    """
    if _COLOR in stated:
        parts = stated[_COLOR]
        if parts[3:4] == b"\xff":
            return ""
        return parts[:3].hex().upper()
    if _COLOR_INDEX in stated:
        if _read_number(stated[_COLOR_INDEX]) == _WHITE_INDEX:
            return WHITE
        return ""
    return None


def _is_shaded(stated: Mapping[int, bytes]) -> bool:
    if _read_number(stated.get(_HIGHLIGHT)) not in (0, _WHITE_INDEX):
        return True
    if _is_dark_shade(stated.get(_SHADE)):
        return True
    return _SHADE not in stated and _is_dark_index(stated.get(_SHADE_OLD))


def _is_paragraph_shaded(stated: Mapping[int, bytes]) -> bool:
    if _PARAGRAPH_SHADE in stated:
        return _is_dark_shade(stated[_PARAGRAPH_SHADE])
    return _is_dark_index(stated.get(_PARAGRAPH_SHADE_OLD))


def _is_dark_shade(operand: bytes | None) -> bool:
    """Tell whether a shading draws more than the paper: a pattern, or a colour that is not white."""
    if not operand or len(operand) < 10:
        return False
    pattern = WordFile.read_u16(operand, 8)
    is_automatic = operand[7] == 0xFF
    is_white = operand[4:7] == b"\xff\xff\xff"
    return pattern not in (0, 0xFFFF) or not (is_automatic or is_white)


def _is_dark_index(operand: bytes | None) -> bool:
    """Tell the same of an old shading: five bits a colour, six for the pattern."""
    stated = _read_number(operand)
    if operand is None or stated == 0xFFFF:
        return False
    ground = stated >> 5 & 0x1F
    return bool(stated >> 10) or ground not in (0, _WHITE_INDEX)


def _find_plain_cells(stated: Mapping[int, bytes]) -> frozenset[int]:
    """Find the cells of a row that have no ground of their own; none where its table's style may give one."""
    style = _read_number(stated.get(_TABLE_STYLE)) or _NORMAL_TABLE
    count = (stated.get(_DEFINE_TABLE) or b"\0")[0]
    if style != _NORMAL_TABLE or not _SHADES_SET.isdisjoint(stated):
        return frozenset()
    shaded: set[int] = set()
    for code, first in _CELL_SHADES.items():
        parts = _cut_up(stated.get(code, b""), _SHADE_LENGTH)
        shaded.update(
            number for number, part in enumerate(parts, first) if _is_dark_shade(part)
        )
    old = _cut_up(stated.get(_CELL_SHADES_OLD, b""), 2)
    shaded.update(number for number, part in enumerate(old) if _is_dark_index(part))
    return frozenset(range(count)) - shaded


def _cut_up(data: bytes, length: int) -> list[bytes]:
    return [data[at : at + length] for at in range(0, len(data), length)]


# [MS-DOC] 2.9.310: a row's edges, then twenty bytes a cell, whose first two say what it is merged with
_CELL_LENGTH = 20
_MOST_CELLS = 63


def _parse_edges(operand: bytes | None) -> RowEdges | None:
    """Read where the cells of a row end; null where it is not stated."""
    if not operand:
        return None
    count = operand[0]
    if not 0 < count <= _MOST_CELLS:
        return None
    places = [_read_place(operand, 1 + 2 * number) for number in range(count + 1)]
    descriptors = 3 + 2 * count
    cells = []
    for number, end in enumerate(places[1:]):
        flags = WordFile.read_u16(operand, descriptors + _CELL_LENGTH * number)
        joins_left = flags & 3 == 1
        joins_above = flags >> 5 & 3 == 1
        cells.append(CellEdge(end, joins_left, joins_above))
    return RowEdges(places[0], tuple(cells))


def _read_place(data: bytes, at: int) -> int:
    return int.from_bytes(
        data[at : at + 2],
        "little",
        signed=True,
    )


def _parse_symbol(operand: bytes | None) -> tuple[int, int] | None:
    if not operand:
        return None
    font = WordFile.read_u16(operand, 0)
    character = WordFile.read_u16(operand, 2)
    return font, character


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
        code = WordFile.read_u16(data, at)
        at += 2
        length = _OPERANDS.get(code >> 13)
        if length is None:
            length, at = _read_stated_length(code, data, at)
        yield code, data[at : at + length]
        at += length


def _read_stated_length(
    code: int,
    data: bytes,
    at: int,
) -> tuple[int, int]:
    """Read the length that a modifier states, and where its operand begins."""
    if code == _DEFINE_TABLE:
        length = WordFile.read_u16(data, at) - 1
        return max(length, 0), at + 2
    if code == _CHANGE_TABS and data[at] == 0xFF:
        deleted = 4 * _read_count(data, at + 1)
        added = 3 * _read_count(data, at + 2 + deleted)
        return 1 + deleted + 1 + added, at + 1
    return data[at], at + 1


def _read_count(data: bytes, at: int) -> int:
    if at >= len(data):
        return 0
    return data[at]


def _iter_runs(file: WordFile, entry: int) -> Iterator[_PropertyRun]:
    """Yield the runs of all property pages."""
    table = file.read_structure(entry)
    count = max((len(table) - 4) // 8, 0)
    first = 4 * (count + 1)
    seen: set[int] = set()
    for number in range(count):
        stated = WordFile.read_u32(table, first + 4 * number)
        page = stated & 0x3FFFFF
        start = page * _PAGE
        data = file.main[start : start + _PAGE]
        if page in seen or len(data) < _PAGE:
            continue
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
        start = WordFile.read_u32(data, 4 * number)
        end = WordFile.read_u32(data, 4 * number + 4)
        at = 2 * data[places + width * number]
        style = 0
        modifiers = b""
        if at and paragraphs:
            stated = _select_stated_bytes(data, at)
            style = WordFile.read_u16(stated, 0)
            modifiers = stated[2:]
        elif at:
            first = at + 1
            modifiers = data[first : first + data[at]]
        yield _PropertyRun(start, end, style, modifiers)


def _select_stated_bytes(data: bytes, at: int) -> bytes:
    """Select the bytes of a paragraph's style and modifiers; their length stands before them."""
    # An odd length is stated in words less one byte, an even one behind a zero.
    length = 2 * data[at] - 1
    start = at + 1
    if not data[at]:
        length = 2 * data[start]
        start += 1
    return data[start : start + max(length, 2)]


def _read_style_sheet(data: bytes) -> Iterator[_StyleDefinition]:
    """Yield the styles in the order of their numbers."""
    count = WordFile.read_u16(data, 2)
    base_length = WordFile.read_u16(data, 4)
    at = 2 + WordFile.read_u16(data, 0)
    for _ in range(min(count, _NO_STYLE)):
        start = at + 2
        at = start + WordFile.read_u16(data, at)
        yield _read_style(data[start:at], base_length)


def _read_style(style: bytes, base_length: int) -> _StyleDefinition:
    kind_and_base = WordFile.read_u16(style, 2)
    kind = kind_and_base & 0xF
    base = kind_and_base >> 4
    name_start = base_length + 2
    letters = WordFile.read_u16(style, base_length)
    name_end = name_start + 2 * letters
    name = style[name_start:name_end].decode("utf-16-le", "replace")
    parts = _read_style_parts(style, name_end + 2)
    if kind == _CHARACTER_KIND and parts:
        return _StyleDefinition(name, base, characters=parts[0])
    if kind != 1 or not parts:
        return _StyleDefinition(name, base)
    paragraph = parts[0][2:]
    if len(parts) == 1:
        return _StyleDefinition(name, base, paragraph)
    return _StyleDefinition(name, base, paragraph, parts[1])


def _read_style_parts(style: bytes, at: int) -> list[bytes]:
    """Read the lists of modifiers that stand behind a style's name."""
    parts: list[bytes] = []
    count = WordFile.read_u16(style, 4) & 0xF
    for _ in range(count):
        start = at + at % 2
        length = WordFile.read_u16(style, start)
        start += 2
        at = start + length
        parts.append(style[start:at])
    return parts

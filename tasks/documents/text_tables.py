"""The tables of a plain text: cells parted by tabs, by lines of box characters, or set in columns by blanks.

Places in a line are counted as a terminal shows them: a Chinese character is two columns wide.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import NamedTuple
from unicodedata import east_asian_width

from tasks.documents.table_builder import MOST_COLUMNS
from tasks.model.document import Cell, Paragraph, Row

# `├────┼────┤`, `+-----+---+`, `|---|:--|`, `------  -----`: lines that are drawn and say nothing
_RULE = re.compile(r"(?=.{0,200}[─━═┄┈\-=_—]{2})[─-╿+|\-=_—: \u3000]+")
_BOX_RULE = re.compile(r"[┌├└┏┣┗╔╠╚╭╰+|│┃║]")
_DRAWN = re.compile(r"[─━═┄┈]+")
# `│部门│处罚│`, `| 部门 | 处罚 |`, and the joints where a line begins beside a cell: `│部门├──┬──┤`
_BAR = re.compile("[│┃║|┆┊├┤┣┫╠╣┬┳╦┼╋╬┴┻╩]")
_BOXED = re.compile(r"\|.*\||[^|]*[│┃║].*")
# Words with no more than one blank between them are one field.
_FIELD = re.compile(r"\S+(?:[ \xa0]\S+)*")
_NUMBER = re.compile(r"[-+↑↓]?\d[\d,，.．]*\s?[^\s\d]{0,3}|\d+(?:\.\d+)?[%％]")
# What holds these is a sentence or another table; what holds 单位：件 stands above one.
_NO_COLUMNS = re.compile(r"[。；，！？\t│┃║|]|单位[:：]|\d年\d{1,2}月\d{1,2}日")
# `二、存在的问题        3`, `第一章  总则`: contents, and headings
_HEADING = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}[章节部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]"
)
_LONGEST_FIELD = 40
# `128      34.5`, also with tabs
_WIDE_GAP = re.compile(r"[ \t\xa0\u2000-\u200a\u3000]{2}\s*[-+↑↓]?\d|\t[-+↑↓]?\d")
_TAB = "    "
# stands for what is no line of text: no table goes on behind it
_NO_LINE = "。"
# `合  计`: the letters of one word, at most so many columns apart
_WIDEST_GAP = 4
_WIDE = frozenset("WFA")


class _PlacedWords(NamedTuple):
    """Words of a line, and the columns of the screen in which they stand."""

    text: str
    start: int
    end: int

    def is_over(self, other: "_PlacedWords") -> bool:
        """Tell whether some of its columns are also those of other words."""
        return self.start < other.end and other.start < self.end


@dataclass
class _LineTable:
    """Lines that stand together, up to one: the rows of a table, by line, and the lines drawn around them.

    Where they make up no table there are no rows.
    """

    end: int
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    rules: set[int] = field(default_factory=set)


_LineReader = Callable[[Sequence[str], int], _LineTable]


class TextTables(NamedTuple):
    """The rows of all tables of some lines, by line, and the lines that are drawn around them."""

    rows: Mapping[int, Row]
    rules: frozenset[int]

    @classmethod
    def find(cls, lines: Sequence[str]) -> "TextTables":
        """Find the tables of some lines."""
        return cls._collect(_iter_tables(lines))

    @classmethod
    def _collect(cls, tables: "Iterable[_LineTable]", before: int = 0) -> "TextTables":
        """Collect the rows of tables, numbered behind so many before them."""
        rows: dict[int, Row] = {}
        rules: set[int] = set()
        for number, table in enumerate(tables, before + 1):
            rules |= table.rules
            for place, (line, cells) in enumerate(table.rows.items(), 1):
                rows[line] = Row(number, place, tuple(cells))
        return cls(rows, frozenset(rules))

    @classmethod
    def tabulate(cls, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Give paragraphs with rows for those that blanks or tabs set in columns, numbers among them."""
        wide = [one for one in paragraphs if _WIDE_GAP.search(one.text)]
        if not any(one.row is None for one in wide):
            return list(paragraphs)
        lines = []
        before = 0
        for paragraph in paragraphs:
            line = paragraph.text.replace("\t", _TAB)
            if paragraph.row:
                line = _NO_LINE
                before = max(before, paragraph.row.table)
            lines.append(line)
        tables = cls._collect(_iter_tables(lines, [_read_aligned]), before)
        placed = list(paragraphs)
        for number, row in tables.rows.items():
            placed[number] = replace(placed[number], text=row.text, row=row)
        return placed


def _iter_tables(
    lines: Sequence[str], chosen: "Sequence[_LineReader] | None" = None
) -> Iterator[_LineTable]:
    """Yield the tables of some lines; those that make up none are looked at once by each reader."""
    readers = dict.fromkeys(chosen or (_read_tabbed, _read_boxed, _read_aligned), 0)
    line = 0
    while line < len(lines):
        for read, first in readers.items():
            if line < first:
                continue
            table = read(lines, line)
            readers[read] = table.end
            if table.rows:
                yield table
                line = max((*table.rows, *table.rules))
                break
        line += 1


def _read_tabbed(lines: Sequence[str], first: int) -> _LineTable:
    """Read the table of tabs that begins at a line: its first row has two cells that are not empty."""
    table = _LineTable(first + 1)
    for line in range(first, len(lines)):
        written = lines[line].rstrip()
        cells = [cell.strip() for cell in written.split("\t")]
        fewest = 1 if table.rows else 2
        filled = sum(map(bool, cells))
        if len(cells) < 2 or filled < fewest:
            break
        table.rows[line] = [Cell(column, text) for column, text in enumerate(cells)]
        table.end = line + 1
    return table


# boxes


def _read_boxed(lines: Sequence[str], first: int) -> _LineTable:
    """Read the table of box characters that begins at a line, with lines drawn or bars on both sides."""
    table = _LineTable(first + 1)
    held: dict[int, str] = {}
    for line in range(first, len(lines)):
        text = lines[line].strip()
        is_rule = bool(_RULE.fullmatch(text)) and bool(held or _BOX_RULE.match(text))
        if is_rule:
            table.rules.add(line)
        elif _BOXED.fullmatch(text):
            held[line] = text
        else:
            break
        table.end = line + 1
    is_closed = all(_BAR.match(text) and _BAR.match(text[-1]) for text in held.values())
    if table.rules or (is_closed and len(held) > 1):
        _fill_from_box(table, held)
    return table


def _fill_from_box(table: _LineTable, lines: Mapping[int, str]) -> None:
    """Fill a table with the cells of lines between bars; those of two lines are joined."""
    rows = _split_lines(lines, _WIDE)
    if not _is_even(rows):
        narrow = _split_lines(lines, _WIDE - {"A"})
        if _is_even(narrow):
            rows = narrow
    full = max(rows.values(), key=len, default=[])
    if not 1 < len(full) <= MOST_COLUMNS:
        return
    if not any(map(_is_row, rows.values())):
        return
    edges = [one.end for one in full]
    above = -1
    for line, fields in rows.items():
        cells = _place_in_box(fields, edges)
        is_drawn = not _is_row(fields)
        if above in table.rows and (is_drawn or _goes_on(cells, line - above)):
            joined = _join(table.rows[above], cells)
            table.rows[above] = joined
            table.rules.add(line)
        elif is_drawn:
            table.rules.add(line)
        else:
            table.rows[line] = cells
            above = line


def _split_lines(
    lines: Mapping[int, str], wide: frozenset[str]
) -> dict[int, list[_PlacedWords]]:
    return {line: _split_box(text, wide) for line, text in lines.items()}


def _is_even(rows: Mapping[int, Sequence[_PlacedWords]]) -> bool:
    """Tell whether each bar of a table stands below one of its fullest row."""
    full = max(rows.values(), key=len, default=[])
    edges = {one.end for one in full}
    return all(one.end in edges for row in rows.values() for one in row)


def _is_row(fields: Sequence[_PlacedWords]) -> bool:
    """Tell whether a line between bars is one of cells; no line is drawn in it."""
    return not any(_DRAWN.fullmatch(one.text) for one in fields)


def _split_box(line: str, wide: frozenset[str]) -> list[_PlacedWords]:
    """Split a line at its bars; a field reaches from bar to bar."""
    places = list(_measure(line, wide))
    bars = [match.start() for match in _BAR.finditer(line)]
    if bars[0]:
        bars.insert(0, -1)
    if bars[-1] < len(line) - 1:
        bars.append(len(line))
    fields = []
    for left, right in pairwise(bars):
        start = left + 1
        words = line[start:right].strip()
        field = _PlacedWords(words, places[start], places[right])
        fields.append(field)
    return fields


def _place_in_box(row: Sequence[_PlacedWords], edges: Sequence[int]) -> list[Cell]:
    """Place a row's fields in columns: in order where none is merged, else by where they end."""
    if len(row) == len(edges) or not all(one.end in edges for one in row):
        return [Cell(column, one.text) for column, one in enumerate(row)]
    cells = []
    column = 0
    for one in row:
        last = edges.index(one.end)
        cells.append(Cell(column, one.text, columns=last - column + 1))
        column = last + 1
    return cells


def _goes_on(cells: Sequence[Cell], lines: int) -> bool:
    """Tell whether the line right behind a row goes on with it: its first cell is empty, and no number is."""
    words = [cell.text for cell in cells if cell.text]
    is_open = lines == 1 and not cells[0].text and bool(words)
    return is_open and not any(map(_NUMBER.fullmatch, words))


def _join(above: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    """Join a row's cells with the words below them; a line that is drawn there says nothing."""
    words = {cell.column: _DRAWN.sub("", cell.text) for cell in below}
    return [replace(one, text=one.text + words.get(one.column, "")) for one in above]


# columns of blanks


def _read_aligned(lines: Sequence[str], first: int) -> _LineTable:
    """Read the table of columns set with blanks that begins at a line: heads or labels, and numbers."""
    table = _LineTable(first + 1)
    held: dict[int, list[_PlacedWords]] = {}
    for line in range(first, len(lines)):
        text = lines[line]
        is_gap = not text.strip() and line - 1 in held
        if held and (is_gap or _RULE.fullmatch(text.strip())):
            if not is_gap:
                table.rules.add(line)
        else:
            held[line] = _split_fields(text)
            if not held[line]:
                del held[line]
                break
        table.end = line + 1
    if len(held) > 1 and any(map(_holds_number, list(held.values())[1:])):
        _fill_from_columns(table, held)
    return table


def _fill_from_columns(
    table: _LineTable, lines: Mapping[int, Sequence[_PlacedWords]]
) -> None:
    """Fill a table with lines set in columns, up to one below its numbers that stands in none of them."""
    columns = _find_columns(list(lines.values()))
    in_body = False
    for line, fields in lines.items():
        has_number = _holds_number(fields)
        cells = _place_in_columns(fields, columns, in_body or has_number)
        if not cells:
            table.end = line
            table.rules = {rule for rule in table.rules if rule < line}
            break
        table.rows[line] = cells
        in_body = in_body or has_number
    if not in_body or len(table.rows) < 2:
        table.rows.clear()


def _split_fields(line: str) -> list[_PlacedWords]:
    """Split a line where two blanks or more stand; none where it is prose, or has other signs of cells.

    The letters of one word, 合  计, are one field.
    """
    if _NO_COLUMNS.search(line):
        return []
    places = list(_measure(line, _WIDE))
    fields: list[_PlacedWords] = []
    for match in _FIELD.finditer(line):
        start = places[match.start()]
        end = places[match.end()]
        one = _PlacedWords(match.group(), start, end)
        if fields and _are_of_one_word(fields[-1], one):
            last = fields.pop()
            one = _PlacedWords(last.text + one.text, last.start, one.end)
        fields.append(one)
    if not 1 < len(fields) <= MOST_COLUMNS:
        return []
    if any(len(one.text) > _LONGEST_FIELD for one in fields):
        return []
    is_heading = len(fields) == 2 and _HEADING.match(fields[0].text)
    return [] if is_heading else fields


def _are_of_one_word(last: _PlacedWords, one: _PlacedWords) -> bool:
    gap = one.start - last.end
    return _is_letter(last) and _is_letter(one) and 0 < gap <= _WIDEST_GAP


def _is_letter(one: _PlacedWords) -> bool:
    """Tell whether a field is a single Chinese character."""
    return len(one.text) == 1 and "一" <= one.text <= "鿿"


def _holds_number(row: Sequence[_PlacedWords]) -> bool:
    """Tell whether a number stands behind a row's first field."""
    return any(_NUMBER.fullmatch(one.text) for one in row[1:])


def _find_columns(rows: Sequence[Sequence[_PlacedWords]]) -> list[_PlacedWords]:
    """Find the columns of a table: from where to where the fields of its fullest rows stand."""
    most = max(map(len, rows))
    full = [row for row in rows if len(row) == most]
    return list(map(_surround, zip(*full, strict=True)))


def _surround(column: Sequence[_PlacedWords]) -> _PlacedWords:
    start = min(one.start for one in column)
    end = max(one.end for one in column)
    return _PlacedWords("", start, end)


def _place_in_columns(
    fields: Sequence[_PlacedWords], columns: Sequence[_PlacedWords], in_body: bool
) -> list[Cell]:
    """Place a row's fields in the columns above or below which they stand; none where two share one.

    Heads above all numbers share the columns behind the labels evenly: 2024年 over two each.
    """
    if len(fields) == len(columns):
        return [Cell(column, one.text) for column, one in enumerate(fields)]
    is_behind_labels = not in_body and fields[0].start >= columns[0].end
    behind = len(columns) - 1
    if is_behind_labels and behind % len(fields) == 0:
        share = behind // len(fields)
        return _share_columns(fields, share)
    cells: list[Cell] = []
    free = 0
    for one in fields:
        over = [
            place for place in range(free, len(columns)) if one.is_over(columns[place])
        ]
        if not over:
            return []
        first = over[0]
        cells += _make_empty_cells(free, first)
        cells.append(Cell(first, one.text, columns=len(over)))
        free = over[-1] + 1
    return [*cells, *_make_empty_cells(free, len(columns))]


def _share_columns(fields: Sequence[_PlacedWords], width: int) -> list[Cell]:
    """Place heads over so many columns each, behind an empty head over the labels."""
    cells = [Cell(0, "")]
    for place, one in enumerate(fields):
        first = 1 + place * width
        cells.append(Cell(first, one.text, columns=width))
    return cells


def _make_empty_cells(first: int, end: int) -> list[Cell]:
    return [Cell(place, "") for place in range(first, end)]


def _measure(line: str, wide: frozenset[str]) -> Iterator[int]:
    """Give the column of the screen at which each sign of a line begins, and the one behind the last."""
    widths = (2 if east_asian_width(sign) in wide else 1 for sign in line)
    return accumulate(widths, initial=0)

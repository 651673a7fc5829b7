"""Tables without rules: rows of pieces that stand below each other in columns, figures among them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from tasks.documents.paged.aligned_cells import (
    ColumnRows,
    RowExtent,
    RowGroup,
    build_heads,
)
from tasks.documents.paged.ruled_tables import GridCell, GridTable
from tasks.documents.paged.sheet import Box, PlacedRun, TextLine

# Fewer rows are a signature or a line of labels; so many of them hold figures.
_FEWEST_ROWS = 3
_FEWEST_WITH_FIGURES = 2
_MOST_COLUMNS = 40
# Heads are no higher than so many lines.
_MOST_HEAD_BANDS = 16
# Rows farther apart than this, in heights of a letter, are not of one table.
_FARTHEST = 4.0
# White between two lines of one cell, or between a cell's line and the row below, in heights.
_TIGHT = 1.0
_SAME_LETTERS = 1.15
# `128`, `1,204`, `34.5万元`, `-3.2%`, `56件`
_FIGURE = re.compile(r"[-+—－]?\s*\d[\d,，.．]*\s*(?:[%％‰]|[一-鿿]{1,3})?")
# `2024年`, `2023`: the head of a column; the second may be a figure
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d")
# What ends as a sentence does, or is longer, is no cell; what leads to a table is not in it.
_SENTENCE = re.compile(r"[。；]$")
_LEADS = re.compile(r"[：:，,、]$|^[（(]?(?:计量)?单位[：:]")
# `件）` below `（单位：`
_CLOSES = re.compile(r"[^（(]*[)）]")
# `表1 行政执法情况`, and the unit at the end of such a line
_CAPTION = re.compile(r"附?表\s*[\d一二三四五六七八九十]")
_UNIT = re.compile(r"\s*[（(]?(?:计量)?单位[：:]\s*\S")
# `处罚（件）`: heads that need no more than one row of figures
_UNIT_HEAD = re.compile(r".+[（(][^（）()]{1,4}[）)]")
_UNIT_END = re.compile(r"(?<=[）)])\s*(?=[^（(\s、，；及和与或])")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、|第.{1,3}[章节]")
_UNIT_ALONE = re.compile(r"[（(][^（）()]{1,4}[）)]")
# Letters so much larger or smaller than those of its rows are no head of a table.
_OTHER_SIZE = 1.2
_LONGEST_CELL = 40

_PieceRow = tuple[TextLine, ...]


def _split_heads(line: TextLine) -> Iterator[TextLine]:
    """Yield the pieces of a line: parted at its gaps, and where the unit of a head ends.

    `收案（件） 办结（件）` are two heads, also where they touch or OCR reads no gap.
    """
    for piece in line.split_at_gaps():
        words = _UNIT_END.split(piece.text)
        if len(words) > 1 and all(map(_UNIT_HEAD.fullmatch, words)):
            yield from _cut(piece, words)
        else:
            yield piece


def _cut(line: TextLine, words: Iterable[str]) -> Iterator[TextLine]:
    """Yield the pieces of a line that hold some words of it."""
    run = PlacedRun(line.text, line.left, line.right, line.bottom, line.size)
    lefts = run.list_lefts()
    start = 0
    for text in words:
        start = line.text.index(text, start)
        end = start + len(text)
        right = lefts[end] if end < len(lefts) else line.right
        yield replace(line, text=text, left=lefts[start], right=right)
        start = end


@dataclass(frozen=True)
class _Band:
    """What stands on one height: lines as they are read, and the pieces into which gaps part them."""

    lines: _PieceRow
    pieces: _PieceRow

    @classmethod
    def split(cls, lines: _PieceRow, *, fine: bool) -> "_Band":
        """Take the lines of one height, parted at their gaps where `fine` says so."""
        if not fine:
            return cls(lines, lines)
        parts = (_split_heads(line) for line in lines)
        return cls(lines, tuple(chain.from_iterable(parts)))

    @cached_property
    def figures(self) -> tuple[TextLine, ...]:
        """Give the pieces that are figures; where no others are, one alone that looks like a year."""
        found = tuple(filter(_is_figure, self.pieces))
        if found:
            return found
        years = [one for one in self.pieces if _YEAR_LIKE.fullmatch(one.text)]
        if len(years) != 1 or years[0] is not self.pieces[-1]:
            return ()
        if any(map(_may_be_label, self.pieces)):
            return tuple(years)
        return ()

    @property
    def has_several(self) -> bool:
        return len(self.pieces) > 1

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)

    @cached_property
    def may_be_row(self) -> bool:
        return all(map(_may_be_cell, self.pieces))

    def is_caption(self, size: float) -> bool:
        """Tell whether it stands above a table with letters of a size: its number and name, or its unit."""
        first = self.lines[0]
        last = self.lines[-1]
        ratio = max(self.size, size) / min(self.size, size)
        if ratio > _OTHER_SIZE:
            return True
        if _CAPTION.match(first.text):
            return True
        # `（单位：` and `单位：件）` are lines of one head
        stated = self.pieces[-1].text
        if not _UNIT.match(stated) or _CLOSES.fullmatch(stated):
            return False
        is_one = len(self.lines) == 1 and self.has_several
        return is_one or last.left > self.pieces[0].left

    def is_near(self, below: "_Band") -> bool:
        """Tell whether a band below may be of the same table."""
        step = self.lines[0].measure_step(below.lines[0])
        return step <= _FARTHEST * max(self.size, below.size)

    def is_tight(self, below: "_Band") -> bool:
        """Tell whether hardly any white parts it from a band below, of letters as large."""
        bottom = Box.enclose(self.lines).bottom
        top = Box.enclose(below.lines).top
        ratio = max(self.size, below.size) / min(self.size, below.size)
        return top - bottom <= _TIGHT * below.size and ratio <= _SAME_LETTERS


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table: where each begins and ends, in points, from left to right."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]

    @classmethod
    def find(cls, pieces: Iterable[TextLine]) -> "_Columns":
        """Find the columns that pieces stand in: what no gap parts in all rows is one."""
        starts: list[float] = []
        ends: list[float] = []
        for piece in sorted(pieces, key=lambda piece: piece.left):
            if ends and piece.left <= ends[-1] + 0.3 * piece.size:
                ends[-1] = max(ends[-1], piece.right)
            else:
                starts.append(piece.left)
                ends.append(piece.right)
        return cls(tuple(starts), tuple(ends))

    @property
    def count(self) -> int:
        return len(self.starts)

    def list_over(self, piece: TextLine) -> list[int]:
        """List the columns that a piece stands over."""
        over = []
        for column, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            shared = min(end, piece.right) - max(start, piece.left)
            if shared > 0.25 * min(end - start, piece.width):
                over.append(column)
        return over

    def place(self, piece: TextLine) -> range:
        """Give the columns that a piece stands over; the nearest one where it stands over none."""
        over = self.list_over(piece)
        if over:
            return range(over[0], over[-1] + 1)
        nearest = bisect_right(self.list_bounds(), piece.center)
        return range(nearest, nearest + 1)

    def list_bounds(self) -> list[float]:
        """List the places between the columns."""
        between = zip(self.ends, self.starts[1:], strict=False)
        return [(end + start) / 2 for end, start in between]


class _FoundTable(NamedTuple):
    """A table among bands, from the first on, up to the last, which is no more of it."""

    first: int
    last: int
    table: GridTable


def split_tables(
    lines: Sequence[TextLine], before: GridTable | None = None
) -> Iterator[list[TextLine] | GridTable]:
    """Yield the lines of a strip of text and the tables among them, from top to bottom.

    `before` is the table without rules that the page before ends with; it may go on here.
    """
    text: list[TextLine] = []
    for block in _split_blocks(TextLine.group_rows(lines)):
        found = _find_table(block, before if not text else None)
        if found is None:
            text += chain.from_iterable(block)
            continue
        text += chain.from_iterable(block[: found.first])
        if text:
            yield text
        yield found.table
        text = list(chain.from_iterable(block[found.last :]))
    if text:
        yield text


def _split_blocks(rows: Sequence[_PieceRow]) -> Iterator[list[_PieceRow]]:
    """Yield rows that may hold one table, and other rows each by itself."""
    bands = [_Band.split(row, fine=True) for row in rows]
    block: list[_PieceRow] = []
    for place, band in enumerate(bands):
        if block and not _is_linked(bands, place):
            yield block
            block = []
        block.append(band.lines)
    if block:
        yield block


def _is_linked(bands: Sequence[_Band], place: int) -> bool:
    """Tell whether a band may be of one table with the one above.

    A row of one piece may stand between rows of several: a cell that goes on, or a group's head.
    """
    above = bands[place - 1]
    band = bands[place]
    if not above.may_be_row or not band.may_be_row:
        return False
    if not above.is_near(band):
        return False
    if above.has_several or band.has_several:
        return True
    return above.is_tight(band) or bool(above.figures or band.figures)


def _may_be_cell(piece: TextLine) -> bool:
    return len(piece.text) <= _LONGEST_CELL and not _SENTENCE.search(piece.text)


def _is_figure(piece: TextLine) -> bool:
    text = piece.text.strip()
    return bool(_FIGURE.fullmatch(text)) and not _YEAR.fullmatch(text)


def _may_be_label(piece: TextLine) -> bool:
    return not _is_figure(piece) and not _YEAR.fullmatch(piece.text.strip())


def _find_table(
    rows: Sequence[_PieceRow], before: GridTable | None
) -> _FoundTable | None:
    """Find a table among rows: of pieces that smaller gaps part, else of the lines themselves."""
    for fine in (True, False):
        bands = [_Band.split(row, fine=fine) for row in rows]
        found = _build_table(bands) or (before and _continue_table(bands, before))
        if found:
            return found
    return None


def _build_table(bands: Sequence[_Band]) -> _FoundTable | None:
    """Make a table of bands; null when they are none."""
    filled = [band for band in bands if band.has_several and band.figures]
    is_short = len(bands) < _FEWEST_ROWS or len(filled) < _FEWEST_WITH_FIGURES
    if is_short and not _has_unit_heads(bands, filled):
        return None
    pieces = chain.from_iterable(band.pieces for band in filled)
    columns = _Columns.find(pieces)
    if not 2 <= columns.count <= _MOST_COLUMNS:
        return None
    if not _has_column_of_figures(filled, columns) and not _has_heads(bands, columns):
        return None
    anchors = _list_anchors(bands, columns)
    first = anchors[0]
    end = anchors[-1] + 1
    columns = _add_columns(bands[first:end], columns)
    draft = _TableDraft(bands, columns, anchors)
    return draft.build()


def _continue_table(bands: Sequence[_Band], before: GridTable) -> _FoundTable | None:
    """Make a table of bands that go on with the one before, in its columns; null where they do not.

    Its heads may stand above them again.
    """
    columns = _Columns(before.uprights[:-1], before.uprights[1:])
    rows = [number for number, band in enumerate(bands) if _fits(band, columns)]
    if not rows:
        return None
    first = rows[0]
    count = 1
    while count < len(rows) and rows[count] == first + count:
        count += 1
    end = first + count
    draft = _TableDraft(bands[:end], columns, rows[:count])
    found = draft.build()
    if first == 0 and found.first == 0:
        return found
    heads = _list_texts(found.table.rows[0])
    if heads == _list_texts(before.rows[0]):
        return found
    return None


def _fits(band: _Band, columns: _Columns) -> bool:
    """Tell whether a band is a row in some columns: each piece over one of its own, figures among them."""
    over = [columns.list_over(piece) for piece in band.pieces]
    places = {one[0] for one in over if len(one) == 1}
    return bool(band.figures) and len(places) == len(over) > 1


def _list_texts(row: Iterable[GridCell]) -> list[str]:
    texts = []
    for cell in row:
        texts.append("".join(line.text for line in cell.lines))
    return texts


def _list_anchors(bands: Sequence[_Band], columns: _Columns) -> list[int]:
    """List the bands that hold figures, at which the rows of a table stand.

    One figure alone makes a row where it is in a column of its own, not the first.
    """
    anchors = []
    for number, band in enumerate(bands):
        is_alone = not band.has_several and band.figures
        if is_alone and columns.place(band.pieces[0])[0] == 0:
            continue
        if band.figures:
            anchors.append(number)
    return anchors


def _add_columns(bands: Sequence[_Band], columns: _Columns) -> _Columns:
    """Add what stands between rows of figures: labels of two lines, which stand in no such row."""
    pieces: list[TextLine] = []
    for band in bands:
        for piece in band.pieces:
            if len(columns.list_over(piece)) < 2:
                pieces.append(piece)
    return _Columns.find(pieces)


def _has_column_of_figures(bands: Sequence[_Band], columns: _Columns) -> bool:
    """Tell whether some column but the first holds figures in most of the rows."""
    figures: defaultdict[int, int] = defaultdict(int)
    for band in bands:
        for piece in band.pieces:
            figures[columns.place(piece)[0]] += _is_figure(piece)
    return any(column and 2 * count > len(bands) for column, count in figures.items())


def _has_unit_heads(bands: Sequence[_Band], filled: Sequence[_Band]) -> bool:
    """Tell whether the only row of figures stands below as many heads with units."""
    if len(filled) != 1:
        return False
    only = filled[0]
    place = bands.index(only)
    row = only.pieces
    if not place or len(only.figures) != len(row):
        return False
    heads = bands[place - 1].pieces
    if not all(_UNIT_HEAD.fullmatch(head.text) for head in heads):
        return False
    columns = _Columns.find((*heads, *row))
    return columns.count == len(heads) == len(row)


def _has_heads(bands: Sequence[_Band], columns: _Columns) -> bool:
    """Tell whether rows with figures in some cells stand below heads, of which each column has one."""
    first = next(place for place, band in enumerate(bands) if band.figures)
    rows = [band for band in bands[first:] if band.has_several]
    for band in rows:
        if not band.figures or _is_figure(band.pieces[0]):
            return False
    for above in bands[:first]:
        over = [columns.list_over(piece) for piece in above.pieces]
        places = {one[0] for one in over if len(one) == 1}
        if len(places) == len(over) == columns.count > 2:
            return True
    return False


class _CellRow(NamedTuple):
    """A row: its height in points from the top, and its cells by the first column of each."""

    height: float
    cells: dict[int, GridCell]


@dataclass
class _TableDraft:
    """A table while it is made: its bands, its columns, and the bands at which its rows stand."""

    bands: Sequence[_Band]
    columns: _Columns
    anchors: Sequence[int]

    def build(self) -> _FoundTable:
        """Put the pieces into cells: heads above the first row of figures, rows, and what stands between."""
        first = self._find_first()
        placed = self._place_pieces(first)
        heights = [self._find_height(self.bands[anchor]) for anchor in self.anchors]
        labels = placed.pop(0, [])
        columns: dict[int, ColumnRows] = {}
        for column, pieces in placed.items():
            columns[column] = ColumnRows.assign(pieces, heights)
        groups = self._find_groups(labels, columns)
        of_groups: set[TextLine] = set()
        for group in groups:
            of_groups.update(group.lines)
        rest = [line for line in labels if line not in of_groups]
        if rest:
            columns[0] = ColumnRows.assign(rest, heights)
        last = self._find_last(columns)
        heads = self._build_heads(columns, first)
        rows = self._fill_rows(columns, heights)
        for group in groups:
            rows[group.first][0] = GridCell(0, 0, group.lines, group.rows)
        numbered = _number_rows(rows, len(heads), self.columns.count)
        grid = self._make_grid([*heads, *numbered])
        return _FoundTable(first, last, grid)

    def _build_heads(
        self, columns: Mapping[int, ColumnRows], first: int
    ) -> list[tuple[GridCell, ...]]:
        """Build the rows of heads from what stands above the first row of figures."""
        above = {}
        for column, held in columns.items():
            above[column] = held.above
        wide = self._list_wide(first)
        return build_heads(above, wide, self.columns.count)

    def _find_first(self) -> int:
        """Find the first band of the heads: up from the first row while bands are rows or cells' lines."""
        first = self.anchors[0]
        highest = max(first - _MOST_HEAD_BANDS, 0)
        size = self.bands[first].size
        while first > highest:
            above = self.bands[first - 1]
            if above.has_several and above.is_caption(size):
                break
            is_head = above.has_several or self._is_of_head(above, first)
            if not (is_head or self._ends_head(first - 1)):
                break
            first -= 1
        return first

    def _ends_head(self, number: int) -> bool:
        """Tell whether a piece alone is a unit, the last line of one of the heads right above it."""
        if not number:
            return False
        [piece] = self.bands[number].pieces
        above = self.bands[number - 1]
        is_unit = _UNIT_ALONE.fullmatch(piece.text) is not None
        return is_unit and above.has_several and above.is_tight(self.bands[number])

    def _is_of_head(self, band: _Band, below: int) -> bool:
        """Tell whether a piece alone is a line of a head: right above the next, and over no other column."""
        [piece] = band.pieces
        over = self.columns.place(piece)
        others = [one.pieces for one in self.bands[below : self.anchors[0]]]
        pieces = chain.from_iterable(others)
        closing = [one for one in pieces if _CLOSES.match(one.text)]
        is_closed = any(self.columns.place(one) == over for one in closing)
        leads = _LEADS.search(piece.text) and not is_closed
        if leads or _CHAPTER.match(piece.text):
            return False
        widest = max(2, self.columns.count - 1)
        if len(over) >= widest:
            return False
        return band.is_tight(self.bands[below])

    def _find_height(self, band: _Band) -> float:
        """Find the height of a row by its figures."""
        return sum(piece.middle for piece in band.figures) / len(band.figures)

    def _place_pieces(self, first: int) -> dict[int, list[TextLine]]:
        """Place the pieces that stand in one column, by it; those side by side are one."""
        placed: dict[int, list[TextLine]] = {}
        rows = frozenset(self.anchors)
        for number, band in enumerate(self.bands[first:], first):
            beside: dict[int, list[TextLine]] = {}
            for piece in band.pieces:
                over = self.columns.place(piece)
                if len(over) == 1 or number in rows:
                    first_column = over[0]
                    beside.setdefault(first_column, []).append(piece)
            for column, pieces in beside.items():
                line = _join_beside(pieces)
                placed.setdefault(column, []).append(line)
        return placed

    def _find_groups(
        self, labels: Sequence[TextLine], columns: dict[int, ColumnRows]
    ) -> list[RowGroup]:
        """Find the labels of several rows in the first column; none where each row has its own.

        The next column names all rows.
        """
        names = columns.get(1)
        extents = RowExtent.measure_all(list(columns.values()))
        if names is None or not extents or not all(names.rows):
            return []
        named = chain.from_iterable(names.rows)
        top, bottom = extents[0].top, extents[-1].bottom
        below = [line for line in labels if top < line.middle < bottom]
        if any(map(_is_figure, (*named, *below))):
            return []
        return RowGroup.find_all(below, extents)

    def _list_wide(self, first: int) -> list[TextLine]:
        """List the pieces of heads that stand over several columns."""
        wide = []
        for band in self.bands[first : self.anchors[0]]:
            for piece in band.pieces:
                if len(self.columns.place(piece)) > 1:
                    wide.append(piece)
        return wide

    def _find_last(self, columns: dict[int, ColumnRows]) -> int:
        """Find the band behind the last one that holds a line of a cell."""
        lowest = max(rows.lowest for rows in columns.values())
        last = self.anchors[-1] + 1
        while last < len(self.bands) and self.bands[last].lines[0].middle <= lowest:
            last += 1
        return last

    def _fill_rows(
        self, columns: dict[int, ColumnRows], heights: Sequence[float]
    ) -> list[dict[int, GridCell]]:
        """Fill the rows, and between them those that hold no figures."""
        rows: list[_CellRow] = []
        for number, height in enumerate(heights):
            row = _CellRow(height, {})
            for column, held in columns.items():
                lines = held.rows[number]
                if lines:
                    row.cells[column] = GridCell(0, column, lines)
            rows.append(row)
        rows += self._list_own_rows(columns)
        rows.sort(key=lambda row: row.height)
        return [row.cells for row in rows]

    def _list_own_rows(self, columns: dict[int, ColumnRows]) -> list[_CellRow]:
        """List the rows that hold no figures: lines alone in a column, and pieces over several."""
        pieces: list[tuple[range, TextLine]] = []
        for column, held in columns.items():
            over = range(column, column + 1)
            for piece in held.alone:
                pieces.append((over, piece))
        pieces += self._iter_wide_pieces()
        pieces.sort(key=lambda one: one[1].middle)
        rows: list[_CellRow] = []
        for over, piece in pieces:
            middle = piece.middle
            half = 0.5 * piece.size
            if not rows or middle - rows[-1].height > half:
                rows.append(_CellRow(middle, {}))
            row = rows[-1]
            column = over.start
            row.cells[column] = GridCell(0, column, (piece,), 1, len(over))
        return rows

    def _iter_wide_pieces(self) -> Iterator[tuple[range, TextLine]]:
        """Yield the pieces over several columns that stand between the rows of figures."""
        filled = frozenset(self.anchors)
        first = self.anchors[0]
        last = self.anchors[-1]
        for number in range(first, last):
            if number in filled:
                continue
            for piece in self.bands[number].pieces:
                over = self.columns.place(piece)
                if len(over) > 1:
                    yield over, piece

    def _make_grid(self, cells: Sequence[tuple[GridCell, ...]]) -> GridTable:
        lines = [line for row in cells for cell in row for line in cell.lines]
        box = Box.enclose(lines)
        uprights = (box.left, *self.columns.list_bounds(), box.right)
        return GridTable(box, uprights, tuple(cells), ruled=False)


def _number_rows(
    rows: Sequence[dict[int, GridCell]], first: int, count: int
) -> Iterator[tuple[GridCell, ...]]:
    """Yield rows with their numbers, empty cells where no piece stands and none reaches down."""
    reach: dict[int, int] = {}
    for number, row in enumerate(rows, first):
        cells = []
        column = 0
        while column < count:
            cell = row.get(column, GridCell(number, column, ()))
            if reach.get(column, 0) <= number:
                cells.append(replace(cell, row=number))
                reach[column] = number + cell.rows
            column += cell.columns
        yield tuple(cells)


def _join_beside(pieces: Sequence[TextLine]) -> TextLine:
    """Join pieces that stand side by side in one cell."""
    if len(pieces) == 1:
        return pieces[0]
    text = TextLine.join_texts(piece.text for piece in pieces)
    box = Box.enclose(pieces)
    bold = all(piece.bold for piece in pieces)
    return TextLine(text, *box, pieces[0].size, bold)

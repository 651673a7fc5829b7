"""Ruled tables, known by their drawn grid: the lines inside become rows of cells."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise, product
from statistics import median

from tasks.documents.paged.sheet import Box, RuledLine, Sheet, TextLine
from tasks.model.document import Cell, Paragraph, Row

# Strokes nearer than this are one, in points; borders are drawn a cell at a time.
_NEAR = 3.0
# No row is lower, in points.
_LEAST_ROW = 8.0
# A page with more strokes is a drawing, a table with more lines each way is none.
_MOST_RULES = 1_500
_MOST_LINES = 250
# The upright lines of one table stand at the same places on each of its pages, in points.
_SAME_PLACE = 3.0
# Without rules, what stands in the columns moves them.
_SAME_COLUMN = 25.0

# No table has more rows of heads.
_MOST_HEAD_ROWS = 4

# A place of a grid: its row and its column, from 0.
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell, from its top left corner on; a merged cell is one. `lines` are what is printed inside."""

    row: int
    column: int
    lines: tuple[TextLine, ...]
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class GridTable:
    """A table on a sheet: its box, the places of its upright lines in points, and its rows of cells.

    One that is not `ruled` has its upright lines thought between its columns.
    """

    box: Box
    uprights: tuple[float, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    ruled: bool = True

    @classmethod
    def find_all(cls, sheet: Sheet) -> list["GridTable"]:
        """Find those of a sheet that have two columns or more and hold text, from top to bottom."""
        if not 4 <= len(sheet.rules) <= _MOST_RULES:
            return []
        tables = []
        for group in _group_touching(sheet.rules):
            table = _build_table(group, sheet.lines)
            if table:
                tables.append(table)
        return sorted(tables, key=lambda table: table.box.top)

    def iter_lines(self) -> Iterator[TextLine]:
        """Yield the lines that stand inside."""
        for row in self.rows:
            for cell in row:
                yield from cell.lines


def _group_touching(rules: Sequence[RuledLine]) -> list[list[RuledLine]]:
    """Put strokes that touch each other together."""
    groups: list[list[RuledLine]] = []
    for rule in sorted(rules, key=lambda rule: rule.top):
        merged = [rule]
        apart = []
        for group in groups:
            if any(_is_touching(rule, other) for other in group):
                merged += group
            else:
                apart.append(group)
        groups = [*apart, merged]
    return groups


def _is_touching(one: RuledLine, other: RuledLine) -> bool:
    return (
        one.left <= other.right + _NEAR
        and other.left <= one.right + _NEAR
        and one.top <= other.bottom + _NEAR
        and other.top <= one.bottom + _NEAR
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    """The places of a table's upright lines and of its level ones, in points from the left and the top."""

    xs: Sequence[float]
    ys: Sequence[float]

    @property
    def columns(self) -> range:
        return range(len(self.xs) - 1)

    @property
    def rows(self) -> range:
        return range(len(self.ys) - 1)

    @property
    def is_none(self) -> bool:
        """Tell whether this is no table: it has one column at most, or no row."""
        return len(self.xs) < 3 or len(self.ys) < 2

    @property
    def is_drawing(self) -> bool:
        return max(len(self.xs), len(self.ys)) > _MOST_LINES

    @property
    def box(self) -> Box:
        return Box(
            self.xs[0],
            self.ys[0],
            self.xs[-1],
            self.ys[-1],
        )

    def find_place(self, line: TextLine) -> _Place | None:
        """Find the place where a line of text stands; null when that is outside."""
        column = _find_band(self.xs, line.center)
        row = _find_band(self.ys, line.middle)
        if row is None or column is None:
            return None
        return (row, column)


def _build_table(
    rules: Sequence[RuledLine], lines: Sequence[TextLine]
) -> GridTable | None:
    drawn = _find_grid(rules)
    if drawn.is_none or drawn.is_drawing:
        return None
    grid = _drop_unused(drawn, rules)
    if grid.is_none:
        return None
    corners = _find_corners(grid, rules)
    held = _place_lines(lines, grid, corners)
    spans = _measure_spans(corners)
    rows: list[list[GridCell]] = [[] for _ in grid.rows]
    for (row, column), inside in held.items():
        span = spans[row, column]
        cell = GridCell(row, column, tuple(inside), *span)
        rows[row].append(cell)
    widest = max(map(len, rows))
    if widest < 2 or not any(held.values()):
        return None
    return GridTable(grid.box, tuple(grid.xs), tuple(map(tuple, rows)))


def _place_lines(
    lines: Iterable[TextLine], grid: _Grid, corners: Mapping[_Place, _Place]
) -> dict[_Place, list[TextLine]]:
    """Put the lines into their cells, in the order of places; a cell is named by its corner."""
    lines_at: defaultdict[_Place, list[TextLine]] = defaultdict(list)
    for line in lines:
        place = grid.find_place(line)
        if place:
            lines_at[place].append(line)
    held: dict[_Place, list[TextLine]] = {}
    for corner in sorted(set(corners.values())):
        held[corner] = []
    for place, found in sorted(lines_at.items()):
        corner = corners[place]
        held[corner] += found
    return held


def _find_grid(rules: Sequence[RuledLine]) -> _Grid:
    """Find the places of the strokes, those of one line once."""
    upright = [rule for rule in rules if rule.upright]
    xs = _merge_near([rule.left for rule in upright])
    level = _merge_near([rule.top for rule in rules if not rule.upright])
    ys = _close_edges(level, upright)
    return _Grid(xs, ys)


def _close_edges(level: list[float], upright: Sequence[RuledLine]) -> list[float]:
    """Add the edge of a table that is not drawn, as below a stamp.

    It stands where most of the upright lines end together.
    """
    if not level:
        return level
    first = level[0] - _LEAST_ROW
    last = level[-1] + _LEAST_ROW
    tops = [rule.top for rule in upright if rule.top < first]
    bottoms = [rule.bottom for rule in upright if rule.bottom > last]
    fewest = max(3, len(upright) / 2)
    edges = list(level)
    for ends in (tops, bottoms):
        if len(ends) < fewest:
            continue
        middle = median(ends)
        near = [end for end in ends if abs(end - middle) <= _NEAR]
        if len(near) > len(ends) / 2:
            edges.append(middle)
    return sorted(edges)


def _merge_near(numbers: Sequence[float]) -> list[float]:
    """Merge near numbers."""
    merged: list[float] = []
    for number in sorted(numbers):
        if not merged or number - merged[-1] > _NEAR:
            merged.append(number)
    return merged


def _find_band(places: Sequence[float], at: float) -> int | None:
    index = bisect_right(places, at) - 1
    if 0 <= index < len(places) - 1:
        return index
    return None


def _find_corners(grid: _Grid, rules: Sequence[RuledLine]) -> dict[_Place, _Place]:
    """Give each place of the grid the top left place of its cell: places merge where no line parts them."""
    walls, floors = _find_borders(grid, rules)
    corners: dict[_Place, _Place] = {}
    for row, column in product(grid.rows, grid.columns):
        place = (row, column)
        if row and place not in floors:
            corner = corners[row - 1, column]
        elif column and place not in walls:
            corner = corners[row, column - 1]
        else:
            corner = place
        corners[place] = corner
    return corners


def _measure_spans(corners: Mapping[_Place, _Place]) -> dict[_Place, _Place]:
    """Measure how many rows and columns each cell covers, by its top left place."""
    spans: dict[_Place, _Place] = {}
    for (row, column), corner in corners.items():
        top, left = corner
        rows, columns = spans.get(corner, (1, 1))
        rows = max(rows, row - top + 1)
        columns = max(columns, column - left + 1)
        spans[corner] = (rows, columns)
    return spans


def _find_borders(
    grid: _Grid, rules: Sequence[RuledLine]
) -> tuple[set[_Place], set[_Place]]:
    """Find the places that have a stroke at their left side, and those that have one above."""
    walls: set[_Place] = set()
    floors: set[_Place] = set()
    for rule in rules:
        if rule.upright:
            column = _find_nearest(grid.xs, rule.left)
            for row in _find_covered(grid.ys, rule.top, rule.bottom):
                walls.add((row, column))
        else:
            row = _find_nearest(grid.ys, rule.top)
            for column in _find_covered(grid.xs, rule.left, rule.right):
                floors.add((row, column))
    return walls, floors


def _drop_unused(grid: _Grid, rules: Sequence[RuledLine]) -> _Grid:
    """Leave out the places at which no stroke parts two cells: those of a seal, of a letter's strokes."""
    walls, floors = _find_borders(grid, rules)
    columns = [column for _row, column in walls]
    rows = [row for row, _column in floors]
    return _Grid(_keep_used(grid.xs, columns), _keep_used(grid.ys, rows))


def _keep_used(places: Sequence[float], used: Iterable[int]) -> list[float]:
    """Keep the first place, the last one and those used, which are named by their index."""
    last = len(places) - 1
    kept = {0, last, *used}
    return [place for index, place in enumerate(places) if index in kept]


def _find_nearest(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - at))


def _find_covered(places: Sequence[float], start: float, end: float) -> Iterator[int]:
    """Find the bands between places that a stroke covers for more than half."""
    for index, (low, high) in enumerate(pairwise(places)):
        covered = min(end, high) - max(start, low)
        if covered > 0.5 * (high - low):
            yield index


@dataclass(slots=True)
class TableRows:
    """The rows of a document's tables, taken out as soon as text follows; tables count from 1."""

    number: int = 0
    previous: GridTable | None = None
    heading: tuple[tuple[str, ...], ...] = ()
    row_count: int = 0
    rows: list[Paragraph] = field(default_factory=list)

    def add(
        self,
        table: GridTable,
        sheet: int,
    ) -> None:
        """Add a sheet's table, as the next one or as more of the one before."""
        rows = list(_build_rows(table, sheet))
        if self.previous is None or not _has_same_columns(self.previous, table):
            self.number += 1
            self.heading = _list_first_rows(table)
            self.row_count = 0
        elif rows:
            rows = self._continue(table, rows)
        self.previous = table
        for row in rows:
            self.row_count += 1
            self.rows.append(_set_place(row, self.number, self.row_count))

    def _continue(
        self,
        table: GridTable,
        rows: list[Paragraph],
    ) -> list[Paragraph]:
        """Give the rows with which the table before goes on.

        They lack the heading, when it is there again, and the rest of a row that a page's end cut.
        """
        again = 0
        for before, row in zip(self.heading, _list_first_rows(table), strict=False):
            if before != row:
                break
            again += 1
        if again:
            return rows[again:]
        merged = None
        if self.rows:
            merged = _merge_cut_row(self.rows[-1], rows[0])
        if merged is None:
            return rows
        self.rows[-1] = merged
        return rows[1:]

    def take_rows(self) -> list[Paragraph]:
        """Give the rows gathered so far: text follows, and the next table is another."""
        rows = self.rows
        self.rows = []
        self.previous = None
        return rows


def _build_rows(table: GridTable, sheet: int) -> Iterator[Paragraph]:
    """Yield a table's rows that hold text."""
    for row in table.rows:
        lines = list(chain.from_iterable(cell.lines for cell in row))
        if lines:
            cells = [
                Cell(cell.column, _join_cell(cell), cell.rows, cell.columns)
                for cell in row
            ]
            printed = Row(0, 0, tuple(cells))
            yield Paragraph(
                printed.text,
                Box.enclose(lines).describe_origin(sheet),
                all(line.bold for line in lines),
                printed,
            )


def _list_first_rows(table: GridTable) -> tuple[tuple[str, ...], ...]:
    """List the words of the first rows that hold any: heads, which may stand again on the next page."""
    texts = map(_join_cells, table.rows[:_MOST_HEAD_ROWS])
    return tuple(filter(any, texts))


def _join_cells(row: Sequence[GridCell]) -> tuple[str, ...]:
    return tuple(_join_cell(cell) for cell in row)


def _join_cell(cell: GridCell) -> str:
    texts = []
    for beside in TextLine.group_rows(cell.lines):
        texts.append(TextLine.join_texts(line.text for line in beside))
    return TextLine.join_texts(texts)


def _set_place(
    row: Paragraph,
    table: int,
    number: int,
) -> Paragraph:
    return replace(row, row=Row(table, number, row.row.cells if row.row else ()))


def _has_same_columns(before: GridTable, table: GridTable) -> bool:
    if len(before.uprights) != len(table.uprights):
        return False
    near = _SAME_PLACE
    if not before.ruled and not table.ruled:
        near = _SAME_COLUMN
    pairs = zip(before.uprights, table.uprights, strict=True)
    return all(abs(one - other) < near for one, other in pairs)


def _merge_cut_row(above: Paragraph, below: Paragraph) -> Paragraph | None:
    """Join a row that the end of a page cut; null when it cut none.

    Below stand words in some cells only, under words in each of them.
    """
    if above.row is None or below.row is None:
        return None
    upper = above.row.cells
    lower = below.row.cells
    if len(upper) != len(lower) or lower[0].text:
        return None
    cells = []
    for cell, more in zip(upper, lower, strict=True):
        if more.text and not cell.text:
            return None
        text = TextLine.join_texts([cell.text, more.text])
        cells.append(replace(cell, text=text))
    row = replace(above.row, cells=tuple(cells))
    return replace(above, text=row.text, row=row)

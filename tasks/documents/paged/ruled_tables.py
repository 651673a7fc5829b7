"""Tables by their drawn grid: the lines inside become rows of cells."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tasks.documents.paged.sheet import (
    RuledLine,
    Sheet,
    TextLine,
    describe_origin,
    group_rows,
    join_texts,
)
from tasks.model.document import Paragraph, Row

# Strokes nearer than this are one, in points; borders are drawn a cell at a time.
_NEAR = 3.0
# A page with more strokes is a drawing, a table with more lines each way is none.
_MOST_RULES = 1_500
_MOST_LINES = 250


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell, from its top left corner on; a merged cell is one. `lines` are what is printed inside."""

    row: int
    column: int
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class GridTable:
    """A ruled table on a sheet: its box in points, the places of its upright lines, and its rows of cells."""

    box: RuledLine
    uprights: tuple[float, ...]
    rows: tuple[tuple[GridCell, ...], ...]

    def iter_lines(self) -> Iterator[TextLine]:
        """Yield the lines that stand inside."""
        for row in self.rows:
            for cell in row:
                yield from cell.lines


def find_tables(sheet: Sheet) -> list[GridTable]:
    """Find the ruled tables of a sheet that have two columns or more and hold text, from top to bottom."""
    if not 4 <= len(sheet.rules) <= _MOST_RULES:
        return []
    found = [
        table
        for group in _group_touching(sheet.rules)
        if (table := _build_table(group, sheet.lines))
    ]
    return sorted(found, key=lambda table: table.box.top)


def _group_touching(rules: Sequence[RuledLine]) -> list[list[RuledLine]]:
    """Put strokes that touch each other together."""
    groups: list[list[RuledLine]] = []
    for rule in sorted(rules, key=lambda rule: rule.top):
        touching = [
            group
            for group in groups
            if any(_is_touching(rule, other) for other in group)
        ]
        groups = [
            group for group in groups if all(group is not one for one in touching)
        ]
        groups.append([rule, *(other for group in touching for other in group)])
    return groups


def _is_touching(one: RuledLine, other: RuledLine) -> bool:
    return (
        one.left <= other.right + _NEAR
        and other.left <= one.right + _NEAR
        and one.top <= other.bottom + _NEAR
        and other.top <= one.bottom + _NEAR
    )


def _build_table(
    rules: Sequence[RuledLine], lines: Sequence[TextLine]
) -> GridTable | None:
    xs = _merge_near([rule.left for rule in rules if rule.upright])
    ys = _merge_near([rule.top for rule in rules if not rule.upright])
    if len(xs) < 3 or len(ys) < 2 or max(len(xs), len(ys)) > _MOST_LINES:
        return None
    inside: dict[tuple[int, int], list[TextLine]] = {}
    for line in lines:
        column, row = (
            _find_band(xs, (line.left + line.right) / 2),
            _find_band(ys, (line.top + line.bottom) / 2),
        )
        if column is not None and row is not None:
            inside.setdefault((row, column), []).append(line)
    corners = _find_corners(xs, ys, rules)
    cells: dict[tuple[int, int], list[TextLine]] = {
        corner: [] for corner in sorted(set(corners.values()))
    }
    for place, here in sorted(inside.items()):
        cells[corners[place]] += here
    rows = [
        tuple(
            GridCell(*corner, tuple(held))
            for corner, held in cells.items()
            if corner[0] == row
        )
        for row in range(len(ys) - 1)
    ]
    if sum(len(row) > 1 for row in rows) == 0 or not any(cells.values()):
        return None
    return GridTable(RuledLine(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(rows))


def _merge_near(numbers: Sequence[float]) -> list[float]:
    """Merge near numbers."""
    merged: list[float] = []
    for number in sorted(numbers):
        if not merged or number - merged[-1] > _NEAR:
            merged.append(number)
    return merged


def _find_band(places: Sequence[float], at: float) -> int | None:
    index = bisect_right(places, at) - 1
    return index if 0 <= index < len(places) - 1 else None


def _find_corners(
    xs: Sequence[float], ys: Sequence[float], rules: Sequence[RuledLine]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Give each place of the grid the top left place of its cell: places merge where no line parts them."""
    walls: set[tuple[int, int]] = set()
    floors: set[tuple[int, int]] = set()
    for rule in rules:
        if rule.upright:
            column = _find_nearest(xs, rule.left)
            walls |= {
                (row, column)
                for row in range(len(ys) - 1)
                if _is_covering(rule.top, rule.bottom, ys[row], ys[row + 1])
            }
        else:
            row = _find_nearest(ys, rule.top)
            floors |= {
                (row, column)
                for column in range(len(xs) - 1)
                if _is_covering(rule.left, rule.right, xs[column], xs[column + 1])
            }
    corners: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if row and (row, column) not in floors:
                corners[row, column] = corners[row - 1, column]
            elif column and (row, column) not in walls:
                corners[row, column] = corners[row, column - 1]
            else:
                corners[row, column] = (row, column)
    return corners


def _find_nearest(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - at))


def _is_covering(start: float, end: float, low: float, high: float) -> bool:
    return min(end, high) - max(start, low) > 0.5 * (high - low)


# The upright lines of one table stand at the same places on each of its pages, in points.
_SAME_PLACE = 3.0


@dataclass(slots=True)
class TableRows:
    """The rows of a document's tables, taken out as soon as text follows; tables count from 1."""

    number: int = 0
    previous: GridTable | None = None
    heading: tuple[str, ...] = ()
    rows: list[Paragraph] = field(default_factory=list)

    def add(self, table: GridTable, sheet: int) -> None:
        """Add a sheet's table, as the next one or as more of the one before."""
        found = list(_build_rows(table, sheet))
        goes_on = self.previous is not None and _has_same_columns(self.previous, table)
        if goes_on and found:
            if _join_cells(table.rows[0]) == self.heading:
                found = found[1:]
            elif self.rows and (
                whole := _merge_cut_row(self.rows[-1], found[0], self.number)
            ):
                self.rows[-1], found = whole, found[1:]
        elif not goes_on:
            self.number, self.heading = self.number + 1, _join_cells(table.rows[0])
        self.previous = table
        self.rows += [_set_table_number(row, self.number) for row in found]

    def take_rows(self) -> list[Paragraph]:
        """Give the rows gathered so far: text follows, and the next table is another."""
        rows, self.rows, self.previous = self.rows, [], None
        return rows


def _build_rows(table: GridTable, sheet: int) -> Iterator[Paragraph]:
    """Yield a table's rows that hold text."""
    for row in table.rows:
        cells = _join_cells(row)
        lines = [line for cell in row for line in cell.lines]
        if lines:
            bold = all(line.bold for line in lines)
            yield Paragraph(
                "\t".join(filter(None, cells)),
                describe_origin(sheet, lines),
                bold,
                Row(0, cells),
            )


def _join_cells(row: tuple[GridCell, ...]) -> tuple[str, ...]:
    return tuple(
        join_texts(
            [
                join_texts([line.text for line in beside])
                for beside in group_rows(cell.lines)
            ]
        )
        for cell in row
    )


def _set_table_number(row: Paragraph, number: int) -> Paragraph:
    return replace(row, row=Row(number, row.row.cells if row.row else ()))


def _has_same_columns(before: GridTable, table: GridTable) -> bool:
    return len(before.uprights) == len(table.uprights) and all(
        abs(one - other) < _SAME_PLACE
        for one, other in zip(before.uprights, table.uprights, strict=True)
    )


def _merge_cut_row(above: Paragraph, below: Paragraph, number: int) -> Paragraph | None:
    """Join a row that the end of a page cut: below stand words in some cells only, under words in each of
    them.
    """
    if (
        above.row is None
        or below.row is None
        or len(above.row.cells) != len(below.row.cells)
        or below.row.cells[0]
    ):
        return None
    pairs = list(zip(above.row.cells, below.row.cells, strict=True))
    if any(more and not words for words, more in pairs):
        return None
    cells = tuple(join_texts([words, more]) for words, more in pairs)
    return replace(above, text="\t".join(filter(None, cells)), row=Row(number, cells))

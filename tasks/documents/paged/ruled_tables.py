"""Tables by their drawn grid: the lines inside become rows of cells."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tasks.documents.paged.sheet import Line, Rule, Sheet, joined, origin_of, rows_of
from tasks.model.document import Paragraph, Row

# Strokes nearer than this are one, in points; borders are drawn a cell at a time.
_NEAR = 3.0
# A page with more strokes is a drawing, a table with more lines each way is none.
_MOST_RULES = 1_500
_MOST_LINES = 250


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, from its top left corner on; a merged cell is one. `lines` are what is printed inside."""

    row: int
    column: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table on a sheet: its box in points, the places of its upright lines, and its rows of cells."""

    box: Rule
    uprights: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def lines(self) -> Iterator[Line]:
        """Yield the lines that stand inside."""
        for row in self.rows:
            for cell in row:
                yield from cell.lines


def tables_of(sheet: Sheet) -> list[Table]:
    """Find the ruled tables of a sheet that have two columns or more and hold text, from top to bottom."""
    if not 4 <= len(sheet.rules) <= _MOST_RULES:
        return []
    found = [
        table for group in _groups(sheet.rules) if (table := _table(group, sheet.lines))
    ]
    return sorted(found, key=lambda table: table.box.top)


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Put strokes that touch each other together."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.top):
        touching = [
            group for group in groups if any(_touch(rule, other) for other in group)
        ]
        groups = [
            group for group in groups if all(group is not one for one in touching)
        ]
        groups.append([rule, *(other for group in touching for other in group)])
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.left <= other.right + _NEAR
        and other.left <= one.right + _NEAR
        and one.top <= other.bottom + _NEAR
        and other.top <= one.bottom + _NEAR
    )


def _table(rules: Sequence[Rule], lines: Sequence[Line]) -> Table | None:
    xs = _places([rule.left for rule in rules if rule.upright])
    ys = _places([rule.top for rule in rules if not rule.upright])
    if len(xs) < 3 or len(ys) < 2 or max(len(xs), len(ys)) > _MOST_LINES:
        return None
    inside: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        column, row = (
            _band(xs, (line.left + line.right) / 2),
            _band(ys, (line.top + line.bottom) / 2),
        )
        if column is not None and row is not None:
            inside.setdefault((row, column), []).append(line)
    corners = _corners(xs, ys, rules)
    cells: dict[tuple[int, int], list[Line]] = {
        corner: [] for corner in sorted(set(corners.values()))
    }
    for place, here in sorted(inside.items()):
        cells[corners[place]] += here
    rows = [
        tuple(
            Cell(*corner, tuple(held))
            for corner, held in cells.items()
            if corner[0] == row
        )
        for row in range(len(ys) - 1)
    ]
    if sum(len(row) > 1 for row in rows) == 0 or not any(cells.values()):
        return None
    return Table(Rule(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(rows))


def _places(numbers: Sequence[float]) -> list[float]:
    """Merge near numbers."""
    merged: list[float] = []
    for number in sorted(numbers):
        if not merged or number - merged[-1] > _NEAR:
            merged.append(number)
    return merged


def _band(places: Sequence[float], at: float) -> int | None:
    index = bisect_right(places, at) - 1
    return index if 0 <= index < len(places) - 1 else None


def _corners(
    xs: Sequence[float], ys: Sequence[float], rules: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Give each place of the grid the top left place of its cell: places merge where no line parts them."""
    walls: set[tuple[int, int]] = set()
    floors: set[tuple[int, int]] = set()
    for rule in rules:
        if rule.upright:
            column = _nearest(xs, rule.left)
            walls |= {
                (row, column)
                for row in range(len(ys) - 1)
                if _covers(rule.top, rule.bottom, ys[row], ys[row + 1])
            }
        else:
            row = _nearest(ys, rule.top)
            floors |= {
                (row, column)
                for column in range(len(xs) - 1)
                if _covers(rule.left, rule.right, xs[column], xs[column + 1])
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


def _nearest(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - at))


def _covers(start: float, end: float, low: float, high: float) -> bool:
    return min(end, high) - max(start, low) > 0.5 * (high - low)


# The upright lines of one table stand at the same places on each of its pages, in points.
_SAME_PLACE = 3.0


@dataclass(slots=True)
class TableRows:
    """The rows of a document's tables, taken out as soon as text follows; tables count from 1."""

    number: int = 0
    before: Table | None = None
    heading: tuple[str, ...] = ()
    rows: list[Paragraph] = field(default_factory=list)

    def add(self, table: Table, sheet: int) -> None:
        """Add a sheet's table, as the next one or as more of the one before."""
        found = list(_rows(table, sheet))
        goes_on = self.before is not None and _same_columns(self.before, table)
        if goes_on and found:
            if _cells(table.rows[0]) == self.heading:
                found = found[1:]
            elif self.rows and (whole := _mended(self.rows[-1], found[0], self.number)):
                self.rows[-1], found = whole, found[1:]
        elif not goes_on:
            self.number, self.heading = self.number + 1, _cells(table.rows[0])
        self.before = table
        self.rows += [_numbered(row, self.number) for row in found]

    def taken(self) -> list[Paragraph]:
        """Give the rows gathered so far: text follows, and the next table is another."""
        rows, self.rows, self.before = self.rows, [], None
        return rows


def _rows(table: Table, sheet: int) -> Iterator[Paragraph]:
    """Yield a table's rows that hold text."""
    for row in table.rows:
        cells = _cells(row)
        lines = [line for cell in row for line in cell.lines]
        if lines:
            bold = all(line.bold for line in lines)
            yield Paragraph(
                "\t".join(filter(None, cells)),
                origin_of(sheet, lines),
                bold,
                Row(0, cells),
            )


def _cells(row: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(
        joined(
            [joined([line.text for line in beside]) for beside in rows_of(cell.lines)]
        )
        for cell in row
    )


def _numbered(row: Paragraph, number: int) -> Paragraph:
    return replace(row, row=Row(number, row.row.cells if row.row else ()))


def _same_columns(before: Table, table: Table) -> bool:
    return len(before.uprights) == len(table.uprights) and all(
        abs(one - other) < _SAME_PLACE
        for one, other in zip(before.uprights, table.uprights, strict=True)
    )


def _mended(above: Paragraph, below: Paragraph, number: int) -> Paragraph | None:
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
    cells = tuple(joined([words, more]) for words, more in pairs)
    return replace(above, text="\t".join(filter(None, cells)), row=Row(number, cells))

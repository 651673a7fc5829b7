"""The cells of one column of a table without rules: which of its lines stand in which row.

Rows stand at the heights of their figures. A cell of several lines has them around that height, or from it
down; what fits no row better than none is a row of its own.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

from tasks.documents.paged.sheet import Box, TextLine
from tasks.documents.paragraph_joins import OPENS_AS_HEADING

# In heights of a letter: a line this near to a row's height stands in it.
_AT_ROW = 0.35
# What it costs, in heights, that a line stands alone, is left below the table, does not fill its column
# though another follows, or stands farther from it than lines of one cell do; and that a row has none.
_ALONE = 0.9
_LEFT_BELOW = 0.3
_NOT_FULL = 1.0
_TOO_FAR = 5.0
_WITHOUT = 0.6
_WIDEST_STEP = 1.9
# A line fills its column but for the room of a letter or two.
_FULL = 2.2
_SAME_LETTERS = 1.15
# Lines of a label of several rows stand no farther apart.
_STACKED = 1.5
# Of more lines between two rows each goes to the nearer one.
_MOST_BETWEEN = 8


class RowExtent(NamedTuple):
    """Where the lines of a row begin and end, in points from the top."""

    top: float
    bottom: float

    @classmethod
    def measure_all(cls, columns: "Sequence[ColumnRows]") -> "list[RowExtent]":
        """Measure the rows of some columns; none where one of them holds nothing."""
        extents = []
        for cells in zip(*(column.rows for column in columns), strict=True):
            lines = list(chain.from_iterable(cells))
            if not lines:
                return []
            box = Box.enclose(lines)
            extents.append(cls(box.top, box.bottom))
        return extents


class RowGroup(NamedTuple):
    """A label that stands in the middle of several rows: the first of them, how many, and its lines."""

    first: int
    rows: int
    lines: tuple[TextLine, ...]

    @classmethod
    def find_all(
        cls, labels: Sequence[TextLine], rows: Sequence[RowExtent]
    ) -> "list[RowGroup]":
        """Find the rows that each label is of; none unless all rows have one so."""
        stacks = _stack(labels)
        if not 1 < len(stacks) < len(rows):
            return []
        groups: list[RowGroup] = []
        first = 0
        for stack in stacks:
            count = _count_rows(stack, rows[first:])
            if not count:
                return []
            groups.append(cls(first, count, tuple(stack)))
            first += count
        return groups if first == len(rows) else []


def _stack(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Put lines together that stand below each other as those of one cell do."""
    stacks: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if stacks and stacks[-1][-1].measure_step(line) <= _STACKED * line.size:
            stacks[-1].append(line)
        else:
            stacks.append([line])
    return stacks


def _count_rows(stack: Sequence[TextLine], rows: Sequence[RowExtent]) -> int:
    """Count the rows from the first on that a label stands in the middle of; none where it does not."""
    middle = (stack[0].middle + stack[-1].middle) / 2
    for count, row in enumerate(rows, 1):
        off = (rows[0].top + row.bottom) / 2 - middle
        if abs(off) <= _AT_ROW * stack[0].size:
            return count
        if off > 0:
            break
    return 0


class _Share(NamedTuple):
    """How the lines between two rows are shared: so many go up, so many down; the others stand alone."""

    up: int
    down: int


@dataclass(frozen=True)
class ColumnRows:
    """The lines of one column: those above its rows, those of each row, and those that stand alone.

    `lowest` is the middle of the last line that is in a row.
    """

    above: tuple[TextLine, ...]
    rows: tuple[tuple[TextLine, ...], ...]
    alone: tuple[TextLine, ...]

    @property
    def lowest(self) -> float:
        """Give the height of the middle of the lowest line in a row."""
        return max((line.middle for row in self.rows for line in row), default=0.0)

    @classmethod
    def assign(
        cls, lines: Sequence[TextLine], heights: Sequence[float]
    ) -> "ColumnRows":
        """Assign a column's lines, from the top down, to rows at some heights."""
        return _Assignment(sorted(lines, key=lambda line: line.middle), heights).solve()


class _Assignment:
    """Finds the cheapest way to share a column's lines among rows."""

    def __init__(self, lines: Sequence[TextLine], heights: Sequence[float]) -> None:
        self.heights = heights
        inside = [line for line in lines if self._is_inside(line)]
        self.widest = max((line.width for line in inside), default=0.0)
        self.at: list[list[TextLine]] = [[] for _ in heights]
        self.between: list[list[TextLine]] = [[] for _ in range(len(heights) + 1)]
        for line in lines:
            self._sort_in(line)

    def _is_inside(self, line: TextLine) -> bool:
        """Tell whether a line stands among the rows, or right beside the first or the last."""
        top, bottom = self.heights[0] - line.size, self.heights[-1] + line.size
        return top <= line.middle <= bottom

    def _sort_in(self, line: TextLine) -> None:
        below = bisect_left(self.heights, line.middle)
        for row in (below - 1, below):
            is_row = 0 <= row < len(self.heights)
            if is_row and abs(self.heights[row] - line.middle) <= _AT_ROW * line.size:
                self.at[row].append(line)
                return
        self.between[below].append(line)

    def solve(self) -> ColumnRows:
        """Find the shares that cost least, row by row from the top."""
        costs = dict.fromkeys(self._iter_shares(0), 0.0)
        origins: list[dict[_Share, _Share]] = []
        for row in range(len(self.heights)):
            below: dict[_Share, float] = {}
            origin: dict[_Share, _Share] = {}
            for share in self._iter_shares(row + 1):
                ways = {
                    above: cost + self._measure_row(row, above.down, share.up)
                    for above, cost in costs.items()
                }
                best = min(ways, key=ways.__getitem__)
                origin[share] = best
                below[share] = ways[best] + self._measure_rest(row + 1, share)
            origins.append(origin)
            costs = below
        last = min(costs, key=costs.__getitem__)
        return self._collect(_trace_back(last, origins))

    def _iter_shares(self, place: int) -> Iterator[_Share]:
        """Yield the ways to share the lines between two rows."""
        lines = self.between[place]
        count = len(lines)
        goes_up = count if place else 0
        goes_down = count if place < len(self.heights) else 0
        if count > _MOST_BETWEEN:
            yield self._share_by_nearness(place)
            return
        for up in range(goes_up + 1):
            for down in range(min(goes_down, count - up) + 1):
                yield _Share(up, down)

    def _share_by_nearness(self, place: int) -> _Share:
        lines = self.between[place]
        if not place:
            return _Share(0, 0)
        if place == len(self.heights):
            return _Share(0, 0)
        middle = (self.heights[place - 1] + self.heights[place]) / 2
        up = sum(line.middle < middle for line in lines)
        return _Share(up, len(lines) - up)

    def _measure_rest(self, place: int, share: _Share) -> float:
        """Give the cost of the lines that go neither up nor down; above all rows they are heads."""
        rest = len(self.between[place]) - share.up - share.down
        is_below = place == len(self.heights)
        return rest * (_LEFT_BELOW if is_below else _ALONE)

    def _list_row(self, row: int, from_above: int, from_below: int) -> list[TextLine]:
        above = self.between[row]
        below = self.between[row + 1]
        return [*above[len(above) - from_above :], *self.at[row], *below[:from_below]]

    def _measure_row(self, row: int, from_above: int, from_below: int) -> float:
        """Give the cost of a cell: how far its lines stand from where those of the row would."""
        lines = self._list_row(row, from_above, from_below)
        if not lines:
            return _WITHOUT
        size = lines[0].size
        middle = (lines[0].middle + lines[-1].middle) / 2
        off = min(abs(one - self.heights[row]) for one in (middle, lines[0].middle))
        cost = off / size
        for line, after in pairwise(lines):
            is_far = line.measure_step(after) > _WIDEST_STEP * size
            if is_far or _is_other(line, after):
                cost += _TOO_FAR
            if line.width < self.widest - _FULL * size:
                cost += _NOT_FULL
        return cost

    def _collect(self, shares: Sequence[_Share]) -> ColumnRows:
        rows = []
        for row, (above, below) in enumerate(pairwise(shares)):
            rows.append(tuple(self._list_row(row, above.down, below.up)))
        alone: list[TextLine] = []
        for lines, share in zip(self.between[1:-1], shares[1:-1], strict=True):
            alone += lines[share.up : len(lines) - share.down]
        first = self.between[0]
        heads = first[: len(first) - shares[0].down]
        return ColumnRows(tuple(heads), tuple(rows), tuple(alone))


def _is_other(line: TextLine, after: TextLine) -> bool:
    """Tell whether a line is surely not more of the cell above it: of other letters, or a heading."""
    ratio = max(line.size, after.size) / min(line.size, after.size)
    return ratio > _SAME_LETTERS or bool(OPENS_AS_HEADING.match(after.text))


def _trace_back(last: _Share, origins: Sequence[dict[_Share, _Share]]) -> list[_Share]:
    shares = [last]
    for origin in reversed(origins):
        shares.append(origin[shares[-1]])
    return shares[::-1]

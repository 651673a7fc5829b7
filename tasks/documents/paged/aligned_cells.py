"""The heads and cells of a table without rules: which lines of a column stand in which row.

Rows stand at the heights of their figures. A cell of several lines has them around that height, or from it
down; what fits no row better than none is a row of its own. A head may have several lines, and stand over
several columns.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from tasks.documents.paged.ruled_tables import GridCell
from tasks.documents.paged.sheet import Box, PlacedRun, TextLine
from tasks.documents.paragraph_joins import OPENS_AS_HEADING

# In heights of a letter: lines of one head begin, end or have their middle at one place.
_ALIGNED = 0.6
# A head over columns has its middle over theirs.
_OVER = 2.5
# What is not parted by a line's end: a letter, a number
_WORD = re.compile(r"[\w.,%]+|.", re.ASCII)
_SLACK = 0.1
# `（件）`, `件）`: more of the head above
_GOES_ON = re.compile(r"[（(\[【]|[^（(]*[)）]")

_Stacks = dict[int, list[TextLine]]


@dataclass(frozen=True, slots=True)
class _Span:
    """A head over several columns: its lines."""

    lines: tuple[TextLine, ...]

    @property
    def center(self) -> float:
        return self.lines[0].center

    def is_over(self, line: TextLine) -> bool:
        """Tell whether a line is more of this head: its middle stands below this one's."""
        return abs(self.center - line.center) <= _ALIGNED * line.size

    def add(self, line: TextLine) -> "_Span":
        return _Span((*self.lines, line))


class _Way(NamedTuple):
    """A way to share columns among heads: how far these are off in all, in points, and where each ends."""

    cost: float
    ends: tuple[int, ...]


def build_heads(
    above: Mapping[int, Sequence[TextLine]],
    wide: Sequence[TextLine],
    count: int,
) -> list[tuple[GridCell, ...]]:
    """Build the rows of heads from the lines that stand above the rows of figures, by column.

    `wide` are lines that stand over several; the table has `count` columns.
    """
    stacks = {column: list(lines) for column, lines in above.items() if lines}
    spans = _take_spans(stacks, wide)
    if not stacks and not spans:
        return []
    if spans:
        covered = _cover(spans, stacks)
        if covered:
            return _build_two_rows(covered, stacks, count)
        for span in spans:
            _put_back(span, stacks)
    return [_fill(number, row, count) for number, row in enumerate(_split_rows(stacks))]


def _take_spans(stacks: _Stacks, wide: Sequence[TextLine]) -> list[_Span]:
    """Take the heads over several columns: those that stand over them, or not in line with what is below."""
    lines = list(wide)
    for stack in stacks.values():
        while len(stack) > 1:
            room = _find_room(stack, stacks)
            if not _stands_above(stack, room):
                break
            lines.append(stack.pop(0))
    lines.sort(key=lambda line: (line.left + line.right, line.top))
    spans: list[_Span] = []
    for line in lines:
        if spans and spans[-1].is_over(line):
            spans[-1] = spans[-1].add(line)
        else:
            spans.append(_Span((line,)))
    return spans


def _find_room(stack: Sequence[TextLine], stacks: _Stacks) -> float:
    """Find how wide the lines of a head may be: as its widest, up to the next where all begin alike."""
    size = stack[0].size
    left = stack[0].left
    widest = max(line.width for line in stack)
    lefts = [line.left for line in stack]
    spread = max(lefts) - min(lefts)
    if spread > _SLACK * size:
        return widest
    right = left + widest
    behind = []
    for other in stacks.values():
        start = other[-1].left
        if start > right:
            behind.append(start)
    nearest = min(behind, default=0.0)
    return max(widest, nearest - left - size)


def _stands_above(stack: Sequence[TextLine], room: float) -> bool:
    """Tell whether the first line of a stack may be a head over columns, not of the head below it.

    It is not in line with the others, or ends although the next words had room behind it.
    """
    first, second = stack[:2]
    if not _is_in_line(first, stack[1:]):
        return True
    if _GOES_ON.match(second.text):
        return False
    needed = first.width
    for word in _WORD.findall(second.text)[:1]:
        needed += sum(PlacedRun.measure_advance(letter, first.size) for letter in word)
    slack = _SLACK * first.size
    return needed <= room + slack


def _is_in_line(line: TextLine, others: Sequence[TextLine]) -> bool:
    """Tell whether a line stands in line with most of those below it."""
    slack = _ALIGNED * line.size
    aligned = 0
    for other in others:
        middles = (line.left + line.right - other.left - other.right) / 2
        lefts = line.left - other.left
        rights = line.right - other.right
        nearest = min(abs(middles), abs(lefts), abs(rights))
        if nearest <= slack:
            aligned += 1
    return 2 * aligned >= len(others)


def _put_back(span: _Span, stacks: _Stacks) -> None:
    """Put a head that covers no columns back to the one that it stands over."""

    def measure(column: int) -> float:
        return abs(stacks[column][0].center - span.center)

    if stacks:
        nearest = min(stacks, key=measure)
        stacks[nearest][:0] = span.lines


def _cover(spans: Sequence[_Span], stacks: _Stacks) -> dict[range, _Span]:
    """Find which columns each head stands over; none where they do not fit."""
    columns = sorted(_list_below(spans, stacks))
    ends = _choose_ends(spans, columns, stacks)
    starts = (0, *ends)
    covered: dict[range, _Span] = {}
    for span, start, end in zip(spans, starts, ends, strict=False):
        first = columns[start]
        last = columns[end - 1]
        over = range(first, last + 1)
        if len(over) < 2:
            return {}
        off = _measure_off(span, over, stacks)
        if off > _OVER * span.lines[0].size:
            return {}
        covered[over] = span
    return covered


def _choose_ends(
    spans: Sequence[_Span], columns: Sequence[int], stacks: _Stacks
) -> tuple[int, ...]:
    """Choose before which column each head ends, so that all are least off; none where there are too few."""
    best = {(0, 0): _Way(0.0, ())}
    for number, span in enumerate(spans):
        for end in range(number + 1, len(columns) + 1):
            ways = []
            for start in range(number, end):
                way = best.get((number, start))
                if way is None:
                    continue
                off = _measure_off(span, columns[start:end], stacks)
                longer = _Way(way.cost + off, (*way.ends, end))
                ways.append(longer)
            if ways:
                best[number + 1, end] = min(ways)
    whole = best.get((len(spans), len(columns)))
    if whole is None:
        return ()
    return whole.ends


def _measure_off(span: _Span, columns: Sequence[int], stacks: _Stacks) -> float:
    """Give how far a head's middle is off that of the heads below it, or an end off theirs, in points."""
    lines: list[TextLine] = []
    for column in columns:
        lines += stacks.get(column, ())
    if not lines:
        return 1e6
    head = span.lines[0]
    box = Box.enclose(lines)
    off = abs(box.center - span.center)
    off_left = abs(box.left - head.left)
    off_right = abs(box.right - head.right)
    return min(off, off_left, off_right)


def _list_below(spans: Sequence[_Span], stacks: _Stacks) -> Iterator[int]:
    """Yield the columns whose heads stand below others: lower than those that are as high as both."""
    middles: dict[int, float] = {}
    for column, stack in stacks.items():
        middles[column] = _find_middle(stack)
    if not middles:
        return
    above = chain.from_iterable(span.lines for span in spans)
    top = min(line.top for line in above)
    bottom = max(stack[-1].bottom for stack in stacks.values())
    whole = (top + bottom) / 2
    lowest = max(middles.values())
    lower = median(middle for middle in middles.values() if middle >= lowest - 1.0)
    for column, middle in middles.items():
        off_lower = abs(middle - lower)
        off_whole = abs(middle - whole)
        if off_lower > off_whole:
            continue
        stack = stacks[column]
        first = stack[0]
        starts_below = first.top >= top + 0.4 * first.size
        if starts_below:
            yield column


def _find_middle(stack: Sequence[TextLine]) -> float:
    """Find the height halfway between the middles of the first and the last line of a stack."""
    first = stack[0]
    last = stack[-1]
    return (first.middle + last.middle) / 2


def _build_two_rows(
    covered: Mapping[range, _Span], stacks: _Stacks, count: int
) -> list[tuple[GridCell, ...]]:
    held = set(chain.from_iterable(covered))
    upper: list[GridCell] = []
    lower: list[GridCell] = []
    for over, span in covered.items():
        head = GridCell(0, over.start, span.lines, 1, len(over))
        upper.append(head)
    for column in range(count):
        lines = tuple(stacks.get(column, ()))
        if column in held:
            lower.append(GridCell(1, column, lines))
        else:
            upper.append(GridCell(0, column, lines, 2))
    upper.sort(key=lambda cell: cell.column)
    return [tuple(upper), tuple(lower)]


def _split_rows(stacks: _Stacks) -> list[dict[int, tuple[TextLine, ...]]]:
    """Split stacks where white parts all of their lines above from all below: each part is a row of heads."""
    lines = list(chain.from_iterable(stacks.values()))
    lines.sort(key=lambda line: line.middle)
    first = lines[0]
    last = lines[-1]
    cuts = []
    bottom = first.middle
    for line in lines:
        middle = line.middle
        if middle - bottom > _WIDEST_STEP * line.size:
            cut = (middle + bottom) / 2
            cuts.append(cut)
        bottom = max(bottom, middle)
    rows: list[dict[int, tuple[TextLine, ...]]] = []
    edges = [first.top - 1, *cuts, last.bottom + 1]
    for top, end in pairwise(edges):
        row = {}
        for column, stack in stacks.items():
            row[column] = tuple(line for line in stack if top < line.middle <= end)
        rows.append(row)
    return rows


def _fill(
    number: int, row: Mapping[int, tuple[TextLine, ...]], count: int
) -> tuple[GridCell, ...]:
    return tuple(
        GridCell(number, column, row.get(column, ())) for column in range(count)
    )


# In heights of a letter: a line this near to a row's height stands in it.
_AT_ROW = 0.35
# What it costs, in heights, that a line stands alone, is left below the table, does not fill its column
# though another follows, or stands farther from it than lines of one cell do; and that a row has none.
_ALONE = 0.9
_LEFT_BELOW = 0.3
_NOT_FULL = 1.0
_TOO_FAR = 5.0
_WITHOUT = 0.6
# Lines of one head or cell stand no farther apart.
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
    middle = _find_middle(stack)
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
        top = self.heights[0] - line.size
        bottom = self.heights[-1] + line.size
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
                    above: cost + self._measure_row(row, above, share)
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
        if place == len(self.heights):
            return rest * _LEFT_BELOW
        return rest * _ALONE

    def _list_row(self, row: int, above: _Share, below: _Share) -> list[TextLine]:
        """List the lines of a row, when those between rows are shared so above and below it."""
        before = self.between[row]
        after = self.between[row + 1]
        first = len(before) - above.down
        return [*before[first:], *self.at[row], *after[: below.up]]

    def _measure_row(self, row: int, above: _Share, below: _Share) -> float:
        """Give the cost of a cell: how far its lines stand from where those of the row would."""
        lines = self._list_row(row, above, below)
        if not lines:
            return _WITHOUT
        height = self.heights[row]
        first = lines[0]
        size = first.size
        off_middle = abs(_find_middle(lines) - height)
        off_first = abs(first.middle - height)
        cost = min(off_middle, off_first) / size
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
            lines = self._list_row(row, above, below)
            rows.append(tuple(lines))
        left_over = list(map(_cut_shared, self.between, shares))
        # what is left above all rows are heads, and what is left below is no more of the table
        heads = left_over[0]
        alone = chain.from_iterable(left_over[1:-1])
        return ColumnRows(tuple(heads), tuple(rows), tuple(alone))


def _cut_shared(lines: Sequence[TextLine], share: _Share) -> Sequence[TextLine]:
    """Give the lines between two rows that go neither up nor down."""
    return lines[share.up : len(lines) - share.down]


def _is_other(line: TextLine, after: TextLine) -> bool:
    """Tell whether a line is surely not more of the cell above it: of other letters, or a heading."""
    ratio = max(line.size, after.size) / min(line.size, after.size)
    return ratio > _SAME_LETTERS or bool(OPENS_AS_HEADING.match(after.text))


def _trace_back(last: _Share, origins: Sequence[dict[_Share, _Share]]) -> list[_Share]:
    shares = [last]
    for origin in reversed(origins):
        shares.append(origin[shares[-1]])
    return shares[::-1]

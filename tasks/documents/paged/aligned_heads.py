"""The heads of a table without rules: cells of several lines, and those that stand over several columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tasks.documents.paged.ruled_tables import GridCell
from tasks.documents.paged.sheet import Box, PlacedRun, TextLine

# In heights of a letter: lines of one head begin, end or have their middle at one place.
_ALIGNED = 0.6
# A head over columns has its middle over theirs.
_OVER = 2.5
# Lines of one head stand no farther apart.
_WIDEST_STEP = 1.9
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
    def middle(self) -> float:
        return (self.lines[0].left + self.lines[0].right) / 2


def build_heads(
    above: Mapping[int, Sequence[TextLine]],
    wide: Sequence[tuple[range, TextLine]],
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


def _take_spans(stacks: _Stacks, wide: Sequence[tuple[range, TextLine]]) -> list[_Span]:
    """Take the heads over several columns: those that stand over them, or not in line with what is below."""
    lines = [line for _, line in wide]
    for stack in stacks.values():
        while len(stack) > 1 and _stands_above(stack, _find_room(stack, stacks)):
            lines.append(stack.pop(0))
    spans: list[_Span] = []
    for line in sorted(lines, key=lambda line: (line.left + line.right, line.top)):
        middle = (line.left + line.right) / 2
        if spans and abs(spans[-1].middle - middle) <= _ALIGNED * line.size:
            spans[-1] = _Span((*spans[-1].lines, line))
        else:
            spans.append(_Span((line,)))
    return spans


def _find_room(stack: Sequence[TextLine], stacks: _Stacks) -> float:
    """Find how wide the lines of a head may be: as its widest, up to the next where all begin alike."""
    widest = max(line.width for line in stack)
    lefts = [line.left for line in stack]
    if max(lefts) - min(lefts) > _SLACK * stack[0].size:
        return widest
    behind = [other[-1].left for other in stacks.values()]
    nearest = min((left for left in behind if left > lefts[0] + widest), default=0.0)
    return max(widest, nearest - lefts[0] - stack[0].size)


def _stands_above(stack: Sequence[TextLine], room: float) -> bool:
    """Tell whether the first line of a stack may be a head over columns, not of the head below it.

    It is not in line with the others, or ends although the next words had room behind it.
    """
    first, second = stack[:2]
    if not _is_in_line(first, stack[1:]):
        return True
    [word] = _WORD.findall(second.text)[:1] or [""]
    needed = sum(PlacedRun.measure_advance(letter, first.size) for letter in word)
    has_room = first.width + needed <= room + _SLACK * first.size
    return has_room and not _GOES_ON.match(second.text)


def _is_in_line(line: TextLine, others: Sequence[TextLine]) -> bool:
    """Tell whether a line stands in line with most of those below it."""
    slack = _ALIGNED * line.size
    aligned = 0
    for other in others:
        middles = (line.left + line.right - other.left - other.right) / 2
        sides = (middles, line.left - other.left, line.right - other.right)
        aligned += any(abs(side) <= slack for side in sides)
    return 2 * aligned >= len(others)


def _put_back(span: _Span, stacks: _Stacks) -> None:
    """Put a head that covers no columns back to the one that it stands over."""

    def measure(column: int) -> float:
        line = stacks[column][0]
        return abs((line.left + line.right) / 2 - span.middle)

    if stacks:
        nearest = min(stacks, key=measure)
        stacks[nearest][:0] = span.lines


def _cover(spans: Sequence[_Span], stacks: _Stacks) -> dict[range, _Span]:
    """Find which columns each head stands over; none where they do not fit."""
    columns = sorted(_list_below(spans, stacks))
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for number, span in enumerate(spans):
        for end in range(number + 1, len(columns) + 1):
            ways = []
            for start in range(number, end):
                if (number, start) in best:
                    cost, cuts = best[number, start]
                    off = _measure_off(span, columns[start:end], stacks)
                    ways.append((cost + off, (*cuts, end)))
            if ways:
                best[number + 1, end] = min(ways)
    _, cuts = best.get((len(spans), len(columns)), (0.0, ()))
    covered: dict[range, _Span] = {}
    for span, start, end in zip(spans, (0, *cuts), cuts, strict=False):
        over = range(columns[start], columns[end - 1] + 1)
        size = span.lines[0].size
        if len(over) < 2 or _measure_off(span, list(over), stacks) > _OVER * size:
            return {}
        covered[over] = span
    return covered


def _measure_off(span: _Span, columns: Sequence[int], stacks: _Stacks) -> float:
    """Give how far a head's middle is off that of the heads below it, or an end off theirs, in points."""
    lines = [line for column in columns for line in stacks.get(column, ())]
    if not lines:
        return 1e6
    box = Box.enclose(lines)
    off = abs((box.left + box.right) / 2 - span.middle)
    left, right = span.lines[0].left, span.lines[0].right
    return min(off, abs(box.left - left), abs(box.right - right))


def _list_below(spans: Sequence[_Span], stacks: _Stacks) -> Iterator[int]:
    """Yield the columns whose heads stand below others: lower than those that are as high as both."""
    middles = {
        column: (stack[0].middle + stack[-1].middle) / 2
        for column, stack in stacks.items()
    }
    if not middles:
        return
    top = min(line.top for span in spans for line in span.lines)
    bottom = max(stack[-1].bottom for stack in stacks.values())
    lower = median(
        middle for middle in middles.values() if middle >= max(middles.values()) - 1.0
    )
    for column, middle in middles.items():
        is_lower = abs(middle - lower) <= abs(middle - (top + bottom) / 2)
        starts_below = stacks[column][0].top >= top + 0.4 * stacks[column][0].size
        if is_lower and starts_below:
            yield column


def _build_two_rows(
    covered: Mapping[range, _Span], stacks: _Stacks, count: int
) -> list[tuple[GridCell, ...]]:
    upper: list[GridCell] = []
    lower: list[GridCell] = []
    for over, span in covered.items():
        upper.append(GridCell(0, over.start, span.lines, 1, len(over)))
        for column in over:
            lower.append(GridCell(1, column, tuple(stacks.get(column, ()))))
    held = {column for over in covered for column in over}
    for column in range(count):
        if column not in held:
            upper.append(GridCell(0, column, tuple(stacks.get(column, ())), 2))
    return [tuple(sorted(row, key=lambda cell: cell.column)) for row in (upper, lower)]


def _split_rows(stacks: _Stacks) -> list[dict[int, tuple[TextLine, ...]]]:
    """Split stacks where white parts all of their lines above from all below: each part is a row of heads."""
    lines = sorted(
        (line for stack in stacks.values() for line in stack),
        key=lambda line: line.middle,
    )
    cuts = []
    bottom = lines[0].middle
    for line in lines:
        if line.middle - bottom > _WIDEST_STEP * line.size:
            cuts.append((line.middle + bottom) / 2)
        bottom = max(bottom, line.middle)
    rows: list[dict[int, tuple[TextLine, ...]]] = []
    edges = [lines[0].top - 1, *cuts, lines[-1].bottom + 1]
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

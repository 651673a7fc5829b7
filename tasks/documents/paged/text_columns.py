"""Two columns of text on a page: where the gutter between them stands, and what is read first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tasks.documents.paged.sheet import PlacedRun, RuledLine, Sheet, TextLine

# Fewer lines on a side are a signature, a table without a grid or a caption, not a column.
_FEWEST = 8
# A column's lines mostly fill it, this share of their widest.
_FILLED = 0.75
# Where gutters are looked for: steps of a hundredth of the width, around its middle.
_HUNDREDTHS = range(40, 61)
# The last column may be short: so many lines, of which some go on in the next one.
_FEWEST_LAST = 3
_FEWEST_GOING_ON = 3
# In letters' heights: lines that go on are so long and end so near to the column's edge, the next ones begin
# so near to the other, so far below.
_LONG = 8.0
_FROM_EDGE = 2.5
_AT_EDGE = 0.6
_WIDEST_STEP = 2.2
# A gutter is at least so wide, in letters' heights, and so few runs of a page reach over it.
_NARROWEST = 0.9
_MOST_CROSSING = 0.1
_MOST_RUNS = 5_000


def find_gutter(pages: Sequence[Sheet]) -> float | None:
    """Find the gutter of a document in two columns, as a share of the width."""
    counts: Counter[float] = Counter()
    for page in pages:
        counts.update(_iter_gutters(page.lines, page.width))
    if not counts:
        return None
    best = max(counts, key=lambda share: (counts[share], -abs(share - 0.5)))
    if counts[best] >= max(1, len(pages) / 3):
        return best
    return None


def split_columns(
    lines: Sequence[TextLine], gutter: float | None
) -> list[tuple[TextLine, ...]]:
    """Give strips of text in reading order.

    There is one strip, or around a gutter what is above, the left, the right, what is below.
    `gutter` is in points from the sheet's left edge.
    """
    if gutter is None or not any(line.left >= gutter for line in lines):
        if lines:
            return [tuple(lines)]
        return []
    sides = _split_sides(lines, gutter)
    top = min(line.top for line in sides.right)
    above: list[TextLine] = []
    below: list[TextLine] = []
    for line in sides.crossing:
        (above if line.top < top else below).append(line)
    strips = (above, sides.left, sides.right, below)
    return [tuple(strip) for strip in strips if strip]


@dataclass(slots=True)
class _Sides:
    """The lines of a sheet on both sides of a gutter, and those that cross it."""

    left: list[TextLine]
    right: list[TextLine]
    crossing: list[TextLine]


def _split_sides(lines: Sequence[TextLine], gutter: float) -> _Sides:
    sides = _Sides([], [], [])
    for line in lines:
        if line.right <= gutter:
            sides.left.append(line)
        if line.left >= gutter:
            sides.right.append(line)
        if line.left < gutter < line.right:
            sides.crossing.append(line)
    return sides


def _iter_gutters(lines: Sequence[TextLine], width: float) -> Iterator[float]:
    """Yield the places, as shares of the width, at which two columns of running text are parted."""
    for hundredths in _HUNDREDTHS:
        share = hundredths / 100
        sides = _split_sides(lines, share * width)
        left = len(sides.left)
        right = len(sides.right)
        crossing = len(lines) - left - right
        if crossing > _MOST_CROSSING * len(lines) or left < _FEWEST:
            continue
        has_two = right >= _FEWEST and _is_filled(sides.left)
        if (has_two and _is_filled(sides.right)) or _ends_short(sides):
            yield share


def _ends_short(sides: _Sides) -> bool:
    """Tell whether text runs down the left side, and goes on at the right in a few lines from the top."""
    if len(sides.right) < _FEWEST_LAST:
        return False
    first = min(sides.left, key=lambda line: line.top)
    begins_at_top = abs(min(line.top for line in sides.right) - first.top) < first.size
    going_on = _count_going_on(sides.left)
    return (
        begins_at_top
        and going_on >= _FEWEST_GOING_ON
        and _count_going_on(sides.right) > 0
    )


def _count_going_on(lines: Sequence[TextLine]) -> int:
    """Count the lines of a column that are full and go on in the next one, which begins at its edge."""
    right = max(line.right for line in lines)
    left = min(line.left for line in lines)
    count = 0
    downwards = sorted(lines, key=lambda line: line.middle)
    for line, below in pairwise(downwards):
        size = line.size
        indent = below.left - left
        step = line.measure_step(below)
        is_full = line.width > _LONG * size
        reaches = line.right > right - _FROM_EDGE * size
        begins = indent < _AT_EDGE * size
        is_near = step < _WIDEST_STEP * size
        count += is_full and reaches and begins and is_near
    return count


def _is_filled(lines: Sequence[TextLine]) -> bool:
    widest = max(line.width for line in lines)
    filled = sum(line.width > _FILLED * widest for line in lines)
    return filled >= len(lines) / 2


def find_white(runs: Sequence[PlacedRun], width: float) -> RuledLine | None:
    """Find the white between two columns of long lines that stand near each other, as an upright line.

    Null where there is none; `width` is the page's, in points.
    """
    count = len(runs)
    if not 2 * _FEWEST <= count <= _MOST_RUNS:
        return None
    narrowest = _NARROWEST * median(run.size for run in runs)
    most_crossing = _MOST_CROSSING * count
    for hundredths in _HUNDREDTHS:
        middle = hundredths / 100 * width
        left = [run for run in runs if run.right <= middle]
        right = [run for run in runs if run.left >= middle]
        fewer = min(len(left), len(right))
        if len(left) < _FEWEST or fewer < _FEWEST_LAST:
            continue
        crossing = count - len(left) - len(right)
        if crossing > most_crossing:
            continue
        start = max(run.right for run in left)
        end = min(run.left for run in right)
        if end - start < narrowest:
            continue
        if _are_long(left) and _are_long(right):
            at = (start + end) / 2
            return _draw_white(at, right)
    return None


def _are_long(runs: Sequence[PlacedRun]) -> bool:
    return median((run.right - run.left) / run.size for run in runs) > _LONG


def _draw_white(at: float, right: Iterable[PlacedRun]) -> RuledLine:
    boxes = [run.box for run in right]
    top = min(box.top for box in boxes)
    bottom = max(box.bottom for box in boxes)
    return RuledLine(at, top, at, bottom)

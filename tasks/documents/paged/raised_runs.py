"""Letters of a line that do not stand on it: powers and marks above it, capitals that reach below."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from tasks.documents.paged.sheet import PlacedRun

# Powers, signs of footnotes: `²`, `①`, `[1]`, `*`, `注2`
_MARK = re.compile(
    r"[-+−]?\d{1,3}|[①-⑳⑴-⒇❶-❿*＊※†‡#a-z]{1,2}|[\[〔【(（]\d{1,2}[\])）】〕]|注?[①-⑳]|注\d{0,2}"
)
# In heights of the line: marks are so much smaller, and raised by so much at least and at most;
# what is raised less stands in the line already.
_SMALL = 0.8
_LEAST_RAISED = 0.3
_MOST_RAISED = 0.8
# So high they are put, to stand in the line and still be known as raised.
_RAISED = 0.25
# A mark touches the word that it belongs to.
_NEAR = 0.3
# A capital that reaches over lines is so much larger than these, and so near to them, in their heights.
_LARGE = 1.6
_BESIDE = 1.2
_CAPITAL = re.compile(r"[“‘《「]?[一-鿿㐀-䶿A-Z]{1,2}")
_MOST_CAPITALS = 50
_MOST_MARKS = 2_000
_MOST_SIZE = 80.0


def settle_marks(runs: Sequence[PlacedRun]) -> list[PlacedRun]:
    """Lower the marks that are raised far above the word before them, so that they stand in its line."""
    marks = [place for place, run in enumerate(runs) if _MARK.fullmatch(run.text)]
    settled = list(runs)
    level = sorted(runs, key=attrgetter("baseline"))
    baselines = [run.baseline for run in level]
    for place in marks[:_MOST_MARKS]:
        mark = runs[place]
        first = bisect_left(baselines, mark.baseline)
        last = bisect_right(baselines, mark.baseline + _MOST_RAISED * _MOST_SIZE)
        hosts = [run for run in level[first:last] if _is_raised_behind(mark, run)]
        if hosts:
            host = min(hosts, key=lambda run: abs(run.right - mark.left))
            baseline = host.baseline - _RAISED * host.size
            settled[place] = replace(mark, baseline=baseline)
    return settled


def _is_raised_behind(mark: PlacedRun, host: PlacedRun) -> bool:
    raised = host.baseline - mark.baseline
    is_high = _LEAST_RAISED * host.size < raised <= _MOST_RAISED * host.size
    is_near = abs(mark.left - host.right) <= _NEAR * host.size
    return mark.size <= _SMALL * host.size and is_high and is_near


def settle_capitals(runs: Sequence[PlacedRun]) -> list[PlacedRun]:
    """Put large first letters, which reach over several lines, in front of the first of these."""
    settled = list(runs)
    count = 0
    for place, cap in enumerate(runs):
        if count >= _MOST_CAPITALS or not _CAPITAL.fullmatch(cap.text):
            continue
        if not any(other.size * _LARGE <= cap.size for other in runs):
            continue
        count += 1
        beside = list(_iter_beside(cap, runs))
        rows = sorted({round(settled[other].baseline) for other in beside})
        first = [other for other in beside if round(runs[other].baseline) == min(rows)]
        if len(rows) < 2 or not first or not _begins_at_top(cap, runs[first[0]]):
            continue
        line = runs[first[0]]
        settled[place] = replace(
            cap,
            left=max(cap.left, line.left - line.size * len(cap.text)),
            right=line.left,
            baseline=line.baseline,
            size=line.size,
            lefts=(),
        )
        for other in beside:
            if other not in first:
                below = settled[other]
                settled[other] = replace(below, left=cap.left, lefts=())
    return settled


def _iter_beside(cap: PlacedRun, runs: Sequence[PlacedRun]) -> Iterator[int]:
    """Yield the places of the runs that begin right behind a capital; none where words stand before it."""
    top = cap.box.top
    found = []
    for place, run in enumerate(runs):
        slack = 0.3 * run.size
        is_level = top <= run.baseline <= cap.baseline + slack
        if run is cap or not is_level or run.size * _LARGE > cap.size:
            continue
        if run.right <= cap.left + slack:
            return
        if -slack <= run.left - cap.right <= _BESIDE * run.size:
            found.append(place)
    yield from found


def _begins_at_top(cap: PlacedRun, line: PlacedRun) -> bool:
    return abs(cap.box.top - line.box.top) <= line.size

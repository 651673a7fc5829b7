"""Pages of placed runs to sheets: what is struck or printed across goes, what is raised joins its line.

Raised are powers and marks above a line; the capitals of a first line reach below it. Pages written from top
to bottom, whose letters are placed one by one, have their columns from the right.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from statistics import median

from tasks.documents.paged.sheet import PlacedRun, RuledLine, Sheet
from tasks.documents.paged.watermarks import (
    PlacedPage,
    remove_struck,
    remove_watermarks,
)
from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue

# Fewer letters are a label; nearly all of a page's stand alone or in twos, as figures may.
_FEWEST = 20
_ALONE_SHARE = 0.8
_LONGEST = 2
# In heights of a letter: letters of a column stand on one middle, and follow each other at such steps.
_SAME_MIDDLE = 0.45
_LEAST_STEP = 0.7
_MOST_STEP = 1.8
# Beside each other letters are farther apart than below each other, by this factor.
_WIDER = 1.15
_MIDDLE = 0.38
_ASCENT = 0.88


def _turn_columns(page: PlacedPage) -> PlacedPage:
    """Turn a page to the left where its letters stand below each other, so that columns are lines."""
    letters = sum(len(run.text) for run in page.runs)
    alone = [run for run in page.runs if len(run.text) <= _LONGEST]
    if len(alone) < _FEWEST or len(alone) < _ALONE_SHARE * letters:
        return page
    columns = _group_columns(page.runs)
    if not _are_upright(columns):
        return page
    turned: list[PlacedRun] = []
    for column in columns:
        turned += _join_column(column)
    return turn_page(page, turned)


def turn_page(page: PlacedPage, columns: Iterable[PlacedRun]) -> PlacedPage:
    """Turn a page of columns to the left, so that they are lines from top to bottom.

    The baselines of the columns are counted from the page's left edge, downwards to the left.
    """
    turned = []
    for run in columns:
        turned.append(replace(run, baseline=page.width + run.baseline))
    rules = []
    for rule in page.rules:
        top = page.width - rule.right
        bottom = page.width - rule.left
        rules.append(RuledLine(rule.top, top, rule.bottom, bottom))
    return PlacedPage(
        page.number,
        page.height,
        page.width,
        tuple(turned),
        tuple(rules),
    )


def _find_middle(run: PlacedRun) -> float:
    return (run.left + run.right) / 2


def _find_column_middle(column: Sequence[PlacedRun]) -> float:
    return median(map(_find_middle, column))


def _group_columns(runs: Iterable[PlacedRun]) -> list[list[PlacedRun]]:
    """Put what stands on one middle together, from left to right, each from top to bottom."""
    columns: list[list[PlacedRun]] = []
    for run in sorted(runs, key=_find_middle):
        near = _SAME_MIDDLE * run.size
        if columns and _find_middle(run) - _find_middle(columns[-1][0]) <= near:
            columns[-1].append(run)
        else:
            columns.append([run])
    for column in columns:
        column.sort(key=attrgetter("baseline"))
    return columns


def _are_upright(columns: Sequence[Sequence[PlacedRun]]) -> bool:
    """Tell whether letters follow each other downwards, nearer than they stand beside each other."""
    if len(columns) < 2:
        return False
    steps = []
    for column in columns:
        for one, below in pairwise(column):
            down = below.baseline - one.baseline
            steps.append(down / one.size)
    usual = [step for step in steps if _LEAST_STEP <= step <= _MOST_STEP]
    letters = sum(map(len, columns))
    most = letters - len(columns)
    if len(usual) < _ALONE_SHARE * most:
        return False
    across = []
    for left, right in pairwise(columns):
        apart = _find_column_middle(right) - _find_column_middle(left)
        across.append(apart / left[0].size)
    widest = _WIDER * median(usual)
    return min(across) > widest


def _join_column(column: Sequence[PlacedRun]) -> list[PlacedRun]:
    """Give the letters of a column as runs of the turned page, cut where it leaves white."""
    runs: list[PlacedRun] = []
    for letter in column:
        top = letter.baseline - _ASCENT * letter.size
        right = top + letter.size
        if runs and top - runs[-1].right <= letter.size:
            last = runs[-1]
            text = last.text + letter.text
            runs[-1] = replace(last, text=text, right=right)
            continue
        baseline = -_find_column_middle(column) + _MIDDLE * letter.size
        run = replace(
            letter,
            left=top,
            right=right,
            baseline=baseline,
            gaps=(),
            lefts=(),
        )
        runs.append(run)
    return runs


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


def _settle_marks(runs: Sequence[PlacedRun]) -> list[PlacedRun]:
    """Lower the marks that are raised far above the word before them, so that they stand in its line."""
    marks = [place for place, run in enumerate(runs) if _MARK.fullmatch(run.text)]
    settled = list(runs)
    level = sorted(runs, key=attrgetter("baseline"))
    baselines = [run.baseline for run in level]
    farthest = _MOST_RAISED * _MOST_SIZE
    for place in marks[:_MOST_MARKS]:
        mark = runs[place]
        lowest = mark.baseline + farthest
        first = bisect_left(baselines, mark.baseline)
        last = bisect_right(baselines, lowest)
        hosts = [run for run in level[first:last] if _is_raised_behind(mark, run)]
        if not hosts:
            continue
        host = min(hosts, key=lambda run: abs(run.right - mark.left))
        baseline = host.baseline - _RAISED * host.size
        settled[place] = replace(mark, baseline=baseline)
    return settled


def _is_raised_behind(mark: PlacedRun, host: PlacedRun) -> bool:
    raised = host.baseline - mark.baseline
    is_high = _LEAST_RAISED * host.size < raised <= _MOST_RAISED * host.size
    is_near = abs(mark.left - host.right) <= _NEAR * host.size
    return mark.size <= _SMALL * host.size and is_high and is_near


def _settle_capitals(runs: Sequence[PlacedRun]) -> list[PlacedRun]:
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


_LONGEST_EVIDENCE = 400


def build_sheets(
    pages: Sequence[PlacedPage],
) -> tuple[list[Sheet], tuple[Issue, ...]]:
    """Make the sheets of a document's pages; issues count what was left out and name its words."""
    settled: list[PlacedPage] = []
    struck: list[str] = []
    for page in pages:
        rest, words = remove_struck(_turn_columns(page))
        runs = _settle_capitals(_settle_marks(rest.runs))
        settled.append(replace(rest, runs=tuple(runs)))
        struck += words
    sheets, issues = remove_watermarks(settled)
    if struck:
        words_struck = "\n".join(struck)[:_LONGEST_EVIDENCE]
        issue = make_issue("struck_text", words_struck, count=len(struck))
        issues = (*issues, issue)
    return sheets, issues

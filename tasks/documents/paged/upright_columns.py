"""Pages written from top to bottom whose letters are placed one by one: columns, the first at the right."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from statistics import median

from tasks.documents.paged.sheet import PlacedRun, RuledLine
from tasks.documents.paged.watermarks import PlacedPage

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


def turn_columns(page: PlacedPage) -> PlacedPage:
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
    steps = []
    for column in columns:
        for one, below in pairwise(column):
            steps.append((below.baseline - one.baseline) / one.size)
    usual = [step for step in steps if _LEAST_STEP <= step <= _MOST_STEP]
    count = sum(map(len, columns))
    if len(usual) < _ALONE_SHARE * (count - len(columns)) or len(columns) < 2:
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

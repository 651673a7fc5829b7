"""Struck words of PDF and OFD pages, which are known by the line that is drawn through their letters.

Underlines stand below the letters, the rules of tables and the bars of fractions above or below them;
lines to be filled in reach beyond them.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tasks.documents.paged.sheet import PlacedRun, RuledLine
from tasks.documents.paged.watermarks import PlacedPage

# Of their height above the baseline, lines through letters stand between these; those of a double one, too.
_LOWEST = 0.08
_HIGHEST = 0.62
# Such a line reaches beyond its letters by so much of their height at most, and covers so much of itself.
_BEYOND = 0.6
_LEAST_COVERED = 0.7
# A page with more level rules is a drawing.
_MOST_RULES = 1_500
# Points by which a rule of a table touches an upright one.
_TOUCH = 3.0
_MOST_SIZE = 80.0
# What stands nearer to a hole than this, in letters' heights, was beside the struck words.
_BESIDE = 0.6


def remove_struck(page: PlacedPage) -> tuple[PlacedPage, list[str]]:
    """Take the words off a page that a line is drawn through, and the lines; gives also the words."""
    strikes = list(_find_strikes(page))
    if not strikes:
        return page, []
    words: list[str] = []
    holes: list[PlacedRun] = []
    kept: list[PlacedRun] = []
    for run in page.runs:
        for piece, is_struck in _split_run(run, strikes):
            (holes if is_struck else kept).append(piece)
    for hole in holes:
        words.append(hole.text.strip())
        _close_hole(kept, hole)
    gone = set(map(id, strikes))
    rules = tuple(rule for rule in page.rules if id(rule) not in gone)
    return replace(page, runs=tuple(kept), rules=rules), list(filter(None, words))


def _find_strikes(page: PlacedPage) -> Iterator[RuledLine]:
    """Yield the level rules that run through letters, from their first to their last."""
    level = [rule for rule in page.rules if not rule.upright]
    if not level or len(level) > _MOST_RULES:
        return
    upright = [rule for rule in page.rules if rule.upright]
    runs = sorted(page.runs, key=lambda run: run.baseline)
    baselines = [run.baseline for run in runs]
    for rule in level:
        height = _measure_height(rule)
        first = bisect_left(baselines, height)
        last = bisect_right(baselines, height + _HIGHEST * _MOST_SIZE)
        crossed = [run for run in runs[first:last] if _is_through(rule, run)]
        if _fits_letters(rule, crossed) and not _joins_upright(rule, upright):
            yield rule


def _measure_height(rule: RuledLine) -> float:
    return (rule.top + rule.bottom) / 2


def _is_through(rule: RuledLine, run: PlacedRun) -> bool:
    above = run.baseline - _measure_height(rule)
    return (
        _LOWEST * run.size <= above <= _HIGHEST * run.size
        and run.left < rule.right
        and run.right > rule.left
    )


def _fits_letters(rule: RuledLine, runs: Sequence[PlacedRun]) -> bool:
    """Tell whether a rule covers letters of some runs from its beginning to its end."""
    lefts: list[float] = []
    rights: list[float] = []
    for run in runs:
        for _place, left, right in _iter_crossed(run, [rule]):
            lefts.append(left)
            rights.append(right)
    if not lefts:
        return False
    size = max(run.size for run in runs)
    covered = sum(rights) - sum(lefts)
    return (
        min(lefts) - rule.left <= _BEYOND * size
        and rule.right - max(rights) <= _BEYOND * size
        and covered >= _LEAST_COVERED * (rule.right - rule.left)
    )


def _iter_crossed(
    run: PlacedRun, strikes: Sequence[RuledLine]
) -> Iterator[tuple[int, float, float]]:
    """Yield the places of the letters whose middles rules run through, and the letters' sides."""
    lefts = run.list_lefts()
    rights = (*lefts[1:], run.right)
    for place, (left, right) in enumerate(zip(lefts, rights, strict=True)):
        advance = PlacedRun.measure_advance(run.text[place], run.size)
        end = max(min(right, left + 1.2 * advance), left)
        middle = (left + end) / 2
        if any(rule.left <= middle <= rule.right for rule in strikes):
            yield place, left, end


def _joins_upright(rule: RuledLine, upright: Iterable[RuledLine]) -> bool:
    """Tell whether a rule ends at an upright one, as those of tables do."""
    height = _measure_height(rule)
    for other in upright:
        if not other.top - _TOUCH <= height <= other.bottom + _TOUCH:
            continue
        if min(abs(other.left - rule.left), abs(other.left - rule.right)) <= _TOUCH:
            return True
    return False


def _split_run(
    run: PlacedRun, strikes: Sequence[RuledLine]
) -> Iterator[tuple[PlacedRun, bool]]:
    """Yield the pieces of a run, and whether each is struck."""
    through = [rule for rule in strikes if _is_through(rule, run)]
    struck = {place for place, _left, _right in _iter_crossed(run, through)}
    if not struck:
        yield run, False
        return
    start = 0
    for end in range(1, len(run.text) + 1):
        if end == len(run.text) or (end in struck) != (start in struck):
            yield run.cut(start, end), start in struck
            start = end


def _close_hole(kept: list[PlacedRun], hole: PlacedRun) -> None:
    """Let what stands beside struck words reach over their place, so that the line stays one."""
    near = _BESIDE * hole.size
    level: defaultdict[bool, list[int]] = defaultdict(list)
    for place, run in enumerate(kept):
        if abs(run.baseline - hole.baseline) > near:
            continue
        if abs(run.right - hole.left) <= near:
            level[True].append(place)
        elif abs(run.left - hole.right) <= near:
            level[False].append(place)
    if level[True]:
        place = level[True][-1]
        kept[place] = replace(kept[place], right=hole.right)
    elif level[False]:
        place = level[False][-1]
        run = kept[place]
        lefts = (hole.left, *run.lefts[1:]) if run.lefts else ()
        kept[place] = replace(run, left=hole.left, lefts=lefts)

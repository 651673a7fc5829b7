"""Watermarks that stand level, and struck words.

A watermark is printed across a page's words, or pale and large, or again and again. It goes before letters
become lines, since it stands on the lines' own heights. Words are struck by a line drawn through their
letters: underlines stand below them, the rules of tables and the bars of fractions above or below; lines to
be filled in reach beyond them.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tasks.documents.paged.sheet import PlacedRun, RuledLine, Sheet, TextLine
from tasks.documents.paged.text_columns import find_white
from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue

# Letters this much larger than the text's are no part of a sentence.
_LARGE = 1.4
# So much of a run's box lies on other words where it is printed across them.
_ACROSS = 0.04
# So much of a coloured run's box lies on words without colour where it is stamped across them.
_STAMPED = 0.08
# Pale words that stand so often on one page, or at one place on so many pages, are a pattern.
_TILES = 3
_FEWEST_PAGES = 2
_SHARE_OF_PAGES = 0.3
# A page with more light or large runs is no page of text with a watermark.
_MOST_SUSPECTS = 200
# Places this near, in points, are one.
_SAME_PLACE = 8.0
# Heads and feet stand within this share of the page's height from its edges.
_EDGE = 0.1
# The words of titles and heads, which are large or pale on some covers.
_TITLE_WORDS = ("报告", "总结", "情况")
_LONGEST_EVIDENCE = 400


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page, from 1, before its runs of letters become lines; in points from its top left corner."""

    number: int
    width: float
    height: float
    runs: tuple[PlacedRun, ...]
    rules: tuple[RuledLine, ...] = ()

    def build_sheet(self, without: frozenset[int] = frozenset()) -> Sheet:
        """Put its runs together to lines, without those at some places."""
        kept = [run for place, run in enumerate(self.runs) if place not in without]
        white = find_white(kept, self.width)
        parting = (*self.rules, white) if white else self.rules
        lines = TextLine.build_all(kept, parting)
        return Sheet(
            self.number,
            self.width,
            self.height,
            lines,
            self.rules,
        )


class _WordPlace(NamedTuple):
    """Where words stand on a page, in steps of `_SAME_PLACE`."""

    text: str
    across: int
    down: int


def remove_watermarks(
    pages: Sequence[PlacedPage],
) -> tuple[list[Sheet], tuple[Issue, ...]]:
    """Make the sheets of pages without their watermarks; an issue counts these and names their words."""
    size = _find_usual_size(pages)
    repeated = _find_repeated(pages)
    sheets: list[Sheet] = []
    removed: list[PlacedRun] = []
    for page in pages:
        marks = frozenset(_find_marks(page, size, repeated))
        sheets.append(page.build_sheet(marks))
        removed += [page.runs[place] for place in sorted(marks)]
    if not removed:
        return sheets, ()
    words = "\n".join(dict.fromkeys(run.text for run in removed))
    count = len(removed)
    issue = make_issue("watermark_text", words[:_LONGEST_EVIDENCE], count=count)
    return sheets, (issue,)


def _find_usual_size(pages: Sequence[PlacedPage]) -> float:
    letters: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            if not run.pale and not run.shared:
                letters[round(run.size, 1)] += len(run.text)
    if letters:
        return letters.most_common(1)[0][0]
    return 0.0


def _find_repeated(pages: Sequence[PlacedPage]) -> frozenset[_WordPlace]:
    """Find the pale words that stand at one place on several pages, away from the edges."""
    seen: Counter[_WordPlace] = Counter()
    for page in pages:
        places: set[_WordPlace] = set()
        for run in page.runs:
            if run.pale and not _is_at_edge(run, page):
                places.add(_locate(run))
        seen.update(places)
    enough = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    return frozenset(place for place, count in seen.items() if count >= enough)


def _locate(run: PlacedRun) -> _WordPlace:
    across = round(run.left / _SAME_PLACE)
    down = round(run.baseline / _SAME_PLACE)
    return _WordPlace("".join(run.text.split()), across, down)


def _is_at_edge(run: PlacedRun, page: PlacedPage) -> bool:
    share = (run.box.top + run.box.bottom) / 2 / page.height
    return not _EDGE < share < 1 - _EDGE


def _find_marks(
    page: PlacedPage, size: float, repeated: frozenset[_WordPlace]
) -> Iterator[int]:
    """Yield the places of a page's runs that are watermarks; `size` is the text's."""
    suspects: defaultdict[str, list[int]] = defaultdict(list)
    looked_at = 0
    for place, run in enumerate(page.runs):
        if run.pale or run.shared or run.vivid or run.size >= _LARGE * size:
            words = "".join(run.text.split())
            suspects[words].append(place)
    text = [run for run in page.runs if not run.pale and not run.shared]
    if not size or not text:
        return
    for words, places in suspects.items():
        for place in places:
            run = page.runs[place]
            is_tiled = run.pale and len(places) >= _TILES and len(words) > 1
            if is_tiled or _locate(run) in repeated:
                yield place
                continue
            looked_at += 1
            if looked_at <= _MOST_SUSPECTS and _is_mark(run, page, text, size):
                yield place


def _is_mark(
    run: PlacedRun,
    page: PlacedPage,
    text: Iterable[PlacedRun],
    size: float,
) -> bool:
    """Tell whether a run is a watermark by itself: by its letters' size and what it stands across."""
    others = [other for other in text if other is not run]
    is_large = run.size >= _LARGE * size
    smaller = [other for other in others if run.pale or other.size < run.size / _LARGE]
    if _measure_overlap(run, smaller) >= _ACROSS:
        return True
    if any(word in run.text for word in _TITLE_WORDS):
        return False
    if run.vivid and _measure_overlap(run, _list_inked(run, others)) >= _STAMPED:
        return True
    if run.shared and not _is_at_edge(run, page):
        return is_large or _is_among(run, others)
    return run.pale and is_large and not _is_at_edge(run, page)


def _list_inked(run: PlacedRun, others: Iterable[PlacedRun]) -> list[PlacedRun]:
    """List what has no colour, but for the same words, which are printed twice for a shadow."""
    return [one for one in others if not one.vivid and run.text not in one.text]


def _measure_overlap(run: PlacedRun, others: Iterable[PlacedRun]) -> float:
    """Give the share of a run's box that lies on others."""
    box = run.box
    covered = 0.0
    for other in others:
        its = other.box
        wide = min(box.right, its.right) - max(box.left, its.left)
        high = min(box.bottom, its.bottom) - max(box.top, its.top)
        if wide > 0 and high > 0:
            covered += wide * high
    area = (box.right - box.left) * (box.bottom - box.top)
    return covered / max(area, 1.0)


def _is_among(run: PlacedRun, others: Sequence[PlacedRun]) -> bool:
    """Tell whether a run stands between the page's own first and last words."""
    if not others:
        return False
    top = min(other.box.top for other in others)
    bottom = max(other.box.bottom for other in others)
    return top < run.baseline < bottom


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
    holes: list[PlacedRun] = []
    kept: list[PlacedRun] = []
    for run in page.runs:
        for piece, is_struck in _split_run(run, strikes):
            if is_struck:
                holes.append(piece)
            else:
                kept.append(piece)
    words: list[str] = []
    for hole in holes:
        text = hole.text.strip()
        if text:
            words.append(text)
        _close_hole(kept, hole)
    gone = set(map(id, strikes))
    rules = tuple(rule for rule in page.rules if id(rule) not in gone)
    rest = replace(page, runs=tuple(kept), rules=rules)
    return rest, words


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
        highest = height + _HIGHEST * _MOST_SIZE
        first = bisect_left(baselines, height)
        last = bisect_right(baselines, highest)
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
    sides = zip(lefts, rights, strict=True)
    for place, (left, right) in enumerate(sides):
        advance = PlacedRun.measure_advance(run.text[place], run.size)
        farthest = left + 1.2 * advance
        end = max(min(right, farthest), left)
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
    before = None
    behind = None
    for place, run in enumerate(kept):
        if abs(run.baseline - hole.baseline) > near:
            continue
        if abs(run.right - hole.left) <= near:
            before = place
        elif abs(run.left - hole.right) <= near:
            behind = place
    if before is not None:
        kept[before] = replace(kept[before], right=hole.right)
    elif behind is not None:
        run = kept[behind]
        lefts = (hole.left, *run.lefts[1:]) if run.lefts else ()
        kept[behind] = replace(run, left=hole.left, lefts=lefts)

"""Matches: what alike paragraphs mean, text that many organs share, or text that came from one report."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import compress, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.model.report import ReuseKind
from tasks.tables.reuse.issuers import Issuer
from tasks.tables.reuse.paragraph_index import Numbers, ParagraphIndex

# From six organs on, it says nothing to name one of them as the source: the text was handed down (a
# superior's draft, a central document, a model report). Two to five organs of one desk or one county can be
# looked through one by one.
MANY_ORGANS = 6
KINDS = tuple(ReuseKind)
# Of the number of a report
_BITS = 29
# What is chosen among at once: a share of the reports, for all their matches are five times as many as those
# chosen.
_SHARES = 16


class _Match(NamedTuple):
    """A paragraph, another one that it may come from, and what that would show."""

    one: int
    other: int
    kind: int


class _Spread(NamedTuple):
    """In how many reports, organs and provinces the text of a group stands."""

    reports: int
    organs: int
    provinces: int


class _UsualWording(NamedTuple):
    """The first paragraph of a group's most usual wording, its report, and the best one of another report."""

    first: int
    report: int
    elsewhere: int


# Of some paragraphs of one report, the one that is likest to a paragraph
Closest = Callable[[int, Sequence[int]], int]
Matches = NDArray[np.void]
_MATCH_DTYPE = np.dtype([(name, np.int32) for name in _Match._fields])
_SPREAD_DTYPE = np.dtype([(name, np.int32) for name in _Spread._fields])
_CHOSEN_DTYPE = np.dtype(
    [*_MATCH_DTYPE.descr, *_SPREAD_DTYPE.descr, ("shared", np.int32)]
)


def choose_matches(
    paragraphs: ParagraphIndex,
    groups: NDArray[np.int32],
    issuers: Sequence[Issuer],
    closest: Closest,
) -> Iterator[Matches]:
    """Choose for each paragraph, of each kind of reuse that it shows, the report that it likely comes from.

    That is the one with which its report shares most paragraphs in this way. Gives the fields of _Match and
    _Spread and the number of those paragraphs as `shared`, ordered by paragraph and kind, a share of the
    reports at a time. `closest` chooses between several paragraphs of one report.
    """
    spreads = _measure_spreads(paragraphs, groups, issuers)
    matches = _iter_matches(paragraphs, groups, issuers, closest, spreads)
    found = np.fromiter(matches, _MATCH_DTYPE)
    first_reports = np.linspace(0, len(issuers), _SHARES + 1)
    bounds = np.searchsorted(paragraphs.report, first_reports)
    for first, last in pairwise(bounds):
        one = found["one"]
        in_share = (one >= first) & (one < last)
        chosen = _choose_likeliest(paragraphs, found[in_share])
        chosen_groups = groups[chosen["one"]]
        for name in _Spread._fields:
            chosen[name] = spreads[name][chosen_groups]
        yield chosen


def _choose_likeliest(paragraphs: ParagraphIndex, found: Matches) -> Matches:
    """Choose among all matches of some reports one for each paragraph and kind.

    Those are ordered by their numbers.
    """
    one = found["one"]
    other = found["other"]
    kind = found["kind"]
    reports = paragraphs.report
    shared = _count_shared(reports[one], reports[other], kind)
    reworded = paragraphs.wording[one] != paragraphs.wording[other]
    order = np.lexsort((other, reworded, -shared, kind, one))
    best = order[_mark_firsts(one[order], kind[order])]
    chosen = np.empty(len(best), _CHOSEN_DTYPE)
    for name in _Match._fields:
        chosen[name] = found[name][best]
    chosen["shared"] = shared[best]
    return chosen


def _mark_firsts(one: Numbers, kind: Numbers) -> NDArray[np.bool_]:
    """Mark where a paragraph or a kind begins among matches that are ordered by both."""
    other_paragraph = one[1:] != one[:-1]
    other_kind = kind[1:] != kind[:-1]
    changes = other_paragraph | other_kind
    marks: NDArray[np.bool_] = np.r_[True, changes]
    return marks[: len(one)]


def _count_shared(one: Numbers, other: Numbers, kind: Numbers) -> Numbers:
    """Count for each match those of the same two reports and the same kind."""
    # Below 2 ** 63 for 2 ** 29 reports
    pairs = one.astype(np.int64) << _BITS | other
    numbers = pairs * len(KINDS) + kind
    unique = np.unique(numbers, return_inverse=True, return_counts=True)
    which, counts = unique[1:]
    shared: Numbers = counts.astype(np.int32)[which]
    return shared


def _iter_matches(
    paragraphs: ParagraphIndex,
    groups: NDArray[np.int32],
    issuers: Sequence[Issuer],
    closest: Closest,
    spreads: NDArray[np.void],
) -> Iterator[_Match]:
    for members, reports in _iter_shared_groups(paragraphs, groups):
        group = groups[members[0]]
        spread = _Spread(*spreads[group].tolist())
        yield from _match_group(paragraphs, members, reports, issuers, closest, spread)


def _measure_spreads(
    paragraphs: ParagraphIndex, groups: NDArray[np.int32], issuers: Sequence[Issuer]
) -> NDArray[np.void]:
    """Count for each group, by its number, the reports, organs and provinces.

    0 for a text of one report alone.
    """
    spreads = np.zeros(len(paragraphs.first), _SPREAD_DTYPE)
    for members, reports in _iter_shared_groups(paragraphs, groups):
        organs = set[object]()
        provinces = set[str]()
        distinct = set(reports)
        for report in distinct:
            issuer = issuers[report]
            organ: object = report
            if issuer.name:
                organ = issuer.organ
            organs.add(organ)
            province = issuer.places[0]
            if province is not None:
                provinces.add(province)
        group = groups[members[0]]
        spreads[group] = _Spread(len(distinct), len(organs), len(provinces))
    return spreads


def _iter_shared_groups(
    paragraphs: ParagraphIndex, groups: NDArray[np.int32]
) -> Iterator[tuple[list[int], list[int]]]:
    """Give the paragraphs of each group that stands in several reports, and the report of each."""
    order = np.argsort(groups, kind="stable")
    steps = np.diff(groups[order], append=-1)
    bounds = np.r_[0, np.flatnonzero(steps) + 1]
    report = paragraphs.report[order]
    for start, end in pairwise(bounds):
        # one report alone: it may say the same thing twice
        if report[start] != report[end - 1]:
            members = order[start:end]
            reports = report[start:end]
            yield members.tolist(), reports.tolist()


def _match_group(
    paragraphs: ParagraphIndex,
    members: list[int],
    reports: list[int],
    issuers: Sequence[Issuer],
    closest: Closest,
    spread: _Spread,
) -> Iterator[_Match]:
    """Yield the matches of one group; `members` are its paragraphs, `reports` those that they stand in."""
    by_report: dict[int, list[int]] = {}
    for member, report in zip(members, reports, strict=True):
        by_report.setdefault(report, []).append(member)
    many = spread.organs >= MANY_ORGANS
    handed_down = KINDS.index(ReuseKind.TEMPLATE)
    if spread.provinces > 1:
        handed_down = KINDS.index(ReuseKind.BOILERPLATE)
    usual = _find_usual(paragraphs, members, reports)
    namesakes: dict[object, list[int]] = {}
    for report in sorted(by_report):
        key = _get_namesake_key(issuers[report]) if many else None
        namesakes.setdefault(key, []).append(report)
    for member, report in zip(members, reports, strict=True):
        key = _get_namesake_key(issuers[report]) if many else None
        if many:
            other = usual.first
            if usual.report == report:
                other = usual.elsewhere
            yield _Match(member, other, handed_down)
        for kind, source in _list_sources(report, namesakes[key], issuers):
            if kind is ReuseKind.MIRROR or not many:
                other = closest(member, by_report[source])
                yield _Match(member, other, KINDS.index(kind))


def _get_namesake_key(issuer: Issuer) -> object:
    """Give what mirrors have in common; thousands of bureaus have one name, but not in one place."""
    return issuer.name, issuer.year, issuer.place


def _list_sources(
    report: int, others: Sequence[int], issuers: Sequence[Issuer]
) -> list[tuple[ReuseKind, int]]:
    """Give the reports that a text may come from, with kinds: the latest of each organ, and all mirrors."""
    mine = issuers[report]
    nearest: dict[object, tuple[int, int, ReuseKind]] = {}
    for other in others:
        if other == report:
            continue
        issuer = issuers[other]
        kind = mine.classify_relation(issuer)
        if kind is None:
            continue
        source: object = (kind, issuer.organ)
        if kind is ReuseKind.MIRROR:
            source = (kind, other)
        elif kind in (ReuseKind.LAST_YEAR, ReuseKind.EARLIER_YEAR):
            source = "own"
        year = issuer.year or 0
        candidate = (-year, other, kind)
        best = nearest.get(source, candidate)
        nearest[source] = min(best, candidate)
    return [(kind, other) for _, other, kind in nearest.values()]


def _find_usual(
    paragraphs: ParagraphIndex, members: Sequence[int], reports: Sequence[int]
) -> _UsualWording:
    """Find the most usual wording among the paragraphs of a group."""
    wordings = paragraphs.wording[members].tolist()
    counts = Counter(wordings)
    usual = max(counts, key=lambda wording: (counts[wording], wording))
    pairs = list(zip(members, reports, strict=True))
    has_usual = [wording == usual for wording in wordings]
    worded = list(compress(pairs, has_usual))
    first, report = worded[0]
    preferred = [*worded, *pairs]
    elsewhere = next(member for member, other in preferred if other != report)
    return _UsualWording(first, report, elsewhere)

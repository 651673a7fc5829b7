"""What a group of alike paragraphs means: text that many organs share, or text that came from one certain
report.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.model.reuse import ReuseKind
from tasks.tables.reuse.issuers import Issuer, classify_relation
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
    """Choose for each paragraph, of each kind of reuse that it shows, the report that it most likely comes
    from.

    That is the one with which its report shares most paragraphs in this way. Gives the fields of Match and
    Spread and the number of those paragraphs as `shared`, ordered by paragraph and kind, a share of the
    reports at a time. `closest` chooses between several paragraphs of one report.
    """
    spreads = _measure_spreads(paragraphs, groups, issuers)
    found = np.fromiter(
        _iter_matches(paragraphs, groups, issuers, closest, spreads), _MATCH_DTYPE
    )
    bounds = np.searchsorted(
        paragraphs.report, np.linspace(0, len(issuers), _SHARES + 1)
    )
    for first, last in pairwise(bounds):
        chosen = _choose_likeliest(
            paragraphs, found[(found["one"] >= first) & (found["one"] < last)]
        )
        for name in _Spread._fields:
            chosen[name] = spreads[name][groups[chosen["one"]]]
        yield chosen


def _choose_likeliest(paragraphs: ParagraphIndex, found: Matches) -> Matches:
    """Choose among all matches of some reports one for each paragraph and kind.

    Those are ordered by their numbers.
    """
    shared = _count_shared(
        paragraphs.report[found["one"]],
        paragraphs.report[found["other"]],
        found["kind"],
    )
    reworded = paragraphs.wording[found["one"]] != paragraphs.wording[found["other"]]
    order = np.lexsort((found["other"], reworded, -shared, found["kind"], found["one"]))
    one, kind = found["one"][order], found["kind"][order]
    best = order[
        np.flatnonzero(
            np.r_[True, (one[1:] != one[:-1]) | (kind[1:] != kind[:-1])][: len(order)]
        )
    ]
    chosen = np.empty(len(best), _CHOSEN_DTYPE)
    for name in _Match._fields:
        chosen[name] = found[name][best]
    chosen["shared"] = shared[best]
    return chosen


def _count_shared(one: Numbers, other: Numbers, kind: Numbers) -> Numbers:
    """Count for each match those of the same two reports and the same kind."""
    numbers = (one.astype(np.int64) << _BITS | other) * len(
        KINDS
    ) + kind  # below 2 ** 63 for 2 ** 29 reports
    _, which, counts = np.unique(numbers, return_inverse=True, return_counts=True)
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
        spread = _Spread(*spreads[groups[members[0]]].tolist())
        yield from _match_group(paragraphs, members, reports, issuers, closest, spread)


def _measure_spreads(
    paragraphs: ParagraphIndex, groups: NDArray[np.int32], issuers: Sequence[Issuer]
) -> NDArray[np.void]:
    """Count for each group, by its number, the reports, organs and provinces.

    0 for a text of one report alone.
    """
    spreads = np.zeros(len(paragraphs.first), _SPREAD_DTYPE)
    for members, reports in _iter_shared_groups(paragraphs, groups):
        by = {report: issuers[report] for report in reports}
        organs = {
            issuer.organ if issuer.name else (report,) for report, issuer in by.items()
        }
        provinces = {issuer.places[0] for issuer in by.values()} - {None}
        spreads[groups[members[0]]] = _Spread(len(by), len(organs), len(provinces))
    return spreads


def _iter_shared_groups(
    paragraphs: ParagraphIndex, groups: NDArray[np.int32]
) -> Iterator[tuple[list[int], list[int]]]:
    """Give the paragraphs of each group that stands in several reports, and those reports, one a paragraph."""
    order = np.argsort(groups, kind="stable")
    ends = np.flatnonzero(np.diff(groups[order], append=-1)) + 1
    report = paragraphs.report[order]
    for start, end in zip(np.r_[0, ends], ends, strict=False):
        # one report alone: it may say the same thing twice
        if report[start] != report[end - 1]:
            yield order[start:end].tolist(), report[start:end].tolist()


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
    handed_down = ReuseKind.BOILERPLATE if spread.provinces > 1 else ReuseKind.TEMPLATE
    usual = _find_usual(paragraphs, members, reports)
    namesakes: dict[object, list[int]] = {}
    for report in sorted(by_report):
        namesakes.setdefault(
            _get_namesake_key(issuers[report]) if many else None, []
        ).append(report)
    for member, report in zip(members, reports, strict=True):
        sources = _list_sources(
            report,
            namesakes[_get_namesake_key(issuers[report]) if many else None],
            issuers,
        )
        if many:
            sources = [source for source in sources if source[0] is ReuseKind.MIRROR]
            yield _Match(
                member,
                usual[0] if usual[1] != report else usual[2],
                KINDS.index(handed_down),
            )
        for kind, other in sources:
            yield _Match(member, closest(member, by_report[other]), KINDS.index(kind))


def _get_namesake_key(issuer: Issuer) -> object:
    """Give what mirrors have in common; thousands of bureaus have one name, but not in one place."""
    return issuer.name, issuer.year, issuer.place


def _list_sources(
    report: int, others: Sequence[int], issuers: Sequence[Issuer]
) -> list[tuple[ReuseKind, int]]:
    """Give the reports that a text may come from, each with the kind: the latest of each organ, and all
    mirrors.
    """
    mine = issuers[report]
    nearest: dict[object, tuple[int, int, ReuseKind]] = {}
    for other in others:
        kind = classify_relation(mine, issuers[other]) if other != report else None
        if kind is not None:
            own = kind in (ReuseKind.LAST_YEAR, ReuseKind.EARLIER_YEAR)
            source = (
                "own"
                if own
                else (kind, other if kind is ReuseKind.MIRROR else issuers[other].organ)
            )
            years = -(issuers[other].year or 0)
            nearest[source] = min(
                nearest.get(source, (years, other, kind)), (years, other, kind)
            )
    return [(kind, other) for _, other, kind in nearest.values()]


def _find_usual(
    paragraphs: ParagraphIndex, members: Sequence[int], reports: Sequence[int]
) -> tuple[int, int, int]:
    """Give the first paragraph of the most usual wording, its report, and the next best paragraph of another
    report.
    """
    wordings = Counter(int(paragraphs.wording[member]) for member in members)
    usual = max(wordings, key=lambda wording: (wordings[wording], wording))
    both = list(zip(members, reports, strict=True))
    of_it = [pair for pair in both if int(paragraphs.wording[pair[0]]) == usual]
    first, report = of_it[0]
    return (
        first,
        report,
        next(member for member, other in [*of_it, *both] if other != report),
    )

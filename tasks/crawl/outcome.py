"""The outcome of a run for a source: its counts, its reason in one line, what is wrong with list and answers.

One page that says it is gone is one report. Most of a column's at once are one event, a wall or a redesign,
and never so many withdrawals. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tasks.fetch.responses import classify_failure
from tasks.model.catalogue import make_issue
from tasks.model.errors import Blocked, FetchError, Postponed, Refused, TooLarge
from tasks.model.issue import Issue
from tasks.model.run import Outcome, OutcomeKind, PageState
from tasks.sites.listing import Listing

# Of fewer known reports none can be the most: two of two may really be gone.
_MIN_KNOWN = 3
_MIN_DEAD = 2
# 2024年度法治政府建设情况报告
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A report as its list named it: its title and the day beside it, null where there was none."""

    title: str
    day: date | None

    @property
    def year(self) -> int:
        """Give the first year that the title names, 0 where it names none."""
        found = _YEAR.search(self.title)
        if found:
            return int(found.group(1))
        return 0

    @staticmethod
    def is_another_list(
        vanished: Sequence["Dated"],
        found: int,
        reports: Sequence["Dated"],
        whole: bool,
    ) -> bool:
        """Tell whether a list shows something else than the column's reports.

        `vanished` are the known reports that it named before and does not name now, `found` counts those that
        it still names, `reports` are all entries whose titles are reports; `whole` tells that it was seen
        whole. A list that drops its oldest entries is none, nor is one that was cut above them.
        """
        if not vanished:
            return False
        if not whole and found:
            return False
        known = len(vanished) + found
        if whole and not found and not reports:
            return True
        if not SourceCounts.are_most(len(vanished), known) and (
            not whole or found or known < 2
        ):
            return False
        return not _are_newer(reports, vanished, or_equal=found > 0)


def _are_newer(
    kept: Sequence[Dated],
    dropped: Sequence[Dated],
    *,
    or_equal: bool,
) -> bool:
    """Tell whether all that a list kept is newer than all that it dropped; false where nothing tells it."""
    if not kept:
        return False
    days = [entry.day for entry in (*kept, *dropped)]
    if all(days):
        return _follow(_list_days(kept), _list_days(dropped), or_equal=or_equal)
    years = [entry.year for entry in (*kept, *dropped)]
    if not all(years):
        return False
    kept_years = years[: len(kept)]
    dropped_years = years[len(kept) :]
    return _follow(kept_years, dropped_years, or_equal=or_equal)


def _list_days(entries: Iterable[Dated]) -> list[int]:
    return [entry.day.toordinal() for entry in entries if entry.day]


def _follow(
    later: list[int],
    earlier: list[int],
    *,
    or_equal: bool,
) -> bool:
    return min(later) > max(earlier) or (or_equal and min(later) == max(earlier))


# The least and the most links that a whole list is expected to hold; null where nothing is.
VolumeBand = tuple[int | None, int | None]


_COUNTED = frozenset(
    {
        PageState.NEW,
        PageState.REVISED,
        PageState.UNCHANGED,
        PageState.UNLISTED,
        PageState.MISSING,
        PageState.WITHDRAWN,
    }
)


@dataclass(slots=True)
class SourceCounts:
    """The counts behind an outcome, while a source is worked through.

    `beside` counts the pages that are asked for though the list does not name them, `unlisted` those of them
    that answered as before, `moved` the reports that are at another address now; `left_out` the pages not
    asked for, and `stop_reason` says why (empty: the operator's limit); `unfollowed` counts the links that
    may not be followed; `degradations` say of every page that was answered how it no longer reads as before
    (`tasks.crawl.page_states`), `redesign` says it of the canary or of the list, `wall` of most of the known
    reports at once; all are empty while nothing changed. `interrupted` say of the pages that our machine did
    not come to read how that came.
    """

    relevant: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    unlisted: int = 0
    missing: int = 0
    withdrawn: int = 0
    problems: int = 0
    beside: int = 0
    dead_links: int = 0
    returned: int = 0
    moved: int = 0
    cosmetic: int = 0
    unfollowed: int = 0
    left_out: int = 0
    stop_reason: str = ""
    redesign: str = ""
    wall: str = ""
    degradations: dict[str, str] = field(default_factory=dict)
    failures: list[FetchError] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)

    def count_state(self, state: PageState) -> None:
        """Count one page's state."""
        if state in _COUNTED:
            setattr(self, state.value, getattr(self, state.value) + 1)

    @property
    def is_all_dead(self) -> bool:
        """Tell whether none of the pages that a list names was ever there, and all say that they are not.

        One dead link is one dead link.
        """
        answered = self.new + self.revised + self.unchanged + self.missing
        asked = self.relevant - len(self.failures) - self.left_out
        return not answered and self.dead_links >= max(asked, _MIN_DEAD)

    @staticmethod
    def are_most(lost: int, known: int) -> bool:
        """Tell whether so many of the known reports are too many to be lost one by one."""
        return known >= _MIN_KNOWN and lost * 2 > known


def build_outcome(
    source_id: str,
    host: str,
    listing: Listing,
    counts: SourceCounts,
    links_before: int | None,
    band: VolumeBand = (None, None),
) -> Outcome:
    """Say what a run came to for a source, in one line; `links_before` is what its last run's list held."""
    kind, reason = _summarize(listing, counts, links_before, band)
    return Outcome(
        source_id=source_id,
        host=host,
        kind=kind,
        reason=reason,
        list_pages=len(listing.trace),
        links=len(listing.links),
        relevant=counts.relevant,
        new=counts.new,
        revised=counts.revised,
        unchanged=counts.unchanged,
        missing=counts.missing,
        withdrawn=counts.withdrawn,
        problems=counts.problems,
        list_complete=listing.complete,
        left_out=counts.left_out,
    )


def find_list_issues(
    column: str,
    listing: Listing,
    links_before: int | None,
    band: VolumeBand = (None, None),
    verified: bool = True,
) -> list[Issue]:
    """Name what is wrong with a list, with the walk's trace as evidence.

    `band` is the volume expected of it: a guess, and its breach an issue of its own, until someone `verified`
    the source.
    """
    trace = _format_trace(listing)
    count = len(listing.links)
    links = f"{count} links"
    issues = []
    if listing.failure is not None:
        issues.append(build_fetch_issue(listing.failure))
    elif _is_empty_list(listing):
        evidence = "; ".join([*listing.mistakes, trace])
        issues.append(make_issue("layout_changed", evidence, url=column))
    elif not listing.complete:
        evidence = f"{listing.end_reason}; {trace}"
        issues.append(make_issue("list_not_whole", evidence, url=column))
    if _has_fewer_links(listing, links_before):
        evidence = f"{links}, {links_before} before; {trace}"
        issues.append(make_issue("fewer_links", evidence, url=column))
    least, most = band
    if _is_below_volume(listing, least):
        evidence = f"{links}, at least {least} expected; {trace}"
        code = "volume_below" if verified else "volume_below_unverified"
        issues.append(make_issue(code, evidence, url=column))
    if most is not None and count > most:
        evidence = f"{links}, at most {most} expected; {trace}"
        issues.append(make_issue("volume_above", evidence, url=column))
    return issues


def build_fetch_issue(error: FetchError, *, of_attachment: bool = False) -> Issue:
    """Make the issue of a request that gave no usable body: a page's, or that of an attachment of one."""
    match error:
        case Refused():
            code = "refused"
        case TooLarge():
            code = "too_large"
        case _ if of_attachment:
            code = "attachment_lost"
        case Blocked():
            code = "blocked"
        case Postponed():
            code = "postponed"
        case _:
            code = "unreachable"
    return make_issue(code, error.reason, stage="crawl", url=error.url)


def _format_trace(listing: Listing) -> str:
    steps = [
        f"{seen.url} HTTP {seen.status}: {seen.links} links"
        for seen in listing.trace[:5]
    ]
    return "; ".join(steps)


def _is_below_volume(listing: Listing, least: int | None) -> bool:
    """Tell whether a list that was seen whole holds fewer links than it ever should."""
    return least is not None and listing.complete and 0 < len(listing.links) < least


def _has_fewer_links(listing: Listing, links_before: int | None) -> bool:
    """Tell whether a list holds fewer links than in the run before."""
    return links_before is not None and 0 < len(listing.links) < links_before


def _is_empty_list(listing: Listing) -> bool:
    """Tell whether a list that was answered held nothing, although the site does not say that it is empty."""
    return not listing.links and listing.total != 0


def _summarize(
    listing: Listing,
    counts: SourceCounts,
    links_before: int | None,
    band: VolumeBand,
) -> tuple[OutcomeKind, str]:
    failure = listing.failure
    if failure is not None and not listing.links:
        return _classify_error(failure), f"{failure.reason}: {failure.url}"
    if _is_empty_list(listing):
        return OutcomeKind.LAYOUT_CHANGED, _explain_empty_list(listing)
    notes = _list_notes(listing, counts, links_before, band)
    parts = _list_counts(counts)
    asked = counts.relevant + counts.beside - counts.left_out
    if counts.crashes:
        kind = OutcomeKind.FAILED
        words = [_describe_crash(counts), *parts, *notes]
    elif counts.interrupted and len(counts.interrupted) == asked:
        kind = OutcomeKind.FAILED
        words = [*notes, *parts]
    elif counts.wall:
        kind = OutcomeKind.BLOCKED
        words = [counts.wall, *parts, *notes]
    elif counts.redesign:
        kind = OutcomeKind.LAYOUT_CHANGED
        words = [f"layout changed: {counts.redesign}", *parts, *notes]
    elif counts.new or counts.revised:
        kind = OutcomeKind.NEW
        words = [", ".join(parts), *notes]
    elif failure is not None:
        kind = _classify_error(failure)
        words = [*parts, *notes]
    elif counts.stop_reason and not asked:
        kind = OutcomeKind.POSTPONED
        words = [f"postponed: {'; '.join(notes)}"]
    elif counts.failures and len(counts.failures) == asked:
        # Not one of the pages could be looked at: that is no quiet night.
        kind = _classify_error(counts.failures[0])
        words = [_describe_no_answer(counts), *_note_left_out(counts)]
    else:
        kind = OutcomeKind.NOTHING_NEW
        quiet = _explain_nothing_new(listing, counts, links_before)
        words = [f"nothing new: {quiet}", *notes]
    return kind, "; ".join(words)


def _describe_crash(counts: SourceCounts) -> str:
    crashed = _format_count(len(counts.crashes), "page")
    first = counts.crashes[0]
    return f"{crashed} broke our reader ({first}); the log has the traceback"


def _describe_no_answer(counts: SourceCounts) -> str:
    asked = _format_count(len(counts.failures), "page")
    first = counts.failures[0]
    return f"{asked} asked for, none answered: {first.reason}"


def _explain_empty_list(listing: Listing) -> str:
    steps = [f"{seen.url} HTTP {seen.status}" for seen in listing.trace[:3]]
    words = "; ".join([*steps, *listing.mistakes])
    return f"layout changed: the list yields no links ({words})"


def _classify_error(error: FetchError) -> OutcomeKind:
    if isinstance(error, Postponed):
        return OutcomeKind.POSTPONED
    kinds = {
        PageState.BLOCKED: OutcomeKind.BLOCKED,
        PageState.REFUSED: OutcomeKind.REFUSED,
    }
    return kinds.get(classify_failure(error), OutcomeKind.UNREACHABLE)


def _list_counts(counts: SourceCounts) -> list[str]:
    pairs = (
        (counts.new, "new"),
        (counts.revised, "revised"),
        (counts.missing, "missing"),
        (counts.withdrawn, "withdrawn"),
        (counts.unchanged, "unchanged"),
    )
    return [f"{count} {word}" for count, word in pairs if count]


def _explain_nothing_new(
    listing: Listing,
    counts: SourceCounts,
    links_before: int | None,
) -> str:
    if not listing.links:
        return "the site says that the column is empty"
    links = _format_count(len(listing.links), "link")
    if not counts.relevant:
        return f"{links}, none relevant"
    if counts.missing or counts.withdrawn:
        return ", ".join(_list_counts(counts))
    if not counts.unchanged:
        return f"{links}, {counts.relevant} looked at, no report among them"
    as_before = f"{_format_count(counts.unchanged, 'report')} as before"
    if len(listing.links) != links_before:
        return f"{links} ({links_before or 0} before), {as_before}"
    pages = _format_count(len(listing.trace), "page")
    return f"list unchanged ({links} on {pages}, {as_before})"


def _list_notes(
    listing: Listing,
    counts: SourceCounts,
    links_before: int | None,
    band: VolumeBand,
) -> list[str]:
    notes = []
    links = len(listing.links)
    least, _most = band
    if _is_below_volume(listing, least):
        seen = _format_count(links, "link")
        notes.append(f"{seen}, at least {least} expected")
    if _has_fewer_links(listing, links_before):
        notes.append(f"fewer links than last time ({links} of {links_before})")
    if not listing.complete:
        notes.append(f"list not seen whole: {listing.end_reason}")
    notes += _note_left_out(counts)
    if counts.interrupted:
        pages = _format_count(len(counts.interrupted), "page")
        first = counts.interrupted[0]
        why = f"our machine did not come to read {pages} ({first})"
        notes.append(f"{why}; the next run asks again")
    if counts.failures:
        failed = _format_count(len(counts.failures), "page")
        reason = counts.failures[0].reason
        notes.append(f"{failed} failed: {reason}")
    if counts.dead_links:
        dead = _format_count(counts.dead_links, "dead link")
        notes.append(dead)
    if counts.unlisted:
        unlisted = _format_count(counts.unlisted, "report")
        notes.append(f"{unlisted} as before, and no longer listed")
    if counts.returned:
        notes.append(f"{counts.returned} back again")
    if counts.moved:
        moved = _format_count(counts.moved, "report")
        notes.append(f"{moved} as before at a new address")
    if counts.cosmetic:
        cosmetic = _format_count(counts.cosmetic, "cosmetic change")
        notes.append(cosmetic)
    if counts.unfollowed:
        unfollowed = _format_count(counts.unfollowed, "link")
        notes.append(f"{unfollowed} to other hosts or endless paths left out")
    return notes


def _note_left_out(counts: SourceCounts) -> list[str]:
    if not counts.left_out:
        return []
    reason = f": {counts.stop_reason}" if counts.stop_reason else " by --limit"
    return [f"{_format_count(counts.left_out, 'page')} left out{reason}"]


def _format_count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

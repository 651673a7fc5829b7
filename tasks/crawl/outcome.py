"""Say what a run came to for a source: its counts, its reason in one line, and what is wrong with its list.

Pure.
"""

from dataclasses import dataclass, field, replace

from tasks.crawl.crawl_issues import build_crawl_issue, build_fetch_issue
from tasks.fetch.responses import classify_failure
from tasks.model.errors import FetchError, Postponed
from tasks.model.issue import Issue, Severity
from tasks.model.state import Outcome, OutcomeKind, PageState
from tasks.sites.listing import Listing

# The least and the most links that a whole list is expected to hold; null where nothing is.
VolumeBand = tuple[int | None, int | None]


@dataclass(slots=True)
class SourceCounts:
    """The counts behind an outcome, while a source is worked through.

    `left_out` counts the pages not asked for, `stopped` says why (empty: the operator's limit); `off` counts
    the links that may not be followed; `looks` are the canary's (`tasks.crawl.page_states`), `redesign` says how
    it no longer reads as before, empty while it does.
    """

    relevant: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    missing: int = 0
    withdrawn: int = 0
    problems: int = 0
    dead_links: int = 0
    returned: int = 0
    cosmetic: int = 0
    unfollowed: int = 0
    left_out: int = 0
    stop_reason: str = ""
    redesign: str = ""
    degradations: dict[str, str] = field(default_factory=dict)
    failures: list[FetchError] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    def count_state(self, state: PageState) -> None:
        """Count one page's state."""
        for name in ("new", "revised", "unchanged", "missing", "withdrawn"):
            if state.value == name:
                setattr(self, name, getattr(self, name) + 1)


def build_outcome(
    source_id: str,
    host: str,
    listing: Listing,
    tally: SourceCounts,
    links_before: int | None,
    band: VolumeBand = (None, None),
) -> Outcome:
    """Say what a run came to for a source, in one line; `links_before` is what its last run's list held."""
    kind, reason = _summarize(listing, tally, links_before, band)
    return Outcome(
        source_id=source_id,
        host=host,
        kind=kind,
        reason=reason,
        list_pages=len(listing.trace),
        links=len(listing.links),
        relevant=tally.relevant,
        new=tally.new,
        revised=tally.revised,
        unchanged=tally.unchanged,
        missing=tally.missing,
        withdrawn=tally.withdrawn,
        problems=tally.problems,
    )


def find_list_issues(
    column: str,
    listing: Listing,
    links_before: int | None,
    band: VolumeBand = (None, None),
    verified: bool = True,
) -> list[Issue]:
    """Name what is wrong with a list, with the walk's trace as evidence.

    `band` is the volume expected of it: a guess, and its breach a warning only, until someone `verified` the
    source.
    """
    trace = "; ".join(
        f"{seen.url} HTTP {seen.status}: {seen.links} links"
        for seen in listing.trace[:5]
    )
    found = []
    if listing.failure is not None:
        found.append(build_fetch_issue(listing.failure))
    elif _is_empty_list(listing):
        found.append(build_crawl_issue("layout_changed", column, trace))
    elif not listing.complete:
        found.append(
            build_crawl_issue(
                "list_not_whole", column, f"{listing.end_reason}; {trace}"
            )
        )
    if _has_fewer_links(listing, links_before):
        found.append(
            build_crawl_issue(
                "fewer_links",
                column,
                f"{len(listing.links)} links, {links_before} before; {trace}",
            )
        )
    if _is_below_volume(listing, band[0]):
        few = build_crawl_issue(
            "volume_below",
            column,
            f"{len(listing.links)} links, at least {band[0]} expected; {trace}",
        )
        found.append(few if verified else replace(few, severity=Severity.WARNING))
    if band[1] is not None and len(listing.links) > band[1]:
        found.append(
            build_crawl_issue(
                "volume_above",
                column,
                f"{len(listing.links)} links, at most {band[1]} expected; {trace}",
            )
        )
    return found


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
    listing: Listing, tally: SourceCounts, links_before: int | None, band: VolumeBand
) -> tuple[OutcomeKind, str]:
    if listing.failure is not None and not listing.links:
        return _classify_error(
            listing.failure
        ), f"{listing.failure.reason}: {listing.failure.url}"
    if _is_empty_list(listing):
        trace = "; ".join(
            f"{seen.url} HTTP {seen.status}" for seen in listing.trace[:3]
        )
        return (
            OutcomeKind.LAYOUT_CHANGED,
            f"layout changed: the list yields no links ({trace})",
        )
    notes, counts = _list_notes(listing, tally, links_before, band), _list_counts(tally)
    if tally.crashes:
        broken = f"{_format_count(len(tally.crashes), 'page')} broke our reader ({tally.crashes[0]}); the log has the traceback"
        return OutcomeKind.FAILED, "; ".join([broken, *counts, *notes])
    if tally.redesign:
        return OutcomeKind.LAYOUT_CHANGED, "; ".join(
            [f"layout changed: {tally.redesign}", *counts, *notes]
        )
    if tally.new or tally.revised:
        return OutcomeKind.NEW, "; ".join([", ".join(counts), *notes])
    if listing.failure is not None:
        return _classify_error(listing.failure), "; ".join([*counts, *notes])
    if tally.stop_reason and tally.left_out == tally.relevant:
        return OutcomeKind.POSTPONED, f"postponed: {'; '.join(notes)}"
    if tally.failures and len(tally.failures) == tally.relevant - tally.left_out:
        # Not one of the pages could be looked at: that is no quiet night.
        first = tally.failures[0]
        asked = _format_count(len(tally.failures), "page")
        return _classify_error(first), "; ".join(
            [
                f"{asked} asked for, none answered: {first.reason}",
                *_note_left_out(tally),
            ]
        )
    return (
        OutcomeKind.NOTHING_NEW,
        f"nothing new: {'; '.join([_explain_nothing_new(listing, tally, links_before), *notes])}",
    )


def _classify_error(error: FetchError) -> OutcomeKind:
    if isinstance(error, Postponed):
        return OutcomeKind.POSTPONED
    kinds = {
        PageState.BLOCKED: OutcomeKind.BLOCKED,
        PageState.REFUSED: OutcomeKind.REFUSED,
    }
    return kinds.get(classify_failure(error), OutcomeKind.UNREACHABLE)


def _list_counts(tally: SourceCounts) -> list[str]:
    counts = (
        (tally.new, "new"),
        (tally.revised, "revised"),
        (tally.missing, "missing"),
        (tally.withdrawn, "withdrawn"),
        (tally.unchanged, "unchanged"),
    )
    return [f"{count} {word}" for count, word in counts if count]


def _explain_nothing_new(
    listing: Listing, tally: SourceCounts, links_before: int | None
) -> str:
    if not listing.links:
        return "the site says that the column is empty"
    links = _format_count(len(listing.links), "link")
    if not tally.relevant:
        return f"{links}, none relevant"
    if tally.missing or tally.withdrawn:
        return ", ".join(_list_counts(tally))
    if not tally.unchanged:
        return f"{links}, {tally.relevant} looked at, no report among them"
    as_before = f"{_format_count(tally.unchanged, 'report')} as before"
    if len(listing.links) != links_before:
        return f"{links} ({links_before or 0} before), {as_before}"
    return f"list unchanged ({links} on {_format_count(len(listing.trace), 'page')}, {as_before})"


def _list_notes(
    listing: Listing, tally: SourceCounts, links_before: int | None, band: VolumeBand
) -> list[str]:
    notes = []
    if _is_below_volume(listing, band[0]):
        notes.append(
            f"{_format_count(len(listing.links), 'link')}, at least {band[0]} expected"
        )
    if _has_fewer_links(listing, links_before):
        notes.append(
            f"fewer links than last time ({len(listing.links)} of {links_before})"
        )
    if not listing.complete:
        notes.append(f"list not seen whole: {listing.end_reason}")
    notes += _note_left_out(tally)
    if tally.failures:
        notes.append(
            f"{_format_count(len(tally.failures), 'page')} failed: {tally.failures[0].reason}"
        )
    if tally.dead_links:
        notes.append(_format_count(tally.dead_links, "dead link"))
    if tally.returned:
        notes.append(f"{tally.returned} back again")
    if tally.cosmetic:
        notes.append(_format_count(tally.cosmetic, "cosmetic change"))
    if tally.unfollowed:
        notes.append(
            f"{_format_count(tally.unfollowed, 'link')} to other hosts or endless paths left out"
        )
    return notes


def _note_left_out(tally: SourceCounts) -> list[str]:
    if not tally.left_out:
        return []
    return [
        f"{_format_count(tally.left_out, 'page')} left out{f': {tally.stop_reason}' if tally.stop_reason else ' by --limit'}"
    ]


def _format_count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

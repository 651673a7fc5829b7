"""Decide where a page stands after a visit, and what a run came to for a source. Pure."""

from dataclasses import dataclass, field
from datetime import date

from tasks.model.errors import Blocked, FetchError, Refused, Unreachable
from tasks.model.issue import Issue
from tasks.model.page import Page
from tasks.model.state import Outcome, OutcomeKind, PageState
from tasks.web.blocks import block_kind, soft_404
from tasks.web.listing import Listing
from tasks.web.problems import problem, problem_of

# A page is withdrawn when runs of this many different days missed it: sites lose pages for a night now and then.
WITHDRAWN_AFTER = 3
_GONE = frozenset({404, 410})


def check_answer(page: Page) -> None:
    """Raise Blocked for a challenge or block page, Unreachable for a server's own failure; pass what is an answer."""
    kind = block_kind(page)
    if kind is not None:
        raise Blocked(page.request.url, kind)
    if page.status >= 500:
        raise Unreachable(page.request.url, f"HTTP {page.status}")


def answer_word(page: Page) -> str:
    """Name an answer for the table of fetches."""
    kind = block_kind(page)
    if kind is not None:
        return f"blocked({kind})"
    if page.status == 304:
        return "not modified"
    if page.status in _GONE:
        return "missing"
    if page.status != 200:
        return f"HTTP {page.status}"
    return "soft 404" if soft_404(page) else "ok"


def is_gone(page: Page) -> bool:
    """Tell whether an answer says that there is no such page (any more), in whichever words."""
    return page.status in _GONE or soft_404(page)


def state_of_failure(error: FetchError) -> PageState:
    """Name the state of a page that gave no body."""
    if isinstance(error, Blocked):
        return PageState.BLOCKED
    if isinstance(error, Refused):
        return PageState.REFUSED
    return PageState.UNREACHABLE


def state_of_text(revision: int, same_text: bool, told: bool) -> PageState:
    """Name the state of a report that was read.

    `revision` is the latest one known (0 for none), `same_text` whether it had the same text, `told` whether a
    finished run has reported it: what a killed run captured is still news.
    """
    if revision == 0:
        return PageState.NEW
    if same_text and told:
        return PageState.UNCHANGED
    return PageState.NEW if same_text and revision == 1 else PageState.REVISED


def missed(state: PageState, days: int, last: date | None, today: date) -> tuple[PageState, int, date]:
    """Count one more miss of a page; gives its state, the days on which it was missed, and the last of them.

    Several runs of one Beijing day count once.
    """
    if state is PageState.WITHDRAWN and last is not None:
        return state, days, last  # so that the row keeps the day on which it was withdrawn
    days = days if last == today else days + 1
    return (PageState.WITHDRAWN if days >= WITHDRAWN_AFTER else PageState.MISSING), days, today


@dataclass(slots=True)
class Tally:
    """The counts behind an outcome, while a source is worked through."""

    relevant: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    missing: int = 0
    withdrawn: int = 0
    problems: int = 0
    dead: int = 0
    failures: list[FetchError] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    def count(self, state: PageState) -> None:
        """Count one page's state."""
        for name in ("new", "revised", "unchanged", "missing", "withdrawn"):
            if state.value == name:
                setattr(self, name, getattr(self, name) + 1)


def outcome_of(source_id: str, host: str, listing: Listing, tally: Tally, links_before: int | None) -> Outcome:
    """Say what a run came to for a source, in one line; `links_before` is what its last run's list held."""
    kind, reason = _verdict(listing, tally, links_before)
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


def outcome_of_failure(source_id: str, host: str, error: FetchError, problems: int = 1) -> Outcome:
    """Say that a source could not be looked at, and why."""
    kind = {
        PageState.BLOCKED: OutcomeKind.BLOCKED,
        PageState.REFUSED: OutcomeKind.REFUSED,
    }.get(state_of_failure(error), OutcomeKind.UNREACHABLE)
    return Outcome(source_id, host, kind, f"{error.reason}: {error.url}", problems=problems)


def problems_of_list(column: str, listing: Listing, links_before: int | None) -> list[Issue]:
    """Name what is wrong with a list, with the walk's trace as evidence."""
    trace = "; ".join(f"{seen.url} HTTP {seen.status}: {seen.links} links" for seen in listing.trace[:5])
    found = []
    if listing.failure is not None:
        found.append(problem_of(listing.failure))
    elif empty_list(listing):
        found.append(problem("layout_changed", column, trace))
    elif not listing.whole:
        found.append(problem("list_not_whole", column, f"{listing.ended}; {trace}"))
    if fewer_links(listing, links_before):
        found.append(problem("fewer_links", column, f"{len(listing.links)} links, {links_before} before; {trace}"))
    return found


def fewer_links(listing: Listing, links_before: int | None) -> bool:
    """Tell whether a list holds fewer links than in the run before."""
    return links_before is not None and 0 < len(listing.links) < links_before


def empty_list(listing: Listing) -> bool:
    """Tell whether a list that was answered held nothing, although the site does not say that it is empty."""
    return not listing.links and listing.total != 0


def _verdict(listing: Listing, tally: Tally, links_before: int | None) -> tuple[OutcomeKind, str]:
    if listing.failure is not None and not listing.links:
        failed = outcome_of_failure("", "", listing.failure)
        return failed.kind, failed.reason
    if empty_list(listing):
        trace = "; ".join(f"{seen.url} HTTP {seen.status}" for seen in listing.trace[:3])
        return OutcomeKind.LAYOUT_CHANGED, f"layout changed: the list yields no links ({trace})"
    notes = _notes(listing, tally, links_before)
    counts = [
        f"{count} {word}"
        for count, word in (
            (tally.new, "new"),
            (tally.revised, "revised"),
            (tally.missing, "missing"),
            (tally.withdrawn, "withdrawn"),
            (tally.unchanged, "unchanged"),
        )
        if count
    ]
    if tally.crashes:
        reason = (
            f"{_number(len(tally.crashes), 'page')} broke our reader ({tally.crashes[0]}); the log has the traceback"
        )
        return OutcomeKind.FAILED, "; ".join([reason, *counts, *notes])
    if tally.new or tally.revised:
        return OutcomeKind.NEW, "; ".join([", ".join(counts), *notes])
    if listing.failure is not None:
        return outcome_of_failure("", "", listing.failure).kind, "; ".join([*counts, *notes])
    if tally.failures and len(tally.failures) == tally.relevant:
        # Not one of the pages could be looked at: that is no quiet night.
        first = tally.failures[0]
        return outcome_of_failure("", "", first).kind, f"none of {tally.relevant} pages answered: {first.reason}"
    return (
        OutcomeKind.NOTHING_NEW,
        f"nothing new: {'; '.join([_why_nothing(listing, tally, links_before, counts), *notes])}",
    )


def _why_nothing(listing: Listing, tally: Tally, links_before: int | None, counts: list[str]) -> str:
    if not listing.links:
        return "the site says that the column is empty"
    links = _number(len(listing.links), "link")
    if not tally.relevant:
        return f"{links}, none relevant"
    if tally.missing or tally.withdrawn:
        return ", ".join(counts)
    if not tally.unchanged:
        return f"{links}, {tally.relevant} looked at, no report among them"
    as_before = f"{_number(tally.unchanged, 'report')} as before"
    if len(listing.links) != links_before:
        return f"{links} ({links_before or 0} before), {as_before}"
    return f"list unchanged ({links} on {_number(len(listing.trace), 'page')}, {as_before})"


def _notes(listing: Listing, tally: Tally, links_before: int | None) -> list[str]:
    notes = []
    if fewer_links(listing, links_before):
        notes.append(f"fewer links than last time ({len(listing.links)} of {links_before})")
    if not listing.whole:
        notes.append(f"list not seen whole: {listing.ended}")
    if tally.failures:
        notes.append(f"{_number(len(tally.failures), 'page')} failed: {tally.failures[0].reason}")
    if tally.dead:
        notes.append(_number(tally.dead, "dead link"))
    return notes


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

"""Decide what an answer means and where a page stands after it. Pure."""

from datetime import date

from tasks.model.errors import Blocked, FetchError, Refused, Unreachable
from tasks.model.page import Page
from tasks.model.state import PageState
from tasks.web.blocks import block_kind, soft_404

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

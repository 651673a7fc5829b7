"""Decide what an answer means. Pure."""

from tasks.fetch.blocks import block_kind, soft_404, stub
from tasks.fetch.pacing import wish_of
from tasks.model.errors import Blocked, FetchError, Refused, Unreachable
from tasks.model.page import Page
from tasks.model.state import PageState

_GONE = frozenset({404, 410})


def check_answer(page: Page) -> None:
    """Raise Blocked for a challenge or block page, Unreachable for a server's own failure.

    Pass what is an answer.
    """
    wish = wish_of(page)
    kind = block_kind(page)
    if kind is not None:
        raise Blocked(page.request.url, kind, wish)
    if page.status >= 500:
        raise Unreachable(
            page.request.url, f"HTTP {page.status}{', ' if wish else ''}{wish}"
        )


def answer_word(page: Page, kind: str = "") -> str:
    """Name an answer for the table of fetches; `kind` is what was asked for."""
    block = block_kind(page)
    if block is not None:
        return f"blocked({block})"
    if page.status == 304:
        return "not modified"
    if page.status in _GONE:
        return "missing"
    if page.status != 200:
        return f"HTTP {page.status}"
    if kind == "detail" and stub(page):
        return "stub"
    return "soft 404" if soft_404(page) else "ok"


def is_gone(page: Page) -> bool:
    """Tell whether the answer to a request for a detail page says, in whichever words, that there is none
    (any more).

    A stub of a few hundred bytes without words or files is such an answer too.
    """
    return page.status in _GONE or soft_404(page) or stub(page)


def state_of_failure(error: FetchError) -> PageState:
    """Name the state of a page that gave no body."""
    if isinstance(error, Blocked):
        return PageState.BLOCKED
    if isinstance(error, Refused):
        return PageState.REFUSED
    return PageState.UNREACHABLE

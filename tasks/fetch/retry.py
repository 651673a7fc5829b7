"""Retry-After: what a host that is too busy asks of us. Pure."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from tasks.model.page import Page
from tasks.model.run import BEIJING

# A wish of this many seconds is waited for; a longer one ends the host's run.
PATIENCE = 60.0
# The answers that may carry such a wish; on a redirect or a page it means something else.
_BUSY = frozenset({429, 503})
# Nobody means more, and a date may be nonsense.
_LONGEST = timedelta(days=30)


def asked_pause(page: Page) -> float:
    """Give the pause in seconds that an answer asks for.

    0 when it asks for none, or in words that no RFC knows.
    """
    value = page.headers.get("retry-after", "").strip()
    if value.isdigit():
        return min(float(value), _LONGEST.total_seconds())
    try:
        seconds = (parsedate_to_datetime(value) - page.at).total_seconds()
    except (ValueError, TypeError):
        return 0.0  # none, or a spelling that no RFC knows: our own pause holds
    return min(max(0.0, seconds), _LONGEST.total_seconds())


def asked_until(page: Page, patience: float = PATIENCE) -> datetime | None:
    """Give until when a host asks to be left alone, in Beijing time.

    Null when it does not, or for a moment only.
    """
    pause = asked_pause(page) if page.status in _BUSY else 0.0
    return (
        (page.at + timedelta(seconds=pause)).astimezone(BEIJING)
        if pause > patience
        else None
    )


def wish_of(page: Page) -> str:
    """Say until when a host asks to be left alone; empty when it does not."""
    until = asked_until(page)
    return (
        f"the host asks to be left alone until {until:%Y-%m-%d %H:%M} Beijing time"
        if until
        else ""
    )

"""Pacing: one request at a time to a host, with a pause that is measured from sending to sending.

The pause doubles with every answer that tells of trouble, and shrinks again by a tenth with every good one.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from tasks.model.page import Page
from tasks.model.run import BEIJING

# A wish of this many seconds is waited for; a longer one ends the host's run.
PATIENCE = 60.0
# The answers that may carry such a wish; on a redirect or a page it means something else.
_BUSY = frozenset({429, 503})
# Nobody means more, and a date may be nonsense.
_LONGEST_RETRY = timedelta(days=30)


def asked_pause(page: Page) -> float:
    """Give the pause in seconds that an answer asks for.

    0 when it asks for none, or in words that no RFC knows.
    """
    value = page.headers.get("retry-after", "").strip()
    if value.isdigit():
        return min(float(value), _LONGEST_RETRY.total_seconds())
    try:
        seconds = (parsedate_to_datetime(value) - page.at).total_seconds()
    except (ValueError, TypeError):
        return 0.0  # none, or a spelling that no RFC knows: our own pause holds
    return min(max(0.0, seconds), _LONGEST_RETRY.total_seconds())


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


_PACES: dict[str, "Pace"] = {}
_NEW = threading.Lock()
_SLOWER, _EASIER = 2.0, 0.9
# No pause grows beyond a minute, unless it was asked to be longer from the start.
_LONGEST = 60.0


class Pace:
    """The pace of one host: a lane that holds one request at a time."""

    def __init__(self) -> None:
        self._lane = threading.Lock()
        self._sent: float | None = None
        self._factor = 1.0

    @contextmanager
    def turn(self, delay: float) -> Iterator[float]:
        """Wait for the lane and for `delay` seconds, or longer in trouble, since the last sending.

        Gives that pause.

        The request has to be sent, and its answer read, inside the context.
        """
        with self._lane:
            due = 0.0 if self._sent is None else self._pause(delay)
            if self._sent is not None:
                time.sleep(max(0.0, self._sent + due - time.monotonic()))
            self.sending()
            yield due

    def sending(self) -> None:
        """Note that a request goes out now: the next one's pause counts from here."""
        self._sent = time.monotonic()

    def felt(self, well: bool) -> None:
        """Go slower after an answer that tells of trouble (429, 5xx, none), and slowly faster again after
        good ones.
        """
        if not well:
            self._factor = min(self._factor * _SLOWER, _LONGEST)
        else:
            self._factor = max(1.0, self._factor * _EASIER)

    def _pause(self, delay: float) -> float:
        return max(delay, min(delay * self._factor, _LONGEST))


def pace_of(authority: str) -> Pace:
    """Give the pace of a host.

    All sessions of this process share it, since sources may name each other's hosts.
    """
    with _NEW:
        return _PACES.setdefault(authority, Pace())

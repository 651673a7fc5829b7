"""Pacing: one request at a time to a host, with a pause that is measured from sending to sending.

The pause doubles with every answer that tells of trouble, and shrinks again by a tenth with every good one.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime

from tasks.model.page import Page
from tasks.model.run import BEIJING
from tasks.model.stopping import Stop

# A Retry-After of this many seconds is waited for; a longer one ends the host's run.
MAX_RETRY_WAIT = 60.0
# The answers that may carry one; on a redirect or a page it means something else.
_BUSY_STATUSES = frozenset({429, 503})
# Nobody means more, and a date may be nonsense.
_MAX_RETRY_AFTER = timedelta(days=30)
_SLOWDOWN, _RECOVERY = 2.0, 0.9
# No pause grows beyond a minute, unless it was asked to be longer from the start.
_MAX_PAUSE = 60.0


def parse_retry_after(page: Page) -> float:
    """Give the pause in seconds that an answer asks for.

    0 when it asks for none, or in words that no RFC knows.
    """
    value = page.headers.get("retry-after", "").strip()
    if value.isdigit():
        return min(float(value), _MAX_RETRY_AFTER.total_seconds())
    try:
        seconds = (parsedate_to_datetime(value) - page.at).total_seconds()
    except (ValueError, TypeError):
        return 0.0  # none, or a spelling that no RFC knows: our own pause holds
    return min(max(0.0, seconds), _MAX_RETRY_AFTER.total_seconds())


def describe_retry_time(page: Page) -> str:
    """Say until when a host asks to be left alone, in Beijing time.

    Empty when it does not, or for a moment only.
    """
    pause = parse_retry_after(page) if page.status in _BUSY_STATUSES else 0.0
    if pause <= MAX_RETRY_WAIT:
        return ""
    until = (page.at + timedelta(seconds=pause)).astimezone(BEIJING)
    return f"the host asks to be left alone until {until:%Y-%m-%d %H:%M} Beijing time"


class _HostPacer:
    """The pace of one host, which is sent one request at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent_at: float | None = None
        self._factor = 1.0

    @contextmanager
    def wait_turn(self, delay: float) -> Iterator[float]:
        """Wait for the request before and for `delay` seconds, or longer in trouble, since its sending.

        Gives that pause. The request has to be sent, and its answer read, inside the context. Raises
        RunStopped, and nothing is to be sent, when this process was asked to end.
        """
        with self._lock:
            due = 0.0 if self._sent_at is None else self._compute_pause(delay)
            if self._sent_at is not None:
                Stop.pause(self._sent_at + due - time.monotonic())
            Stop.check()
            self.note_sending()
            yield due

    def note_sending(self) -> None:
        """Note that a request goes out now: the next one's pause counts from here."""
        self._sent_at = time.monotonic()

    def record_result(self, well: bool) -> None:
        """Go slower after an answer that tells of trouble (429, 5xx, none).

        After good ones it goes slowly faster again.
        """
        if well:
            self._factor = max(1.0, self._factor * _RECOVERY)
        else:
            self._factor = min(self._factor * _SLOWDOWN, _MAX_PAUSE)

    def _compute_pause(self, delay: float) -> float:
        return max(delay, min(delay * self._factor, _MAX_PAUSE))


_PACERS: dict[str, _HostPacer] = {}
_PACERS_LOCK = threading.Lock()


def get_pacer(authority: str) -> _HostPacer:
    """Give the pace of a host.

    All sessions of this process share it, since sources may name each other's hosts.
    """
    with _PACERS_LOCK:
        return _PACERS.setdefault(authority, _HostPacer())

"""Pacing: one request at a time to a host, with a pause that is measured from sending to sending."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PACES: dict[str, "Pace"] = {}
_NEW = threading.Lock()


class Pace:
    """The pace of one host: a lane that holds one request at a time."""

    def __init__(self) -> None:
        self._lane = threading.Lock()
        self._sent: float | None = None

    @contextmanager
    def turn(self, delay: float) -> Iterator[float]:
        """Wait for the lane and for `delay` seconds since the last sending; gives the pause that was due.

        The request has to be sent, and its answer read, inside the context.
        """
        with self._lane:
            due = 0.0 if self._sent is None else delay
            if self._sent is not None:
                time.sleep(max(0.0, self._sent + delay - time.monotonic()))
            self._sent = time.monotonic()
            yield due


def pace_of(authority: str) -> Pace:
    """Give the pace of a host; all sessions of this process share it, since sources may name each other's hosts."""
    with _NEW:
        return _PACES.setdefault(authority, Pace())

"""A limit of CPU seconds for what a thread does in this process, kept by looking at it now and then.

The time of the clock does not count, nor do other threads: a busy machine changes nothing.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.model.catalogue import make_phrase
from tasks.model.errors import UnreadableDocument

MOST_CPU = 60.0
"""CPU seconds for one document; the longest reports take two."""


class _ThreadLimit(threading.local):
    """The moment at which a thread's limit ends, and its seconds; null where none holds."""

    limit: tuple[float, float] | None = None


_thread_local = _ThreadLimit()


@contextmanager
def limit_cpu(seconds: float = MOST_CPU) -> Iterator[None]:
    """Limit what this thread may take for the block; a limit around it goes on to count."""
    outer = _thread_local.limit
    if outer is None:
        _thread_local.limit = (time.thread_time() + seconds, seconds)
    try:
        yield
    finally:
        _thread_local.limit = outer


def check_cpu() -> None:
    """Raise UnreadableDocument (conversion_timed_out) when this thread has passed its limit.

    To be called where the work goes in steps, once a line or sentence.
    """
    limit = _thread_local.limit
    if limit is not None and time.thread_time() > limit[0]:
        phrase = make_phrase("seconds_in_all", seconds=limit[1])
        raise UnreadableDocument("conversion_timed_out", limit=phrase)

"""A watchdog: one thread of the process that cuts what has not ended by its deadline.

A timer for every request would be a thread for every request, and starting it a pause between a request's
turn and its sending.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watchdog:
    """Deadlines of any number of threads; its own thread starts with the first of them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: dict[object, tuple[float, Callable[[], None]]] = {}
        self._wakes = math.inf
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, seconds: float, cut: Callable[[], None]) -> Iterator[None]:
        """Call `cut`, from another thread, when the block takes longer; never after its end.

        It must be quick.
        """
        mark, due = object(), time.monotonic() + seconds
        with self._changed:
            self._due[mark] = due, cut
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._watch, name="watchdog", daemon=True
                )
                self._thread.start()
            elif due < self._wakes:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._due.pop(mark, None)

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for mark in [
                    mark for mark, (due, _cut) in self._due.items() if due <= now
                ]:
                    self._due.pop(mark)[1]()
                self._wakes = min(
                    (due for due, _cut in self._due.values()), default=math.inf
                )
                self._changed.wait(
                    None if math.isinf(self._wakes) else self._wakes - now
                )


WATCHDOG = Watchdog()

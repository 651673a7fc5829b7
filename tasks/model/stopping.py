"""Stopping: a process that is asked to end brings its present requests home, and begins nothing else.

The first SIGTERM or SIGINT is the wish, after which whoever waits by `Stop.pause`, or asks by `Stop.check`,
raises RunStopped. The second ends the process at once, and so does the time within which it has to be gone:
what is killed at any moment is made good by the next run. A process that belongs to another one ends with it,
however that ended.

`python -m tasks.model.stopping OWNER MODULE …` runs a module that ends when the process OWNER does.
"""

import argparse
import multiprocessing
import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from tasks.model.errors import RunStopped

# Seconds from the wish until the process ends, whatever it is at: who asked waits ten.
_GRACE = 7.5
# What a request that is under way may take of them.
REQUEST_GRACE = 4.0
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# How often is looked whether the owner is still there.
_EVERY_SECONDS = 0.3


class _StopWish:
    """The wish to end: which signal brought it, and what is done when it comes."""

    def __init__(self) -> None:
        self.wanted = threading.Event()
        self.signal = 0
        self.listeners: list[Callable[[], None]] = []

    def take_signal(self, number: int, _frame: FrameType | None) -> None:
        """Note the wish; the second one ends the process."""
        if self.signal:
            self.end_process()
        self.signal = number
        # a handler may have come between a lock's taking and its release: what takes locks is a thread's
        threading.Thread(target=self._see_to_end, name="stopping", daemon=True).start()

    def end_process(self) -> None:
        """End the process at once, as the signal would have done."""
        os._exit(128 + (self.signal or signal.SIGTERM))

    def _see_to_end(self) -> None:
        self.wanted.set()
        for listener in self.listeners:
            listener()
        time.sleep(_GRACE)
        self.end_process()


_WISH = _StopWish()
_POOL_PARENTS: list[int] = []


class Stop:
    """The wish to end that this process was given, for all that work in it."""

    @staticmethod
    @contextmanager
    def listen() -> Iterator[None]:
        """Take SIGTERM and SIGINT as the wish to stop while the block lasts; in the main thread only.

        Whatever the block fails with after the wish counts as stopped. A signal that is ignored (nohup) stays
        so.
        """
        before = {}
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    before[number] = signal.signal(number, _WISH.take_signal)
        try:
            yield
        except Exception:
            Stop.check()
            raise
        finally:
            for number, handler in before.items():
                signal.signal(number, handler or signal.SIG_DFL)

    @staticmethod
    def check() -> None:
        """Raise RunStopped when this process was asked to end."""
        if _WISH.wanted.is_set():
            raise RunStopped(_WISH.signal)

    @staticmethod
    def pause(seconds: float) -> None:
        """Wait so many seconds; raises RunStopped as soon as this process is asked to end."""
        _WISH.wanted.wait(max(0.0, seconds))
        Stop.check()

    @staticmethod
    def call_then(listener: Callable[[], None]) -> None:
        """Have a function called, from another thread, when the wish comes; for the life of the process."""
        if listener not in _WISH.listeners:
            _WISH.listeners.append(listener)

    @staticmethod
    def end_within(seconds: float, code: int) -> None:
        """End this process with an exit code when it has not ended by itself after so many seconds."""

        def end() -> None:
            time.sleep(seconds)
            os._exit(code)

        threading.Thread(target=end, name="end", daemon=True).start()


class Owner:
    """The process that another one belongs to, and ends with."""

    @staticmethod
    def end_with(owner: int, end: Callable[[], None] = _WISH.end_process) -> None:
        """Call `end`, by default the end of this process, as soon as its parent is not `owner` any more."""

        def watch() -> None:
            while os.getppid() == owner:
                time.sleep(_EVERY_SECONDS)
            end()

        threading.Thread(target=watch, name="owner", daemon=True).start()

    @staticmethod
    def stop_with_parent() -> None:
        """Stop as by SIGTERM when the parent of this process ends."""
        Owner.end_with(os.getppid(), lambda: os.kill(os.getpid(), signal.SIGTERM))

    @staticmethod
    def belong_to_pool() -> None:
        """Let a process of a pool end with the one that made it, which also decides what Ctrl+C means."""
        parent = multiprocessing.parent_process()
        if parent is None or parent.pid is None or parent.pid in _POOL_PARENTS:
            return
        _POOL_PARENTS.append(parent.pid)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        Owner.end_with(parent.pid)

    @staticmethod
    def list_command(module: str, *arguments: str) -> list[str]:
        """Give the command line of a module that runs for as long as this process."""
        this = "tasks.model.stopping"
        return [sys.executable, "-P", "-m", this, str(os.getpid()), module, *arguments]


def _main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tasks.model.stopping", description=__doc__
    )
    parser.add_argument("owner", type=int, help="the process to end with")
    parser.add_argument("module", help="the module to run")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its arguments")
    chosen = parser.parse_args()
    Owner.end_with(chosen.owner)
    sys.argv = [chosen.module, *chosen.arguments]
    runpy.run_module(chosen.module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()

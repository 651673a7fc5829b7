"""Locks: one run at a host at a time, whatever process it belongs to.

A lock is a file that the kernel locks and frees when its process ends, however it ends; what stands in the
file says whose it is. A text that is left in a free file is that of a process that died. Nobody ever waits
for a lock, so that no two workers can wait for each other. The workers of one run in one process share what
one of them has taken: they keep each other's pace.
"""

import fcntl
import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from tasks.model.run import Run


class HostTakenError(Exception):
    """Raised when another worker is at the host; the message says whose it is."""


@dataclass(slots=True)
class _HeldLock:
    """A lock that this process holds for a run, and how many workers share it."""

    file: TextIO
    run_id: str
    workers: int = 1


_HELD_LOCKS: dict[Path, _HeldLock] = {}
_HELD_LOCKS_GUARD = threading.Lock()


class HostLocks:
    """The locks of one worker.

    Each host's is taken when the host is first asked; all are released at the end.
    """

    def __init__(self, folder: Path, run: Run) -> None:
        self._folder = folder
        self._run = run
        self._taken: set[Path] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for path in self._taken:
            _release(path)
        self._taken.clear()

    def take(self, host: str) -> str:
        """Take the lock of a host, if it is not ours already.

        Gives whose stale lock was taken over, empty when free. Raises HostTakenError at once when another run
        holds it.
        """
        path = self._folder / f"{host.replace(':', '_')}.lock"
        if path in self._taken:
            return ""
        self._folder.mkdir(parents=True, exist_ok=True)
        stale = _take(path, self._run)
        self._taken.add(path)
        return stale

    def claim(self, host: str) -> str:
        """Take the lock of a host on the way; says why it cannot be asked now, empty when it can."""
        try:
            self.take(host)
        except HostTakenError as taken:
            return f"another worker is at {host} ({taken})"
        return ""


def _take(path: Path, run: Run) -> str:
    with _HELD_LOCKS_GUARD:
        held = _HELD_LOCKS.get(path)
        if held is not None and held.run_id == run.run_id:
            held.workers += 1
            return ""
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            with file:
                owner = _read_owner(file.fileno()) or "another worker"
                raise HostTakenError(owner) from error
        stale = _read_owner(file.fileno())
        process = f"process {os.getpid()} on {socket.gethostname()}"
        _write(file.fileno(), f"run {run.run_id}, {process}, since {run.now():%F %T}")
        _HELD_LOCKS[path] = _HeldLock(file, run.run_id)
        return stale


def _release(path: Path) -> None:
    with _HELD_LOCKS_GUARD:
        held = _HELD_LOCKS[path]
        held.workers -= 1
        if held.workers:
            return
        del _HELD_LOCKS[path]
        _write(held.file.fileno(), "")
        held.file.close()  # which frees it


def _read_owner(descriptor: int) -> str:
    return os.pread(descriptor, 4096, 0).decode("utf-8", "replace").strip()


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.write(descriptor, text.encode())

"""Locks: one worker at a host at a time, whatever process or run it belongs to.

A lock is a file that the kernel locks and frees when its process ends, however it ends; what stands in the file says
whose it is. A text that is left in a free file is that of a process that died.
"""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.model.run import Run


class HostTakenError(Exception):
    """Raised when another worker is at the host; the message says whose it is."""


@contextmanager
def hold(folder: Path, host: str, run: Run) -> Iterator[str]:
    """Hold the lock of a host; gives whose stale lock was taken over, empty when it was free.

    Raises HostTakenError at once when a living process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{host.replace(':', '_')}.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HostTakenError(_owner(file.fileno()) or "another worker") from error
        stale = _owner(file.fileno())
        _write(
            file.fileno(), f"run {run.run_id}, process {os.getpid()} on {socket.gethostname()}, since {run.now():%F %T}"
        )
        try:
            yield stale
        finally:
            _write(file.fileno(), "")


def _owner(descriptor: int) -> str:
    return os.pread(descriptor, 4096, 0).decode("utf-8", "replace").strip()


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.write(descriptor, text.encode())

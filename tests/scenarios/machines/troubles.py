"""What a machine does to the processes on it: it is busy with others, or stands still for a while."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

READER = "tasks.documents.sandbox_worker"
_LOOK = 0.05
_SETTLE = 0.5


@contextmanager
def keep_busy(count: int) -> Iterator[None]:
    """Keep so many other processes busy for the time of the block."""
    command = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


@contextmanager
def freeze_readers(pid: int, times: int, seconds: float) -> Iterator[list[int]]:
    """Freeze a process and all below it, again and again, while a reader of documents is among them.

    Gives a list that gets, for each freeze, how many processes stood still.
    """
    frozen: list[int] = []
    ended = threading.Event()

    def freeze() -> None:
        while len(frozen) < times and not ended.wait(_LOOK):
            if any(READER in _read_command(one) for one in list_tree(pid)):
                ended.wait(_SETTLE)
                frozen.append(_freeze_tree(pid, seconds))
                ended.wait(_SETTLE)

    thread = threading.Thread(target=freeze)
    thread.start()
    try:
        yield frozen
    finally:
        ended.set()
        thread.join()


def list_tree(pid: int) -> list[int]:
    """List a process and all below it, each before its children."""
    tree = [pid]
    for one in tree:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                tree += map(int, (task / "children").read_text().split())
    return tree


def _freeze_tree(pid: int, seconds: float) -> int:
    stopped: list[int] = []
    # one that was stopped begins no other: until none is new
    while new := [one for one in list_tree(pid) if one not in stopped]:
        _send(new, signal.SIGSTOP)
        stopped += new
    time.sleep(seconds)
    _send(stopped, signal.SIGCONT)
    return len(stopped)


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _read_command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    return ""

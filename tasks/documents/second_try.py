"""A second try for what a busy machine may have caused: the same once more, alone on the machine.

Conversions share a lock that the second try holds alone, in all processes of this installation. Without such
locks on the file system, the second try is not alone.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tasks.model.errors import UnreadableDocument

_T = TypeVar("_T")
# A verdict on the bytes that a machine under load may have brought about.
_DOUBTFUL = frozenset(
    {"conversion_timed_out", "conversion_out_of_memory", "conversion_crashed"}
)
# Who comes in holds the gate for a moment, who wants to be alone until it is through. The files themselves do
# not matter; these can be read wherever the code runs.
_GATE, _ROOM = Path(__file__), Path(__file__).with_name("__init__.py")
_thread_local = threading.local()


def read_twice(read: Callable[[], _T]) -> _T:
    """Read; what took too much or crashed is read once more, alone; raises UnreadableDocument."""
    try:
        return read()
    except UnreadableDocument as error:
        if error.code not in _DOUBTFUL or _is_alone():
            raise
    with _hold_machine():
        return read()


@contextmanager
def share_machine() -> Iterator[None]:
    """Wait until nobody wants to be alone, and keep such a one waiting for the time of the block."""
    if _is_alone():
        yield
        return
    with ExitStack() as held, ExitStack() as gate:
        _lock(_GATE, fcntl.LOCK_EX, gate)
        _lock(_ROOM, fcntl.LOCK_SH, held)
        gate.close()
        yield


@contextmanager
def _hold_machine() -> Iterator[None]:
    """Wait until nobody shares the machine, and let nobody in for the time of the block."""
    with ExitStack() as held:
        _lock(_GATE, fcntl.LOCK_EX, held)
        _lock(_ROOM, fcntl.LOCK_EX, held)
        _thread_local.alone = True
        try:
            yield
        finally:
            _thread_local.alone = False


def _is_alone() -> bool:
    return getattr(_thread_local, "alone", False)


def _lock(
    path: Path,
    how: int,
    held: ExitStack,
) -> None:
    """Lock a file until the stack is closed; a file system without locks has none."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        held.callback(os.close, handle)
        fcntl.flock(handle, how)

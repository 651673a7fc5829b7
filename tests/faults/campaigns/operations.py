"""The operations by which a process changes files, numbered, so that a campaign can break each one.

Seen is what Python itself does: files that are opened to be written, what is written to them, their syncs,
renames and removals, and folders that are made. What libraries write by themselves is seen only where Python
opens it; moments in between are for kills at random.
"""

import builtins
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

_NAMED = frozenset(
    {
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.link",
        "os.symlink",
        "os.truncate",
        "os.chmod",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Operations:
    """Counts operations below a folder, and calls `act` with the number of each before it is done."""

    def __init__(self, folder: str, act: Callable[[int], None]) -> None:
        self._folder = folder
        self._act = act
        self.count = 0
        self.watching = False

    def watch(self) -> None:
        """Begin to watch this process; for its life."""
        sys.addaudithook(self._see)
        os.fsync = self._wrap(os.fsync)
        os.write = self._wrap(os.write)
        opening = io.open

        def open_watched(*arguments: Any, **named: Any) -> Any:
            file = opening(*arguments, **named)
            if self._is_below(arguments[:1]) and file.writable():
                return _WatchedFile(file, self.step)
            return file

        builtins.open = io.open = open_watched
        self.watching = True

    def step(self) -> None:
        """Count one operation."""
        if self.watching:
            self.count += 1
            self._act(self.count)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watching:
            return
        opened = event == "open" and isinstance(arguments[2], int)
        if opened and arguments[2] & _WRITING and self._is_below(arguments[:1]):
            self.step()
        if event in _NAMED and self._is_below(arguments[:2]):
            self.step()

    def _is_below(self, paths: Sequence[Any]) -> bool:
        return any(
            isinstance(path, str | bytes | os.PathLike)
            and os.fsdecode(path).startswith(self._folder)
            for path in paths
        )

    def _wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            self.step()
            return function(*arguments)

        return run


class _WatchedFile:
    """A file whose writes are counted before they are done."""

    def __init__(self, file: Any, step: Callable[[], None]) -> None:
        self._file = file
        self._step = step

    def write(self, content: Any) -> Any:
        self._step()
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "_WatchedFile":
        self._file.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._file.__exit__(*error)

    def __iter__(self) -> Any:
        return iter(self._file)

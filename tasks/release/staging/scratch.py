"""Scratch folders: room on the disk for one piece of work, dotted, so that nobody takes them for results.

They vanish with the work, however it ends, unless its process is killed. What a kill leaves is swept a day
later: no piece of work takes as long, so nothing that is still needed can be that old, whatever process or
machine it belongs to.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.home.layout import Home

_LEFT_BEHIND_SECONDS = 24 * 3600


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Make a scratch folder in a folder, and remove it with all that is in it at the end."""
    made = Path(tempfile.mkdtemp(prefix=".scratch-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(home: Home) -> list[Path]:
    """Remove the dotted folders that killed runs left in staging, quarantine and parts.

    Give those that were removed.

    A folder's age is that of its last new file, by the clock of the file system.
    """
    left = [
        path
        for folder in _swept(home)
        for path in sorted(folder.glob(".*"))
        if _is_left(path)
    ]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return left


def _swept(home: Home) -> Iterator[Path]:
    yield from (home.staging, home.quarantine)
    yield from sorted(path for path in home.parts.iterdir() if path.is_dir())


def _is_left(path: Path) -> bool:
    try:
        return (
            path.is_dir() and time.time() - path.stat().st_mtime > _LEFT_BEHIND_SECONDS
        )
    except FileNotFoundError:  # its own process removed it just now
        return False

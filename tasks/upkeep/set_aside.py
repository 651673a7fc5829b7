"""Setting aside: what a rebuild replaces is kept under another name, and nothing is ever deleted.

    state/parts/                    ->  state/parts.before-<time>/
    state/ledger.sqlite             ->  state/ledger.sqlite.before-<time>, with its -wal and -shm

The parts go first: a rebuild that is killed in between leaves a ledger whose parts are missing, which every
later command tells, and never parts that nobody would read again.
"""

import fcntl
import os
from pathlib import Path

import sqlalchemy as sa

from tasks.home import sync
from tasks.model.errors import ConfigurationError

# What SQLite keeps beside a database: it finds them by the name of the database with these behind it.
_BESIDE = ("-wal", "-shm")


def sqlite_file(url: str) -> Path | None:
    """Give the file of an SQLite ledger; null for another database."""
    parsed = sa.make_url(url)
    return (
        Path(parsed.database)
        if parsed.get_backend_name() == "sqlite" and parsed.database
        else None
    )


def refuse_while_busy(locks: Path) -> None:
    """Raise ConfigurationError while a run is at work in this home: a host's lock is held as long as it is
    crawled.
    """
    for path in sorted(locks.glob("*.lock")):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError as error:
                owner = (
                    path.read_text(encoding="utf-8", errors="replace").strip()
                    or "a run"
                )
                raise ConfigurationError(
                    f"{owner} is at {path.stem}; wait until it has ended, or stop it, then rebuild"
                ) from error


def set_parts_aside(parts: Path, suffix: str) -> None:
    """Move the folder of all parts away, and put an empty one in its place."""
    if any(parts.iterdir()):
        parts.rename(parts.with_name(parts.name + suffix))
        parts.mkdir()
        sync(parts.parent)


def replace_ledger(made: Path, ledger: Path, suffix: str) -> None:
    """Put a ledger that was made anew in the place of the present one, in one move, and keep that beside it."""
    aside = ledger.with_name(ledger.name + suffix)
    for ending in _BESIDE:
        old = ledger.with_name(ledger.name + ending)
        if old.exists():
            old.rename(aside.with_name(aside.name + ending))
    if ledger.exists():
        aside.hardlink_to(ledger)
    os.replace(made, ledger)  # noqa: PTH105  (Path.replace would do the same, and say less)
    sync(ledger.parent)

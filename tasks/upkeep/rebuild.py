"""Rebuild: the ledger from the archive alone, by doing again what its journal says.

An operator's command, no task. What a rebuild replaces is kept under another name, nothing is ever deleted.

    state/parts/                    ->  state/parts.before-<time>/
    state/ledger.sqlite             ->  state/ledger.sqlite.before-<time>, with its -wal and -shm

The parts go first: a rebuild that is killed in between leaves a ledger whose parts are missing, which every
later command reports, and never parts that nobody would read again.
"""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from tasks.home import Home, sync
from tasks.ledger import Ledger
from tasks.ledger.home_lock import hold_home
from tasks.ledger.journal import JournalEntries
from tasks.model.errors import ArchiveError, ConfigurationError, Damage

# What SQLite keeps beside a database: it finds them by the name of the database with these behind it.
_SIDE_FILES = ("-wal", "-shm")
# Entries a transaction; far more only cost memory.
_BATCH = 1000


def _move_parts_away(parts: Path, suffix: str) -> None:
    """Move the folder of all parts away, and put an empty one in its place."""
    if any(parts.iterdir()):
        parts.rename(parts.with_name(parts.name + suffix))
        parts.mkdir()
        sync(parts.parent)


def _replace_ledger(made: Path, ledger: Path, suffix: str) -> None:
    """Put a new ledger in the place of the present one, in one move, and keep that one beside it."""
    kept = ledger.with_name(ledger.name + suffix)
    for ending in _SIDE_FILES:
        old = ledger.with_name(ledger.name + ending)
        if old.exists():
            old.rename(kept.with_name(kept.name + ending))
    if ledger.exists():
        kept.hardlink_to(ledger)
    os.replace(made, ledger)  # noqa: PTH105  (Path.replace would do the same, and say less)
    sync(ledger.parent)


@dataclass(frozen=True, slots=True)
class _RebuildResult:
    """What a rebuild came to: entries done again, unreadable archive records, and runs without a journal."""

    entries: int
    damages: tuple[Damage, ...]
    unknown_runs: tuple[str, ...]


def rebuild(
    home: Home,
    database_url: str,
    at: datetime,
    follow: Callable[[int, int], None] = lambda *_: None,
) -> _RebuildResult:
    """Make the ledger anew from the archive, and set the present one aside with what was read so far.

    Afterwards everything is to be read again, which `extract` does. A database that is no SQLite file must be
    empty. `at` names what is set aside; `follow` is called with how many entries are done, of how many.
    Raises HomeBusy while a run is at work, ConfigurationError when the database is not empty, ArchiveError
    when the archive holds no journal.
    """
    with hold_home(home, database_url, "a rebuild"):
        return _rebuild_held(home, database_url, at, follow)


def _rebuild_held(
    home: Home,
    database_url: str,
    at: datetime,
    follow: Callable[[int, int], None],
) -> _RebuildResult:
    entries = JournalEntries(home.archive)
    if not len(entries):
        raise ArchiveError(
            f"{home.archive} holds no journal of a ledger; "
            "bring the archive back from a copy, or keep the ledger"
        )
    suffix = f".before-{at:%Y%m%dT%H%M%S}"
    file = Ledger.find_sqlite_file(database_url)
    if file is None:
        _require_empty(database_url)
        _move_parts_away(home.parts, suffix)
        _replay(database_url, entries, follow)
    else:
        made = file.with_name(file.name + ".rebuilt")
        _remove_leftovers(made)
        _replay(f"sqlite:///{made}", entries, follow)
        _move_parts_away(home.parts, suffix)
        _replace_ledger(made, file, suffix)
        Ledger.locate_seal(file).unlink(missing_ok=True)
    damages = tuple(entries.damages)
    unknown_runs = tuple(entries.unknown_runs)
    return _RebuildResult(len(entries), damages, unknown_runs)


def _replay(
    url: str, entries: JournalEntries, follow: Callable[[int, int], None]
) -> None:
    done = 0
    waiting = iter(entries)
    with closing(Ledger(url)) as ledger:
        while batch := list(islice(waiting, _BATCH)):
            ledger.replay(batch)
            done += len(batch)
            follow(done, len(entries))


def _require_empty(url: str) -> None:
    with closing(Ledger(url)) as ledger:
        runs = len(ledger.load_runs())
    if runs:
        raise ConfigurationError(
            f"the ledger behind FAZHI_DATABASE_URL holds {runs} runs, and only an empty database is rebuilt "
            "into: make a new one, set FAZHI_DATABASE_URL to it, and keep the old one until the rebuild "
            "is checked"
        )


def _remove_leftovers(made: Path) -> None:
    """Remove what an earlier, killed rebuild left of its own work."""
    for ending in ("", *_SIDE_FILES):
        made.with_name(made.name + ending).unlink(missing_ok=True)

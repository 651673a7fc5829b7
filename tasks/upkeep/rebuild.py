"""Rebuild: the ledger from the archive alone, by doing again what its journal says.

An operator's command, no task.
"""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.entries import Entries
from tasks.model.errors import ArchiveError, ConfigurationError, Damage
from tasks.upkeep.set_aside import (
    refuse_while_busy,
    replace_ledger,
    set_parts_aside,
    sqlite_file,
)

# Entries a transaction; far more only cost memory.
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: entries done again, what of the archive could not be read, and runs without a
    journal.
    """

    entries: int
    damages: tuple[Damage, ...]
    unknown_runs: tuple[str, ...]


def rebuild(
    home: Home,
    database_url: str,
    at: datetime,
    follow: Callable[[int, int], None] = lambda *_: None,
) -> Rebuilt:
    """Make the ledger anew from the archive, and set the present one aside with what was read so far.

    Afterwards everything is to be read again, which `extract` does. A database that is no SQLite file must be
    empty. `at` names what is set aside; `follow` is told how many entries are done, of how many. Raises
    ConfigurationError while a run is at work or when the database is not empty, ArchiveError when the archive
    holds no journal.
    """
    refuse_while_busy(home.locks)
    entries = Entries(home.archive)
    if not len(entries):
        raise ArchiveError(
            f"{home.archive} holds no journal of a ledger; bring the archive back from a copy, or keep the ledger"
        )
    suffix, file = f".before-{at:%Y%m%dT%H%M%S}", sqlite_file(database_url)
    if file is None:
        _refuse_full(database_url)
        set_parts_aside(home.parts, suffix)
        _replay(database_url, entries, follow)
    else:
        made = file.with_name(file.name + ".rebuilt")
        _drop(made)
        _replay(f"sqlite:///{made}", entries, follow)
        refuse_while_busy(home.locks)
        set_parts_aside(home.parts, suffix)
        replace_ledger(made, file, suffix)
    return Rebuilt(len(entries), tuple(entries.damages), tuple(entries.unknown_runs))


def _replay(url: str, entries: Entries, follow: Callable[[int, int], None]) -> None:
    done, waiting = 0, iter(entries)
    with closing(Ledger(url)) as ledger:
        while batch := list(islice(waiting, _BATCH)):
            ledger.replay(batch)
            done += len(batch)
            follow(done, len(entries))


def _refuse_full(url: str) -> None:
    with closing(Ledger(url)) as ledger:
        runs = len(ledger.runs())
    if runs:
        raise ConfigurationError(
            f"the ledger behind FAZHI_DATABASE_URL holds {runs} runs, and only an empty database is rebuilt into: "
            "make a new one, set FAZHI_DATABASE_URL to it, and keep the old one until the rebuild is checked"
        )


def _drop(made: Path) -> None:
    """Remove what an earlier, killed rebuild left of its own work."""
    for path in _beside(made):
        path.unlink(missing_ok=True)


def _beside(made: Path) -> Iterable[Path]:
    return (made.with_name(made.name + ending) for ending in ("", "-wal", "-shm"))

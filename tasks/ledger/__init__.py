"""The ledger: what was fetched, seen, decided and read; SQLite by default, PostgreSQL when its URL says so.

Every method is one short transaction. A row that names a WARC record is written after the record is on the
disk, so a process killed at any moment leaves at worst a record without a row, and the next run simply asks
again.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from tasks.archive.warc import Archive
from tasks.home import Home, replace_text
from tasks.ledger.fetch_ledger import FetchLedger
from tasks.ledger.journal import RUNS_HOST, Journal
from tasks.ledger.migrations import prepare_database
from tasks.ledger.page_ledger import PageLedger
from tasks.ledger.run_ledger import RunLedger
from tasks.model.errors import ConfigurationError, FazhiError
from tasks.model.run import Run


class Ledger(RunLedger, FetchLedger, PageLedger):
    """The ledger behind a SQLAlchemy URL; one engine, safe to share between threads.

    Whoever records runs, requests or pages opens it with a journal: what is not in there a rebuild cannot
    bring back. Parts are no news, and are made again by reading the archive.

    Who only reads opens it by `open_to_read`. Raises ConfigurationError when the URL is not one, or the
    database cannot be opened.
    """

    def __init__(
        self, url: str, journal: Journal | None = None, *, to_read: bool = False
    ) -> None:
        try:
            super().__init__(url, prepare_database, journal, to_read=to_read)
        except (sa.exc.SQLAlchemyError, ImportError, OSError) as error:
            raise ConfigurationError(_explain_closed(url, error)) from error

    def claim(self, home: Home) -> None:
        """Make a home and this ledger know each other; the caller holds both.

        Raises ConfigurationError when it is the ledger of another home.
        """
        self.require_own(home)
        home_id = home.read_identity() or self.find_home_id() or secrets.token_hex(8)
        if not home.read_identity():
            replace_text(home.identity, f"{home_id}\n")
        if not self.find_home_id():
            self.record_home_id(home_id)

    def require_own(self, home: Home) -> None:
        """Raise ConfigurationError when this is the ledger of another home, as by a wrong setting."""
        ledger_id = self.find_home_id()
        home_id = home.read_identity()
        if not ledger_id or home_id == ledger_id:
            return
        if not home_id and self._has_run_of(home):
            return
        known_as = f"home {home_id}" if home_id else "another one, without a name yet"
        raise ConfigurationError(
            f"this ledger is that of home {ledger_id}, and {home.root} is {known_as}: two homes in one "
            "ledger would mix; give each home its own with FAZHI_DATABASE_URL, or name with --home the one "
            f"whose archive/{home.identity.name} says {ledger_id}"
        )

    def _has_run_of(self, home: Home) -> bool:
        """Tell whether the archive of a home without a name has the journal of one of these runs."""
        run_ids = [run.run_id for run in self.load_runs()]
        return any(home.locate_warc(RUNS_HOST, one).exists() for one in run_ids)

    @classmethod
    @contextmanager
    def open_to_read(cls, url: str, home: Home | None = None) -> Iterator[Self]:
        """Open a ledger that is only read: nothing is made, migrated or left beside it.

        It may stand on a read-only disk or belong to another user, and a run may be at work on it. Raises
        ConfigurationError when there is none, or when it is not the given home's.
        """
        if cls.is_missing(url):
            raise ConfigurationError(
                f"there is no ledger here: {cls.find_sqlite_file(url)}; `fazhi run` makes it, "
                "`fazhi extract --rebuild` makes it again from the archive"
            )
        with closing(cls(url, to_read=True)) as ledger:
            if home is not None:
                ledger.require_own(home)
            yield ledger

    @classmethod
    @contextmanager
    def open_journaled(cls, run: Run) -> Iterator[Self]:
        """Open the ledger to record what became of a run as a whole.

        It is journaled in the archive beside the hosts' files.
        """
        with (
            Archive(Home.open(run.home).archive) as archive,
            closing(cls(run.database_url, Journal(archive, run.run_id))) as ledger,
        ):
            yield ledger

    @staticmethod
    def find_sqlite_file(url: str) -> Path | None:
        """Give the file of an SQLite ledger; null for another database."""
        parsed = sa.make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            return None
        return Path(parsed.database)

    @staticmethod
    def seal(url: str) -> None:
        """Note the digest of an SQLite ledger that nobody writes until the next run.

        Without one while somebody is in the middle of reading it: its last rows are in the log then.
        """
        file = Ledger.find_sqlite_file(url)
        if file is None:
            return
        with closing(sqlite3.connect(file)) as database:
            (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            replace_text(Ledger.locate_seal(file), f"{_hash_file(file)}\n")

    @staticmethod
    def break_seal(url: str) -> None:
        """Open what the last run sealed, to write it.

        Raises FazhiError when it is not what that run left: a night would publish what rotted.
        """
        file = Ledger.find_sqlite_file(url)
        if file is None:
            return
        if not Ledger.is_as_sealed(url):
            raise FazhiError(
                f"{file} is not what the last run left: its disk may be failing; "
                "run `fazhi extract --rebuild`, which makes it anew from the archive, "
                f"or delete {Ledger.locate_seal(file).name} beside it if you brought another one there"
            )
        Ledger.locate_seal(file).unlink(missing_ok=True)

    @staticmethod
    def is_as_sealed(url: str) -> bool:
        """Tell whether an SQLite ledger is what the last run left; true where nobody can say."""
        file = Ledger.find_sqlite_file(url)
        if file is None or not file.is_file():
            return True
        log = file.with_name(f"{file.name}-wal")
        if log.is_file() and log.stat().st_size:
            return True
        try:
            sealed = Ledger.locate_seal(file).read_bytes()
        except OSError:
            return True
        return sealed.strip() == _hash_file(file).encode()

    @staticmethod
    def is_missing(url: str) -> bool:
        """Tell whether the file of an SQLite ledger is not there."""
        file = Ledger.find_sqlite_file(url)
        return file is not None and not file.is_file()


def _hash_file(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _explain_closed(url: str, error: Exception) -> str:
    """Say why a ledger cannot be opened, and what to do."""
    words = (
        f"cannot be opened: {str(error).splitlines()[0]}; "
        "check FAZHI_DATABASE_URL, or unset it to use SQLite in the home folder"
    )
    if isinstance(error, sa.exc.DBAPIError) and Ledger.is_refused_as_read_only(error):
        words = (
            "is empty, or of an earlier version, and is only read here; "
            "`fazhi run` and `fazhi extract` bring it up to date"
        )
    return f"ledger {url!r} {words}"

"""The ledger: what was fetched, seen, decided and read; SQLite by default, PostgreSQL when its URL says so.

Every method is one short transaction. A row that names a WARC record is written after the record is on the
disk, so a process killed at any moment leaves at worst a record without a row, and the next run simply asks
again.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from tasks.archive.warc import Archive
from tasks.home import Home
from tasks.ledger.fetch_ledger import FetchLedger
from tasks.ledger.journal import Journal
from tasks.ledger.migrations import prepare_database
from tasks.ledger.page_ledger import PageLedger
from tasks.ledger.run_ledger import RunLedger
from tasks.model.errors import ConfigurationError
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

    @classmethod
    @contextmanager
    def open_to_read(cls, url: str) -> Iterator[Self]:
        """Open a ledger that is only read: nothing is made, migrated or left beside it.

        It may stand on a read-only disk or belong to another user, and a run may be at work on it. Raises
        ConfigurationError when there is none.
        """
        if cls.is_missing(url):
            raise ConfigurationError(
                f"there is no ledger here: {cls.find_sqlite_file(url)}; `fazhi run` makes it, "
                "`fazhi extract --rebuild` makes it again from the archive"
            )
        with closing(cls(url, to_read=True)) as ledger:
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
    def is_missing(url: str) -> bool:
        """Tell whether the file of an SQLite ledger is not there."""
        file = Ledger.find_sqlite_file(url)
        return file is not None and not file.is_file()


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

"""The ledger: what was fetched, seen, decided and read; SQLite by default, PostgreSQL when its URL says so.

Every method is one short transaction. A row that names a WARC record is written after the record is on the disk, so a
process killed at any moment leaves at worst a record without a row, and the next run simply asks again.
"""

import sqlalchemy as sa

from tasks.model.errors import ConfigurationError
from tasks.store.ledger_fetches import Fetches
from tasks.store.ledger_pages import Pages
from tasks.store.ledger_parts import Parts
from tasks.store.ledger_runs import Runs
from tasks.store.ledger_sources import Sources
from tasks.store.ledger_tables import make_tables


class Ledger(Runs, Sources, Fetches, Pages, Parts):
    """The ledger behind a SQLAlchemy URL; one engine, safe to share between threads.

    Raises ConfigurationError when the URL is not one, or the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        try:
            # Several processes may open the ledger at once on a new home; only one of them makes the tables.
            super().__init__(url, make_tables)
        except (sa.exc.SQLAlchemyError, ImportError) as error:
            raise ConfigurationError(
                f"ledger {url!r} cannot be opened: {str(error).splitlines()[0]}; "
                "check FAZHI_DATABASE_URL, or unset it to use SQLite in the home folder"
            ) from error

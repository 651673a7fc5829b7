"""The one place through which the ledger's facts change: each transaction stands in the journal before it is
done.
"""

from collections.abc import Callable, Iterable
from contextlib import closing

import sqlalchemy as sa

from tasks.ledger.engine import Database
from tasks.ledger.journal import Entry, Journal, Operation, encoded
from tasks.ledger.operations import from_journal, run
from tasks.ledger.tables import JOURNAL

# Whoever takes a number has the row until its transaction ends: in every database, numbers and commits have
# one order.
_NEXT = (
    "INSERT INTO journal (place, number) VALUES (1, 1) "
    "ON CONFLICT (place) DO UPDATE SET number = journal.number + 1 RETURNING number"
)
_SET = sa.text(
    "INSERT INTO journal (place, number) VALUES (1, :number) ON CONFLICT (place) DO UPDATE SET number = :number"
)
_LAST = sa.select(JOURNAL.c.number)


class Writing(Database):
    """A database that journals what it is told.

    Without a `journal` it only does it, as tests and replays want it.
    """

    def __init__(
        self,
        url: str,
        prepare: Callable[[sa.Connection], None],
        journal: Journal | None = None,
    ) -> None:
        super().__init__(url, prepare)
        self._journal = journal

    def replay(self, entries: Iterable[Entry]) -> None:
        """Do again what entries of a journal say, in one transaction."""
        with self._writing() as connection:
            for entry in entries:
                for operation in entry.operations:
                    run(connection, from_journal(operation))
                connection.execute(_SET, {"number": entry.number})

    def last_entry(self) -> int:
        """Give the number of the last entry that the ledger has done; 0 when it was never journaled."""
        with self._reading() as connection:
            return connection.execute(_LAST).scalar_one_or_none() or 0

    def _write(self, *operations: Operation) -> None:
        """Journal operations and do them, all in one transaction."""
        content = encoded(operations) if self._journal else b""
        with self._writing() as connection:
            number = _next_number(connection) if self._journal else 0
            for operation in operations:
                run(connection, operation)
            if self._journal:
                self._journal.keep(number, content)


def _next_number(connection: sa.Connection) -> int:
    # By the driver itself: this runs in every transaction, and SQLAlchemy's care would cost as much as an
    # insert.
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(_NEXT)
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])

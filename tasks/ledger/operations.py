"""Every way in which the ledger's facts change, by name: crawling and replaying the journal run the same
statements.

This is the one place through which they change: each transaction stands in the journal before it is done. The
names stand in the journal for ever: a statement may be changed, but what its name once took it must take
always.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from tasks.ledger.engine import Database, make_insert_once, make_upsert
from tasks.ledger.journal import (
    Journal,
    JournalEntry,
    Operation,
    OperationRow,
    encode_operations,
)
from tasks.ledger.table_definitions import (
    FETCHES,
    JOURNAL,
    LINKS,
    OUTCOMES,
    PAGES,
    PROBLEMS,
    REVISIONS,
    RUNS,
    AttachedFiles,
    BeijingTime,
)
from tasks.model.capture import Attached


class LedgerStatement(NamedTuple):
    """A statement with the table that it changes; its parameters are named after columns."""

    table: sa.Table
    executable: sa.Executable


def _make_statement(table: sa.Table, words: str, *names: str) -> LedgerStatement:
    return LedgerStatement(
        table,
        sa.text(words).bindparams(
            *(sa.bindparam(name, type_=table.c[name].type) for name in names)
        ),
    )


def _make_delete(table: sa.Table) -> LedgerStatement:
    words = (
        f"DELETE FROM {table.name} WHERE run_id = :run_id AND source_id = :source_id"
    )
    return _make_statement(table, words, "run_id", "source_id")


START_RUN, FINISH_RUN = "start_run", "finish_run"
ADD_FETCH, ADD_REVISION, ADOPT, SET_PAGE = (
    "add_fetch",
    "add_revision",
    "adopt",
    "set_page",
)
FORGET_LINKS, FORGET_PROBLEMS, ADD_LINKS = (
    "forget_links",
    "forget_problems",
    "add_links",
)
ADD_PROBLEM, SET_OUTCOME = "add_problem", "set_outcome"

STATEMENTS: Mapping[str, LedgerStatement] = {
    START_RUN: LedgerStatement(RUNS, make_insert_once(RUNS, "run_id", "started_at")),
    FINISH_RUN: _make_statement(
        RUNS,
        "UPDATE runs SET finished_at = :finished_at WHERE run_id = :run_id",
        "finished_at",
        "run_id",
    ),
    ADD_FETCH: LedgerStatement(FETCHES, sa.insert(FETCHES)),
    ADD_REVISION: LedgerStatement(REVISIONS, make_upsert(REVISIONS)),
    # What a killed run captured is told by the run after it.
    ADOPT: _make_statement(
        REVISIONS,
        "UPDATE revisions SET run_id = :run_id WHERE page_id = :page_id AND revision <= :revision AND NOT EXISTS "
        "(SELECT 1 FROM runs WHERE runs.run_id = revisions.run_id AND runs.finished_at IS NOT NULL)",
        "run_id",
        "page_id",
        "revision",
    ),
    SET_PAGE: LedgerStatement(PAGES, make_upsert(PAGES)),
    FORGET_LINKS: _make_delete(LINKS),
    FORGET_PROBLEMS: _make_delete(PROBLEMS),
    ADD_LINKS: LedgerStatement(LINKS, make_upsert(LINKS)),
    ADD_PROBLEM: LedgerStatement(PROBLEMS, sa.insert(PROBLEMS)),
    SET_OUTCOME: LedgerStatement(OUTCOMES, make_upsert(OUTCOMES)),
}


def run_operation(connection: sa.Connection, operation: Operation) -> None:
    """Run an operation inside a transaction."""
    rows = [dict(row) for row in operation.rows]
    connection.execute(
        STATEMENTS[operation.name].executable, rows[0] if len(rows) == 1 else rows
    )


def decode_operation(operation: Operation) -> Operation:
    """Give an operation as the journal has it the types of its columns."""
    table = STATEMENTS[operation.name].table
    makers = {name: _find_converter(table.c[name].type) for name in operation.rows[0]}
    return Operation(
        operation.name, [_convert_row(row, makers) for row in operation.rows]
    )


def _convert_row(
    row: OperationRow, makers: Mapping[str, Callable[[object], object]]
) -> OperationRow:
    return {
        name: None if value is None else makers[name](value)
        for name, value in row.items()
    }


def _find_converter(kind: sa.types.TypeEngine[object]) -> Callable[[object], object]:
    if isinstance(kind, BeijingTime):
        return lambda value: datetime.fromisoformat(str(value))
    if isinstance(kind, sa.Date):
        return lambda value: date.fromisoformat(str(value))
    if isinstance(kind, AttachedFiles):
        return lambda value: (
            tuple(Attached(**one) for one in value) if isinstance(value, list) else ()
        )
    return lambda value: value


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


class JournaledDatabase(Database):
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

    def replay(self, entries: Iterable[JournalEntry]) -> None:
        """Do again what entries of a journal say, in one transaction."""
        with self._begin_writing() as connection:
            for entry in entries:
                for operation in entry.operations:
                    run_operation(connection, decode_operation(operation))
                connection.execute(_SET, {"number": entry.number})

    def find_last_entry(self) -> int:
        """Give the number of the last entry that the ledger has done; 0 when it was never journaled."""
        with self._begin_reading() as connection:
            return connection.execute(_LAST).scalar_one_or_none() or 0

    def _write(self, *operations: Operation) -> None:
        """Journal operations and do them, all in one transaction."""
        content = encode_operations(operations) if self._journal else b""
        with self._begin_writing() as connection:
            number = _next_number(connection) if self._journal else 0
            for operation in operations:
                run_operation(connection, operation)
            if self._journal:
                self._journal.write(number, content)


def _next_number(connection: sa.Connection) -> int:
    # By the driver itself: this runs in every transaction, and SQLAlchemy's care would cost as much as an
    # insert.
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(_NEXT)
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])

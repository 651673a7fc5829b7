"""Every way in which the ledger's facts change, by name, and the one place through which they do.

Crawling and replaying the journal run the same statements. Each transaction stands in the journal before it
is done, and the statements' names stand there for ever: a statement may be changed, but what its name once
took it must take always.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from tasks.ledger.engine import Database, make_insert_once, make_text, make_upsert
from tasks.ledger.journal import (
    Journal,
    JournalEntry,
    Operation,
    OperationRow,
    encode_operations,
)
from tasks.ledger.migrations import migrate_operation
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
    decode_attached,
)


class _LedgerStatement(NamedTuple):
    """A statement with the table that it changes; its parameters are named after columns."""

    table: sa.Table
    executable: sa.Executable


def _make_statement(table: sa.Table, sql: str, *names: str) -> _LedgerStatement:
    return _LedgerStatement(table, make_text(table, sql, names))


def _make_delete(table: sa.Table) -> _LedgerStatement:
    sql = f"DELETE FROM {table.name} WHERE run_id = :run_id AND source_id = :source_id"
    return _make_statement(table, sql, "run_id", "source_id")


START_RUN = "start_run"
FINISH_RUN = "finish_run"
ADD_FETCH = "add_fetch"
ADD_REVISION = "add_revision"
ADOPT = "adopt"
SET_PAGE = "set_page"
FORGET_LINKS = "forget_links"
FORGET_PROBLEMS = "forget_problems"
ADD_LINKS = "add_links"
ADD_PROBLEM = "add_problem"
SET_OUTCOME = "set_outcome"

STATEMENTS: Mapping[str, _LedgerStatement] = {
    START_RUN: _LedgerStatement(RUNS, make_insert_once(RUNS, "run_id", "started_at")),
    FINISH_RUN: _make_statement(
        RUNS,
        "UPDATE runs SET finished_at = :finished_at WHERE run_id = :run_id",
        "finished_at",
        "run_id",
    ),
    ADD_FETCH: _LedgerStatement(FETCHES, sa.insert(FETCHES)),
    ADD_REVISION: _LedgerStatement(REVISIONS, make_upsert(REVISIONS)),
    # What a killed run captured is reported by the run after it.
    ADOPT: _make_statement(
        REVISIONS,
        "UPDATE revisions SET run_id = :run_id "
        "WHERE page_id = :page_id AND revision <= :revision AND NOT EXISTS "
        "(SELECT 1 FROM runs WHERE runs.run_id = revisions.run_id AND runs.finished_at IS NOT NULL)",
        "run_id",
        "page_id",
        "revision",
    ),
    SET_PAGE: _LedgerStatement(PAGES, make_upsert(PAGES)),
    FORGET_LINKS: _make_delete(LINKS),
    FORGET_PROBLEMS: _make_delete(PROBLEMS),
    ADD_LINKS: _LedgerStatement(LINKS, make_upsert(LINKS)),
    ADD_PROBLEM: _LedgerStatement(PROBLEMS, sa.insert(PROBLEMS)),
    SET_OUTCOME: _LedgerStatement(OUTCOMES, make_upsert(OUTCOMES)),
}


def _run_operation(connection: sa.Connection, operation: Operation) -> None:
    """Run an operation inside a transaction."""
    rows = [dict(row) for row in operation.rows]
    connection.execute(
        STATEMENTS[operation.name].executable, rows[0] if len(rows) == 1 else rows
    )


def _decode_operation(operation: Operation) -> Operation:
    """Give an operation as the journal has it the types of its columns, and those that were added since."""
    table = STATEMENTS[operation.name].table
    operation = migrate_operation(operation, table)
    converters: dict[str, Callable[[object], object]] = {}
    for name in operation.rows[0]:
        converters[name] = _find_converter(table.c[name].type)
    rows = [_convert_row(row, converters) for row in operation.rows]
    return Operation(operation.name, rows)


def _convert_row(
    row: OperationRow, converters: Mapping[str, Callable[[object], object]]
) -> OperationRow:
    converted: dict[str, object] = {}
    for name, value in row.items():
        converted[name] = None if value is None else converters[name](value)
    return converted


def _find_converter(kind: sa.types.TypeEngine[object]) -> Callable[[object], object]:
    if isinstance(kind, BeijingTime):
        return lambda value: datetime.fromisoformat(str(value))
    if isinstance(kind, sa.Date):
        return lambda value: date.fromisoformat(str(value))
    if isinstance(kind, AttachedFiles):
        return decode_attached
    return lambda value: value


# Whoever takes a number has the row until its transaction ends: in every database, numbers and commits have
# one order.
_NEXT = (
    "INSERT INTO journal (place, number) VALUES (1, 1) "
    "ON CONFLICT (place) DO UPDATE SET number = journal.number + 1 RETURNING number"
)
_SET = sa.text(
    "INSERT INTO journal (place, number) VALUES (1, :number) "
    "ON CONFLICT (place) DO UPDATE SET number = :number"
)
_LAST = sa.select(JOURNAL.c.number)


class JournaledDatabase(Database):
    """A database that journals each operation before it is done.

    Without a `journal` it only does them, as tests and replays want it.
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
                    _run_operation(connection, _decode_operation(operation))
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
                _run_operation(connection, operation)
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

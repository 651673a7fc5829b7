"""Every way in which the ledger's facts change, by name, and the one place through which they do.

Crawling and replaying the journal run the same statements. Each transaction stands in the journal before it
is done, and the statements' names stand there for ever: a statement may be changed, but what its name once
took it must take always.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from itertools import zip_longest
from typing import NamedTuple, Self

import sqlalchemy as sa

from tasks.ledger.chain import ROOT
from tasks.ledger.engine import Database
from tasks.ledger.journal import (
    Journal,
    JournalEntry,
    Operation,
    OperationRow,
)
from tasks.ledger.migrations import ADDED_COLUMNS
from tasks.ledger.table_definitions import (
    FETCHES,
    HOMES,
    JOURNAL,
    LINKS,
    OUTCOMES,
    PAGES,
    PARTS,
    PROBLEMS,
    REVISIONS,
    RUNS,
    find_converter,
)


@cache
def _make_upsert(table: sa.Table) -> sa.TextClause:
    """Write a whole row over the one of the same primary key, or add it.

    Two that do so at once do not fail.
    """
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if not column.primary_key]
    values = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    return _make_insert(table, keys, f"UPDATE SET {values}")


@cache
def _make_insert_once(table: sa.Table, key: str, *columns: str) -> sa.TextClause:
    """Add a row of some columns unless there is one of the same key."""
    return _make_insert(table, [key], "NOTHING", (key, *columns))


def _make_insert(
    table: sa.Table,
    keys: Sequence[str],
    otherwise: str,
    names: Sequence[str] = (),
) -> sa.TextClause:
    # The same words in both databases; SQLAlchemy has two classes for them, and compiles these anew every
    # time.
    names = names or table.columns.keys()
    columns = ", ".join(map(_quote_name, names))
    values = ", ".join(f":{name}" for name in names)
    conflict = ", ".join(map(_quote_name, keys))
    insert = f"INSERT INTO {table.name} ({columns}) VALUES ({values})"
    return _make_text(table, f"{insert} ON CONFLICT ({conflict}) DO {otherwise}", names)


def _make_text(table: sa.Table, sql: str, names: Sequence[str]) -> sa.TextClause:
    """Make a statement of its words; its parameters have the names and types of columns of a table."""
    parameters = [sa.bindparam(name, type_=table.c[name].type) for name in names]
    return sa.text(sql).bindparams(*parameters)


def _quote_name(name: str) -> str:
    return f'"{name}"'


class _LedgerStatement(NamedTuple):
    """A statement with the table that it changes; its parameters are named after columns."""

    table: sa.Table
    executable: sa.Executable


def _make_statement(table: sa.Table, sql: str, *names: str) -> _LedgerStatement:
    return _LedgerStatement(table, _make_text(table, sql, names))


def _make_delete(table: sa.Table) -> _LedgerStatement:
    sql = f"DELETE FROM {table.name} WHERE run_id = :run_id AND source_id = :source_id"
    return _make_statement(table, sql, "run_id", "source_id")


NAME_HOME = "name_home"
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
    NAME_HOME: _LedgerStatement(HOMES, _make_insert_once(HOMES, "place", "home_id")),
    START_RUN: _LedgerStatement(RUNS, _make_insert_once(RUNS, "run_id", "started_at")),
    FINISH_RUN: _make_statement(
        RUNS,
        "UPDATE runs SET finished_at = :finished_at WHERE run_id = :run_id",
        "finished_at",
        "run_id",
    ),
    ADD_FETCH: _LedgerStatement(FETCHES, sa.insert(FETCHES)),
    ADD_REVISION: _LedgerStatement(REVISIONS, _make_upsert(REVISIONS)),
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
    SET_PAGE: _LedgerStatement(PAGES, _make_upsert(PAGES)),
    FORGET_LINKS: _make_delete(LINKS),
    FORGET_PROBLEMS: _make_delete(PROBLEMS),
    ADD_LINKS: _LedgerStatement(LINKS, _make_upsert(LINKS)),
    ADD_PROBLEM: _LedgerStatement(PROBLEMS, sa.insert(PROBLEMS)),
    SET_OUTCOME: _LedgerStatement(OUTCOMES, _make_upsert(OUTCOMES)),
}
_JOURNALED_TABLES = tuple(
    dict.fromkeys(statement.table for statement in STATEMENTS.values())
)


def _is_given(column: sa.Column[object]) -> bool:
    """Tell whether the database itself gives a column its values."""
    return bool(column.primary_key) and column.autoincrement is True


# Parts are no news, and go into no journal.
UPSERT_PART = _make_upsert(PARTS)


def _run_operation(connection: sa.Connection, operation: Operation) -> None:
    """Run an operation inside a transaction."""
    rows = [dict(row) for row in operation.rows]
    connection.execute(
        STATEMENTS[operation.name].executable, rows[0] if len(rows) == 1 else rows
    )


def _decode_operation(operation: Operation) -> Operation:
    """Give an operation as the journal has it the types of its columns, and those that were added since."""
    table = STATEMENTS[operation.name].table
    whole = _add_columns(operation.rows, table)
    converters: dict[str, Callable[[object], object]] = {}
    for name in whole[0]:
        converters[name] = find_converter(table.c[name].type)
    rows = [_convert_row(row, converters) for row in whole]
    return Operation(operation.name, rows)


def _add_columns(
    rows: Sequence[OperationRow], table: sa.Table
) -> Sequence[OperationRow]:
    """Give the rows of an older entry the columns that were added to its table since."""
    added = [one for one in ADDED_COLUMNS if one.table is table]
    first = rows[0]
    if not any(one.source in first and one.name not in first for one in added):
        return rows
    whole = []
    for row in rows:
        filled = dict(row)
        for one in added:
            if one.source in row and one.name not in row:
                filled[one.name] = one.fill(row)
        whole.append(filled)
    return whole


def _convert_row(
    row: OperationRow, converters: Mapping[str, Callable[[object], object]]
) -> OperationRow:
    converted: dict[str, object] = {}
    for name, value in row.items():
        converted[name] = None if value is None else converters[name](value)
    return converted


# Whoever takes a number has the row until its transaction ends: in every database, numbers and commits have
# one order, and the digest is that of the entry before.
_NEXT = (
    "INSERT INTO journal (place, number) VALUES (1, 1) "
    "ON CONFLICT (place) DO UPDATE SET number = journal.number + 1 RETURNING number, digest"
)
_NOTE_DIGEST = sa.text("UPDATE journal SET digest = :digest WHERE place = 1")
_NOTE_DIGEST_DIRECTLY = "UPDATE journal SET digest = ? WHERE place = 1"
_SET = sa.text(
    "INSERT INTO journal (place, number, digest) VALUES (1, :number, :digest) "
    "ON CONFLICT (place) DO UPDATE SET number = :number, digest = :digest"
)
_LAST = sa.select(JOURNAL.c.number, JOURNAL.c.digest)


class JournaledDatabase(Database):
    """A database that journals each operation before it is done.

    Without a `journal` it only does them, as tests and replays want it.
    """

    def __init__(
        self,
        url: str,
        prepare: Callable[[sa.Connection], None],
        journal: Journal | None = None,
        *,
        to_read: bool = False,
    ) -> None:
        super().__init__(url, prepare, to_read=to_read)
        self._journal = journal

    def replay(self, entries: Iterable[JournalEntry]) -> None:
        """Do again what entries of a journal say, in one transaction."""
        # not again by itself: what was read of `entries` does not come twice
        with self._begin_writing() as connection:
            for entry in entries:
                for operation in entry.operations:
                    _run_operation(connection, _decode_operation(operation))
                values = {"number": entry.number, "digest": entry.digest or None}
                connection.execute(_SET, values)

    def close(self) -> None:
        """Give the connections back as every database does, and let the journal name its last entry."""
        super().close()
        if self._journal:
            self._journal.close()

    def compare_with(self, other: Self) -> Iterator[str]:
        """Find what another ledger says otherwise: the first such row of each journaled table, in words.

        Numbers that the database gives are left out: they may have gaps. Raises SQLAlchemyError or ValueError
        for a row that cannot be read.
        """
        for table in _JOURNALED_TABLES:
            names = [column.name for column in table.columns if not _is_given(column)]
            query = sa.select(table).order_by(*table.primary_key)
            rows = zip_longest(self._iter_rows(query), other._iter_rows(query))
            for number, (own, others) in enumerate(rows, start=1):
                if own is None or others is None:
                    which = "it is missing here" if own is None else "it is not there"
                    yield f"row {number} of {table.name}: {which}"
                    break
                differing = [name for name in names if own[name] != others[name]]
                if differing:
                    yield f"row {number} of {table.name}: {', '.join(differing)}"
                    break

    def count_rows(self) -> int:
        """Count the rows of the journaled tables."""
        with self._begin_reading() as connection:
            counts = []
            for table in _JOURNALED_TABLES:
                query = sa.select(sa.func.count()).select_from(table)
                counts.append(connection.execute(query).scalar_one())
        return sum(counts)

    def find_last_entry(self) -> int:
        """Give the number of the last entry that the ledger has done; 0 when it was never journaled."""
        last = self._read(lambda connection: connection.execute(_LAST).first())
        return int(last.number) if last else 0

    def find_last_digest(self) -> str:
        """Give the digest of the last entry that the ledger has done; empty when it has none."""
        last = self._read(lambda connection: connection.execute(_LAST).first())
        return str(last.digest or "") if last else ""

    def _write(self, *operations: Operation) -> None:
        """Journal operations and do them, all in one transaction."""
        journal = self._journal
        if journal is None:
            self._transact(lambda connection: _run_all(connection, operations))
            return
        content = journal.encode(operations)
        done = 0, ""

        def do_all(connection: sa.Connection) -> None:
            nonlocal done
            number, parent = _take_place(connection)
            _run_all(connection, operations)
            digest = journal.write(number, parent, content)
            _note_digest(connection, digest)
            done = number, digest

        self._transact(do_all)
        journal.note_commit(*done)


def _run_all(connection: sa.Connection, operations: Iterable[Operation]) -> None:
    for operation in operations:
        _run_operation(connection, operation)


def _take_place(connection: sa.Connection) -> tuple[int, str]:
    """Give the number of the next entry, and the digest of the one before."""
    if connection.dialect.name != "sqlite":
        # SQLAlchemy notices where the connection is broken
        number, digest = connection.exec_driver_sql(_NEXT).one()
        return int(number), str(digest or ROOT)
    # By the driver itself: this runs in every transaction, and SQLAlchemy's care would cost as much as an
    # insert.
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(_NEXT)
        number, digest = cursor.fetchone() or (0, "")
    return int(number), str(digest or ROOT)


def _note_digest(connection: sa.Connection, digest: str) -> None:
    """Note the digest of the entry that is being done."""
    if connection.dialect.name != "sqlite":
        connection.execute(_NOTE_DIGEST, {"digest": digest})
        return
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(_NOTE_DIGEST_DIRECTLY, (digest,))

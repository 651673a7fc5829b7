"""Ledgers and journals of earlier versions: columns that were added since, and what they are for older rows.

A journal's entries stand in the archive for ever, and a rebuild must read the oldest of them; the ledger of
an operator is brought up to date when it is opened. Both take the value of a column from here.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa

from tasks.ledger.journal import OperationRow
from tasks.ledger.table_definitions import (
    FETCHES,
    JOURNAL,
    METADATA,
    OUTCOMES,
    PARTS,
    PROBLEMS,
    REVISIONS,
)
from tasks.model.catalogue import catalogue, list_value_names

# Until outcomes said it in columns, only their reason did: `2 new; list not seen whole: page limit`,
# `3 unchanged; 12 pages left out by --limit`.
_LEFT_OUT = re.compile(r"(\d+) pages? left out")
_NOT_WHOLE = "list not seen whole"


class _AddedColumn(NamedTuple):
    """A column that a later version added; `fill` gives its value for a row from before, from its `source`.

    Operations that only name rows, to forget them, lack the source, and are left as they are.
    """

    table: sa.Table
    name: str
    source: str
    fill: Callable[[OperationRow], object]


def _find_list_complete(row: OperationRow) -> bool:
    return _NOT_WHOLE not in str(row["reason"])


def _count_left_out(row: OperationRow) -> int:
    match = _LEFT_OUT.search(str(row["reason"]))
    if match:
        return int(match[1])
    return 0


def _make_chinese_message(row: OperationRow) -> str:
    """Make the Chinese sentence of a problem that has none: the code's, or else what the code means."""
    entry = catalogue().get(str(row["code"]))
    if entry is None:
        return str(row["message"])
    sentence = entry.message.zh
    if list_value_names(sentence):
        return entry.meaning.zh.rstrip("。")
    return sentence


ADDED_COLUMNS = (
    _AddedColumn(OUTCOMES, "list_complete", "reason", _find_list_complete),
    _AddedColumn(OUTCOMES, "left_out", "reason", _count_left_out),
    _AddedColumn(PROBLEMS, "message_zh", "code", _make_chinese_message),
)
# Any number that nobody else locks in the same database.
_SETUP_LOCK = 0x66617A6869
# Tables whose later columns need no value for older rows: null says that it is not known.
_EXTENSIBLE = (FETCHES, REVISIONS, OUTCOMES, PROBLEMS, PARTS, JOURNAL)


def prepare_database(connection: sa.Connection) -> None:
    """Make or migrate the tables; of several processes that open a ledger at once only one does."""
    _make_tables(connection)
    _migrate_database(connection)


def _make_tables(connection: sa.Connection) -> None:
    """Make the tables that are missing; nobody else makes or migrates them until the transaction ends."""
    if connection.dialect.name == "postgresql":
        # Two processes that make the same table at once fail; the lock falls with the transaction.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SETUP_LOCK)))
    METADATA.create_all(connection)


def _migrate_database(connection: sa.Connection) -> None:
    """Add the columns that a ledger of an earlier version lacks, and fill them for the rows that it has."""
    inspector = sa.inspect(connection)
    for table in _EXTENSIBLE:
        present = {column["name"] for column in inspector.get_columns(table.name)}
        missing = [column for column in table.columns if column.name not in present]
        for column in missing:
            _add_column(connection, table, column)
        names = {column.name for column in missing}
        for added in ADDED_COLUMNS:
            if added.table is table and added.name in names:
                _fill_column(connection, added)


def _add_column(
    connection: sa.Connection, table: sa.Table, column: sa.Column[object]
) -> None:
    sql = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {sql}")


def _fill_column(connection: sa.Connection, added: _AddedColumn) -> None:
    """Fill a new column row by row, by the table's primary key."""
    table = added.table
    keys = list(table.primary_key)
    known = [column for column in table.columns if column.name != added.name]
    for row in connection.execute(sa.select(*known)).mappings().all():
        same = sa.and_(*(key == row[key.name] for key in keys))
        change = (
            sa.update(table).where(same).values({added.name: added.fill(dict(row))})
        )
        connection.execute(change)

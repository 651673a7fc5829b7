"""The ledger's databases: SQLite (WAL) and PostgreSQL, made to behave alike."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import ConnectionPoolEntry

_BUSY_SECONDS = 60
# The option that a transaction takes which is going to write.
WRITES: Mapping[str, bool] = {"fazhi_writes": True}


def engine_of(url: str) -> sa.Engine:
    """Make the engine of a ledger; under SQLite it waits its turn, and writes ahead."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True)
    engine = sa.create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: "sa.engine.interfaces.DBAPIConnection", _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own begins too late and not at once
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A power cut may take the last rows, never the order; the archive has the records, and the next run asks again.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that starts reading and then writes fails at once under WAL when another wrote between;
    # one that says so from the start waits its turn.
    writes = any(connection.get_execution_options().get(name, False) for name in WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def upsert(connection: sa.Connection, table: sa.Table, keys: Sequence[str], row: Mapping[str, object]) -> None:
    """Write a row over the one of the same key, or add it; two that do so at once do not fail."""
    others = {name: value for name, value in row.items() if name not in keys}
    connection.execute(_insert(connection, table).values(**row).on_conflict_do_update(index_elements=keys, set_=others))


def insert_once(connection: sa.Connection, table: sa.Table, keys: Sequence[str], row: Mapping[str, object]) -> None:
    """Add a row unless there is one of the same key."""
    connection.execute(_insert(connection, table).values(**row).on_conflict_do_nothing(index_elements=keys))


def _insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    # The two dialects word it alike, SQLAlchemy keeps it in two classes all the same.
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)

"""The ledger's databases: SQLite (WAL) and PostgreSQL, made to behave alike; transactions and rows.

Statements are made once, as constants with parameters: SQLAlchemy compiles each of them once then, instead of
every time, which used to cost more than all that the database does.

Who needs all rows of a table reads them as Arrow batches, without an object a row. Arrow is imported when it
is needed, for a crawl does without its thirty megabytes.
"""

import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from tasks.ledger.table_definitions import COMMITS

if TYPE_CHECKING:
    import pyarrow as pa
    from _typeshed import DataclassInstance

# Of some hundred bytes each: a batch of rows is some megabytes of Python objects, and gone with the next one.
BATCH = 8192

_BUSY_SECONDS = 60
# How long a database server that went away is waited for, since it may be restarted in the middle of a night.
# A wrong address is told sooner.
_AWAY_SECONDS = 60.0
_OPENING_SECONDS = 10.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
# Classes of states in which a PostgreSQL server takes no statement for the moment; its driver has none then.
_AWAY_STATES = ("08", "57P")
# The option that a transaction takes which is going to write.
_WRITES = "fazhi_writes"
# SQLite takes one writer at a time, and lets the others poll, up to a tenth of a second apart: threads queue
# here.
_WRITE_LOCK = threading.Lock()
_Found = TypeVar("_Found")


class Database:
    """A database behind a SQLAlchemy URL; one engine with a connection for each thread that is at work.

    All that a process opens of one URL share the engine, and so the statements that it has compiled; the
    first one `prepare`s the database.
    """

    def __init__(self, url: str, prepare: Callable[[sa.Connection], None]) -> None:
        self._url = url
        self._engine = _ENGINES.take(url, prepare)
        self._open = True
        self._write_engine = self._engine.execution_options(**{_WRITES: True})
        self._write_lock = (
            _WRITE_LOCK if self._engine.dialect.name == "sqlite" else nullcontext()
        )

    def close(self) -> None:
        """Give the database's connections back, when nobody else in this process uses them.

        Twice does no harm.
        """
        if self._open:
            self._open = False
            _ENGINES.give_back(self._url)

    @contextmanager
    def _begin_reading(self) -> Iterator[sa.Connection]:
        """Open a connection to read; who reads all at once asks by `_read`, which bears a restart, too."""
        with Database.repeat_while_away(self._engine.connect) as connection:
            yield connection

    def _read(self, work: Callable[[sa.Connection], _Found]) -> _Found:
        """Read something, from the beginning again when the server went away in the middle."""

        def read_once() -> _Found:
            with self._engine.connect() as connection:
                return work(connection)

        return Database.repeat_while_away(read_once)

    def _iter_rows(
        self, query: sa.Executable, parameters: Mapping[str, object] | None = None
    ) -> Iterator[sa.RowMapping]:
        """Read the rows of a query one by one."""

        def execute_once() -> sa.CursorResult[tuple[object, ...]]:
            connection = self._engine.connect()
            try:
                return connection.execute(query, parameters)
            except BaseException:
                connection.close()
                raise

        result = Database.repeat_while_away(execute_once)
        with closing(result.connection), closing(result):
            yield from result.mappings()

    def _find_row(
        self, query: sa.Executable, parameters: Mapping[str, object] | None = None
    ) -> sa.RowMapping | None:
        """Read the first row of a query; null when there is none."""
        return self._read(
            lambda connection: connection.execute(query, parameters).mappings().first()
        )

    def _read_batches(
        self, query: sa.Select[tuple[object, ...]], schema: "pa.Schema"
    ) -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        with self._begin_reading() as connection:
            result = connection.execution_options(yield_per=BATCH).execute(query)
            for rows in result.partitions():
                arrays = []
                for values, field in zip(zip(*rows, strict=True), schema, strict=True):
                    arrays.append(pa.array(values, field.type))
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    @contextmanager
    def _begin_writing(self) -> Iterator[sa.Connection]:
        with self._write_lock, self._write_engine.begin() as connection:
            yield connection

    def _transact(self, work: Callable[[sa.Connection], None]) -> None:
        """Do something in one transaction, again when the server went away before it was committed."""
        if self._engine.dialect.name == "sqlite":
            with self._begin_writing() as connection:
                work(connection)
            return
        worker = _find_worker()
        worker.tries = 0

        def work_once() -> None:
            worker.tries += 1
            if worker.tries > 1 and self._was_committed(worker):
                return
            with self._begin_writing() as connection:
                worker.note_commit(connection)
                work(connection)

        Database.repeat_while_away(work_once)
        worker.number += 1

    def _was_committed(self, worker: "_Worker") -> bool:
        """Tell whether a transaction was committed whose connection broke before the answer came."""
        query = sa.select(COMMITS.c.number).where(COMMITS.c.worker == worker.name)
        with self._engine.connect() as connection:
            number = connection.execute(query).scalar_one_or_none()
        return number == worker.number

    @staticmethod
    def is_away(error: BaseException) -> bool:
        """Tell whether an error says that a database server went away or is not ready; SQLite has none."""
        if not isinstance(error, sa.exc.DBAPIError):
            return False
        if error.connection_invalidated:
            return True
        if not isinstance(error, sa.exc.OperationalError):
            return False
        if isinstance(error.orig, sqlite3.Error):
            return False
        state = getattr(error.orig, "sqlstate", None)
        return state is None or state.startswith(_AWAY_STATES)

    @staticmethod
    def repeat_while_away(
        work: Callable[[], _Found], seconds: float = _AWAY_SECONDS
    ) -> _Found:
        """Do what may be done twice until the database server answers, for so many seconds at most.

        Raises the error of the last try, and at once what is no sign of a server that is away.
        """
        until = time.monotonic() + seconds
        pause = _SHORTEST_PAUSE
        while True:
            try:
                return work()
            except sa.exc.DBAPIError as error:
                is_late = time.monotonic() + pause > until
                if is_late or not Database.is_away(error):
                    raise
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    @staticmethod
    def select_rows(
        table: sa.Table, row: "type[DataclassInstance]"
    ) -> sa.Select[tuple[object, ...]]:
        """Select the columns that a row's class names."""
        return sa.select(*(table.c[field.name] for field in fields(row)))

    @staticmethod
    def get_values(row: "DataclassInstance") -> dict[str, object]:
        """Give a row's values by column.

        Flat, since `asdict` copies each of them, which costs more than the insert.
        """
        return {field.name: getattr(row, field.name) for field in fields(row)}


class _Engines:
    """The engines of this process by URL, each with the number of those who use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: dict[str, tuple[sa.Engine, int]] = {}

    def take(self, url: str, prepare: Callable[[sa.Connection], None]) -> sa.Engine:
        """Give a URL's engine, made and its database prepared for the first who asks."""
        with self._lock:
            if url not in self._used:
                engine = _create_engine(url)
                Database.repeat_while_away(
                    lambda: _prepare_engine(engine, prepare), _OPENING_SECONDS
                )
                self._used[url] = engine, 0
            engine, users = self._used[url]
            self._used[url] = engine, users + 1
        return engine

    def give_back(self, url: str) -> None:
        """Close the engine's connections when its last user gives it back."""
        with self._lock:
            engine, users = self._used.pop(url)
            if users > 1:
                self._used[url] = engine, users - 1
        if users == 1:
            engine.dispose()


_ENGINES = _Engines()


def _prepare_engine(
    engine: sa.Engine, prepare: Callable[[sa.Connection], None]
) -> None:
    writer = engine.execution_options(**{_WRITES: True})
    with _WRITE_LOCK, writer.begin() as connection:
        prepare(connection)


class _Worker:
    """A thread that writes to a server: its name, and the number of the transaction that it is at."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.number = 1
        self.tries = 0

    def note_commit(self, connection: sa.Connection) -> None:
        """Let the present transaction say which one it is; a worker's first takes away those of days ago."""
        if self.number == 1:
            connection.execute(_FORGET_COMMITS)
        values = {"worker": self.name, "number": self.number}
        connection.execute(_NOTE_COMMIT, values)


_THREAD = threading.local()
_FORGET_COMMITS = sa.text(
    "DELETE FROM commits WHERE began_at < now() - interval '7 days'"
)
_NOTE_COMMIT = sa.text(
    "INSERT INTO commits (worker, number, began_at) VALUES (:worker, :number, now()) "
    "ON CONFLICT (worker) DO UPDATE SET number = :number"
)


def _find_worker() -> _Worker:
    """Give the worker that the present thread is; a process that was forked has its own."""
    if getattr(_THREAD, "process", None) != os.getpid():
        _THREAD.process = os.getpid()
        _THREAD.worker = _Worker()
    worker: _Worker = _THREAD.worker
    return worker


def _create_engine(url: str) -> sa.Engine:
    """Make the engine of a ledger; under SQLite it waits its turn, and writes ahead."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True)
    engine = sa.create_engine(
        parsed, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(
    connection: "sa.engine.interfaces.DBAPIConnection", _entry: ConnectionPoolEntry
) -> None:
    # we say BEGIN ourselves: the driver's own begins too late and not at once
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A power cut may take the last rows, never the order; the archive has the records, and the next run asks
    # again.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that starts reading and then writes fails at once under WAL when another wrote between;
    # one that says so from the start waits its turn. A reader needs none: each of its statements sees one
    # state by itself.
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql("BEGIN IMMEDIATE")

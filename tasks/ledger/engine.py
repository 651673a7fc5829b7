"""The ledger's databases: SQLite (WAL) and PostgreSQL, made to behave alike; transactions and rows.

Statements are made once, as constants with parameters: SQLAlchemy compiles each of them once then, instead of
every time, which used to cost more than all that the database does.

Who needs all rows of a table reads them as Arrow batches, without an object a row. Arrow is imported when it
is needed, for a crawl does without its thirty megabytes.
"""

import os
import shutil
import sqlite3
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from tasks.ledger.table_definitions import COMMITS
from tasks.model.stopping import Stop

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
# The option that a transaction takes whose statements all see one state.
_SNAPSHOT = "fazhi_snapshot"
# SQLite takes one writer at a time, and lets the others poll, up to a tenth of a second apart: threads queue
# here.
_WRITE_LOCK = threading.Lock()
_Found = TypeVar("_Found")
# What PostgreSQL calls a statement that would write where nothing may be written.
_PG_READ_ONLY = "25006"
_Prepare = Callable[[sa.Connection], None]


class Database:
    """A database behind a SQLAlchemy URL; one engine with a connection for each thread that is at work.

    All that a process opens of one URL share the engine, and so the statements that it has compiled; the
    first one `prepare`s the database. One that is opened `to_read` is never written to: what is of an earlier
    version is brought up to date in a copy of an SQLite file, which is gone afterwards.
    """

    def __init__(self, url: str, prepare: _Prepare, *, to_read: bool = False) -> None:
        self._url = url
        self._to_read = to_read
        self._engine = _ENGINES.take(url, prepare, to_read=to_read)
        self._open = True
        self._snapshot: sa.Connection | None = None
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
            _ENGINES.give_back(self._url, to_read=self._to_read)

    @staticmethod
    def is_refused_as_read_only(error: sa.exc.DBAPIError) -> bool:
        """Tell whether a database that is only read was to be written to, as one of an earlier version is."""
        if isinstance(error.orig, sqlite3.Error):
            return error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY
        return getattr(error.orig, "sqlstate", "") == _PG_READ_ONLY

    @staticmethod
    def locate_seal(file: Path) -> Path:
        """Give the file that holds the digest of an SQLite ledger as the last run left it."""
        return file.with_name(f"{file.name}.sha256")

    def find_flaw(self) -> str:
        """Say what is wrong with pages or indexes of an SQLite file; empty when nothing, and of others."""
        if self._engine.dialect.name != "sqlite":
            return ""
        with self._begin_reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        return "" if found == "ok" else str(found).splitlines()[-1]

    @contextmanager
    def hold_snapshot(self) -> Iterator[None]:
        """Let all that this object reads in the block come from one state of the database.

        What others write meanwhile is seen afterwards. A server that goes away takes the state along: the
        block fails, and has to be done again.
        """
        options: dict[str, object] = {_SNAPSHOT: True}
        if self._engine.dialect.name == "postgresql":
            options = {"isolation_level": "REPEATABLE READ"}
        with Database.repeat_while_away(self._engine.connect) as connection:
            self._snapshot = connection.execution_options(**options)
            try:
                yield
            finally:
                self._snapshot = None

    @contextmanager
    def _begin_reading(self) -> Iterator[sa.Connection]:
        """Open a connection to read; who reads all at once asks by `_read`, which bears a restart, too."""
        if self._snapshot is not None:
            yield self._snapshot
            return
        with Database.repeat_while_away(self._engine.connect) as connection:
            yield connection

    def _read(self, work: Callable[[sa.Connection], _Found]) -> _Found:
        """Read something, from the beginning again when the server went away in the middle."""
        if self._snapshot is not None:
            return work(self._snapshot)

        def read_once() -> _Found:
            with self._engine.connect() as connection:
                return work(connection)

        return Database.repeat_while_away(read_once)

    def _iter_rows(
        self, query: sa.Executable, parameters: Mapping[str, object] | None = None
    ) -> Iterator[sa.RowMapping]:
        """Read the rows of a query one by one."""
        if self._snapshot is not None:
            yield from self._snapshot.execute(query, parameters).mappings()
            return

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
            options = {"yield_per": BATCH}
            result = connection.execute(query, execution_options=options)
            for rows in result.partitions():
                arrays = []
                for values, field in zip(zip(*rows, strict=True), schema, strict=True):
                    arrays.append(pa.array(values, field.type))
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    @contextmanager
    def _begin_writing(self) -> Iterator[sa.Connection]:
        if self._engine.dialect.name == "sqlite" and self._engine.url.database:
            # what is written from here on is not what the last run left
            seal = Database.locate_seal(Path(self._engine.url.database))
            seal.unlink(missing_ok=True)
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
        """Do what may be done twice until the database server answers.

        It is waited for so many seconds at most from when it went away. Raises the error of the last try, at
        once what is no sign of a server that is away, and RunStopped when this process is asked to end.
        """
        until: float | None = None
        pause = _SHORTEST_PAUSE
        while True:
            try:
                return work()
            except sa.exc.DBAPIError as error:
                now = time.monotonic()
                until = now + seconds if until is None else until
                is_late = now + pause > until
                if is_late or not Database.is_away(error):
                    raise
            Stop.pause(pause)
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


class _OpenEngine(NamedTuple):
    """An engine, what is to be done when nobody uses it any more, and the number of those who use it."""

    engine: sa.Engine
    close: ExitStack
    users: int


class _Engines:
    """The engines of this process by URL, those that only read apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: dict[tuple[str, bool], _OpenEngine] = {}

    def take(self, url: str, prepare: _Prepare, *, to_read: bool) -> sa.Engine:
        """Give a URL's engine, made and its database prepared for the first who asks."""
        key = url, to_read
        with self._lock:
            if key not in self._used:
                with ExitStack() as opened:
                    opening = _open_to_read if to_read else _open_to_write
                    engine = opening(url, prepare, opened)
                    self._used[key] = _OpenEngine(engine, opened.pop_all(), 0)
            known = self._used[key]
            self._used[key] = known._replace(users=known.users + 1)
        return known.engine

    def give_back(self, url: str, *, to_read: bool) -> None:
        """Close the engine's connections when its last user gives it back."""
        key = url, to_read
        with self._lock:
            known = self._used.pop(key)
            if known.users > 1:
                self._used[key] = known._replace(users=known.users - 1)
        if known.users == 1:
            known.close.close()


_ENGINES = _Engines()


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


def _open_to_write(url: str, prepare: _Prepare, opened: ExitStack) -> sa.Engine:
    engine = _create_engine(sa.make_url(url))
    opened.callback(engine.dispose)
    writer = engine.execution_options(**{_WRITES: True})

    def prepare_once() -> None:
        with _WRITE_LOCK, writer.begin() as connection:
            prepare(connection)

    Database.repeat_while_away(prepare_once, _OPENING_SECONDS)
    return engine


def _open_to_read(url: str, prepare: _Prepare, opened: ExitStack) -> sa.Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_file_to_read(Path(parsed.database or ""), prepare, opened)
    engine = _create_engine(parsed)
    opened.callback(engine.dispose)
    reader = engine.execution_options(postgresql_readonly=True)

    def prepare_once() -> None:
        with reader.connect() as connection:
            prepare(connection)

    Database.repeat_while_away(prepare_once, _OPENING_SECONDS)
    return reader


def _open_file_to_read(file: Path, prepare: _Prepare, opened: ExitStack) -> sa.Engine:
    """Open an SQLite file that is only read; preparing it finds out whether it is up to date."""
    if _needs_copy(file):
        copy = _make_place(opened) / file.name
        for ending in ("", "-wal"):
            shutil.copyfile(_name_beside(file, ending), _name_beside(copy, ending))
        return _open_to_write(f"sqlite:///{copy}", prepare, opened)
    engine = _create_reader(file.resolve())
    opened.callback(engine.dispose)
    try:
        with engine.connect() as connection:
            prepare(connection)
    except sa.exc.OperationalError as error:
        if not Database.is_refused_as_read_only(error):
            raise
        copy = _make_place(opened) / file.name
        _copy_database(engine, copy)
        return _open_to_write(f"sqlite:///{copy}", prepare, opened)
    return engine


def _make_place(opened: ExitStack) -> Path:
    folder = tempfile.TemporaryDirectory(prefix="fazhi-ledger-")
    return Path(opened.enter_context(folder))


def _copy_database(engine: sa.Engine, to: Path) -> None:
    with engine.connect() as connection, closing(sqlite3.connect(to)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)


def _needs_copy(file: Path) -> bool:
    """Tell whether the last rows stand in a log without its index, which SQLite would have to make."""
    log = _name_beside(file, "-wal")
    index = _name_beside(file, "-shm")
    return log.is_file() and log.stat().st_size > 0 and not index.is_file()


def _name_beside(file: Path, ending: str) -> Path:
    """Name what SQLite keeps beside a file."""
    return file.with_name(file.name + ending)


def _create_reader(file: Path) -> sa.Engine:
    """Make the engine of an SQLite file that is only read; nothing stays beside it that was not there."""
    options = {"uri": "true"} | _choose_mode(file)
    url = sa.URL.create("sqlite", database=f"file:{quote(str(file))}", query=options)
    engine = sa.create_engine(
        url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _prepare_reader)
    return engine


def _choose_mode(file: Path) -> dict[str, str]:
    """Choose how SQLite opens a file.

    Where a writer is at work, or was killed, its log is read, and left as it is. Else SQLite makes a log and
    takes it away again, where it may; where it may not nobody writes.
    """
    if all(_name_beside(file, ending).is_file() for ending in ("-wal", "-shm")):
        return {"mode": "ro"}
    if os.access(file, os.W_OK) and os.access(file.parent, os.W_OK):
        return {"mode": "rw"}
    return {"mode": "ro", "immutable": "1"}


def _create_engine(parsed: sa.URL) -> sa.Engine:
    """Make the engine of a ledger; under SQLite it waits its turn, and writes ahead."""
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True)
    engine = sa.create_engine(
        parsed, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_reader(
    connection: "sa.engine.interfaces.DBAPIConnection", _entry: ConnectionPoolEntry
) -> None:
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA query_only=ON")


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
    options = connection.get_execution_options()
    if options.get(_WRITES):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif options.get(_SNAPSHOT):
        connection.exec_driver_sql("BEGIN")

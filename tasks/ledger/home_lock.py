"""A home and its ledger have one writer at a time, from its first request to its last rename.

The kernel holds the lock of the home, a file under `state/`, and frees it when the process that took it ends,
however it ends. A ledger that stands elsewhere is held as well: an SQLite file by a lock beside it, and
PostgreSQL by an advisory lock of a session of its own, so that runs on several machines count as one home's.
Nobody waits for a lock. What stands in the lock's file, and the name of the session, are for people alone:
nothing is decided by them.

Tasks, threads and nested commands of the one who holds the home share it. Whoever only reads takes no lock.
"""

import os
import select
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import FazhiError, HomeBusy
from tasks.model.run import BEIJING

# Any number that nobody else locks in the same database; the second half of the key is the schema's.
_KEY = 0x66617A69
_TAKE = sa.text("SELECT pg_try_advisory_lock(:key, hashtext(current_schema()))")
_SIGN = sa.text("SELECT set_config('application_name', :name, false)")
_OWNER = sa.text(
    "SELECT application_name, backend_start FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND classid = :key AND objsubid = 2 "
    "AND objid::bigint = hashtext(current_schema())::bigint & 4294967295"
)
# What PostgreSQL keeps of a session's name.
_LONGEST_NAME = 63
# How often the end of a lost session is looked for, and how often a new one is tried.
_LOOK_SECONDS = 0.2
# How long a session that was lost is waited for before something is published.
_PATIENCE = 60


@contextmanager
def hold_home(home: Home, database_url: str, who: str) -> Iterator[None]:
    """Be the one who writes a home and its ledger while the block lasts.

    `who` names the run or the command to those who come second. What is called within the block may ask
    again, and shares it. Raises HomeBusy at once when somebody else holds the home or its ledger, or took
    over the ledger after PostgreSQL ended our session.
    """
    held = _HELD.get()
    if held and held.is_of(home):
        held.check()
        held.sign(who)
        yield
        return
    with ExitStack() as stack:
        hold = _Hold(home, database_url, who, stack)
        token = _HELD.set(hold)
        stack.callback(_HELD.reset, token)
        yield


class _Hold:
    """What one process holds of a home: the locks of its files, and the session at its ledger."""

    def __init__(self, home: Home, url: str, who: str, stack: ExitStack) -> None:
        self._home = home
        self._since = datetime.now(BEIJING)
        self._session: _LedgerSession | None = None
        self._open = True
        self._take_file(home.lock, f"the home {home.root}", stack)
        backend = _find_backend(url)
        if backend == "sqlite":
            self._take_file_elsewhere(url, stack)
        else:
            # what is wrong with the URL is told as by everybody who opens it
            stack.enter_context(closing(Ledger(url)))
        if backend == "postgresql":
            self._session = _LedgerSession(url)
            stack.callback(self._session.close)
            self._session.take()
        self.sign(who)
        stack.callback(self._end)

    def is_of(self, home: Home) -> bool:
        """Tell whether it is of a home, and still held."""
        return self._open and self._home.root == home.root

    def check(self) -> None:
        """Raise HomeBusy when somebody else took the ledger over."""
        if self._session:
            self._session.check()

    def sign(self, who: str) -> None:
        """Write down who holds it."""
        process = f"process {os.getpid()} on {socket.gethostname()}"
        since = f"since {self._since:%Y-%m-%d %H:%M:%S}"
        text = f"{who}, {process}, {since}\n"
        self._home.lock.write_text(text, encoding="utf-8")
        if self._session:
            self._session.sign(f"{who}, {process}")

    def _take_file_elsewhere(self, url: str, stack: ExitStack) -> None:
        """Take the lock beside an SQLite ledger that does not stand in the home."""
        file = Ledger.find_sqlite_file(url)
        if file and file.resolve().parent != self._home.state:
            beside = file.with_name(f"{file.name}.lock")
            self._take_file(beside, f"the ledger {file}", stack)

    def _take_file(self, file: Path, place: str, stack: ExitStack) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        # a lock that is no lock of the kernel's would outlive its process
        lock = FileLock(file, thread_local=False, fallback_to_soft=False)
        try:
            stack.enter_context(lock.acquire(blocking=False))
        except Timeout as error:
            owner = file.read_text(encoding="utf-8", errors="replace").strip()
            raise _describe_busy(place, owner) from error

    def _end(self) -> None:
        self._open = False
        self._home.lock.write_text("", encoding="utf-8")


def _find_backend(url: str) -> str:
    """Name the kind of database of a URL; empty when it is none."""
    try:
        return sa.make_url(url).get_backend_name()
    except sa.exc.ArgumentError:
        return ""


def _describe_busy(place: str, owner: str) -> HomeBusy:
    return HomeBusy(
        f"{owner or 'another run or command'} is at work in {place}: nothing was done; "
        "wait until it has ended, or stop it, then start again"
    )


_HELD: ContextVar[_Hold | None] = ContextVar("held home", default=None)


def _stop_run() -> None:
    """Stop what this process is at, as SIGTERM does where it is listened to: it sends no request any more."""
    handler = signal.getsignal(signal.SIGTERM)
    if callable(handler):
        os.kill(os.getpid(), signal.SIGTERM)


class _LedgerSession:
    """A session at PostgreSQL that holds the ledger's advisory lock.

    When the server ends the session, as in a restart, a thread takes the lock again in a new one.
    """

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(
            url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT"
        )
        self._place = f"the ledger {self._engine.url.render_as_string()}"
        self._name = ""
        self._lost: HomeBusy | None = None
        self._guard = threading.Lock()
        self._done = threading.Event()
        self._watcher = threading.Thread(
            target=self._watch, name="ledger lock", daemon=True
        )
        self._connection = self._engine.connect()

    def take(self) -> None:
        """Take the lock, and watch over it from then on; raises HomeBusy when another session has it."""
        self._lock()
        self._watcher.start()

    def check(self) -> None:
        """Raise HomeBusy when the lock was lost to another session, FazhiError while there is none."""
        if not self._guard.acquire(timeout=_PATIENCE):
            raise FazhiError(
                f"{self._place} does not answer any more, so that nobody knows who writes it; "
                "see that PostgreSQL is up, then start again"
            )
        self._guard.release()
        if self._lost:
            raise self._lost

    def sign(self, name: str) -> None:
        """Give the session a name."""
        self._name = name[:_LONGEST_NAME]
        # a session that has just ended is named when it is taken again
        with self._guard, suppress(sa.exc.SQLAlchemyError):
            self._connection.execute(_SIGN, {"name": self._name})

    def close(self) -> None:
        """End the session, which frees the lock."""
        self._done.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self._connection.close()
        self._engine.dispose()

    def _lock(self) -> None:
        if self._connection.execute(_TAKE, {"key": _KEY}).scalar_one():
            return
        found = self._connection.execute(_OWNER, {"key": _KEY}).first()
        owner = ""
        if found and found.application_name:
            since = found.backend_start.astimezone(BEIJING)
            owner = f"{found.application_name}, since {since:%Y-%m-%d %H:%M:%S}"
        raise _describe_busy(self._place, owner)

    def _watch(self) -> None:
        """Take the lock again whenever the server ends the session, until it is lost or given up."""
        while not self._done.is_set() and not self._lost:
            if self._may_have_ended():
                with self._guard:
                    self._take_again()

    def _is_gone(self) -> bool:
        """Tell whether the session has ended: SQLAlchemy would open another one without the lock."""
        return self._connection.closed or self._connection.invalidated

    def _may_have_ended(self) -> bool:
        """Wait a moment for a word of the server: a session that asks nothing is told nothing but its end."""
        if self._is_gone():
            return True
        try:
            driver = self._connection.connection.driver_connection
            assert driver is not None
            return bool(select.select([driver], (), (), _LOOK_SECONDS)[0])
        except (sa.exc.SQLAlchemyError, OSError, ValueError):
            # whoever signs found the end in this moment
            return True
        except self._engine.dialect.loaded_dbapi.Error:
            return True

    def _take_again(self) -> None:
        while not self._done.is_set():
            try:
                if self._is_gone():
                    self._connection.close()
                    self._connection = self._engine.connect()
                    self._lock()
                self._connection.execute(_SIGN, {"name": self._name})
            except HomeBusy as busy:
                self._lost = busy
                _stop_run()
            except sa.exc.SQLAlchemyError:
                # not up again yet
                self._connection.invalidate()
                self._connection.close()
                self._done.wait(_LOOK_SECONDS)
                continue
            return

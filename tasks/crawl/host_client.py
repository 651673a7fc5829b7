"""The client of a host: its requests in one run, under its robots.txt and within the sources' budgets.

One run is at a host at a time, whatever process it belongs to. A lock is a file that the kernel locks and
frees when its process ends, however it ends; what stands in the file says whose it is. A text that is left in
a free file is that of a process that died. Nobody ever waits for a lock, so that no two workers can wait for
each other. The workers of one run in one process share what one of them has taken: they keep each other's
pace.
"""

import fcntl
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from tasks.fetch.pacing import describe_retry_time
from tasks.fetch.responses import PageCheck
from tasks.fetch.robots import RobotsRules
from tasks.fetch.session import PoliteSession, RequestTerms
from tasks.fetch.urls import parse_host
from tasks.model.errors import Blocked, FetchError, Postponed, Refused, Unreachable
from tasks.model.page import Page, Request
from tasks.model.run import Run
from tasks.model.source import Source


class HostTakenError(Exception):
    """Raised when another worker is at the host; the message says whose it is."""


@dataclass(slots=True)
class _HeldLock:
    """A lock that this process holds for a run, and how many workers share it."""

    file: TextIO
    run_id: str
    workers: int = 1


_HELD_LOCKS: dict[Path, _HeldLock] = {}
_HELD_LOCKS_GUARD = threading.Lock()


class HostLocks:
    """The locks of one worker.

    Each host's is taken when the host is first asked; all are released at the end.
    """

    def __init__(self, folder: Path, run: Run) -> None:
        self._folder = folder
        self._run = run
        self._taken: set[Path] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for path in self._taken:
            _release(path)
        self._taken.clear()

    def take(self, host: str) -> str:
        """Take the lock of a host, if it is not ours already.

        Gives whose stale lock was taken over, empty when free. Raises HostTakenError at once when another run
        holds it.
        """
        path = self._folder / f"{host.replace(':', '_')}.lock"
        if path in self._taken:
            return ""
        self._folder.mkdir(
            parents=True,
            exist_ok=True,
        )
        stale = _take(path, self._run)
        self._taken.add(path)
        return stale

    def claim(self, host: str) -> str:
        """Take the lock of a host on the way; says why it cannot be asked now, empty when it can."""
        try:
            self.take(host)
        except HostTakenError as taken:
            return f"another worker is at {host} ({taken})"
        return ""


def _take(path: Path, run: Run) -> str:
    with _HELD_LOCKS_GUARD:
        held = _HELD_LOCKS.get(path)
        if held is not None and held.run_id == run.run_id:
            held.workers += 1
            return ""
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            with file:
                owner = _read_owner(file.fileno()) or "another worker"
                raise HostTakenError(owner) from error
        stale = _read_owner(file.fileno())
        process = f"process {os.getpid()} on {socket.gethostname()}"
        _write(file.fileno(), f"run {run.run_id}, {process}, since {run.now():%F %T}")
        _HELD_LOCKS[path] = _HeldLock(file, run.run_id)
        return stale


def _release(path: Path) -> None:
    with _HELD_LOCKS_GUARD:
        held = _HELD_LOCKS[path]
        held.workers -= 1
        if held.workers:
            return
        del _HELD_LOCKS[path]
        _write(held.file.fileno(), "")
        held.file.close()  # which frees it


def _read_owner(descriptor: int) -> str:
    return os.pread(descriptor, 4096, 0).decode("utf-8", "replace").strip()


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.write(descriptor, text.encode())


RobotsHandler = Callable[[Source, Page], None]
RobotsFailureHandler = Callable[[Source, Request, FetchError], None]

# After so many failures in a row a host is left alone until the next run: it is down, or wants us to go.
_MAX_FAILURES = 5


@dataclass(slots=True)
class _UsedBudget:
    """What a source has used of its budgets: requests sent, seconds spent on them."""

    requests: int = 0
    seconds: float = 0.0


class HostClient:
    """Sends the requests to one host and those that its sources name.

    `archive_robots` is called with every answer to a request for robots.txt, `record_robots_failure` when
    there was none; `now` gives the run's time, for quiet hours.
    """

    def __init__(
        self,
        session: PoliteSession,
        archive_robots: RobotsHandler,
        record_robots_failure: RobotsFailureHandler,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._session = session
        self._now = now
        self._archive_robots = archive_robots
        self._record_robots_failure = record_robots_failure
        self._rules: dict[str, RobotsRules | FetchError] = {}
        self._failures = 0
        self._retry_times: dict[str, str] = {}
        self._spent: dict[str, _UsedBudget] = {}

    def fetch(
        self,
        source: Source,
        request: Request,
        validators: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a request under the source's terms.

        Raises the session's errors, and those of asking for robots.txt: a host that hides its rules is not
        asked more. Raises Postponed, and sends nothing, when a budget is used up, quiet hours have begun, the
        host asked to be left alone, or it failed several times in a row.
        """
        why = self._explain_postponement(source, request.url)
        if why:
            raise Postponed(request.url, why)
        rules = self.fetch_rules(source, request.url)
        if not rules.is_allowed(request.url):
            raise Refused(request.url, rules.refusal)
        delay = rules.compute_delay(source.delay)
        # The rules were asked for at the source's cost.
        why = self._explain_postponement(source, request.url, delay)
        if why:
            raise Postponed(request.url, why)
        terms = RequestTerms(
            hosts=source.allowed_hosts,
            allow_private=source.allow_private,
            delay=delay,
            is_permitted=lambda url: self.fetch_rules(source, url).is_allowed(url),
        )
        try:
            page = self._send(source, request, terms, validators)
        except Unreachable as error:
            # A host that another worker asks has not failed.
            if not isinstance(error, Postponed):
                self._failures += 1
            raise
        failed = page.status >= 500 or PageCheck(page).classify_block() is not None
        self._failures = self._failures + 1 if failed else 0
        return page

    def fetch_rules(self, source: Source, url: str) -> RobotsRules:
        """Give the rules of a URL's host, asked for once a run."""
        address = RobotsRules.build_url(url)
        if address not in self._rules:
            self._rules[address] = self._fetch_robots(source, address)
        rules = self._rules[address]
        if isinstance(rules, FetchError):
            raise rules
        return rules

    def _explain_postponement(
        self,
        source: Source,
        url: str,
        delay: float = 0.0,
    ) -> str:
        """Say why a request has to wait for another run; empty when it has not."""
        spent = self._spent.setdefault(source.id, _UsedBudget())
        if self._failures >= _MAX_FAILURES:
            return f"not asked after {_MAX_FAILURES} failures in a row"
        retry_time = self._retry_times.get(parse_host(url))
        if retry_time:
            return retry_time
        if source.is_quiet_at(self._now()):
            return f"quiet hours {source.quiet_hours} have begun"
        if spent.requests >= source.page_budget:
            return f"the budget of {source.page_budget} requests is used up"
        if spent.seconds >= source.time_budget:
            return f"the budget of {source.time_budget:g} seconds is used up"
        if spent.seconds + delay > source.time_budget:
            budget = f"the budget of {source.time_budget:g} seconds"
            return f"the host's delay of {delay:g} seconds outlasts {budget}"
        return ""

    def _send(
        self,
        source: Source,
        request: Request,
        terms: RequestTerms,
        validators: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a request on a source's account, and note what its host asks for."""
        sent = self._session.sent
        started = time.monotonic()
        try:
            page = self._session.fetch(request, terms, validators)
        finally:
            spent = self._spent.setdefault(source.id, _UsedBudget())
            spent.requests += self._session.sent - sent
            spent.seconds += time.monotonic() - started
        retry_time = describe_retry_time(page)
        if retry_time:
            self._retry_times[parse_host(page.url)] = retry_time
        return page

    def _fetch_robots(self, source: Source, address: str) -> RobotsRules | FetchError:
        request = Request(address)
        terms = RequestTerms(source.allowed_hosts, source.allow_private, source.delay)
        try:
            page = self._send(source, request, terms)
        except Postponed:
            # Another worker is there: nothing was lost, and the host may be free again later.
            raise
        except FetchError as error:
            self._record_robots_failure(source, request, error)
            return error
        self._archive_robots(source, page)
        # A challenge in the place of the rules says that the site is blocked, not that all is forbidden or
        # allowed.
        kind = PageCheck(page).classify_block()
        if RobotsRules.is_put_off(page) and kind in (None, "too_many_requests"):
            # Another host's silence holds back only what lies there.
            is_own = parse_host(address) == source.host
            put_off = Postponed if is_own else Unreachable
            return put_off(address, _explain_robots_delay(page))
        if kind is not None and kind not in ("forbidden", "login"):
            return Blocked(address, kind, describe_retry_time(page))
        return RobotsRules.parse(page)


def _explain_robots_delay(page: Page) -> str:
    retry_time = describe_retry_time(page)
    reason = f"robots.txt answers HTTP {page.status}, so nothing is asked now"
    if retry_time:
        return f"{reason}, {retry_time}"
    return reason

"""A lane: the requests to one host in one run, under the rules of its robots.txt and within the sources'
budgets.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.fetch.pacing import wish_of
from tasks.fetch.responses import block_kind
from tasks.fetch.robots import Robots, read_robots, robots_url
from tasks.fetch.session import PoliteSession, Terms
from tasks.fetch.urls import host_of
from tasks.model.errors import Blocked, FetchError, Postponed, Refused, Unreachable
from tasks.model.page import Page, Request
from tasks.model.source import Source

Keep = Callable[[Source, Page], None]
Lost = Callable[[Source, Request, FetchError], None]

# After so many failures in a row a host is left alone until the next run: it is down, or wants us to go.
_PATIENCE = 5


@dataclass(slots=True)
class _Spent:
    """What a source has used of its budgets: requests sent, seconds spent on them."""

    requests: int = 0
    seconds: float = 0.0


class Lane:
    """The requests to one host and those that its sources name.

    `keep` is called with every answer to a request for robots.txt, `lost` when there was none; `now` tells
    the run's time, for quiet hours.
    """

    def __init__(
        self,
        session: PoliteSession,
        keep: Keep,
        lost: Lost,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._session, self._keep, self._lost, self._now = session, keep, lost, now
        self._robots: dict[str, Robots | FetchError] = {}
        self._failures = 0
        self._wishes: dict[str, str] = {}
        self._spent: dict[str, _Spent] = {}

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
        if why := self._put_off(source, request.url):
            raise Postponed(request.url, why)
        rules = self.rules(source, request.url)
        if not rules.allows(request.url):
            raise Refused(request.url, rules.refusal)
        delay = rules.delay(source.delay)
        if why := self._put_off(
            source, request.url, delay
        ):  # the rules were asked for at the source's cost
            raise Postponed(request.url, why)
        terms = Terms(
            hosts=source.allowed_hosts,
            allow_private=source.allow_private,
            delay=delay,
            permitted=lambda url: self.rules(source, url).allows(url),
        )
        try:
            page = self._send(source, request, terms, validators)
        except Unreachable as error:
            self._failures += not isinstance(
                error, Postponed
            )  # a host that another worker asks has not failed
            raise
        failed = page.status >= 500 or block_kind(page) is not None
        self._failures = self._failures + 1 if failed else 0
        return page

    def rules(self, source: Source, url: str) -> Robots:
        """Give the rules of a URL's host, asked for once a run."""
        address = robots_url(url)
        if address not in self._robots:
            self._robots[address] = self._ask(source, address)
        rules = self._robots[address]
        if isinstance(rules, FetchError):
            raise rules
        return rules

    def _put_off(self, source: Source, url: str, delay: float = 0.0) -> str:
        """Say why a request has to wait for another run; empty when it has not."""
        spent = self._spent.setdefault(source.id, _Spent())
        if self._failures >= _PATIENCE:
            return f"not asked after {_PATIENCE} failures in a row"
        if wish := self._wishes.get(host_of(url)):
            return wish
        if source.quiet_at(self._now()):
            return f"quiet hours {source.quiet_hours} have begun"
        if spent.requests >= source.page_budget:
            return f"the budget of {source.page_budget} requests is used up"
        if spent.seconds >= source.time_budget:
            return f"the budget of {source.time_budget:g} seconds is used up"
        if spent.seconds + delay > source.time_budget:
            return f"the host's delay of {delay:g} seconds outlasts the budget of {source.time_budget:g} seconds"
        return ""

    def _send(
        self,
        source: Source,
        request: Request,
        terms: Terms,
        validators: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a request on a source's account, and note what its host asks for."""
        sent, started = self._session.sent, time.monotonic()
        try:
            page = self._session.fetch(request, terms, validators)
        finally:
            spent = self._spent.setdefault(source.id, _Spent())
            spent.requests += self._session.sent - sent
            spent.seconds += time.monotonic() - started
        if wish := wish_of(page):
            self._wishes[host_of(page.url)] = wish
        return page

    def _ask(self, source: Source, address: str) -> Robots | FetchError:
        request = Request(address)
        try:
            page = self._send(
                source,
                request,
                Terms(source.allowed_hosts, source.allow_private, source.delay),
            )
        except Postponed:
            raise  # another worker is there: nothing was lost, and the host may be free again later
        except FetchError as error:
            self._lost(source, request, error)
            return error
        self._keep(source, page)
        # A challenge in the place of the rules says that the site is blocked, not that all is forbidden or
        # allowed.
        kind = block_kind(page)
        if kind is not None and kind not in ("forbidden", "login"):
            return Blocked(address, kind, wish_of(page))
        if wish := wish_of(page):
            return Unreachable(
                address, f"robots.txt answers HTTP {page.status}, {wish}"
            )
        return read_robots(page)

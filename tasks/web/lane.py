"""A lane: the requests to one host in one run, under the rules of its robots.txt."""

from collections.abc import Callable, Mapping

from tasks.model.errors import Blocked, FetchError, Refused, Unreachable
from tasks.model.page import Page, Request
from tasks.model.source import Source
from tasks.web.blocks import block_kind
from tasks.web.robots import Robots, read_robots, robots_url
from tasks.web.session import PoliteSession, Terms

Keep = Callable[[Source, Page], None]
Lost = Callable[[Source, Request, FetchError], None]

# After so many failures in a row a host is left alone until the next run: it is down, or wants us to go.
_PATIENCE = 5


class Lane:
    """The requests to one host and those that its sources name.

    `keep` is called with every answer to a request for robots.txt, `lost` when there was none.
    """

    def __init__(self, session: PoliteSession, keep: Keep, lost: Lost) -> None:
        self._session, self._keep, self._lost = session, keep, lost
        self._robots: dict[str, Robots | FetchError] = {}
        self._failures = 0

    def fetch(self, source: Source, request: Request, validators: Mapping[str, str] | None = None) -> Page:
        """Send a request under the source's terms.

        Raises the session's errors, and those of asking for robots.txt: a host that hides its rules is not asked more.
        Nor is one that failed several times in a row: then Unreachable is raised without asking.
        """
        if self._failures >= _PATIENCE:
            raise Unreachable(request.url, f"not asked after {_PATIENCE} failures in a row")
        rules = self.rules(source, request.url)
        if not rules.allows(request.url):
            raise Refused(request.url, rules.refusal)
        terms = Terms(
            hosts=source.allowed_hosts,
            allow_private=source.allow_private,
            delay=rules.delay(source.delay),
            permitted=lambda url: self.rules(source, url).allows(url),
        )
        try:
            page = self._session.fetch(request, terms, validators)
        except Unreachable:
            self._failures += 1
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

    def _ask(self, source: Source, address: str) -> Robots | FetchError:
        request = Request(address)
        try:
            page = self._session.fetch(request, Terms(source.allowed_hosts, source.allow_private, source.delay))
        except FetchError as error:
            self._lost(source, request, error)
            return error
        self._keep(source, page)
        # A challenge in the place of the rules says that the site is blocked, not that all is forbidden or allowed.
        kind = block_kind(page)
        return read_robots(page) if kind is None or kind in ("forbidden", "login") else Blocked(address, kind)

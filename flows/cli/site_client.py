"""Ask sites outside a run: one polite session for a command, its answers archived nowhere."""

import os
from collections.abc import Generator
from types import TracebackType
from typing import Self, TypeVar

from tasks.crawl.host_client import HostClient
from tasks.fetch.responses import PageCheck
from tasks.fetch.robots import RobotsRules
from tasks.fetch.session import CONTACT, PoliteSession, RequestLimits
from tasks.model.errors import FetchError, PrivateAddress
from tasks.model.page import Page, Request
from tasks.model.source import Source

Result = TypeVar("Result")
# A person waits for the answer: fewer attempts and shorter ones than at night.
LIMITS = RequestLimits(
    connect=10.0,
    read=20.0,
    deadline=45.0,
    attempts=2,
)


class SiteClient:
    """Fetches from sites under the terms of their sources, robots.txt first; use it as a context manager."""

    def __init__(self) -> None:
        self._session = PoliteSession(
            limits=LIMITS, contact=os.environ.get("FAZHI_CONTACT") or CONTACT
        )
        self._hosts: dict[str, HostClient] = {}

    def __enter__(self) -> Self:
        self._session.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.__exit__(kind, error, trace)

    def fetch(self, source: Source, request: Request) -> Page:
        """Send a request; raises FetchError as a run does, also for an answer that is a block page."""
        page = self._find_host(source).fetch(source, request)
        PageCheck(page).ensure_readable()
        return page

    def fetch_rules(self, source: Source) -> RobotsRules:
        """Give what the robots.txt of a source's host says; raises FetchError when the host hides it."""
        return self._find_host(source).fetch_rules(source, source.column)

    def drive(self, source: Source, walk: Generator[Request, Page, Result]) -> Result:
        """Send what a walk yields and give it the answers, until it gives its result.

        A FetchError is thrown into the walk; one that it does not handle comes out here.
        """
        try:
            request = next(walk)
            while True:
                try:
                    page = self.fetch(source, request)
                except FetchError as error:
                    request = walk.throw(error)
                else:
                    request = walk.send(page)
        except StopIteration as end:
            result: Result = end.value
            return result

    def _find_host(self, source: Source) -> HostClient:
        if source.host not in self._hosts:
            self._hosts[source.host] = HostClient(
                self._session, _ignore_page, _ignore_loss
            )
        return self._hosts[source.host]


def describe_failure(error: FetchError) -> str:
    """Say what went wrong, and the option that permits what was refused for want of it."""
    if isinstance(error, PrivateAddress):
        return f"{error}; --allow-private permits that"
    return str(error)


def _ignore_page(source: Source, page: Page) -> None:
    """Keep no robots.txt: a run archives them, a command only obeys."""


def _ignore_loss(source: Source, request: Request, error: FetchError) -> None:
    """Keep no failure: the caller is told by the error itself."""

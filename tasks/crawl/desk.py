"""The desk: every request of one host in one run is asked here, archived, and only then judged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from tasks.crawl.archiver import Answer, Known, Log, Records
from tasks.ledger import Ledger
from tasks.model.errors import FetchError, Postponed, Unreachable
from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.source import Source


class Lane(Protocol):
    """What sends requests."""

    def fetch(
        self, source: Source, request: Request, validators: Mapping[str, str]
    ) -> Page:
        """Send one request under a source's terms."""


@dataclass(frozen=True, slots=True)
class Judges:
    """What an archived answer means, as the network half knows it.

    `word` names it for the table of fetches, by what was asked for; `check` raises when it is none; `gone`
    tells that there is no such page; `validators` gives the conditional headers of an earlier answer.
    """

    word: Callable[[Page, str], str]
    check: Callable[[Page], None]
    gone: Callable[[Page], bool]
    validators: Callable[[str | None, str | None], dict[str, str]]


class Desk:
    """Asks through a lane, keeps what comes in `records` first, and judges it then.

    `legacy` names, by source, an address that only a compatible TLS context reached.
    """

    def __init__(
        self, records: Records, ledger: Ledger, judges: Judges, log: Log
    ) -> None:
        self._records, self._ledger, self._judges, self._log = (
            records,
            ledger,
            judges,
            log,
        )
        self.legacy: dict[str, str] = {}

    def fetch(self, lane: Lane, source: Source, request: Request, kind: str) -> Answer:
        """Send a request and archive the answer before anything judges it.

        The row of an answer that is given back is still to be recorded. Raises the lane's errors, and Blocked
        or Unreachable when that is what the answer means; then the ledger has the row. Postponed leaves no
        row.
        """
        known = self._records.known(request)
        try:
            page = lane.fetch(
                source,
                request,
                self._judges.validators(known.row.etag, known.row.last_modified)
                if known
                else {},
            )
        except Postponed:
            raise
        except FetchError as error:
            self._records.lost(source.id, request, kind, error)
            raise
        answer = self._keep(source, page, kind, known)
        try:
            self._judges.check(answer.page)
        except FetchError as error:
            self._ledger.record_fetch(answer.row)
            self._log.warning("%s: %s", source.id, error)
            raise
        return answer

    def ask(
        self, lane: Lane, source: Source, links: Sequence[Link]
    ) -> tuple[Link, Answer] | FetchError:
        """Ask for a page at one of its addresses after another until one gives it.

        Else what the last one came to.
        """
        failure: FetchError | None = None
        for link in links:
            try:
                answer = self.fetch(lane, source, Request(link.url), "detail")
            except Postponed:
                raise
            except FetchError as error:
                failure = error
                continue
            gone = self._judges.gone(answer.page)
            if (answer.page.status == HTTPStatus.OK and not gone) or (
                gone and link is links[-1]
            ):
                return link, answer
            self._ledger.record_fetch(answer.row)
            failure = Unreachable(link.url, answer.row.outcome)
        assert failure is not None
        return failure

    def keep_robots(self, source: Source, page: Page) -> None:
        """Keep an answer to a request for robots.txt."""
        self._ledger.record_fetch(self._keep(source, page, "robots").row)

    def lost_robots(self, source: Source, request: Request, error: FetchError) -> None:
        """Note that no answer to a request for robots.txt came."""
        self._records.lost(source.id, request, "robots", error)

    def _keep(
        self, source: Source, page: Page, kind: str, known: Known | None = None
    ) -> Answer:
        if page.tls:
            self.legacy.setdefault(source.id, page.url)
        return self._records.keep(
            source.id, page, kind, self._judges.word(page, kind), known
        )

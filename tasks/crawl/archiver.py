"""The archiver: what a host answers is archived before anything reads it, and the ledger gets its rows."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from tasks.archive.warc import Archive, ArchivedAnswer
from tasks.crawl.host_client import HostClient
from tasks.fetch.responses import PageCheck
from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow
from tasks.model.document import Attachment, Body
from tasks.model.errors import ArchiveError, FetchError, Postponed, Refused, Unreachable
from tasks.model.page import Attached, Link, Page, Request
from tasks.model.run import Run
from tasks.model.source import Source

# Reports come with a handful of files; a page that offers more is an index.
_MAX_ATTACHMENTS = 30
# How many times in a row a page may only lead on to another.
_MOST_LEADS = 2

Log = logging.Logger | logging.LoggerAdapter[logging.Logger]


@dataclass(frozen=True, slots=True)
class _LastResponse:
    """The last whole answer to a request, as the archive gives it back."""

    row: FetchRow
    warc_file: str
    warc_offset: int
    archived: ArchivedAnswer


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """One archived answer as its readers want it (a 304 with the body that it confirms), and its row.

    `further` are the answers of an article that goes on over more pages, in order, `attached` what it offers.
    """

    page: Page
    row: FetchRow
    further: tuple["ArchivedResponse", ...] = ()
    attached: tuple[Attached, ...] = ()

    @property
    def bodies(self) -> list[Body]:
        """Give what the answer and its further ones hold, in order, without attachments."""
        pages = (self.page, *(answer.page for answer in self.further))
        return [
            Body(page.body, page.headers.get("content-type", ""), page.request.url)
            for page in pages
        ]


class ResponseStore:
    """Where one host's crawl in one run keeps its answers.

    `legacy_tls_urls` names, by source, an address that only a compatible TLS context reached.
    """

    def __init__(
        self,
        run: Run,
        host: str,
        ledger: Ledger,
        archive: Archive,
        log: Log,
    ) -> None:
        self._run = run
        self._host = host
        self._ledger = ledger
        self._archive = archive
        self._log = log
        self._lists: dict[str, dict[str, list[int]]] = {}
        self.legacy_tls_urls: dict[str, str] = {}

    def find_last_response(self, request: Request) -> _LastResponse | None:
        """Find the last whole answer to a request, if the archive still gives its body."""
        is_get = request.method == "GET"
        row = self._ledger.find_last_body(request.url) if is_get else None
        if row is None:
            return None
        if row.warc_file is None:
            return None
        if row.warc_offset is None:
            return None
        try:
            archived = self._archive.read(row.warc_file, row.warc_offset)
        except ArchiveError as error:
            self._log.error(
                "The archive is damaged, %s is fetched anew: %s", request.url, error
            )
            return None
        return _LastResponse(row, row.warc_file, row.warc_offset, archived)

    def archive_response(
        self,
        source_id: str,
        page: Page,
        kind: str,
        last: _LastResponse | None = None,
    ) -> ArchivedResponse:
        """Archive an answer: as a revisit when its body is the one already kept, else whole.

        Writes no ledger row.
        """
        if page.tls:
            self.legacy_tls_urls.setdefault(source_id, page.url)
        row = self._build_fetch_row(source_id, page, kind)
        if last is not None and page.status == HTTPStatus.NOT_MODIFIED:
            position = self._archive.write_revisit(
                page, self._run.run_id, self._host, last
            )
            page = _restore_body(page, last.archived)
            row = replace(row, digest=last.row.digest, media_type=page.media_type)
        elif (
            last is not None
            and page.status == HTTPStatus.OK
            and row.digest == last.row.digest
        ):
            position = self._archive.write_revisit(
                page, self._run.run_id, self._host, last
            )
        else:
            position = self._archive.write(page, self._run.run_id, self._host)
        if kind == "list":
            files = self._lists.setdefault(source_id, {})
            files.setdefault(position.warc_file, []).append(position.warc_offset)
        row = replace(
            row, warc_file=position.warc_file, warc_offset=position.warc_offset
        )
        return ArchivedResponse(page, row)

    def describe_archived_lists(self, source_id: str) -> str:
        """Name the records of a source's list pages in this run: what shows that a report is not in them."""
        files = self._lists.get(source_id, {})
        records = [
            f"{file} at {', '.join(map(str, offsets))}"
            for file, offsets in files.items()
        ]
        return "; ".join(records)

    def record_failure(
        self,
        source_id: str,
        request: Request,
        kind: str,
        error: FetchError,
    ) -> None:
        """Note in the ledger a request that was not sent or got no whole answer."""
        refused = isinstance(error, Refused)
        row = FetchRow(
            run_id=self._run.run_id,
            source_id=source_id,
            kind=kind,
            url=request.url,
            at=self._run.now(),
            status=None,
            outcome=error.reason,
            robots="refused" if refused else "",
            attempts=0 if refused else 1,
        )
        self._ledger.record_fetch(row)
        self._log.warning("%s: %s", source_id, error)

    def archive_robots(self, source: Source, page: Page) -> None:
        """Keep an answer to a request for robots.txt."""
        response = self.archive_response(source.id, page, "robots")
        self._ledger.record_fetch(response.row)

    def record_robots_failure(
        self,
        source: Source,
        request: Request,
        error: FetchError,
    ) -> None:
        """Note that no answer to a request for robots.txt came."""
        self.record_failure(source.id, request, "robots", error)

    def _build_fetch_row(
        self,
        source_id: str,
        page: Page,
        kind: str,
    ) -> FetchRow:
        return FetchRow(
            run_id=self._run.run_id,
            source_id=source_id,
            kind=kind,
            url=page.request.url,
            at=page.at,
            status=page.status,
            outcome=PageCheck(page).describe(kind),
            robots="" if kind == "robots" else "allowed",
            delay=page.delay,
            attempts=page.attempts,
            milliseconds=page.milliseconds,
            bytes=len(page.body),
            digest=hashlib.sha256(page.body).hexdigest(),
            media_type=page.media_type,
            etag=page.headers.get("etag"),
            last_modified=page.headers.get("last-modified"),
            tls=page.tls,
        )


def _restore_body(page: Page, archived: ArchivedAnswer) -> Page:
    """Give a 304 the status and body that it confirms."""
    headers = {**archived.headers, **page.headers}
    return replace(
        page,
        status=archived.status,
        headers=headers,
        body=archived.body,
    )


class Archiver:
    """Asks through a host's client, archives what comes in `store`, and checks then what it means."""

    def __init__(
        self,
        client: HostClient,
        store: ResponseStore,
        ledger: Ledger,
        log: Log,
    ) -> None:
        self._client = client
        self._store = store
        self._ledger = ledger
        self._log = log
        self._attachments: dict[str, Attached | FetchError] = {}

    def fetch(
        self,
        source: Source,
        request: Request,
        kind: str,
        known_digest: str = "",
    ) -> ArchivedResponse:
        """Send a request and archive the answer before anything reads it.

        Bytes of the `known_digest` are the report as it was before, whatever else they look like.
        The row of an answer that is given back is still to be recorded. Raises the client's errors, and
        Blocked or Unreachable when that is what the answer means; then the ledger has the row. Postponed
        leaves no row.
        """
        last = self._store.find_last_response(request)
        validators = {} if last is None else last.row.validators
        try:
            page = self._client.fetch(source, request, validators)
        except Postponed:
            raise
        except FetchError as error:
            self._store.record_failure(source.id, request, kind, error)
            raise
        answer = self._store.archive_response(source.id, page, kind, last)
        if known_digest and answer.row.digest == known_digest:
            return answer
        try:
            PageCheck(answer.page).ensure_readable(kind)
        except FetchError as error:
            self._ledger.record_fetch(answer.row)
            self._log.warning("%s: %s", source.id, error)
            raise
        return answer

    def _fetch_detail(
        self,
        source: Source,
        url: str,
        known_digest: str,
    ) -> ArchivedResponse:
        """Fetch a detail page, or the one that it leads on to, as a redirect would."""
        answer = self.fetch(source, Request(url), "detail", known_digest)
        for _ in range(_MOST_LEADS):
            target = PageCheck(answer.page).find_led_on_to()
            if not target:
                return answer
            self._ledger.record_fetch(answer.row)
            request = Request(target, referer=answer.page.url)
            answer = self.fetch(source, request, "detail", known_digest)
        return answer

    def fetch_first_available(
        self,
        source: Source,
        links: Sequence[Link],
        known_digest: str = "",
    ) -> tuple[Link, ArchivedResponse] | FetchError:
        """Ask for a page at one of its addresses after another until one gives it.

        Else what the last one came to; `known_digest` as for `fetch`.
        """
        failure: FetchError | None = None
        for link in links:
            try:
                answer = self._fetch_detail(source, link.url, known_digest)
            except Postponed:
                raise
            except FetchError as error:
                failure = error
                continue
            as_before = known_digest and answer.row.digest == known_digest
            gone = not as_before and PageCheck(answer.page).is_gone()
            is_page = answer.page.status == HTTPStatus.OK and not gone
            if is_page or (gone and link is links[-1]):
                return link, answer
            self._ledger.record_fetch(answer.row)
            failure = Unreachable(link.url, answer.row.outcome)
        assert failure is not None
        return failure

    def fetch_attachments(
        self,
        source: Source,
        page: str,
        offered: Sequence[Attachment],
        before: Sequence[Attached],
    ) -> tuple[tuple[Attached, ...], list[FetchError]]:
        """Fetch, once a run, what the article at the address `page` offers; gives each, and what went wrong.

        One that does not come is given as it was `before`, or without a place in the archive when it never
        came. Raises Postponed when the budget ends in between.
        """
        earlier = {one.url: one for one in before}
        attached: list[Attached] = []
        failures: list[FetchError] = []
        for attachment in offered[:_MAX_ATTACHMENTS]:
            one = self._fetch_attachment_once(source, page, attachment)
            if isinstance(one, FetchError):
                failures.append(one)
                lost = Attached(attachment.url, attachment.name)
                one = earlier.get(attachment.url, lost)
            attached.append(one)
        not_fetched = [
            Attached(attachment.url, attachment.name)
            for attachment in offered[_MAX_ATTACHMENTS:]
        ]
        return (*attached, *not_fetched), failures

    def _fetch_attachment_once(
        self,
        source: Source,
        page: str,
        attachment: Attachment,
    ) -> Attached | FetchError:
        if attachment.url not in self._attachments:
            self._attachments[attachment.url] = self._fetch_attachment(
                source, page, attachment
            )
        return self._attachments[attachment.url]

    def _fetch_attachment(
        self,
        source: Source,
        page: str,
        attachment: Attachment,
    ) -> Attached | FetchError:
        try:
            answer = self.fetch(
                source, Request(attachment.url, referer=page), "attachment"
            )
        except Postponed:
            raise
        except FetchError as error:
            return error
        row = answer.row
        self._ledger.record_fetch(row)
        checked = PageCheck(answer.page)
        is_file = answer.page.status == HTTPStatus.OK and not checked.is_gone()
        if not is_file or checked.classify_suspect():
            return Unreachable(
                attachment.url, f"attachment “{attachment.name}”: {row.outcome}"
            )
        return Attached(
            attachment.url, attachment.name, row.digest, row.warc_file, row.warc_offset
        )

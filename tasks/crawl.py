"""Crawl: one host's sources from their lists to captures in the archive, one Prefect task a host."""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.model.capture import Capture
from tasks.model.errors import ArchiveError, FetchError, Unreachable, UnreadableDocument
from tasks.model.issue import Issue
from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.run import BEIJING, Run
from tasks.model.source import Source
from tasks.model.state import Outcome, OutcomeKind, PageState
from tasks.store.layout import Home
from tasks.store.ledger import Ledger
from tasks.store.ledger_rows import FetchRow, LinkRow, PageRow
from tasks.store.records import Answer, Log, Records, capture_of
from tasks.store.warc import Archive
from tasks.text.clean import clean
from tasks.text.convert import convert
from tasks.web.lane import Lane
from tasks.web.listing import Listing, collect
from tasks.web.outcome import Tally, outcome_of, problems_of_list
from tasks.web.problems import problem, problem_of
from tasks.web.relevance import Relevance, judge_page, judge_title
from tasks.web.session import CONTACT, PoliteSession, validators_of
from tasks.web.urls import host_of, page_id
from tasks.web.visit import answer_word, check_answer, is_gone, missed, state_of_failure, state_of_text

Found = TypeVar("Found")

# How much of a page's text its judgement looks at, in characters.
_OPENING = 1200


@task(name="crawl", task_run_name="crawl {host}", cache_policy=NO_CACHE, retries=1, retry_delay_seconds=5)
def crawl_host(run: Run, host: str, sources: Sequence[Source]) -> list[Outcome]:
    """Crawl one host's sources, one request at a time; gives an outcome for each, whatever happens.

    What is captured is in the archive and the ledger. Doing it again in the same run, or after a kill, comes to the
    same. Raises only when archive or ledger cannot be opened at all.
    """
    home = Home.open(run.home)
    with (
        closing(Ledger(run.database_url)) as ledger,
        Archive(home.archive) as archive,
        PoliteSession(run.now, contact=os.environ.get("FAZHI_CONTACT", CONTACT)) as session,
    ):
        ledger.start_run(run)
        return HostCrawl(run, host, ledger=ledger, archive=archive, session=session, log=get_run_logger()).crawl(
            sources
        )


@dataclass(frozen=True, slots=True)
class Content:
    """What the body of a detail page was found to be, and the digest of its clean text."""

    relevance: Relevance
    text_sha256: str


def read_content(body: bytes, content_type: str, link: Link) -> Content:
    """Read a body far enough to say whether it is a report; raises UnreadableDocument."""
    document = convert(body, url=link.url, content_type=content_type)
    text = clean(document)
    opening = text.text[:_OPENING]
    relevance = judge_page(document.metadata.get("title", ""), opening)
    if not relevance.relevant and relevance.kind == "other":
        # Pages are often titled after their site or column; the list's wording is as good a title.
        relevance = judge_page(link.title, opening)
    return Content(relevance, text.digest)


class HostCrawl:
    """One host's crawl in one run: all its lists first, then the pages that they name."""

    def __init__(
        self, run: Run, host: str, *, ledger: Ledger, archive: Archive, session: PoliteSession, log: Log
    ) -> None:
        self._run, self._host, self._ledger, self._archive, self._log = run, host, ledger, archive, log
        self._today = run.started_at.astimezone(BEIJING).date()
        self._records = Records(run, host, ledger, archive, log)
        self._lane = Lane(session, self._keep_robots, self._lost_robots)
        self._listed: set[str] = set()
        self._visited: set[str] = set()

    def crawl(self, sources: Sequence[Source]) -> list[Outcome]:
        """Crawl every source; one that breaks has an outcome that says so, and the others go on."""
        walked = [(source, self._attempt(source, self._walk)) for source in sources]
        for _source, listing in walked:
            if isinstance(listing, Listing):
                self._listed |= {page_id(link.url) for link in listing.links}
        return [self._settled(source, listing) for source, listing in walked]

    def _settled(self, source: Source, found: Listing | Outcome) -> Outcome:
        outcome = found if isinstance(found, Outcome) else self._attempt(source, partial(self._settle, found))
        self._ledger.record_outcome(self._run.run_id, outcome)
        level = logging.WARNING if outcome.failed else logging.INFO
        self._log.log(level, "%s: %s: %s", source.id, outcome.kind.value.upper(), outcome.reason)
        return outcome

    def _attempt(self, source: Source, step: Callable[[Source], Found]) -> Found | Outcome:
        try:
            return step(source)
        except Exception as error:  # noqa: BLE001  (one source's fault must not hide another's outcome)
            self._log.exception("%s: failed on our side", source.id)
            reason = f"{type(error).__name__}: {error}; the log of the host's task has the traceback"
            return Outcome(source.id, self._host, OutcomeKind.FAILED, reason, problems=1)

    def _walk(self, source: Source) -> Listing:
        """Walk a source's list, each page archived before it is read."""
        self._ledger.begin_source(self._run.run_id, source.id)
        walk = collect(source)
        request = next(walk)
        while True:
            try:
                try:
                    answer = self._fetch(source, request, "list")
                except FetchError as error:
                    request = walk.throw(error)
                else:
                    self._ledger.record_fetch(answer.row)
                    request = walk.send(answer.page)
            except StopIteration as end:
                listing: Listing = end.value
                break
        counts = (source.id, len(listing.links), len(listing.trace), listing.ended)
        self._log.info("%s: %d links on %d list pages, walked to %s", *counts)
        return listing

    def _settle(self, listing: Listing, source: Source) -> Outcome:
        """Visit the pages that a list names, notice those that it no longer names, and sum up."""
        tally, judged = Tally(), [(link, judge_title(link.title)) for link in listing.links]
        self._ledger.record_links(self._run.run_id, source.id, [_link_row(*pair) for pair in judged])
        wanted = []
        for link, relevance in judged:
            known = self._ledger.page(page_id(link.url))
            if relevance.relevant or (known is not None and known.revision):
                wanted.append((link, known))
        tally.relevant = len(wanted)
        for link, known in wanted[: self._run.limit]:
            self._visit(source, link, known, tally)
        if self._run.limit is not None:
            tally.left_out = max(tally.relevant - self._run.limit, 0)
        elif listing.whole:
            for page in self._ledger.pages_of(source.id):
                if page.page_id not in self._listed:
                    self._miss(source, page, tally, "the list no longer names it")
        last = self._ledger.last_outcome(source.id, self._run.run_id)
        links_before = last.links if last else None
        for issue in problems_of_list(source.column, listing, links_before):
            self._problem(source, issue, tally)
        return outcome_of(source.id, self._host, listing, tally, links_before)

    def _visit(self, source: Source, link: Link, known: PageRow | None, tally: Tally) -> None:
        """Fetch one detail page and set where it stands."""
        identity = page_id(link.url)
        if identity in self._visited:
            tally.count(PageState.UNCHANGED)  # another source of this host has told what it is
            return
        self._visited.add(identity)
        row = replace(known, source_id=source.id) if known else self._first_seen(source, link)
        try:
            answer = self._fetch(source, Request(link.url), "detail")
            if not is_gone(answer.page) and answer.page.status != HTTPStatus.OK:
                self._ledger.record_fetch(answer.row)
                raise Unreachable(link.url, answer.row.outcome)
        except FetchError as error:
            tally.failures.append(error)
            self._problem(source, problem_of(error), tally, identity)
            self._ledger.record_page(replace(row, state=state_of_failure(error)))
            return
        if is_gone(answer.page):
            self._gone(source, row, answer, tally)
        else:
            self._read(source, link, row, answer, tally)

    def _gone(self, source: Source, row: PageRow, answer: Answer, tally: Tally) -> None:
        if row.revision:
            self._miss(source, row, tally, f"it answers {answer.row.status} ({answer.row.outcome})", answer.row)
            return
        tally.dead += 1
        self._problem(source, problem("dead_link", row.url, answer.row.outcome), tally, row.page_id)
        self._ledger.record_page(replace(row, state=PageState.MISSING), answer.row)

    def _miss(self, source: Source, row: PageRow, tally: Tally, why: str, fetch: FetchRow | None = None) -> None:
        """Count a report that was not there; its last good capture stays."""
        state, days, day = missed(row.state, row.missing_days, row.missing_on, self._today)
        self._ledger.record_page(replace(row, state=state, missing_days=days, missing_on=day), fetch)
        if day == self._today:  # what was withdrawn on an earlier day has been told then
            tally.count(state)
            evidence = f"{why}; missed on {days} day{'s' if days > 1 else ''}, last seen {row.last_seen_at:%Y-%m-%d}"
            self._problem(source, problem(state.value, row.url, evidence), tally, row.page_id)

    def _read(self, source: Source, link: Link, row: PageRow, answer: Answer, tally: Tally) -> None:
        """Read an answered page far enough to say whether it is a report, and whether its text is new."""
        row = replace(row, last_seen_at=self._run.started_at, missing_days=0, missing_on=None)
        last = self._ledger.latest_capture(row.page_id) if row.revision else None
        try:
            if last is not None and last.content_sha256 == answer.row.digest:
                content = Content(Relevance(True, "report", "the bytes are as before"), last.text_sha256)
            else:
                content = read_content(answer.page.body, answer.page.headers.get("content-type", ""), link)
        except UnreadableDocument as error:
            self._problem(source, problem(error.code, link.url, str(error)), tally, row.page_id)
            self._ledger.record_page(replace(row, state=PageState.UNSUPPORTED), answer.row)
        except Exception as error:  # noqa: BLE001  (a page that our code stumbles over must not cost the others)
            self._log.exception("%s: our reader failed on %s", source.id, link.url)
            tally.crashes.append(f"{type(error).__name__}: {error}")
            self._problem(source, problem("reader_failed", link.url, repr(error)), tally, row.page_id)
            self._ledger.record_page(replace(row, state=PageState.UNSUPPORTED), answer.row)
        else:
            if content.relevance.relevant:
                tally.count(self._report(link, row, answer, content.text_sha256, last))
            else:
                self._not_a_report(source, row, answer, content.relevance, tally)

    def _report(self, link: Link, row: PageRow, answer: Answer, digest: str, last: Capture | None) -> PageState:
        """Set a report's state, with a new revision when its text is not the last one's."""
        same = last is not None and (digest == last.text_sha256 or digest == self._text_now(last))
        told = same and self._ledger.told(row.page_id, row.revision)
        state = state_of_text(row.revision, same, told)
        row = replace(row, state=state, kind="report")
        capture = None
        if not same:
            row = replace(row, revision=row.revision + 1, revised_at=self._run.started_at)
            capture = capture_of(link, row, answer, digest)
        self._ledger.record_page(row, answer.row, capture, self._run.run_id)
        if state is not PageState.UNCHANGED:
            self._log.info("%s: %s: %s (%s)", row.source_id, state.value, link.title, link.url)
        return state

    def _not_a_report(self, source: Source, row: PageRow, answer: Answer, found: Relevance, tally: Tally) -> None:
        if row.revision:
            issue = problem("no_longer_a_report", row.url, f"{found.kind}: {found.evidence}")
            self._problem(source, issue, tally, row.page_id)
        else:
            row = replace(row, kind=found.kind)
        self._ledger.record_page(replace(row, state=PageState.NOT_A_REPORT), answer.row)
        self._log.info("%s: no report but %s: %s (%s)", source.id, found.kind, row.url, found.evidence)

    def _text_now(self, capture: Capture) -> str:
        """Read an earlier revision again: a digest by an older reader must not make a page look revised."""
        try:
            archived = self._archive.read(capture.warc_file, capture.warc_offset)
            document = convert(archived.body, url=capture.url, content_type=archived.headers.get("content-type", ""))
        except (ArchiveError, UnreadableDocument) as error:
            self._log.warning("An earlier revision of %s cannot be read again: %s", capture.url, error)
            return ""
        return clean(document).digest

    def _fetch(self, source: Source, request: Request, kind: str) -> Answer:
        """Send a request and archive the answer before anything judges it.

        The row of an answer that is given back is still to be recorded. Raises the session's errors, and Blocked or
        Unreachable when that is what the answer means; then the ledger has the row.
        """
        try:
            known = self._records.known(request)
            validators = validators_of(known.row.etag, known.row.last_modified) if known else {}
            page = self._lane.fetch(source, request, validators)
        except FetchError as error:
            self._records.lost(source.id, request, kind, error)
            raise
        answer = self._records.keep(source.id, page, kind, answer_word(page), known)
        try:
            check_answer(answer.page)
        except FetchError as error:
            self._ledger.record_fetch(answer.row)
            self._log.warning("%s: %s", source.id, error)
            raise
        return answer

    def _keep_robots(self, source: Source, page: Page) -> None:
        self._ledger.record_fetch(self._records.keep(source.id, page, "robots", answer_word(page)).row)

    def _lost_robots(self, source: Source, request: Request, error: FetchError) -> None:
        self._records.lost(source.id, request, "robots", error)

    def _problem(self, source: Source, issue: Issue, tally: Tally, page: str | None = None) -> None:
        tally.problems += 1
        self._ledger.record_problem(self._run.run_id, source.id, issue, page)

    def _first_seen(self, source: Source, link: Link) -> PageRow:
        start = self._run.started_at
        return PageRow(
            page_id(link.url), source.id, link.url, host_of(link.url), PageState.UNREACHABLE, start, start, kind=""
        )


def _link_row(link: Link, relevance: Relevance) -> LinkRow:
    return LinkRow(
        page_id=page_id(link.url),
        url=link.url,
        title=link.title,
        listed_on=link.listed_on,
        listed_at=link.listed_at,
        document_number=link.document_number,
        publisher=link.publisher,
        relevant=relevance.relevant,
        doubtful=relevance.doubtful,
        kind=relevance.kind,
        evidence=relevance.evidence,
    )

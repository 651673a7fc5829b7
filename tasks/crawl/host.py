"""The crawl of one host in one run: its sources, from their lists to captures in the archive."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from tasks.archive.warc import Archive
from tasks.crawl.archiver import Answer, Desk, Log, Records, link_row
from tasks.crawl.attachments import Attachments, same_files
from tasks.crawl.crawl_issues import problem, problem_of, problem_of_attachment
from tasks.crawl.detail_page import (
    Article,
    Finding,
    examine,
    finding_after,
    first_finding,
    is_short,
    text_of,
)
from tasks.crawl.host_client import Lane
from tasks.crawl.outcome import Tally, outcome_of, problems_of_list
from tasks.crawl.page_states import Standing, is_back, sick_canary
from tasks.crawl.selection import Entry, decide, in_order, not_due, others
from tasks.documents.cache import Documents, readers
from tasks.documents.clean_text import CleanText
from tasks.fetch.responses import is_gone, state_of_failure
from tasks.fetch.session import PoliteSession
from tasks.fetch.urls import host_of, page_id
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow, PageRow
from tasks.model.capture import Attached, Capture, ChangeKind
from tasks.model.document import Attachment, Body
from tasks.model.errors import (
    ArchiveError,
    FetchError,
    Postponed,
    Unreachable,
    UnreadableDocument,
)
from tasks.model.issue import Issue
from tasks.model.link import Link, Relevance
from tasks.model.run import Run
from tasks.model.source import Source
from tasks.model.state import Outcome, OutcomeKind, PageState
from tasks.sites.families import article_pages
from tasks.sites.listing import Listing, collect

Found = TypeVar("Found")


class HostCrawl:
    """One host's crawl in one run: all its lists first, then the pages that they name."""

    def __init__(
        self,
        run: Run,
        host: str,
        *,
        ledger: Ledger,
        archive: Archive,
        session: PoliteSession,
        log: Log,
    ) -> None:
        self._run, self._host, self._ledger, self._archive, self._log = (
            run,
            host,
            ledger,
            archive,
            log,
        )
        self._documents = Documents(Home.open(run.home).documents, readers())
        self._records, self._standing = (
            Records(run, host, ledger, archive, log),
            Standing(run, ledger),
        )
        lane = Lane(
            session, self._records.keep_robots, self._records.lost_robots, run.now
        )
        self._desk = Desk(lane, self._records, ledger, log)
        self._attachments = Attachments(self._desk, ledger)
        self._listed: set[str] = set()
        self._visited: set[str] = set()

    def crawl(self, sources: Sequence[Source]) -> list[Outcome]:
        """Crawl every source that is due.

        One that breaks has an outcome that says so, and the others go on.
        """
        walked = [(source, self._listing(source)) for source in sources]
        for source, listing in walked:
            if isinstance(listing, Listing):
                self._listed |= {page_id(link.url) for link in listing.links}
                self._listed |= {page_id(source.canary)} if source.canary else set()
        return [self._settled(source, listing) for source, listing in walked]

    def _listing(self, source: Source) -> Listing | Outcome:
        if why := not_due(
            source, self._run.started_at, self._run.now(), self._run.forced
        ):
            return Outcome(source.id, self._host, OutcomeKind.NOT_DUE, why)
        return self._attempt(source, self._walk)

    def _settled(self, source: Source, found: Listing | Outcome) -> Outcome:
        outcome = (
            found
            if isinstance(found, Outcome)
            else self._attempt(source, partial(self._settle, found))
        )
        self._ledger.record_outcome(self._run.run_id, outcome)
        level = logging.WARNING if outcome.failed else logging.INFO
        self._log.log(
            level, "%s: %s: %s", source.id, outcome.kind.value.upper(), outcome.reason
        )
        return outcome

    def _attempt(
        self, source: Source, step: Callable[[Source], Found]
    ) -> Found | Outcome:
        try:
            return step(source)
        except Exception as error:  # noqa: BLE001  (one source's fault must not hide another's outcome)
            self._log.exception("%s: failed on our side", source.id)
            reason = f"{type(error).__name__}: {error}; the log of the host's task has the traceback"
            issue = problem("crawl_failed", source.column, repr(error))
            self._ledger.record_problem(self._run.run_id, source.id, issue)
            return Outcome(
                source.id, self._host, OutcomeKind.FAILED, reason, problems=1
            )

    def _walk(self, source: Source) -> Listing:
        """Walk a source's list, each page archived before it is read."""
        self._ledger.begin_source(self._run.run_id, source.id)
        walk = collect(source)
        request = next(walk)
        while True:
            try:
                try:
                    answer = self._desk.fetch(source, request, "list")
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
        tally = Tally()
        canaries = (
            [page_id(source.canary)]
            if source.canary
            else self._standing.oldest(source.id)
        )
        self._visit_all(source, self._wanted(source, listing, tally), tally)
        if listing.whole and not tally.left_out and self._run.limit is None:
            where = f"the list no longer names it; archived list pages: {self._records.archived_lists(source.id)}"
            for page in self._ledger.pages_of(source.id):
                if page.page_id not in self._listed:
                    self._miss(source, page, tally, where)
        if sick := sick_canary(canaries, tally.looks):
            tally.redesign = f"the canary no longer reads as before: {sick[1]}"
            canary = self._ledger.page(sick[0])
            self._problem(
                source,
                problem("redesign", canary.url if canary else "", sick[1]),
                tally,
                sick[0],
            )
        last = self._ledger.last_outcome(source.id, self._run.run_id)
        links_before, band = (
            last.links if last else None,
            (source.volume_min, source.volume_max),
        )
        for issue in problems_of_list(
            source.column, listing, links_before, band, source.verified
        ):
            self._problem(source, issue, tally)
        if old := self._records.legacy.get(source.id):
            self._problem(
                source,
                problem(
                    "legacy_tls", old, "today's TLS context could not agree with it"
                ),
                tally,
            )
        return outcome_of(source.id, self._host, listing, tally, links_before, band)

    def _wanted(self, source: Source, listing: Listing, tally: Tally) -> list[Entry]:
        """Choose the pages to visit, and record for every entry of the list what was decided and why."""
        decisions = decide(source, listing.links, self._standing.is_report)
        for one in decisions:
            tally.off += one.entry.reason is not None
            if one.lost:
                evidence = f"{one.relevance.evidence}: {one.entry.link.title}"
                self._problem(
                    source, problem(one.lost, one.entry.link.url, evidence), tally
                )
        rows = [
            link_row(one.entry.identity, one.entry.link, one.relevance)
            for one in decisions
        ]
        self._ledger.record_links(self._run.run_id, source.id, rows)
        wanted = [one.entry for one in decisions if one.wanted]
        tally.relevant = len(wanted)
        return wanted

    def _visit_all(self, source: Source, wanted: Sequence[Entry], tally: Tally) -> None:
        due = wanted[: self._run.limit]
        tally.left_out = len(wanted) - len(due)
        for at, entry in enumerate(due):
            try:
                self._visit(source, entry, tally)
            except Postponed as error:
                tally.left_out, tally.stopped = len(wanted) - at, error.reason
                self._problem(source, problem_of(error), tally)
                return

    def _visit(self, source: Source, entry: Entry, tally: Tally) -> None:
        """Fetch one detail page at the first of its addresses that gives it, and set where it stands."""
        if entry.identity in self._visited:
            tally.count(
                PageState.UNCHANGED
            )  # another source of this host has told what it is
            return
        known = self._ledger.page(entry.identity)
        links = in_order(entry, known.url if known else None)
        fresh = self._standing.first_seen(
            source.id, entry.identity, links[0].url, host_of(links[0].url)
        )
        row = replace(known, source_id=source.id) if known else fresh
        found = self._desk.ask(source, links)
        self._visited.add(entry.identity)
        if isinstance(found, FetchError):
            tally.failures.append(found)
            self._problem(source, problem_of(found), tally, row.page_id)
            self._standing.set(row, state_of_failure(found))
            return
        link, answer = found
        for url, words in others(entry, link.url).items():
            self._problem(source, problem("mirror", url, words), tally, row.page_id)
        if is_gone(answer.page):
            self._gone(source, row, answer, tally)
            return
        try:
            self._read(source, link, row, self._whole(source, answer), tally)
        except Postponed:
            self._ledger.record_fetch(answer.row)
            raise
        except FetchError as error:
            tally.failures.append(error)
            self._problem(source, problem_of(error), tally, row.page_id)
            self._standing.set(row, state_of_failure(error), answer.row)

    def _whole(self, source: Source, answer: Answer) -> Answer:
        """Fetch the further pages of an article.

        Without one of them its text would have a hole, so that is raised.
        """
        further: list[Answer] = []
        for request in article_pages(source, answer.page):
            one = self._desk.fetch(source, request, "detail")
            self._ledger.record_fetch(one.row)
            if one.page.status != HTTPStatus.OK or is_gone(one.page):
                raise Unreachable(
                    request.url,
                    f"page {len(further) + 2} of the article: {one.row.outcome}",
                )
            further.append(one)
        return replace(answer, further=tuple(further))

    def _gone(self, source: Source, row: PageRow, answer: Answer, tally: Tally) -> None:
        fetch = answer.row
        if row.revision:
            why = f"it answers {fetch.status} ({fetch.outcome}), archived: {fetch.warc_file} at {fetch.warc_offset}"
            self._miss(source, row, tally, why, fetch)
            return
        tally.dead += 1
        self._problem(
            source, problem("dead_link", row.url, fetch.outcome), tally, row.page_id
        )
        self._standing.set(row, PageState.MISSING, fetch)

    def _miss(
        self,
        source: Source,
        row: PageRow,
        tally: Tally,
        why: str,
        fetch: FetchRow | None = None,
    ) -> None:
        miss = self._standing.miss(row, why, fetch)
        if miss.evidence:
            tally.count(miss.state)
            self._problem(
                source,
                problem(miss.state.value, row.url, miss.evidence),
                tally,
                row.page_id,
            )

    def _read(
        self, source: Source, link: Link, row: PageRow, answer: Answer, tally: Tally
    ) -> None:
        """Read an answered page far enough to say whether it is a report, and whether its text is new."""
        there = self._standing.there(row, link.url, host_of(link.url))
        last = self._ledger.latest_capture(row.page_id) if row.revision else None
        try:
            if last is not None and _same_bytes(last, answer, link):
                found = Finding(
                    Relevance(True, "report", "the bytes are as before"),
                    last.text_sha256,
                )
            else:
                article = examine(answer.bodies, link.title, self._documents)
                if offered := article.wanted(link.attachments):
                    answer = replace(
                        answer,
                        attached=self._attached(
                            source, row, link, offered, last, tally
                        ),
                    )
                found = self._found(article, last, answer, link)
        except Postponed:
            raise
        except UnreadableDocument as error:
            tally.looks[row.page_id] = f"{error.code}: {error}"
            self._unread(
                source, there, answer, tally, problem(error.code, link.url, str(error))
            )
        except Exception as error:  # noqa: BLE001  (a page that our code stumbles over must not cost the others)
            self._log.exception("%s: our reader failed on %s", source.id, link.url)
            tally.crashes.append(f"{type(error).__name__}: {error}")
            self._unread(
                source,
                there,
                answer,
                tally,
                problem("reader_failed", link.url, repr(error)),
            )
        else:
            tally.looks[row.page_id] = found.look
            if found.relevance.relevant:
                self._tell(source, row, there, tally)
                self._report(link, there, answer, found, tally)
            else:
                self._not_a_report(source, there, answer, found.relevance, tally)

    def _unread(
        self, source: Source, row: PageRow, answer: Answer, tally: Tally, issue: Issue
    ) -> None:
        self._problem(source, issue, tally, row.page_id)
        self._standing.set(row, PageState.UNSUPPORTED, answer.row)

    def _report(
        self, link: Link, row: PageRow, answer: Answer, found: Finding, tally: Tally
    ) -> None:
        state = self._standing.report(
            link, row, answer, found.text_sha256, found.change
        )
        tally.count(state)
        tally.cosmetic += (
            found.change is not None and found.change.kind is ChangeKind.COSMETIC
        )
        if state is not PageState.UNCHANGED:
            self._log.info(
                "%s: %s: %s (%s)", row.source_id, state.value, link.title, link.url
            )

    def _attached(
        self,
        source: Source,
        row: PageRow,
        link: Link,
        offered: Sequence[Attachment],
        last: Capture | None,
        tally: Tally,
    ) -> tuple[Attached, ...]:
        """Fetch what an article offers.

        An attachment that does not come is told, and stays as it was before.
        """
        before = last.attached if last else ()
        attached, failures = self._attachments.fetch(source, link.url, offered, before)
        for error in failures:
            self._problem(source, problem_of_attachment(error), tally, row.page_id)
        return attached

    def _found(
        self, article: Article, last: Capture | None, answer: Answer, link: Link
    ) -> Finding:
        """Compare an article with the report's last revision where there is one.

        Files as before are not read again.
        """
        if last is None and not answer.attached:
            return first_finding(article.relevance, article.text)
        if last and same_files(answer.attached, last.attached):
            before = self._text_of(last, self._archive.pages)
            if not answer.attached:
                return finding_after(
                    article.relevance, article.text, before, last.text_sha256
                )
            # The words of a page that only leads to its files are not the report's; clocks and counters are
            # among them.
            if before is not None and (
                before.text == article.text.text
                or (is_short(before) and is_short(article.text))
            ):
                return Finding(
                    Relevance(True, "report", "page and attachments are as before"),
                    last.text_sha256,
                )
        files = self._archive.attachments(answer.attached)
        whole = examine([*answer.bodies, *files], link.title, self._documents)
        if last is None:
            return first_finding(whole.relevance, whole.text)
        return finding_after(
            whole.relevance,
            whole.text,
            self._text_of(last, self._archive.bodies),
            last.text_sha256,
        )

    def _tell(
        self, source: Source, before: PageRow, row: PageRow, tally: Tally
    ) -> None:
        """Tell of a report that came back, or that has another address now."""
        if row.revision and is_back(before.state):
            tally.returned += 1
            evidence = (
                f"{before.state.value} before, last seen {before.last_seen_at:%Y-%m-%d}"
            )
            self._problem(
                source, problem("returned", row.url, evidence), tally, row.page_id
            )
        if row.revision and before.url != row.url:
            self._problem(
                source,
                problem("moved", row.url, f"{before.url} before"),
                tally,
                row.page_id,
            )

    def _not_a_report(
        self,
        source: Source,
        row: PageRow,
        answer: Answer,
        found: Relevance,
        tally: Tally,
    ) -> None:
        if row.revision:
            issue = problem(
                "no_longer_a_report", row.url, f"{found.kind}: {found.evidence}"
            )
            self._problem(source, issue, tally, row.page_id)
        else:
            row = replace(row, kind=found.kind)
        self._standing.set(row, PageState.NOT_A_REPORT, answer.row)
        self._log.info(
            "%s: no report but %s: %s (%s)",
            source.id,
            found.kind,
            row.url,
            found.evidence,
        )

    def _text_of(
        self, capture: Capture, bodies: Callable[[Capture], list[Body]]
    ) -> CleanText | None:
        """Read an earlier revision again: a digest by an older reader must not make a page look revised."""
        try:
            return text_of(bodies(capture), self._documents)
        except (ArchiveError, UnreadableDocument) as error:
            self._log.warning(
                "An earlier revision of %s cannot be read again: %s", capture.url, error
            )
            return None

    def _problem(
        self, source: Source, issue: Issue, tally: Tally, page: str | None = None
    ) -> None:
        tally.problems += 1
        self._ledger.record_problem(self._run.run_id, source.id, issue, page)


def _same_bytes(last: Capture, answer: Answer, link: Link) -> bool:
    """Tell whether a report of one file is as it was: a scan is not recognised again for that every night."""
    more = answer.further or last.further or last.attached or link.attachments
    return not more and last.content_sha256 == answer.row.digest

"""The crawl of one host in one run: its sources, from their lists to captures in the archive.

One Prefect task a host, so that the hosts of a run are crawled beside each other.
"""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.archive.warc import Archive
from tasks.crawl.archiver import Archiver, Log, ResponseStore
from tasks.crawl.host_client import HostClient, HostLocks, HostTakenError
from tasks.crawl.outcome import (
    Dated,
    SourceCounts,
    build_fetch_issue,
    build_outcome,
    find_list_issues,
)
from tasks.crawl.page_states import PageStates
from tasks.crawl.page_visit import CrawlContext, PageVisitor
from tasks.crawl.selection import ListedPage, select_pages
from tasks.documents.cache import DiskDocumentCache
from tasks.fetch.session import CONTACT, PoliteSession
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.journal import Journal
from tasks.ledger.row_types import LinkRow, PageRow
from tasks.model.catalogue import make_issue
from tasks.model.errors import FetchError, Postponed, RunStopped, keep_secrets
from tasks.model.page import Link, Relevance
from tasks.model.run import Outcome, OutcomeKind, PageState, Run
from tasks.model.source import Source
from tasks.sites.listing import Listing, collect_listing


class _SourceCrawl:
    """One source's crawl in one run."""

    def __init__(self, context: CrawlContext, source: Source) -> None:
        self._context = context
        self._source = source
        self._run = context.run
        self._ledger = context.ledger
        self._counts = SourceCounts()
        self._visitor = PageVisitor(context, source, self._counts)
        # The entries of the list whose titles are reports.
        self._reports: list[Dated] = []

    def walk_list(self) -> Listing:
        """Walk the source's list, each page archived before it is read."""
        source = self._source
        self._ledger.begin_source(self._run.run_id, source.id)
        walk = collect_listing(source)
        request = next(walk)
        while True:
            try:
                try:
                    answer = self._context.archiver.fetch(source, request, "list")
                except FetchError as error:
                    request = walk.throw(error)
                else:
                    self._ledger.record_fetch(answer.row)
                    request = walk.send(answer.page)
            except StopIteration as end:
                listing: Listing = end.value
                break
        counts = (source.id, len(listing.links), len(listing.trace), listing.end_reason)
        self._context.log.info("%s: %d links on %d list pages, walked to %s", *counts)
        return listing

    def process_listing(self, listing: Listing) -> Outcome:
        """Visit the pages that a list names, notice those that it no longer names, and sum up."""
        source = self._source
        canaries = self._list_canaries()
        wanted = self._select_pages(listing)
        self._visit_pages(wanted)
        if listing.failure is None and (listing.links or listing.total == 0):
            another = self._find_another_list(listing)
            self._visit_unlisted(listing, another)
        self._visitor.settle()
        self._check_canary(canaries)
        last = self._ledger.find_last_outcome(source.id, self._run.run_id)
        links_before = last.links if last else None
        band = (source.volume_min, source.volume_max)
        for issue in find_list_issues(
            source.column, listing, links_before, band, source.verified
        ):
            self._visitor.record_issue(issue)
        legacy_url = self._context.store.legacy_tls_urls.get(source.id)
        if legacy_url:
            words = "today's TLS context could not agree with it"
            issue = make_issue("legacy_tls", words, url=legacy_url)
            self._visitor.record_issue(issue)
        host = self._context.host
        return build_outcome(
            source.id,
            host,
            listing,
            self._counts,
            links_before,
            band,
        )

    def _list_canaries(self) -> list[str]:
        if self._source.canary:
            return [self._context.identify(self._source.canary)]
        return self._context.states.list_oldest(self._source.id)

    def _check_canary(self, canaries: Sequence[str]) -> None:
        degraded = PageStates.find_degraded_canary(canaries, self._counts.degradations)
        if degraded is None:
            return
        identity, words = degraded
        changed = f"the canary no longer reads as before: {words}"
        before = self._counts.redesign
        self._counts.redesign = f"{before}; {changed}" if before else changed
        canary = self._ledger.find_page(identity)
        issue = make_issue("redesign", words, url=canary.url if canary else "")
        self._visitor.record_issue(issue, identity)

    def _find_another_list(self, listing: Listing) -> bool:
        """Tell whether the list shows something else than its known reports; then that is an issue."""
        vanished = []
        found = 0
        for page in self._load_standing():
            if page.page_id in self._context.listed:
                found += 1
            else:
                last = self._ledger.find_latest_capture(page.page_id)
                day = last.listed_on if last else None
                vanished.append(Dated((last and last.listed_title) or "", day))
        if not Dated.is_another_list(vanished, found, self._reports, listing.complete):
            return False
        known = len(vanished) + found
        words = f"the list no longer names {len(vanished)} of {known} known reports"
        self._counts.redesign = words
        archived = self._context.store.describe_archived_lists(self._source.id)
        evidence = f"{words}; archived list pages: {archived}"
        issue = make_issue("layout_changed", evidence, url=self._source.column)
        self._visitor.record_issue(issue)
        return True

    def _load_standing(self) -> list[PageRow]:
        """List the reports that the source's list named when it was last seen."""
        named = self._source.canary
        canary = self._context.identify(named) if named else ""
        standing = []
        for page in self._ledger.load_source_pages(self._source.id):
            off_list = page.state.gone or page.state is PageState.UNLISTED
            if not off_list and page.page_id != canary:
                standing.append(page)
        return standing

    def _visit_unlisted(self, listing: Listing, another: bool) -> None:
        """Ask for the reports that the list does not name, those first that were not seen for longest.

        While the list shows something else, or only a part, none of them counts as unlisted.
        """
        if self._run.limit is not None or self._counts.left_out:
            return
        proof = ""
        if listing.complete and not another:
            archived = self._context.store.describe_archived_lists(self._source.id)
            proof = f"the list no longer names it; archived list pages: {archived}"
        pages = []
        for page in self._ledger.load_source_pages(self._source.id):
            if page.page_id not in self._context.listed:
                pages.append(page)
        pages.sort(key=lambda page: (page.last_seen_at, page.page_id))
        self._counts.beside = len(pages)
        for at, page in enumerate(pages):
            try:
                self._visitor.visit_unlisted(page, proof)
            except Postponed as error:
                self._postpone(len(pages) - at, error)
                return

    def _postpone(self, left_out: int, error: Postponed) -> None:
        self._counts.left_out = left_out
        self._counts.stop_reason = error.reason
        self._visitor.record_issue(build_fetch_issue(error))

    def _select_pages(self, listing: Listing) -> list[ListedPage]:
        """Choose the pages to visit, and record for every page of the list what was decided and why."""
        decisions = select_pages(
            self._source,
            listing.links,
            self._context.states.is_known_report,
            self._context.identify,
        )
        rows = []
        wanted = []
        for decision in decisions:
            page = decision.page
            relevance = decision.relevance
            if page.reason is not None:
                self._counts.unfollowed += 1
            if decision.obstacle:
                evidence = f"{relevance.evidence}: {page.link.title}"
                issue = make_issue(decision.obstacle, evidence, url=page.link.url)
                self._visitor.record_issue(issue)
            rows.append(_build_link_row(page.identity, page.link, relevance))
            if relevance.relevant and not relevance.doubtful:
                self._reports.append(Dated(page.link.title, page.link.listed_on))
            if decision.wanted:
                wanted.append(page)
        self._ledger.record_links(self._run.run_id, self._source.id, rows)
        self._counts.relevant = len(wanted)
        return wanted

    def _visit_pages(self, wanted: Sequence[ListedPage]) -> None:
        due = wanted[: self._run.limit]
        self._counts.left_out = len(wanted) - len(due)
        for at, page in enumerate(due):
            try:
                self._visitor.visit(page)
            except Postponed as error:
                self._postpone(len(wanted) - at, error)
                return


StepResult = TypeVar("StepResult")


class _HostCrawl:
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
        store = ResponseStore(
            run,
            host,
            ledger,
            archive,
            log,
        )
        client = HostClient(
            session, store.archive_robots, store.record_robots_failure, run.now
        )
        archiver = Archiver(client, store, ledger, log)
        home = Home.open(run.home)
        self._context = CrawlContext(
            run=run,
            host=host,
            ledger=ledger,
            archive=archive,
            documents=DiskDocumentCache(home.documents, recognised=home.recognised),
            store=store,
            archiver=archiver,
            states=PageStates(run, ledger),
            log=log,
        )

    def crawl(self, sources: Sequence[Source]) -> list[Outcome]:
        """Crawl every source that is due.

        One that breaks has an outcome that says so, and the others go on.
        """
        walked = [self._walk_if_due(source) for source in sources]
        for source, listing in zip(sources, walked, strict=True):
            if isinstance(listing, Listing):
                self._note_listed(source, listing)
        return [
            self._finish_source(source, listing)
            for source, listing in zip(sources, walked, strict=True)
        ]

    def _note_listed(self, source: Source, listing: Listing) -> None:
        context = self._context
        context.load_aliases(source)
        context.listed.update(context.identify(link.url) for link in listing.links)
        if source.canary:
            context.listed.add(context.identify(source.canary))

    def _walk_if_due(self, source: Source) -> Listing | Outcome:
        run = self._context.run
        # one that nobody has asked yet does not wait for its season
        forced = run.forced or not self._context.ledger.was_asked(source.id)
        why = source.explain_not_due(run.started_at, run.now(), forced)
        if why:
            return Outcome(source.id, self._context.host, OutcomeKind.NOT_DUE, why)
        return self._try_step(source, _SourceCrawl(self._context, source).walk_list)

    def _finish_source(self, source: Source, listing: Listing | Outcome) -> Outcome:
        if isinstance(listing, Outcome):
            outcome = listing
        else:
            crawl = _SourceCrawl(self._context, source)
            outcome = self._try_step(source, partial(crawl.process_listing, listing))
        self._context.ledger.record_outcome(self._context.run.run_id, outcome)
        level = logging.WARNING if outcome.failed else logging.INFO
        kind = outcome.kind.value.upper()
        self._context.log.log(
            level,
            "%s: %s: %s",
            source.id,
            kind,
            outcome.reason.removeprefix(f"{outcome.kind.value}: "),
        )
        return outcome

    def _try_step(
        self, source: Source, step: Callable[[], StepResult]
    ) -> StepResult | Outcome:
        try:
            return step()
        except RunStopped as stopped:
            host = self._context.host
            kind = OutcomeKind.STOPPED
            return Outcome(source.id, host, kind, str(stopped), list_complete=False)
        # One source's fault must not hide another's outcome.
        except Exception as error:
            context = self._context
            context.log.exception("%s: failed on our side", source.id)
            reason = f"{type(error).__name__}: {error}; the log of the host's task has the traceback"
            issue = make_issue("crawl_failed", repr(error), url=source.column)
            context.ledger.record_problem(context.run.run_id, source.id, issue)
            failed = OutcomeKind.FAILED
            return Outcome(
                source.id,
                context.host,
                failed,
                reason,
                problems=1,
            )


@task(
    name="crawl",
    task_run_name="crawl {host}",
    cache_policy=NO_CACHE,
    retries=1,
    retry_delay_seconds=5,
)
@keep_secrets
def crawl_host(run: Run, host: str, sources: Sequence[Source]) -> list[Outcome]:
    """Crawl one host's sources, one request at a time; gives an outcome for each, whatever happens.

    What is captured is in the archive and the ledger. Doing it again in the same run, or after a kill, comes
    to the same. Raises only when archive or ledger cannot be opened at all.
    """
    home = Home.open(run.home)
    log = get_run_logger()
    with (
        Archive(home.archive) as archive,
        closing(Ledger(run.database_url, Journal(archive, run.run_id, host))) as ledger,
        HostLocks(home.locks, run) as locks,
        PoliteSession(
            run.now,
            contact=os.environ.get("FAZHI_CONTACT") or CONTACT,
            claim=locks.claim,
        ) as session,
    ):
        ledger.start_run(run)
        try:
            stale = locks.take(host)
            if stale:
                log.warning(
                    "%s: took over the lock of a worker that died (%s)", host, stale
                )
            return _HostCrawl(
                run, host, ledger=ledger, archive=archive, session=session, log=log
            ).crawl(sources)
        except HostTakenError as taken:
            log.warning("%s: another worker is at this host (%s)", host, taken)
            return _postpone_sources(
                run,
                host,
                sources,
                ledger,
                taken,
            )


def _postpone_sources(
    run: Run,
    host: str,
    sources: Sequence[Source],
    ledger: Ledger,
    taken: HostTakenError,
) -> list[Outcome]:
    reason = (
        f"postponed: another worker is at this host ({taken}); "
        "its outcomes stand, nothing was asked"
    )
    outcomes = []
    for source in sources:
        outcome = Outcome(source.id, host, OutcomeKind.POSTPONED, reason)
        ledger.record_outcome(run.run_id, outcome)
        outcomes.append(outcome)
    return outcomes


def _build_link_row(
    identity: str,
    link: Link,
    relevance: Relevance,
) -> LinkRow:
    """Make the row of a list's entry with what was decided about it."""
    return LinkRow(
        page_id=identity,
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

"""The crawl of one host in one run: its sources, from their lists to captures in the archive."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from tasks.archive.warc import Archive
from tasks.crawl.archiver import Archiver, Log, ResponseStore
from tasks.crawl.attachments import AttachmentFetcher
from tasks.crawl.host_client import HostClient
from tasks.crawl.page_states import PageStates
from tasks.crawl.page_visit import CrawlContext
from tasks.crawl.selection import explain_not_due
from tasks.crawl.source_crawl import SourceCrawl
from tasks.documents.cache import DiskDocumentCache, hash_readers
from tasks.fetch.session import PoliteSession
from tasks.fetch.urls import make_page_id
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.issue_catalogue import make_issue
from tasks.model.run import Outcome, OutcomeKind, Run
from tasks.model.source import Source
from tasks.sites.listing import Listing

StepResult = TypeVar("StepResult")


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
        store = ResponseStore(run, host, ledger, archive, log)
        client = HostClient(
            session, store.archive_robots, store.record_robots_failure, run.now
        )
        archiver = Archiver(client, store, ledger, log)
        self._context = CrawlContext(
            run=run,
            host=host,
            ledger=ledger,
            archive=archive,
            documents=DiskDocumentCache(Home.open(run.home).documents, hash_readers()),
            store=store,
            archiver=archiver,
            attachments=AttachmentFetcher(archiver, ledger),
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
        listed = self._context.listed
        listed.update(make_page_id(link.url) for link in listing.links)
        if source.canary:
            listed.add(make_page_id(source.canary))

    def _walk_if_due(self, source: Source) -> Listing | Outcome:
        run = self._context.run
        if why := explain_not_due(source, run.started_at, run.now(), run.forced):
            return Outcome(source.id, self._context.host, OutcomeKind.NOT_DUE, why)
        return self._try_step(source, SourceCrawl(self._context, source).walk_list)

    def _finish_source(self, source: Source, listing: Listing | Outcome) -> Outcome:
        if isinstance(listing, Outcome):
            outcome = listing
        else:
            crawl = SourceCrawl(self._context, source)
            outcome = self._try_step(source, partial(crawl.process_listing, listing))
        self._context.ledger.record_outcome(self._context.run.run_id, outcome)
        level = logging.WARNING if outcome.failed else logging.INFO
        kind = outcome.kind.value.upper()
        self._context.log.log(level, "%s: %s: %s", source.id, kind, outcome.reason)
        return outcome

    def _try_step(
        self, source: Source, step: Callable[[], StepResult]
    ) -> StepResult | Outcome:
        try:
            return step()
        # One source's fault must not hide another's outcome.
        except Exception as error:
            context = self._context
            context.log.exception("%s: failed on our side", source.id)
            reason = f"{type(error).__name__}: {error}; the log of the host's task has the traceback"
            issue = make_issue("crawl_failed", repr(error), url=source.column)
            context.ledger.record_problem(context.run.run_id, source.id, issue)
            failed = OutcomeKind.FAILED
            return Outcome(source.id, context.host, failed, reason, problems=1)

"""The crawl of one source: its list walked whole, the pages that it names visited, and what came of it."""

from collections.abc import Sequence

from tasks.crawl.archiver import build_link_row
from tasks.crawl.crawl_issues import build_fetch_issue
from tasks.crawl.outcome import SourceCounts, build_outcome, find_list_issues
from tasks.crawl.page_states import find_degraded_canary
from tasks.crawl.page_visit import CrawlContext, PageVisitor
from tasks.crawl.selection import ListedPage, select_pages
from tasks.fetch.urls import make_page_id
from tasks.model.errors import FetchError, Postponed
from tasks.model.issue_catalogue import make_issue
from tasks.model.run import Outcome
from tasks.model.source import Source
from tasks.sites.listing import Listing, collect_listing


class SourceCrawl:
    """One source's crawl in one run."""

    def __init__(self, context: CrawlContext, source: Source) -> None:
        self._context, self._source = context, source
        self._run, self._ledger = context.run, context.ledger
        self._counts = SourceCounts()
        self._visitor = PageVisitor(context, source, self._counts)

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
        source, counts = self._source, self._counts
        canaries = self._list_canaries()
        self._visit_pages(self._select_pages(listing))
        if listing.complete and not counts.left_out and self._run.limit is None:
            self._record_unlisted()
        self._check_canary(canaries)
        last = self._ledger.find_last_outcome(source.id, self._run.run_id)
        links_before = last.links if last else None
        band = (source.volume_min, source.volume_max)
        for issue in find_list_issues(
            source.column, listing, links_before, band, source.verified
        ):
            self._visitor.record_issue(issue)
        if legacy_url := self._context.store.legacy_tls_urls.get(source.id):
            words = "today's TLS context could not agree with it"
            issue = make_issue("legacy_tls", words, url=legacy_url)
            self._visitor.record_issue(issue)
        host = self._context.host
        return build_outcome(source.id, host, listing, counts, links_before, band)

    def _list_canaries(self) -> list[str]:
        if self._source.canary:
            return [make_page_id(self._source.canary)]
        return self._context.states.list_oldest(self._source.id)

    def _check_canary(self, canaries: Sequence[str]) -> None:
        degraded = find_degraded_canary(canaries, self._counts.degradations)
        if degraded is None:
            return
        identity, words = degraded
        self._counts.redesign = f"the canary no longer reads as before: {words}"
        canary = self._ledger.find_page(identity)
        issue = make_issue("redesign", words, url=canary.url if canary else "")
        self._visitor.record_issue(issue, identity)

    def _record_unlisted(self) -> None:
        archived = self._context.store.describe_archived_lists(self._source.id)
        where = f"the list no longer names it; archived list pages: {archived}"
        for page in self._ledger.load_source_pages(self._source.id):
            if page.page_id not in self._context.listed:
                self._visitor.record_miss(page, where)

    def _select_pages(self, listing: Listing) -> list[ListedPage]:
        """Choose the pages to visit, and record for every page of the list what was decided and why."""
        decisions = select_pages(
            self._source, listing.links, self._context.states.is_known_report
        )
        rows = []
        wanted = []
        for decision in decisions:
            page, relevance = decision.page, decision.relevance
            if page.reason is not None:
                self._counts.unfollowed += 1
            if decision.obstacle:
                evidence = f"{relevance.evidence}: {page.link.title}"
                issue = make_issue(decision.obstacle, evidence, url=page.link.url)
                self._visitor.record_issue(issue)
            rows.append(build_link_row(page.identity, page.link, relevance))
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
                self._counts.left_out = len(wanted) - at
                self._counts.stop_reason = error.reason
                self._visitor.record_issue(build_fetch_issue(error))
                return

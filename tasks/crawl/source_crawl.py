"""The crawl of one source: its list walked whole, the pages that it names visited, and what came of it."""

from collections.abc import Sequence

from tasks.crawl.archiver import link_row
from tasks.crawl.crawl_issues import problem, problem_of
from tasks.crawl.outcome import Tally, outcome_of, problems_of_list
from tasks.crawl.page_states import sick_canary
from tasks.crawl.page_visit import CrawlContext, PageVisitor
from tasks.crawl.selection import Entry, decide
from tasks.fetch.urls import page_id
from tasks.model.errors import FetchError, Postponed
from tasks.model.source import Source
from tasks.model.state import Outcome
from tasks.sites.listing import Listing, collect


class SourceCrawl:
    """One source's crawl in one run."""

    def __init__(self, context: CrawlContext, source: Source) -> None:
        self._context, self._source = context, source
        self._run, self._ledger = context.run, context.ledger
        self._counts = Tally()
        self._visitor = PageVisitor(context, source, self._counts)

    def walk_list(self) -> Listing:
        """Walk the source's list, each page archived before it is read."""
        source = self._source
        self._ledger.begin_source(self._run.run_id, source.id)
        walk = collect(source)
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
        counts = (source.id, len(listing.links), len(listing.trace), listing.ended)
        self._context.log.info("%s: %d links on %d list pages, walked to %s", *counts)
        return listing

    def process_listing(self, listing: Listing) -> Outcome:
        """Visit the pages that a list names, notice those that it no longer names, and sum up."""
        source, counts = self._source, self._counts
        canaries = self._list_canaries()
        self._visit_pages(self._select_pages(listing))
        if listing.whole and not counts.left_out and self._run.limit is None:
            self._record_unlisted()
        self._check_canary(canaries)
        last = self._ledger.last_outcome(source.id, self._run.run_id)
        links_before = last.links if last else None
        band = (source.volume_min, source.volume_max)
        for issue in problems_of_list(
            source.column, listing, links_before, band, source.verified
        ):
            self._visitor.record_issue(issue)
        if old := self._context.records.legacy.get(source.id):
            words = "today's TLS context could not agree with it"
            self._visitor.record_issue(problem("legacy_tls", old, words))
        host = self._context.host
        return outcome_of(source.id, host, listing, counts, links_before, band)

    def _list_canaries(self) -> list[str]:
        if self._source.canary:
            return [page_id(self._source.canary)]
        return self._context.states.oldest(self._source.id)

    def _check_canary(self, canaries: Sequence[str]) -> None:
        sick = sick_canary(canaries, self._counts.looks)
        if sick is None:
            return
        identity, words = sick
        self._counts.redesign = f"the canary no longer reads as before: {words}"
        canary = self._ledger.page(identity)
        issue = problem("redesign", canary.url if canary else "", words)
        self._visitor.record_issue(issue, identity)

    def _record_unlisted(self) -> None:
        archived = self._context.records.archived_lists(self._source.id)
        where = f"the list no longer names it; archived list pages: {archived}"
        for page in self._ledger.pages_of(self._source.id):
            if page.page_id not in self._context.listed:
                self._visitor.record_miss(page, where)

    def _select_pages(self, listing: Listing) -> list[Entry]:
        """Choose the pages to visit, and record for every entry of the list what was decided and why."""
        decisions = decide(self._source, listing.links, self._context.states.is_report)
        rows = []
        wanted = []
        for one in decisions:
            link = one.entry.link
            self._counts.off += one.entry.reason is not None
            if one.lost:
                evidence = f"{one.relevance.evidence}: {link.title}"
                self._visitor.record_issue(problem(one.lost, link.url, evidence))
            rows.append(link_row(one.entry.identity, link, one.relevance))
            if one.wanted:
                wanted.append(one.entry)
        self._ledger.record_links(self._run.run_id, self._source.id, rows)
        self._counts.relevant = len(wanted)
        return wanted

    def _visit_pages(self, wanted: Sequence[Entry]) -> None:
        due = wanted[: self._run.limit]
        self._counts.left_out = len(wanted) - len(due)
        for at, entry in enumerate(due):
            try:
                self._visitor.visit(entry)
            except Postponed as error:
                self._counts.left_out = len(wanted) - at
                self._counts.stopped = error.reason
                self._visitor.record_issue(problem_of(error))
                return

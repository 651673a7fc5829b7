"""A visit to a detail page: fetched with its further pages and files, read, and set where it stands."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from http import HTTPStatus

from tasks.archive.warc import Archive
from tasks.crawl.archiver import ArchivedResponse, Archiver, Log, ResponseStore
from tasks.crawl.detail_page import Article, PageFinding
from tasks.crawl.outcome import (
    SourceCounts,
    build_fetch_issue,
)
from tasks.crawl.page_states import PageStates
from tasks.crawl.selection import ListedPage
from tasks.documents.cache import DiskDocumentCache
from tasks.documents.clean_text import CleanText
from tasks.fetch.responses import PageCheck, classify_failure
from tasks.fetch.urls import make_page_id, parse_host
from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow, PageRow
from tasks.model.catalogue import make_issue, make_unreadable_issue
from tasks.model.document import Attachment, Body
from tasks.model.errors import (
    ArchiveError,
    Blocked,
    FetchError,
    Postponed,
    RunStopped,
    Unreachable,
    UnreadableDocument,
)
from tasks.model.issue import Issue
from tasks.model.page import Attached, Capture, ChangeKind, Link, Relevance
from tasks.model.run import PageState, Run
from tasks.model.source import Source
from tasks.sites.families import FAMILIES

# The same words at so many addresses are a notice, and no page of any of them.
_MIN_NOTICES = 2
# A whole text may stand at two addresses, and be a report's.
_MIN_COPIES = 3
# A larger page is none, and is not held until its source is through.
_MAX_HELD_BYTES = 512 * 1024
# Evidence names the first few of many.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """What the sources of one host share in one run.

    `listed` are the identities of the pages that their lists name, `visited` of those that were asked for;
    `notices` are, by their words, the pages that do not say what they are, and `aliases`, by the identity
    that their present address would give them, the reports that were known under another one.
    """

    run: Run
    host: str
    ledger: Ledger
    archive: Archive
    documents: DiskDocumentCache
    store: ResponseStore
    archiver: Archiver
    states: PageStates
    log: Log
    listed: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    notices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, str] = field(default_factory=dict)

    def identify(self, url: str) -> str:
        """Give the identity of the page at an address; of a report that moved there, the one that it has."""
        identity = make_page_id(url)
        return self.aliases.get(identity, identity)

    def load_aliases(self, source: Source) -> None:
        """Note the reports of a source that have another address than the one that named them."""
        for page in self.ledger.load_source_pages(source.id):
            identity = make_page_id(page.url)
            if identity != page.page_id:
                self.aliases[identity] = page.page_id


@dataclass(frozen=True, slots=True)
class _Visited:
    """A page that was answered and read: its entry, where it stood before and stands now, what was found."""

    link: Link
    row: PageRow
    answered: PageRow
    answer: ArchivedResponse
    finding: PageFinding


class PageVisitor:
    """Visits the detail pages of one source, and counts what they came to.

    What some answers mean shows only beside the others of the night; `settle` says it of them.
    """

    def __init__(
        self,
        context: CrawlContext,
        source: Source,
        counts: SourceCounts,
    ) -> None:
        self._context = context
        self._source = source
        self._counts = counts
        self._ledger = context.ledger
        self._states = context.states
        # The reports that stood before this night and were answered in it, with a page or a wall.
        self._stood: set[str] = set()
        self._gone: list[tuple[PageRow, FetchRow]] = []
        self._walled: list[tuple[PageRow, Blocked]] = []
        self._doubtful: list[_Visited] = []
        # The proof, by page, that its list no longer names it.
        self._unlisted: dict[str, str] = {}

    def visit_unlisted(self, page: PageRow, proof: str) -> None:
        """Fetch the page of a report that its list does not name.

        `proof` names the archived list without it; it is empty where the list was not seen whole.
        """
        if proof:
            self._unlisted[page.page_id] = proof
        link = Link(page.url, "")
        last = self._ledger.find_latest_capture(page.page_id)
        if last:
            files = [Attachment(file.url, file.name) for file in last.attached]
            link = Link(
                page.url,
                last.listed_title or "",
                last.listed_on,
                publisher=last.listed_publisher,
                attachments=tuple(files),
            )
        self.visit(ListedPage(page.page_id, (link,)))

    def settle(self) -> None:
        """Set where the pages stand whose answers mean something only beside the others'."""
        for visited in self._doubtful:
            if self._is_notice(visited):
                self._record_suspect(visited)
            else:
                self._record_doubtful(visited)
        if self._counts.is_all_dead:
            self._record_dead_list()
        known = len(self._stood)
        if SourceCounts.are_most(len(self._gone) + len(self._walled), known):
            self._record_event(known)
            return
        for row, error in self._walled:
            self.record_issue(build_fetch_issue(error), row.page_id)
        for row, fetch in self._gone:
            self._record_miss(row, fetch)

    def visit(self, listed: ListedPage) -> None:
        """Fetch one detail page at the first of its addresses that gives it, and set where it stands."""
        if listed.identity in self._context.visited:
            # Another source of this host has recorded what it is.
            self._counts.count_state(PageState.UNCHANGED)
            return
        earlier = self._ledger.find_page(listed.identity)
        links = listed.sort_links(earlier.url if earlier else None)
        row = self._make_row(listed.identity, earlier, links[0].url)
        known_digest = self._find_digest(row)
        found = self._context.archiver.fetch_first_available(
            self._source, links, known_digest
        )
        self._context.visited.add(listed.identity)
        if isinstance(found, FetchError):
            self._record_failure(row, found)
            return
        link, answer = found
        for url, words in listed.explain_mirrors(link.url).items():
            self.record_issue(make_issue("mirror", words, url=url), row.page_id)
        if _stands(row):
            self._stood.add(row.page_id)
        if answer.row.digest != known_digest and PageCheck(answer.page).is_gone():
            self._record_gone(row, answer)
            return
        try:
            self._read_page(link, row, self._fetch_further_pages(answer))
        except Postponed:
            self._ledger.record_fetch(answer.row)
            raise
        except FetchError as error:
            self._record_failure(row, error, answer.row)

    def record_issue(self, issue: Issue, page: str | None = None) -> None:
        """Record what went wrong with the source, or with one of its pages."""
        self._counts.problems += 1
        run_id = self._context.run.run_id
        self._ledger.record_problem(run_id, self._source.id, issue, page)

    def _find_digest(self, row: PageRow) -> str:
        """Give the digest of a report's bytes as they are known, empty where none are."""
        last = self._ledger.find_latest_capture(row.page_id) if row.revision else None
        if last:
            return last.content_sha256
        return ""

    def _record_miss(self, row: PageRow, fetch: FetchRow) -> None:
        """Count a report whose page said that it is gone, and say so once a day."""
        archived = f"archived: {fetch.warc_file} at {fetch.warc_offset}"
        why = f"it answers {fetch.status} ({fetch.outcome}), {archived}"
        proof = self._unlisted.get(row.page_id)
        if proof:
            why = f"{why}; {proof}"
        miss = self._states.record_miss(row, why)
        if miss.evidence:
            self._counts.count_state(miss.state)
            issue = make_issue(miss.state.value, miss.evidence, url=row.url)
            self.record_issue(issue, row.page_id)

    def _record_event(self, known: int) -> None:
        """Record that most of the known reports did not answer as reports: one event, and none is missing."""
        gone = len(self._gone)
        walled = len(self._walled)
        unlisted = sum(row.page_id in self._unlisted for row, _fetch in self._gone)
        words = f"{gone + walled} of {known} known reports at once"
        if gone > walled and unlisted * 2 > gone:
            code = "layout_changed"
            words = f"{words} are gone, and no longer listed"
            self._counts.redesign = words
        else:
            code = "blocked"
            kind = "all gone at once"
            if walled >= gone:
                kind = self._walled[0][1].reason
            words = f"{words} do not answer as before: {kind}"
            self._counts.wall = words
        proofs = []
        for _row, fetch in self._gone:
            proofs.append(f"{fetch.warc_file} at {fetch.warc_offset}")
        for _row, error in self._walled:
            proofs.append(error.url)
        evidence = "; ".join([words, *proofs[:_NAMED]])
        issue = make_issue(code, evidence, url=self._source.column)
        self.record_issue(issue)

    def _record_dead_list(self) -> None:
        """Record that a list leads to none of its pages: their addresses are made wrongly, or fenced off."""
        words = f"all {self._counts.dead_links} pages that the list names are not there"
        self._counts.redesign = words
        issue = make_issue("layout_changed", words, url=self._source.column)
        self.record_issue(issue)

    def _make_row(
        self,
        identity: str,
        earlier: PageRow | None,
        url: str,
    ) -> PageRow:
        if earlier is not None:
            return replace(earlier, source_id=self._source.id)
        host = parse_host(url)
        return self._states.make_first_row(self._source.id, identity, url, host)

    def _record_failure(
        self,
        row: PageRow,
        error: FetchError,
        fetch: FetchRow | None = None,
    ) -> None:
        self._counts.failures.append(error)
        self._states.set_state(row, classify_failure(error), fetch)
        if isinstance(error, Blocked) and _stands(row):
            self._stood.add(row.page_id)
            self._walled.append((row, error))
            return
        self.record_issue(build_fetch_issue(error), row.page_id)

    def _fetch_further_pages(self, answer: ArchivedResponse) -> ArchivedResponse:
        """Fetch the further pages of an article.

        Without one of them its text would have a hole, so that is raised.
        """
        family = FAMILIES[self._source.family]
        requests = family.list_article_pages(self._source, answer.page)
        further: list[ArchivedResponse] = []
        for number, request in enumerate(requests, start=2):
            one = self._context.archiver.fetch(self._source, request, "detail")
            self._ledger.record_fetch(one.row)
            if one.page.status != HTTPStatus.OK or PageCheck(one.page).is_gone():
                reason = f"page {number} of the article: {one.row.outcome}"
                raise Unreachable(request.url, reason)
            further.append(one)
        return replace(answer, further=tuple(further))

    def _record_gone(self, row: PageRow, answer: ArchivedResponse) -> None:
        fetch = answer.row
        if not row.revision:
            self._counts.dead_links += 1
            issue = make_issue("dead_link", fetch.outcome, url=row.url)
            self.record_issue(issue, row.page_id)
            self._states.set_state(row, PageState.MISSING, fetch)
            return
        self._ledger.record_fetch(fetch)
        if _stands(row):
            self._gone.append((row, fetch))
        else:
            self._record_miss(row, fetch)

    def _read_page(
        self,
        link: Link,
        row: PageRow,
        answer: ArchivedResponse,
    ) -> None:
        """Read an answered page far enough to say whether it is a report, and whether its text is new."""
        answered = self._states.make_answered_row(row, link.url, parse_host(link.url))
        last = self._ledger.find_latest_capture(row.page_id) if row.revision else None
        try:
            answer, finding = self._find_changes(link, row, answer, last)
        except (Postponed, RunStopped):
            raise
        except UnreadableDocument as error:
            if error.is_transient:
                self._record_interrupted(row, answer, link, error)
                return
            self._counts.degradations[row.page_id] = f"{error.code}: {error}"
            issue = make_unreadable_issue(error, link.title, "crawl", link.url)
            self._record_unreadable(answered, answer, issue)
        # A page that our code stumbles over must not cost the others.
        except Exception as error:
            self._context.log.exception(
                "%s: our reader failed on %s", self._source.id, link.url
            )
            self._counts.crashes.append(f"{type(error).__name__}: {error}")
            issue = make_issue(
                "reader_failed", repr(error), stage="crawl", url=link.url
            )
            self._record_unreadable(answered, answer, issue)
        else:
            visited = _Visited(
                link,
                row,
                answered,
                answer,
                finding,
            )
            if finding.degradation and finding.says_nothing:
                self._record_suspect(visited)
            elif finding.doubt and len(answer.page.body) < _MAX_HELD_BYTES:
                self._context.notices[finding.doubt].add(row.page_id)
                self._doubtful.append(visited)
            else:
                self._record_finding(visited)

    def _is_notice(self, visited: _Visited) -> bool:
        """Tell whether several addresses gave the same words, and nothing but a list calls them a report."""
        pages = len(self._context.notices[visited.finding.doubt])
        return pages >= (_MIN_NOTICES if visited.finding.says_nothing else _MIN_COPIES)

    def _record_suspect(self, visited: _Visited) -> None:
        """Record what is neither the report as before nor another text, nor says that it is gone."""
        error = Blocked(visited.link.url, "suspect")
        self._record_failure(visited.row, error, visited.answer.row)

    def _record_doubtful(self, visited: _Visited) -> None:
        try:
            self._record_finding(visited)
        except Postponed as error:
            # whether it is a report that moved is asked another night
            self._record_failure(visited.row, error, visited.answer.row)

    def _record_finding(self, visited: _Visited) -> None:
        row = visited.row
        finding = visited.finding
        self._counts.degradations[row.page_id] = finding.degradation
        if finding.relevance.relevant:
            if not row.revision and (moved := self._find_moved(visited)):
                self._counts.moved += 1
                visited = moved
            self._note_return_or_move(visited.row, visited.answered)
            self._record_report(visited)
        else:
            relevance = finding.relevance
            self._record_other_page(visited.answered, visited.answer, relevance)

    def _find_moved(self, visited: _Visited) -> _Visited | None:
        """Find the known report that a new page is: one of the same text whose own address leads to it.

        Gives the visit as one of that report, which keeps its identity; null for a new report.
        """
        finding = visited.finding
        for row in self._list_unnamed(finding.text_sha256):
            if not self._leads_to(row, visited.row.page_id):
                continue
            self._context.aliases[visited.row.page_id] = row.page_id
            self._context.listed.add(row.page_id)
            self._context.visited.add(row.page_id)
            url = visited.link.url
            answered = self._states.make_answered_row(row, url, parse_host(url))
            same = replace(finding, change=None)
            return replace(
                visited,
                row=row,
                answered=answered,
                finding=same,
            )
        return None

    def _list_unnamed(self, text_sha256: str) -> list[PageRow]:
        """List the standing reports of a text that tonight's lists do not name."""
        named = self._context.listed | self._context.visited
        rows = self._unnamed.get(text_sha256, [])
        return [row for row in rows if row.page_id not in named]

    @cached_property
    def _unnamed(self) -> dict[str, list[PageRow]]:
        """By its text, the standing reports that neither a list names nor a visit has come to so far."""
        named = self._context.listed | self._context.visited
        unnamed: dict[str, list[PageRow]] = defaultdict(list)
        for row in self._ledger.load_source_pages(self._source.id):
            if row.page_id in named or not _stands(row):
                continue
            last = self._ledger.find_latest_capture(row.page_id)
            if last:
                unnamed[last.text_sha256].append(row)
        return unnamed

    def _leads_to(self, row: PageRow, identity: str) -> bool:
        """Tell whether a report's own address leads to another page by itself."""
        link = Link(row.url, "")
        found = self._context.archiver.fetch_first_available(self._source, [link])
        if isinstance(found, FetchError):
            return False
        _link, answer = found
        self._ledger.record_fetch(answer.row)
        return make_page_id(answer.page.url) == identity

    def _find_changes(
        self,
        link: Link,
        row: PageRow,
        answer: ArchivedResponse,
        last: Capture | None,
    ) -> tuple[ArchivedResponse, PageFinding]:
        """Find what sets a page apart from its last capture; gives the answer with its attachments."""
        if last is not None and _has_same_bytes(last, answer, link):
            as_before = Relevance(True, "report", "the bytes are as before")
            return answer, PageFinding(as_before, last.text_sha256)
        bodies = answer.bodies
        documents = self._context.documents
        article = Article.read(bodies, link.title, documents)
        offered = article.choose_attachments(link.attachments)
        if offered:
            attached = self._fetch_attachments(row, link, offered, last)
            answer = replace(answer, attached=attached)
        return answer, self._compare_with_last(article, last, answer, link)

    def _record_unreadable(
        self,
        row: PageRow,
        answer: ArchivedResponse,
        issue: Issue,
    ) -> None:
        self.record_issue(issue, row.page_id)
        self._states.set_state(row, PageState.UNSUPPORTED, answer.row)

    def _record_interrupted(
        self,
        row: PageRow,
        answer: ArchivedResponse,
        link: Link,
        error: UnreadableDocument,
    ) -> None:
        """Record that our machine did not come to read a page, which stays as it was, and is asked again."""
        self._counts.interrupted.append(f"{error.code}: {error}")
        issue = make_unreadable_issue(error, link.title, "crawl", link.url)
        self.record_issue(issue, row.page_id)
        self._ledger.record_fetch(answer.row)

    def _record_report(self, visited: _Visited) -> None:
        link = visited.link
        row = visited.answered
        finding = visited.finding
        change = visited.finding.change
        proof = self._unlisted.get(row.page_id, "")
        state = self._states.record_report(
            link, row, visited.answer, finding.text_sha256, change, listed=not proof
        )
        self._counts.count_state(state)
        if state is PageState.UNLISTED and visited.row.state is not state:
            self._note_unlisted(visited, proof)
        if change is not None and change.kind is ChangeKind.COSMETIC:
            self._counts.cosmetic += 1
        if state is not PageState.UNCHANGED:
            words = (row.source_id, state.value, link.title, link.url)
            self._context.log.info("%s: %s: %s (%s)", *words)

    def _fetch_attachments(
        self,
        row: PageRow,
        link: Link,
        offered: Sequence[Attachment],
        last: Capture | None,
    ) -> tuple[Attached, ...]:
        """Fetch what an article offers.

        An attachment that does not come is reported, and stays as it was before.
        """
        before = last.attached if last else ()
        attached, failures = self._context.archiver.fetch_attachments(
            self._source, link.url, offered, before
        )
        for error in failures:
            self.record_issue(build_fetch_issue(error, of_attachment=True), row.page_id)
        return attached

    def _compare_with_last(
        self,
        article: Article,
        last: Capture | None,
        answer: ArchivedResponse,
        link: Link,
    ) -> PageFinding:
        """Compare an article with the report's last revision where there is one.

        Files as before are not read again.
        """
        if not answer.attached:
            article.require_text()
        if last is None and not answer.attached:
            return PageFinding.make_first(
                article.relevance, article.text, article.doubt
            )
        archive = self._context.archive
        if last and _are_same_files(answer.attached, last.attached):
            before = self._read_earlier_text(last, archive.read_pages)
            if not answer.attached:
                found = PageFinding.compare(
                    article.relevance, article.text, before, last.text_sha256
                )
                return found.add_doubt(article.doubt)
            if before is not None and article.has_same_text(before):
                evidence = "page and attachments are as before"
                as_before = Relevance(True, "report", evidence)
                return PageFinding(as_before, last.text_sha256)
        files = archive.read_attachments(answer.attached)
        bodies = [*answer.bodies, *files]
        complete = Article.read(bodies, link.title, self._context.documents)
        complete.require_text()
        if last is None:
            return PageFinding.make_first(complete.relevance, complete.text)
        before = self._read_earlier_text(last, archive.read_bodies)
        found = PageFinding.compare(
            complete.relevance, complete.text, before, last.text_sha256
        )
        return found.add_doubt("" if answer.attached else complete.doubt)

    def _note_unlisted(self, visited: _Visited, proof: str) -> None:
        """Report, once, that a list no longer names a report whose page is as before."""
        fetch = visited.answer.row
        seen = (
            f"it answers as before, archived: {fetch.warc_file} at {fetch.warc_offset}"
        )
        issue = make_issue("unlisted", f"{seen}; {proof}", url=visited.answered.url)
        self.record_issue(issue, visited.answered.page_id)

    def _note_return_or_move(self, before: PageRow, row: PageRow) -> None:
        """Report that a page came back, or that it has another address now."""
        if row.revision and before.state.gone:
            self._counts.returned += 1
            last_seen = f"last seen {before.last_seen_at:%Y-%m-%d}"
            evidence = f"{before.state.value} before, {last_seen}"
            issue = make_issue("returned", evidence, url=row.url)
            self.record_issue(issue, row.page_id)
        if row.revision and before.url != row.url:
            issue = make_issue("moved", f"{before.url} before", url=row.url)
            self.record_issue(issue, row.page_id)

    def _record_other_page(
        self,
        row: PageRow,
        answer: ArchivedResponse,
        relevance: Relevance,
    ) -> None:
        if row.revision:
            evidence = f"{relevance.kind}: {relevance.evidence}"
            issue = make_issue("no_longer_a_report", evidence, url=row.url)
            self.record_issue(issue, row.page_id)
        else:
            row = replace(row, kind=relevance.kind)
        self._states.set_state(row, PageState.NOT_A_REPORT, answer.row)
        words = (self._source.id, relevance.kind, row.url, relevance.evidence)
        self._context.log.info("%s: no report but %s: %s (%s)", *words)

    def _read_earlier_text(
        self, capture: Capture, read_bodies: Callable[[Capture], list[Body]]
    ) -> CleanText | None:
        """Read an earlier revision again: a digest by an older reader must not make a page look revised.

        Raises UnreadableDocument only for what our machine kept from being read.
        """
        try:
            return Article.read_clean_text(
                read_bodies(capture), self._context.documents
            )
        except (ArchiveError, UnreadableDocument) as error:
            if isinstance(error, UnreadableDocument) and error.is_transient:
                raise
            self._context.log.warning(
                "An earlier revision of %s cannot be read again: %s", capture.url, error
            )
            return None


def _stands(row: PageRow) -> bool:
    """Tell whether a page is a report that was not gone when it was last asked for."""
    return row.revision > 0 and not row.state.gone


def _has_same_bytes(
    last: Capture,
    answer: ArchivedResponse,
    link: Link,
) -> bool:
    """Tell whether a report of one file is as it was: a scan is not recognised again for that every night."""
    more = answer.further or last.further or last.attached or link.attachments
    return not more and last.content_sha256 == answer.row.digest


def _are_same_files(one: Sequence[Attached], other: Sequence[Attached]) -> bool:
    """Tell whether two articles offer the same attachments with the same bytes."""
    return _list_digests(one) == _list_digests(other)


def _list_digests(files: Sequence[Attached]) -> list[tuple[str, str | None]]:
    return [(file.url, file.content_sha256) for file in files]

"""Drive a family's walk over a column: merge the links, notice the end, keep the trace that explains a zero.

The whole list is walked every night; known links never end it, since entries are back-dated and re-ordered.
"""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from urllib.parse import urlsplit

from tasks.fetch.responses import describe_oversized_list, is_soft_404
from tasks.fetch.urls import normalize_url
from tasks.model.errors import FetchError, TooLarge
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.families import FAMILIES
from tasks.sites.list_rows import list_unreachable_reports
from tasks.sites.pager import Answer, PagerFollower, Shortfall
from tasks.sites.pager_signs import PagerSigns, read_signs
from tasks.sites.relevance import classify_title

# A stub of some hundred bytes is no page of a list.
_STUB_BYTES = 600
# 0123456789abcdef, 20240123, 4091: what sets one article's address apart from another's
_NUMBERS = re.compile(r"[0-9a-f]{16,}|\d+", re.IGNORECASE)
# One page without anything new may be a hiccup (or the family trying another manner); two end the walk.
_PATIENCE = 2
# A time stamp of 0 or -1 that was formatted as a day (t19700101): no date at all.
_EPOCH = date(1970, 1, 1)
# "/", "/index.html", "/index.shtml"
_HOME = re.compile(r"^/(?:index\.\w{1,5})?$")


@dataclass(frozen=True, slots=True)
class WalkedPage:
    """One list page as the walk saw it: how many links it held, and how many of them were new to the walk."""

    url: str
    status: int
    links: int
    new: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a walk over a column gave.

    `complete` tells that every page of the list was seen, so that a link that is not in it has gone: nothing
    on its pages promises more, or all that was promised came. `shortfalls` are the promises that were not
    kept; `end_reason` says why the walk ended; `total` is the site's own count of entries, where it has one;
    `failure` what cut the walk short.
    """

    links: tuple[Link, ...]
    trace: tuple[WalkedPage, ...]
    complete: bool
    end_reason: str
    total: int | None = None
    failure: FetchError | None = None
    shortfalls: tuple[Shortfall, ...] = ()


_Steps = Generator[Request, Page, None]


class _WalkEndError(Exception):
    """The walk ends here, for a reason that is not the list's end."""

    def __init__(self, reason: str, failure: FetchError | None = None) -> None:
        super().__init__(reason)
        self.reason, self.failure = reason, failure


class _Walk:
    """A walk over one column: by its family first, then along what its pages promise beyond that."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._family = FAMILIES[source.family]
        column = normalize_url(source.column)
        self._follower = PagerFollower(column, source.allowed_hosts)
        self._links: dict[str, Link] = {}
        self._unreachable: dict[str, None] = {}
        self._kinds: set[str] = set()
        self._trace: list[WalkedPage] = []
        self._family_pages = 0
        self._total: int | None = None

    def walk_family(self) -> _Steps:
        """Yield the requests of the family's own walk."""
        walk = self._family.walk(self._source)
        request = next(walk)
        pages_without_news = 0
        while True:
            page = yield from self._ask(request)
            links = self._read_links(page)
            walked = self._add_page(page, links)
            self._family_pages += 1
            self._follower.note_family_page(
                request, page, self._read_signs(page), {link.url for link in links}
            )
            pages_without_news = 0 if walked.new else pages_without_news + 1
            try:
                request = walk.send(page)
            except StopIteration:
                return
            if pages_without_news >= _PATIENCE:
                raise _WalkEndError(
                    "the pager repeats itself"
                    if walked.links
                    else "pages without links"
                )
            self._check_limit()

    def follow_pagers(self) -> _Steps:
        """Yield the requests for what the pages promise beyond what the family walked."""
        follow = self._follower.follow()
        try:
            control = next(follow)
            while True:
                self._check_limit()
                request = control.request
                assert request is not None
                page = yield from self._ask(request)
                control = follow.send(self._take_answer(page))
        except StopIteration:
            return

    def make_listing(self, end: _WalkEndError | None = None) -> Listing:
        """Make the listing of what was walked."""
        links = tuple(self._links.values())
        shortfalls = (
            *self._follower.list_shortfalls(),
            *map(Shortfall, self._list_unreachable()),
        )
        reason = end.reason if end else self._explain_shortfall(shortfalls)
        return Listing(
            links,
            tuple(self._trace),
            not reason,
            reason or "the end of the list",
            self._follower.count_entries() if self._total is None else self._total,
            end.failure if end else None,
            shortfalls,
        )

    def _list_unreachable(self) -> list[str]:
        """List the titles of reports that no link leads to, on any page."""
        reached = {link.title for link in self._links.values()}
        return [title for title in self._unreachable if title not in reached]

    def _ask(self, request: Request) -> Generator[Request, Page, Page]:
        try:
            page = yield request
        except FetchError as failure:
            raise self._stop_short(failure) from failure
        if too_much := describe_oversized_list(self._source.family, page):
            raise self._stop_short(TooLarge(page.url, too_much))
        return page

    def _stop_short(self, failure: FetchError) -> _WalkEndError:
        number = len(self._trace) + 1
        return _WalkEndError(f"cut short at page {number} ({failure.reason})", failure)

    def _check_limit(self) -> None:
        if len(self._trace) >= self._source.pages:
            raise _WalkEndError(f"the limit of {self._source.pages} pages")

    def _read_links(self, page: Page) -> list[Link]:
        return self._family.read_links(self._source, page) if _is_list(page) else []

    def _read_signs(self, page: Page) -> PagerSigns:
        if not _is_list(page):
            return PagerSigns()
        return read_signs(page, normalize_url(self._source.column))

    def _add_page(self, page: Page, links: list[Link]) -> WalkedPage:
        """Merge the links of one page; the first wording of a link stays, what it lacks is filled in."""
        before = len(self._links)
        self._unreachable.update(dict.fromkeys(list_unreachable_reports(page)))
        for link in map(_drop_epoch_date, links):
            first = self._links.setdefault(link.url, link)
            self._links[link.url] = _merge_links(first, link)
            self._kinds.add(_name_kind(link.url))
        total = self._family.read_total(page)
        self._total = self._total if total is None else total
        return self._trace_page(page, len(links), len(self._links) - before)

    def _trace_page(self, page: Page, links: int, new: int) -> WalkedPage:
        url = page.url
        if url != page.request.url:
            url = f"{page.request.url} -> {url}"
        walked = WalkedPage(url, page.status, links, new)
        self._trace.append(walked)
        return walked

    def _take_answer(self, page: Page) -> Answer:
        """Say what a control came to; its entries are taken only when there are new ones of the same kind."""
        links = self._read_links(page)
        new = [link for link in links if link.url not in self._links]
        urls = frozenset(link.url for link in links)
        signs = self._read_signs(page)
        kindred = any(map(self._is_kindred, new)) or (bool(new) and not self._links)
        if kindred:
            self._add_page(page, links)
        else:
            self._trace_page(page, len(links), 0)
        is_page = _is_list(page) and len(page.body) >= _STUB_BYTES
        repeats = bool(links) and not new
        return Answer(page, kindred, repeats, is_page and not links, signs, urls)

    def _is_kindred(self, link: Link) -> bool:
        known = _name_kind(link.url) in self._kinds
        return known or classify_title(link.title).relevant

    def _explain_shortfall(self, shortfalls: Sequence[Shortfall]) -> str:
        """Say why a walk that came to its end is not complete; empty when it is.

        Its pages tell it, and the entries that the site counts.
        """
        if not self._links and self._total != 0:
            # a redesign, which takes no report away
            return "a list without links"
        if shortfalls:
            return "; ".join(map(str, shortfalls))
        walked = self._trace[: self._family_pages]
        empty_pages = sum(not one.links for one in walked)
        if empty_pages and not self._family.OPEN_ENDED:
            return f"{empty_pages} of {len(walked)} pages without links"
        # A pager that moves on while it is walked shows an entry twice and hides another, so each link counts
        # once.
        came = len(self._links)
        named = sum(walked.links for walked in self._trace)
        if self._total is not None and came < self._total:
            twice = f", {named - came} of them named again" if named > came else ""
            return f"{came} of {self._total} entries{twice}"
        return ""


def collect_listing(source: Source) -> Generator[Request, Page, Listing]:
    """Yield the requests for a column's list pages, being sent the answers; gives the listing.

    A FetchError thrown in ends the walk and is kept in the listing.
    """
    walk = _Walk(source)
    try:
        yield from walk.walk_family()
        yield from walk.follow_pagers()
    except _WalkEndError as end:
        return walk.make_listing(end)
    return walk.make_listing()


def _name_kind(url: str) -> str:
    """Name what an entry's address has in common with others of its list: host and path, without numbers."""
    parts = urlsplit(url)
    return _NUMBERS.sub("0", f"{parts.netloc}{parts.path}")


def _is_list(page: Page) -> bool:
    """Tell whether an answer can be a list page at all.

    Sites send a column that is gone to their home page.
    """
    to_home = _is_home(page.url) and not _is_home(page.request.url)
    return page.status == HTTPStatus.OK and not to_home and not is_soft_404(page)


def _is_home(url: str) -> bool:
    return _HOME.search(urlsplit(url).path) is not None


def _drop_epoch_date(link: Link) -> Link:
    if link.listed_on is not None and link.listed_on <= _EPOCH:
        return replace(link, listed_on=None)
    return link


def _merge_links(first: Link, second: Link) -> Link:
    return replace(
        first,
        title=first.title or second.title,
        listed_on=first.listed_on or second.listed_on,
        document_number=first.document_number or second.document_number,
        publisher=first.publisher or second.publisher,
    )

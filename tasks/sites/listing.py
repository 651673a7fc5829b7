"""Drive a family's walk over a column: merge the links, notice the end, keep the trace that explains a zero.

The whole list is walked every night; known links never end it, since entries are back-dated and re-ordered.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from urllib.parse import urlsplit

from tasks.fetch.responses import describe_oversized_list, is_soft_404
from tasks.model.errors import FetchError, TooLarge
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.families import FAMILIES

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

    `complete` tells that every page of the list was seen, so that a link that is not in it has gone;
    `end_reason` says why the walk ended; `total` is the site's own count of entries, where it has one;
    `failure` what cut the walk short.
    """

    links: tuple[Link, ...]
    trace: tuple[WalkedPage, ...]
    complete: bool
    end_reason: str
    total: int | None = None
    failure: FetchError | None = None


@dataclass(slots=True)
class _WalkState:
    links: dict[str, Link]
    trace: list[WalkedPage]
    total: int | None = None

    def add_page(self, page: Page, links: list[Link]) -> WalkedPage:
        """Merge the links of one page; the first wording of a link stays, what it lacks is filled in."""
        before = len(self.links)
        for link in map(_drop_epoch_date, links):
            first = self.links.setdefault(link.url, link)
            self.links[link.url] = _merge_links(first, link)
        url = page.url
        if url != page.request.url:
            url = f"{page.request.url} -> {url}"
        walked = WalkedPage(url, page.status, len(links), len(self.links) - before)
        self.trace.append(walked)
        return walked

    def make_listing(
        self,
        end_reason: str,
        *,
        complete: bool = False,
        failure: FetchError | None = None,
    ) -> Listing:
        """Make the listing of what was walked so far."""
        links = tuple(self.links.values())
        trace = tuple(self.trace)
        return Listing(links, trace, complete, end_reason, self.total, failure)


def collect_listing(source: Source) -> Generator[Request, Page, Listing]:
    """Yield the requests for a column's list pages, being sent the answers; gives the listing.

    A FetchError thrown in ends the walk and is kept in the listing.
    """
    family = FAMILIES[source.family]
    walk = family.walk(source)
    state = _WalkState({}, [])
    request = next(walk)
    pages_without_news = 0
    while True:
        try:
            page = yield request
        except FetchError as failure:
            return _stop_short(state, failure)
        if too_much := describe_oversized_list(source.family, page):
            return _stop_short(state, TooLarge(page.url, too_much))
        total = family.read_total(page)
        state.total = state.total if total is None else total
        links = family.read_links(source, page) if _is_list(page) else []
        walked = state.add_page(page, links)
        pages_without_news = 0 if walked.new else pages_without_news + 1
        try:
            request = walk.send(page)
        except StopIteration:
            return _finish_walk(source, state)
        if pages_without_news >= _PATIENCE:
            return state.make_listing(
                "the pager repeats itself" if walked.links else "pages without links"
            )
        if len(state.trace) >= source.pages:
            return state.make_listing(f"the limit of {source.pages} pages")


def _is_list(page: Page) -> bool:
    """Tell whether an answer can be a list page at all.

    Sites send a column that is gone to their home page.
    """
    to_home = _is_home(page.url) and not _is_home(page.request.url)
    return page.status == HTTPStatus.OK and not to_home and not is_soft_404(page)


def _is_home(url: str) -> bool:
    return _HOME.search(urlsplit(url).path) is not None


def _finish_walk(source: Source, state: _WalkState) -> Listing:
    """Tell whether a walk that its family ended is complete.

    Its pages tell it, and the entries that the site counts.
    """
    if not state.links and state.total != 0:
        # a redesign, which takes no report away
        return state.make_listing("a list without links")
    pages = len(state.trace)
    empty_pages = sum(not walked.links for walked in state.trace)
    if empty_pages and not FAMILIES[source.family].OPEN_ENDED:
        return state.make_listing(f"{empty_pages} of {pages} pages without links")
    # A pager that moves on while it is walked shows an entry twice and hides another, so each link counts
    # once.
    came = len(state.links)
    named = sum(walked.links for walked in state.trace)
    if state.total is not None and came < state.total:
        twice = f", {named - came} of them named again" if named > came else ""
        return state.make_listing(f"{came} of {state.total} entries{twice}")
    return state.make_listing("the end of the list", complete=True)


def _stop_short(state: _WalkState, failure: FetchError) -> Listing:
    reason = f"cut short at page {len(state.trace) + 1} ({failure.reason})"
    return state.make_listing(reason, failure=failure)


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

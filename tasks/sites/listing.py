"""Drive a family's walk over a column: merge the links, notice the end, and keep the trace that explains a
zero.

The whole list is walked every night; known links never end it, since entries are back-dated and re-ordered.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from urllib.parse import urlsplit

from tasks.fetch.responses import soft_404
from tasks.fetch.size_limits import overrun
from tasks.model.errors import FetchError, TooLarge
from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.source import Source
from tasks.sites.families import FAMILIES

# One page without anything new may be a hiccup (or the family trying another manner); two end the walk.
_PATIENCE = 2
# A time stamp of 0 or -1 that was formatted as a day (t19700101): no date at all.
_EPOCH = date(1970, 1, 1)
# "/", "/index.html", "/index.shtml"
_HOME = re.compile(r"^/(?:index\.\w{1,5})?$")


@dataclass(frozen=True, slots=True)
class Seen:
    """One list page as the walk saw it: how many links it held, and how many of them were new to the walk."""

    url: str
    status: int
    links: int
    new: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a walk over a column gave.

    `whole` tells that every page of the list was seen, so that a link that is not in it has gone; `ended`
    says why the walk ended; `total` is the site's own count of entries, where it has one; `failure` what cut
    the walk short.
    """

    links: tuple[Link, ...]
    trace: tuple[Seen, ...]
    whole: bool
    ended: str
    total: int | None = None
    failure: FetchError | None = None


@dataclass(slots=True)
class _Walk:
    links: dict[str, Link]
    trace: list[Seen]
    total: int | None = None

    def see(self, page: Page, links: list[Link]) -> Seen:
        """Merge the links of one page; the first wording of a link stays, what it lacks is filled in."""
        before = len(self.links)
        for link in map(_dated, links):
            first = self.links.setdefault(link.url, link)
            self.links[link.url] = _merged(first, link)
        url = (
            page.url
            if page.url == page.request.url
            else f"{page.request.url} -> {page.url}"
        )
        seen = Seen(url, page.status, len(links), len(self.links) - before)
        self.trace.append(seen)
        return seen


def collect(source: Source) -> Generator[Request, Page, Listing]:
    """Yield the requests for a column's list pages, being sent the answers; gives the listing.

    A FetchError thrown in ends the walk and is kept in the listing.
    """
    family = FAMILIES[source.family]
    walk, state = family.walk(source), _Walk({}, [])
    request, barren = next(walk), 0
    while True:
        try:
            page = yield request
        except FetchError as failure:
            return _cut_short(state, failure)
        if too_much := overrun(source.family, page):
            return _cut_short(state, TooLarge(page.url, too_much))
        total = family.total(page)
        state.total = state.total if total is None else total
        seen = state.see(page, family.links(source, page) if _is_list(page) else [])
        barren = 0 if seen.new else barren + 1
        try:
            request = walk.send(page)
        except StopIteration:
            return _ended(source, state)
        if barren >= _PATIENCE:
            ended = "the pager repeats itself" if seen.links else "pages without links"
            return _listing(state, False, ended)
        if len(state.trace) >= source.pages:
            return _listing(state, False, f"the limit of {source.pages} pages")


def _is_list(page: Page) -> bool:
    """Tell whether an answer can be a list page at all: sites send a column that is gone to their home page."""
    to_home = _HOME.search(urlsplit(page.url).path) and not _HOME.search(
        urlsplit(page.request.url).path
    )
    return page.status == HTTPStatus.OK and not to_home and not soft_404(page)


def _ended(source: Source, state: _Walk) -> Listing:
    """Judge a walk that its family ended, by its pages and by the entries that the site counts."""
    if not state.links and state.total != 0:
        return _listing(
            state, False, "a list without links"
        )  # a redesign, which takes no report away
    broken = [seen for seen in state.trace if not seen.links]
    if broken and not FAMILIES[source.family].OPEN_ENDED:
        return _listing(
            state, False, f"{len(broken)} of {len(state.trace)} pages without links"
        )
    # A pager that moves on while it is walked shows an entry twice and hides another, so each link counts
    # once.
    came, named = len(state.links), sum(seen.links for seen in state.trace)
    if state.total is not None and came < state.total:
        twice = f", {named - came} of them named again" if named > came else ""
        return _listing(state, False, f"{came} of {state.total} entries{twice}")
    return _listing(state, True, "the end of the list")


def _cut_short(state: _Walk, failure: FetchError) -> Listing:
    return _listing(
        state,
        False,
        f"cut short at page {len(state.trace) + 1} ({failure.reason})",
        failure,
    )


def _listing(
    state: _Walk, whole: bool, ended: str, failure: FetchError | None = None
) -> Listing:
    return Listing(
        tuple(state.links.values()),
        tuple(state.trace),
        whole,
        ended,
        state.total,
        failure,
    )


def _dated(link: Link) -> Link:
    return (
        replace(link, listed_on=None)
        if link.listed_on is not None and link.listed_on <= _EPOCH
        else link
    )


def _merged(first: Link, second: Link) -> Link:
    return replace(
        first,
        title=first.title or second.title,
        listed_on=first.listed_on or second.listed_on,
        document_number=first.document_number or second.document_number,
        publisher=first.publisher or second.publisher,
    )

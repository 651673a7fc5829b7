"""Probe a column's page: name its family, walk two pages of its list, and propose a source for it.

No I/O in here.

On a site's home page, the columns that seem to hold these reports are proposed instead.
"""

import re
import tomllib
from collections.abc import Generator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tasks.fetch.urls import canonical
from tasks.fetch.visit import check_answer
from tasks.model.errors import FetchError
from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.relevance import Relevance
from tasks.model.source import Family, Source
from tasks.sites.dialects import column_of, dialect_of
from tasks.sites.listing import Listing, collect
from tasks.sites.proposal import LIST_PAGES, proposed, source_id, source_toml
from tasks.sites.sniff import Proposal, Verdict, columns_in, doors_in, sniff
from tasks.sites.titles import judge_title

# A page that looks like several systems is walked as each of them, until one finds links.
_ATTEMPTS = 3
# How many pages behind a home page are looked through for columns
_DOORS = 3
# Below this the marks of a home page say nothing of a list on it.
_SURE = 0.9
# "/", "/index.html", "/index.shtml"
_HOME = re.compile(r"^/(?:index\.\w{1,5})?$")


@dataclass(frozen=True, slots=True)
class Judged:
    """A link of the list and what its title was judged to be."""

    link: Link
    relevance: Relevance


@dataclass(frozen=True, slots=True)
class Probe:
    """What probing a URL came to.

    `verdicts` name the systems, likeliest first; `source` and `listing` are of the walk (null when there was
    none), `toml` the text of a source file to save; `columns` are proposals; `article_of` is the column when
    the URL is an article's.
    """

    url: str
    verdicts: tuple[Verdict, ...]
    source: Source | None = None
    listing: Listing | None = None
    taken: tuple[Judged, ...] = ()
    left: tuple[Judged, ...] = ()
    columns: tuple[Proposal, ...] = ()
    toml: str = ""
    article_of: str | None = None


def asking(url: str, *, allow_private: bool = False, delay: float = 1.0) -> Source:
    """Give the terms under which a URL is probed, as a source: its host, with and without www."""
    host = urlsplit(url).netloc.lower()
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    # what stands after # is for browsers, but names the column of a gkmlpt site
    fragment = urlsplit(url).fragment
    column = canonical(url) + (f"#{fragment}" if fragment.isdecimal() else "")
    return Source(
        id=source_id(url), name=url, organ=host, family=Family.STATIC, column=column, hosts=(twin,),
        allow_private=allow_private, delay=delay, pages=LIST_PAGES,
    )  # fmt: skip


def probe(terms: Source) -> Generator[Request, Page, Probe]:
    """Yield the requests that probing takes, being sent the answers; gives what it came to.

    Lets through the FetchError of the first request, and raises Blocked or Unreachable when its answer means
    that; what goes wrong later is in the listing.
    """
    first = yield Request(terms.column)
    check_answer(first)
    verdicts = tuple(sniff(first))
    columns = tuple(columns_in(first))
    base = Probe(canonical(first.url), verdicts, columns=columns)
    if dialect_of(first.url) is not None:
        return replace(base, article_of=column_of(first.url))
    at_home = _HOME.match(urlsplit(first.url).path) is not None
    if at_home and (columns or not verdicts or verdicts[0].confidence < _SURE):
        return replace(base, columns=columns or (yield from _behind(first)))
    walked = None
    for verdict in [one for one in verdicts if one.family is not None][:_ATTEMPTS]:
        source = proposed(terms, first, verdict)
        listing = yield from _walked(source, first)
        # When no family finds reports, the likeliest one's trace is what a person looks at.
        found = any(judge_title(link.title).relevant for link in listing.links)
        if walked is None or found:
            walked = source, listing
        if found:
            break
    return base if walked is None else _judged(base, *walked)


def _behind(home: Page) -> Generator[Request, Page, tuple[Proposal, ...]]:
    """Look for columns behind a home page that names none itself."""
    for url in doors_in(home)[:_DOORS]:
        try:
            page = yield Request(url)
        except FetchError:
            continue  # the next door may open; without any, the person is told that no column was found
        if columns := tuple(columns_in(page)):
            return columns
    return ()


def _walked(source: Source, first: Page) -> Generator[Request, Page, Listing]:
    """Walk a source's list with its first page at hand, which is not asked for again."""
    walk = collect(source)
    request = next(walk)
    while True:
        try:
            if request.url == first.request.url and request.form is None:
                request = walk.send(first)
                continue
            try:
                page = yield request
            except FetchError as error:
                request = walk.throw(error)
            else:
                request = walk.send(page)
        except StopIteration as end:
            listing: Listing = end.value
            return listing


def _judged(base: Probe, source: Source, listing: Listing) -> Probe:
    judged = [Judged(link, judge_title(link.title)) for link in listing.links]
    text = source_toml(source, listing) if listing.links else ""
    if text:
        # what is shown for saving has to be a source that loads
        Source.model_validate({"id": source.id, **tomllib.loads(text)})
    return replace(
        base,
        source=source,
        listing=listing,
        taken=tuple(one for one in judged if one.relevance.relevant),
        left=tuple(one for one in judged if not one.relevance.relevant),
        toml=text,
    )

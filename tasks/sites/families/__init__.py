"""Site families: for each publishing system a module that walks a column's list pages and reads one.

No I/O in them.

`walk` yields requests for list pages and is sent the answers; it ends when the column is through, as far as
it can tell. Limits, repeated pages and failures are the caller's (`tasks.sites.listing`).
"""

from collections.abc import Callable, Generator, Mapping
from typing import Protocol

from tasks.model.page import Link, Page, Request
from tasks.model.source import Family, Source
from tasks.sites.families import (
    described,
    gkmlpt,
    iframe,
    igs,
    jcms,
    jpaas,
    policy,
    sitemap,
    static,
    trs,
    ucap,
    vsb,
)


class SiteFamily(Protocol):
    """What a family's module offers."""

    @property
    def OPEN_ENDED(self) -> bool:  # noqa: N802
        """Tell whether an empty page is how a list ends, and not a fault."""

    def walk(self, source: Source) -> Generator[Request, Page, None]:
        """Yield the requests for a column's list pages, first to last, being sent the answers."""

    def read_links(self, source: Source, page: Page) -> list[Link]:
        """Read the entries of one list page, in its order; none when the page is no list."""

    def read_total(self, page: Page) -> int | None:
        """Read how many entries the site says the column has, where it says so."""


FAMILIES: Mapping[Family, SiteFamily] = {
    Family.TRS: trs,
    Family.UCAP: ucap,
    Family.JCMS: jcms,
    Family.JPAAS: jpaas,
    Family.GKMLPT: gkmlpt,
    Family.VSB: vsb,
    Family.IGS: igs,
    Family.POLICY: policy,
    Family.SITEMAP: sitemap,
    Family.IFRAME: iframe,
    Family.DESCRIBED: described,
    Family.STATIC: static,
}
# The families that serve a long article as several pages; what IGS finds are pages of TRS.
_ARTICLE_PAGES: Mapping[Family, Callable[[Source, Page], list[Request]]] = {
    Family.TRS: trs.list_article_pages,
    Family.IGS: trs.list_article_pages,
}


def list_article_pages(source: Source, page: Page) -> list[Request]:
    """Give the requests for the further pages of an article, in order; none where it stands on one page.

    `page` is the article's first page. In most families an article is one page always.
    """
    further = _ARTICLE_PAGES.get(source.family)
    if further:
        return further(source, page)
    return []


def count_unread(source: Source, page: Page) -> int:
    """Count the entries of a list page that have no title or no address; only described lists know."""
    if source.described:
        return described.count_unread(source, page)
    return 0

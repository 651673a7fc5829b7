"""Site families: for each publishing system a module that walks a column's list pages and reads one. No I/O in them.

`walk` yields requests for list pages and is sent the answers; it ends when the column is through, as far as it can
tell. Limits, repeated pages and failures are the caller's (`tasks.web.listing`).
"""

from collections.abc import Generator, Mapping
from typing import Protocol

from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.source import Family, Source
from tasks.web.families import gkmlpt, jcms, static, trs


class SiteFamily(Protocol):
    """What a family's module offers."""

    @property
    def OPEN_ENDED(self) -> bool:  # noqa: N802
        """Tell whether an empty page is how a list ends, and not a fault."""

    def walk(self, source: Source) -> Generator[Request, Page, None]:
        """Yield the requests for a column's list pages, first to last, being sent the answers."""

    def links(self, source: Source, page: Page) -> list[Link]:
        """Read the entries of one list page, in its order; none when the page is no list."""

    def total(self, page: Page) -> int | None:
        """Read how many entries the site says the column has, where it says so."""


FAMILIES: Mapping[Family, SiteFamily] = {
    Family.TRS: trs,
    Family.JCMS: jcms,
    Family.GKMLPT: gkmlpt,
    Family.STATIC: static,
}

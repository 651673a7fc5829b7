"""Follow a pager made of links: from a column's page to each page that the one before leads to.

Pagers that are written by a script, or served by an API, are followed by the `walk` of their own family.
"""

from collections.abc import Callable, Generator

from tasks.fetch.urls import normalize_url
from tasks.model.page import Page, Request
from tasks.model.source import Source


def follow_pager(
    source: Source, find_next_page: Callable[[Source, Page], str | None]
) -> Generator[Request, Page, None]:
    """Yield the column's page, then each page that the last one's pager leads to, once each.

    `find_next_page` gives the URL of the page after one, null where the list ends.
    """
    page = yield Request(source.column)
    visited = {normalize_url(source.column), normalize_url(page.url)}
    while (following := find_next_page(source, page)) and following not in visited:
        visited.add(following)
        page = yield Request(following)

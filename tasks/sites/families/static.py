"""Plain lists of any make: the pager's own next link is followed while it stays in the column."""

import re
from collections.abc import Generator
from urllib.parse import urlsplit

from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import parse_page, read_rows, select_dated_links
from tasks.sites.pager import follow_pager

OPEN_ENDED = False

# 下一页, 下页, 下一页 >, >, »
_NEXT_LABEL = re.compile(
    r"^[\s\[【]*(?:下一?[页頁]|后一?页|next)[\s>»›\]】]*$|^\s*[>»›]\s*$", re.IGNORECASE
)


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then each page that the pager of the last one leads to."""
    return follow_pager(source, _find_next_page)


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows that show a date or a report's title; where none is dated, all with a long title."""
    return select_dated_links(read_rows(page))


def read_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: these lists do not count themselves."""
    return None


def _find_next_page(source: Source, page: Page) -> str | None:
    """Find the next page.

    A pager that leaves the column's folder (to the home page, to other units) has no next.
    """
    column = urlsplit(normalize_url(source.column))
    folder = column.path.rpartition("/")[0] + "/"
    for anchor in parse_page(page).find_all("a", href=True):
        is_next = "next" in (anchor.get("rel") or ())
        if not is_next and not _NEXT_LABEL.match(anchor.get_text()):
            continue
        target = normalize_url(str(anchor["href"]), page.url)
        parts = urlsplit(target)
        if target and parts.netloc == column.netloc and parts.path.startswith(folder):
            return target
    return None

"""Plain lists of any make: the pager's own next link is followed while it stays in the column."""

import re
from collections.abc import Generator
from urllib.parse import urlsplit

from tasks.fetch.urls import canonical
from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import parsed, rows
from tasks.sites.pager import follow_pager

OPEN_ENDED = False

# 下一页, 下页, 下一页 >, >, »
_NEXT = re.compile(
    r"^[\s\[【]*(?:下一?[页頁]|后一?页|next)[\s>»›\]】]*$|^\s*[>»›]\s*$", re.IGNORECASE
)
# Titles are longer than the words of a menu.
_TITLE_LENGTH = 8


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then each page that the pager of the last one leads to."""
    return follow_pager(source, _next)


def links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows that show a date; where none does, the anchors of rows with a title of some length."""
    found = list(rows(parsed(page), page.url))
    dated = [row.link for row in found if row.dated]
    return dated or [
        row.link for row in found if row.in_row and len(row.link.title) >= _TITLE_LENGTH
    ]


def total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: these lists do not count themselves."""
    return None


def _next(source: Source, page: Page) -> str | None:
    """Find the next page.

    A pager that leaves the column's folder (to the home page, to other units) has no next.
    """
    column = urlsplit(canonical(source.column))
    folder = column.path.rpartition("/")[0] + "/"
    for anchor in parsed(page).find_all("a", href=True):
        if not _NEXT.match(anchor.get_text()) and "next" not in (
            anchor.get("rel") or ()
        ):
            continue
        target = canonical(str(anchor["href"]), page.url)
        parts = urlsplit(target)
        if target and parts.netloc == column.netloc and parts.path.startswith(folder):
            return target
    return None

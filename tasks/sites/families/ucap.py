"""UCAP (开普云): static list pages `name_N`, counted from 1.

A script's `createPageHTML` counts them, with a container's id.
"""

import html
import re
from collections.abc import Generator

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import (
    collect_urls,
    read_rows,
    select_article_links,
)

OPEN_ENDED = True

# createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 189): container, pages, present page from 1, name,
# extension, rows
_PAGER = re.compile(
    r"createPageHTML\(\s*\\?[\"'][^\"']{0,80}[\"']\s*,\s*(?P<pages>\d{1,9})\s*,\s*\d+\s*,"
    r"\s*\\?[\"'](?P<name>[\w.-]+)\\?[\"']\s*,\s*\\?[\"'](?P<extension>\w+)\\?[\"']"
    r"(?:\s*,\s*(?P<rows>\d{1,9}))?"
)
# /site/col/202401/0123456789abcdef0123456789abcdef.shtml, /col/202401/c00_4001101.shtml
_ARTICLE = re.compile(r"/\d{6}/(?:[0-9a-f]{32}|c\d+_\w+)\.s?html?$", re.IGNORECASE)


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then `name_2` to the last.

    Where that one is none, `name_1` for the second page.
    """
    first = yield Request(source.column)
    pager = _find_pager(first)
    if pager is None:
        return
    pages = int(pager["pages"])
    name = pager["name"]
    extension = pager["extension"]
    fresh = collect_urls(read_links(source, first))
    known = set(fresh)
    for number in range(2, pages + 1):
        page = yield Request(normalize_url(f"{name}_{number}.{extension}", first.url))
        fresh = collect_urls(read_links(source, page)) - known
        known |= fresh
    # Some sites count from 0 under the same pager: then the last number is nobody's, and _1 was left out.
    if pages > 1 and not fresh:
        yield Request(normalize_url(f"{name}_1.{extension}", first.url))


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows: anchors to articles, and others whose row shows a date."""
    return select_article_links(read_rows(page), _ARTICLE, or_dated=True)


def read_total(page: Page) -> int | None:
    """Read the pager's own count of rows, where it gives one."""
    pager = _find_pager(page)
    if pager and pager["rows"]:
        return int(pager["rows"])
    return None


def _find_pager(page: Page) -> re.Match[str] | None:
    return _PAGER.search(html.unescape(decode_page(page)))

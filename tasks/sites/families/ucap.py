"""UCAP (开普云): static list pages `name_N`, counted from 1 by a script's `createPageHTML` with a container's
id.
"""

import html
import re
from collections.abc import Generator

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import iter_rows, parse_page

OPEN_ENDED = True

# createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 189): container, pages, present page from 1, name,
# extension, rows
_PAGER = re.compile(
    r"createPageHTML\(\s*\\?[\"'][^\"']{0,80}[\"']\s*,\s*(\d{1,9})\s*,\s*\d+\s*,"
    r"\s*\\?[\"']([\w.-]+)\\?[\"']\s*,\s*\\?[\"'](\w+)\\?[\"'](?:\s*,\s*(\d{1,9}))?"
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
    known = fresh = _collect_urls(source, first)
    for number in range(2, int(pager[1]) + 1):
        page = yield Request(
            normalize_url(f"{pager[2]}_{number}.{pager[3]}", first.url)
        )
        fresh = _collect_urls(source, page) - known
        known = known | fresh
    # Some sites count from 0 under the same pager: then the last number is nobody's, and _1 was left out.
    if int(pager[1]) > 1 and not fresh:
        yield Request(normalize_url(f"{pager[2]}_1.{pager[3]}", first.url))


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows: anchors to articles, and others whose row shows a date."""
    found = iter_rows(parse_page(page), page.url)
    return [row.link for row in found if row.dated or _ARTICLE.search(row.link.url)]


def read_total(page: Page) -> int | None:
    """Read the pager's own count of rows, where it gives one."""
    pager = _find_pager(page)
    return int(pager[4]) if pager and pager[4] else None


def _find_pager(page: Page) -> re.Match[str] | None:
    return _PAGER.search(html.unescape(decode_page(page)))


def _collect_urls(source: Source, page: Page) -> set[str]:
    return {link.url for link in read_links(source, page)}

"""Boda VSB (博达): static lists whose page numbers count down, so that the pager's own link is followed."""

import re
from collections.abc import Generator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import (
    iter_rows,
    parse_markup,
    parse_page,
    read_rows,
    reads_like_report,
    select_all_links,
    select_article_links,
)
from tasks.sites.pager import follow_pager

OPEN_ENDED = False

# 下页, 下一页 >
_NEXT_LABEL = re.compile(r"^\s*下一?页[\s>»]*$")
# /info/1095/6432.htm, /info/egovinfo/1001/overt_centent/1150000000-/2024-0123001.htm
_ARTICLE = re.compile(r"/info/(?:\d+/\d+|egovinfo/.+)\.html?$", re.IGNORECASE)
# list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460&PAGENUM=2
_DYNAMIC = re.compile(r"\bPAGENUM=\d", re.IGNORECASE)


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then each page that the last one's pager leads to, once each."""
    return follow_pager(source, _find_next_page)


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the list's own lines; where a template has none, dated rows and anchors to articles."""
    rows = read_rows(page)
    if lines := parse_page(page).select('[id^="line_u"]'):
        listed = list(iter_rows(_parse_lines(lines), page.url))
        reports = [row for row in rows if reads_like_report(row)]
        return select_all_links([*listed, *reports])
    return select_article_links(rows, _ARTICLE, or_dated=True)


def read_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: these lists do not count themselves."""
    return None


def _parse_lines(lines: list[Tag]) -> BeautifulSoup:
    return parse_markup("".join(map(str, lines)))


def _find_next_page(source: Source, page: Page) -> str | None:
    """Find the next page: `name/31.htm` below the column's `name.htm`, or a page of the dynamic list."""
    column = urlsplit(normalize_url(source.column))
    stem = str(PurePosixPath(column.path).with_suffix("")) + "/"
    soup = parse_page(page)
    anchors: list[Tag] = list(soup.select(".p_next a[href]"))
    for anchor in soup.find_all("a", href=True):
        if _NEXT_LABEL.match(anchor.text):
            anchors.append(anchor)
    for anchor in anchors:
        target = normalize_url(str(anchor["href"]), page.url)
        parts = urlsplit(target)
        in_list = parts.path.startswith(stem) or _DYNAMIC.search(parts.query)
        if parts.netloc == column.netloc and in_list:
            return target
    return None

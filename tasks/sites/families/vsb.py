"""Boda VSB (博达): static lists whose page numbers count down, so that the pager's own links are followed."""

import re
from collections.abc import Generator

from bs4 import BeautifulSoup, Tag

from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import (
    ListRow,
    parse_markup,
    parse_page,
    read_rows,
    reads_like_report,
    select_all_links,
    select_article_links,
)

OPEN_ENDED = False

# /info/1095/6432.htm, /info/egovinfo/1001/overt_centent/1150000000-/2024-0123001.htm
_ARTICLE = re.compile(r"/info/(?:\d+/\d+|egovinfo/.+)\.html?$", re.IGNORECASE)


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page; the rest lies where its pager leads."""
    yield Request(source.column)


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the list's own lines; where a template has none, dated rows and anchors to articles."""
    rows = read_rows(page)
    lines = parse_page(page).select('[id^="line_u"]')
    if lines:
        listed = list(ListRow.iter_all(_parse_lines(lines), page.url))
        reports = [row for row in rows if reads_like_report(row)]
        return select_all_links([*listed, *reports])
    return select_article_links(rows, _ARTICLE, or_dated=True)


def read_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: these lists do not count themselves."""
    return None


def _parse_lines(lines: list[Tag]) -> BeautifulSoup:
    return parse_markup("".join(map(str, lines)))

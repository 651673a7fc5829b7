"""TRS WCM (拓尔思): static list pages, page k >= 2 at `index_{k-1}.html`, counted by a script's `createPageHTML`."""

import html
import re
from collections.abc import Generator

from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.source import Source
from tasks.web.markup import text_of
from tasks.web.rows import rows, soup_of
from tasks.web.urls import canonical

OPEN_ENDED = False

# createPageHTML(12, 0, "index", "html"): pages, present page from 0, name, extension; UCAP's first argument is quoted
_PAGER = re.compile(r"createPageHTML\(\s*(\d+)\s*,\s*\d+\s*,\s*[\"']([\w.-]+)[\"']\s*,\s*[\"'](\w+)[\"']")
# ./202401/t20240123_6517034.html, t_123.html, t19700101_9.shtml
_ARTICLE = re.compile(r"/t(?:\d{8})?_?\d+(?:_\d+)?\.s?html?$")


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then `name_1.ext` to the last that the pager counts."""
    page = yield Request(source.column)
    # Saved pages carry the script with its quotes and brackets as entities.
    pager = _PAGER.search(html.unescape(text_of(page)))
    if pager is None:
        return
    for index in range(1, int(pager[1])):
        yield Request(canonical(f"{pager[2]}_{index}.{pager[3]}", page.url))


def links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows: anchors to articles, and others whose row shows a date (documents filed elsewhere)."""
    found = rows(soup_of(text_of(page)), page.url)
    return [row.link for row in found if row.dated or _ARTICLE.search(row.link.url)]


def total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: the pager counts pages, not entries."""
    return None

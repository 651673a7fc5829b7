"""Lists whose first page counts the others in a script, as `createPageHTML`: TRS WCM and UCAP.

TRS's first argument is a number, UCAP's a container's id in quotes.
"""

import html
import re
from collections.abc import Generator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.families.plain_lists import SiteFamily
from tasks.sites.list_rows import collect_urls, read_rows, select_article_links

# createPageHTML(12, 0, "index", "html"): pages, present page from 0, name, extension; UCAP's first argument
# is quoted. Written by another script it has escaped quotes: createPageHTML(12, 0, \"index\", \"html\")
_TRS_PAGER = re.compile(
    r"createPageHTML\(\s*(\d+)\s*,\s*\d+\s*,\s*\\?[\"']([\w.-]+?)\\?[\"']\s*,\s*\\?[\"'](\w+)\\?[\"']"
)
# var countPage = 12//共多少页, of the templates before that function; their pages are called index_1.shtml …
_TRS_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_TRS_SUFFIX = re.compile(r"[\"']index_?[\"']\s*\+[^;]{0,80}?[\"']\.(s?html?)[\"']")
# A count of more digits is none, but a page is missing all the same.
_DIGITS = 9
_LONGEST = 100
# ./202401/t20240123_6517034.html, t_123.html, t19700101_9.shtml
_TRS_ARTICLE = re.compile(r"/t(?:\d{8})?_?\d+(?:_\d+)?\.s?html?$")
# createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 189): container, pages, present page from 1, name,
# extension, rows
_UCAP_PAGER = re.compile(
    r"createPageHTML\(\s*\\?[\"'][^\"']{0,80}[\"']\s*,\s*(?P<pages>\d{1,9})\s*,\s*\d+\s*,"
    r"\s*\\?[\"'](?P<name>[\w.-]+)\\?[\"']\s*,\s*\\?[\"'](?P<extension>\w+)\\?[\"']"
    r"(?:\s*,\s*(?P<rows>\d{1,9}))?"
)
# /site/col/202401/0123456789abcdef0123456789abcdef.shtml, /col/202401/c00_4001101.shtml
_UCAP_ARTICLE = re.compile(r"/\d{6}/(?:[0-9a-f]{32}|c\d+_\w+)\.s?html?$", re.IGNORECASE)


def _walk_trs(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then `name_1.ext` to the last that the pager counts."""
    page = yield Request(source.column)
    for name, pages, extension in _find_pagers(page):
        # A page of a column may show the pagers of articles, too.
        if not _TRS_ARTICLE.search(f"/{name}.{extension}"):
            for index in range(1, pages):
                yield Request(normalize_url(f"{name}_{index}.{extension}", page.url))
            return


def _read_trs_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows: anchors to articles, and others that show a date (documents filed elsewhere)."""
    return select_article_links(read_rows(page), _TRS_ARTICLE, or_dated=True)


def _find_further_pages(page: Page) -> list[str]:
    """Name the further pages of an article that is cut into pages, in order.

    None for other pages and for those.

    However many pages the site claims, no more than a hundred are named.
    """
    path = urlsplit(page.url).path
    if not _TRS_ARTICLE.search(path):
        return []
    for name, pages, extension in _find_pagers(page):
        if name == PurePosixPath(path).stem:
            return [
                normalize_url(f"{name}_{index}.{extension}", page.url)
                for index in range(1, min(pages, _LONGEST))
            ]
    return []


def _list_article_pages(source: Source, page: Page) -> list[Request]:  # noqa: ARG001
    """Give the requests for an article's further pages."""
    return [Request(url, referer=page.url) for url in _find_further_pages(page)]


def _find_pagers(page: Page) -> list[tuple[str, int, str]]:
    """Find the pagers of a page: name, pages, extension."""
    # Saved pages carry the script with its quotes and brackets as entities.
    markup = html.unescape(decode_page(page))
    found: list[tuple[str, str, str]] = _TRS_PAGER.findall(markup)
    if not found and (count := _TRS_COUNT.search(markup)):
        suffix = _TRS_SUFFIX.search(markup)
        found = [(count[1], "index", suffix[1] if suffix else "html")]
    pagers = []
    for pages, name, extension in found:
        pagers.append((name, int(pages[:_DIGITS]), extension))
    return pagers


# TRS WCM (拓尔思): static list pages, page k >= 2 at `index_{k-1}.html`. Long articles are cut in the same
# way: page k >= 2 of `t20240123_6517034.html` stands at `t20240123_6517034_{k-1}.html`.
TRS = SiteFamily(
    walk=_walk_trs,
    read_links=_read_trs_links,
    list_article_pages=_list_article_pages,
)


def _walk_ucap(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then `name_2` to the last.

    Where that one is none, `name_1` for the second page.
    """
    first = yield Request(source.column)
    pager = _find_ucap_pager(first)
    if pager is None:
        return
    pages = int(pager["pages"])
    name = pager["name"]
    extension = pager["extension"]
    fresh = collect_urls(_read_ucap_links(source, first))
    known = set(fresh)
    for number in range(2, pages + 1):
        page = yield Request(normalize_url(f"{name}_{number}.{extension}", first.url))
        fresh = collect_urls(_read_ucap_links(source, page)) - known
        known |= fresh
    # Some sites count from 0 under the same pager: then the last number is nobody's, and _1 was left out.
    if pages > 1 and not fresh:
        yield Request(normalize_url(f"{name}_1.{extension}", first.url))


def _read_ucap_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows: anchors to articles, and others whose row shows a date."""
    return select_article_links(read_rows(page), _UCAP_ARTICLE, or_dated=True)


def _read_row_count(page: Page) -> int | None:
    """Read the pager's own count of rows, where it gives one."""
    pager = _find_ucap_pager(page)
    if pager and pager["rows"]:
        return int(pager["rows"])
    return None


def _find_ucap_pager(page: Page) -> re.Match[str] | None:
    return _UCAP_PAGER.search(html.unescape(decode_page(page)))


# UCAP (开普云): static list pages `name_N`, counted from 1.
UCAP = SiteFamily(
    walk=_walk_ucap,
    read_links=_read_ucap_links,
    read_total=_read_row_count,
    open_ended=True,
)

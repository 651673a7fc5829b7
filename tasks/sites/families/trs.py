"""TRS WCM (拓尔思): static list pages, page k >= 2 at `index_{k-1}.html`.

They are counted by a script's `createPageHTML`. Long articles are cut in the same way: page k >= 2 of
`t20240123_6517034.html` stands at `t20240123_6517034_{k-1}.html`.
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
from tasks.sites.list_rows import read_rows, select_article_links

OPEN_ENDED = False

# createPageHTML(12, 0, "index", "html"): pages, present page from 0, name, extension; UCAP's first argument
# is quoted. Written by another script it has escaped quotes: createPageHTML(12, 0, \"index\", \"html\")
_PAGER = re.compile(
    r"createPageHTML\(\s*(\d+)\s*,\s*\d+\s*,\s*\\?[\"']([\w.-]+?)\\?[\"']\s*,\s*\\?[\"'](\w+)\\?[\"']"
)
# var countPage = 12//共多少页, of the templates before that function; their pages are called index_1.shtml …
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_SUFFIX = re.compile(r"[\"']index_?[\"']\s*\+[^;]{0,80}?[\"']\.(s?html?)[\"']")
# A count of more digits is none, but a page is missing all the same.
_DIGITS = 9
_LONGEST = 100
# ./202401/t20240123_6517034.html, t_123.html, t19700101_9.shtml
_ARTICLE = re.compile(r"/t(?:\d{8})?_?\d+(?:_\d+)?\.s?html?$")


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then `name_1.ext` to the last that the pager counts."""
    page = yield Request(source.column)
    for name, pages, extension in _find_pagers(page):
        # A page of a column may show the pagers of articles, too.
        if not _ARTICLE.search(f"/{name}.{extension}"):
            for index in range(1, pages):
                yield Request(normalize_url(f"{name}_{index}.{extension}", page.url))
            return


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows: anchors to articles, and others that show a date (documents filed elsewhere)."""
    return select_article_links(read_rows(page), _ARTICLE, or_dated=True)


def read_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: the pager counts pages, not entries."""
    return None


def _find_further_pages(page: Page) -> list[str]:
    """Name the further pages of an article that is cut into pages, in order.

    None for other pages and for those.

    However many pages the site claims, no more than a hundred are named.
    """
    path = urlsplit(page.url).path
    if not _ARTICLE.search(path):
        return []
    for name, pages, extension in _find_pagers(page):
        if name == PurePosixPath(path).stem:
            return [
                normalize_url(f"{name}_{index}.{extension}", page.url)
                for index in range(1, min(pages, _LONGEST))
            ]
    return []


def list_article_pages(source: Source, page: Page) -> list[Request]:  # noqa: ARG001
    """Give the requests for an article's further pages."""
    return [Request(url, referer=page.url) for url in _find_further_pages(page)]


def _find_pagers(page: Page) -> list[tuple[str, int, str]]:
    """Find the pagers of a page: name, pages, extension."""
    # Saved pages carry the script with its quotes and brackets as entities.
    markup = html.unescape(decode_page(page))
    found: list[tuple[str, str, str]] = _PAGER.findall(markup)
    if not found and (count := _COUNT.search(markup)):
        suffix = _SUFFIX.search(markup)
        found = [(count[1], "index", suffix[1] if suffix else "html")]
    pagers = []
    for pages, name, extension in found:
        pagers.append((name, int(pages[:_DIGITS]), extension))
    return pagers

"""Hanweb JPAAS: the column's page names a unit, and an API builds that unit's HTML page by page.

Some servers ignore the page asked for, and some give the last page again and again. A page that repeats the
one before while its pager promises more does not end the walk at once: the list is not known to be whole, and
the caller notices.
"""

import html
import json
import re
from collections.abc import Generator
from urllib.parse import urlencode

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.answers import JsonObject
from tasks.sites.list_rows import (
    collect_urls,
    find_article_links,
    iter_rows,
    parse_markup,
    select_article_links,
)

OPEN_ENDED = True

_API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAGE_SIZE = "15"
# After so many repetitions the walk ends whatever the pager promises.
_PATIENCE = 3
# <script src="…/unitbuild.js" url="/api-gateway/…/build/unit" queryData="{'webId':'3630','pageId':'…'}">
_UNIT = re.compile(
    r"<\w+\b[^<>]{0,2000}?\bquerydata\s*=\s*(?:\"([^\"]{0,4000})\"|'(\{.{0,4000}?\})')[^>]{0,2000}>",
    re.IGNORECASE | re.DOTALL,
)
_URL = re.compile(r"\burl\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
# 'webId':'3630', "tagId":"分页列表"
_PAIR = re.compile(r"[\"'](\w+)[\"']\s*:\s*[\"']([^\"']*)[\"']")
# The tags under which sites build their lists, the surest first; the head and the foot of a page are units
# too.
_LISTS = ("分页列表", "当前栏目list", "list", "zw", "内容区域", "右侧内容")
# /art/2024/art_0123456789abcdef0123456789abcdef.html, /col/col123/art/2024/art_….html,
# /art/2023/1/10/art_123_456.html
_ARTICLE = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html?", re.IGNORECASE)


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then its list unit's pages.

    They end where no control leads on, or where they only repeat themselves.
    """
    column = yield Request(source.column)
    unit = _find_unit(source, decode_page(column))
    if unit is None:
        return
    address, query = unit
    size = source.options.get("pageSize", _PAGE_SIZE)
    last: set[str] = set()
    repeats = 0
    number = 1
    while True:
        # A bare pageNo is ignored by some servers; all read it out of paramJson.
        asked = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
        parameters = urlencode({**query, "paramJson": asked})
        page = yield Request(
            f"{address}?{parameters}", referer=normalize_url(source.column)
        )
        urls = collect_urls(read_links(source, page))
        repeats = repeats + 1 if urls == last else 0
        number += 1
        if not urls or repeats == _PATIENCE:
            return
        if not _has_page_control(number, _read_unit_html(page)):
            return
        last = urls


def read_links(source: Source, page: Page) -> list[Link]:
    """Read the rows of a built unit; of the column's own page, the anchors to articles."""
    if built := _read_unit_html(page):
        soup = parse_markup(f"<div>{built}</div>")
        rows = iter_rows(soup, normalize_url(source.column))
        return select_article_links(rows, _ARTICLE, or_dated=True)
    return find_article_links(page, _ARTICLE)


def read_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: units do not count their entries."""
    return None


def _read_unit_html(page: Page) -> str:
    built = JsonObject.parse(page).get_object("data").get("html")
    return built if isinstance(built, str) else ""


def _has_page_control(number: int, built: str) -> bool:
    """Tell whether the unit's pager has a control for a page."""
    return re.search(rf"data-page\s*=\s*\\?[\"']{number}\\?[\"']", built) is not None


def _find_unit(source: Source, markup: str) -> tuple[str, dict[str, str]] | None:
    """Find the unit that builds the list: its API's address and its query.

    The source's options overrule the query.
    """
    units = _list_units(markup, source.column)
    named = dict(source.options)
    named.pop("pageSize", None)
    wanted = [named["tagId"]] if "tagId" in named else list(_LISTS)
    for tag_id in wanted:
        for address, query in units:
            if query.get("tagId") == tag_id:
                return address, {**query, **named}
    if "pageId" in named and "tagId" in named:
        return normalize_url(_API, source.column), named
    return units[-1] if units else None


def _list_units(markup: str, column: str) -> list[tuple[str, dict[str, str]]]:
    """List the units of a page, each as its API's address and its query."""
    units = []
    for tag in _UNIT.finditer(markup):
        named_url = _URL.search(tag.group())
        address = html.unescape(named_url[1]) if named_url else _API
        query = dict(_PAIR.findall(html.unescape(tag[1] or tag[2])))
        units.append((normalize_url(address, column), query))
    return units

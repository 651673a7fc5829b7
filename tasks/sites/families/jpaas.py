"""Hanweb JPAAS: the column's page is a shell of units, and an interface builds each unit's HTML page by page.

Head, navigation and foot are units, too, and no tag is common to all lists: the units are asked in turn for
the one that has rows. Its answer ends with the counts that a browser's script makes the pager of. A page that
repeats the one before while they promise more is no end: the list is not known to be whole.
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
from tasks.sites.families.plain_lists import SiteFamily
from tasks.sites.list_rows import (
    ListRow,
    collect_urls,
    find_article_links,
    parse_markup,
    select_article_links,
)

_API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAGE_SIZE = "15"
# After so many repetitions the walk ends whatever the pager promises.
_PATIENCE = 3
# A page has a handful of units; one that claims more is not asked for all of them.
_MOST_UNITS = 12
# rows="15" count="40", 'rows':'15','count':'40' of the empty pager behind the rows
_COUNTS = re.compile(r"\b(rows|count)[\"']?\s*[=:]\s*\\?[\"']?(\d{1,7})")
# <script src="…/unitbuild.js" url="/api-gateway/…/build/unit" queryData="{'webId':'3630','pageId':'…'}">
_UNIT = re.compile(
    r"<\w+\b[^<>]{0,2000}?\bquerydata\s*=\s*(?:\"([^\"]{0,4000})\"|'(\{.{0,4000}?\})')[^>]{0,2000}>",
    re.IGNORECASE | re.DOTALL,
)
_URL = re.compile(r"\burl\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
# 'webId':'3630', "tagId":"分页列表"
_PAIR = re.compile(r"[\"'](\w+)[\"']\s*:\s*[\"']([^\"']*)[\"']")
# What lists' tags have in common: 分页列表, 当前栏目_list, 信息列表, information, 内容区域, zw
_LISTS = re.compile(r"分页|列表|list|info|内容|zw|栏目", re.IGNORECASE)
# 导航, 头部, 底部, 友情链接, 面包屑
_FURNITURE = re.compile(
    r"导航|头|底|链接|面包|位置|nav|head|foot|banner", re.IGNORECASE
)
# /art/2024/art_0123456789abcdef0123456789abcdef.html, /col/col123/art/2024/art_….html,
# /art/2023/1/10/art_123_456.html
_ARTICLE = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html?", re.IGNORECASE)


def _walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then its units until one has rows, and the further pages of that one.

    They end where its counts or its controls lead no further, or where they only repeat themselves.
    """
    column = yield Request(source.column)
    for address, query in _find_units(source, decode_page(column)):
        page = yield _ask(source, address, query, 1)
        if _read_links(source, page):
            yield from _walk_unit(source, address, query, page)
            return


def _walk_unit(
    source: Source,
    address: str,
    query: dict[str, str],
    first: Page,
) -> Generator[Request, Page, None]:
    """Yield the requests for the pages of a unit after its first one."""
    page = first
    repeats = 0
    number = 2
    last = collect_urls(_read_links(source, page))
    while _promises_page(number, _read_unit_html(page)):
        page = yield _ask(source, address, query, number)
        urls = collect_urls(_read_links(source, page))
        repeats = repeats + 1 if urls == last else 0
        if not urls or repeats == _PATIENCE:
            return
        last = urls
        number += 1


def _ask(
    source: Source,
    address: str,
    query: dict[str, str],
    number: int,
) -> Request:
    """Ask for a page of a unit.

    A bare pageNo is ignored by some servers; all read it out of paramJson.
    """
    size = source.options.get("pageSize", _PAGE_SIZE)
    asked = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    parameters = urlencode({**query, "paramJson": asked})
    return Request(f"{address}?{parameters}", referer=normalize_url(source.column))


def _read_links(source: Source, page: Page) -> list[Link]:
    """Read the rows of a built unit; of the column's own page, the anchors to articles."""
    built = _read_unit_html(page)
    if built:
        soup = parse_markup(f"<div>{built}</div>")
        rows = ListRow.iter_all(soup, normalize_url(source.column))
        return select_article_links(rows, _ARTICLE, or_dated=True)
    return find_article_links(page, _ARTICLE)


def _read_unit_html(page: Page) -> str:
    built = JsonObject.parse(page).get_object("data").get("html")
    if isinstance(built, str):
        return built
    return ""


def _promises_page(number: int, built: str) -> bool:
    """Tell whether a unit's pager counts so many pages, or has a control for the page."""
    counts = {name: int(value) for name, value in _COUNTS.findall(html.unescape(built))}
    rows = counts.get("rows", 0)
    count = counts.get("count", 0)
    if rows and count:
        return (number - 1) * rows < count
    return re.search(rf"data-page\s*=\s*\\?[\"']{number}\\?[\"']", built) is not None


def _find_units(source: Source, markup: str) -> list[tuple[str, dict[str, str]]]:
    """Find the units that may build the list, the likeliest first: their APIs' addresses and their queries.

    The source's options overrule the query.
    """
    named = dict(source.options)
    named.pop("pageSize", None)
    units = _list_units(markup, source.column)
    if "tagId" in named:
        units = [unit for unit in units if unit[1].get("tagId") == named["tagId"]]
        if not units and "pageId" in named:
            return [(normalize_url(_API, source.column), named)]
    units.sort(key=lambda unit: _rate_unit(unit[1].get("tagId", "")))
    found = []
    for address, query in units[:_MOST_UNITS]:
        found.append((address, {**query, **named}))
    return found


def _rate_unit(tag: str) -> int:
    """Rate a tag by its name, small for what is likely a list."""
    if _FURNITURE.search(tag):
        return 2
    if _LISTS.search(tag):
        return 0
    return 1


def _list_units(markup: str, column: str) -> list[tuple[str, dict[str, str]]]:
    """List the units of a page, each as its API's address and its query."""
    units = []
    for tag in _UNIT.finditer(markup):
        named_url = _URL.search(tag.group())
        address = html.unescape(named_url[1]) if named_url else _API
        query = dict(_PAIR.findall(html.unescape(tag[1] or tag[2])))
        units.append((normalize_url(address, column), query))
    return units


JPAAS = SiteFamily(
    walk=_walk,
    read_links=_read_links,
    open_ended=True,
)

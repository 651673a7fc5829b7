"""Hanweb (大汉): JCMS, whose lists come in windows of records, and JPAAS, whose pages are shells of units.

JCMS: the column's page embeds its first records, `dataproxy.jsp` serves the rest in windows. The site's own
widget asks for three display pages at a time. Some servers cut a window short, so the next one starts after
what came; some ignore `startrecord` and know only `page`, so the manner changes when nothing new comes.

JPAAS: an interface builds each unit's HTML page by page. Head, navigation and foot are units, too, and no tag
is common to all lists: the units are asked in turn for the one that has rows. Its answer ends with the counts
that a browser's script makes the pager of. A page that repeats the one before while they promise more is no
end: the list is not known to be whole.
"""

import html
import json
import re
from collections.abc import Generator
from urllib.parse import parse_qsl, urlencode, urlsplit

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
    select_all_links,
    select_article_links,
)

_API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAGE_SIZE = "15"
# After so many repetitions the walk ends whatever the pager promises.
_PATIENCE = 3
# A page has a handful of units; one that claims more is not asked for all of them.
_MOST_UNITS = 12
# rows="15" count="40", 'rows':'15','count':'40' of the empty pager behind the rows
_COUNTS = re.compile(r"\b(rows|count)[\"']?\s*[=:]\s*\\?[\"']?(\d{1,7})", re.IGNORECASE)
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


def _walk_units(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then its units until one has rows, and the further pages of that one.

    They end where its counts or its controls lead no further, or where they only repeat themselves.
    """
    column = yield Request(source.column)
    for address, query in _find_units(source, decode_page(column)):
        page = yield _ask(source, address, query, 1)
        if _read_unit_links(source, page):
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
    is_bare = False
    number = 2
    last = collect_urls(_read_unit_links(source, page))
    while _promises_page(number, _read_unit_html(page)):
        page = yield _ask(source, address, query, number, is_bare=is_bare)
        urls = collect_urls(_read_unit_links(source, page))
        repeats = repeats + 1 if urls == last else 0
        if not urls:
            return
        if repeats == _PATIENCE:
            return
        if repeats and not is_bare:
            is_bare = True
            continue
        last = urls
        number += 1


def _ask(
    source: Source,
    address: str,
    query: dict[str, str],
    number: int,
    *,
    is_bare: bool = False,
) -> Request:
    """Ask for a page of a unit.

    Most servers read its number out of paramJson, and some only where it stands by itself (`is_bare`).
    """
    size = source.options.get("pageSize", _PAGE_SIZE)
    asked = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    named = {**query, "paramJson": asked}
    if is_bare:
        named |= {"pageNo": str(number), "pageSize": size}
    parameters = urlencode(named)
    return Request(f"{address}?{parameters}", referer=normalize_url(source.column))


def _read_unit_links(source: Source, page: Page) -> list[Link]:
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
    found = _COUNTS.findall(html.unescape(built))
    counts = {name.lower(): int(value) for name, value in found}
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
        tag_id = named["tagId"]
        units = [unit for unit in units if unit[1].get("tagId") == tag_id]
        if not units and "pageId" in named:
            return [(normalize_url(_API, source.column), named)]
    units.sort(key=lambda unit: _rate_unit(unit[1].get("tagId", "")))
    found = []
    for address, query in units[:_MOST_UNITS]:
        asked = {**query, **named}
        found.append((address, asked))
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
        address = _API
        if named_url:
            address = html.unescape(named_url[1])
        url = normalize_url(address, column)
        written = html.unescape(tag[1] or tag[2])
        query = dict(_PAIR.findall(written))
        units.append((url, query))
    return units


JPAAS = SiteFamily(
    walk=_walk_units,
    read_links=_read_unit_links,
    open_ended=True,
    empty_starts=_MOST_UNITS + 2,
)


_DISPLAY_PAGES = 3
_PER_PAGE = 15
_PROXY = "/module/web/jpage/dataproxy.jsp"
# What a source may say of its list where the page does not.
_PARAMETERS = frozenset({"unitid", "webid", "columnid"})
# <record><![CDATA[<li><a href="/art/2023/1/10/art_123_456.html">…</a></li>]]></record>
_RECORD = re.compile(
    r"<record>\s*<!\[CDATA\[((?:(?!<record>).)*?)\]\]>\s*</record>", re.DOTALL
)
# the old form, as script: dataStore = ['<li>…</li>', '<li>…</li>'];
_OLD_STORE = re.compile(r"dataStore\s*=\s*\[")
# One that nothing closes takes all the rest, so that it is looked through once.
_OLD_RECORD = re.compile(r"(['\"])((?:(?!\1)[^\\]|\\.)*)(\1|\\?\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# <totalrecord>1376</totalrecord>, totalRecord=714.0; totalrecord:'714'
_TOTAL = re.compile(r"total_?record\b\W{1,4}(\d{1,12})", re.IGNORECASE)
# an address in quotes: "/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=67&…", of several columns at
# once "/module/jpage/morecolumndataproxy.jsp?…&b_vir=…"; a widget's proxyUrl has no query, so those that have
# one go first
_PROXY_ADDRESS = re.compile(
    r"[\"'(](/?[\w/.:-]*dataproxy\.jsp\?[^\"'<>)\s]+)", re.IGNORECASE
)
_WIDGET = re.compile(r"[\"'](/?[\w/.:-]*dataproxy\.jsp)[\"']", re.IGNORECASE)
# <nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&…"></a>]]></nextgroup>
_NEXT_GROUP = re.compile(
    r"<nextgroup>\s*<!\[CDATA\[\s*<a\b[^<>]{0,40}href\s*=\s*[\"']([^\"'<>\s]{5,800})",
    re.IGNORECASE,
)
# perPage: 15, 'perpage':'20'
_SIZE = re.compile(r"\bper_?page['\"]?\s*[:=]\s*['\"]?(\d{1,4})", re.IGNORECASE)
# /art/2023/1/10/art_123_456.html, /art/2023/art_0123456789abcdef0123456789abcdef.html
_ARTICLE = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html?", re.IGNORECASE)


def _walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page, then windows of records until as many came as the site counts, or none."""
    first = yield Request(source.column)
    markup = decode_page(first)
    proxy = _find_proxy(source, first.url, markup)
    if proxy is None:
        return
    url, query = proxy
    size = int(found[1]) if (found := _SIZE.search(markup)) else _PER_PAGE
    known = collect_urls(_read_links(source, first))
    # Without an embedded store the page's own rows say nothing about where the records go on.
    came = len(_find_records(markup))
    count = _read_total(first)
    while count is None or came < count:
        window = urlencode({**query, **_make_window(came, size)})
        page = yield Request(f"{url}?{window}", referer=normalize_url(source.column))
        fresh = collect_urls(_read_links(source, page)) - known
        received = len(_find_records(decode_page(page)))
        count = _read_total(page) or count
        if received and not fresh and came:
            address = f"{url}?{urlencode({**query, 'perpage': str(size)})}"
            yield from _walk_by_page(
                source,
                address,
                came // size + 1,
                known,
                count,
            )
            return
        if not received:
            yield from _walk_groups(source, first)
            return
        known |= fresh
        came += received


def _make_window(came: int, size: int) -> dict[str, str]:
    """Make the parameters that ask for the records after those that came, of some display pages."""
    return {
        "startrecord": str(came + 1),
        "endrecord": str(came + _DISPLAY_PAGES * size),
        "perpage": str(size),
    }


def _read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the records of a datastore; of a page without one, the anchors to articles."""
    records = _find_records(decode_page(page))
    if records:
        soup = parse_markup(f"<ul>{''.join(records)}</ul>")
        return select_all_links(ListRow.iter_all(soup, page.url))
    return find_article_links(page, _ARTICLE)


def _read_total(page: Page) -> int | None:
    """Read the datastore's own count of records."""
    found = _TOTAL.search(decode_page(page))
    if found:
        return int(found[1])
    return None


def _walk_by_page(
    source: Source,
    address: str,
    number: int,
    known: set[str],
    count: int | None,
) -> Generator[Request, Page, None]:
    """Yield display pages by number, for servers that ignore where a window starts."""
    while count is None or len(known) < count:
        page = yield Request(
            f"{address}&page={number}", referer=normalize_url(source.column)
        )
        fresh = collect_urls(_read_links(source, page)) - known
        if not fresh:
            return
        known |= fresh
        number += 1


def _walk_groups(source: Source, page: Page) -> Generator[Request, Page, None]:
    """Yield the windows that each page names as its next one, for proxies that know no others."""
    asked: set[str] = set()
    while group := _NEXT_GROUP.search(decode_page(page)):
        address = normalize_url(html.unescape(group[1]), page.url)
        if not address:
            return
        if address in asked:
            return
        asked.add(address)
        page = yield Request(address, referer=normalize_url(source.column))


def _find_records(markup: str) -> list[str]:
    records = _RECORD.findall(markup)
    if records:
        return records
    store = _OLD_STORE.search(markup)
    if store is None:
        return []
    end_of_store = max(markup.rfind("]"), store.end())
    found = _OLD_RECORD.findall(markup, store.end(), end_of_store)
    return [_ESCAPED.sub(r"\1", record) for quote, record, end in found if end == quote]


def _find_proxy(
    source: Source, base: str, markup: str
) -> tuple[str, dict[str, str]] | None:
    """Find the data proxy and its fixed parameters, as the page names them.

    The source's options overrule them.
    """
    markup = html.unescape(markup)
    found = _PROXY_ADDRESS.search(markup)
    named = {
        name: value for name, value in source.options.items() if name in _PARAMETERS
    }
    if found is None and not named:
        return None
    found = found or _WIDGET.search(markup)
    address = source.options.get("proxy") or (found[1] if found else _PROXY)
    parts = urlsplit(normalize_url(address, base))
    query = {
        "col": "1",
        "appid": "1",
        "path": "/",
        "sourceContentType": "1",
        "permissiontype": "0",
    }
    query |= dict(parse_qsl(parts.query, keep_blank_values=True)) | named
    for name in ("page", "startrecord", "endrecord", "perpage"):
        query.pop(name, None)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", query


JCMS = SiteFamily(
    walk=_walk,
    read_links=_read_links,
    read_total=_read_total,
    open_ended=True,
)

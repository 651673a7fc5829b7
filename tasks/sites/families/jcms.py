"""Hanweb JCMS (大汉): the column's page embeds its first records, `dataproxy.jsp` serves the rest in windows.

The site's own widget asks for three display pages at a time. Some servers cut a window short, so the next one
starts after what came; some ignore `startrecord` and know only `page`, so a window without anything new
changes the manner.
"""

import html
import re
from collections.abc import Generator
from urllib.parse import parse_qsl, urlencode, urlsplit

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.families.plain_lists import SiteFamily
from tasks.sites.list_rows import (
    ListRow,
    collect_urls,
    find_article_links,
    parse_markup,
    select_all_links,
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
        if not address or address in asked:
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

"""Sitemaps: an index of sitemaps, or a set of URLs with the day of their last change.

No titles, so pages are asked.

The option `within` is a part of the path that entries have to have; without it, a folder called after these
reports. Of an index, a sitemap that was last changed before there were such reports is left alone. More
cannot be known without the last night's walk: sites put a sitemap anywhere, whatever folders it names.
"""

import html
import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from tasks.fetch.markup import decode_page
from tasks.fetch.responses import MAX_SITEMAP_BYTES
from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.answers import parse_day
from tasks.sites.families.plain_lists import SiteFamily

# <url><loc>…</loc><lastmod>…</lastmod></url>, <sitemap>…</sitemap>
_ENTRY = re.compile(
    r"<(url|sitemap)\b[^>]{0,200}>((?:(?!<(?:url|sitemap)\b).){0,8000}?)</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?([^<\]]*)", re.IGNORECASE)
_LASTMOD = re.compile(r"<lastmod>([^<]*)", re.IGNORECASE)
# /zwgk/fzzfjsndbg/202401/…: the folders' names are the initials of 法治政府建设(年度)报告, 法治年报, 法治报告
_FOLDER = re.compile(
    r"/(?:\w{0,3}fa?zzfjs\w*|fazfjs\w*|fzzfn\w*|fzzfg\w*|fznb|fzbg|ndfzzf\w*)/",
    re.IGNORECASE,
)
# /a/b.pdf, /a/: no pages of one document
_NO_PAGE = re.compile(
    r"(?:/|\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif|mp4|css|js|xml))$", re.IGNORECASE
)
_GZIP = b"\x1f\x8b"
# A time stamp of 0 that was formatted as a day says nothing.
_EPOCH = date(1970, 1, 2)
# The 2015-2020 programme (纲要) was the first to ask for these reports, so none was published before.
_FIRST_REPORTS = date(2015, 1, 1)


def _walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the source's sitemap, then those of its index, of the same host and once each."""
    waiting = [source.column]
    seen = {normalize_url(source.column)}
    while waiting:
        page = yield Request(waiting.pop(0))
        for kind, url, changed in _iter_entries(page):
            is_new = kind == "sitemap" and url not in seen
            if is_new and parse_host(url) == source.host and _is_recent(changed):
                seen.add(url)
                waiting.append(url)


def _read_links(source: Source, page: Page) -> list[Link]:
    """Read the URLs of the same host and the right path.

    The day of a change is no date of publication, so none.
    """
    return [
        Link(
            url=url,
            title="",
            listed_on=None,
            listed_at=page.url,
        )
        for kind, url, _changed in _iter_entries(page)
        if kind == "url"
        and parse_host(url) == source.host
        and _is_wanted(source, urlsplit(url).path)
    ]


def _is_wanted(source: Source, path: str) -> bool:
    if _NO_PAGE.search(path):
        return False
    within = source.options.get("within")
    if within:
        return within in path
    return _FOLDER.search(path) is not None


def _is_recent(changed: str) -> bool:
    """Tell whether something was changed since there are such reports; what does not say may have been."""
    last = parse_day(changed)
    return last is None or last <= _EPOCH or last >= _FIRST_REPORTS


def _iter_entries(page: Page) -> Iterator[tuple[str, str, str]]:
    """Give kind, URL and last change of each entry, as printed; none of what is no sitemap."""
    # one by one: a sitemap may have fifty thousand
    for found in _ENTRY.finditer(_decode_xml(page)):
        kind, entry = found.groups()
        location = _LOC.search(entry)
        changed = _LASTMOD.search(entry)
        if not location:
            continue
        address = html.unescape(location[1]).strip()
        url = normalize_url(address, page.url)
        if not url:
            continue
        printed = changed[1].strip() if changed else ""
        yield kind.lower(), url, printed


def _decode_xml(page: Page) -> str:
    if not page.body.startswith(_GZIP):
        return decode_page(page)
    try:
        body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(
            page.body, MAX_SITEMAP_BYTES
        )
    except zlib.error:
        return ""  # a sitemap without entries is noticed and reported by the walk
    return decode_page(replace(page, body=body))


SITEMAP = SiteFamily(
    walk=_walk,
    read_links=_read_links,
    open_ended=True,
)

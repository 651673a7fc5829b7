"""What a site family is, and the families whose list pages are read as they are.

What the pages of static sites, VSB and frames promise beyond the first is followed as any list's is. TRS WCM
and UCAP count the others in a script, as `createPageHTML`: TRS's first argument is a number, UCAP's a
container's id in quotes.
"""

import html
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import (
    ListRow,
    collect_urls,
    parse_markup,
    parse_page,
    read_rows,
    reads_like_report,
    select_all_links,
    select_article_links,
    select_dated_links,
)

# How often in all a page of a frame's list is asked for that comes without links.
_ATTEMPTS = 3
_NO_SIZE = frozenset({"0", "1", "0px", "1px"})
# /info/1095/6432.htm, /info/egovinfo/1001/overt_centent/1150000000-/2024-0123001.htm
_VSB_ARTICLE = re.compile(r"/info/(?:\d+/\d+|egovinfo/.+)\.html?$", re.IGNORECASE)


def _walk_column(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page; the rest lies where its pager leads."""
    yield Request(source.column)


def _read_dated_rows(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows that show a date or a report's title; where none is dated, all with a long title."""
    return select_dated_links(read_rows(page))


def _read_no_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: these lists do not count themselves."""
    return None


def _list_no_pages(source: Source, page: Page) -> list[Request]:  # noqa: ARG001
    """Give none: an article stands on one page."""
    return []


def _count_none_unread(source: Source, page: Page) -> int:  # noqa: ARG001
    """Give zero: every entry of these lists has a title and an address."""
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFamily:
    """How the lists of a publishing system are walked and read, without any I/O; by default a plain list.

    `walk` yields the requests for a column's list pages, first to last, being sent the answers; it ends when
    the column is through, as far as it can tell. Limits, repeated pages and failures are the caller's
    (`tasks.sites.listing`). `read_links` reads the entries of one list page, in its order, none when the page
    is no list, and `read_total` how many entries the site says the column has, where it says so.
    `list_article_pages` gives the requests for the further pages of an article whose first page it is given,
    in order. `count_unread` counts the entries of a list page that have no title or no address. `open_ended`
    says that an empty page is how a list ends, and not a fault. `empty_starts` is with how many pages without
    links a walk ends before any came.
    """

    walk: Callable[[Source], Generator[Request, Page, None]] = _walk_column
    read_links: Callable[[Source, Page], list[Link]] = _read_dated_rows
    read_total: Callable[[Page], int | None] = _read_no_total
    list_article_pages: Callable[[Source, Page], list[Request]] = _list_no_pages
    count_unread: Callable[[Source, Page], int] = _count_none_unread
    open_ended: bool = False
    empty_starts: int = 2


# Plain lists of any make.
STATIC = SiteFamily()


def _read_vsb_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the list's own lines; where a template has none, dated rows and anchors to articles."""
    rows = read_rows(page)
    lines = parse_page(page).select('[id^="line_u"]')
    if lines:
        listed = list(ListRow.iter_all(_parse_lines(lines), page.url))
        reports = [row for row in rows if reads_like_report(row)]
        return select_all_links([*listed, *reports])
    return select_article_links(rows, _VSB_ARTICLE, or_dated=True)


def _parse_lines(lines: list[Tag]) -> BeautifulSoup:
    return parse_markup("".join(map(str, lines)))


# Boda VSB (博达): static lists whose page numbers count down, so that the pager's own links are followed.
VSB = SiteFamily(read_links=_read_vsb_links)


def _walk_shell(source: Source) -> Generator[Request, Page, None]:
    """Yield the shell, then the first list page inside each of its frames."""
    shell = yield Request(source.column)
    for frame in _find_frames(source, shell):
        yield from _walk_frame(source, frame)


def _walk_frame(source: Source, frame: str) -> Generator[Request, Page, None]:
    """Yield a frame's page, again where it comes without links.

    Only the shell may have none, so the list would not be whole.
    """
    for _ in range(_ATTEMPTS):
        page = yield Request(frame)
        if _read_dated_rows(source, page):
            return


def _read_framed_links(source: Source, page: Page) -> list[Link]:
    """Read the rows of a page inside the frame; those around it are the shell's menu."""
    if _find_frames(source, page):
        return []
    return _read_dated_rows(source, page)


def _find_frames(source: Source, page: Page) -> list[str]:
    """Find the frames of a page that show pages of the same host, once each."""
    frames = filter(_is_shown, parse_page(page).select("iframe[src], frame[src]"))
    targets = dict.fromkeys(
        normalize_url(str(frame["src"]), page.url) for frame in frames
    )
    own = normalize_url(page.url)
    named = source.options.get("frame", "")
    return [
        target
        for target in targets
        if parse_host(target) == source.host and target != own and named in target
    ]


def _is_shown(frame: Tag) -> bool:
    width = str(frame.get("width", "")).strip()
    height = str(frame.get("height", "")).strip()
    return width not in _NO_SIZE and height not in _NO_SIZE


# Shells: a column's page that shows its list inside an iframe of the same host; in there it is a plain list.
# Frames of no size (visitors' counters) are none. The option `frame` is a part of the right frame's address,
# for pages that show others of their host beside it.
IFRAME = SiteFamily(
    walk=_walk_shell,
    read_links=_read_framed_links,
    open_ended=True,
)


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
    count = _TRS_COUNT.search(markup)
    if count and not found:
        suffix = _TRS_SUFFIX.search(markup)
        extension = suffix[1] if suffix else "html"
        found = [(count[1], "index", extension)]
    pagers = []
    for pages, name, extension in found:
        number = int(pages[:_DIGITS])
        pagers.append((name, number, extension))
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
        address = normalize_url(f"{name}_{number}.{extension}", first.url)
        page = yield Request(address)
        links = _read_ucap_links(source, page)
        fresh = collect_urls(links) - known
        known |= fresh
    # Some sites count from 0 under the same pager: then the last number is nobody's, and _1 was left out.
    if pages > 1 and not fresh:
        address = normalize_url(f"{name}_1.{extension}", first.url)
        yield Request(address)


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

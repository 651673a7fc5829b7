"""What a site family is, and the families whose list pages are read as they are: static, VSB, frames.

What such pages promise beyond the first is followed as any list's is.
"""

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from tasks.fetch.urls import normalize_url, parse_host
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
    says that an empty page is how a list ends, and not a fault.
    """

    walk: Callable[[Source], Generator[Request, Page, None]] = _walk_column
    read_links: Callable[[Source, Page], list[Link]] = _read_dated_rows
    read_total: Callable[[Page], int | None] = _read_no_total
    list_article_pages: Callable[[Source, Page], list[Request]] = _list_no_pages
    count_unread: Callable[[Source, Page], int] = _count_none_unread
    open_ended: bool = False


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

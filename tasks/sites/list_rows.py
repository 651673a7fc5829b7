"""Rows of list pages as the families share them: which are taken, and the dialects of their addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page
from tasks.model.source import Family
from tasks.sites.relevance import classify_title
from tasks.sites.row_reader import ListRow, parse_markup
from tasks.sites.row_text import TITLE_LENGTH

__all__ = [
    "ListRow",
    "collect_urls",
    "find_article_links",
    "find_dialect",
    "infer_column",
    "parse_markup",
    "parse_page",
    "read_rows",
    "reads_like_report",
    "select_all_links",
    "select_article_links",
    "select_dated_links",
]


@dataclass(frozen=True, slots=True)
class _Dialect:
    """One way of addressing articles: the pattern of their paths, the family they tell of, the column.

    `column` is a template of the pattern's groups; null where the article's address does not tell its column.
    """

    family: Family
    article: re.Pattern[str]
    column: str | None


_DIALECTS = (
    # /zwgk/fzzfjsbg/202401/t20240123_6517034.html, /jdz/202401/t12345.shtml
    _Dialect(
        Family.TRS,
        re.compile(r"^(.*/)\d{6}/t(?:\d{8})?_?\d+(?:_\d+)?\.s?html?$"),
        r"\1",
    ),
    # /art/2024/1/19/art_1229296239_4234092.html
    _Dialect(
        Family.JCMS,
        re.compile(r"^(.*?)/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html?$"),
        r"\1/col/col\2/index.html",
    ),
    # /col/col1229/art/2024/art_0123456789abcdef0123456789abcdef.html
    _Dialect(
        Family.JPAAS,
        re.compile(r"^(.*?/col/col\w+)/art/\d{4}/art_[0-9a-f]{32}\.html?$"),
        r"\1/index.html",
    ),
    # /art/2024/art_0123456789abcdef0123456789abcdef.html
    _Dialect(Family.JPAAS, re.compile(r"^.*/art/\d{4}/art_[0-9a-f]{32}\.html?$"), None),
    # /futian/gkmlpt/content/3/3255/post_3255421.html
    _Dialect(
        Family.GKMLPT,
        re.compile(r"^(.*?)/gkmlpt/content/\d+/\d+/post_\d+\.html$"),
        r"\1/gkmlpt/index",
    ),
    # /sft/c103808/202203/c00_30777887.shtml, /gzssfj/tzgg/202502/0123456789abcdef0123456789abcdef.shtml
    _Dialect(
        Family.UCAP,
        re.compile(r"^(.*/)\d{6}/(?:[0-9a-f]{32}|c\d+_\w+)\.s?html?$"),
        r"\1",
    ),
    # /info/4078/201534.htm
    _Dialect(
        Family.VSB,
        re.compile(r"^(.*?)/info/(\d+)/\d+\.html?$"),
        r"\1/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=\2",
    ),
    # /zwgk/fzbg/content/post_2128305.html (NFCMS)
    _Dialect(Family.STATIC, re.compile(r"^(.*/)content/m?post_\d+\.html$"), r"\1"),
    # /lsxrmzf/fzzfjsndbg/pc/content/content_1899369524711993344.html
    _Dialect(
        Family.STATIC,
        re.compile(r"^(.*/pc/)content/content_\d+\.html$"),
        r"\1list.html",
    ),
    # /gongkai/site_zdqfzzrmzf/channel_6087676b1f15eb720e11166b/doc_678a0a2cfc8399d1e9717070.html
    _Dialect(
        Family.STATIC, re.compile(r"^(.*/channel_\w+/)doc_[0-9a-f]{24}\.html$"), r"\1"
    ),
    # /nw12344/20240307/720aa919d8274a70b2088045fac5c5f0.html
    _Dialect(Family.STATIC, re.compile(r"^(.*/)\d{8}/[0-9a-f]{32}\.html$"), r"\1"),
    # /affair/chyfzzfjsndqkbg/4028805a956f010a0195a36a30082797.html, /24424/24437/content_2054841.html
    _Dialect(
        Family.STATIC,
        re.compile(r"^(.*/)(?:[0-9a-f]{32}|content_\d+)\.s?html?$"),
        r"\1",
    ),
)


def find_dialect(url: str) -> _Dialect | None:
    """Give the dialect of an article's address; null when it is none that is known, as columns' are."""
    path = urlsplit(normalize_url(url)).path
    return next((dialect for dialect in _DIALECTS if dialect.article.match(path)), None)


def infer_column(url: str) -> str | None:
    """Give the address of the column that an article's address tells of; null when it tells none."""
    dialect = find_dialect(url)
    if dialect is None:
        return None
    if dialect.column is None:
        return None
    parts = urlsplit(normalize_url(url))
    return f"{parts.scheme}://{parts.netloc}{dialect.article.sub(dialect.column, parts.path)}"


# Of a page up to this many bytes the parsed form is kept as long as the page: some ten megabytes.
_KEPT = 1 << 20


def parse_page(page: Page) -> BeautifulSoup:
    """Parse a list page, once for its links and its pager where it is of moderate size."""
    soup = page.memo.get("soup")
    if not isinstance(soup, BeautifulSoup):
        soup = parse_markup(decode_page(page))
        if len(page.body) <= _KEPT:
            page.memo["soup"] = soup
    return soup


def read_rows(page: Page) -> list[ListRow]:
    """Read the rows of a list page, once."""
    rows = page.memo.get("rows")
    if not isinstance(rows, list):
        rows, unreachable = ListRow.read_all(parse_page(page), page.url)
        page.memo["rows"] = rows
        page.memo["unreachable"] = unreachable
    return rows


def select_article_links(
    rows: Iterable[ListRow],
    article: re.Pattern[str],
    *,
    or_dated: bool = False,
) -> list[Link]:
    """Give the links of rows whose address is an article's, `or_dated` those of dated rows too.

    And of all whose titles read like a report's, whatever their layout.
    """
    return _select_links(rows, article, dated=or_dated)


def select_all_links(rows: Iterable[ListRow]) -> list[Link]:
    """Give the links of rows that are known to be a list's, one an address."""
    return _unite_links(rows)


def select_dated_links(rows: Iterable[ListRow]) -> list[Link]:
    """Give the links of rows that show a date, or whose titles read like a report's.

    Where none shows a date, those of rows with a title of some length.
    """
    rows = list(rows)
    if any(row.dated for row in rows):
        return _select_links(rows, None, dated=True)
    chosen = [row for row in rows if _is_titled_row(row) or reads_like_report(row)]
    return _unite_links(chosen)


def _select_links(
    rows: Iterable[ListRow], article: re.Pattern[str] | None, *, dated: bool
) -> list[Link]:
    """Select by address, date and title, and of a list whose layout says nothing the other rows too."""
    rows = list(rows)
    chosen: list[bool] = []
    groups: set[str] = set()
    for row in rows:
        by_layout = bool(article and article.search(row.link.url)) or (
            dated and row.dated
        )
        by_title = not by_layout and reads_like_report(row)
        if by_title and row.in_row and not article:
            groups.add(row.group)
        chosen.append(by_layout or by_title)
    kept = []
    for row, is_chosen in zip(rows, chosen, strict=True):
        if is_chosen or (row.group in groups and _is_titled_row(row)):
            kept.append(row)
    return _unite_links(kept)


def reads_like_report(row: ListRow) -> bool:
    """Tell whether a row's title reads like a report's; the bare name of the genre is a column's."""
    relevance = classify_title(row.link.title)
    return relevance.relevant and not (relevance.doubtful and _is_bare(row.link.title))


def _is_bare(title: str) -> bool:
    return not re.search(r"\d{4}|[〇○零Ο]", title)


def _is_titled_row(row: ListRow) -> bool:
    return row.in_row and len(row.link.title) >= TITLE_LENGTH


def _unite_links(rows: Iterable[ListRow]) -> list[Link]:
    """Give one link an address: of several wordings (a picture's, a button's) the one that reads best."""
    links: dict[str, Link] = {}
    for row in rows:
        first = links.setdefault(row.link.url, row.link)
        if first is not row.link:
            links[row.link.url] = _unite_two(first, row.link)
    return list(links.values())


def _unite_two(first: Link, second: Link) -> Link:
    is_better = not classify_title(first.title).relevant and (
        classify_title(second.title).relevant
    )
    return replace(
        first,
        title=second.title if is_better else first.title,
        listed_on=first.listed_on or second.listed_on,
        document_number=first.document_number or second.document_number,
    )


def find_article_links(page: Page, article: re.Pattern[str]) -> list[Link]:
    """Read the anchors to articles of a whole page of HTML; none of what is none."""
    if "<html" not in decode_page(page).lower():
        return []
    return select_article_links(read_rows(page), article)


def collect_urls(links: Iterable[Link]) -> set[str]:
    """Collect the addresses of links."""
    return {link.url for link in links}

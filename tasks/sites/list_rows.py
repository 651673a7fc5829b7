"""Rows of list pages: an anchor with what stands beside it, as the families with HTML lists share them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import soupsieve
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.charset import normalize_charset
from tasks.model.page import Link, Page
from tasks.model.source import Family


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
    if dialect is None or dialect.column is None:
        return None
    parts = urlsplit(normalize_url(url))
    return f"{parts.scheme}://{parts.netloc}{dialect.article.sub(dialect.column, parts.path)}"


_ROW_TAGS = ("tr", "li", "dd", "dt", "p", "dl")
# 2024-01-23, 2024/1/23, 2024.01.23, 2024年1月23日
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)"
)
# 云政报〔2019〕14号, with the brackets that people type for 〔〕
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,14}\s*[〔\[（(【［]\s*(?:19|20)\d{2}\s*[〕\]）)】］]\s*\d{1,4}\s*号"
)
# "某区2023年法治政府建设…" ends so where the list cuts a title
_CUT = re.compile(r"(?:…|\.{2,})\s*$")
# <?xml version="1.0" encoding="gb2312"?> at the head of XHTML pages
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# 2019年12月3日 09:30:00 星期二, the clock of a page's head
_CLOCK = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:星期|周)[一二三四五六日天]"
)
# The charsets of old Chinese pages, besides UTF-8.
_CHINESE = frozenset({"gb18030", "big5"})
# <meta charset="gbk">; compiled here, since the lists of all hosts come first and at once
_META = soupsieve.compile("meta[charset], meta[content*=charset]")
# What holds more anchors is no row but a list whose entries stand side by side.
_CROWD = 8
# Of a page up to this many bytes the parsed form is kept as long as the page: some ten megabytes.
_KEPT = 1 << 20
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One anchor of a list page.

    `in_row`: it stands in a list item or table row, `dated`: a date stands beside it.
    """

    link: Link
    in_row: bool
    dated: bool


def parse_markup(markup: str) -> BeautifulSoup:
    """Parse a list page."""
    return BeautifulSoup(_XML_DECLARATION.sub("", markup), "lxml")


def parse_page(page: Page) -> BeautifulSoup:
    """Parse a list page, once for its links and its pager where it is of moderate size."""
    soup = page.memo.get("soup")
    if not isinstance(soup, BeautifulSoup):
        soup = parse_markup(decode_page(page))
        if len(page.body) <= _KEPT:
            page.memo["soup"] = soup
    return soup


def iter_rows(soup: BeautifulSoup, url: str) -> Iterator[ListRow]:
    """Give every anchor with a title that leads to a page, with date and document number of its row."""
    base, charset = soup.find("base", href=True), _find_charset(soup)
    base_url = normalize_url(str(base["href"]), url) if isinstance(base, Tag) else url
    for anchor in soup.find_all("a", href=True):
        target = normalize_url(str(anchor["href"]), base_url or url, charset)
        title = _read_title(anchor)
        if not target or not title or str(anchor["href"]).strip().startswith("#"):
            continue
        row = _find_row(anchor)
        beside = _read_beside(anchor, row)
        number = _NUMBER.search(beside)
        listed_on = find_date(beside)
        link = Link(
            target,
            title,
            listed_on,
            url,
            _SPACE.sub("", number.group()) if number else None,
        )
        yield ListRow(link, row is not None, listed_on is not None)


def _read_title(anchor: Tag) -> str:
    """Give the fullest title of an anchor.

    Its title attribute where the text is a cut form of it, else its text.
    """
    text = _SPACE.sub(" ", anchor.get_text("", strip=False)).strip()
    attribute = _SPACE.sub(" ", str(anchor.get("title") or "")).strip()
    stem = _CUT.sub("", text).strip()
    is_fuller = not stem or attribute.startswith(stem) or stem in attribute
    return attribute if attribute and is_fuller else text


def select_article_links(
    rows: Iterable[ListRow], article: re.Pattern[str], *, or_dated: bool = False
) -> list[Link]:
    """Give the links of rows whose address is an article's, `or_dated` those of dated rows too."""
    links = []
    for row in rows:
        if article.search(row.link.url) or (or_dated and row.dated):
            links.append(row.link)
    return links


def find_article_links(page: Page, article: re.Pattern[str]) -> list[Link]:
    """Read the anchors to articles of a whole page of HTML; none of what is none."""
    markup = decode_page(page)
    if "<html" not in markup.lower():
        return []
    return select_article_links(iter_rows(parse_markup(markup), page.url), article)


def collect_urls(links: Iterable[Link]) -> set[str]:
    """Collect the addresses of links."""
    return {link.url for link in links}


def find_date(text: str) -> date | None:
    """Find the last date of a text, where lists print it."""
    for year, month, day in reversed(_DATE.findall(text)):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue  # 2024-13-45: not a date, whatever it is
    return None


def _find_charset(soup: BeautifulSoup) -> str:
    """Name the charset that a page declares, in which browsers escape the queries of its links."""
    declared = ""
    if meta := _META.select_one(soup):
        declared = str(meta.get("charset") or meta.get("content"))
    named = normalize_charset(declared.rpartition("=")[2])
    return named if named in _CHINESE else "utf-8"


def _find_row(anchor: Tag) -> Tag | None:
    # By hand: a search with a filter costs ten times as much, and every link of a list takes four.
    return next((parent for parent in anchor.parents if parent.name in _ROW_TAGS), None)


def _iter_strings(tag: Tag) -> Iterator[NavigableString]:
    return (node for node in tag.descendants if isinstance(node, NavigableString))


def _is_crowd(row: Tag) -> bool:
    anchors = 0
    for node in row.descendants:
        anchors += isinstance(node, Tag) and node.name == "a"
        if anchors > _CROWD:
            return True
    return False


def _read_beside(anchor: Tag, row: Tag | None) -> str:
    """Give the text of the anchor's row without the anchor's own, since titles hold dates and numbers too.

    Without a page's clock, as well.
    """
    own = set(map(id, _iter_strings(anchor)))
    for around in (row, anchor.parent):
        if around is not None and not _is_crowd(around):
            others = (text for text in _iter_strings(around) if id(text) not in own)
            return _CLOCK.sub("", " ".join(others))
    return _CLOCK.sub("", " ".join(_iter_following(anchor)))


def _iter_following(anchor: Tag) -> Iterator[str]:
    """Give the text between an anchor and the next one."""
    for node in anchor.next_siblings:
        if isinstance(node, Tag) and (node.name == "a" or node.find("a") is not None):
            return
        yield node.get_text()

"""What a list page says of the rest of its list: counts, and the controls that lead to more.

Read of any list, whatever system serves it. A sign is a promise: a list is whole when nothing on it promises
more than came.
"""

import base64
import html
import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Page, Request
from tasks.sites.list_counts import ListCounts, PageNodes
from tasks.sites.list_rows import parse_page
from tasks.sites.page_scripts import CALLBACKS, PageForm, PageScripts
from tasks.sites.row_text import RowTag

# ---- Vocabulary: the words of pagers, with their spaces, brackets and arrows taken off ----

# 下一页, 下页, 后页, 后一页, 下翻, 向后, 后10条, 下一组, 更早的报告, 继续浏览下一页, Next Page, Older
_NEXT = re.compile(
    r"^(?:继续|点击|点此|请)?(?:浏览|查看|阅读|进入|翻[到至])?"
    r"(?:下一?[页頁]|下一?[张组批屏]|[下后](?:\d{1,3}|[二三五]?十|百)[条篇项]|后一?[页頁]|[向往]后(?:翻[页頁]?)?|[下后]翻(?:一?[页頁])?|翻?下一?[页頁]"
    r"|(?:更早|较早|以前|更旧|更久)的?(?:报告|年报|信息|文章|内容|记录|条目)?)(?:第?\d{1,4}(?:[/／]\d{1,4})?[页頁]?)?$"
    r"|^(?:next(?:page|\d{1,3})?|older(?:entries|posts|reports|articles|news)?)(?:\d{1,4}[/／]\d{1,4})?$",
    re.IGNORECASE,
)
_NEXT_ARROW = re.compile(r"^(?:>{1,2}|»|›|→|▶|⟩|❯)$")
_LAST = re.compile(
    r"^(?:尾[页頁]|末[页頁]|最[后末]一?[页頁]|last(?:page)?)$", re.IGNORECASE
)
_BACK = re.compile(
    r"^(?:首[页頁]|第一[页頁]|上一?[页頁]|前一?[页頁]|[向往]前|[上前]翻(?:[页頁])?|prev(?:ious)?(?:page)?|first(?:page)?)$",
    re.IGNORECASE,
)
# 3, 第3页
_NUMBER = re.compile(r"^第?(\d{1,4})[页頁]?$")
# 2025, 2025年, 2025年度, 24年
_YEAR = re.compile(r"^((?:19|20)\d{2}(?=(?:年度?)?$)|[012]\d(?=年度?$))(?:年度?)?$")
_CENTURY = 2000
# 2025-01-26, 2025年1月26日
_DAY_OF_YEAR = re.compile(r"(?:19|20)\d{2}[-/.年]\d")
# 加载更多, 点击加载更多, 查看更多, 查看更多报告, 下拉加载, 加载下一页, Load more
_MORE = re.compile(
    r"^(?:(?:点击|[上下]拉|[滑滚]动|点此|点我)?加载(?:更多|下一页|剩余)?|(?:点击|点此|点我)?(?:查看|显示|浏览|展开|加载|阅读)(?:更多|全部|剩余)"
    r"(?:的?(?:数据|内容|信息|报告|文章|年报|年份|记录|条目|列表|文件))?"
    r"|更多(?:数据|内容|信息|报告|年报|记录)|(?:load|show|view|see)more(?:reports|items|results|entries)?|more(?:results|reports|items))$",
    re.IGNORECASE,
)
# What a text has of such words; 展开全部 by itself unfolds a text, and loads nothing.
_MORE_MARK = re.compile(r"加载|更多|more", re.IGNORECASE)
# ↑上拉加载更多: what says by itself, without any element to click, that scrolling brings more
_SCROLL = re.compile(r"^[\s↑↓⇑⇓]*(?:[上下]拉|[滑滚]动)(?:可以?)?加载(?:更多)?[\s.…]*$")
# 更多>> beside a heading: a part of the column when it lies beneath it
_PART = re.compile(r"^(?:更多|more|查看全部|全部)$", re.IGNORECASE)
# 往年报告, 历史年度报告, 历年法治政府建设年度报告, 归档: where a column keeps what it no longer shows
_PAST = re.compile(
    r"^(?:查看|浏览|点击查看)?(?:往年|历年|历史|往期|过往|以往|早期|其他年份|归档|存档|旧版|archives?)(?:的)?(?:法治政府建设)?"
    r"(?:年度|年份|工作)?(?:情况)?(?:报告|年报|信息|内容|文章|文件|数据|专栏|专题|回顾|资料|栏目|归档|存档|列表)?(?:查询|入口|汇总)?$",
    re.IGNORECASE,
)
# A character of an icon's own font is none of the words.
_PAST_MARK = re.compile(r"往|历|过|以|早|其他|档|旧|archive", re.IGNORECASE)
_DRESS = re.compile(r"[\ue000-\uf8ff\s\[\]【】()（）「」|·.…<>»›←→▶❯⟩]+")
# class="next disabled", class="p_next_d", class="layui-disabled"
_DEAD = re.compile(
    r"^(?:[\w-]{1,40}-)?(?:disabled?|dis|p_next_d|p_no_d|unable|nolink|gr[ae]y)$",
    re.IGNORECASE,
)
_CURRENT = re.compile(
    r"^(?:[\w-]{1,40}-)?(?:cur|curr|current|active|on|this|now|selected|p_no_d|curpage|thispage)$",
    re.IGNORECASE,
)
# class="swiper-pagination", "focus-dots", "bx-pager", "lunbo": the controls of pictures that change
_CAROUSEL = re.compile(
    r"swiper|slide|carousel|focus|banner|lunbo|flicker|owl-|\bbx-|\bdots?\b|picture|album|scroll(?:er|box|pic)",
    re.IGNORECASE,
)
# layui.flow.load({done: …}), $("#list").dropload({…}): lists that grow by scrolling
_FLOW = re.compile(r"\b(flow\.load|dropload|MeScroll|infiniteScroll)\s*\(")
# What makes an element that is no link one to click on.
_CLICKS = frozenset(
    "onclick @click v-on:click ng-click data-url data-href data-next data-page data-year data-value"
    " data-cursor data-offset data-start".split()
)
# data-next="20" of 加载更多: the parameter and its value where nothing says what is asked for
_PLACES = ("data-next", "data-cursor", "data-page", "data-offset", "data-start")
_PLACE = re.compile(r"^[\w=-]{1,64}$")
_NEXT_CLASS = re.compile(
    r"^(?:\w{1,8}[-_])?(?:next|nextpage|page[-_]?next|next[-_]?page)$", re.IGNORECASE
)
# What the address of a form's page is called.
_PAGE_FIELDS = frozenset(
    "page pageno pagenum pageindex pagenumber curpage currentpage currpage cpage nowpage topage gopage"
    " gotopage jumppage pn p pageid intpage pagecurrent page_no".split()
)
# What the page could say any of this with: a page without one of these words is not looked through.
_MENTION = re.compile(
    r"[页頁]|page|next|pag[ei]|<select|<area|[往历]年|历史|更早|older|href=[\"']?[^\"'<>\s]{0,200}(?:\?|/[\"'>])|/index\.|更多|more|[»›→]|&gt;|&raquo;|total|count|加载|[共总合]|>\s*>\s*<|(?:19|20)\d\d年?\s*</|\d\d年度?\s*</|翻|向后|\d\s+of\s+\d"
    r"|>\s*\[?[23]\]?\s*<",
    re.IGNORECASE,
)
# sitemaps and datastores are read by their own families
_NO_PAGE = re.compile(
    r"<\?xml[^>]*>\s*<(?!html|!doctype)|<(?:urlset|sitemapindex|datastore|rss)\b",
    re.IGNORECASE,
)
# data.html, data.data.html
_DEEPEST = 4
# What holds one control of a pager, and not its neighbours.
_ITEMS = frozenset({"li", "span", "td", "em", "b", "strong", "dd"})
# PGRpdj48YSBocmVmPS…: what a script decodes by atob
_BASE64 = re.compile(r"^\s*[A-Za-z0-9+/]{40,}={0,2}\s*$")
_LONGEST_LABEL = 120
# ?page=2, list_2.html, 2024/: of an address, what says that it may be another page, or a part, of the column
_OTHER_ADDRESS = re.compile(r"\?|\d\.\w{3,5}$|/(?:(?:index|default|list)\.\w{3,5})?$")
_LONGEST_OTHER = 12
_FOLDER = re.compile(r"^[\w-]{1,40}/(?:(?:index|default|list)\.\w{3,5})?$")
_INDEX = re.compile(r"^(?:(?:index|default|list)\.\w{3,5})?$")
_FIRST_NAME = re.compile(r"^(?P<stem>.+[_-])[01]$")
# How a list is shown, and not which of its entries.
_MANNERS = frozenset(
    "print lang language order orderby sort sortby desc asc font from share v t time timestamp size pagesize"
    " rows limit view mode style theme wza".split()
)
_MOST_FOLDERS = 40
# month, day: selects of a date; as many options as those have
_DATE_FIELD = re.compile(r"month|day|hour|minute|score|yue|ri$", re.IGNORECASE)
_DATE_COUNTS = frozenset({12, 24, 28, 29, 30, 31, 60})
_JUMP_FIELD = re.compile(r"page|jump|goto|turn|ye", re.IGNORECASE)
# <img src="/images/next.gif">, btn_xiayiye.png
_NEXT_IMAGE = re.compile(
    r"(?:^|[/_-])(?:next|xyy|xiayiye|xyiye)\w{0,8}\.(?:gif|png|jpe?g|svg)$",
    re.IGNORECASE,
)
_SCREENED = frozenset({"script", "style", "option", "title", "textarea", "noscript"})
_LINKS = frozenset({"a", "area"})
_BARE = frozenset({"li", "a", "span", "dd", "div", "em"})
_NEAREST = 4
_MOST_NUMBERS = 16
_MOST_CALLED = 60
_LAST_YEAR = 2100
_BACK_MARK = re.compile(r"[页頁]|前|翻|prev|first", re.IGNORECASE)
_YEAR_FOLDER = re.compile(r"/(?:19|20)\d{2}/")


class ControlKind(StrEnum):
    """What a control of a list leads to."""

    NEXT = "next page"
    NUMBER = "page"
    LAST = "last page"
    YEAR = "year"
    MORE = "more"
    PART = "part"
    FORM = "form"
    OTHER = "another page"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Control:
    """A live control of a list page: its words, the request that it comes to, and the page or year it names.

    `request` is null where nothing on the page says what it asks for.
    """

    kind: ControlKind
    words: str
    request: Request | None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class PagerSigns:
    """What one list page says of its list: how many entries and pages, which page it is, and its controls.

    `words` are those that say the counts. `others` are links that promise nothing, though their addresses are
    like the list's own; `repeated` are the addresses of rows that stand on the page once more.
    """

    entries: int | None = None
    pages: int | None = None
    page: int | None = None
    size: int | None = None
    words: str = ""
    controls: tuple[Control, ...] = ()
    others: tuple[Control, ...] = ()
    repeated: tuple[str, ...] = ()

    @classmethod
    def read(cls, page: Page, column: str) -> "PagerSigns":
        """Read, once, the signs of a list page of a column, or of one that an interface's answer wraps."""
        known = page.memo.get(f"signs of {column}")
        if not isinstance(known, PagerSigns):
            known = page.memo[f"signs of {column}"] = cls._read_anew(page, column)
        return known

    @classmethod
    def _read_anew(cls, page: Page, column: str) -> "PagerSigns":
        text = decode_page(page).lstrip("\ufeff \t\r\n")
        if not _MENTION.search(text) or _NO_PAGE.match(text):
            return cls()
        if text.startswith("<"):
            soup = parse_page(page)
        elif wrapped := _unwrap_markup(text):
            soup = BeautifulSoup(f"<div>{wrapped}</div>", "lxml")
        else:
            return cls()
        nodes = PageNodes.collect(soup)
        hidden = _decode_hidden_pagers(nodes.texts)
        if hidden:
            soup = BeautifulSoup(f"{soup}{hidden}", "lxml")
            nodes = PageNodes.collect(soup)
        scripts = PageScripts(soup, page.url)
        counts = ListCounts.read(nodes, html.unescape(scripts.text))
        finder = _ControlFinder(
            nodes,
            scripts,
            page.url,
            column,
            counts,
        )
        controls = tuple(finder.find_all())
        known = {one.request.url for one in controls if one.request}
        return cls(
            entries=counts.entries,
            pages=counts.pages,
            page=counts.page,
            size=counts.size,
            words="; ".join(counts.words),
            controls=controls,
            others=tuple(finder.find_others(known)),
            repeated=tuple(finder.find_repeated()) if counts.entries else (),
        )


class _ControlFinder:
    """Finds the live controls of one page."""

    def __init__(
        self,
        nodes: PageNodes,
        scripts: PageScripts,
        url: str,
        column: str,
        counts: ListCounts,
    ) -> None:
        self._nodes = nodes
        self._scripts = scripts
        self._url = url
        self._column = column
        self._counts = counts
        self._own = normalize_url(url)
        folder = urlsplit(column).path.rpartition("/")[0]
        self._folder = _YEAR_FOLDER.split(f"{folder}/")[0].rstrip("/") + "/"

    def find_all(self) -> Iterator[Control]:
        """Give the controls of the page in its order, then those that only its scripts know."""
        clickable = list(filter(_is_clickable, self._nodes.tags))
        yield from self._find_links(clickable)
        yield from self._find_bare()
        scroll = next(filter(_SCROLL.match, self._nodes.texts), None)
        if scroll:
            yield Control(ControlKind.MORE, _DRESS.sub("", str(scroll)), None)
        flow = _FLOW.search(self._scripts.text)
        if flow:
            yield Control(ControlKind.MORE, flow[1], None)
        yield from self._find_options()
        yield from self._find_script_pages()
        yield from self._find_forms()

    def _list_tags(self, name: str) -> list[Tag]:
        return [tag for tag in self._nodes.tags if tag.name == name]

    @cached_property
    def _back(self) -> set[str]:
        """Where 首页 and 上一页 lead: 下一页 to the same place is there for the eye only."""
        back = set[str]()
        for tag in filter(_is_clickable, self._nodes.tags):
            if _BACK_MARK.search(tag.get_text("")) and _BACK.match(_read_label(tag)):
                request = self._resolve(tag)
                if request is not None and request.form is None:
                    back.add(request.url)
        return back

    def _find_links(self, clickable: list[Tag]) -> Iterator[Control]:
        numbers = list[tuple[Tag, int]]()
        years = list[tuple[Tag, int]]()
        for tag in clickable:
            words = _read_label(tag)
            number = _NUMBER.match(words)
            if number:
                numbers.append((tag, int(number[1])))
            year = _YEAR.match(words)
            if year:
                years.append((tag, _read_year(year)))
                continue
            kind = _classify_label(words, tag)
            if kind is None or _is_dead(tag):
                continue
            control = self._make_link(tag, kind, words)
            if control is not None:
                yield control
        yield from self._group(numbers, ControlKind.NUMBER)
        yield from self._group(years, ControlKind.YEAR)

    def _make_link(
        self,
        tag: Tag,
        kind: ControlKind,
        words: str,
    ) -> Control | None:
        request = self._resolve(tag)
        if kind is ControlKind.PART:
            return self._make_part(request, words)
        if kind in (ControlKind.NEXT, ControlKind.MORE):
            has_place = tag.has_attr("data-url") and tag.has_attr("data-page")
            request = (self._place(tag) if has_place else request) or self._place(tag)
        if request is None and not _has_handler(tag):
            return None
        # an arrow, or nothing but a class: pictures that change have such, too
        if not _has_words(words) and (
            _is_carousel(tag) or not (request or PageNodes.is_in_pager(tag))
        ):
            return None
        if request is not None and (self._is_own(request) or request.url in self._back):
            return None
        if kind is ControlKind.MORE and not self._may_be_more(tag, request):
            return None
        return Control(kind, words, request, _find_number(tag, request))

    def _make_part(self, request: Request | None, words: str) -> Control | None:
        """Make a control of a 更多 that leads beneath the column's own folder."""
        folder = urlsplit(self._column).path.rpartition("/")[0] + "/"
        if request is None or folder == "/" or self._is_own(request):
            return None
        parts = urlsplit(request.url)
        beneath = parts.path.startswith(folder) and parts.path != folder
        same_host = parts.netloc == urlsplit(self._url).netloc
        if beneath and same_host:
            return Control(ControlKind.PART, words, request)
        return None

    def _may_be_more(self, tag: Tag, request: Request | None) -> bool:
        """Tell whether 查看更多 loads more of the list: an anchor to another folder is another column."""
        if request is None or tag.has_attr("data-next"):
            return True
        folder = urlsplit(self._column).path.rpartition("/")[0] + "/"
        return _read_href(tag) == "" or urlsplit(request.url).path.startswith(folder)

    def _group(
        self, found: list[tuple[Tag, int]], kind: ControlKind
    ) -> Iterator[Control]:
        """Give the controls among the elements that stand with others of their kind."""
        groups: dict[int, list[tuple[Tag, int]]] = {}
        for tag, number in found:
            groups.setdefault(id(_find_group(tag)), []).append((tag, number))
        for group in groups.values():
            numbers = {number for _tag, number in group}
            if kind is ControlKind.YEAR:
                is_group = len(numbers) > 1 and max(numbers) < _LAST_YEAR
                wanted = is_group and not self._has_shown(group, numbers)
            else:
                wanted = _are_pages(group) or self._are_like_own(group, numbers)
                wanted = wanted and not _is_carousel(group[0][0])
            if wanted:
                yield from self._make_numbered(group, kind)

    def _are_like_own(self, group: list[tuple[Tag, int]], numbers: set[int]) -> bool:
        """Tell whether numbers in a row lead to addresses like the list's, or nobody says where."""
        in_a_row = numbers <= set(range(1, max(numbers) + 1))
        is_short = len(numbers) > 1 and len(group) < _MOST_NUMBERS and min(numbers) <= 2
        if not (in_a_row and is_short):
            return False
        requests = [self._resolve(tag) for tag, _number in group]
        return any(
            one is None or self._is_beneath(one) or self._is_other(one.url)
            for one in requests
        )

    def _has_shown(self, group: list[tuple[Tag, int]], years: set[int]) -> bool:
        """Tell whether tabs that ask for nothing only show what the page holds: entries of each year."""
        if any(self._resolve(tag) for tag, _year in group):
            return False
        anchors = self._list_tags("a")
        titles = " ".join(one.get_text() for one in anchors)
        days = " ".join(filter(_DAY_OF_YEAR.search, self._nodes.texts))
        in_titles = all(f"{year}年" in titles for year in years)
        return in_titles or all(re.search(rf"{year}[-/.年]\d", days) for year in years)

    def _make_numbered(
        self, group: list[tuple[Tag, int]], kind: ControlKind
    ) -> Iterator[Control]:
        for tag, number in group:
            if _is_current(tag) or _is_dead(tag):
                if kind is ControlKind.NUMBER and self._counts.page is None:
                    self._counts.page = number
                continue
            request = self._resolve(tag)
            if request is not None and self._is_own(request):
                continue
            if request is not None or _has_handler(tag):
                yield Control(kind, _read_label(tag), request, number)

    def _find_bare(self) -> Iterator[Control]:
        """Give the controls that only a script elsewhere makes such: 加载更多, tabs of years, numbers."""
        numbers = list[tuple[Tag, int]]()
        years = list[tuple[Tag, int]]()
        for text in self._nodes.texts:
            words = text.strip()
            holder = text.parent
            if not 0 < len(words) < _LONGEST_OTHER or holder is None:
                continue
            if _MORE_MARK.search(words):
                if control := _make_bare_more(holder):
                    yield control
            elif words[0].isdecimal() and holder.name in _BARE:
                plain = PageNodes.squeeze_words(words)
                year = _YEAR.match(plain)
                if plain.isdecimal() and len(plain) < 3:
                    numbers.append((holder, int(plain)))
                elif year:
                    years.append((holder, _read_year(year)))
        yield from self._promise(numbers, ControlKind.NUMBER)
        yield from self._promise(years, ControlKind.YEAR)
        for item in self._list_tags("li"):
            label = str(item.get("title") or "")
            is_next = _NEXT.match(label) and not item.find("a") and _is_bare(item)
            if is_next and not _is_dead(item):
                yield Control(ControlKind.NEXT, label, None)

    def _promise(
        self, found: list[tuple[Tag, int]], kind: ControlKind
    ) -> Iterator[Control]:
        """Give the controls among bare numbers or years that stand with others of their kind alone."""
        groups: dict[int, list[tuple[Tag, int]]] = {}
        for tag, number in found:
            if _is_bare(tag):
                groups.setdefault(id(_find_group(tag)), []).append((tag, number))
        for group in groups.values():
            numbers = {number for _tag, number in group}
            holder = _find_group(group[0][0])
            if len(numbers) != len(group) or len(numbers) < 2:
                continue
            if kind is ControlKind.YEAR:
                own_words = len(PageNodes.squeeze_words(holder.get_text("")))
                wanted = own_words <= 6 * len(group) + _LONGEST_OTHER
                wanted = wanted and not self._has_shown(group, numbers)
            else:
                wanted = _are_bare_pages(holder, numbers)
            for tag, number in group if wanted else ():
                if _is_current(tag) or (kind is ControlKind.NUMBER and number == 1):
                    continue
                yield Control(kind, _read_label(tag), None, number)

    def find_others(self, known: set[str]) -> Iterator[Control]:
        """Give the links, whatever they say, whose address is the list's own with a page or a folder more.

        They promise nothing: only what they lead to can tell.
        """
        folders = list[Control]()
        for tag in self._nodes.tags:
            if tag.name not in _LINKS or not self._may_be_other(tag):
                continue
            request = self._resolve(tag)
            if request is None or request.form is not None or request.url in known:
                continue
            known.add(request.url)
            if self._is_own(request) or request.url in self._back:
                continue
            is_part = self._is_part(request.url)
            if not is_part and not self._is_other(request.url) and not _is_past(tag):
                continue
            words = _read_label(tag)
            if _is_dead(tag):
                continue
            if is_part or _PAST.match(words):
                folders.append(Control(ControlKind.FOLDER, words, request))
            elif len(words) <= _LONGEST_OTHER:
                yield Control(ControlKind.OTHER, words, request)
        if len(folders) <= _MOST_FOLDERS:
            yield from folders

    def _may_be_other(self, tag: Tag) -> bool:
        """Tell, without reading it, whether a link may lead to the column's own folder."""
        href = str(tag.get("href") or "").strip()
        if not href or href[0] == "#" or not _OTHER_ADDRESS.search(href):
            return False
        is_relative = href[0] != "/" and "//" not in href
        return is_relative or self._folder in href or _is_past(tag)

    def find_repeated(self) -> Iterator[str]:
        """Give the addresses of rows that stand on the page a second time, under the same words."""
        seen = dict[str, Tag]()
        for tag in self._list_tags("a"):
            href = _read_href(tag)
            first = seen.setdefault(href, tag) if href else tag
            if first is tag or first.get_text() != tag.get_text():
                continue
            rows = [one.find_parent(["li", "tr", "dl"]) for one in (first, tag)]
            if rows[0] is not rows[1] and None not in rows:
                yield normalize_url(href, self._scripts.base)

    def _is_part(self, url: str) -> bool:
        """Tell whether an address is a folder right beneath the column's, or that of another year."""
        own = urlsplit(self._column)
        parts = urlsplit(url)
        folder, name = posixpath.split(own.path)
        folder = folder.rstrip("/")
        if parts.netloc != own.netloc or parts.query or not folder:
            return False
        if not _INDEX.match(name):
            return False
        if parts.path.startswith(f"{folder}/"):
            return bool(_FOLDER.match(parts.path[len(folder) + 1 :]))
        same = _YEAR_FOLDER.sub("/0/", own.path) == _YEAR_FOLDER.sub("/0/", parts.path)
        return same and parts.path != own.path

    def _is_other(self, url: str) -> bool:
        """Tell whether an address is the column's own but for a page's number, or a parameter more."""
        own = urlsplit(self._column)
        parts = urlsplit(url)
        if parts.netloc != own.netloc:
            return False
        ours = parse_qsl(own.query)
        theirs = parse_qsl(parts.query)
        if _strip_index(parts.path) == _strip_index(own.path):
            changed = {name.lower() for name, _value in set(theirs) - set(ours)}
            gone = {name for name, _value in set(ours) - set(theirs)}
            if any(PageNodes.undress_name(name) not in _PAGE_FIELDS for name in gone):
                return False
            return 0 < len(changed) <= 2 and changed.isdisjoint(_MANNERS)
        return ours == theirs and _is_numbered(own.path, parts.path)

    def _find_options(self) -> Iterator[Control]:
        """Give the pages and years that selects lead to, and those of which nothing says where they are."""
        for select in self._list_tags("select"):
            options = list(_read_options(select))
            if len(options) > 1:
                yield from self._make_options(select, options)

    def _make_options(self, select: Tag, options: list["_Option"]) -> Iterator[Control]:
        change = str(select.get("onchange") or "")
        unresolved = list[Control]()
        for option in options:
            request = self._resolve_option(select, change, option.value)
            kind = ControlKind.YEAR if option.year else ControlKind.NUMBER
            control = Control(kind, option.words, request, option.year or option.number)
            if option.chosen:
                continue
            if request is None:
                unresolved.append(control)
            elif self._may_be_chosen(request, change):
                yield control
        resolved = len([one for one in options if not one.chosen]) - len(unresolved)
        if unresolved and not resolved and self._is_jump(select, options, change):
            yield from self._submit_options(select, unresolved, options)

    def _may_be_chosen(self, request: Request, change: str) -> bool:
        if self._is_own(request) or (not change and not self._is_beneath(request)):
            return False
        return urlsplit(request.url).netloc == urlsplit(self._own).netloc

    def _is_jump(self, select: Tag, options: list["_Option"], change: str) -> bool:
        """Tell whether a select that leads nobody knows where is one of the list's pages or years."""
        names = f"{select.get('name') or ''} {select.get('id') or ''}"
        years = {one.year for one in options if one.year}
        if years:
            group = [(select, year) for year in years]
            return len(years) > 1 and not self._has_shown(group, years)
        numbers = [one.number for one in options]
        if numbers != list(range(1, len(numbers) + 1)) or _DATE_FIELD.search(names):
            return False
        around = PageNodes.squeeze_words(_get_near_words(select))
        is_named = bool(
            _JUMP_FIELD.search(names) or change or re.search("[页頁]", around)
        )
        return (
            is_named
            or PageNodes.is_in_pager(select)
            or len(numbers) not in _DATE_COUNTS
        )

    def _submit_options(
        self, select: Tag, controls: list[Control], options: list["_Option"]
    ) -> Iterator[Control]:
        """Give the options of a form that is sent by hand; one that searches elsewhere promises nothing."""
        values = {one.words: one.value for one in options}
        name = str(select.get("name") or "")
        for form in self._scripts.forms:
            if form.tag not in select.parents:
                continue
            parts = urlsplit(form.action)
            is_here = parts.path == urlsplit(self._column).path
            is_search = any(
                str(one.get("type") or "text").lower() in ("text", "search")
                for one in form.tag.find_all("input")
            )
            if is_search or not is_here:
                is_page = PageNodes.undress_name(name) in _PAGE_FIELDS
                if not is_page or not is_here:
                    return
            if name:
                for one in controls:
                    request = form.submit({name: values[one.words]}, self._url)
                    yield Control(one.kind, one.words, request, one.number)
                return
        yield from controls

    def _is_beneath(self, request: Request) -> bool:
        """Tell whether a request stays in the column's own folder."""
        folder = urlsplit(self._column).path.rpartition("/")[0] + "/"
        return urlsplit(request.url).path.startswith(folder)

    def _resolve_option(
        self,
        select: Tag,
        change: str,
        value: str,
    ) -> Request | None:
        if re.search(r"[./?]", value):
            address = normalize_url(value, self._scripts.base)
            if address:
                return Request(address, referer=self._url)
            return None
        if not change:
            return None
        chosen = {
            "this.value": value,
            "this.options": value,
            "value": value,
            "this": value,
        }
        request = self._scripts.resolve_click(change, chosen)
        if request:
            return request
        name = str(select.get("name") or "")
        for form in self._scripts.forms:
            if name in form.fields and "submit" in change:
                return form.submit({name: value}, self._url)
        return None

    def _find_script_pages(self) -> Iterator[Control]:
        """Give the further pages that a script counts and names, or that a widget's callback asks for."""
        counts = self._counts
        pages = counts.pages
        if not pages and counts.entries and counts.size:
            pages = -(-counts.entries // counts.size)
        if not pages or pages < 2:
            return
        if counts.addresses is not None:
            yield from self._number_addresses(pages, *counts.addresses)
            return
        first = (counts.page or 1) + 1
        # a page that does not say which one it is leads to all of them
        last = min(first if counts.page else pages, _MOST_CALLED)
        for name in CALLBACKS:
            if self._scripts.resolve_callback(name, first) is None or first > pages:
                continue
            for number in range(first, max(first, last) + 1):
                request = self._scripts.resolve_callback(name, number)
                yield Control(ControlKind.NUMBER, name, request, number)
            return

    def _number_addresses(
        self,
        pages: int,
        name: str,
        extension: str,
        from_one: bool,
    ) -> Iterator[Control]:
        """Give the pages that a script names: `index_1` is the second one of TRS, `index_2` that of UCAP.

        Templates of either count as the other does, too, so that a page that is not there is asked for under
        the other number.
        """
        for shift in (0, -1) if from_one else (-1, 0):
            for number in range(2, pages + 1):
                address = _write_address(name, number + shift, extension, self._url)
                request = Request(normalize_url(address, self._url), referer=self._url)
                yield Control(ControlKind.NUMBER, f"{name}_…", request, number)

    def _find_forms(self) -> Iterator[Control]:
        """Give the forms that hold the number of a page, filled in for the next one."""
        for form in self._scripts.forms:
            field = _find_page_field(form)
            if field:
                filled = form.fields[field]
                now = int(filled) if filled.isdecimal() and len(filled) < 5 else 1
                following = (self._counts.page or now) + 1
                request = form.submit({field: str(following)}, self._url)
                yield Control(ControlKind.FORM, field, request, following)

    def _resolve(self, tag: Tag) -> Request | None:
        """Give what a click on an element asks for."""
        href = _read_href(tag)
        if href and not href.lower().startswith("javascript:"):
            address = normalize_url(href, self._scripts.base)
            if address:
                return Request(address, referer=self._url)
            return None
        for code in (href, str(tag.get("onclick") or ""), _read_parent_code(tag)):
            if code and (request := self._scripts.resolve_click(code)):
                return request
        for name in ("data-url", "data-href", "data-link", "data-src", "data-next"):
            value = str(tag.get(name) or "")
            if re.search(r"[/?]|\.\w{3,5}$", value):
                address = normalize_url(value, self._scripts.base)
                if address:
                    return Request(address, referer=self._url)
                return None
        data = _read_data(tag)
        fragment = self._scripts.resolve_data(data) if data else None
        return fragment or self._submit(tag)

    def _place(self, tag: Tag) -> Request | None:
        """Ask the page itself for the place that a control holds, under the name of its attribute."""
        for name in _PLACES:
            value = str(tag.get(name) or "")
            if _PLACE.match(value) and not tag.has_attr("onclick"):
                parameter = {name.removeprefix("data-"): value}
                named = normalize_url(
                    str(tag.get("data-url") or ""), self._scripts.base
                )
                address = (named or self._url).partition("?")[0]
                address = f"{address}?{urlencode(parameter)}"
                return Request(address, referer=self._url)
        return None

    def _submit(self, tag: Tag) -> Request | None:
        """Submit the form of a button that does so by itself."""
        if tag.name not in ("input", "button") or tag.get("type", "submit") != "submit":
            return None
        for form in self._scripts.forms:
            if form.tag in tag.parents and (name := str(tag.get("name") or "")):
                return form.submit({name: str(tag.get("value") or "")}, self._url)
        return None

    def _is_own(self, request: Request) -> bool:
        return request.form is None and request.url == self._own


@dataclass(frozen=True, slots=True)
class _Option:
    """An option of a select that names a page or a year; the other of both is 0."""

    words: str
    value: str
    number: int
    year: int
    chosen: bool


def _read_options(select: Tag) -> Iterator[_Option]:
    """Give the options that name pages or years; none when others outnumber them."""
    options = select.find_all("option")
    found = []
    for option in options:
        words = _read_label(option)
        number = _NUMBER.match(words.partition("/")[0])
        year = _YEAR.match(words)
        if year or number:
            value = str(option.get("value") or option.get_text()).strip()
            named = 0 if year else int((number or [0, 0])[1])
            of_year = _read_year(year) if year else 0
            chosen = option.has_attr("selected")
            found.append(_Option(words, value, named, of_year, chosen))
    if found and not any(one.chosen for one in found):
        # a browser chooses the first by itself, when that is no heading: 选择年份
        first = _read_label(options[0])
        if found[0].words == first and found[0].number == 1:
            found[0] = replace(found[0], chosen=True)
    return iter(found)


def _get_near_words(tag: Tag) -> str:
    """Give the words right before and after an element."""
    beside = (tag.previous_sibling, tag.next_sibling)
    return "".join(one.get_text()[:20] for one in beside if one is not None)


def _write_address(name: str, number: int, extension: str, url: str) -> str:
    """Write the address of a page that a script names: index_2.html, list-2.html, list.jsp?id=3&page=2."""
    if name.endswith("="):
        return f"{name}{number}"
    separator = "" if name.endswith(("_", "-")) else "_"
    ending = extension or PurePosixPath(urlsplit(url).path).suffix[1:] or "html"
    return f"{name}{separator}{number}.{ending}"


def _strip_index(path: str) -> str:
    name = path.rpartition("/")[2]
    return path.removesuffix(name) if _INDEX.match(name) else path


def _is_numbered(own: str, other: str) -> bool:
    """Tell whether a path is another with a number: list_2.html of list.html, 31/2.html of 31.html."""
    folder, name = posixpath.split(own)
    stem, suffix = posixpath.splitext(name)
    first = _FIRST_NAME.match(stem)
    written = (
        re.escape(first["stem"]) if first else rf"{re.escape(stem or 'index')}[_/-]"
    )
    ending = re.escape(suffix) if suffix else r"(?:\.\w{3,5})?"
    return bool(
        re.fullmatch(
            rf"{re.escape(folder.rstrip('/'))}/{written}\d{{1,4}}{ending}", other
        )
    )


def _read_year(found: re.Match[str]) -> int:
    year = int(found[1])
    return year if year >= _CENTURY - 100 else _CENTURY + year


def _make_bare_more(holder: Tag) -> Control | None:
    """Make a control of an element that says 加载更多, and that nothing but a script listens to."""
    around = list(islice([holder, *holder.parents], _NEAREST))
    if any(one.name in _SCREENED or _is_clickable(one) for one in around):
        return None
    if any(map(_is_hidden, around)):
        return None
    words = _read_label(holder)
    if not _MORE.match(words) and holder.parent is not None:
        words = _read_label(holder.parent)
    if _MORE.match(words) and not words.endswith("全部"):
        return Control(ControlKind.MORE, words, None)
    return None


def _is_hidden(tag: Tag) -> bool:
    return "display:none" in str(tag.get("style") or "").replace(" ", "")


def _is_bare(tag: Tag) -> bool:
    """Tell whether no link or handler is what an element stands for."""
    around = [tag, *islice(tag.parents, 2)]
    if tag.name == "a" and tag.get("href"):
        return False
    is_link = any(one.get("href") for one in around if one.name == "a")
    return not is_link and not any(
        one.name in ("button", "input") or not _CLICKS.isdisjoint(one.attrs)
        for one in around
    )


def _are_bare_pages(holder: Tag, numbers: set[int]) -> bool:
    """Tell whether bare numbers are the pages of a list: in a row, in a pager, with no other words."""
    words = "".join(text for text in holder.find_all(string=True, recursive=False))
    in_a_row = numbers == set(range(1, max(numbers) + 1))
    return in_a_row and not words.strip() and PageNodes.is_in_pager(holder)


def _decode_hidden_pagers(texts: Iterable[NavigableString]) -> str:
    """Give the markup of pagers that stand in a page in base64, for a script to write them out."""
    found = []
    for text in texts:
        holder = text.parent
        if not _BASE64.match(text) or holder is None or not PageNodes.is_pager(holder):
            continue
        try:
            decoded = base64.b64decode(text.strip()).decode("utf-8")
        except ValueError:
            continue  # a long word is no pager
        markup = unquote(decoded)
        if "<a" in markup.lower():
            found.append(markup)
    return "".join(found)


def _unwrap_markup(text: str) -> str:
    """Give the markup that an answer in JSON carries; empty for what has none."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return "".join(_iter_markup(answer, _DEEPEST))


def _iter_markup(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str) and "</" in value:
        yield value
    if isinstance(value, dict) and depth:
        for inner in value.values():
            yield from _iter_markup(inner, depth - 1)


def _is_carousel(tag: Tag) -> bool:
    """Tell whether a control stands in pictures that change by themselves."""
    for around in (tag, *islice(tag.parents, 3)):
        names = " ".join([*RowTag(around).get_classes(), str(around.get("id") or "")])
        if _CAROUSEL.search(names):
            return True
    return False


def _shows_next(tag: Tag) -> bool:
    """Tell whether an element is, or holds, the picture of an arrow to the next page."""
    images = [tag, *tag.find_all(["img", "input"], limit=2)]
    return any(_NEXT_IMAGE.search(str(one.get("src") or "")) for one in images)


def _is_past(tag: Tag) -> bool:
    words = tag.string
    return words is not None and bool(_PAST_MARK.search(words))


def _has_words(words: str) -> bool:
    return bool(words) and not _NEXT_ARROW.match(words)


def _is_clickable(tag: Tag) -> bool:
    if tag.name in ("a", "button", "input", "area"):
        return True
    if tag.name == "link":
        return "next" in tag.get_attribute_list("rel")
    return not _CLICKS.isdisjoint(tag.attrs)


def _has_handler(tag: Tag) -> bool:
    """Tell whether something happens on a click, though nothing says what."""
    if tag.name == "button" or not _CLICKS.isdisjoint(tag.attrs):
        return True
    if any(name.startswith("data-") for name in tag.attrs):
        return True
    is_link = tag.name in ("a", "area") and not tag.has_attr("disabled")
    return is_link and _read_href(tag) != ""


def _read_href(tag: Tag) -> str:
    href = str(tag.get("href") or "").strip()
    return "" if href.startswith("#") else href


def _read_data(tag: Tag) -> dict[str, str]:
    """Give the data of an element that is no link, by name without `data-`."""
    if _read_href(tag) or tag.has_attr("onclick"):
        return {}
    names = [name for name in tag.attrs if name.startswith("data-")]
    return {name.removeprefix("data-"): str(tag[name]) for name in names}


def _read_parent_code(tag: Tag) -> str:
    parent = tag.parent
    if parent is not None:
        return str(parent.get("onclick") or "")
    return ""


def _read_label(tag: Tag) -> str:
    """Give the words of a control: its text, else what stands in for it; arrows stay when they are all."""
    for words in _iter_labels(tag):
        plain = PageNodes.squeeze_words(words)
        bare = _DRESS.sub("", plain)
        if bare:
            return bare
        if plain and _NEXT_ARROW.match(plain.strip("[]【】()（）")):
            return plain.strip("[]【】()（）")
    return ""


def _iter_labels(tag: Tag) -> Iterator[str]:
    if len(text := tag.get_text("")) <= _LONGEST_LABEL:
        yield text
    for name in ("title", "aria-label", "alt", "value"):
        yield str(tag.get(name) or "")
    for image in tag.descendants:
        if isinstance(image, Tag) and image.name in ("img", "i", "span", "input"):
            named = image.get("alt") or image.get("title") or image.get("aria-label")
            yield str(named or "")


def _classify_label(words: str, tag: Tag) -> ControlKind | None:
    if _NEXT.match(words) or _NEXT_ARROW.match(words):
        return ControlKind.NEXT
    if _LAST.match(words):
        return ControlKind.LAST
    if _MORE.match(words):
        return ControlKind.MORE
    if _PART.match(words) or _PAST.match(words):
        return ControlKind.PART
    if "next" in str(tag.get("rel") or "").lower():
        return ControlKind.NEXT
    named = any(_NEXT_CLASS.match(str(one)) for one in RowTag(tag).get_classes())
    if not words and (named or _shows_next(tag)):
        return ControlKind.NEXT
    return None


def _is_dead(tag: Tag) -> bool:
    """Tell whether a control is there for the eye only."""
    for one in (tag, tag.parent):
        if one is None:
            continue
        if one.has_attr("disabled") or one.get("aria-disabled") == "true":
            return True
        if any(_DEAD.match(str(name)) for name in RowTag(one).get_classes()):
            return True
    return _is_hidden(tag)


def _is_current(tag: Tag) -> bool:
    classes = RowTag(tag).get_classes()
    if tag.parent is not None and tag.parent.name == "li":
        classes += RowTag(tag.parent).get_classes()
    return any(map(_CURRENT.match, classes))


def _find_group(tag: Tag) -> Tag:
    """Give the element that holds a number's neighbours: its parent, or the list whose item that is."""
    parent = tag.parent
    while parent is not None and parent.name in _ITEMS and parent.parent is not None:
        parent = parent.parent
    if parent is not None:
        return parent
    return tag


def _are_pages(group: list[tuple[Tag, int]]) -> bool:
    """Tell whether numbers are those of a pager: with the words of one beside them."""
    holder = _find_group(group[0][0])
    words = PageNodes.squeeze_words(holder.get_text(" "))
    if re.search(r"[页頁]|next", words, re.IGNORECASE) or PageNodes.is_pager(holder):
        return True
    return holder.parent is not None and PageNodes.is_pager(holder.parent)


def _find_number(tag: Tag, request: Request | None) -> int | None:
    """Find the number of the page that a control asks for, where it is the only one named."""
    code = f"{_read_href(tag)} {tag.get('onclick') or ''}"
    found = re.findall(r"(?<![\w])(\d{1,4})(?![\w])", code) if request else []
    if len(found) == 1:
        return int(found[0])
    return None


def _find_page_field(form: PageForm) -> str | None:
    for field in form.fields:
        if PageNodes.undress_name(field) in _PAGE_FIELDS:
            return field
    return None

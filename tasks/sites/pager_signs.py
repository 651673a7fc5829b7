"""What a list page says of the rest of its list: counts, and the controls that lead to more.

Read of any list, whatever system serves it. A sign is a promise: a list is whole when nothing on it promises
more than came.
"""

import base64
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from urllib.parse import unquote, urlencode, urlsplit

from bs4 import BeautifulSoup, Tag

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Page, Request
from tasks.sites.list_rows import parse_page
from tasks.sites.page_scripts import PageForm, PageScripts

# ---- Vocabulary: the words of pagers, with their spaces, brackets and arrows taken off ----

# 下一页, 下页, 后页, 后一页, 下翻, 向后, 后10条, Next Page, and bare arrows
_NEXT = re.compile(
    r"^(?:下一?[页頁]|下一?张|[下后](?:\d{1,3}|[二三五]?十|百)[条篇项]|后一?[页頁]|[向往]后(?:翻[页頁]?)?|[下后]翻(?:一?[页頁])?|翻?下一?[页頁]|next(?:page)?)$",
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
# 2025, 2025年, 2025年度
_YEAR = re.compile(r"^((?:19|20)\d{2})(?:年度?)?$")
# 2025-01-26, 2025年1月26日
_DAY_OF_YEAR = re.compile(r"(?:19|20)\d{2}[-/.年]\d")
# 加载更多, 点击加载更多, 查看更多, 查看更多报告, 下拉加载, Load more
_MORE = re.compile(
    r"^(?:(?:点击|[上下]拉|[滑滚]动)?加载(?:更多)?|(?:点击)?(?:查看|显示|浏览|展开|加载)(?:更多|全部|剩余)(?:数据|内容|信息|报告|文章|年报|年份)?"
    r"|更多(?:数据|内容|信息)|loadmore|showmore|viewmore)$",
    re.IGNORECASE,
)
# ↑上拉加载更多: what says by itself, without any element to click, that scrolling brings more
_SCROLL = re.compile(r"^[\s↑↓⇑⇓]*(?:[上下]拉|[滑滚]动)(?:可以?)?加载(?:更多)?[\s.…]*$")
# 更多>> beside a heading: a part of the column when it lies beneath it
_PART = re.compile(r"^(?:更多|more|查看全部|全部)$", re.IGNORECASE)
_DRESS = re.compile(r"[\s\[\]【】()（）「」|·.…<>»›←→▶❯⟩]+")
# class="next disabled", class="p_next_d", class="layui-disabled"
_DEAD = re.compile(
    r"^(?:\w+-)?(?:disabled?|dis|p_next_d|p_no_d|unable|nolink|gr[ae]y)$", re.IGNORECASE
)
_CURRENT = re.compile(
    r"^(?:\w+-)?(?:cur|curr|current|active|on|this|now|selected|p_no_d|curpage|thispage)$",
    re.IGNORECASE,
)
# class="page", id="page_div", class="fenye", class="layui-laypage-default"
_PAGER_NAME = re.compile(r"page|pagin|fenye|pager|turn|jump", re.IGNORECASE)
# class="swiper-pagination", "focus-dots", "bx-pager", "lunbo": the controls of pictures that change
_CAROUSEL = re.compile(
    r"swiper|slide|carousel|focus|banner|lunbo|flicker|owl-|\bbx-|\bdots?\b|picture|album|scroll(?:er|box|pic)",
    re.IGNORECASE,
)
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
# ---- Vocabulary: the names that scripts, attributes and JSON answers give to counts, without dress ----

_ENTRIES = frozenset(
    "totalrecord totalrecords totalcount totalnum totalnumber totalrow totalrows totaldata totalitems"
    " totalelements totalsize totalhits recordstotal recordcount recordtotal rowcount rowscount datacount"
    " datatotal itemcount infocount allrow allrows allcount allnum count total items sumcount".split()
)
_PAGES = frozenset(
    "totalpage totalpages totalpagenum totalpagecount pagecount pagescount pagetotal countpage allpage"
    " allpages pages maxpage sumpage pagesum lastpage numpages pageall".split()
)
_SIZES = frozenset(
    "limit rows pagesize perpage showdata itemsonpage pagerows size pageshow prepage eachpage onepage".split()
)
_CURRENTS = frozenset(
    "curr current currentpage currpage curpage nowpage pageno pageindex page pagenum pagenumber"
    " thispage startpage".split()
)
# What says a count by itself, wherever in a script it stands; `count` and `total` are too common for that.
_PLAIN = frozenset({"count", "total", "items", "pages", "lastpage", "size", "page"})
# What the address of a form's page is called.
_PAGE_FIELDS = frozenset(
    "page pageno pagenum pageindex pagenumber curpage currentpage currpage cpage nowpage topage gopage"
    " gotopage jumppage pn p pageid intpage pagecurrent page_no".split()
)
# data-total, :page-size of a component, total_page
_NAME_DRESS = re.compile(r"^(?:v-bind)?:|^(?:data|int|i|n|v)[-_](?=\w)|[-_]")

# laypage.render({elem:"page", count:30, limit:10}), .pagination({pageCount:3}), new jpage({totalRecord:40})
_WIDGET = re.compile(
    r"\b(?P<name>\w*(?:page|pagi|pager)\w*(?:\(\))?(?:\.\w{1,12})?)\s*\(\s*(?:[^(){}]{0,80},\s*)?\{(?P<options>[^{}]{0,2000})",
    re.IGNORECASE,
)
_OPTION = re.compile(r"[\"']?([A-Za-z_-]\w*)[\"']?\s*[:=]\s*[\"']?(\d{1,9})\b(?!\.)")
# var totalPage = 3; "totalRecord":40
_SCRIPT_COUNT = re.compile(
    r"[\"']?\b([A-Za-z]\w*)[\"']?\s*[:=]\s*(?:parseInt\(\s*)?[\"']?(\d{1,9})(?:\.0)?\b"
)
# of TRS: createPageHTML(3, 0, "index", "html"); of UCAP: createPageHTML('box', 3, 1, 'xlist', 'shtml', 30)
_STATIC_PAGER = re.compile(
    r"\w*[pP]age\w*\(\s*(?P<container>(?:\\?[\"'][^\"']{0,80}\\?[\"']\s*,\s*)?)(?P<pages>\d{1,6})\s*,"
    r"\s*\d{1,6}\s*,"
    r"\s*\\?[\"'](?P<name>[\w./-]+?)\\?[\"']\s*,\s*\\?[\"']\.?(?P<extension>\w+)\\?[\"'](?:\s*,\s*(?P<rows>\d{1,9}))?"
)
# createPageHTML(pages, now, "index", "html"), whose numbers are variables
_VARIABLE_CALL = re.compile(
    r"(?P<call>\b\w*[pP]age\w*\(\s*(?:[\"'][^\"'()]{0,80}[\"']\s*,\s*)?)(?P<pages>[A-Za-z_$][\w$]{0,40})\s*,"
    r"\s*(?P<now>[A-Za-z_$][\w$]{0,40}|\d{1,6})\s*,(?=\s*[\"'][\w./-]{1,60}[\"']\s*,\s*[\"']\.?\w)"
)
# of TRS: Pager({size:3, current:0, prefix:'index', suffix:'html'}), with other names of the same
_STATIC_NAME = re.compile(
    r"\b(?:prefix|(?:page|file)?_?name|file|stem|base)[\"']?\s*:\s*[\"'](?P<name>[\w./-]+)[\"']",
    re.IGNORECASE,
)
_STATIC_EXTENSION = re.compile(
    r"\b(?:suffix|postfix|ext(?:ension|name)?|(?:page|file)_?ext)[\"']?\s*:\s*[\"']\.?(?P<extension>[sj]?html?|jsp)[\"']",
    re.IGNORECASE,
)
# Of the numbers of such a widget, that of its pages.
_STATIC_PAGES = (
    "pages",
    "pagecount",
    "totalpage",
    "totalpages",
    "total",
    "count",
    "size",
)
# 共30条, 共有 30 条记录, 总计30篇, 合计：30 条
_ENTRY_WORDS = re.compile(
    r"(?:[共总合]计?有?|记录总?数|总数|总条数|总记录数?)[:：]?(\d{1,7})(?:条|篇|项|个文件|个信息|记录|则)"
    # 共35项服务, 共12条建议: what the site or its text counts otherwise
    r"(?!服务|事项|工作|任务|措施|制度|建议|意见|政策|举措|目|线路|公路|标准|指标|权力|职权|清单|办件|便民|办理|改革|规定|评论|留言)"
    r"|(?:总(?:记录|条|信息)?数|记录总?数|totalrecords?|totalitems?)[:：](\d{1,7})(?!\d)|\d{1,7}[-–~]\d{1,7}of(\d{1,7})(?!\d)",
    re.IGNORECASE,
)
# 共3页, 总页数：3
_PAGE_WORDS = re.compile(
    r"(?:[共总合]计?有?)[:：]?(\d{1,5})[页頁]|总[页頁]数[:：]?(\d{1,5})(?!\d)|pages?\d{1,5}of(\d{1,5})(?!\d)",
    re.IGNORECASE,
)
# 第1/3页, 1/3页, 页次：1/3, 第1页/共3页, 当前第 1 页 共 3 页
_PLACE_WORDS = re.compile(
    r"(?:第|[页頁]次[:：]?|当前[页頁]?[:：]?|[页頁]码[:：]?)(\d{1,5})[页頁]?[/／,，]?(?:共|总)?(\d{1,5})[页頁]"
    r"|(?:第|[页頁]次[:：]?|当前[页頁][:：]?|[页頁]码[:：]?)(\d{1,5})[页頁]?[/／](?:共|总)?(\d{1,5})(?!\d)|(?<![\d/])(\d{1,4})/(\d{1,4})[页頁]"
)
# 1/3 and nothing else, inside a pager
_PLACE_ALONE = re.compile(r"^\s*(\d{1,4})\s*[/／]\s*(\d{1,4})\s*$")
# What the page could say any of this with: a page without one of these words is not looked through.
_MENTION = re.compile(
    r"[页頁]|page|next|pag[ei]|更多|more|[»›→]|&gt;|&raquo;|total|count|加载|[共总合]|>\s*>\s*<|(?:19|20)\d\d年?\s*</|翻|向后|\d\s+of\s+\d"
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
# Words of an entry of a list are no counts: only what is short and stands by itself is looked at.
_LONGEST_WORDS = 120
_MOST_NUMBERS = 16
_MOST_CALLED = 60
_LAST_YEAR = 2100
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_WEIGHTS = {"十": 10, "百": 100}
_NUMERAL_COUNT = re.compile(r"(?<=共)([一二三四五六七八九十百]{1,5})(?=[条篇页项])")


class ControlKind(StrEnum):
    """What a control of a list leads to."""

    NEXT = "next page"
    NUMBER = "page"
    LAST = "last page"
    YEAR = "year"
    MORE = "more"
    PART = "part"
    FORM = "form"


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

    `words` are those that say the counts.
    """

    entries: int | None = None
    pages: int | None = None
    page: int | None = None
    size: int | None = None
    words: str = ""
    controls: tuple[Control, ...] = ()


def read_signs(page: Page, column: str) -> PagerSigns:
    """Read the signs of a list page, also of one that an interface's answer wraps; `column` is its column."""
    text = decode_page(page).lstrip("\ufeff \t\r\n")
    if not _MENTION.search(text) or _NO_PAGE.match(text):
        return PagerSigns()
    if text.startswith("<"):
        soup = parse_page(page)
    elif wrapped := _unwrap_markup(text):
        soup = BeautifulSoup(f"<div>{wrapped}</div>", "lxml")
    else:
        return PagerSigns()
    if hidden := _decode_hidden_pagers(soup):
        soup = BeautifulSoup(f"{soup}{hidden}", "lxml")
    scripts = PageScripts(soup, page.url)
    counts = _Counts()
    counts.read_words(soup)
    counts.read_scripts(html.unescape(scripts.text))
    counts.read_attributes(soup)
    finder = _ControlFinder(soup, scripts, page.url, column, counts)
    return PagerSigns(
        entries=counts.entries,
        pages=counts.pages,
        page=counts.page,
        size=counts.size,
        words="; ".join(counts.words),
        controls=tuple(finder.find_all()),
    )


class _Counts:
    """The counts of one page, the largest of each kind."""

    def __init__(self) -> None:
        self.entries: int | None = None
        self.pages: int | None = None
        self.page: int | None = None
        self.size: int | None = None
        self.words: list[str] = []
        self.addresses: tuple[str, str, bool] | None = None

    def read_words(self, soup: BeautifulSoup) -> None:
        """Read the counts that are written for people, in short texts that no entry of the list is."""
        for words in _iter_short_texts(soup):
            for found in _PLACE_WORDS.finditer(words):
                place, pages = [int(one) for one in found.groups() if one]
                self._note_place(place, pages, found.group())
            for found in _PAGE_WORDS.finditer(words):
                self._note("pages", _first_number(found), found.group())
            for found in _ENTRY_WORDS.finditer(words):
                self._note("entries", _first_number(found), found.group())
        for text in soup.find_all(string=_PLACE_ALONE):
            alone = _PLACE_ALONE.match(text)
            holder = text.parent
            if not alone or holder is None or holder.name in ("option", "a"):
                continue
            if _is_in_pager(holder):
                self._note_place(int(alone[1]), int(alone[2]), alone.group())

    def _note_place(self, place: int, pages: int, words: str) -> None:
        if 0 < place <= pages:
            self.page = place
            self._note("pages", pages, words)

    def read_scripts(self, script: str) -> None:
        """Read the counts that widgets and variables hold."""
        for found in _WIDGET.finditer(script):
            self._read_options(found["options"], found.group()[:60])
        for found in _SCRIPT_COUNT.finditer(script):
            name = _undress_name(found[1])
            if name not in _PLAIN:
                self._note_named(name, int(found[2]), found.group())
        if static := _STATIC_PAGER.search(_fill_call(script)):
            # with a container's name first, UCAP's function, which calls the second page name_2
            from_one = "'" in static["container"] or '"' in static["container"]
            self.addresses = static["name"], static["extension"], from_one
            self._note("pages", int(static["pages"]), static.group()[:60])
            if static["rows"]:
                self._note("entries", int(static["rows"]), static.group()[:60])

    def read_attributes(self, soup: BeautifulSoup) -> None:
        """Read the counts that the attributes of a pager's element hold."""
        for tag in soup.find_all(True):
            attributes = tag.attrs
            if len(attributes) < 2 or not _is_pager(tag):
                continue
            for name, value in attributes.items():
                text = str(value)
                if text.isdecimal():
                    self._note_named(_undress_name(name), int(text), f"{name}={text}")
                elif text.startswith("{"):
                    self._read_options(text, f"{name}={text[:60]}")

    def _read_options(self, options: str, words: str) -> None:
        pairs = {
            _undress_name(name): int(value) for name, value in _OPTION.findall(options)
        }
        stem = _STATIC_NAME.search(options)
        ending = _STATIC_EXTENSION.search(options)
        if stem and ending:
            self.addresses = stem["name"], ending["extension"], False
            if not any(one in _ENTRIES - _PLAIN for one in pairs):
                given = (pairs[one] for one in _STATIC_PAGES if one in pairs)
                self._note("pages", next(given, 0), words)
                return
        for name, value in pairs.items():
            self._note_named(name, value, words)

    def _note_named(self, name: str, value: int, words: str) -> None:
        if name in _ENTRIES:
            self._note("entries", value, words)
        elif name in _PAGES:
            self._note("pages", value, words)
        elif name in _SIZES and value:
            self.size = value
        elif name in _CURRENTS and value and self.page is None:
            self.page = value

    def _note(self, kind: str, value: int, words: str) -> None:
        if value > (getattr(self, kind) or 0):
            setattr(self, kind, value)
            self.words.append(" ".join(words.split()))
        elif getattr(self, kind) is None:
            setattr(self, kind, value)


class _ControlFinder:
    """Finds the live controls of one page."""

    def __init__(
        self,
        soup: BeautifulSoup,
        scripts: PageScripts,
        url: str,
        column: str,
        counts: _Counts,
    ) -> None:
        self._soup, self._scripts = soup, scripts
        self._url, self._column = url, column
        self._counts = counts
        self._own = normalize_url(url)

    def find_all(self) -> Iterator[Control]:
        """Give the controls of the page in its order, then those that only its scripts know."""
        clickable = [tag for tag in self._soup.find_all(True) if _is_clickable(tag)]
        yield from self._find_links(clickable)
        if scroll := self._soup.find(string=_SCROLL):
            yield Control(ControlKind.MORE, _DRESS.sub("", str(scroll)), None)
        yield from self._find_options()
        yield from self._find_script_pages()
        yield from self._find_forms()

    def _find_links(self, clickable: list[Tag]) -> Iterator[Control]:
        numbers = list[tuple[Tag, int]]()
        years = list[tuple[Tag, int]]()
        for tag in clickable:
            words = _read_label(tag)
            if number := _NUMBER.match(words):
                numbers.append((tag, int(number[1])))
            if year := _YEAR.match(words):
                years.append((tag, int(year[1])))
                continue
            kind = _classify_label(words, tag)
            if kind is None or _is_dead(tag):
                continue
            control = self._make_link(tag, kind, words)
            if control is not None:
                yield control
        yield from self._group(numbers, ControlKind.NUMBER)
        yield from self._group(years, ControlKind.YEAR)

    def _make_link(self, tag: Tag, kind: ControlKind, words: str) -> Control | None:
        request = self._resolve(tag)
        if kind is ControlKind.PART:
            return self._make_part(request, words)
        if kind in (ControlKind.NEXT, ControlKind.MORE):
            request = request or self._place(tag)
        if request is None and not _has_handler(tag):
            return None
        # an arrow, or nothing but a class: pictures that change have such, too
        if not _has_words(words) and (
            _is_carousel(tag) or not (request or _is_in_pager(tag))
        ):
            return None
        if request is not None and self._is_own(request):
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
        return (
            Control(ControlKind.PART, words, request) if beneath and same_host else None
        )

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
                wanted = _are_pages(group, numbers) and not _is_carousel(group[0][0])
            if wanted:
                yield from self._make_numbered(group, kind)

    def _has_shown(self, group: list[tuple[Tag, int]], years: set[int]) -> bool:
        """Tell whether tabs that ask for nothing only show what the page holds: entries of each year."""
        if any(self._resolve(tag) for tag, _year in group):
            return False
        titles = " ".join(one.get_text() for one in self._soup.find_all("a"))
        days = " ".join(self._soup.find_all(string=_DAY_OF_YEAR))
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

    def _find_options(self) -> Iterator[Control]:
        """Give the pages and years of selects that lead on by themselves."""
        for select in self._soup.find_all("select"):
            change = str(select.get("onchange") or "")
            for option in select.find_all("option"):
                value = str(option.get("value") or "")
                words = _read_label(option)
                number, year = (
                    _NUMBER.match(words.partition("/")[0]),
                    _YEAR.match(words),
                )
                if option.has_attr("selected") or not (number or year):
                    continue
                request = self._resolve_option(select, change, value)
                if request is None or self._is_own(request):
                    continue
                if urlsplit(request.url).netloc != urlsplit(self._own).netloc:
                    continue
                kind = ControlKind.YEAR if year else ControlKind.NUMBER
                yield Control(kind, words, request, int((year or number or [0, 0])[1]))

    def _resolve_option(self, select: Tag, change: str, value: str) -> Request | None:
        if re.search(r"[./?]", value):
            address = normalize_url(value, self._scripts.base)
            return Request(address, referer=self._url) if address else None
        if not change:
            return None
        chosen = {
            "this.value": value,
            "this.options": value,
            "value": value,
            "this": value,
        }
        if request := self._scripts.resolve_click(change, chosen):
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
        for name in ("jump", "callback", "onPageChange", "onPageClick"):
            if self._scripts.resolve_callback(name, first) is None or first > pages:
                continue
            for number in range(first, max(first, last) + 1):
                request = self._scripts.resolve_callback(name, number)
                yield Control(ControlKind.NUMBER, name, request, number)
            return

    def _number_addresses(
        self, pages: int, name: str, extension: str, from_one: bool
    ) -> Iterator[Control]:
        """Give the pages that a script names: `index_1` is the second one of TRS, `index_2` that of UCAP.

        Templates of either count as the other does, too, so that a page that is not there is asked for under
        the other number.
        """
        for shift in (0, -1) if from_one else (-1, 0):
            for number in range(2, pages + 1):
                address = f"{name}_{number + shift}.{extension}"
                request = Request(normalize_url(address, self._url), referer=self._url)
                yield Control(ControlKind.NUMBER, f"{name}_…", request, number)

    def _find_forms(self) -> Iterator[Control]:
        """Give the forms that hold the number of a page, filled in for the next one."""
        for form in self._scripts.forms:
            if field := _find_page_field(form):
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
            return Request(address, referer=self._url) if address else None
        for code in (href, str(tag.get("onclick") or ""), _read_parent_code(tag)):
            if code and (request := self._scripts.resolve_click(code)):
                return request
        for name in ("data-url", "data-href", "data-link", "data-src", "data-next"):
            value = str(tag.get(name) or "")
            if re.search(r"[/?]|\.\w{3,5}$", value):
                address = normalize_url(value, self._scripts.base)
                return Request(address, referer=self._url) if address else None
        return self._submit(tag)

    def _place(self, tag: Tag) -> Request | None:
        """Ask the page itself for the place that a control holds, under the name of its attribute."""
        for name in _PLACES:
            value = str(tag.get(name) or "")
            if _PLACE.match(value) and not tag.has_attr("onclick"):
                parameter = {name.removeprefix("data-"): value}
                address = f"{self._url.partition('?')[0]}?{urlencode(parameter)}"
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


def _decode_hidden_pagers(soup: BeautifulSoup) -> str:
    """Give the markup of pagers that stand in a page in base64, for a script to write them out."""
    found = []
    for text in soup.find_all(string=_BASE64):
        holder = text.parent
        if holder is None or not _is_pager(holder):
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


def _iter_short_texts(soup: BeautifulSoup) -> Iterator[str]:
    """Give the texts that may hold counts: of elements that name pages or entries, anchors' apart."""
    seen = set[int]()
    for text in soup.find_all(string=re.compile(r"[页頁条篇项]|总|\d\s*/\s*\d|\bof\b")):
        block = text.parent
        if block is None or block.name in ("script", "style", "option", "title", "a"):
            continue
        for _ in range(2):
            whole = block.get_text("") if block is not None else ""
            if block is None or len(whole) > _LONGEST_WORDS:
                break
            if id(block) not in seen:
                seen.add(id(block))
                yield _read_numerals(_squeeze(whole))
            block = block.parent


def _fill_call(script: str) -> str:
    """Write the numbers of variables into the calls of static pagers."""

    def fill(found: re.Match[str]) -> str:
        numbers = [
            _find_number_of(script, name) for name in found.group("pages", "now")
        ]
        if None in numbers:
            return found.group()
        return f"{found['call']}{numbers[0]},{numbers[1]},"

    return _VARIABLE_CALL.sub(fill, script)


def _find_number_of(script: str, name: str) -> str | None:
    if name.isdecimal():
        return name
    found = re.search(
        rf"(?<![\w$.]){re.escape(name)}\s*=\s*[\"']?(\d{{1,6}})\b", script
    )
    return found[1] if found else None


def _squeeze(words: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))


def _read_numerals(words: str) -> str:
    """Write counts in Chinese numerals as digits: 共三十条."""
    return _NUMERAL_COUNT.sub(lambda found: str(_parse_numeral(found[1])), words)


def _parse_numeral(numeral: str) -> int:
    total = 0
    digit = None
    for sign in numeral:
        if sign in _WEIGHTS:
            total += (1 if digit is None else digit) * _WEIGHTS[sign]
            digit = None
        else:
            digit = _NUMERALS[sign]
    return total + (digit or 0)


def _first_number(found: re.Match[str]) -> int:
    return int(next(filter(None, found.groups())))


def _undress_name(name: str) -> str:
    return _NAME_DRESS.sub("", name).lower()


def _list_classes(tag: Tag) -> list[str]:
    classes = tag.get("class")
    return [classes] if isinstance(classes, str) else list(classes or ())


def _is_pager(tag: Tag) -> bool:
    names = " ".join([tag.name, *_list_classes(tag), str(tag.get("id") or "")])
    return _PAGER_NAME.search(names) is not None


def _is_in_pager(tag: Tag) -> bool:
    """Tell whether an element, or one of the two around it, calls itself a pager."""
    around = [tag, *islice(tag.parents, 2)]
    return any(map(_is_pager, around))


def _is_carousel(tag: Tag) -> bool:
    """Tell whether a control stands in pictures that change by themselves."""
    for around in (tag, *islice(tag.parents, 3)):
        names = " ".join([*_list_classes(around), str(around.get("id") or "")])
        if _CAROUSEL.search(names):
            return True
    return False


def _has_words(words: str) -> bool:
    return bool(words) and not _NEXT_ARROW.match(words)


def _is_clickable(tag: Tag) -> bool:
    if tag.name in ("a", "button", "input"):
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
    return tag.name == "a" and not tag.has_attr("disabled") and _read_href(tag) != ""


def _read_href(tag: Tag) -> str:
    href = str(tag.get("href") or "").strip()
    return "" if href.startswith("#") else href


def _read_parent_code(tag: Tag) -> str:
    parent = tag.parent
    return str(parent.get("onclick") or "") if parent is not None else ""


def _read_label(tag: Tag) -> str:
    """Give the words of a control: its text, else what stands in for it; arrows stay when they are all."""
    for words in _iter_labels(tag):
        plain = _squeeze(words)
        if bare := _DRESS.sub("", plain):
            return bare
        if plain and _NEXT_ARROW.match(plain.strip("[]【】()（）")):
            return plain.strip("[]【】()（）")
    return ""


def _iter_labels(tag: Tag) -> Iterator[str]:
    if len(text := tag.get_text("")) <= _LONGEST_WORDS:
        yield text
    for name in ("title", "aria-label", "alt", "value"):
        yield str(tag.get(name) or "")
    for image in tag.find_all(["img", "i", "span"]):
        yield str(
            image.get("alt") or image.get("title") or image.get("aria-label") or ""
        )


def _classify_label(words: str, tag: Tag) -> ControlKind | None:
    if _NEXT.match(words) or _NEXT_ARROW.match(words):
        return ControlKind.NEXT
    if _LAST.match(words):
        return ControlKind.LAST
    if _MORE.match(words):
        return ControlKind.MORE
    if _PART.match(words):
        return ControlKind.PART
    if "next" in str(tag.get("rel") or "").lower():
        return ControlKind.NEXT
    named = any(_NEXT_CLASS.match(str(one)) for one in _list_classes(tag))
    return ControlKind.NEXT if named and not words else None


def _is_dead(tag: Tag) -> bool:
    """Tell whether a control is there for the eye only."""
    for one in (tag, tag.parent):
        if one is None:
            continue
        if one.has_attr("disabled") or one.get("aria-disabled") == "true":
            return True
        if any(_DEAD.match(str(name)) for name in _list_classes(one)):
            return True
    return "display:none" in str(tag.get("style") or "").replace(" ", "")


def _is_current(tag: Tag) -> bool:
    classes = _list_classes(tag)
    if tag.parent is not None and tag.parent.name == "li":
        classes += _list_classes(tag.parent)
    return any(map(_CURRENT.match, classes))


def _find_group(tag: Tag) -> Tag:
    """Give the element that holds a number's neighbours: its parent, or the list whose item that is."""
    parent = tag.parent
    while parent is not None and parent.name in _ITEMS and parent.parent is not None:
        parent = parent.parent
    return parent if parent is not None else tag


def _are_pages(group: list[tuple[Tag, int]], numbers: set[int]) -> bool:
    """Tell whether numbers are those of a pager: few, or with the words of one beside them."""
    holder = _find_group(group[0][0])
    words = _squeeze(holder.get_text(" "))
    if re.search(r"[页頁]|next", words, re.IGNORECASE) or _is_pager(holder):
        return True
    if holder.parent is not None and _is_pager(holder.parent):
        return True
    in_a_row = numbers <= set(range(1, max(numbers) + 1))
    return (
        in_a_row
        and len(numbers) > 1
        and len(group) < _MOST_NUMBERS
        and min(numbers) <= 2
    )


def _find_number(tag: Tag, request: Request | None) -> int | None:
    """Find the number of the page that a control asks for, where it is the only one named."""
    code = f"{_read_href(tag)} {tag.get('onclick') or ''}"
    found = re.findall(r"(?<![\w])(\d{1,4})(?![\w])", code) if request else []
    return int(found[0]) if len(found) == 1 else None


def _find_page_field(form: PageForm) -> str | None:
    for field in form.fields:
        if _undress_name(field) in _PAGE_FIELDS:
            return field
    return None

"""What a list page says of the rest of its list: counts, and the controls that lead to more.

Read of any list, whatever system serves it. A sign is a promise: a list is whole when nothing on it promises
more than came.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from urllib.parse import unquote, urlencode, urlsplit

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
_LONGEST_LABEL = 120
_MOST_NUMBERS = 16
_MOST_CALLED = 60
_LAST_YEAR = 2100


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
        return cls(
            entries=counts.entries,
            pages=counts.pages,
            page=counts.page,
            size=counts.size,
            words="; ".join(counts.words),
            controls=tuple(finder.find_all()),
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

    def find_all(self) -> Iterator[Control]:
        """Give the controls of the page in its order, then those that only its scripts know."""
        yield from self._find_links(list(filter(_is_clickable, self._nodes.tags)))
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
            request = request or self._place(tag)
        if request is None and not _has_handler(tag):
            return None
        # an arrow, or nothing but a class: pictures that change have such, too
        if not _has_words(words) and (
            _is_carousel(tag) or not (request or PageNodes.is_in_pager(tag))
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
                wanted = _are_pages(group, numbers) and not _is_carousel(group[0][0])
            if wanted:
                yield from self._make_numbered(group, kind)

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

    def _find_options(self) -> Iterator[Control]:
        """Give the pages and years of selects that lead on by themselves."""
        for select in self._list_tags("select"):
            change = str(select.get("onchange") or "")
            for option in select.find_all("option"):
                value = str(option.get("value") or "")
                words = _read_label(option)
                number = _NUMBER.match(words.partition("/")[0])
                year = _YEAR.match(words)
                if option.has_attr("selected") or not (number or year):
                    continue
                request = self._resolve_option(select, change, value)
                if request is None or self._is_own(request):
                    continue
                if not change and not self._is_beneath(request):
                    continue
                if urlsplit(request.url).netloc != urlsplit(self._own).netloc:
                    continue
                kind = ControlKind.YEAR if year else ControlKind.NUMBER
                yield Control(kind, words, request, int((year or number or [0, 0])[1]))

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
                address = f"{name}_{number + shift}.{extension}"
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
        if isinstance(image, Tag) and image.name in ("img", "i", "span"):
            named = image.get("alt") or image.get("title") or image.get("aria-label")
            yield str(named or "")


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
    named = any(_NEXT_CLASS.match(str(one)) for one in RowTag(tag).get_classes())
    if named and not words:
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
    return "display:none" in str(tag.get("style") or "").replace(" ", "")


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


def _are_pages(group: list[tuple[Tag, int]], numbers: set[int]) -> bool:
    """Tell whether numbers are those of a pager: few, or with the words of one beside them."""
    holder = _find_group(group[0][0])
    words = PageNodes.squeeze_words(holder.get_text(" "))
    if re.search(r"[页頁]|next", words, re.IGNORECASE) or PageNodes.is_pager(holder):
        return True
    if holder.parent is not None and PageNodes.is_pager(holder.parent):
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
    if len(found) == 1:
        return int(found[0])
    return None


def _find_page_field(form: PageForm) -> str | None:
    for field in form.fields:
        if PageNodes.undress_name(field) in _PAGE_FIELDS:
            return field
    return None

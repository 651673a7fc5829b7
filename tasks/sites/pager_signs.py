"""What a list page says of the rest of its list: counts, and the controls that lead to more.

Read of any list, whatever system serves it. A sign is a promise: a list is whole when nothing on it promises
more than came.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from tasks.fetch.markup import decode_page
from tasks.model.page import Page, Request
from tasks.sites.control_tags import Control, ControlKind, ControlTag
from tasks.sites.control_targets import ControlTargets
from tasks.sites.list_counts import ListCounts, PageNodes
from tasks.sites.list_rows import parse_page
from tasks.sites.page_scripts import CALLBACKS, PageScripts

# What a text has of such words; 展开全部 by itself unfolds a text, and loads nothing.
_MORE_MARK = re.compile(r"加载|更多|more", re.IGNORECASE)
# ↑上拉加载更多: what says by itself, without any element to click, that scrolling brings more
_SCROLL = re.compile(r"^[\s↑↓⇑⇓]*(?:[上下]拉|[滑滚]动)(?:可以?)?加载(?:更多)?[\s.…]*$")
# layui.flow.load({done: …}), $("#list").dropload({…}): lists that grow by scrolling
_FLOW = re.compile(r"\b(flow\.load|dropload|MeScroll|infiniteScroll)\s*\(")
# What the page could say any of this with: a page without one of these words is not looked through.
_MENTION = re.compile(
    r"[页頁]|page|next|pag[ei]|<select|<area|[往历]年|历史|更早|older|href=[\"']?[^\"'<>\s]{0,200}(?:\?|/[\"'>])|/(?:index|list|col)[._-]|更多|more|[»›→]|&gt;|&raquo;|total|count|加载|[共总合]|>\s*>\s*<|(?:19|20)\d\d年?\s*</|\d\d年度?\s*</|翻|向后|atob\s*\(|%3Ca|\d\s+of\s+\d"
    r"|>\s*\[?[23]\]?\s*<|f[ae]nye|\bfy\s*\(|\d\s*,\s*[\"']\w{1,20}[\"']\s*,\s*[\"']\.?[sj]?html?[\"']",
    re.IGNORECASE,
)
# sitemaps and datastores are read by their own families
_NO_PAGE = re.compile(
    r"<\?xml[^>]*>\s*<(?!html|!doctype)|<(?:urlset|sitemapindex|datastore|rss)\b",
    re.IGNORECASE,
)
# data.html, data.data.html
_DEEPEST = 4
# PGRpdj48YSBocmVmPS…: what a script decodes by atob
_BASE64 = re.compile(r"^\s*[A-Za-z0-9+/]{40,}={0,2}\s*$")
# window.atob("PGRpdj48…"), unescape('%3Ca%20href…'): markup that a script decodes for itself
_DECODED = re.compile(
    r"\b(?P<how>atob|unescape|decodeURI(?:Component)?)\s*\(\s*(?P<quote>[\"'])(?P<coded>[\w+/=%.-]{24,20000})(?P=quote)"
)
_LONGEST_BARE = 12
_BARE = frozenset({"li", "a", "span", "dd", "div", "em"})
_MOST_NUMBERS = 16
_MOST_CALLED = 60
_LAST_YEAR = 2100


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
        if not _MENTION.search(text):
            return cls()
        if _NO_PAGE.match(text):
            return cls()
        if text.startswith("<"):
            return cls._read_soup(parse_page(page), page.url, column)
        wrapped = _unwrap_markup(text)
        if wrapped:
            soup = BeautifulSoup(f"<div>{wrapped}</div>", "lxml")
            return cls._read_soup(soup, page.url, column)
        return cls()

    @classmethod
    def _read_soup(cls, soup: BeautifulSoup, url: str, column: str) -> "PagerSigns":
        nodes = PageNodes.collect(soup)
        scripts = PageScripts(soup, url)
        hidden = _decode_hidden_pagers(nodes.texts) + _decode_script(scripts.text)
        if hidden:
            soup = BeautifulSoup(f"{soup}{hidden}", "lxml")
            nodes = PageNodes.collect(soup)
            scripts = PageScripts(soup, url)
        counts = ListCounts.read(nodes, html.unescape(scripts.text))
        targets = ControlTargets(nodes, scripts, url, column)
        controls = tuple(_ControlFinder(nodes, targets, counts).find_all())
        known = {one.request.url for one in controls if one.request}
        others = tuple(targets.find_others(known))
        repeated = tuple(targets.find_repeated()) if counts.entries else ()
        return cls(
            entries=counts.entries,
            pages=counts.pages,
            page=counts.page,
            size=counts.size,
            words="; ".join(counts.words),
            controls=controls,
            others=others,
            repeated=repeated,
        )


# Elements that say the same kind of thing, each with the page or the year that it names.
_Named = list[tuple[ControlTag, int]]


class _ControlFinder:
    """Finds the live controls of one page."""

    def __init__(
        self,
        nodes: PageNodes,
        targets: ControlTargets,
        counts: ListCounts,
    ) -> None:
        self._nodes = nodes
        self._targets = targets
        self._counts = counts
        self._scripts = targets.scripts

    def find_all(self) -> Iterator[Control]:
        """Give the controls of the page in its order, then those that only its scripts know."""
        yield from self._find_links()
        yield from self._find_bare()
        yield from self._find_scrolling()
        for select in self._nodes.list_named("select"):
            yield from _SelectControls(select, self._targets).find_all()
        yield from self._find_script_pages()
        yield from self._find_forms()

    def _find_links(self) -> Iterator[Control]:
        numbers: _Named = []
        years: _Named = []
        for tag in self._targets.clickable:
            words = tag.read_label()
            number = ControlTag.read_number(words)
            if number is not None:
                numbers.append((tag, number))
            year = ControlTag.read_year(words)
            if year is not None:
                years.append((tag, year))
                continue
            kind = tag.classify(words)
            if kind in (None, ControlKind.PART):
                kind = self._guess_kind(tag, words) or kind
            if kind is None:
                continue
            if tag.is_dead():
                continue
            control = self._make_link(tag, kind, words)
            if control is not None:
                yield control
        yield from self._list_pages(numbers)
        yield from self._list_years(years)

    def _guess_kind(self, tag: ControlTag, words: str) -> ControlKind | None:
        """Take a control of unknown words for that of the next page when its code asks for that one."""
        if not ControlTag.may_be_next(words):
            return None
        following = (self._counts.page or 1) + 1
        if tag.asks_for_page(following):
            return ControlKind.NEXT
        return None

    def _make_link(
        self,
        tag: ControlTag,
        kind: ControlKind,
        words: str,
    ) -> Control | None:
        targets = self._targets
        request = targets.resolve(tag)
        if kind is ControlKind.PART:
            if targets.is_part_of_column(request):
                return Control(kind, words, request)
            return None
        if kind in (ControlKind.NEXT, ControlKind.MORE):
            request = self._prefer_place(tag.tag, request)
        if not self._is_live(tag, words, request):
            return None
        if request is not None and targets.is_known(request):
            return None
        if kind is ControlKind.MORE and not targets.may_be_more(tag, request):
            return None
        number = tag.find_number() if request else None
        return Control(kind, words, request, number)

    def _prefer_place(self, tag: Tag, request: Request | None) -> Request | None:
        """Give the request of a control, or of the place that it holds."""
        has_place = tag.has_attr("data-url") and tag.has_attr("data-page")
        place = self._targets.ask_place(tag)
        if has_place:
            return place
        return request or place

    def _is_live(
        self,
        tag: ControlTag,
        words: str,
        request: Request | None,
    ) -> bool:
        """Tell whether a control does something, and something of the list."""
        if request is None and not tag.has_handler():
            return False
        if not ControlTag.is_arrow(words):
            return True
        # an arrow, or nothing but a class: pictures that change have such, too
        if tag.is_carousel():
            return False
        return request is not None or PageNodes.is_in_pager(tag.tag)

    def _list_pages(self, found: _Named) -> Iterator[Control]:
        """Give the controls among the numbers that stand with others as pages do."""
        for group in _group(found):
            is_pager = _are_pages(group) or self._are_like_own(group)
            if is_pager and not group[0][0].is_carousel():
                yield from self._make_numbered(group, ControlKind.NUMBER)

    def _list_years(self, found: _Named) -> Iterator[Control]:
        """Give the controls among the years that stand with others."""
        for group in _group(found):
            years = _list_numbers(group)
            is_group = len(years) > 1 and max(years) < _LAST_YEAR
            if is_group and not self._targets.has_shown(_list_tags(group), years):
                yield from self._make_numbered(group, ControlKind.YEAR)

    def _are_like_own(self, group: _Named) -> bool:
        """Tell whether numbers in a row lead to addresses like the list's, or nobody says where."""
        numbers = _list_numbers(group)
        in_a_row = numbers <= set(range(1, max(numbers) + 1))
        is_short = len(numbers) > 1 and len(group) < _MOST_NUMBERS
        if not in_a_row:
            return False
        if not is_short:
            return False
        if min(numbers) > 2:
            return False
        requests = [self._targets.resolve(tag) for tag, _number in group]
        return any(map(self._may_be_like_own, requests))

    def _may_be_like_own(self, request: Request | None) -> bool:
        if request is None:
            return True
        if self._targets.is_beneath(request):
            return True
        return self._targets.is_other(request.url)

    def _make_numbered(self, group: _Named, kind: ControlKind) -> Iterator[Control]:
        for tag, number in group:
            if tag.is_current() or tag.is_dead():
                if kind is ControlKind.NUMBER and self._counts.page is None:
                    self._counts.page = number
                continue
            request = self._targets.resolve(tag)
            if request is not None and self._targets.is_own(request):
                continue
            if request is not None or tag.has_handler():
                yield Control(kind, tag.read_label(), request, number)

    def _find_bare(self) -> Iterator[Control]:
        """Give the controls that only a script elsewhere makes such: 加载更多, tabs of years, numbers."""
        numbers: _Named = []
        years: _Named = []
        for text in self._nodes.texts:
            words = text.strip()
            holder = text.parent
            if not 0 < len(words) < _LONGEST_BARE:
                continue
            if holder is None:
                continue
            tag = ControlTag(holder)
            if _MORE_MARK.search(words):
                label = tag.find_more()
                if label:
                    yield Control(ControlKind.MORE, label, None)
            elif words[0].isdecimal() and holder.name in _BARE:
                _sort_bare(tag, words, numbers, years)
        yield from self._promise_pages(numbers)
        yield from self._promise_years(years)
        for item in self._nodes.list_named("li"):
            label = str(item.get("title") or "")
            if ControlTag.is_next(label) and _is_bare_item(item):
                yield Control(ControlKind.NEXT, label, None)

    def _promise_pages(self, found: _Named) -> Iterator[Control]:
        """Give the pages among bare numbers that stand with others of their kind alone."""
        for group in _group_bare(found):
            if not _are_bare_pages(group):
                continue
            for tag, number in group:
                if number != 1 and not tag.is_current():
                    words = tag.read_label()
                    yield Control(ControlKind.NUMBER, words, None, number)

    def _promise_years(self, found: _Named) -> Iterator[Control]:
        """Give the years among bare ones that stand with others of their kind alone."""
        for group in _group_bare(found):
            holder = group[0][0].find_group()
            own_words = len(PageNodes.squeeze_words(holder.get_text("")))
            if own_words > 6 * len(group) + _LONGEST_BARE:
                continue
            if self._targets.has_shown(_list_tags(group), _list_numbers(group)):
                continue
            for tag, year in group:
                if not tag.is_current():
                    yield Control(ControlKind.YEAR, tag.read_label(), None, year)

    def _find_scrolling(self) -> Iterator[Control]:
        """Give what says that the list grows by scrolling."""
        scroll = next(filter(_SCROLL.match, self._nodes.texts), None)
        if scroll:
            words = ControlTag.strip_dress(str(scroll))
            yield Control(ControlKind.MORE, words, None)
        flow = _FLOW.search(self._scripts.text)
        if flow:
            yield Control(ControlKind.MORE, flow[1], None)

    def _find_script_pages(self) -> Iterator[Control]:
        """Give the further pages that a script counts and names, or that a widget's callback asks for."""
        counts = self._counts
        pages = counts.pages
        if not pages and counts.entries and counts.size:
            pages = -(-counts.entries // counts.size)
        if not pages or pages < 2:
            return
        if counts.addresses is not None:
            yield from self._targets.number_pages(pages, *counts.addresses)
            return
        first = (counts.page or 1) + 1
        # a page that does not say which one it is leads to all of them
        last = min(first if counts.page else pages, _MOST_CALLED)
        if first > pages:
            return
        for name in CALLBACKS:
            if self._scripts.resolve_callback(name, first) is None:
                continue
            for number in range(first, max(first, last) + 1):
                request = self._scripts.resolve_callback(name, number)
                yield Control(ControlKind.NUMBER, name, request, number)
            return

    def _find_forms(self) -> Iterator[Control]:
        """Give the forms that hold the number of a page, filled in for the next one."""
        for form in self._scripts.forms:
            field = next(filter(PageNodes.is_page_field, form.fields), None)
            if not field:
                continue
            filled = form.fields[field]
            now = 1
            if filled.isdecimal() and len(filled) < 5:
                now = int(filled)
            page = self._counts.page or now
            following = page + 1
            values = {field: str(following)}
            request = form.submit(values, self._targets.url)
            yield Control(ControlKind.FORM, field, request, following)


def _list_numbers(group: _Named) -> set[int]:
    return {number for _tag, number in group}


def _list_tags(group: _Named) -> list[ControlTag]:
    return [tag for tag, _number in group]


def _group(found: _Named) -> Iterable[_Named]:
    """Part elements by what holds them and their neighbours."""
    groups: dict[int, _Named] = {}
    for tag, number in found:
        holder = tag.find_group()
        groups.setdefault(id(holder), []).append((tag, number))
    return groups.values()


def _group_bare(found: _Named) -> Iterator[_Named]:
    """Part those that no link or handler is for; give the groups of two or more, each number once."""
    bare = [(tag, number) for tag, number in found if tag.is_bare()]
    for group in _group(bare):
        if len(_list_numbers(group)) == len(group) > 1:
            yield group


def _sort_bare(
    tag: ControlTag,
    words: str,
    numbers: _Named,
    years: _Named,
) -> None:
    """Put an element whose words are a page's number or a year to its like."""
    plain = PageNodes.squeeze_words(words)
    if plain.isdecimal() and len(plain) < 3:
        numbers.append((tag, int(plain)))
        return
    year = ControlTag.read_year(plain)
    if year is not None:
        years.append((tag, year))


def _is_bare_item(item: Tag) -> bool:
    if item.find("a"):
        return False
    tag = ControlTag(item)
    return tag.is_bare() and not tag.is_dead()


def _are_pages(group: _Named) -> bool:
    """Tell whether numbers are those of a pager: with the words of one beside them."""
    holder = group[0][0].find_group()
    words = PageNodes.squeeze_words(holder.get_text(" "))
    if re.search(r"[页頁]|next", words, re.IGNORECASE):
        return True
    if PageNodes.is_pager(holder):
        return True
    return holder.parent is not None and PageNodes.is_pager(holder.parent)


def _are_bare_pages(group: _Named) -> bool:
    """Tell whether bare numbers are the pages of a list: in a row, in a pager, with no other words."""
    numbers = _list_numbers(group)
    if numbers != set(range(1, max(numbers) + 1)):
        return False
    holder = group[0][0].find_group()
    words = "".join(
        holder.find_all(
            string=True,
            recursive=False,
        )
    )
    return not words.strip() and PageNodes.is_in_pager(holder)


def _decode_hidden_pagers(texts: Iterable[NavigableString]) -> str:
    """Give the markup of pagers that stand in a page in base64, for a script to write them out."""
    found = []
    for text in texts:
        holder = text.parent
        if not _BASE64.match(text):
            continue
        if holder is None:
            continue
        if not PageNodes.is_pager(holder):
            continue
        found.append(_decode_links(text))
    return "".join(found)


def _decode_script(script: str) -> str:
    """Give the markup with links that a page's scripts hold in base64, or as an address is written."""
    found = []
    for call in _DECODED.finditer(script):
        if call["how"] == "atob":
            found.append(_decode_links(call["coded"]))
        elif "%3Ca" in call["coded"]:
            found.append(unquote(call["coded"]))
    return "".join(found)


def _decode_links(text: str) -> str:
    """Decode base64 of markup with links, which may be url-encoded; empty for anything else."""
    try:
        decoded = base64.b64decode(text.strip()).decode("utf-8")
    except ValueError:
        return ""  # a long word is no pager
    markup = unquote(decoded)
    if "<a" in markup.lower():
        return markup
    return ""


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


# month, day: selects of a date; as many options as those have
_DATE_FIELD = re.compile(r"month|day|hour|minute|score|yue|ri$", re.IGNORECASE)
_DATE_COUNTS = frozenset({12, 24, 28, 29, 30, 31, 60})
_JUMP_FIELD = re.compile(r"page|jump|goto|turn|ye", re.IGNORECASE)
_ADDRESS_SIGN = re.compile(r"[./?]")


@dataclass(frozen=True, slots=True)
class _Option:
    """An option of a select that names a page or a year; the other of both is 0."""

    words: str
    value: str
    number: int
    year: int
    chosen: bool


class _SelectControls:
    """One select of a list page, with what its options lead to."""

    def __init__(self, select: Tag, targets: ControlTargets) -> None:
        self._select = select
        self._targets = targets
        self._options = _read_options(select)
        self._change = str(select.get("onchange") or "")
        self._name = str(select.get("name") or "")

    def find_all(self) -> Iterator[Control]:
        """Give the pages and years that it leads to, and those of which nothing says where they are."""
        if len(self._options) < 2:
            return
        unresolved = list[Control]()
        resolved = 0
        for option in self._options:
            if option.chosen:
                continue
            request = self._resolve(option.value)
            kind = ControlKind.YEAR if option.year else ControlKind.NUMBER
            number = option.year or option.number
            control = Control(kind, option.words, request, number)
            if request is None:
                unresolved.append(control)
                continue
            resolved += 1
            if self._targets.may_be_chosen(request, self._change):
                yield control
        if unresolved and not resolved and self._is_jump():
            yield from self._submit(unresolved)

    def _resolve(self, value: str) -> Request | None:
        if _ADDRESS_SIGN.search(value):
            return self._targets.ask(value)
        if not self._change:
            return None
        chosen = {
            "this.value": value,
            "this.options": value,
            "value": value,
            "this": value,
        }
        scripts = self._targets.scripts
        request = scripts.resolve_click(self._change, chosen)
        if request:
            return request
        if "submit" not in self._change:
            return None
        for form in scripts.forms:
            if self._name in form.fields:
                return form.submit({self._name: value}, self._targets.url)
        return None

    def _is_jump(self) -> bool:
        """Tell whether a select that leads nobody knows where is one of the list's pages or years."""
        years = {one.year for one in self._options if one.year}
        if years:
            tab = ControlTag(self._select)
            return len(years) > 1 and not self._targets.has_shown([tab], years)
        names = f"{self._name} {self._select.get('id') or ''}"
        numbers = [one.number for one in self._options]
        in_a_row = numbers == list(range(1, len(numbers) + 1))
        if not in_a_row:
            return False
        if _DATE_FIELD.search(names):
            return False
        if self._change:
            return True
        if _JUMP_FIELD.search(names):
            return True
        around = PageNodes.squeeze_words(_get_near_words(self._select))
        if re.search("[页頁]", around):
            return True
        if PageNodes.is_in_pager(self._select):
            return True
        return len(numbers) not in _DATE_COUNTS

    def _submit(self, controls: list[Control]) -> Iterator[Control]:
        """Give the options of a form that is sent by hand; one that searches elsewhere promises nothing."""
        for form in self._targets.scripts.forms:
            if form.tag not in self._select.parents:
                continue
            is_here = self._targets.is_column(form.action)
            is_page = PageNodes.is_page_field(self._name)
            if not is_here:
                return
            if _is_search(form.tag) and not is_page:
                return
            if not self._name:
                continue
            values = {one.words: one.value for one in self._options}
            for one in controls:
                changes = {self._name: values[one.words]}
                request = form.submit(changes, self._targets.url)
                yield Control(one.kind, one.words, request, one.number)
            return
        yield from controls


def _is_search(form: Tag) -> bool:
    """Tell whether a form has a field for words."""
    for field in form.find_all("input"):
        kind = str(field.get("type") or "text").lower()
        if kind in ("text", "search"):
            return True
    return False


def _read_options(select: Tag) -> list[_Option]:
    """Read the options that name pages or years."""
    options = select.find_all("option")
    found = list[_Option]()
    for option in options:
        words = ControlTag(option).read_label()
        number = ControlTag.read_number(words.partition("/")[0])
        year = ControlTag.read_year(words)
        if year is None and number is None:
            continue
        if year:
            number = 0
        value = str(option.get("value") or option.get_text()).strip()
        chosen = option.has_attr("selected")
        one = _Option(words, value, number or 0, year or 0, chosen)
        found.append(one)
    if not found or any(one.chosen for one in found):
        return found
    # a browser chooses the first by itself, when that is no heading: 选择年份
    first = found[0]
    label = ControlTag(options[0]).read_label()
    if first.words == label and first.number == 1:
        found[0] = replace(first, chosen=True)
    return found


def _get_near_words(tag: Tag) -> str:
    """Give the words right before and after an element."""
    beside = (tag.previous_sibling, tag.next_sibling)
    return "".join(one.get_text()[:20] for one in beside if one is not None)

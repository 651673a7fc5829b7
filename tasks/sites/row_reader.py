"""Read the rows of a list page: each entry's title, address and day, however the page sets them.

An entry is an anchor, a row or block that a script opens, or what the page's scripts and templates hold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Self
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from tasks.fetch.urls import normalize_url
from tasks.model.charset import DecodedText
from tasks.model.page import Link
from tasks.sites.hidden_rows import HiddenSources
from tasks.sites.page_scripts import PageScripts
from tasks.sites.relevance import classify_title
from tasks.sites.row_dates import RowDay
from tasks.sites.row_text import (
    TITLE_LENGTH,
    Piece,
    RowTag,
)

_ROW_TAGS = ("tr", "li", "dd", "dt", "p", "dl")
# Where a row ends at the latest: what is around it holds others.
_LIST_TAGS = frozenset("body html ul ol table tbody form main [document]".split())
_PAGE_TAGS = frozenset("body html main [document] form".split())
# 云政报〔2019〕14号, with the brackets that people type for 〔〕
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,14}\s*[〔\[（(【［]\s*(?:19|20)\d{2}\s*[〕\]）)】］]\s*\d{1,4}\s*号"
)
# <?xml version="1.0" encoding="gb2312"?> at the head of XHTML pages
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The charsets of old Chinese pages, besides UTF-8.
_CHINESE = frozenset({"gb18030", "big5"})
# What holds more anchors is no row but a list whose entries stand side by side.
_CROWD = 8
# How far around an anchor its row is looked for, and around a year's heading the rows below it.
_LEVELS = 4
# href="javascript:void(0)", "#", "": the address is elsewhere, or nowhere
_DEAD = re.compile(r"^\s*(?:#|javascript:|about:|$)", re.IGNORECASE)
# data-url="/zwgk/1.html", data-href, _link, lay-href: attributes that hold an address, by their names
_ADDRESS_NAME = re.compile(
    r"(?:^|[-_])(?:\w{0,6}url|l?href|link|to|goto|jump|path|target)$", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"^\s*(?:(?:https?:)?//|\.{0,2}[/\\]|\?|[\w./-]+\.(?:s?html?|jspx?|aspx?|php|do|action|pdf|docx?)\b)",
    re.IGNORECASE,
)
# onclick, ondblclick, onmousedown, @click, ng-click
_HANDLER = re.compile(r"(?:click|onmousedown|onmouseup)$", re.IGNORECASE)
# data-id="1001" of a row whose clicks a script listens to
_KEY_NAME = re.compile(r"^data-(?:\w*id|key|code|no|uuid|guid)$", re.IGNORECASE)
_PLAIN_KEY = re.compile(r"^[\w-]{1,64}$")
# $(".list li").click(function(){ location.href = "/detail/" + $(this).data("id") + ".html" })
_LISTENER = re.compile(
    r"(?:\.click\(|\.on\(\s*[\"']click[\"']\s*,|addEventListener\(\s*[\"']click[\"']\s*,)\s*(?:[\"'][^\"'\n]{1,80}[\"']\s*,)?"
    r"\s*(?:function\s*\([^)]{0,40}\)|\([^)]{0,40}\)\s*=>)\s*\{([^{}]{0,800})\}"
)
# $(this).data("id"), $(this).attr("data-id"), this.dataset.id, this.getAttribute("data-id")
_OWN_KEY = re.compile(
    r"(?:\$\(this\)|this|e\.(?:currentTarget|target))\.(?:(?:data|attr|getAttribute)\(\s*[\"'](?:data-)?([\w-]{1,30})[\"']\s*\)"
    r"|dataset\.(\w{1,30}))"
)
# "/zwgk/\n   fz/1.html": templates break lines inside attributes
_QUOTES = re.compile(r"^\\?[\"']|\\?[\"']$")
_BROKEN_LINE = re.compile(r"\s*[\r\n\t]+\s*")
# 2026, 2026年, 【2026年度】: a heading over the rows of a year
_YEAR_HEADING = re.compile(r"^\D{0,4}((?:19|20)\d{2})\s*(?:年度?)?\D{0,4}$")
_LONGEST_HEADING = 16
# 2026-01-26, 2026年1月26日, 2026年1月: a heading over the rows of a day or a month
_DAY_HEADING = re.compile(
    r"^\D{0,2}((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*日?|月)\D{0,2}$"
)
# 26日, [26日]
_DAY_ALONE = re.compile(r"^\s*[\[(（【]?(\d{1,2})日[\])）】]?\s*$")
_HEADING_TAGS = frozenset("h1 h2 h3 h4 h5 h6 dt th caption legend summary".split())
# class="on": the tab that is chosen
_CHOSEN = frozenset("on active current cur selected hover this act checked".split())
# /202601/t20260126_1.html, /2026-01/26/1.html: an address that may tell the year of 01-26
_ADDRESS_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-/]?(0[1-9]|1[0-2])(?:[-/]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
# /fzbg/2026/, ?year=2026, /2026n/: a list page of one year
_ADDRESS_YEAR = re.compile(
    r"(?:/|(?:year|nf|nd)=)((?:19|20)\d{2})(?:n|nian|year)?(?=[/&#]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One entry of a list page.

    `in_row`: it stands in a list item, a table row or one of several blocks alike, `dated`: a date stands
    beside it, with or without its year. `group` is a signature of what the row stands in, which the rows of
    one list share: `ul.news<div.main`.
    """

    link: Link
    in_row: bool
    dated: bool
    group: str = ""

    @staticmethod
    def iter_all(soup: BeautifulSoup, url: str) -> "Iterator[ListRow]":
        """Give every entry with a title that leads to a page, with date and document number of its row.

        Entries are anchors, rows that open by script, and what the page's scripts and templates hold.
        """
        yield from ListRow.read_all(soup, url)[0]

    @staticmethod
    def read_all(soup: BeautifulSoup, url: str) -> "tuple[list[ListRow], list[str]]":
        """Give the rows of a page, and the titles of reports whose rows lead nowhere that was found.

        A script elsewhere opens those.
        """
        reader = _ListPageReader(soup, url)
        rows = [*reader.read(), *reader.read_hidden()]
        reached = {row.link.title for row in rows}
        return rows, [title for title in reader.unreachable if title not in reached]


def parse_markup(markup: str) -> BeautifulSoup:
    """Parse a list page."""
    return BeautifulSoup(_XML_DECLARATION.sub("", markup), "lxml")


def _find_base(soup: BeautifulSoup, url: str) -> str:
    """Find the address that a page's relative addresses start from."""
    for base in RowTag(soup).iter_inside("base"):
        written = base.get("href")
        if written is not None:
            return normalize_url(str(written), url) or url
    return url


def _find_charset(soup: BeautifulSoup) -> str:
    """Name the charset that a page declares, in which browsers escape the queries of its links."""
    for meta in RowTag(soup).iter_inside("meta"):
        content = str(meta.get("content") or "")
        if meta.has_attr("charset") or "charset" in content:
            declared = str(meta.get("charset") or content)
            named = DecodedText.normalize_charset(declared.rpartition("=")[2])
            if named in _CHINESE:
                return named
            return "utf-8"
    return "utf-8"


@dataclass(frozen=True, slots=True)
class _Year:
    """A year that stands alone as a heading or a chosen tab, and the elements that it may be a heading in."""

    year: int
    scopes: frozenset[int]


@dataclass(frozen=True, slots=True)
class _DayHeading:
    """A day that is a heading over rows, of a month with 0 as its day, and what it heads."""

    year: int
    month: int
    day: int
    scopes: frozenset[int]

    def complete(self, texts: Iterable[str]) -> date | None:
        """Give the day, of a month with the one that a row prints alone: 26日."""
        days = [self.day] if self.day else []
        for text in texts:
            alone = _DAY_ALONE.match(text)
            if alone:
                days.append(int(alone[1]))
        try:
            if days:
                return date(self.year, self.month, days[0])
            return None
        except ValueError:
            return None  # 2024-13-45: no day, whatever it is


@dataclass(frozen=True, slots=True)
class _Block:
    """An element that may be a row: its pieces, and its anchors with a title of some length."""

    tag: Tag
    pieces: tuple[Piece, ...]
    anchors: int
    titled: tuple[Tag, ...]

    @classmethod
    def read(cls, tag: Tag) -> Self:
        anchors = 0
        titled = []
        for node in tag.descendants:
            if isinstance(node, Tag) and node.name == "a":
                anchors += 1
                if anchors > _CROWD:
                    return cls(tag, (), anchors, ())
                if len(Piece.squeeze(node.get_text())) >= TITLE_LENGTH:
                    titled.append(node)
        return cls(tag, tuple(Piece.iter_all(tag)), anchors, tuple(titled))

    @property
    def is_crowd(self) -> bool:
        return self.anchors > _CROWD

    def list_pieces_of(self, entry: Tag) -> list[Piece]:
        """List the pieces that belong to one of its anchors: those between it and the next entry.

        Dates before the first entry say that they stand before each.
        """
        entries = set(map(id, self.titled))
        if len(entries) < 2 or id(entry) not in entries:
            return list(self.pieces)
        parts: list[list[Piece]] = [[]]
        owners: list[Tag | None] = [None]
        for piece in self.pieces:
            owner = piece.anchor
            is_entry = owner is not None and id(owner) in entries
            if is_entry and owner is not owners[-1]:
                owners.append(owner)
                parts.append([])
            parts[-1].append(piece)
        place = next(at for at, owner in enumerate(owners) if owner is entry)
        part = parts[place]
        if not RowDay.find(parts[0], _find_no_year).printed:
            return part
        own = [piece for piece in part if piece.anchor is entry]
        before = parts[place - 1]
        if place > 1:
            owner = owners[place - 1]
            before = [piece for piece in before if piece.anchor is not owner]
        return [*before, *own]


def _find_no_year(month: int, day: int) -> int | None:  # noqa: ARG001
    return None


class _ListPageReader:
    """One way through a list page, and what it needs to know of the page."""

    def __init__(self, soup: BeautifulSoup, url: str) -> None:
        self._soup = soup
        self._url = url
        self._base = _find_base(soup, url)
        self._charset = _find_charset(soup)
        self._blocks: dict[int, _Block] = {}
        self._years: list[_Year] = []
        self._days: list[_DayHeading] = []
        self._urls: set[str] = set()
        self._hidden = HiddenSources()
        self._groups: dict[int, str] = {}
        self.unreachable: list[str] = []

    @cached_property
    def _scripts(self) -> PageScripts:
        return PageScripts(self._soup, self._url)

    def read(self) -> Iterator[ListRow]:
        """Give the rows of the page's markup, in order."""
        for node in self._soup.descendants:
            self._hidden.note(node)
            if isinstance(node, Tag):
                if node.name in ("a", "area") or self._opens_by_script(node):
                    row = self._read_entry(node)
                    if row is not None:
                        self._urls.add(row.link.url)
                        yield row
            elif isinstance(node, NavigableString) and len(node) <= _LONGEST_HEADING:
                self._note_year(node)

    def read_hidden(self) -> Iterator[ListRow]:
        """Give the rows that scripts and templates of a page hold that was read; its markup does not."""
        for markup in self._hidden.iter_markup():
            inner = _ListPageReader(parse_markup(f"<div>{markup}</div>"), self._base)
            for row in inner.read():
                if self._is_new_row(row.link):
                    self._urls.add(row.link.url)
                    yield replace(
                        row, link=replace(row.link, listed_at=self._url), in_row=True
                    )
        for entry in self._hidden.iter_entries():
            target = self._normalize(entry.address)
            if target and target not in self._urls:
                self._urls.add(target)
                link = Link(target, entry.title, entry.day, self._url)
                is_dated = entry.day is not None
                is_row = is_dated or classify_title(entry.title).relevant
                yield ListRow(link, is_row, is_dated, "script")

    def _is_new_row(self, link: Link) -> bool:
        """Tell whether a row that a script or template holds is one, and not in the markup as well."""
        if link.url in self._urls:
            return False
        if Piece.is_button(link.title):
            return False
        return not HiddenSources.is_open(link.title) and not HiddenSources.is_open(
            unquote(link.url)
        )

    def _opens_by_script(self, tag: Tag) -> bool:
        """Tell whether an element that is no anchor leads somewhere, and no anchor inside it does."""
        if tag.name in _LIST_TAGS:
            return False
        if not tag.attrs:
            return False
        opens = any(_HANDLER.search(name) for name in tag.attrs)
        if opens or self._find_named_address(tag) or self._is_listened_to(tag):
            return not any(map(_is_entry, tag.find_all(True)))
        return False

    def _is_listened_to(self, tag: Tag) -> bool:
        """Tell whether a row has a key, and a script of the page listens to clicks on such rows."""
        return _has_key(tag) and _LISTENER.search(self._scripts.text) is not None

    def _read_entry(self, tag: Tag) -> ListRow | None:
        title = RowTag(tag).read_title()
        target = self._find_target(tag)
        row = _find_row(tag)
        if target and (not title or Piece.is_button(title)):
            title = self._find_title_beside(tag, row) or title
        if not title:
            return None
        if not target:
            is_dead = _DEAD.match(str(tag.get("href") or ""))
            if is_dead and classify_title(title).relevant:
                self.unreachable.append(title)
            return None
        item = row or _find_repeated_block(tag)
        beside = self._find_block(tag, row)
        pieces = beside.list_pieces_of(tag) if beside else list(_iter_following(tag))
        day = self._find_day(tag, pieces, target)
        others = " ".join(piece.text for piece in pieces if piece.anchor is not tag)
        number = _NUMBER.search(others) if "号" in others else None
        link = Link(
            target,
            title,
            day.day,
            self._url,
            "".join(number.group().split()) if number else None,
        )
        return ListRow(
            link, item is not None, day.printed, self._sign_group(item or tag)
        )

    def _sign_group(self, item: Tag) -> str:
        around = id(item.parent)
        if around not in self._groups:
            self._groups[around] = _sign_group(item)
        return self._groups[around]

    def _find_title_beside(self, tag: Tag, row: Tag | None) -> str:
        for around in _iter_around(tag, row):
            block = self._read_block(around)
            if block.is_crowd:
                return ""
            if around is not row and not _holds_only(block, tag):
                return ""
            found = RowTag(tag).find_title_beside(block.pieces)
            if found:
                return found
        return ""

    def _find_block(self, tag: Tag, row: Tag | None) -> _Block | None:
        """Find the row of an anchor: the element around it that prints a day and holds no other entry.

        Else its list item or table row; null where only the line that it stands on is its own.
        """
        nearest = None
        for around in _iter_around(tag, row):
            block = self._read_block(around)
            if block.is_crowd:
                break
            is_own = around is row or around is tag.parent
            if nearest is not None and not _holds_only(block, tag):
                break
            if nearest is None and (is_own or _holds_only(block, tag)):
                nearest = block
            if RowDay.find(block.list_pieces_of(tag), _find_no_year).printed:
                return block
        return nearest

    def _find_day(
        self,
        tag: Tag,
        pieces: Sequence[Piece],
        target: str,
    ) -> RowDay:
        """Find the day that a row prints; of one that prints none, that of the heading above it."""
        day = self._find_printed_day(tag, pieces, target)
        if day.printed:
            return day
        if not self._days:
            return day
        around = {id(parent) for parent in tag.parents}
        for heading in reversed(self._days):
            if not around.isdisjoint(heading.scopes):
                return RowDay(heading.complete(piece.text for piece in pieces))
        return day

    def _find_printed_day(
        self,
        tag: Tag,
        pieces: Sequence[Piece],
        target: str,
    ) -> RowDay:
        def find_year(month: int, day: int) -> int | None:
            return self._find_year(tag, target, month, day)

        outside = [piece for piece in pieces if piece.anchor is not tag]
        day = RowDay.find(outside, find_year)
        if day.printed and day.day is None and tag.has_attr("title"):
            # 01-26, with the whole day in the title attribute
            named = RowDay.find_labelled(str(tag["title"]))
            if named.printed:
                return named
        if day.printed:
            return day
        if not any(True for _ in tag.children):
            return day
        inside = [piece for piece in Piece.iter_all(tag) if piece.tag is not tag]
        found = RowDay.find(inside, find_year)
        if found.printed:
            return found
        edge = Piece.find_edge_date(Piece.squeeze(tag.get_text()))
        found = RowDay.find([Piece(edge, tag, None, None)], find_year)
        if found.printed:
            return found
        if not tag.has_attr("title"):
            return found
        return RowDay.find_labelled(str(tag["title"]))

    def _find_year(
        self,
        tag: Tag,
        target: str,
        month: int,
        day: int,
    ) -> int | None:
        """Find the year of a month and day: by the entry's address, the heading above, the page's address."""
        for found in _ADDRESS_DAY.finditer(urlsplit(target).path):
            same_day = found[3] is None or int(found[3]) == day
            if int(found[2]) == month and same_day:
                return int(found[1])
        around = {id(parent) for parent in tag.parents}
        for heading in reversed(self._years):
            if not around.isdisjoint(heading.scopes):
                return heading.year
        named = _ADDRESS_YEAR.search(self._url)
        if named:
            return int(named[1])
        return None

    def _note_year(self, node: NavigableString) -> None:
        """Note a year that stands alone over rows; one in a row is a part of its day."""
        words = node.strip()
        found = _YEAR_HEADING.match(words)
        if found is None:
            self._note_day(node)
            return
        parents = list(islice(node.parents, _LEVELS + 2))
        tab = next((one for one in parents if one.name in ("a", "option")), None)
        scopes: Iterable[Tag] = ()
        if tab is None:
            if not _is_part_of_row(parents):
                scopes = _list_headed(parents[0], words)
        elif _is_chosen(tab):
            scopes = parents[1:]
        year = int(found[1])
        self._years.append(_Year(year, frozenset(map(id, scopes))))

    def _note_day(self, node: NavigableString) -> None:
        """Note a day, or a month, that is set as a heading over rows."""
        words = node.strip()
        found = _DAY_HEADING.match(words)
        if not found:
            return
        parents = list(islice(node.parents, 3))
        if not any(one.name in _HEADING_TAGS for one in parents):
            return
        headed = _list_headed(parents[0], words)
        heading = _DayHeading(
            year=int(found[1]),
            month=int(found[2]),
            day=int(found[3] or 0),
            scopes=frozenset(map(id, headed)),
        )
        self._days.append(heading)

    def _read_block(self, tag: Tag) -> _Block:
        known = self._blocks.get(id(tag))
        if known is None:
            known = self._blocks[id(tag)] = _Block.read(tag)
        return known

    def _find_target(self, tag: Tag) -> str:
        href = str(tag.get("href") or "")
        if not _DEAD.match(href):
            return self._normalize(href)
        target = self._resolve(href) or self._resolve_tag(tag)
        if target:
            return target
        if tag.name not in ("a", "area"):
            return ""
        for around in islice(tag.parents, _LEVELS):
            if around.name in _LIST_TAGS:
                return ""
            if any(map(_is_opener, around.attrs)) or _has_key(around):
                return self._resolve_tag(around)
        return ""

    def _resolve_tag(self, tag: Tag) -> str:
        """Give the address that an element holds in an attribute, or that a click on it opens."""
        for name, value in tag.attrs.items():
            if _HANDLER.search(name) and (target := self._resolve(str(value))):
                return target
        named = self._normalize(self._find_named_address(tag))
        return named or (self._resolve_listener(tag) if _has_key(tag) else "")

    def _resolve_listener(self, tag: Tag) -> str:
        """Give the address that a script puts together of an element's own key when it is clicked."""
        for listener in _LISTENER.finditer(self._scripts.text):
            keys: list[str] = []
            for found in _OWN_KEY.finditer(listener[1]):
                name = found[1] or found[2]
                value = tag.get(f"data-{name}") or ""
                keys.append(str(value))
            if keys and all(map(_PLAIN_KEY.match, keys)):
                words = map(repr, keys)
                code = _OWN_KEY.sub(lambda _, words=words: next(words), listener[1])
                target = self._resolve(code)
                if target:
                    return target
        return ""

    def _find_named_address(self, tag: Tag) -> str:
        for name, value in tag.attrs.items():
            is_named = name not in ("href", "target") and _ADDRESS_NAME.search(name)
            if is_named and _ADDRESS.match(str(value)):
                return str(value)
        return ""

    def _resolve(self, code: str) -> str:
        if "(" not in code and "=" not in code:
            return ""
        request = self._scripts.resolve_click(code)
        if request is not None and request.form is None:
            return request.url
        return ""

    def _normalize(self, address: str) -> str:
        address = _QUOTES.sub("", _BROKEN_LINE.sub("", address.strip()))
        if not address:
            return ""
        path, mark = address.partition("?")[:2]
        query = address[len(path) + len(mark) :]
        return normalize_url(
            path.replace("\\", "/") + mark + query, self._base, self._charset
        )


def _is_part_of_row(parents: Sequence[Tag]) -> bool:
    """Tell whether a string stands in a row with an entry, and not in a heading."""
    if any(one.name in _HEADING_TAGS for one in parents[:3]):
        return False
    row = next((one for one in parents if one.name in _ROW_TAGS), None)
    return row is not None and RowTag(row).find_inside("a") is not None


def _list_headed(tag: Tag, text: str) -> list[Tag]:
    """List the elements that a year heads: the list that it stands in, or what comes behind it.

    Of what comes behind it, the first that has entries, and its like, up to the next heading.
    """
    while tag.parent is not None and Piece.squeeze(tag.parent.get_text()) == text:
        tag = tag.parent
    if tag.parent is not None and tag.parent.name in _LIST_TAGS - _PAGE_TAGS:
        return [tag.parent]
    headed: list[Tag] = []
    for beside in tag.next_siblings:
        if not isinstance(beside, Tag):
            continue
        if not headed and not _has_entries(beside):
            continue
        if headed and (beside.name, beside.get("class")) != (
            headed[0].name,
            headed[0].get("class"),
        ):
            break
        headed.append(beside)
    return headed


def _has_entries(tag: Tag) -> bool:
    return _is_entry(tag) or tag.find(_is_entry) is not None


def _is_opener(name: str) -> bool:
    """Tell whether an attribute may say where an element leads, by its name."""
    return _HANDLER.search(name) is not None or (
        name not in ("href", "target") and _ADDRESS_NAME.search(name) is not None
    )


def _has_key(tag: Tag) -> bool:
    return any(map(_KEY_NAME.match, tag.attrs))


def _is_entry(tag: Tag) -> bool:
    return tag.name == "a" or any(map(_is_opener, tag.attrs))


def _is_chosen(tag: Tag) -> bool:
    """Tell whether a tab or option is the chosen one."""
    if tag.has_attr("selected"):
        return True
    around = [
        *RowTag(tag).get_classes(),
        *(RowTag(tag.parent).get_classes() if tag.parent else ()),
    ]
    return not _CHOSEN.isdisjoint(around)


def _find_row(anchor: Tag) -> Tag | None:
    if anchor.name in _ROW_TAGS:
        return anchor
    return RowTag(anchor).find_around(*_ROW_TAGS)


def _iter_around(tag: Tag, row: Tag | None) -> Iterator[Tag]:
    """Give the elements that may be an entry's row: its list item or table row, then what is around that."""
    first = row if row is not None else tag.parent
    if tag.name not in ("a", "area"):
        first = tag
    for around in islice((first, *first.parents), _LEVELS) if first is not None else ():
        if around.name in _LIST_TAGS:
            if not _is_layout(around):
                return
            continue
        yield around


def _is_layout(tag: Tag) -> bool:
    """Tell whether a table, inside a cell of another, holds one link and only lays it out."""
    if tag.name == "tbody" and tag.parent is not None:
        tag = tag.parent
    if tag.name != "table" or tag.parent is None or tag.parent.name != "td":
        return False
    return len(tag.find_all("a", limit=2)) == 1


def _holds_only(block: _Block, tag: Tag) -> bool:
    """Tell whether a block has no other entry than one."""
    return not block.is_crowd and all(
        one is tag or one.get("href") == tag.get("href") for one in block.titled
    )


def _find_repeated_block(tag: Tag) -> Tag | None:
    """Find the block of an entry outside of lists and tables: one of several alike, side by side."""
    for item in islice((tag, *tag.parents), _LEVELS):
        parent = item.parent
        if parent is None:
            return None
        if item.name in _LIST_TAGS:
            return None
        if item is tag and not any(isinstance(child, Tag) for child in tag.children):
            continue
        if any(_is_like(item, beside) for beside in _find_beside(item)):
            return item
        if RowTag(parent).find_inside("a") is not tag:
            return None
    return None


def _find_beside(item: Tag) -> Iterator[Tag]:
    """Find the next and the previous element of the same name beside one."""
    for siblings in (item.next_siblings, item.previous_siblings):
        for one in siblings:
            if isinstance(one, Tag) and one.name == item.name:
                yield one
                break


def _is_like(item: Tag, beside: Tag) -> bool:
    """Tell whether what stands beside a block looks like it, and has a link as well."""
    if beside.get("class") != item.get("class"):
        return False
    return beside.name == "a" or RowTag(beside).find_inside("a") is not None


def _sign_group(item: Tag) -> str:
    """Sign what a row stands in by the tags and classes of the list and of what is around it."""
    names = []
    for around in item.parents:
        if around.name in ("tbody", "[document]"):
            continue
        classes = ".".join(RowTag(around).get_classes())
        names.append(f"{around.name}.{classes}" if classes else around.name)
        if len(names) == 2:
            break
    return "<".join(names)


def _iter_following(anchor: Tag) -> Iterator[Piece]:
    """Give the text between an anchor and the next one."""
    for node in anchor.next_siblings:
        if isinstance(node, Tag):
            if node.name == "a":
                return
            if RowTag(node).find_inside("a"):
                return
            yield from Piece.iter_all(node)
        elif type(node) is NavigableString and anchor.parent is not None:
            yield Piece(str(node), anchor.parent, None, None)

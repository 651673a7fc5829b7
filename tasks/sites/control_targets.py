"""What the controls of a list page lead to, and how that is related to the list's own address."""

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlencode, urlsplit

from bs4 import Tag

from tasks.fetch.urls import normalize_url
from tasks.model.page import Request
from tasks.sites.control_tags import Control, ControlKind, ControlTag
from tasks.sites.list_counts import PageNodes
from tasks.sites.page_scripts import PageScripts

# data-next="20" of 加载更多: the parameter and its value where nothing says what is asked for
_PLACES = ("data-next", "data-cursor", "data-page", "data-offset", "data-start")
_PLACE = re.compile(r"^[\w=-]{1,64}$")
# ?page=2, list_2.html, 2024/: of an address, what says that it may be another page, or a part, of the column
_OTHER_ADDRESS = re.compile(r"\?|\d\.\w{3,5}$|/(?:(?:index|default|list)\.\w{3,5})?$")
_LONGEST_OTHER = 16
_FOLDER = re.compile(
    r"^[\w-]{1,40}/(?:(?:index|default|list|col)(?:[_-]?\d{1,6})?\.\w{3,5})?$"
)
# 市政府, 市直部门, 乡镇街道: of a folder beside the column, what says that it keeps some of its reports
_OF_REPORTS = re.compile(r"政府|部门|乡镇|镇街|街道|委办局|直属|垂直|法治|年报|报告$")
_INDEX = re.compile(r"^(?:(?:index|default|list)\.\w{3,5})?$")
_FIRST_NAME = re.compile(r"^(?P<stem>.+[_-])[01]$")
# How a list is shown, and not which of its entries.
_MANNERS = frozenset(
    "print lang language order orderby sort sortby desc asc font from share v t time timestamp size pagesize"
    " rows limit view mode style theme wza".split()
)
_MOST_FOLDERS = 40
# 2025-01-26, 2025年1月26日
_DAY_OF_YEAR = re.compile(r"(?:19|20)\d{2}[-/.年]\d")
_YEAR_FOLDER = re.compile(r"/(?:19|20)\d{2}/")
_LINKS = frozenset({"a", "area"})
# What an element that is no link names the address in that it leads to.
_ADDRESSES = ("data-url", "data-href", "data-link", "data-src", "data-next")
_IS_ADDRESS = re.compile(r"[/?]|\.\w{3,5}$")


class ControlTargets:
    """What is asked for by the elements of one page of a column."""

    def __init__(
        self,
        nodes: PageNodes,
        scripts: PageScripts,
        url: str,
        column: str,
    ) -> None:
        self.scripts = scripts
        self.url = url
        self._nodes = nodes
        self._own = normalize_url(url)
        self._column = urlsplit(column)
        self._folder = self._column.path.rpartition("/")[0] + "/"
        self._root = _YEAR_FOLDER.split(self._folder)[0].rstrip("/") + "/"

    @cached_property
    def back(self) -> set[str]:
        """Where 首页 and 上一页 lead: 下一页 to the same place is there for the eye only."""
        back = set[str]()
        for tag in self.clickable:
            if tag.is_back():
                request = self.resolve(tag)
                if request is not None and request.form is None:
                    back.add(request.url)
        return back

    @cached_property
    def clickable(self) -> list[ControlTag]:
        """The elements to be clicked on, in the order of the page."""
        tags = map(ControlTag, self._nodes.tags)
        return [tag for tag in tags if tag.is_clickable()]

    # ---- What a click asks for ----

    def resolve(self, control: ControlTag) -> Request | None:
        """Give what a click on an element asks for."""
        href = control.read_href()
        if href and not href.lower().startswith("javascript:"):
            return self.ask(href)
        own_code = str(control.tag.get("onclick") or "")
        for code in (href, own_code, control.read_parent_code()):
            request = self.scripts.resolve_click(code) if code else None
            if request is not None:
                return request
        for name in _ADDRESSES:
            value = str(control.tag.get(name) or "")
            if _IS_ADDRESS.search(value):
                return self.ask(value)
        data = control.read_data()
        fragment = self.scripts.resolve_data(data) if data else None
        return fragment or self._submit(control.tag)

    def ask(self, href: str) -> Request | None:
        """Make the request of an address as the page writes it; null for one that is none."""
        address = normalize_url(href, self.scripts.base)
        if address:
            return Request(address, referer=self.url)
        return None

    def ask_place(self, tag: Tag) -> Request | None:
        """Ask the page itself for the place that a control holds, under the name of its attribute."""
        if tag.has_attr("onclick"):
            return None
        for name in _PLACES:
            value = str(tag.get(name) or "")
            if _PLACE.match(value):
                query = urlencode({name.removeprefix("data-"): value})
                written = str(tag.get("data-url") or "")
                named = normalize_url(written, self.scripts.base)
                address = (named or self.url).partition("?")[0]
                return Request(f"{address}?{query}", referer=self.url)
        return None

    def _submit(self, tag: Tag) -> Request | None:
        """Submit the form of a button that does so by itself."""
        if tag.name not in ("input", "button"):
            return None
        if tag.get("type", "submit") != "submit":
            return None
        name = str(tag.get("name") or "")
        if not name:
            return None
        for form in self.scripts.forms:
            if form.tag in tag.parents:
                value = str(tag.get("value") or "")
                return form.submit({name: value}, self.url)
        return None

    def number_pages(
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
        words = f"{name}_…"
        for shift in (0, -1) if from_one else (-1, 0):
            for number in range(2, pages + 1):
                written = _write_address(name, number + shift, extension, self.url)
                address = normalize_url(written, self.url)
                request = Request(address, referer=self.url)
                yield Control(ControlKind.NUMBER, words, request, number)

    # ---- How that is related to the list's own address ----

    def is_own(self, request: Request) -> bool:
        """Tell whether a request is for the page itself."""
        return request.form is None and request.url == self._own

    def is_known(self, request: Request) -> bool:
        """Tell whether a request is for the page itself, or for one before it."""
        return self.is_own(request) or request.url in self.back

    def is_beneath(self, request: Request) -> bool:
        """Tell whether a request stays in the column's own folder."""
        return urlsplit(request.url).path.startswith(self._folder)

    def is_same_host(self, request: Request) -> bool:
        """Tell whether a request stays on the page's own host."""
        return urlsplit(request.url).netloc == urlsplit(self.url).netloc

    def may_be_chosen(self, request: Request, change: str) -> bool:
        """Tell whether an option is one of the list: without a script, it stays in the folder."""
        if self.is_own(request):
            return False
        if not change and not self.is_beneath(request):
            return False
        return urlsplit(request.url).netloc == urlsplit(self._own).netloc

    def is_column(self, url: str) -> bool:
        """Tell whether an address has the path of the column."""
        return urlsplit(url).path == self._column.path

    def is_part_of_column(self, request: Request | None) -> bool:
        """Tell whether a 更多 leads beneath the column's own folder."""
        if request is None:
            return False
        if self._folder == "/":
            return False
        if self.is_own(request):
            return False
        if urlsplit(request.url).path == self._folder:
            return False
        return self.is_beneath(request) and self.is_same_host(request)

    def may_be_more(self, control: ControlTag, request: Request | None) -> bool:
        """Tell whether 查看更多 loads more of the list: an anchor to another folder is another column."""
        if request is None:
            return True
        if control.tag.has_attr("data-next"):
            return True
        return control.read_href() == "" or self.is_beneath(request)

    def is_other(self, url: str) -> bool:
        """Tell whether an address is the column's own but for a page's number, or a parameter more."""
        own = self._column
        parts = urlsplit(url)
        if parts.netloc != own.netloc:
            return False
        ours = parse_qsl(own.query)
        theirs = parse_qsl(parts.query)
        if _strip_index(parts.path) != _strip_index(own.path):
            return ours == theirs and _is_numbered(own.path, parts.path)
        added = set(theirs) - set(ours)
        dropped = set(ours) - set(theirs)
        if not all(PageNodes.is_page_field(name) for name, _value in dropped):
            return False
        changed = {name.lower() for name, _value in added}
        if not 0 < len(changed) <= 2:
            return False
        return changed.isdisjoint(_MANNERS)

    def _is_part(self, url: str, of_reports: bool) -> bool:
        """Tell whether an address is a folder right beneath the column's, or that of another year.

        Beside a page that is no folder's own, only one that is called as such a part (`of_reports`).
        """
        own = self._column
        parts = urlsplit(url)
        folder, name = posixpath.split(own.path)
        folder = folder.rstrip("/")
        if parts.netloc != own.netloc:
            return False
        if parts.query:
            return False
        if not folder:
            return False
        if not of_reports and not _INDEX.match(name):
            # fz/szf/ of fz.html
            folder = posixpath.splitext(own.path)[0]
        if parts.path.startswith(f"{folder}/"):
            return bool(_FOLDER.match(parts.path[len(folder) + 1 :]))
        if parts.path == own.path:
            return False
        ours = _YEAR_FOLDER.sub("/0/", own.path)
        theirs = _YEAR_FOLDER.sub("/0/", parts.path)
        return ours == theirs

    # ---- Links that are like the list's own ----

    def find_others(self, known: set[str]) -> Iterator[Control]:
        """Give the links, whatever they say, whose address is the list's own with a page or a folder more.

        They promise nothing: only what they lead to can tell.
        """
        folders = list[Control]()
        for tag in self._nodes.tags:
            control = ControlTag(tag)
            if tag.name not in _LINKS or not self._may_be_other(control):
                continue
            request = self.resolve(control)
            if request is None or request.form is not None or request.url in known:
                continue
            known.add(request.url)
            found = self._make_other(control, request)
            if found is None:
                continue
            if found.kind is ControlKind.FOLDER:
                folders.append(found)
            else:
                yield found
        if len(folders) <= _MOST_FOLDERS:
            yield from folders

    def _make_other(self, control: ControlTag, request: Request) -> Control | None:
        if self.is_known(request):
            return None
        words = control.read_label()
        is_part = self._is_part(request.url, _OF_REPORTS.search(words) is not None)
        if not is_part and not self.is_other(request.url) and not control.is_past():
            return None
        if control.is_dead():
            return None
        if is_part or ControlTag.is_archive(words):
            return Control(ControlKind.FOLDER, words, request)
        if len(words) <= _LONGEST_OTHER:
            return Control(ControlKind.OTHER, words, request)
        return None

    def _may_be_other(self, control: ControlTag) -> bool:
        """Tell, without reading it, whether a link may lead to the column's own folder."""
        href = str(control.tag.get("href") or "").strip()
        if not href or href[0] == "#" or not _OTHER_ADDRESS.search(href):
            return False
        if href[0] != "/" and "//" not in href:
            return True
        return self._root in href or control.is_past()

    def find_repeated(self) -> Iterator[str]:
        """Give the addresses of rows that stand on the page a second time, under the same words."""
        seen = dict[str, Tag]()
        for tag in self._nodes.list_named("a"):
            href = ControlTag(tag).read_href()
            first = seen.setdefault(href, tag) if href else tag
            if first is tag:
                continue
            if first.get_text() != tag.get_text():
                continue
            row = tag.find_parent(["li", "tr", "dl"])
            first_row = first.find_parent(["li", "tr", "dl"])
            if row is None:
                continue
            if first_row is None:
                continue
            if row is not first_row:
                yield normalize_url(href, self.scripts.base)

    def has_shown(self, tabs: list[ControlTag], years: set[int]) -> bool:
        """Tell whether tabs that ask for nothing only show what the page holds: entries of each year."""
        for tab in tabs:
            if self.resolve(tab):
                return False
        anchors = self._nodes.list_named("a")
        titles = " ".join(one.get_text() for one in anchors)
        if all(f"{year}年" in titles for year in years):
            return True
        days = " ".join(filter(_DAY_OF_YEAR.search, self._nodes.texts))
        return all(re.search(rf"{year}[-/.年]\d", days) for year in years)


def _write_address(
    name: str,
    number: int,
    extension: str,
    url: str,
) -> str:
    """Write the address of a page that a script names: index_2.html, list-2.html, list.jsp?id=3&page=2."""
    if name.endswith("="):
        return f"{name}{number}"
    separator = "" if name.endswith(("_", "-", "/")) else "_"
    ending = extension or PurePosixPath(urlsplit(url).path).suffix[1:] or "html"
    return f"{name}{separator}{number}.{ending}"


def _strip_index(path: str) -> str:
    name = path.rpartition("/")[2]
    if _INDEX.match(name):
        return path.removesuffix(name)
    return path


def _is_numbered(own: str, other: str) -> bool:
    """Tell whether a path is another with a number: list_2.html of list.html, 31/2.html of 31.html."""
    folder, name = posixpath.split(own)
    stem, suffix = posixpath.splitext(name)
    first = _FIRST_NAME.match(stem)
    escaped = re.escape(stem or "index")
    written = rf"{escaped}[_/-]"
    if first:
        written = re.escape(first["stem"])
    ending = r"(?:\.\w{3,5})?"
    if suffix:
        ending = re.escape(suffix)
    start = re.escape(folder.rstrip("/"))
    pattern = rf"{start}/{written}\d{{1,4}}{ending}"
    return re.fullmatch(pattern, other) is not None

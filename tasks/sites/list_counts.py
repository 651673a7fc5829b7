"""The counts that a list page gives: how many entries and pages its list has, and which page this is.

They are written for people (共30条, 第1/3页), handed to a widget, held by a script's variables, or by the
attributes of a pager.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Self

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from tasks.sites.row_text import RowTag

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
# = 3, : parseInt("40": of that what is rare in a script
_SCRIPT_NUMBER = re.compile(r"[:=]\s*(?:parseInt\(\s*)?[\"']?\d")
# of TRS: createPageHTML(3, 0, "index", "html"); of UCAP: createPageHTML('box', 3, 1, 'xlist', 'shtml', 30)
_STATIC_PAGER = re.compile(
    r"\w*[pP]age\w*\(\s*(?P<container>(?:\\?[\"'][^\"']{0,80}\\?[\"']\s*,\s*)?)(?P<pages>\d{1,6})\s*,"
    r"\s*\d{1,6}\s*,"
    r"\s*\\?[\"'](?P<name>[\w./-]+?)\\?[\"']\s*,\s*\\?[\"']\.?(?P<extension>\w+)\\?[\"'](?:\s*,\s*(?P<rows>\d{1,9}))?"
)
# …Page(, .pagination(, Pager.render(: where such a call may be; the patterns above need the start of its word
_PAGE_CALL = re.compile(
    r"(?:pag[ei]|f[ae]nye|(?<![a-z0-9_])fy)(?=\w*(?:\(\))?(?:\.\w{1,12})?\s*\()",
    re.IGNORECASE,
)
# fy(3, 0, 'index', 'html'), makeList(3, 0, "list_", ".shtml"): names of files after numbers
_NAMED_CALL = re.compile(
    r"\(\s*\d{1,6}\s*,\s*\d{1,6}\s*,\s*[\"'](?:index|default|list|col)[\w-]{0,40}[\"']\s*,\s*[\"']\.?(?:[sj]?html?|jsp)[\"']\s*\)"
)
# setPageSize(10), showPageTitle(1, 2): what is said of a page, and no pager
_OTHER_CALL = re.compile(
    r"size|width|height|view|title|type|style|tab|slide", re.IGNORECASE
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
# initPager(30,10,1), pageList(3,1,'index'), showPages('list_', 3, 1, '.html'): nothing but literals
_LITERAL_CALL = re.compile(
    r"(?P<name>\w+)(?:\.\w{1,12})?\s*\((?P<arguments>\s*(?:(?:\d{1,7}|\"[^\"()]{0,80}\"|'[^'()]{0,80}')\s*[,)]\s*){2,8})"
)
_LITERAL = re.compile(r"\d+|\"[^\"]*\"|'[^']*'")
# initPager, showPages, createPageHTML, pageList, pagination: what draws a pager; goPage and loadPage ask
_DRAWS = re.compile(
    r"^(?:(?:do|to)?(?:init|show|create|make|render|build|draw|write|print|set)|(?:new|do)?pag(?:er|ing|ination|e(?=html|init))?(?:$|list|bar|nav|html|init|box)"
    r"|get\w*html|\w*(?:page|pager|pagination)init$|(?:do|my)?(?:f[ae]nye|fy)\w{0,8}$)",
    re.IGNORECASE,
)
# createPager('box', 30, 10): what takes nothing but how many entries there are, and on a page
_PAGER = re.compile(r"pager$|pagination$|paging$", re.IGNORECASE)
_EXTENSION = re.compile(r"^\.?(?P<extension>[sj]?html?|jsp|aspx?|php)$", re.IGNORECASE)
# index, list_, /zwgk/fz/list-, list.jsp?id=3&page=
_STEM = re.compile(
    r"^(?:[\w./-]*(?:index|list|col)\w*[_-]?|[\w./-]+[_-]|[\w./-]+\?[\w=&]*=)$"
)
# index_{0}.html, /list/[page].shtml, list.jsp?p=%d: an address with a place for the page's number
_MASK = re.compile(
    r"^(?P<stem>[\w./?=&-]{1,80})(?:\{\w{0,12}\}|\[\w{1,12}\]|%[ds]|#\w{1,12}#|\(\*\))(?:\.(?P<extension>\w{2,5}))?$"
)
_LEAST_SIZE = 5
_MOST_PAGES = 1000
# 共30条, 共有 30 条记录, 总计30篇, 合计：30 条, 共收录信息30条, 共检索到30条
_ENTRY_WORDS = re.compile(
    r"(?:(?:[共总合]计?有?(?:约|收录|检索到?|搜索到?|查询到?|查找到|查到|找到|收集|发布|公开|信息|文件|报告|数据|记录|结果)*"
    r"|(?:检索|搜索|查询|查找|查|找)到(?:相关|约)?)"
    r"|记录总?数|总数|总条数|总记录数?)[:：]?(\d{1,7})"
    r"(?:条|篇|项|份|件|个(?:文件|信息|记录|结果|报告|条目|数据)|记录|则)"
    # 共35项服务, 共12条建议: what the site or its text counts otherwise
    r"(?!服务|事项|工作|任务|措施|制度|建议|意见|政策|举措|目|线路|公路|标准|指标|权力|职权|清单|办件|便民|办理|改革|规定|评论|留言|好评|提案|案)"
    r"|(?:总(?:记录|条|信息|数据|篇)?(?:数量?|量)|(?:记录|信息|结果|数据)(?:总?数量?|总量|条数)|totalrecords?|totalitems?|totalcount)[:：](\d{1,7})(?!\d)"
    # 1-10 of 30, 记录：1-10/30, Showing 1 to 10 of 30
    r"|(?<![\d-])(?!(?:19|20)\d\d-)\d{1,7}(?:[-–~至到]|to)\d{1,7}(?:条|项)?(?:of|[/／]共?)(\d{1,7})(?![\d/-])"
    # 当前显示1-10,总数30
    r"|(?<![\d-])(?!(?:19|20)\d\d-)\d{1,7}[-–~至到]\d{1,7}[条项]?[,;、](?:总数|[总共合]计?)[:：]?(\d{1,7})(?![\d/-])(?!年|个|名|人|次)"
    # Total: 30 items, Total 30
    r"|\btotal[:：]?(\d{1,7})(?:items?|records?|results?|entries|rows|条|$)|^(\d{1,7})(?:条(?:记录|结果|数据)|items|records|results|entries)",
    re.IGNORECASE,
)
# 共3页, 总页数：3, 跳转到[ ]/3页
_PAGE_WORDS = re.compile(
    r"(?:[共总合]计?有?)[:：]?(\d{1,5})[页頁]|总[页頁]数?[:：]?(\d{1,5})(?!\d)|(?:pages?)?\d{1,5}of(\d{1,5})(?:pages?)(?!\d)"
    r"|pages?\d{1,5}of(\d{1,5})(?!\d)|(?<![\d/／])[/／](\d{1,4})[页頁]",
    re.IGNORECASE,
)
# 第1/3页, 1/3页, 页次：1/3, 页数：1/3, 第1页/共3页, 当前第 1 页 共 3 页, Page 1/3
_PLACE_WORDS = re.compile(
    r"(?:第|[页頁][次数码][:：]?|当前[页頁]?[:：]?)(\d{1,5})[页頁]?[/／,，]?(?:共|总)?(\d{1,5})[页頁]"
    r"|(?:第|[页頁][次数码面][:：]?|当前[页頁]?[:：]?|page[:：]?)(\d{1,5})[页頁]?[/／](?:共|总)?(\d{1,5})(?!\d)|(?<![\d/.-])(\d{1,4})/(\d{1,4})[页頁]",
    re.IGNORECASE,
)
# 1/3, or <1/3>, inside a pager
_PLACE_ALONE = re.compile(r"(?<![\d/.-])(\d{1,4})[/／](\d{1,4})(?![\d/.-])")
_LONGEST_PLACE = 40
# What a text that holds counts has of them.
_COUNT_MARK = re.compile(
    r"[页頁条篇项份件则个]|总|\d\s*[/／]\s*\d|^\s*[/／]\s*(?:\d|$)|\bof\b|\btotal"
    r"|\d\s*(?:items|records|results|entries)\b",
    re.IGNORECASE,
)
# What does not part the words of one line from each other.
_INLINE = frozenset(
    "a b i u em strong font span small big label nobr input select button img ins tt".split()
)
_UNCOUNTED = frozenset({"script", "style", "option", "title", "a"})
# class="page", id="page_div", class="fenye", class="layui-laypage-default"
_PAGER_NAME = re.compile(r"page|pagin|fenye|pager|turn|jump", re.IGNORECASE)
# 本站累计发布信息共23451条: counts of the site, before their number
_OTHER_COUNT = re.compile(r"[本全]站|网站|累计|今日|昨日|访问|点击|浏览|阅读|下载")
_BEFORE_COUNT = 12
# 浏览PDF（共3页）请安装阅读器: the pages of a document
_OTHER_PAGES = re.compile(r"pdf|附件|文档|本文|正文|阅读器", re.IGNORECASE)
# data: {total: 30, pageSize: 10, currentPage: 1}, {"pageCount":3,"fileName":"index","fileExt":"html"}
_LONGEST_OBJECT = 300
_LONGEST_STATEMENT = 120
_BRACE = re.compile(r"[{}]")
# Words of an entry of a list are no counts: only what is short and stands by itself is looked at.
_LONGEST_WORDS = 120
_LONGEST_NUMBER = 8
_MOST_INLINE = 8
_LONGEST_ANCHOR = 8
# …, "index", "html", 40): how long the names of a call's pages are at most
_LONGEST_CALL = 400
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_NUMERALS |= {"〇": 0, "两": 2}
_WEIGHTS = {"十": 10, "百": 100}
_NUMERAL_COUNT = re.compile(
    r"(?<=共)([零〇一二两三四五六七八九十百]{1,6})(?=[条篇页项])"
)

# What the address of a form's page is called.
_PAGE_FIELDS = frozenset(
    "page pageno pagenum pageindex pagenumber curpage currentpage currpage cpage nowpage topage gopage"
    " gotopage jumppage pn p pageid intpage pagecurrent page_no".split()
)


@dataclass(frozen=True, slots=True)
class PageNodes:
    """The elements of a page and its strings, each in order; to collect them takes as long as one search."""

    tags: list[Tag]
    texts: list[NavigableString]

    @classmethod
    def collect(cls, soup: BeautifulSoup) -> Self:
        """Collect them in one walk."""
        nodes = cls([], [])
        for node in soup.descendants:
            if isinstance(node, Tag):
                nodes.tags.append(node)
            elif isinstance(node, NavigableString):
                nodes.texts.append(node)
        return nodes

    def list_named(self, name: str) -> list[Tag]:
        """List the elements of one name."""
        return [tag for tag in self.tags if tag.name == name]

    @staticmethod
    def is_page_field(name: str) -> bool:
        """Tell whether a field or a parameter is called as a page's number is."""
        return PageNodes.undress_name(name) in _PAGE_FIELDS

    @staticmethod
    def squeeze_words(words: str) -> str:
        """Give words without their blanks, and with the plain signs for full-width ones."""
        return "".join(unicodedata.normalize("NFKC", words).split())

    @staticmethod
    def undress_name(name: str) -> str:
        """Give the name of a count as the vocabularies have it: `data-total_page` is `totalpage`."""
        return _NAME_DRESS.sub("", name).lower()

    @staticmethod
    def is_in_pager(tag: Tag) -> bool:
        """Tell whether an element, or one of the two around it, calls itself a pager."""
        around = [tag, *islice(tag.parents, 2)]
        return any(map(PageNodes.is_pager, around))

    @staticmethod
    def is_pager(tag: Tag) -> bool:
        """Tell whether an element calls itself a pager."""
        names = " ".join(
            [tag.name, *RowTag(tag).get_classes(), str(tag.get("id") or "")]
        )
        return _PAGER_NAME.search(names) is not None


class ListCounts:
    """The counts of one page, the largest of each kind; null where it gives none.

    `page` is the number of the page, `size` how many entries one has, `words` are those that say the counts,
    `addresses` the stem and extension of the pages' names, and whether their numbers are those of the pages.
    """

    def __init__(self) -> None:
        self.entries: int | None = None
        self.pages: int | None = None
        self.page: int | None = None
        self.size: int | None = None
        self.words: list[str] = []
        self.addresses: tuple[str, str, bool] | None = None

    @classmethod
    def read(cls, nodes: PageNodes, script: str) -> Self:
        """Read the counts of a page; `script` is the text of all its scripts."""
        counts = cls()
        counts._read_words(nodes.texts)
        counts._read_script(script)
        counts._read_attributes(nodes.tags)
        counts._read_pager_scripts(nodes)
        return counts

    def _read_words(self, texts: Iterable[NavigableString]) -> None:
        """Read the counts that are written for people, in short texts that no entry of the list is."""
        for words in _iter_short_texts(texts):
            for found in _PLACE_WORDS.finditer(words):
                place, pages = [int(one) for one in found.groups() if one]
                self._note_place(place, pages, found.group())
            for found in _PAGE_WORDS.finditer(words):
                start = max(0, found.start() - _BEFORE_COUNT)
                end = start + 3 * _BEFORE_COUNT
                around = words[start:end]
                if not _OTHER_PAGES.search(around):
                    count = _first_number(found)
                    self._note("pages", count, found.group())
            for found in _ENTRY_WORDS.finditer(words):
                end = found.start()
                start = max(0, end - _BEFORE_COUNT)
                before = words[start:end]
                if not _OTHER_COUNT.search(before):
                    count = _first_number(found)
                    self._note("entries", count, found.group())
        self._read_pagers(texts)

    def _read_pagers(self, texts: Iterable[NavigableString]) -> None:
        """Read what only a pager says so barely: 1/3, and the number of an element called totalCount."""
        for text in texts:
            holder = text.parent
            if holder is None:
                continue
            if holder.name in _UNCOUNTED:
                continue
            if "/" in text or "／" in text:
                if PageNodes.is_in_pager(holder):
                    self._read_place(text)
            elif holder.attrs and (number := text.strip()).isdecimal():
                self._note_called(holder, number)

    def _read_place(self, text: NavigableString) -> None:
        for words in (text, _read_line(text)):
            line = PageNodes.squeeze_words(words)
            alone = _PLACE_ALONE.search(line)
            if alone and len(line) <= _LONGEST_PLACE:
                self._note_place(int(alone[1]), int(alone[2]), alone.group())
                return

    def _note_called(self, tag: Tag, number: str) -> None:
        """Note a number by the name or id of the element that holds it, where that says what it counts."""
        for attribute in ("id", "name"):
            name = PageNodes.undress_name(str(tag.get(attribute) or ""))
            if name and name not in _PLAIN and len(number) < _LONGEST_NUMBER:
                self._note_named(name, int(number), f"{attribute}={name} {number}")

    def _note_place(
        self,
        place: int,
        pages: int,
        words: str,
    ) -> None:
        if 0 < place <= pages:
            self.page = place
            self._note("pages", pages, words)

    def _read_script(self, script: str) -> None:
        """Read the counts that widgets and variables hold."""
        starts = list(_iter_page_calls(script))
        for widget in _iter_widgets(script, starts):
            self._read_options(widget["options"], widget.group()[:60])
        for found in _iter_script_counts(script):
            name = PageNodes.undress_name(found[1])
            if name not in _PLAIN or _is_page_data(script, found):
                self._note_named(name, int(found[2]), found.group())
            if name in _PAGES and self.addresses is None:
                self._note_names(_find_object(script, found))
        static = _find_static_pager(script, starts)
        if static:
            self._note_static_pager(static)
            return
        for found in _NAMED_CALL.finditer(script):
            starts.append(_find_word(script, found.start()))
        for start in starts:
            call = _LITERAL_CALL.match(script, start)
            if call and _is_whole_call(call):
                draws = _draws_pager(call["name"])
                self._read_call(call, draws=draws)

    def _note_static_pager(self, call: re.Match[str]) -> None:
        """Note what a call says that draws the pager of a list of static files."""
        words = call.group()[:60]
        # with a container's name first, UCAP's function, which calls the second page name_2
        container = call["container"]
        counts_from_one = "'" in container or '"' in container
        self.addresses = call["name"], call["extension"], counts_from_one
        self._note("pages", int(call["pages"]), words)
        if call["rows"]:
            self._note("entries", int(call["rows"]), words)

    def _read_pager_scripts(self, nodes: PageNodes) -> None:
        """Read the calls of the scripts that stand in a pager, or right after one, under any name."""
        if self.pages or self.entries:
            return
        for tag in nodes.list_named("script"):
            script = tag.get_text()
            if len(script) > _LONGEST_OBJECT or not _stands_in_pager(tag):
                continue
            for call in _LITERAL_CALL.finditer(script):
                if _is_whole_call(call) and not _OTHER_CALL.search(call["name"]):
                    self._read_call(call, draws=True)

    def _read_call(self, call: re.Match[str], *, draws: bool) -> None:
        """Read the numbers of a call that draws a pager, in whatever order they stand."""
        written = _LITERAL.findall(call["arguments"])
        literals = [one.strip("\"'") for one in written]
        numbers = [int(one) for one in literals if one.isdecimal()]
        mask = next(filter(None, map(_MASK.match, literals)), None)
        stems = filter(_STEM.match, literals)
        stem = mask["stem"] if mask else next(stems, "")
        words = call.group().strip()[:60]
        count = len(numbers)
        if draws and count == 2 and not stem:
            self._note_pair(numbers, words)
        elif draws and count > 2:
            self._note_window(numbers, words)
        elif stem and count > 1:
            most = max(numbers)
            if 1 < most < _MOST_PAGES:
                pages = max(numbers[:2])
                self._note("pages", pages, words)
        if mask and draws and self.entries and self.size and not self.pages:
            self.pages = -(-self.entries // self.size)
        if stem and self.pages:
            ending = mask["extension"] if mask else _find_extension(literals)
            counts_from_one = min(numbers) > 0
            self.addresses = stem, ending or "", counts_from_one

    def _note_pair(self, numbers: list[int], words: str) -> None:
        """Note what two numbers say: entries and size, or pages and the first page's number."""
        most, other = numbers
        if other >= _LEAST_SIZE:
            self._note_window([most, other, 1], words)
        elif other <= most and 1 < most < _MOST_PAGES:
            self._note("pages", most, words)

    def _note_window(self, numbers: list[int], words: str) -> None:
        """Note what three numbers say: entries, size and page, or pages, page and entries."""
        most, size = numbers[:2]
        rest = numbers[2:]
        if most >= size >= _LEAST_SIZE:
            pages = -(-most // size)
            if min(rest) <= pages:
                self._note("entries", most, words)
                self.size = self.size or size
                return
        if most < _MOST_PAGES and size <= max(most, 1) <= max(rest):
            self._note("pages", most, words)

    def _note_names(self, options: str) -> bool:
        """Note how an object that counts pages names their files; tells whether it does."""
        stem = _STATIC_NAME.search(options)
        ending = _STATIC_EXTENSION.search(options)
        if stem and ending:
            self.addresses = stem["name"], ending["extension"], False
        return bool(stem and ending)

    def _read_attributes(self, tags: Iterable[Tag]) -> None:
        """Read the counts that the attributes of a pager's element hold."""
        for tag in tags:
            numbers = _list_numbers(tag)
            if not numbers:
                continue
            if tag.name == "input" and (value := str(tag.get("value"))).isdecimal():
                self._note_called(tag, value)
            if not PageNodes.is_pager(tag):
                continue
            for name, text in numbers:
                if text.isdecimal():
                    self._note_named(
                        PageNodes.undress_name(name), int(text), f"{name}={text}"
                    )
                else:
                    self._read_options(text, f"{name}={text[:60]}")

    def _read_options(self, options: str, words: str) -> None:
        pairs = {
            PageNodes.undress_name(name): int(value)
            for name, value in _OPTION.findall(options)
        }
        counts_entries = any(one in _ENTRIES - _PLAIN for one in pairs)
        if self._note_names(options) and not counts_entries:
            given = (pairs[one] for one in _STATIC_PAGES if one in pairs)
            self._note("pages", next(given, 0), words)
            return
        for name, value in pairs.items():
            self._note_named(name, value, words)

    def _note_named(
        self,
        name: str,
        value: int,
        words: str,
    ) -> None:
        if name in _ENTRIES:
            self._note("entries", value, words)
        elif name in _PAGES:
            self._note("pages", value, words)
        elif name in _SIZES and value:
            self.size = value
        elif name in _CURRENTS and value and self.page is None:
            self.page = value

    def _note(
        self,
        kind: str,
        value: int,
        words: str,
    ) -> None:
        if value > (getattr(self, kind) or 0):
            setattr(self, kind, value)
            self.words.append(" ".join(words.split()))
        elif getattr(self, kind) is None:
            setattr(self, kind, value)


def _list_numbers(tag: Tag) -> list[tuple[str, str]]:
    """List the attributes of an element that are a number, or options of a widget."""
    numbers = []
    if len(tag.attrs) > 1 or (tag.attrs and "class" not in tag.attrs):
        for name, value in tag.attrs.items():
            text = str(value)
            if text.isdecimal() or text.startswith("{"):
                numbers.append((name, text))
    return numbers


def _is_whole_call(call: re.Match[str]) -> bool:
    return call["arguments"].rstrip().endswith(")")


def _draws_pager(name: str) -> bool:
    """Tell whether a function is called as those are that draw a pager."""
    if _OTHER_CALL.search(name):
        return False
    return bool(_DRAWS.match(name) or _PAGER.search(name))


def _stands_in_pager(script: Tag) -> bool:
    """Tell whether a script stands in a pager, or right after one, that holds nothing but its words."""
    before = script.find_previous_sibling()
    for holder in (script.parent, before):
        if isinstance(holder, Tag) and PageNodes.is_pager(holder):
            return len(holder.get_text(strip=True)) < _LONGEST_WORDS + len(
                script.get_text()
            )
    return False


def _iter_widgets(script: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    end = 0
    for start in starts:
        if start >= end and (found := _WIDGET.match(script, start)):
            end = found.end()
            yield found


def _iter_page_calls(script: str) -> Iterator[int]:
    """Give where the names of functions begin that may make a pager."""
    for found in _PAGE_CALL.finditer(script):
        yield _find_word(script, found.start())


def _find_word(script: str, end: int) -> int:
    """Find where the word begins that ends, or goes on, at a place."""
    while end and (script[end - 1].isalnum() or script[end - 1] == "_"):
        end -= 1
    return end


def _iter_script_counts(script: str) -> Iterator[re.Match[str]]:
    """Give the assignments of numbers, found by the numbers: names are everywhere."""
    for number in _SCRIPT_NUMBER.finditer(script):
        end = number.start()
        while end and script[end - 1].isspace():
            end -= 1
        end -= script[end - 1 : end] in ("'", '"')
        start = _find_word(script, max(end, 0))
        start -= script[start - 1 : start] in ("'", '"')
        found = _SCRIPT_COUNT.match(script, max(start, 0))
        if found:
            yield found


def _find_object(script: str, found: re.Match[str]) -> str:
    """Give what stands between the braces around a place of a script; empty where they are far away."""
    start = script.rfind("{", max(0, found.start() - _LONGEST_OBJECT), found.start())
    end = script.find("}", found.end(), found.end() + _LONGEST_OBJECT)
    if 0 <= start < end:
        return script[start + 1 : end]
    return ""


def _find_statement(script: str, found: re.Match[str]) -> str:
    """Give a script around a place up to its braces: `var total=30,pageSize=10,currentPage=1`."""
    first = max(0, found.start() - _LONGEST_STATEMENT)
    last = found.end() + _LONGEST_STATEMENT
    before = script[first : found.start()]
    after = script[found.end() : last]
    start = _BRACE.split(before)[-1]
    end = _BRACE.split(after)[0]
    return f"{start}{found.group()}{end}"


def _is_page_data(script: str, found: re.Match[str]) -> bool:
    """Tell whether a plain count stands in an object, or beside variables, of a page's size and number."""
    return _describes_page(
        _find_object(script, found) or _find_statement(script, found)
    )


@lru_cache(maxsize=64)
def _describes_page(options: str) -> bool:
    names = {PageNodes.undress_name(name) for name, _value in _OPTION.findall(options)}
    return bool(names & (_SIZES - _PLAIN) and names & (_CURRENTS - _PLAIN))


def _find_static_pager(script: str, starts: Iterable[int]) -> re.Match[str] | None:
    """Find the call of a static pager, with the numbers of its variables filled in."""
    for start in starts:
        found = _STATIC_PAGER.match(script, start)
        if found:
            return found
        call = _VARIABLE_CALL.match(script, start)
        if call:
            rest = script[call.end() : call.end() + _LONGEST_CALL]
            found = _STATIC_PAGER.match(_fill_call(script, call) + rest)
            if found:
                return found
    return None


def _fill_call(script: str, call: re.Match[str]) -> str:
    numbers = [_find_number_of(script, name) for name in call.group("pages", "now")]
    if None in numbers:
        return ""
    return f"{call['call']}{numbers[0]},{numbers[1]},"


def _iter_short_texts(texts: Iterable[NavigableString]) -> Iterator[str]:
    """Give the texts that may hold counts: of elements that name pages or entries, anchors' apart.

    Where an element holds more than such words, the line that a text stands in.
    """
    seen = set[int]()
    for text in texts:
        block = text.parent
        is_counted = block is not None and block.name not in _UNCOUNTED
        if not is_counted:
            continue
        if not _COUNT_MARK.search(text):
            continue
        for _ in range(2):
            whole = block.get_text("") if block is not None else ""
            if block is None or len(whole) > _LONGEST_WORDS:
                yield _read_numerals(PageNodes.squeeze_words(_read_line(text)))
                break
            if id(block) not in seen:
                seen.add(id(block))
                yield _read_numerals(PageNodes.squeeze_words(whole))
            block = block.parent


def _read_line(text: NavigableString) -> str:
    """Give the words that stand in one line with a text: with those of the inline elements beside it."""
    node: NavigableString | Tag = text
    while (around := node.parent) is not None and around.name in _INLINE:
        if len(around.contents) > _MOST_INLINE:
            break
        node = around
    before = list(_iter_line(node.previous_siblings))
    return "".join(
        [*reversed(before), node.get_text(), *_iter_line(node.next_siblings)]
    )


def _iter_line(siblings: Iterable[PageElement]) -> Iterator[str]:
    """Give the words of siblings up to the first that is no part of the line, or is an entry's title."""
    total = 0
    for one in siblings:
        is_block = isinstance(one, Tag) and one.name not in _INLINE
        words = one.get_text()
        total += len(words)
        if is_block:
            return
        if total > _LONGEST_WORDS:
            return
        if isinstance(one, Tag) and one.name == "a" and len(words) > _LONGEST_ANCHOR:
            return
        yield "" if isinstance(one, Tag) and one.name == "select" else words


def _find_number_of(script: str, name: str) -> str | None:
    if name.isdecimal():
        return name
    found = re.search(
        rf"(?<![\w$.]){re.escape(name)}\s*=\s*[\"']?(\d{{1,6}})\b", script
    )
    if found:
        return found[1]
    return None


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


def _find_extension(literals: Iterable[str]) -> str:
    """Find the first extension of files among what a call is handed; empty without one."""
    found = next(filter(None, map(_EXTENSION.match, literals)), None)
    return found["extension"] if found else ""


def _first_number(found: re.Match[str]) -> int:
    return int(next(filter(None, found.groups())))

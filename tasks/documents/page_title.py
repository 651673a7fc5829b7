"""The title that a page gives its article, of all that may be it: meta block, labels, headings, <title>.

Sites put their own name, the column's or a part of the title into any of these places, so that no place is
always right: what reads like a report's title goes before what does not.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

from lxml.html import HtmlElement

from tasks.documents.boilerplate import EMPTY_VALUES
from tasks.documents.containers import is_furniture

# ---- Vocabulary: each pattern with an example of what it is for ----

# 法治政府建设, 依法行政, 法治工作; traditional characters, too
_SUBJECT = re.compile(r"法治|法制|依法行政|依法治")
# …年度报告, …情况的报告（摘要）, …工作总结, 云川镇2025年法治政府建设
_ENDING = re.compile(
    r"(?:报告|報告|总结|總結|汇报|匯報|情况|情況|年报|年報|年法治政府建设)(?:[（(][^）)]{1,12}[）)])?$"
)
_YEAR = re.compile(r"20\d\d|二[〇○零Ο]")
# 一、2025年法治政府建设情况; （二）…; 1.…: headings of a text
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])")
_STOPS = re.compile(r"[。；！？：:，,]")
_LONGEST = 120
# 云川镇2025年法治政府建…: the site cuts what is longer
_CUT = re.compile(r"(?:…|⋯|\.{2,})\s*$")
_SHORTEST_BEGUN = 6
# 标题_栏目_站点, 标题 | 站点, 标题-站点, 标题::站点; no span of years, no dash inside a title (——)
_SEPARATOR = re.compile(
    r"\s*[_|｜]+\s*|\s*::\s*|\s+[-–—]+\s+|(?<![-–—\d])[-–—](?![-–—\d])|\s{2,}|(?<=[府网开台]) "
)
# 云川县人民政府, 云川县人民政府门户网站, 云川县政务网, 欢迎访问云川县…, 首页, 无标题文档
_SITE_NAME = re.compile(
    r"^(?:欢迎(?:您|访问|光临|来到|进入).*|.{0,40}(?:门户|政务|政府|信息|公众|官方)?(?:网站?|网站群|门户|平台|首页)"
    r"|[一-鿿]{2,20}(?:政府|局|厅|委员会|委|办公室|街道办事处|管委会|街道|镇|乡)"
    r"|无标题(?:文档|页)?|untitled.*|index|title|(?:正文|内容|文章|详细)?(?:页|页面|内容|信息|正文)?)$",
    re.IGNORECASE,
)
# 云川县人民政府门户网站, with or without words behind it
_SITE = re.compile(r"(?:网站?|门户|平台)(?:\s|$)")
# class="tit", "title", "arti_title", "con-bt", "h1", id="ArticleTitle"
_TITLE_NAME = re.compile(
    r"(?:^|[-_\s])(?:\w{0,12}tit(?:le)?|bt|biaoti|h1)(?:$|[-_\s\d])", re.IGNORECASE
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
# font-size:18pt, font: bold 22px 宋体, font-size:x-large, font-weight:700: what sets a line as a title
_LARGE = re.compile(
    r"font(?:-size)?\s*:[^;]{0,30}?(?<![\d.])(?:(?:1[4-9]|[2-9]\d)(?:\.\d+)?\s*pt|(?:1[89]|[2-9]\d)(?:\.\d+)?\s*px"
    r"|(?:1\.[3-9]\d?|[2-4](?:\.\d+)?)\s*r?em|(?:1[3-9]\d|[2-4]\d\d)\s*%|x+-large|(?<!-)\blarge)"
    r"|font(?:-weight)?\s*:[^;]{0,30}?(?:\bbold(?:er)?\b|(?<!\d)[6-9]00\b)",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "ucaptitle")
_LINES = ("p", "div", "td", "th", "span", "font", "b", "strong", "center")
# The lower line of a title in two: 2025年法治政府建设年度报告, 法治政府建设年度报告
_REST = re.compile(r"^(?:(?:20\d\d|二[〇○零Ο]\w\w)年?度?)?(?:推进)?(?:法治|法制|依法)")
# The upper one: 云川镇人民政府, 云川镇2025年, 云川县司法局关于2025年度
_ORGAN_END = re.compile(
    r"(?:政府|局|委|委员会|办|办公室|办事处|厅|镇|乡|街道|区|县|市|省|院|署|处|中心|管委会|(?:20\d\d|二[〇○零Ο]\w\w)年?度?)$"
)
_LONGEST_LINE = 40
_WRAPPERS = frozenset({"p", "b", "strong", "font", "span", "center", "td", "tr"})
# A title stands among the first elements that may hold one.
_MOST_HEADINGS = 40
_META_NAMES = frozenset({"articletitle", "og:title", "title", "dc.title"})
# What is set as a heading need not be a title: it may head a part of the page.
_SET_AS_HEADING = frozenset({"h2", "h3", "h4", "heading"})


class PageTitle(NamedTuple):
    """A title and the place where the page gives it."""

    text: str
    origin: str

    @classmethod
    def choose(cls, root: HtmlElement, labelled: "PageTitle | None") -> Self | None:
        """Choose the title of a page's article; null where nothing but names of the site are offered.

        `labelled` is what stands behind a printed label (标题：). Names of site and column are taken off.
        """
        offered = list(cls._iter_offered(root, labelled))
        readable = [title for title in offered if _reads_like_report(title.text)]
        dated = [title for title in readable if _YEAR.search(title.text)]
        # of what reads like none, only what names itself a title
        plain = [title for title in offered if title.origin not in _SET_AS_HEADING]
        ranked = [*dated, *readable, *plain]
        if not ranked:
            return None
        chosen = ranked[0]
        cut = _CUT.search(chosen.text)
        if cut:
            whole = _find_line(root, chosen.text[: cut.start()])
            if whole:
                return cls(whole, chosen.origin)
        return chosen

    @classmethod
    def _iter_offered(
        cls,
        root: HtmlElement,
        labelled: "PageTitle | None",
    ) -> Iterator[Self]:
        """Yield the titles that a page offers, the surest first."""
        names = _collect_names(root)
        titles = _list_meta_titles(root)
        if labelled:
            titles.append(labelled)
        # h1 before the others; sorted() is stable
        titles += sorted(_iter_headings(root), key=lambda one: one.origin != "h1")
        for element in root.iter("title"):
            titles.append(PageTitle(_join_words(element), "title element"))
        for title in titles:
            text = _strip_names(title.text, names)
            is_name = text in names or text in EMPTY_VALUES or _SITE_NAME.match(text)
            if not is_name:
                yield cls(text, title.origin)


def _find_line(root: HtmlElement, begun: str) -> str:
    """Find the shortest line of a page that a cut title begins; empty where there is none."""
    begun = "".join(begun.split())
    if len(begun) < _SHORTEST_BEGUN:
        return ""
    lines: list[str] = []
    for tag in root.iter(*_HEADINGS, *_LINES, "a", "li"):
        words = "".join(_join_words(tag).split())
        is_whole = words.startswith(begun) and not _CUT.search(words)
        if is_whole and len(begun) < len(words) <= _LONGEST:
            lines.append(words)
    return min(lines, key=len, default="")


def _collect_names(root: HtmlElement) -> frozenset[str]:
    """Collect the names of site and column that the page's meta block gives."""
    names = set()
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() in ("sitename", "columnname"):
            names.add("".join((meta.get("content") or "").split()))
    return frozenset(names - EMPTY_VALUES)


def _list_meta_titles(root: HtmlElement) -> list[PageTitle]:
    """List the titles of the meta block, the standard's own first."""
    found: dict[str, PageTitle] = {}
    for meta in root.iter("meta"):
        printed = meta.get("name") or meta.get("property") or ""
        name = printed.lower()
        value = (meta.get("content") or "").strip()
        if name in _META_NAMES and value not in EMPTY_VALUES:
            title = PageTitle(value, f"meta {printed}")
            found.setdefault(name, title)
    titles = list(found.values())
    titles.sort(key=lambda title: "article" not in title.origin.lower())
    return titles


def _iter_headings(root: HtmlElement) -> Iterator[PageTitle]:
    """Yield what is set as a heading: h1 to h4, what is called a title, centred bold lines."""
    count = 0
    last: tuple[HtmlElement, str] | None = None
    for tag in root.iter(*_HEADINGS, *_LINES):
        origin = _name_heading(tag)
        if not origin or _leads_elsewhere(tag) or _is_in_furniture(tag):
            continue
        count += 1
        if count > _MOST_HEADINGS:
            return
        text = _join_words(tag)
        if text:
            if (
                last
                and _goes_on(last[0], tag)
                and (whole := _join_lines(last[1], text))
            ):
                yield PageTitle(whole, origin)
            last = tag, text
            yield PageTitle(text, origin)


def _goes_on(first: HtmlElement, second: HtmlElement) -> bool:
    """Tell whether two headings, or the lines that hold nothing but them, stand one beneath the other."""
    one = _widen(first)
    other = _widen(second)
    if one is other:
        return False
    return one.getnext() is other and one.tag == other.tag


def _widen(tag: HtmlElement) -> HtmlElement:
    """Give the line that holds nothing but an element."""
    words = _join_words(tag)
    for around in tag.iterancestors():
        if around.tag not in _WRAPPERS or _join_words(around) != words:
            break
        tag = around
    return tag


def _join_lines(first: str, second: str) -> str:
    """Join the two lines of a title: organ, or organ and year, and what it reports; empty for other lines."""
    is_rest = _REST.match(second) and _reads_like_report(second)
    is_begun = _ORGAN_END.search(first) and not _reads_like_report(first)
    whole = f"{first}{second}"
    is_title = is_rest and is_begun and len(first) <= _LONGEST_LINE
    if is_title and _YEAR.search(whole):
        return whole
    return ""


def _is_in_furniture(tag: HtmlElement) -> bool:
    return any(is_furniture(one) for one in (tag, *tag.iterancestors()))


def _name_heading(tag: HtmlElement) -> str:
    """Name what makes an element a heading; empty when nothing does."""
    if tag.tag in _HEADINGS:
        return str(tag.tag)
    named = f"{tag.get('class') or ''} {tag.get('id') or ''}"
    if _TITLE_NAME.search(named) or _is_centred_bold(tag):
        return "heading"
    return ""


def _is_centred_bold(tag: HtmlElement) -> bool:
    """Tell whether an element is a bold or large line that is centred.

    <td align=center style="font-size:18pt"> is one by itself.
    """
    if tag.tag not in ("b", "strong", "font", "span"):
        if not _is_centred(tag):
            return False
        return _LARGE.search(tag.get("style") or "") is not None
    for around in (
        tag,
        *tag.iterancestors("p", "td", "th", "div", "center"),
    ):
        if _is_centred(around):
            return True
        if around.tag in ("td", "div"):
            return False
    return False


def _is_centred(tag: HtmlElement) -> bool:
    """Tell whether an element centres what it holds."""
    if tag.tag == "center" or (tag.get("align") or "").lower() == "center":
        return True
    return _CENTRED.search(tag.get("style") or "") is not None


def _leads_elsewhere(tag: HtmlElement) -> bool:
    """Tell whether a heading is a link, as those of side bars are."""
    return next(tag.iter("a"), None) is not None


def _join_words(tag: HtmlElement) -> str:
    """Give an element's words on one line; what is set in two lines is joined without a blank."""
    words = str(tag.text_content())
    if len(words) > 4 * _LONGEST:
        return ""
    return " ".join("".join(line.strip() for line in words.split("\n")).split())


def _strip_names(title: str, names: Iterable[str]) -> str:
    """Take the names of site and column off both ends of a title.

    Of parts that separators make, the one that reads like a report's title stays.
    """
    parts = list(filter(None, map(str.strip, _SEPARATOR.split(title))))
    if any(map(_SITE.search, parts)):
        # 站点 栏目 标题: beside a site's name, blanks part names, too
        parts = [word for part in parts for word in part.split()]
    reports = list(filter(_reads_like_report, parts))
    if reports and len(parts) > 1:
        dated = filter(_YEAR.search, reports)
        return next(dated, reports[0])
    for name in names:
        reads = _reads_like_report(title)
        # an organ's name begins its reports' titles, and a column may be called as they end:
        # 稷泉县人民政府|2025年|法治政府建设年度报告
        if reads and not _SITE.search(name):
            continue
        bare = title.removesuffix(name).removeprefix(name)
        bare = bare.strip(" -_—–|")
        if not bare:
            continue
        if not reads or _reads_like_report(bare):
            title = bare
    return title


def _reads_like_report(text: str) -> bool:
    text = "".join(text.split())
    if len(text) > _LONGEST or _STOPS.search(text) or _NUMBERED.match(text):
        return False
    return bool(_SUBJECT.search(text) and _ENDING.search(text))

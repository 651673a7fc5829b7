"""What an element of a list page says by itself: the words of controls, and whether they are live ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from bs4 import Tag

from tasks.model.page import Request
from tasks.sites.list_counts import PageNodes
from tasks.sites.row_text import RowTag

# ---- Vocabulary: the words of pagers, with their spaces, brackets and arrows taken off ----

# 下一页, 下页, 后页, 后一页, 下翻, 向后, 后10条, 下一组, 更早的报告, 继续浏览下一页, Next Page, Older
_NEXT = re.compile(
    r"^(?:继续|点击|点此|请)?(?:浏览|查看|阅读|进入|翻[到至])?"
    r"(?:下一?[页頁]|下一?[张组批屏]|[下后](?:\d{1,3}|[二三五]?十|百)[条篇项]|后一?[页頁]|[向往]后(?:翻[页頁]?)?|[下后]翻(?:一?[页頁])?|翻?下一?[页頁]|次[页頁]|[往向]下翻?(?:一?[页頁])?"
    r"|(?:更早|较早|以前|更旧|较旧|更久)的?(?:报告|年报|信息|文章|内容|记录|条目)?)(?:第?\d{1,4}(?:[/／]\d{1,4})?[页頁]?)?$"
    # in the languages that a site has beside Chinese: Korean, Uyghur, Kazakh, Mongolian, Tibetan, Japanese …
    r"|^(?:다음(?:페이지)?|كېيىنكى(?:بەت)?|келесі(?:бет)?|дараа(?:гийн|х)(?:хуудас)?|ཤོག་ངོས་རྗེས་མ།?|次へ|следующая|suivante?|weiter|siguiente|trangsau)$"
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
_BACK_MARK = re.compile(r"[页頁]|前|翻|prev|first", re.IGNORECASE)
# 3, 第3页
_NUMBER = re.compile(r"^第?(\d{1,4})[页頁]?$")
# 2025, 2025年, 2025年度, 24年
_YEAR = re.compile(r"^((?:19|20)\d{2}(?=(?:年度?)?$)|[012]\d(?=年度?$))(?:年度?)?$")
_CENTURY = 2000
# 加载更多, 点击加载更多, 查看更多, 查看更多报告, 下拉加载, 加载下一页, Load more
_MORE = re.compile(
    r"^(?:(?:点击|[上下]拉|[滑滚]动|点此|点我)?加载(?:更多|下一页|剩余)?|(?:点击|点此|点我)?(?:查看|显示|浏览|展开|加载|阅读)(?:更多|全部|剩余)"
    r"(?:的?(?:数据|内容|信息|报告|文章|年报|年份|记录|条目|列表|文件))?"
    r"|(?:查看|显示|加载)?(?:更多|余下|其余|剩余)(?:的|\d{1,3}[条篇份])?(?:数据|内容|信息|报告|年报|记录|条目)|더보기|(?:load|show|view|see)more(?:reports|items|results|entries)?|more(?:results|reports|items))$",
    re.IGNORECASE,
)
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
# What makes an element that is no link one to click on.
_CLICKS = frozenset(
    "onclick @click v-on:click ng-click data-url data-href data-next data-page data-year data-value"
    " data-cursor data-offset data-start".split()
)
_NEXT_CLASS = re.compile(
    r"^(?:\w{1,8}[-_])?(?:next|nextpage|page[-_]?next|next[-_]?page)$", re.IGNORECASE
)
# What holds one control of a pager, and not its neighbours.
_ITEMS = frozenset({"li", "span", "td", "em", "b", "strong", "dd"})
_LONGEST_LABEL = 120
# <img src="/images/next.gif">, btn_xiayiye.png
_NEXT_IMAGE = re.compile(
    r"(?:^|[/_-])(?:next|xyy|xiayiye|xyiye)\w{0,8}\.(?:gif|png|jpe?g|svg)$",
    re.IGNORECASE,
)
_SCREENED = frozenset({"script", "style", "option", "title", "textarea", "noscript"})
_NEAREST = 4
_ANY_NUMBER = re.compile(r"(?<![\w])(\d{1,4})(?![\w])")


# javascript:go(2), toPage('2'), queryList(this, 2): what asks for a page by its number
_PAGE_CALL = re.compile(
    r"^\s*(?:javascript:)?\s*(?:return\s+)?(?:\w+\.)?\w*(?:go|page|turn|jump|next|list|load|query|search|fenye)\w*"
    r"\((?:[^(),]{1,40},\s*){0,3}[\"']?(?P<number>\d{1,4})[\"']?(?:\s*,[^(),]{1,40})?\)",
    re.IGNORECASE,
)
_LONGEST_CONTROL = 16
# #page=2, #/list?page=2, #!/page/2, #p2, #2: a page that the site's script shows
_ROUTE = re.compile(
    r"^#!?/?(?:[\w/.-]{0,60}[?/&])?(?:[\w&=]{0,60}&)?(?:(?:cur(?:rent)?[_-]?)?p(?:age)?(?:no|num|index|number)?[=/_-]?)?\d{1,4}(?:&[\w&=]{0,60})?$",
    re.IGNORECASE,
)


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


class ControlTag(NamedTuple):
    """An element that may be a control of a list."""

    tag: Tag

    def read_label(self) -> str:
        """Give the words of a control: its text, else what stands in for it; an arrow where it is all."""
        for words in self._iter_labels():
            plain = PageNodes.squeeze_words(words)
            bare = _DRESS.sub("", plain)
            if bare:
                return bare
            arrow = plain.strip("[]【】()（）")
            if _NEXT_ARROW.match(arrow):
                return arrow
        return ""

    def read_href(self) -> str:
        """Give where a link leads; empty for a place on the page itself."""
        href = str(self.tag.get("href") or "").strip()
        if href.startswith("#"):
            return ""
        return href

    def read_data(self) -> dict[str, str]:
        """Give the data of an element that is no link, by name without `data-`."""
        if self.read_href():
            return {}
        if self.tag.has_attr("onclick"):
            return {}
        names = [name for name in self.tag.attrs if name.startswith("data-")]
        return {name.removeprefix("data-"): str(self.tag[name]) for name in names}

    def read_parent_code(self) -> str:
        """Give what a click on the element around this one runs."""
        parent = self.tag.parent
        if parent is not None:
            return str(parent.get("onclick") or "")
        return ""

    def find_group(self) -> Tag:
        """Give the element that holds a number's neighbours: its parent, or the list whose item that is."""
        parent = self.tag.parent
        while (
            parent is not None and parent.name in _ITEMS and parent.parent is not None
        ):
            parent = parent.parent
        if parent is not None:
            return parent
        return self.tag

    def is_clickable(self) -> bool:
        """Tell whether an element is there to be clicked on."""
        if self.tag.name in ("a", "button", "input", "area"):
            return True
        if self.tag.name == "link":
            return "next" in self.tag.get_attribute_list("rel")
        return not _CLICKS.isdisjoint(self.tag.attrs)

    def has_handler(self) -> bool:
        """Tell whether something happens on a click, though nothing says what."""
        if self.tag.name == "button":
            return True
        if not _CLICKS.isdisjoint(self.tag.attrs):
            return True
        if any(name.startswith("data-") for name in self.tag.attrs):
            return True
        if self.tag.name not in ("a", "area"):
            return False
        if self.tag.has_attr("disabled"):
            return False
        return self.read_href() != "" or self._is_route()

    def _is_route(self) -> bool:
        """Tell whether a link of a pager is a place that a script makes a page of."""
        href = str(self.tag.get("href") or "").strip()
        return _ROUTE.match(href) is not None and PageNodes.is_in_pager(self.tag)

    def is_bare(self) -> bool:
        """Tell whether no link or handler is what an element stands for."""
        around = [self.tag, *islice(self.tag.parents, 2)]
        if self.tag.name == "a" and self.tag.get("href"):
            return False
        for one in around:
            if one.name in ("button", "input"):
                return False
            if one.name == "a" and one.get("href"):
                return False
            if not _CLICKS.isdisjoint(one.attrs):
                return False
        return True

    def is_past(self) -> bool:
        """Tell whether the words may be those of past years' reports."""
        words = self.tag.string
        if words is None:
            return False
        return bool(_PAST_MARK.search(words))

    def is_current(self) -> bool:
        """Tell whether a number or a year is that of the page itself."""
        classes = RowTag(self.tag).get_classes()
        if self.tag.parent is not None and self.tag.parent.name == "li":
            classes += RowTag(self.tag.parent).get_classes()
        return any(map(_CURRENT.match, classes))

    def is_dead(self) -> bool:
        """Tell whether a control is there for the eye only."""
        for one in (self.tag, self.tag.parent):
            if one is None:
                continue
            if one.has_attr("disabled"):
                return True
            if one.get("aria-disabled") == "true":
                return True
            if any(_DEAD.match(str(name)) for name in RowTag(one).get_classes()):
                return True
        return self.is_hidden()

    def is_hidden(self) -> bool:
        """Tell whether an element says of itself that nobody sees it."""
        style = str(self.tag.get("style") or "")
        return "display:none" in style.replace(" ", "")

    def is_carousel(self) -> bool:
        """Tell whether a control stands in pictures that change by themselves."""
        for around in (self.tag, *islice(self.tag.parents, 3)):
            names = RowTag(around).get_classes()
            names.append(str(around.get("id") or ""))
            if _CAROUSEL.search(" ".join(names)):
                return True
        return False

    def classify(self, words: str) -> ControlKind | None:
        """Tell what an element of some words leads to; null for one that is no control, or a number."""
        if _NEXT.match(words) or _NEXT_ARROW.match(words):
            return ControlKind.NEXT
        if _LAST.match(words):
            return ControlKind.LAST
        if _MORE.match(words):
            return ControlKind.MORE
        if _PART.match(words) or _PAST.match(words):
            return ControlKind.PART
        if "next" in str(self.tag.get("rel") or "").lower():
            return ControlKind.NEXT
        if not words and self._looks_next():
            return ControlKind.NEXT
        return None

    def _looks_next(self) -> bool:
        classes = RowTag(self.tag).get_classes()
        if any(map(_NEXT_CLASS.match, classes)):
            return True
        return self._shows_next()

    def asks_for_page(self, number: int) -> bool:
        """Tell whether an element of a pager, whatever it says, asks for the page of a number."""
        for code in (self.read_href(), str(self.tag.get("onclick") or "")):
            found = _PAGE_CALL.match(code)
            if found and int(found["number"]) == number:
                return PageNodes.is_in_pager(self.tag)
        return False

    def find_number(self) -> int | None:
        """Find the number of the page that a control asks for, where it is the only one named."""
        code = f"{self.read_href()} {self.tag.get('onclick') or ''}"
        found = _ANY_NUMBER.findall(code)
        if len(found) == 1:
            return int(found[0])
        return None

    def find_more(self) -> str:
        """Give the words of an element that says 加载更多, and that nothing but a script listens to."""
        around = list(islice([self.tag, *self.tag.parents], _NEAREST))
        for one in around:
            if one.name in _SCREENED:
                return ""
            near = ControlTag(one)
            if near.is_clickable():
                return ""
            if near.is_hidden():
                return ""
        words = self.read_label()
        if not _MORE.match(words) and self.tag.parent is not None:
            words = ControlTag(self.tag.parent).read_label()
        if not _MORE.match(words):
            return ""
        if words.endswith("全部"):
            return ""
        return words

    @staticmethod
    def read_number(words: str) -> int | None:
        """Read the number of a page: 3, 第3页."""
        found = _NUMBER.match(words)
        if found:
            return int(found[1])
        return None

    @staticmethod
    def read_year(words: str) -> int | None:
        """Read a year of the list: 2025, 2025年度, 24年."""
        found = _YEAR.match(words)
        if found is None:
            return None
        year = int(found[1])
        if year < _CENTURY - 100:
            return _CENTURY + year
        return year

    @staticmethod
    def strip_dress(words: str) -> str:
        """Give words without their blanks, brackets and arrows."""
        return _DRESS.sub("", words)

    @staticmethod
    def may_be_next(words: str) -> bool:
        """Tell whether words that no vocabulary has may be those of the next page: a few, and no number."""
        is_short = 0 < len(words) <= _LONGEST_CONTROL
        return is_short and not _BACK.match(words) and not _NUMBER.match(words)

    @staticmethod
    def is_next(words: str) -> bool:
        """Tell whether words are those of the next page."""
        return _NEXT.match(words) is not None

    @staticmethod
    def is_arrow(words: str) -> bool:
        """Tell whether a label has no words: an arrow, or nothing at all."""
        return not words or _NEXT_ARROW.match(words) is not None

    @staticmethod
    def is_archive(words: str) -> bool:
        """Tell whether words are those of where a column keeps past reports."""
        return _PAST.match(words) is not None

    def is_back(self) -> bool:
        """Tell whether an element leads to the first page, or the one before."""
        if not _BACK_MARK.search(self.tag.get_text("")):
            return False
        return _BACK.match(self.read_label()) is not None

    def _shows_next(self) -> bool:
        """Tell whether an element is, or holds, the picture of an arrow to the next page."""
        images = [self.tag, *self.tag.find_all(["img", "input"], limit=2)]
        return any(_NEXT_IMAGE.search(str(one.get("src") or "")) for one in images)

    def _iter_labels(self) -> Iterator[str]:
        text = self.tag.get_text("")
        if len(text) <= _LONGEST_LABEL:
            yield text
        for name in ("title", "aria-label", "alt", "value"):
            yield str(self.tag.get(name) or "")
        for image in self.tag.descendants:
            if not isinstance(image, Tag):
                continue
            if image.name in ("img", "i", "span", "input"):
                named = (
                    image.get("alt") or image.get("title") or image.get("aria-label")
                )
                yield str(named or "")

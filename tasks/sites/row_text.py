"""What a row of a list says: its pieces of text, and which of them are the title."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from bs4 import Tag
from bs4.element import NavigableString, PageElement, TemplateString

from tasks.sites.relevance import classify_title

# ---- Vocabulary: each pattern with an example of what it is for ----

# 查看, 点击查看, 详情>>, [下载], 阅读全文, 查看附件, PDF下载
_BUTTON = re.compile(
    r"^[\s\[【(（<>＜＞»›+→|]*(?:(?:点击|在线|立即|马上|我要)?(?:查看|浏览|阅读|预览|下载|打开|进入|访问|展开|显示)"
    r"(?:全文|原文|更多|详情|详细|内容|正文|附件|文件|报告|此文|本文|链接)?|(?:更多|了解|信息)?(?:详情|详细|详见)(?:信息|内容)?"
    r"|全文|原文|正文|更多|附件|链接|点击(?:这里|此处)?|more|view|detail|details|read|open|download"
    r"|(?:pdf|word|docx?|ofd)(?:版|下载|文件)?)[\s\]】)）>＞»›…→|.]*$",
    re.IGNORECASE,
)
_BADGE_WORDS = r"置顶|顶|推荐|荐|精|热|热门|热点|最新|新|new!?|hot!?|图|图文|视频|原创"
# 置顶, [NEW], 热: in an element of its own
_BADGE = re.compile(rf"^[\[【(（]?(?:{_BADGE_WORDS})[\]】)）]?$", re.IGNORECASE)
# [置顶]云川镇…, 置顶 云川镇…, ·云川镇…, 1、云川镇…
_HEAD_DRESS = re.compile(
    rf"^(?:[\s·•●■◆▪►▶»›☆★○□|]+|[>＞\-–—]+\s*|[\[【(（](?:{_BADGE_WORDS})[\]】)）]|(?:置顶|new!|hot!|new\s|hot\s)[:：]?"
    r"|\d{1,3}[.、．](?=\D))\s*",
    re.IGNORECASE,
)
# …年度报告 NEW, …年度报告[热]
_TAIL_DRESS = re.compile(
    rf"\s*(?:[\[【(（](?:{_BADGE_WORDS})[\]】)）]|(?<=[\u4e00-\u9fff）)])(?:new|hot)!?|[»›|]+)$",
    re.IGNORECASE,
)
# 云川镇2025年法治政府建设年度报告: most titles wear nothing
_PLAIN = re.compile(r"^[\u4e00-\u9fff《](?<!置)[^\n]*[\u4e00-\u9fff》]$")
_PLAIN_DATE = (
    r"(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
# [2026-01-26] 云川镇…, 2026/01/26云川镇…
_HEAD_DATE = re.compile(rf"^[\[【(（]?\s*{_PLAIN_DATE}\s*[\]】)）]?\s*")
# …年度报告2026-01-26, …年度报告（2026.01.26）, …年度报告(01-26), …年度报告 01-26, …年度报告[2026年1月26日]
_TAIL_DATE = re.compile(
    rf"\s*(?:[\[【(（]?\s*(?:发布(?:时间|日期|于)[:：]?\s*)?(?<!\d){_PLAIN_DATE}\s*[\]】)）]?|[\[【(（]\d{{2}}[-/.]\d{{2}}[\]】)）]"
    r"|\s\d{2}[-/]\d{2}|\[(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\])$"
)
# What each of these dates has of it, and few titles have.
_DATE_MARK = re.compile(r"\d[-/.年]\d")
# 标题：云川镇…报告 发布日期：2026-01-26, with or without line breaks, as a title attribute
_LABELLED = re.compile(
    r"(?:(?:文章|信息|文件)?(?:标题|题目|题名|名称)|title)\s*[:：]\s*", re.IGNORECASE
)
_FURTHER_LABEL = re.compile(
    r"[\s,，;；|]*(?:发布|更新|成文|发文|创建|点击|浏览|阅读|访问|作者|来源|时间|日期|所属|栏目|责任编辑|编辑|单位|文号|索引|有效期|截止)"
    r"[\u4e00-\u9fff]{0,4}\s*[:：].*$",
    re.DOTALL,
)
# "某区2023年法治政府建设…" ends so where the list cuts a title
_CUT = re.compile(r"(?:…|\.{2,})+")
# <em>, </b>, <br/>
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_LINE = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# 2026-01-26, 发布时间：2026年1月26日 09:00, [01-26], 26, 2026-01: what a piece of a title is not
_DATE_ONLY = re.compile(
    r"^[\[【(（]?(?:(?:发布|更新|发文|成文)?(?:时间|日期|于)?[:：])?\s*(?:(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*(?:\d{1,2}\s*日?)?)?"
    r"|\d{1,2}\s*[-/月]\s*\d{1,2}日?|\d{2}\.\d{2}|\d{2}[-/.]\d{2}[-/.]\d{2})(?:[\sT]*\d{1,2}:\d{2}(?::\d{2})?)?[\]】)）]?$"
)
# <time datetime="2026-01-26">, <span data-time="1769392800000"></span>
_MOMENT_NAMES = frozenset(
    "datetime data-time data-date data-datetime data-timestamp data-pubtime data-pubdate data-publish"
    " data-publishtime data-publish-time data-publishdate data-fbsj data-fbrq data-day".split()
)
_EPOCH = re.compile(r"^(1\d{9})(?:\d{3})?$")
_PLAIN_MOMENT = re.compile(r"^(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
# 建设&nbsp;年度报告: one hard blank within a title is none of its
_HARD_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])\xa0(?=[\u4e00-\u9fff])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NUMBER_ONLY = re.compile(r"^\d{1,3}[.、．]?$")
# 12月, 3期, 345热线: what goes on behind a number that is no row's
_COUNTED = re.compile(r"^[\d年月日届号期个项条次批类级季度名家所万千百十℃%．.-]")
_ANY_YEAR = re.compile(r"(?:19|20)\d{2}|二[〇○零Ο]")
_YEAR_ONLY = re.compile(r"^(?:19|20)\d{2}年?$")
# class="summary", "desc", "zhaiyao": what a row tells of the article, no title
_SUMMARY_CLASS = re.compile(
    r"summary|desc|intro|abstract|zhaiyao|jianjie|digest", re.IGNORECASE
)
# class="tit", "title", "bt", "biaoti", "name"
_TITLE_CLASS = re.compile(
    r"(?:^|[-_])(?:tit|title|bt|biaoti|name|headline|subject)(?:$|[-_\d])",
    re.IGNORECASE,
)
_TITLE_ATTRIBUTES = (
    "title",
    "data-title",
    "data-original-title",
    "data-tip",
    "tip",
    "aria-label",
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    "p div li ul ol dl dt dd td th tr table section article header".split()
)
# What is bold or coloured in the middle of a line does not part it; spans side by side do.
_PARTING = _BLOCKS | {"span", "label", "i", "time"}
# Titles are longer than the words of a menu.
TITLE_LENGTH = 8
_LONGEST_TITLE = 160
_SHORTEST_TITLE = 4


class Piece(NamedTuple):
    """One string of a row: its words, the element around it, the anchor and the table cell that it is in."""

    text: str
    tag: Tag
    anchor: Tag | None
    cell: Tag | None

    @staticmethod
    def iter_all(root: Tag) -> "Iterator[Piece]":
        """Give the strings of an element that are shown, in order, and the moments in its attributes."""
        moment = _find_moment(root)
        if moment:
            yield Piece(moment, root, None, None)
        for node in root.descendants:
            if isinstance(node, Tag):
                moment = _find_moment(node)
                if moment:
                    yield _make_piece(moment, node, root)
            elif _is_shown(node) and node.parent:
                yield _make_piece(str(node), node.parent, root)

    @staticmethod
    def squeeze(text: str) -> str:
        """Give a text with single blanks."""
        return _SPACE.sub(" ", text).strip()

    @staticmethod
    def is_button(text: str) -> bool:
        """Tell whether the words of an anchor say what it does and not where it leads."""
        return _BUTTON.match(text) is not None

    @staticmethod
    def find_edge_date(text: str) -> str:
        """Give the date that stands before or behind a title in one string with it; empty where none does."""
        if not _DATE_MARK.search(text):
            return ""
        for pattern in (_TAIL_DATE, _HEAD_DATE):
            found = pattern.search(_TAIL_DRESS.sub("", _HEAD_DRESS.sub("", text)))
            if found and found.group().strip() != text.strip():
                return found.group().strip()
        return ""


@dataclass(frozen=True, slots=True)
class _TitlePart:
    """Some words that stand together and may be a title; `prominent`: set as a heading, or called a title."""

    text: str
    prominent: bool
    block: bool


class RowTag(NamedTuple):
    """An element of a row, or around it."""

    tag: Tag

    def find_inside(self, name: str) -> Tag | None:
        """Find the first element inside another by its name."""
        return next(self.iter_inside(name), None)

    def iter_inside(self, name: str) -> Iterator[Tag]:
        """Give the elements inside another by their name, in order."""
        for node in self.tag.descendants:
            if isinstance(node, Tag) and node.name == name:
                yield node

    def find_around(self, *names: str) -> Tag | None:
        """Find the nearest element around another by its name.

        By hand, as `find_inside`: the library's searches cost ten times as much, and a row takes many.
        """
        return next((one for one in self.tag.parents if one.name in names), None)

    def is_summary(self) -> bool:
        """Tell whether an element is called a summary."""
        return any(map(_SUMMARY_CLASS.search, self.get_classes()))

    def get_classes(self) -> list[str]:
        """Give the classes of an element."""
        names = self.tag.attrs.get("class") or ()
        if isinstance(names, str):
            return names.split()
        return list(names)

    def find_title_beside(self, pieces: Sequence[Piece]) -> str:
        """Find the title of a row whose anchor only says 查看: a heading, or another cell; or empty.

        `pieces` are those of the row.
        """
        others = [piece for piece in pieces if piece.anchor is not self.tag]
        parts = [
            part for part in _split_parts(others) if not Piece.is_button(part.text)
        ]
        long = [
            part
            for part in parts
            if len(_CHINESE.findall(part.text)) >= _SHORTEST_TITLE
        ]
        chosen = _choose_part(long) or max(
            long,
            key=_count_letters,
            default=None,
        )
        if chosen:
            return chosen.text
        return ""

    def read_title(self) -> str:
        """Give the title that an anchor, or a row that opens by script, shows.

        Without badges, numbers and dates; its title attribute where the text is a cut form of it or only says
        查看. Empty where it has none.
        """
        text = _read_own_title(self.tag)
        attribute = _read_title_attribute(self.tag)
        if attribute and _is_fuller(attribute, text):
            return attribute
        return text


def _find_moment(tag: Tag) -> str:
    """Give the moment in an element's attributes, one since 1970 as a day; empty where it has none."""
    if not tag.attrs:
        return ""
    if tag.name == "a":
        return ""
    if _MOMENT_NAMES.isdisjoint(tag.attrs):
        return ""
    for name in tag.attrs:
        value = str(tag[name]).strip() if name in _MOMENT_NAMES else ""
        epoch = _EPOCH.match(value)
        if epoch:
            moment = datetime.fromtimestamp(int(epoch[1]), UTC) + timedelta(hours=8)
            return str(moment.date())
        if value and (name == "datetime" or _PLAIN_MOMENT.match(value)):
            return value
    return ""


def _is_shown(node: PageElement) -> bool:
    """Tell whether a node is words that a reader sees; comments and scripts are strings of other types."""
    return type(node) in (NavigableString, TemplateString) and not str(node).isspace()


def _make_piece(
    text: str,
    tag: Tag,
    root: Tag,
) -> Piece:
    anchor = cell = None
    around: Tag | None = tag
    while around is not None and around is not root:
        if around.name == "a":
            anchor = around
        elif around.name in ("td", "th") and cell is None:
            cell = around
        around = around.parent
    if anchor is None and root.name == "a":
        anchor = root
    return Piece(text, tag, anchor, cell)


def _read_own_title(tag: Tag) -> str:
    contents = tag.contents
    if len(contents) == 1 and _is_shown(contents[0]):
        return _tidy(str(contents[0]))
    pieces = list(Piece.iter_all(tag))
    parts = _split_parts(pieces)
    if len(parts) > 1:
        chosen = _choose_part(parts)
        if chosen is not None:
            return _join_parts(parts, chosen) or chosen.text
    return _join_pieces(_drop_dress(pieces)) or _read_picture_title(tag)


def _read_picture_title(tag: Tag) -> str:
    picture = tag if tag.name == "area" else RowTag(tag).find_inside("img")
    if picture is None:
        return ""
    return Piece.squeeze(str(picture.get("alt") or picture.get("title") or ""))


def _choose_part(parts: Sequence[_TitlePart]) -> _TitlePart | None:
    """Choose the title among the parts of a row; null where none stands out."""
    reports = [part for part in parts if classify_title(part.text).relevant]
    for among in (reports, parts):
        for part in among:
            if part.prominent:
                return part
    if reports:
        return reports[0]
    blocks = [part for part in parts if part.block]
    return max(
        blocks,
        key=_count_letters,
        default=None,
    )


def _join_parts(parts: Sequence[_TitlePart], chosen: _TitlePart) -> str:
    """Join a title whose organ and year stand in an element of their own; empty for other rows."""
    whole = "".join(part.text for part in parts)
    is_begun = parts[0] is not chosen and _ANY_YEAR.search(parts[0].text)
    if not is_begun:
        return ""
    if _ANY_YEAR.search(chosen.text):
        return ""
    if any(part.block for part in parts):
        return ""
    if classify_title(whole).relevant:
        return whole
    return ""


def _count_letters(part: _TitlePart) -> int:
    """Count what makes a part longer; a sentence counts for nothing."""
    is_prose = "。" in part.text or len(part.text) > _LONGEST_TITLE
    if is_prose:
        return 0
    return len(part.text)


def _split_parts(pieces: Sequence[Piece]) -> list[_TitlePart]:
    """Put the pieces together that stand in one element, without dates, badges and numbers."""
    groups: dict[int, list[Piece]] = {}
    for piece in _drop_dress(pieces):
        parting = _find_parting(piece.tag)
        groups.setdefault(id(parting), []).append(piece)
    parts = []
    for group in groups.values():
        first = group[0].tag
        around = _find_parting(first)
        text = _join_pieces(group)
        if text and not RowTag(around).is_summary():
            is_block = around.name in _BLOCKS
            parts.append(_TitlePart(text, _is_prominent(first), is_block))
    return parts


def _join_pieces(pieces: Iterable[Piece]) -> str:
    """Join the words of pieces, as a title is written."""
    words = "".join(piece.text for piece in pieces)
    return _tidy(words)


def _tidy(words: str) -> str:
    words = _HARD_BLANK.sub("", words)
    return _undress(Piece.squeeze(words))


def _find_parting(tag: Tag) -> Tag:
    if tag.name in _PARTING:
        return tag
    return next((one for one in tag.parents if one.name in _PARTING), tag)


def _is_prominent(tag: Tag) -> bool:
    """Tell whether the words of an element are set as a heading, or called a title."""
    for around in (tag, *list(tag.parents)[:2]):
        if around.name in _HEADINGS:
            return True
        if any(map(_TITLE_CLASS.search, RowTag(around).get_classes())):
            return True
    return False


def _drop_dress(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop the pieces that are a date, a badge or a row's number."""
    kept = []
    for place, piece in enumerate(pieces):
        if not _is_dress(pieces, place):
            kept.append(piece)
    return kept


def _is_dress(pieces: Sequence[Piece], place: int) -> bool:
    piece = pieces[place]
    text = piece.text.strip()
    is_moment = piece.tag.has_attr("datetime") or piece.text == _find_moment(piece.tag)
    if is_moment:
        return True
    is_end = place in (0, len(pieces) - 1)
    if _BADGE.match(text):
        return is_end or len(text) > 1
    if place == 0 and _NUMBER_ONLY.match(text) and _is_row_number(piece):
        return True
    if _NUMBER_ONLY.match(text) or _YEAR_ONLY.match(text):
        return _stands_alone(pieces, place) and (
            is_end or _has_date_beside(pieces, place)
        )
    return _DATE_ONLY.match(text) is not None and _stands_alone(pieces, place)


def _is_row_number(piece: Piece) -> bool:
    """Tell whether a number in an element of its own stands before a title, and counts nothing in it."""
    after = piece.tag.next_sibling
    if piece.tag.name == "a":
        return False
    if Piece.squeeze(piece.tag.get_text()) != piece.text.strip():
        return False
    return isinstance(after, NavigableString) and not _COUNTED.match(after)


def _stands_alone(pieces: Sequence[Piece], place: int) -> bool:
    """Tell whether a piece is all of its element, and no word goes on behind it (<em>2025</em>年度报告)."""
    piece = pieces[place]
    after = piece.tag.next_sibling
    is_all = piece.tag.name != "a" and Piece.squeeze(
        piece.tag.get_text()
    ) == Piece.squeeze(piece.text)
    goes_on = (
        isinstance(after, NavigableString) and bool(after) and not after[0].isspace()
    )
    return is_all and not goes_on


def _has_date_beside(pieces: Sequence[Piece], place: int) -> bool:
    beside = (*pieces[max(place - 1, 0) : place], *pieces[place + 1 : place + 2])
    for piece in beside:
        text = piece.text.strip()
        if _DATE_ONLY.match(text):
            return True
        if _NUMBER_ONLY.match(text):
            return True
        if _YEAR_ONLY.match(text):
            return True
    return False


@lru_cache(maxsize=4096)
def _undress(text: str) -> str:
    """Take badges, bullets, a number and a date off both ends of a title."""
    if _PLAIN.match(text):
        return text
    before = ""
    while text != before:
        before = text
        for pattern in (_HEAD_DRESS, _HEAD_DATE, _TAIL_DATE, _TAIL_DRESS):
            shorter = pattern.sub("", text, count=1).strip()
            text = shorter or text
    if _DATE_ONLY.match(text):
        return ""
    if _NUMBER_ONLY.match(text):
        return ""
    return text


def clean_title(words: str) -> str:
    """Give a title as data holds it on one line, without markup, badges and dates around it."""
    return _undress(Piece.squeeze(_TAG.sub("", words)))


def _read_title_attribute(tag: Tag) -> str:
    for name in _TITLE_ATTRIBUTES:
        value = tag.get(name)
        if value:
            return _extract_labelled(_LINE.sub("\n", str(value)))
    return ""


def _extract_labelled(value: str) -> str:
    """Give what stands behind 标题：, or before the first other label; the whole where there is none."""
    label = _LABELLED.search(value)
    if label:
        value = value[label.end() :]
    return _undress(Piece.squeeze(_FURTHER_LABEL.sub("", value)))


def _is_fuller(attribute: str, text: str) -> bool:
    """Tell whether a title attribute says all of what a text only begins."""
    if Piece.is_button(attribute):
        return False
    whole = attribute.replace(" ", "")
    parts: Iterable[str] = _CUT.split(text.replace(" ", ""))
    return Piece.is_button(text) or all(part in whole for part in parts)

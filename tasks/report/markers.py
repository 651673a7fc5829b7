"""The numbering styles of reports, from the highest rank to the lowest, each with an example."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.report.numerals import parse_chinese_numeral

_NUMERAL = "[一二三四五六七八九十百]{1,3}"


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """One numbering style: its rank (the smaller the higher), its pattern, and how long its headings may be.

    `longest_alone` limits a heading on a line of its own, `longest_run_in` one that ends at the first 。 of
    its paragraph, both in characters; longer words are running text that merely starts with a number.
    """

    name: str
    rank: float
    pattern: re.Pattern[str]
    longest_alone: int
    longest_run_in: int


# Limits come from the seeds and from the province outlines that some towns copy: there a first-level heading
# is a sentence of 80 characters, while a third-level one of 45 is already running text.
_HEADING_STYLES: tuple[HeadingStyle, ...] = (
    # 第一部分 主要举措, but no 第一部分是…
    HeadingStyle(
        "第一部分",
        0.8,
        re.compile(rf"第({_NUMERAL})(?:部分|章)[：:、，,]?(?=[^是为：:、，,])"),
        110,
        60,
    ),
    # 一、主要举措 一．2023年…
    HeadingStyle(
        "一、", 1, re.compile(rf"({_NUMERAL})(?:、|[．.](?=\D|20\d\d年))"), 110, 100
    ),
    # （一）依法行政… (四)继续… 一）… ㈠…
    HeadingStyle(
        "（一）", 2, re.compile(rf"[（(〔]?({_NUMERAL})[）)〕]、?|([㈠-㈩])"), 70, 60
    ),
    # 1. 加强组织领导。 1、… 1﹒… ⒈…, but no 2、3月份
    HeadingStyle(
        "1.",
        3,
        re.compile(
            r"(\d{1,2})(?:、(?!\d{1,2}[月日、])|[.．﹒](?=\D|20\d\d年))|([⒈-⒛])"
        ),
        40,
        36,
    ),
    HeadingStyle(
        "（1）", 4, re.compile(r"[（(]?(\d{1,2})[）)]、?|([⑴-⒇])"), 40, 36
    ),  # （1）… 1）… ⑴…
    HeadingStyle("①", 5, re.compile(r"([①-⑳❶-❿])"), 40, 36),  # ①…
)
# What any of them begins with: looked at before the patterns, since most places hold none.
_FIRST_SIGN = re.compile(r"[第一二三四五六七八九十百（(〔\d①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿]")
# Signs that hold a number: the first of each row of Unicode and the number before it.
_SIGN_ROWS = (("①", "⑳"), ("⑴", "⒇"), ("⒈", "⒛"), ("㈠", "㈩"), ("❶", "❿"))


@dataclass(frozen=True, slots=True)
class ItemStyle:
    """One style of run-in items; `may_stand_alone`: a first item is a list already, without a second one."""

    name: str
    rank: float
    pattern: re.Pattern[str]
    may_stand_alone: bool = False


_AFTER_CLAUSE = r"(?:^|(?<=[。；：！？!?;:”]))"
# Below every heading; what stands further down in the list may stand inside what is further up.
_ITEM_STYLES: tuple[ItemStyle, ...] = (
    ItemStyle(
        "第一，", 8.0, re.compile(rf"{_AFTER_CLAUSE}第({_NUMERAL})[，,、：:](?!第)")
    ),  # 第一，健全组织架构
    # 首先，健全… 其次要…
    ItemStyle(
        "首先，",
        8.2,
        re.compile(
            rf"{_AFTER_CLAUSE}(首先|其次|再次|再者|最后)(?:[，,、：:]|(?=[是要]))"
        ),
    ),
    ItemStyle(
        "其一，", 8.4, re.compile(rf"{_AFTER_CLAUSE}其({_NUMERAL})[，,：:]")
    ),  # 其一，健全组织架构
    # 一是健全组织架构: also behind a comma
    ItemStyle(
        "一是",
        9.0,
        re.compile(rf"(?:^|(?<=[。；：，、！？!?;:,”]))({_NUMERAL})[是要](?=[^否的])"),
        may_stand_alone=True,
    ),
    # 一方面，健全…
    ItemStyle(
        "一方面，",
        10.0,
        re.compile(rf"{_AFTER_CLAUSE}(一方面|另一方面|二方面)[，,：:]?"),
    ),
)
# 再次 and 最后 have no number of their own: they go on from what stands before them.
_WORD_NUMBERS = {
    "首先": 1,
    "其次": 2,
    "再次": 0,
    "再者": 0,
    "最后": 0,
    "一方面": 1,
    "二方面": 2,
    "另一方面": 2,
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found before words: its style, what is printed, its value, and its place in its paragraph."""

    style: HeadingStyle
    label: str
    number: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ItemMarker:
    """A run-in number found in a paragraph; the number of 再次 and 最后 is 0."""

    style: ItemStyle
    label: str
    number: int
    offset: int


def parse_marker_number(sign: str) -> int:
    """Read the number inside a marker: Chinese, Arabic, circled, or a word such as 首先.

    0 for any other sign.
    """
    if sign in _WORD_NUMBERS:
        return _WORD_NUMBERS[sign]
    if sign.isdecimal() and sign.isascii():
        return int(sign)
    for first, last in _SIGN_ROWS:
        if len(sign) == 1 and first <= sign <= last:
            return ord(sign) - ord(first) + 1
    return parse_chinese_numeral(sign) or 0


def match_marker(paragraph: str, offset: int = 0) -> Marker | None:
    """Match the marker that opens a paragraph, or that stands at an offset in it."""
    if not _FIRST_SIGN.match(paragraph, offset):
        return None
    for style in _HEADING_STYLES:
        match = style.pattern.match(paragraph, offset)
        if match and match.end() < len(paragraph):
            sign = match.group(match.lastindex or 0)
            return Marker(style, match.group(), parse_marker_number(sign), offset)
    return None


def find_item_markers(paragraph: str) -> Iterator[ItemMarker]:
    """Yield what may open a run-in item, in order."""
    found = []
    for style in _ITEM_STYLES:
        for match in style.pattern.finditer(paragraph):
            number = parse_marker_number(match.group(1))
            found.append(ItemMarker(style, match.group(), number, match.start()))
    yield from sorted(found, key=lambda item: item.offset)

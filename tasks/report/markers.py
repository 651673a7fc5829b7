"""The numbering styles of reports, from the highest rank to the lowest, and where their numbers stand.

Inside running text, in reports of one paragraph and where a line break was lost, precision comes first:
numbers count only as a run (一、 with a 二、 behind it), each behind the end of a sentence. A list inside a
sentence, its parts set off by ； or 、, has no headings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, starmap
from typing import NamedTuple

from tasks.report.numbers import parse_chinese_numeral
from tasks.report.section_kinds import CALL_OPENING

_NUMERAL = "[一二三四五六七八九十百]{1,3}"


@dataclass(frozen=True, slots=True)
class _HeadingStyle:
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
_HEADING_STYLES: tuple[_HeadingStyle, ...] = (
    # 第一部分 主要举措, but no 第一部分是…
    _HeadingStyle(
        "第一部分",
        0.8,
        re.compile(rf"第({_NUMERAL})(?:部分|章)[：:、，,]?(?=[^是为：:、，,])"),
        110,
        60,
    ),
    # 一、主要举措 一．2023年…
    _HeadingStyle(
        "一、", 1, re.compile(rf"({_NUMERAL})(?:、|[．.](?=\D|20\d\d年))"), 110, 100
    ),
    # （一）依法行政… (四)继续… 一）… ㈠…
    _HeadingStyle(
        "（一）", 2, re.compile(rf"[（(〔]?({_NUMERAL})[）)〕]、?|([㈠-㈩])"), 70, 60
    ),
    # 1. 加强组织领导。 1、… 1﹒… ⒈…, but no 2、3月份
    _HeadingStyle(
        "1.",
        3,
        re.compile(
            r"(\d{1,2})(?:、(?!\d{1,2}[月日、])|[.．﹒](?=\D|20\d\d年))|([⒈-⒛])"
        ),
        40,
        36,
    ),
    _HeadingStyle(
        "（1）", 4, re.compile(r"[（(]?(\d{1,2})[）)]、?|([⑴-⒇])"), 40, 36
    ),  # （1）… 1）… ⑴…
    _HeadingStyle("①", 5, re.compile(r"([①-⑳❶-❿])"), 40, 36),  # ①…
)
# What any of them begins with: looked at before the patterns, since most places hold none.
_FIRST_SIGN = re.compile(r"[第一二三四五六七八九十百（(〔\d①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿]")
# Signs that hold a number: the first of each row of Unicode and the number before it.
_SIGN_ROWS = (("①", "⑳"), ("⑴", "⒇"), ("⒈", "⒛"), ("㈠", "㈩"), ("❶", "❿"))


@dataclass(frozen=True, slots=True)
class _ItemStyle:
    """One style of run-in items; `may_stand_alone`: a first item is a list already, without a second one."""

    name: str
    rank: float
    pattern: re.Pattern[str]
    may_stand_alone: bool = False


_AFTER_CLAUSE = r"(?:^|(?<=[。；：！？!?;:”]))"
# Below every heading; what stands further down in the list may stand inside what is further up.
_ITEM_STYLES: tuple[_ItemStyle, ...] = (
    _ItemStyle(
        "第一，", 8.0, re.compile(rf"{_AFTER_CLAUSE}第({_NUMERAL})[，,、：:](?!第)")
    ),  # 第一，健全组织架构
    # 首先，健全… 其次要…
    _ItemStyle(
        "首先，",
        8.2,
        re.compile(
            rf"{_AFTER_CLAUSE}(首先|其次|再次|再者|最后)(?:[，,、：:]|(?=[是要]))"
        ),
    ),
    _ItemStyle(
        "其一，", 8.4, re.compile(rf"{_AFTER_CLAUSE}其({_NUMERAL})[，,：:]")
    ),  # 其一，健全组织架构
    # 一是健全组织架构: also behind a comma
    _ItemStyle(
        "一是",
        9.0,
        re.compile(rf"(?:^|(?<=[。；：，、！？!?;:,”]))({_NUMERAL})[是要](?=[^否的])"),
        may_stand_alone=True,
    ),
    # 一方面，健全…
    _ItemStyle(
        "一方面，",
        10.0,
        re.compile(rf"{_AFTER_CLAUSE}(一方面|另一方面|二方面)[，,：:]?"),
    ),
)
# One of these begins each such number: at the head of a paragraph, or behind a mark.
_ITEM_OPENING = f"(?:[第其]{_NUMERAL}|首先|其次|再次|再者|最后|{_NUMERAL}[是要]|一方面|另一方面|二方面)"
_OPENS_ITEM = re.compile(_ITEM_OPENING)
_ITEM_SIGN = re.compile(f"[。；：，、！？!?;:,”]{_ITEM_OPENING}")
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

    style: _HeadingStyle
    label: str
    number: int
    offset: int = 0

    @classmethod
    def match(cls, paragraph: str, offset: int = 0) -> "Marker | None":
        """Match the marker that opens a paragraph, or that stands at an offset in it."""
        if not _FIRST_SIGN.match(paragraph, offset):
            return None
        for style in _HEADING_STYLES:
            match = style.pattern.match(paragraph, offset)
            if match and match.end() < len(paragraph):
                sign = match.group(match.lastindex or 0)
                return cls(style, match.group(), _parse_marker_number(sign), offset)
        return None

    @classmethod
    def find_inline(cls, paragraph: str) -> list["Marker"]:
        """Find the markers of headings in a paragraph, that at its start included, in order.

        None but the one at the start is given unless it belongs to a run.
        """
        opening = cls.match(paragraph)
        candidates = sorted(_iter_candidates(paragraph, opening), key=_get_offset)
        if not candidates:
            if opening:
                return [opening]
            return []
        kept: dict[int, Marker] = {}
        for run in _collect_runs(paragraph, opening, candidates):
            if _is_heading_run(run):
                kept.update((marker.offset, marker) for marker in run)
        if opening:
            kept[0] = opening
        return sorted(kept.values(), key=_get_offset)


@dataclass(frozen=True, slots=True)
class ItemMarker:
    """A run-in number found in a paragraph; the number of 再次 and 最后 is 0."""

    style: _ItemStyle
    label: str
    number: int
    offset: int

    @classmethod
    def find_all(cls, paragraph: str) -> list["ItemMarker"]:
        """Find what may open a run-in item, in order."""
        found: list[ItemMarker] = []
        places = [0] if _OPENS_ITEM.match(paragraph) else []
        places += [sign.start() + 1 for sign in _ITEM_SIGN.finditer(paragraph)]
        for place in places:
            for style in _ITEM_STYLES:
                match = style.pattern.match(paragraph, place)
                if match:
                    number = _parse_marker_number(match.group(1))
                    found.append(cls(style, match.group(), number, place))
        return found

    @classmethod
    def find_items(cls, paragraphs: Sequence[tuple[int, str]]) -> list["ItemMarker"]:
        """Find the items in the paragraphs under one heading, each given with its offset in the text.

        The items' offsets are of the text, too. A first number opens a list and any later one goes on with
        it; a lone 二是 or 其次 inside a sentence opens none.
        """
        lists: dict[str, list[list[ItemMarker]]] = {}
        for start, words in paragraphs:
            for item in cls.find_all(words):
                runs = lists.setdefault(item.style.name, [])
                last = 0
                if runs:
                    run = runs[-1]
                    last = run[-1].number
                number = item.number or (last and last + 1)
                offset = start + item.offset
                placed = replace(item, number=number, offset=offset)
                if number == 1:
                    runs.append([placed])
                elif last and last < number <= last + 2:
                    runs[-1].append(placed)
        items: list[ItemMarker] = []
        for run in chain.from_iterable(lists.values()):
            if len(run) > 1 or run[0].style.may_stand_alone:
                items += run
        return sorted(items, key=_get_offset)


def _parse_marker_number(sign: str) -> int:
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


# Behind the end of a sentence a number may go on with a run; behind a colon (`报告如下：`) it may only open
# one.
_BOUNDARY = re.compile(r"[。！？!?：:](?:(?<![：:])[”’」』）)]{1,2})?")
# `一、主要做法（一）加强领导。`: the first number of a lower style right behind a heading's words
_FIRST_BELOW = re.compile(
    r"[（(1①㈠⑴⒈](?:(?<=[（(])[一1][）)]|(?<!\d1)(?<=1)[.、．](?!\d)|(?<=[①㈠⑴⒈]))"
)
_NO_HEADING = re.compile(r"[，。；：！？,;:!?]")
# A heading between two numbers is at most so long; a run whose members are shorter on average is a list of
# words.
_LONGEST_BETWEEN = 60
_SHORTEST_MEMBER = 12


def _is_heading_run(run: Sequence[Marker]) -> bool:
    """Tell whether numbers that follow each other are of headings: not a lone one, and no list of words."""
    if len(run) < 2:
        return False
    length = run[-1].offset - run[0].offset
    return length >= _SHORTEST_MEMBER * (len(run) - 1)


def _get_offset(marker: Marker | ItemMarker) -> int:
    return marker.offset


def _collect_runs(
    paragraph: str, opening: Marker | None, candidates: Sequence[Marker]
) -> list[list[Marker]]:
    """Collect the runs of markers: a first number opens one, the next number of its style goes on with it.

    A number of a higher style ends the runs below it. Behind a colon no run goes on.
    """
    runs: list[list[Marker]] = []
    open_runs: dict[float, list[Marker]] = {}
    for marker in (opening, *candidates) if opening else candidates:
        rank = marker.style.rank
        run = open_runs.get(rank)
        last = run[-1].number if run else 0
        starts_again = marker.number == 1 and (not run or last >= 1)
        if marker is opening or starts_again:
            run = open_runs[rank] = []
            runs.append(run)
        elif (
            not run
            or marker.number != last + 1
            or paragraph[marker.offset - 1] in "：:"
        ):
            continue
        run.append(marker)
        for lower in [other for other in open_runs if other > rank]:
            del open_runs[lower]
    return runs


def _iter_candidates(paragraph: str, opening: Marker | None) -> Iterator[Marker]:
    """Yield the markers behind the end of a sentence, and those right behind the heading of another."""
    starts: list[Marker] = [opening] if opening else []
    for boundary in _BOUNDARY.finditer(paragraph):
        marker = Marker.match(paragraph, boundary.end())
        if marker and marker.label.strip("（(")[:1] not in "）)":
            starts.append(marker)
            yield marker
    for first in starts:
        yield from _iter_lower_markers(paragraph, first)


def _iter_lower_markers(paragraph: str, above: Marker) -> Iterator[Marker]:
    """Yield the first number of a lower style where only a heading's words stand between.

    And so on downwards.
    """
    start = above.offset + len(above.label)
    found = _FIRST_BELOW.search(paragraph, start, start + _LONGEST_BETWEEN)
    if found is None or found.start() == start:
        return
    heading = paragraph[start : found.start()]
    if _NO_HEADING.search(heading.replace("，", "", 2)):
        return
    marker = Marker.match(paragraph, found.start())
    if marker and marker.style.rank > above.style.rank:
        yield marker
        yield from _iter_lower_markers(paragraph, marker)


class _PhraseOpening(NamedTuple):
    """The phrase that a paragraph opens with, and its build.

    The build is the mark behind it, and a call's or a subject's words: those of one list are alike.
    """

    offset: int
    phrase: str
    build: str


# 强化组织领导。|成立…, 政务公开方面：|全年…; what follows is no further phrase
_PHRASE_OPENING = re.compile(
    r"(?P<phrase>[一-鿿“”、]{4,16})(?P<mark>[。：:])(?P<rest>.+)"
)
# 组织领导方面, 政务公开工作
_SUBJECT_END = re.compile(r"(?:方面|工作|建设|情况)$")
# These are sentences or speak to somebody: 我镇高度重视各项工作。, 会议要求做好各项工作：, 有关情况报告如下：
_NO_PHRASE = re.compile(
    r"^(?:[我全本各]|现将|会议|今年|去年|其中)|如下|要求|指出|[是了]"
)
_FEWEST_PHRASES = 3
_SHORTEST_PHRASE_TEXT = 20
# Between the longest and the shortest phrase of a row.
_LARGEST_LENGTH_GAP = 6


def _parse_opening_phrase(offset: int, paragraph: str) -> _PhraseOpening | None:
    """Parse the phrase that a paragraph opens with.

    Null for one with any other marker in it, and where nothing follows the phrase.
    """
    opening = _PHRASE_OPENING.match(paragraph)
    if opening is None or len(opening["rest"].strip()) < _SHORTEST_PHRASE_TEXT:
        return None
    phrase = opening["phrase"]
    mark = opening["mark"]
    if _NO_PHRASE.search(phrase) or Marker.find_inline(paragraph):
        return None
    if ItemMarker.find_all(paragraph):
        return None
    if CALL_OPENING.match(phrase):
        return _PhraseOpening(offset, phrase, f"call{mark}")
    subject = _SUBJECT_END.search(phrase)
    if subject is None:
        return None
    return _PhraseOpening(offset, phrase, subject.group() + mark)


def find_phrase_items(
    paragraphs: Sequence[tuple[int, str]],
) -> Iterator[tuple[int, str]]:
    """Yield offset and phrase of each item among the paragraphs under one heading, given with their offsets.

    At least three in a row, of one build and about one length; every paragraph from the first to the last is
    one.
    """
    openings = starmap(_parse_opening_phrase, paragraphs)
    for build, row in groupby(openings, key=lambda opening: opening and opening.build):
        if build is None:
            continue
        items = list(filter(None, row))
        lengths = [len(item.phrase) for item in items]
        if len(items) < _FEWEST_PHRASES:
            continue
        if max(lengths) - min(lengths) <= _LARGEST_LENGTH_GAP:
            yield from ((item.offset, item.phrase) for item in items)

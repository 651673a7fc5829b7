"""The numbering styles of reports, from the highest rank to the lowest, each with an example."""

import re
from dataclasses import dataclass

from tasks.report.numerals import parse_chinese

_NUMERAL = "[一二三四五六七八九十百]{1,3}"


@dataclass(frozen=True, slots=True)
class Style:
    """One numbering style: its rank (1 is the highest), its pattern, and how long a heading after it may be.

    `alone` limits a heading on a line of its own, `run_in` one that ends at the first 。 of its paragraph, both in
    characters; longer words are running text that merely starts with a number.
    """

    name: str
    rank: int
    pattern: re.Pattern[str]
    alone: int
    run_in: int


# Limits come from the seeds and from the province outlines that some towns copy: there a first-level heading is a
# sentence of 80 characters, while a third-level one of 45 is already running text.
STYLES: tuple[Style, ...] = (
    Style("一、", 1, re.compile(rf"({_NUMERAL})(?:、|[．.](?!\d))"), 110, 100),  # 一、主要举措
    Style("（一）", 2, re.compile(rf"[（(〔]?({_NUMERAL})[）)〕]、?"), 70, 60),  # （一）依法行政… (四)继续… 一）…
    Style("1.", 3, re.compile(r"(\d{1,2})(?:、|[.．﹒](?=\D|20\d\d年))"), 40, 36),  # 1. 加强组织领导。 1、…
    Style("（1）", 4, re.compile(r"[（(](\d{1,2})[）)]、?"), 40, 36),  # （1）…
    Style("①", 5, re.compile(r"([①-⑳])"), 40, 36),  # ①…
)
ITEM_RANK = 9

# `一是健全组织架构`, after a mark of punctuation or at the start of a paragraph
ITEM = re.compile(rf"(?:^|(?<=[。；：，、！？!?;:,”]))({_NUMERAL})(是|要)(?=[^否的])")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found at the start of a paragraph: its style, what is printed, and its value."""

    style: Style
    label: str
    number: int


def number_of(sign: str) -> int:
    """Read the number inside a marker: Chinese, Arabic or circled."""
    if sign.isdecimal() and sign.isascii():
        return int(sign)
    if "①" <= sign <= "⑳":
        return ord(sign) - ord("①") + 1
    return parse_chinese(sign) or 0


def marker_of(paragraph: str) -> Marker | None:
    """Find the marker that opens a paragraph."""
    for style in STYLES:
        match = style.pattern.match(paragraph)
        if match and match.end() < len(paragraph):
            return Marker(style, match.group(), number_of(match.group(1)))
    return None

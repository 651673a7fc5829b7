"""Numbers whose digits a writer set apart with real blanks: 立案 4 1 2 件, 罚款 1 2 . 5 万元.

They are one number only where nothing else can be meant: single digits, single blanks all through, words
before and a measure behind. A list of numbers has commas between them, or names what they are.
"""

import re
from dataclasses import replace

from tasks.model.document import Paragraph, Row

_BLANK = "[ \xa0\u2002-\u200a\u3000]"
_DIGITS = rf"\d(?:{_BLANK}\d)*"
_NUMBER = rf"{_DIGITS}(?:{_BLANK}?[.．]{_BLANK}?{_DIGITS})?"
# `件`, `万元`, `余人次`, `%`, `年`; behind 号 and 条 a number is a name's, and mostly a list's
_MEASURE = "[件个项次起宗份家户人名场批元万亿百千余多位篇部例处台辆亩吨年月日期%％]"
# words before: `立案 4 1 2 件`, `（9 8 . 2 %）`, `一、2 0 2 4 年`
_SPACED = re.compile(
    rf"(?:(?<=[一-鿿（(：:，])|(?<=[一二三四五六七八九十]、)|(?P<first>^))"
    rf"(?P<blank>{_BLANK}?)(?P<number>(?!0{_BLANK}?\d){_NUMBER})(?={_BLANK}?{_MEASURE})"
)
_APART = re.compile(rf"\d{_BLANK}\d")
# 分别为 3 5 8 件, 第 3 5 件: several numbers
_SEVERAL = re.compile(r"(?:分别|依次|各有?|[第编号序])[^，。；]{0,6}$")
_LONGEST_BEFORE = 12
# At the head of a line it may be a label's: only a year is long enough.
_FEWEST_AT_HEAD = 4
_BLANKS = re.compile(_BLANK)
# A cell of a table: the number alone, or with its unit
_CELL = re.compile(rf"\s*(?P<number>{_NUMBER})(?P<unit>{_BLANK}?[一-鿿%％]{{0,3}})\s*")
# `住 建 局`: the words beside it are set apart, too
_SPACED_WORD = re.compile(rf"[一-鿿](?:{_BLANK}[一-鿿]){{1,12}}")
_PLAIN_NUMBER = re.compile(r"\d\d")


def join_spaced_digits(text: str) -> str:
    """Join the digits of numbers that are set apart in running text."""
    if not _APART.search(text):
        return text
    return _SPACED.sub(_join, text)


def _join(spaced: re.Match[str]) -> str:
    number = spaced["number"]
    before = spaced.string[max(spaced.start() - _LONGEST_BEFORE, 0) : spaced.start()]
    is_label = spaced["first"] is not None and len(number) < 2 * _FEWEST_AT_HEAD - 1
    if is_label or _SEVERAL.search(before):
        return spaced.group()
    return spaced["blank"] + _BLANKS.sub("", number)


def join_spaced_cells(paragraph: Paragraph) -> Paragraph:
    """Join the digits of a table's row; the paragraph itself where none are surely one number.

    They are where all numbers of the row are set apart, and its words or the signs of a decimal are, too.
    """
    row = paragraph.row
    if row is None or not _APART.search(paragraph.text):
        return paragraph
    texts = [cell.text.strip() for cell in row.cells]
    if not _is_set_apart(texts):
        return paragraph
    cells = [replace(cell, text=_join_cell(cell.text)) for cell in row.cells]
    joined = Row(row.table, row.number, tuple(cells))
    return replace(paragraph, text=joined.text, row=joined)


def _is_set_apart(texts: list[str]) -> bool:
    if any(map(_PLAIN_NUMBER.search, texts)):
        return False
    return any(_SPACED_WORD.fullmatch(one) or _is_spaced_decimal(one) for one in texts)


def _is_spaced_decimal(text: str) -> bool:
    cell = _CELL.fullmatch(text)
    return bool(cell and "." in cell["number"] and _APART.search(cell["number"]))


def _join_cell(text: str) -> str:
    cell = _CELL.fullmatch(text)
    if cell is None:
        return text
    return _BLANKS.sub("", cell["number"]) + cell["unit"]

"""Numbers whose unit stands elsewhere: in a table's head, column 单位 or caption, or at the head of a line.

A row is a line whose cells are parted by tabs. Only rows with as many cells as the head are read: where one
is left out, nobody knows which. Tables of several years are left alone: their cells are of no one year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d+)(?:\.\d+)?"
_CELL = re.compile(_NUMBER)
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SCALE = "[百千]?[万亿]|[百千]"
# Units that heads name: 件, 万元, 人次
_MEASURE = (
    "人次|家次|户次|批次|件次|场次|学时|课时|小时|公里|"
    "[件起宗份册本张条项个家户次场期批处所人名元吨亩例篇天台辆套支座轮组封%％]"
)
_UNIT = rf"(?P<scale>{_SCALE})?(?P<unit>{_MEASURE})"
# `行政处罚（件）`, `罚没金额(万元)`, `检查数量/户次`
_HEAD = re.compile(rf"[（(/／](?:单位[:：])?{_UNIT}[)）]?$")
_UNIT_CELL = re.compile(_UNIT)
_UNIT_COLUMN = re.compile("(?:计量|计数)?单位")
# `单位：万元` above the table
_CAPTION = re.compile(rf"单位[:：]{_UNIT}")
# What follows counts in it: `审结结果（件）：`, `处理结果：（件）`, `案件（单位：件）`, `来访（批次/人次）`,
# `来访批次/人次：`
_ONE = f"(?:{_SCALE})?(?:{_MEASURE})"
_SEVERAL = f"{_ONE}(?:[/／、]{_ONE}){{1,2}}"
_LINE_HEAD = re.compile(
    rf"(?<!\d)(?:[（(\[［【](?:(?P<units>{_ONE}(?:[/／、]{_ONE}){{0,2}})[)）\]］】](?:[:：]|—{{1,2}})"
    rf"|(?P<several>{_SEVERAL})[)）\]］】]|单位[:：](?P<said>{_ONE}(?:[/／、]{_ONE}){{0,2}})[)）\]］】][:：]?"
    rf"|(?<=[:：][（(])(?P<behind>{_ONE})[)）])|(?P<bare>{_ONE}数?[/／]{_ONE})数?[:：]) ?"
)
# One of these stands in each text with such a head.
_LINE_HEAD_SIGN = re.compile(
    rf"[/／]|单位[:：]|[:：][（(]|[)）\]］】][:：—]|、{_ONE}[)）\]］】]"
)
_COUNTED_BEFORE = re.compile(rf"\d[余多万亿]*(?:{_MEASURE})$")
# `驳回34；`, `其中网上：1,204、`, `2023年58/131。`: a few words, the numbers, and a mark
_ITEM = re.compile(
    r"(?P<label>(?:20\d\d年度?)?[^\d，。；、,;（()）\n\t]{0,16})(?<![A-Za-z+＋第\-—.·])(?<!附件)"
    rf"(?P<numbers>{_NUMBER}(?:[/／]{_NUMBER}){{0,2}}) ?"
    r"(?P<mark>[；、;]|[，,](?!\d{3}(?!\d))|[/／|｜](?=[一-鿿])|(?=[。）)\n]|$))"
)
# `调解率60%；`: counted in a unit of its own
_OTHER_ITEM = re.compile(
    r"[^\d，。；、,;（()）\n\t]{0,16}\d[^，。；、,;（()）\n\t]{0,12}(?P<mark>[，；、,;])"
)
_MOST_ITEMS = 40
# Numbers of these columns count the rows, or name them
_NO_VALUES = re.compile("序号|编号|编码|代码|年度|年份|日期|时间|电话|排名|名次")
_YEAR = re.compile(r"(?:19|20)\d\d年?|[上去今本]年|同比|增[长减]")


class _TableNumber(NamedTuple):
    """A number of a cell: its value with the scale multiplied out, its unit, and the cell's offsets."""

    value: Decimal
    unit: str
    start: int
    end: int


class _Unit(NamedTuple):
    factor: int
    name: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a table: where it begins, and its cells."""

    start: int
    cells: tuple[str, ...]

    def locate(self, column: int) -> int:
        """Give the offset of a cell."""
        return self.start + sum(len(cell) + 1 for cell in self.cells[:column])


def _find_in_tables(text: str) -> Iterator[_TableNumber]:
    """Yield the numbers of all tables in a clean text whose units stand in heads or captions, in order."""
    if "\t" not in text:
        return
    above = ""
    lines = _iter_lines(text)
    for is_table, group in groupby(lines, key=lambda row: len(row.cells) > 1):
        rows = list(group)
        if is_table:
            yield from _read_table(rows, above)
        above = rows[-1].cells[0] if rows else ""


def _iter_lines(text: str) -> Iterator[_Row]:
    start = 0
    for line in text.split("\n"):
        yield _Row(start, tuple(line.split("\t")))
        start += len(line) + 1


def _read_table(rows: Sequence[_Row], above: str) -> Iterator[_TableNumber]:
    """Read the rows below a head, each by the units of its columns."""
    head, *body = rows
    if len(list(filter(_YEAR.search, head.cells))) > 1:
        return
    caption = _parse_unit(_CAPTION.search(above))
    units = [_parse_unit(_HEAD.search(cell)) for cell in head.cells]
    columns = [
        column
        for column, cell in enumerate(head.cells)
        if column and not _NO_VALUES.search(cell)
    ]
    for row in body:
        if len(row.cells) == len(head.cells):
            of_row = _find_unit_of_row(head, row) or caption
            for column in columns:
                yield from _read_cell(row, column, units[column] or of_row)


def _find_unit_of_row(head: _Row, row: _Row) -> _Unit | None:
    """Find the unit that a row names: behind its label (行政处罚（件）), or in a column 单位."""
    for name, cell in zip(head.cells, row.cells, strict=True):
        if _UNIT_COLUMN.fullmatch(name):
            return _parse_unit(_UNIT_CELL.fullmatch(cell))
    return _parse_unit(_HEAD.search(row.cells[0]))


def _read_cell(row: _Row, column: int, unit: _Unit | None) -> Iterator[_TableNumber]:
    """Read a cell that holds nothing but a number."""
    cell = row.cells[column]
    if unit is not None and _CELL.fullmatch(cell):
        start = row.locate(column)
        value = Decimal(cell.replace(",", "")) * unit.factor
        yield _TableNumber(value, unit.name, start, start + len(cell))


def _parse_unit(match: re.Match[str] | None) -> _Unit | None:
    """Read the scale and the unit that a head names."""
    if match is None:
        return None
    factor = 1
    for sign in match["scale"] or "":
        factor *= _SCALES[sign]
    return _Unit(factor, match["unit"].replace("％", "%"))


def _find_in_lists(text: str) -> Iterator[_TableNumber]:
    """Yield the numbers of lines whose unit stands at their head alone: 审结结果（件）：驳回34；调解52."""
    if not _LINE_HEAD_SIGN.search(text):
        return
    for head in _LINE_HEAD.finditer(text):
        if _COUNTED_BEFORE.search(text, max(head.start() - 8, 0), head.start()):
            continue
        named = "".join(filter(None, head.groupdict().values())).replace("数", "")
        units = list(map(_UNIT_CELL.fullmatch, re.split("[/／、]", named)))
        for item in _iter_items(text, head.end()):
            yield from _read_item(item, list(map(_parse_unit, units)))


def _iter_items(text: str, start: int) -> Iterator[re.Match[str]]:
    """Yield the items of a list from an offset on, to its first sign that is none of it."""
    mark = ":"
    for _ in range(_MOST_ITEMS):
        item = _ITEM.match(text, start)
        other = None if item else _OTHER_ITEM.match(text, start)
        if item and (item["label"] or mark not in "，,"):
            yield item
        elif other is None:
            return
        found = item or other
        mark = found["mark"] if found else ""
        if not mark or found is None:
            return
        start = found.end()


def _read_item(
    item: re.Match[str], units: Sequence[_Unit | None]
) -> Iterator[_TableNumber]:
    """Read the numbers of an item, each in its unit: 58/131 in 批次/人次; one number in 人/次 is in 人次."""
    printed = list(_CELL.finditer(item["numbers"]))
    first, *more = units
    if first and len(printed) == 1 and more and more[0] and more[0].name == "次":
        units = (first._replace(name=f"{first.name}次"),)
    if len(printed) != len(units):
        return
    for number, unit in zip(printed, units, strict=True):
        if unit is not None:
            begin = item.start("numbers")
            value = Decimal(number.group().replace(",", "")) * unit.factor
            yield _TableNumber(
                value, unit.name, begin + number.start(), begin + number.end()
            )


def find_table_numbers(text: str) -> Iterator[_TableNumber]:
    """Yield the numbers of a clean text whose units stand elsewhere: those of tables, then those of lines."""
    yield from _find_in_tables(text)
    yield from _find_in_lists(text)

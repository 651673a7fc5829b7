"""Numbers whose unit stands at the head of their line: 审结结果（件）：驳回34；调解52."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d+)(?:\.\d+)?"
_PRINTED = re.compile(_NUMBER)
_SCALES = {
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
}
_SCALE = "[百千]?[万亿]|[百千]"
# Units that heads name: 件, 万元, 人次
_MEASURE = (
    "人次|家次|户次|批次|件次|场次|学时|课时|小时|公里|"
    "[件起宗份册本张条项个家户次场期批处所人名元吨亩例篇天台辆套支座轮组封%％]"
)
_UNIT = rf"(?P<scale>{_SCALE})?(?P<unit>{_MEASURE})"
_UNIT_CELL = re.compile(_UNIT)
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


class _ListedNumber(NamedTuple):
    """A number of a list: its value with the scale multiplied out, its unit, and its offsets."""

    value: Decimal
    unit: str
    start: int
    end: int


class _Unit(NamedTuple):
    factor: int
    name: str


def _parse_unit(match: re.Match[str] | None) -> _Unit | None:
    """Read the scale and the unit that a head names."""
    if match is None:
        return None
    factor = 1
    for sign in match["scale"] or "":
        factor *= _SCALES[sign]
    return _Unit(factor, match["unit"].replace("％", "%"))


def find_listed_numbers(text: str) -> Iterator[_ListedNumber]:
    """Yield the numbers of a clean text's lines whose unit stands at their head alone, in order."""
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
) -> Iterator[_ListedNumber]:
    """Read the numbers of an item, each in its unit: 58/131 in 批次/人次; one number in 人/次 is in 人次."""
    printed = list(_PRINTED.finditer(item["numbers"]))
    if len(printed) == 1:
        units = _join_times(units)
    if len(printed) != len(units):
        return
    place = item.start("numbers")
    for number, unit in zip(printed, units, strict=True):
        if unit is None:
            continue
        digits = number.group().replace(",", "")
        value = Decimal(digits) * unit.factor
        start = place + number.start()
        end = place + number.end()
        yield _ListedNumber(value, unit.name, start, end)


def _join_times(units: Sequence[_Unit | None]) -> Sequence[_Unit | None]:
    """Make one unit of what is counted and 次 behind it; others stay as they are."""
    first, *more = units
    if not first or not more:
        return units
    if not more[0] or more[0].name != "次":
        return units
    return (first._replace(name=f"{first.name}次"),)

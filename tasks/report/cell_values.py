"""What cells and heads print: numbers, units and periods, and the marks of a cell that has nothing to say."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

_DIGITS = r"(?:\d{1,3}(?:[,，] ?\d{3}){1,5}|\d{1,3}(?: \d{3}){1,5}|\d+)(?:[.．]\d+)?"
_SCALE = "[百千]?[万亿]|[百千]"
_MEASURE = (
    "(?:(?:美|日|欧|港)元|人民币元|平方米|平方公里|立方米|公里|公斤|千克|小时|个工作日|工作日|学时|课时|"
    "[人家户批件场班轮车][次数]|条次|个次|亩次|人天|"
    "[件起宗份册本张条项个家户次场期批处所人名元吨亩例篇天台辆套支座轮组封间部款幅块面米岁年月日])"
)
_PERCENT = "[%％‰]|个百分点|百分点"
_UNIT = rf"(?:(?:{_SCALE})?{_MEASURE}|{_PERCENT})"
_SEVERAL = rf"{_UNIT}(?:[、/／，,]{_UNIT}){{0,3}}"
# `128`, `1,204件`, `约34.5万元`, `98.2%`, `-3.1%`, `↑14.3%`
_VALUE = re.compile(
    rf"[-－−+＋±↑↓]? ?(?:约|近|超|逾|≥|≤|>|<)?(?P<number>{_DIGITS}) ?"
    rf"(?P<unit>[余多]?(?:{_SCALE})?[余多]?{_MEASURE}?|{_PERCENT})"
)
# `12/34` under 批次/人次
_VALUES = re.compile(rf"{_DIGITS}(?: ?[/／] ?{_DIGITS}){{1,3}}")
_ONE_NUMBER = re.compile(_DIGITS)
_OWN_UNIT = re.compile(rf"(?:{_MEASURE}|{_PERCENT})$")
# `—`, `/`, `无`: a cell that says that there is nothing to say
_BLANK = re.compile(r"[-—–―－/／\\*·.…\s]*|无|暂无|空|\(空\)|（空）")
# 2024年, 2024年度, 2024年1-12月, 2024.1-12
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d(?:年度?)?(?:[./年]?\d{1,2}(?:[-—~至]\d{1,2})?月?(?:底|末)?)?|"
    r"(?:本|上|去|今|前)年度?(?:同期)?|(?:本|当|同|上)期|(?:上|下)半年|[一二三四1-4]季度|第[一二三四]季度|(?:1[0-2]|[1-9])月份?)"
)
_PERIOD_HEAD = re.compile(
    rf"(?:截至|截止)?{_PERIOD.pattern}(?:完成|实际|实绩|数量|数据|数|情况|合计|累计|全年|同期)?"
)
# `行政处罚（件）`, `罚没金额/万元`, `数量 单位：件`, `来访（批次/人次）`
_HEAD_UNIT = re.compile(
    rf"[（(\[【](?:计量)?(?:单位)?[:：]?[±+]?(?P<bracket>{_SEVERAL})[)）\]】]$|(?P<pair>(?:[人家户批件场班]次|批)[/／]{_UNIT}|人[/／]次)$|[/／](?P<behind>{_UNIT})$"
    rf"|(?:计量)?单位[:：](?P<stated>{_SEVERAL})[)）]?$|^(?P<alone>{_UNIT}(?:[、/／]{_UNIT}){{0,2}})$"
)
# `单位：件、万元`
_CAPTION_UNIT = re.compile(rf"单位[:：](?P<units>{_SEVERAL})")
_UNIT_CELL = re.compile(_SEVERAL)
# `受理件数`, `参训人次`: the unit is the head's own last word
_COUNTED_HEAD = re.compile(
    r"(?P<unit>人次|户次|家次|件次|场次|批次|班次|期数|件数|起数|宗数|份数|人数|户数|家数|场数|次数|条数|项数|个数|篇数|册数)量?$"
)
# `行政处罚案件`, `执法人员数量`: what one counts by nature
_NOUN_UNITS = (
    (re.compile("案件?(?:数量?|总数|总量)?$"), "件"),
    (re.compile("(?:人员|干部|律师|调解员)(?:数量?|总数)?$"), "人"),
    (re.compile("企业(?:数量?|总数)?$"), "家"),
)
_COUNT_WORD = re.compile("数量?$|总数$")
# `占比`, `办结率`, `同比增幅`: counted in %
_RATE_HEAD = re.compile("率$|占比$|比例$|比重$|百分比$|[增降]幅$|增速$|幅度$|%$|％$")
_MONEY_HEAD = re.compile("金额|罚款|罚没|款项|经费|资金|标的额|赔偿额|费用")
_MONEY_UNIT = re.compile("元$")
_LABEL_MARK = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]|[①-⑳])"
)
_UNIT_PARTS = re.compile("[、/／，,]")
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_MINUS = "-－−↓"
_SIGNS = f"{_MINUS}+＋±↑ "
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


# Heads and cells whose words are known; those of one table come again and again.
_MOST_KNOWN = 4096


@lru_cache(_MOST_KNOWN)
def is_value(text: str) -> bool:
    """Tell whether a cell holds a number, or a pair; a year or a month is a head."""
    is_number = _VALUE.fullmatch(text) or _VALUES.fullmatch(text)
    return bool(is_number) and not _PERIOD.fullmatch(text)


def is_numeric(text: str) -> bool:
    """Tell whether a cell holds a number, be it a year: 2024, 1, 98.2%."""
    return bool(_VALUE.fullmatch(text))


@lru_cache(_MOST_KNOWN)
def is_blank(text: str) -> bool:
    """Tell whether a cell says in a sign that there is nothing to say; an empty one does too."""
    return bool(_BLANK.fullmatch(text))


@lru_cache(_MOST_KNOWN)
def is_period(head: str) -> bool:
    """Tell whether a head, stripped, names a time: 2024年, 上年同期."""
    return bool(_PERIOD_HEAD.fullmatch(head))


@lru_cache(_MOST_KNOWN)
def is_unit(text: str) -> bool:
    """Tell whether a cell holds nothing but a unit, or several: 件, 件/万元."""
    return bool(_UNIT_CELL.fullmatch(text))


def is_lowered(text: str) -> bool:
    """Tell whether a number's sign says that it goes down: -3.1%."""
    return text[:1] in tuple(_MINUS)


def list_numbers(text: str) -> list[tuple[slice, str]]:
    """List the numbers that a cell is, with their places in it: as words print them, without a sign."""
    if _VALUES.fullmatch(text):
        return [
            (slice(*found.span()), _print_plainly(found.group()))
            for found in _ONE_NUMBER.finditer(text)
        ]
    number = strip_sign(text)
    return [(slice(len(text) - len(number), len(text)), _print_plainly(number))]


def strip_sign(text: str) -> str:
    """Strip the sign before a number."""
    return text.lstrip(_SIGNS)


def _print_plainly(number: str) -> str:
    """Print a number with plain signs: 1，204 and 1 204 are 1204."""
    number = number.translate(_WIDE)
    return re.sub(r"(?<=\d)(?:[,，] ?|\s)(?=\d{3})", "", number).replace(" ", "")


def parse_value(text: str) -> Decimal | None:
    """Give the number that a cell is, its scale multiplied out; null where it is none, or several."""
    value = _VALUE.fullmatch(text)
    if value is None:
        return None
    number = Decimal(_print_plainly(value["number"]))
    for sign in value["unit"]:
        number *= _SCALES.get(sign, 1)
    return -number if is_lowered(text) else number


def has_own_unit(text: str) -> bool:
    """Tell whether a cell prints its number's unit: 41件."""
    return bool(_OWN_UNIT.search(text))


@lru_cache(_MOST_KNOWN)
def find_head_units(head: str) -> tuple[str, ...]:
    """Find the units that a head names: several for pairs (批次/人次), empty where it names none."""
    found = _HEAD_UNIT.search(head)
    named = next(filter(None, found.groups()), "") if found else ""
    return tuple(_UNIT_PARTS.split(named)) if named else ()


def find_counted_unit(head: str) -> str | None:
    """Find the unit that a head's last word is: 受理件数, 参训人次."""
    if counted := _COUNTED_HEAD.search(head):
        return counted["unit"].removesuffix("数")
    return find_unit_of_noun([head]) if _COUNT_WORD.search(head) else None


def find_unit_of_noun(heads: Iterable[str]) -> str | None:
    """Find the unit in which one counts what the first of some heads names: 行政处罚案件数."""
    for head in heads:
        for noun, unit in _NOUN_UNITS:
            if noun.search(head):
                return unit
    return None


def is_rate(head: str) -> bool:
    """Tell whether a head names what is counted in %: 占比, 办结率, 同比增幅."""
    return bool(_RATE_HEAD.search(head))


def find_caption_unit(lines: Iterable[str], words: str) -> str | None:
    """Find the unit that lines state for a whole table; of several, money is for heads that speak of it."""
    for line in lines:
        if found := _CAPTION_UNIT.search(line):
            return choose_unit(_UNIT_PARTS.split(found["units"]), words)
    return None


def choose_unit(units: Sequence[str], words: str) -> str | None:
    """Choose among units that are named together for one number: 件、万元, and 人/次 for both in one."""
    if len(units) == 1:
        return units[0]
    if len(units) == 2 and units[1] == "次":
        return f"{units[0]}次"
    noun = find_unit_of_noun([words])
    if noun in units:
        return noun
    is_money = bool(_MONEY_HEAD.search(words))
    fitting = [unit for unit in units if bool(_MONEY_UNIT.search(unit)) is is_money]
    return fitting[0] if 0 < len(fitting) < len(units) else None


@lru_cache(_MOST_KNOWN)
def strip_head(head: str) -> str:
    """Strip a head of its unit and of the mark before it: 1.行政处罚（件） → 行政处罚."""
    return _LABEL_MARK.sub("", _HEAD_UNIT.sub("", head)).strip("：: ")

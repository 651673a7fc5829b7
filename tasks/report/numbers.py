"""Numbers with units in running text: value, unit, comparator, offsets.

Not quantities: years, dates, document numbers, ordinals (第三次), names that hold a number (1+3+N, 3·15,
“三项制度”, 四个意识), and 一 alone before a measure word, which is an article (一名, 一批).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tasks.model.report import Comparator

_DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
PLACES = {
    "十": 10,
    "百": 100,
    "千": 1000,
}
_SCALES = {
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
}


def parse_chinese_numeral(numeral: str) -> int | None:
    """Read a Chinese numeral below ten thousand: 十二 is 12, 两百 200, 二〇二三 2023; null when it is none.

    Two digits at one place are no number: 三四十 is between thirty and forty.
    """
    signs = set(numeral)
    if not signs or not signs <= _DIGITS.keys() | PLACES.keys():
        return None
    if len(numeral) > 1 and signs <= _DIGITS.keys():
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total = 0
    digit: int | None = None
    for sign in numeral:
        if sign in PLACES:
            total += (1 if digit is None else digit) * PLACES[sign]
            digit = None
        elif digit:
            return None
        else:
            digit = _DIGITS[sign]
    return total + (digit or 0)


def parse_number(printed: str, scale: str = "") -> Decimal | None:
    """Read a printed number and its scale: `4.55`, `万` is 45500; null when it is no number."""
    plain = printed.replace(",", "").replace("，", "")
    value: Decimal | None
    if plain and plain[0].isascii():
        value = Decimal(plain)
    else:
        chinese = parse_chinese_numeral(plain)
        value = None if chinese is None else Decimal(chinese)
    if value is None:
        return None
    return value * _SCALES.get(scale, Decimal(1))


# Units as printed, the longer before the shorter; a unit stands for itself.
_UNITS = (
    "人次 家次 户次 批次 批件 场次 件次 车次 艘次 台次 班次 条次 辆次 组次 点次 架次 站次 案次 宗次 份次 "
    "处次 人日 课时 学时 小时 分钟 个工作日 工作日 个月 个百分点 百分点 "
    "平方公里 平方米 立方米 公里 千米 公顷 公斤 千克 美元 元 吨 米 亩 ％ % ‰ "
    "人 名 位 件 起 宗 份 册 本 张 幅 条 项 个 家 户 次 场 期 批 处 所 座 支 台 辆 部 套 间 栋 幢 例 类 "
    "种 轮 篇 则 封 组 对 天 堂 门 块 面 只 枚 卷 集 段 箱 艘 架 道 桩 笔 单 站 盏 棵 株 节 倍 案 句 题 "
    "毫克 微克 千瓦时 分贝"
).split()
# Behind a stroke, what a rate is per: 28微克/立方米, 200元/吨, 12件/万人; 家/户 is no rate, and 人/次 is 人次
_RATE_UNITS = (
    "立方米 平方米 平方公里 公里 千米 公顷 公斤 千克 千瓦时 小时 分钟 人 吨 升 米 亩 天 日 月 季度 年 "
    "次"
).split()
_SAME_UNIT = {
    "％": "%",
    "百分点": "个百分点",
    **{f"{one}/次": f"{one}次" for one in "人家户批件场车班份处"},
}
_RATIO_UNIT = "比"
# An exact Chinese numeral counts only before these; before the others it is nearly always part of a name
# (三门, 四面).
_UNITS_AFTER_CHINESE = frozenset(
    "人次 家次 户次 批次 批件 场次 件次 小时 个工作日 工作日 个月 个百分点 人 名 位 件 起 宗 份 册 条 项 个 "
    "家 户 次 场 期 批 处 所 座 支 台 辆 部 套 例 类 种 轮 篇 堂 元 天 倍".split()
)

# 最近3次, 预约30件, 节约3万元 are no approximations.
_COMPARATORS_BEFORE = {
    Comparator.AT_LEAST: "不少于|不低于|至少|超过了?|超出|超|突破|逾|上(?=[百千万])",
    Comparator.AT_MOST: "不超过|不多于|不高于|至多|最多",
    Comparator.NEARLY: "接近|将近|(?<![最附邻临])近",
    Comparator.ABOUT: "大约|(?<![预节签违履邀特公条])约",
}
_COMPARATORS_AFTER = {
    Comparator.AT_LEAST: "及?以上",
    Comparator.AT_MOST: "以内|以下|之内",
    Comparator.ABOUT: "左右|上下",
}
_BEFORE_WORDS = "|".join(
    f"(?P<before_{comparator}>{words})"
    for comparator, words in _COMPARATORS_BEFORE.items()
)
_AFTER_WORDS = "|".join(
    f"(?P<after_{comparator}>{words})"
    for comparator, words in _COMPARATORS_AFTER.items()
)
_GROUPS_BEFORE = {
    f"before_{comparator}": comparator for comparator in _COMPARATORS_BEFORE
}
_GROUPS_AFTER = {f"after_{comparator}": comparator for comparator in _COMPARATORS_AFTER}
# 余 and 多 inside the number tell most, then the words before it.
_COMPARATORS = {
    "more": Comparator.AT_LEAST,
    "more1": Comparator.AT_LEAST,
    **_GROUPS_BEFORE,
    **_GROUPS_AFTER,
}
_UNIT_WORDS = f"(?:{'|'.join(map(re.escape, _UNITS))})(?:[/／][百千万]?(?:{'|'.join(_RATE_UNITS)}))?"

# `660余人次`, `4.55万元`, `近3,600份`, `9.5万余场`, `95%以上`
_ARABIC = re.compile(
    rf"(?:{_BEFORE_WORDS})?(?<![\d.．〔\[+＋×xX·A-Za-z第/-])(?<!\d[:：])"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<more1>[余多])?"
    rf"(?P<scale>百万|亿|万|千)?(?P<more>[余多])?(?P<unit>{_UNIT_WORDS})(?:{_AFTER_WORDS})?"
)
# `八个社区`, `十余次`, `两万余份`, `二百三十六件`, `万余人`
_CHINESE = re.compile(
    rf"(?:{_BEFORE_WORDS})?(?<![第〇零一二两三四五六七八九十百千万几数\d+＋每])(?<!(?<![至最])多)"
    rf"(?P<number>[一二两三四五六七八九十百千零]+?|(?=万[余多])|(?<=[近上逾超约])(?=万))(?P<more1>[余多])?"
    rf"(?P<scale>亿|万)?(?P<more>[余多])?(?P<unit>{_UNIT_WORDS})(?:{_AFTER_WORDS})?"
)
# `百分之九十五以上`, `百分之98.2`, `千分之三`
_PERCENT = re.compile(
    rf"(?:{_BEFORE_WORDS})?(?P<of>[百千])分之(?P<number>[一二三四五六七八九十百零]+|\d+(?:\.\d+)?)(?:{_AFTER_WORDS})?"
)
# `30—50件`, `2-3次`, `3万至5万元`: two quantities over the same words, at least the one and at most the other
_RANGE = re.compile(
    rf"(?<![\d.〔第·/])(?P<low>\d+(?:\.\d+)?)(?P<low_scale>亿|万|千)?(?:[-—–~～至到]+)(?P<high>\d+(?:\.\d+)?)"
    rf"(?P<scale>亿|万|千)?(?P<unit>{_UNIT_WORDS})"
)
# `按1：3的比例配备`, `配比达到1:2.5`; a time of day is none
_RATIO = re.compile(
    r"(?<![\d.:：])(?P<one>\d+(?:\.\d+)?)[:：∶](?P<other>\d+(?:\.\d+)?)(?![\d.:：])"
)
_RATIO_BEHIND = re.compile(r"的?(?:比例|配比)")
_RATIO_BEFORE = re.compile(r"(?:比例|配比|之比|比率|占比)(?:达到|达|为|是|约|不低于)?$")
# What follows a number and its unit when both are part of a name: 四个意识, 三项制度, 五位一体, 二次供水
_NAMES_AFTER = re.compile(
    r"意识|自信|维护|确立|全面|服从|革命|务必|必须|统一|结合|不动摇|清单(?!\d)|责任(?!书|状)|制度(?!\d)|规定(?!动作)|方面|环节|阶段|层面|维度|"
    r"关键|到位|坚持|融合|转变|百年|一(?:体|批|起|律|致|样)|之(?!多|久|内)|不(?:放过|留)|供水|分配|产业|创业|污染|代|民|大代|力|头|工作法|"
    r"好|强化|联动|级联|先进|文明|清|台账?一|抓手|着力|聚焦|导向|循环|面向"
)
# An Arabic number is part of a name before these only: 24小时值班, 15分钟服务圈
# (城区15分钟、农村20分钟服务圈, too), 1个中心+5个站点; 2个多月 counts no 个
_NAMES_AFTER_ARABIC = re.compile(
    r"(?<=小时)(?:不|值|在|服务|热线|监|自助|受理|响应|以外|之外)|(?<=分钟)(?:、[^，。；、\d]{0,6}\d+分钟)?[^，。；、]{0,8}圈|"
    r"[^，。；、\d]{0,8}[+＋]|(?<=个)多[月小]"
)
# 一名 is an article; 千家万户, 百家争鸣 are sayings
_ALONE = frozenset("一百千")
_QUOTED = re.compile(r"“[^”]{0,40}”|《[^》]*》|〈[^〉]*〉")
_TITLES = re.compile(r"《[^》]*》")


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """One number with a unit: its value, the scale multiplied out, and the offsets of number and unit."""

    value: Decimal
    unit: str
    comparator: Comparator | None
    start: int
    end: int

    @classmethod
    def find_all(cls, text: str) -> "list[NumberMatch]":
        """Find every number with a unit in a clean text, in order; numbers inside 《…》 are names."""
        titles = _list_spans(_TITLES, text)
        ranges = list(_find_ranges(text))
        taken = titles + [(number.start, number.end) for number in ranges]
        found: set[NumberMatch] = set()
        for find in (_find_arabic, _find_chinese, _find_fractions, _find_ratios):
            numbers = find(text)
            found.update(number for number in numbers if not number.is_inside(taken))
        found.update(number for number in ranges if not number.is_inside(titles))
        return sorted(found, key=cls._get_place)

    def is_inside(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Tell whether the number starts in one of some spans."""
        return any(start <= self.start < end for start, end in spans)

    def _get_place(self) -> tuple[int, int, Decimal]:
        return self.start, self.end, self.value


def _find_comparator(match: re.Match[str]) -> Comparator | None:
    groups = match.groupdict()
    for group, comparator in _COMPARATORS.items():
        if groups.get(group):
            return comparator
    return None


def _build_number(
    match: re.Match[str],
    value: Decimal,
    unit: str,
    comparator: Comparator | None,
) -> NumberMatch:
    return NumberMatch(
        value, _normalize_unit(unit), comparator, match.start(), match.end()
    )


def _normalize_unit(unit: str) -> str:
    """Give a unit as all spellings of it stand in the tables: ％ is %, 人／次 is 人次."""
    unit = unit.replace("／", "/")
    return _SAME_UNIT.get(unit, unit)


def _find_arabic(text: str) -> Iterator[NumberMatch]:
    for match in _ARABIC.finditer(text):
        value = parse_number(match["number"], match["scale"] or "")
        is_name = _NAMES_AFTER_ARABIC.match(text, match.end())
        if value is not None and not is_name:
            yield _build_number(match, value, match["unit"], _find_comparator(match))


def _find_chinese(text: str) -> Iterator[NumberMatch]:
    quoted = list(_list_spans(_QUOTED, text))
    for match in _CHINESE.finditer(text):
        numeral = match["number"] or "一"
        comparator = _find_comparator(match)
        is_exact = not match["scale"] and comparator is None
        if is_exact and _is_part_of_name(text, match, numeral):
            continue
        if len(numeral) > 1 and PLACES.keys().isdisjoint(numeral):
            continue  # 七八家: no definite number
        if any(start < match.start() < end for start, end in quoted):
            continue
        value = parse_number(numeral, match["scale"] or "")
        if value is not None:
            yield _build_number(match, value, match["unit"], comparator)


def _is_part_of_name(text: str, match: re.Match[str], numeral: str) -> bool:
    """Tell whether an exact Chinese number is no count, but part of a name or an article."""
    if numeral in _ALONE or match["unit"] not in _UNITS_AFTER_CHINESE:
        return True
    return _NAMES_AFTER.match(text, match.end()) is not None


def _find_fractions(text: str) -> Iterator[NumberMatch]:
    """Find 百分之九十五 and 千分之三."""
    for match in _PERCENT.finditer(text):
        value = parse_number(match["number"])
        unit = "%" if match["of"] == "百" else "‰"
        if value is not None:
            yield _build_number(match, value, unit, _find_comparator(match))


def _find_ranges(text: str) -> Iterator[NumberMatch]:
    for match in _RANGE.finditer(text):
        scale = match["scale"] or ""
        unit = match["unit"]
        low = parse_number(match["low"], match["low_scale"] or scale)
        high = parse_number(match["high"], scale)
        if low is not None:
            yield _build_number(match, low, unit, Comparator.AT_LEAST)
        if high is not None:
            yield _build_number(match, high, unit, Comparator.AT_MOST)


def _find_ratios(text: str) -> Iterator[NumberMatch]:
    for match in _RATIO.finditer(text):
        one = Decimal(match["one"])
        other = Decimal(match["other"])
        before = max(match.start() - 8, 0)
        is_ratio = _RATIO_BEHIND.match(text, match.end()) or _RATIO_BEFORE.search(
            text, before, match.start()
        )
        if is_ratio and other:
            value = round(one / other, 6).normalize()
            yield _build_number(match, value, _RATIO_UNIT, None)


def _list_spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]

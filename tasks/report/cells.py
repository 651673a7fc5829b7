"""A table's cells: what each prints, the heads that hold for it, and the unit that they give its number."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain, islice
from operator import itemgetter

from tasks.model.document import TableCell

_DIGITS = r"(?:\d{1,3}(?:[,，] ?\d{3}){1,5}|\d{1,3}(?: \d{3}){1,5}|\d+)(?:[.．]\d+)?"
_SCALE = "[百千]?[万亿]|[百千]"
_MEASURE = (
    "(?:(?:美|日|欧|港)元|人民币元|平方米|平方公里|立方米|公里|公斤|千克|小时|个工作日|工作日|学时|课时|"
    "人[·•．]次|[人家户批件场班轮车][次数]|条次|个次|亩次|人天|"
    "[件起宗份册本张条项个家户次场期批处所人名元吨亩例篇天台辆套支座轮组封间部款幅块面米岁年月日])"
)
_PERCENT = "[%％‰]|个百分点|百分点"
_UNIT = rf"(?:(?:{_SCALE})?{_MEASURE}|{_PERCENT})"
_SEVERAL = rf"{_UNIT}(?:[、/／，,]{_UNIT}){{0,3}}"
# `128`, `1,204件`, `约34.5万元`, `98.2%`, `-3.1%`, `↑14.3%`, `41（件）`
_VALUE = re.compile(
    rf"[-－−+＋±↑↓]? ?(?:约|近|超|逾|≥|≤|>|<)?(?:[¥￥] ?)?(?P<number>{_DIGITS}) ?"
    rf"(?:(?P<unit>[余多]?(?:{_SCALE})?[余多]?{_MEASURE}?|{_PERCENT})|[（(](?P<bracket>{_UNIT})[)）])"
)
# `12/34` under 批次/人次
_VALUES = re.compile(rf"{_DIGITS}(?: ?[/／] ?{_DIGITS}){{1,3}}")
# `¥52,300`: a sign before a number that says 元
_CURRENCY = "¥￥"
_ONE_NUMBER = re.compile(_DIGITS)
_OWN_UNIT = re.compile(rf"(?:{_MEASURE}|{_PERCENT})[)）]?$")
_BRACKETED_UNIT = re.compile(rf" ?[（(]({_UNIT})[)）]$")
# `—`, `/`, `无`: a cell that says that there is nothing to say
_BLANK = re.compile(r"[-—–―－/／\\*·.…\s]*|无|暂无|空|\(空\)|（空）")
# 2024, 2024年, 2024年度, 2024年1-12月, 2024.1-12; 2082 is a count
_PERIOD = re.compile(
    r"(?:(?:19[5-9]|20[0-4])\d(?:年度?)?(?:[./年]?\d{1,2}(?:[-—~至]\d{1,2})?月?(?:底|末)?)?|"
    r"(?:本|上|去|今|前)年度?(?:同期)?|(?:本|当|同|上)期|(?:上|下)半年|[一二三四1-4]季度|第[一二三四]季度|(?:1[0-2]|[1-9])月份?)"
)
_PERIOD_HEAD = re.compile(
    rf"(?:截至|截止)?{_PERIOD.pattern}(?:完成|实际|实绩|数量|数据|数|情况|合计|累计|全年|同期)?"
)
# 2024, 2024.1-12: a year that is printed without its sign
_BARE_YEAR = re.compile(r"((?:19|20)\d\d)(?!\d|年)[./]?(\d{1,2}[-—~至]\d{1,2}$)?")
# `行政处罚（件）`, `罚没金额/万元`, `处罚数量，件`, `数量 单位：件`, `来访（批次/人次）`
_HEAD_UNIT = re.compile(
    rf"[（(\[【［〔](?:计量)?(?:单位)?[:：]?[±+]?(?P<bracket>{_SEVERAL})[)）\]】］〕]$|(?P<pair>(?:[人家户批件场班]次|批)[/／]{_UNIT}|人[/／]次)$|[/／，,：:](?P<behind>{_UNIT})$"
    rf"|(?:计量)?单位[:：](?P<stated>{_SEVERAL})[)）]?$|^(?P<alone>{_UNIT}(?:[、/／]{_UNIT}){{0,2}})$"
)
# `单位：件、万元`
_CAPTION_UNIT = re.compile(rf"单位[:：](?P<units>{_SEVERAL})")
_UNIT_CELL = re.compile(_SEVERAL)
# `表1 2024年各部门`, `附表：全县`: before what a caption says is counted
_CAPTION_LEAD = re.compile(
    r"^附?表 ?[一二三四五六七八九十\d]{0,3}(?:[-—.．]\d{1,2})?[:：、 ]*(?=[^格示]{2})"
    r"|(?:截至)?20\d\d(?:[年—-]{1,2}(?:至|[-—])?20\d\d)?年度?|近[两三四五]年来?|[一-鿿]{0,3}各(?:部门|单位|镇街?|乡镇|街道|领域|地区|县区)+|^全[市县区镇乡]|分(?:部门|领域|地区|年度)"
)
# `情况统计表`, `如下表所示：`, `（单位：件）`: behind it
_CAPTION_TAIL = re.compile(
    "(?:[（(][^（）()]*[)）]|[:：，, ]|(?:见|如)?下表(?:所示)?|如下(?:所示)?|对比|比较|统计|汇总|一览|明细|"
    "分布|基本|总体|有关|主要|收结|情况|数据|表)$"
)
# several things, or words that go on
_NO_SUBJECT = re.compile("[、，。；：和与及]|单位|相关|工作|附件|以下|主要")
_LONGEST_SUBJECT = 16
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
# `标的额`, `罚没金额`: money and nothing else; 罚款 may count decisions
_MONEY_ALONE = re.compile("(?:金额|标的额|赔偿额|经费|资金)$")
_CASE_UNITS = frozenset("件 起 宗 例 件次".split())
# What is counted in units of one sort, by the last of these words: `排查纠纷` in 起, `参与调解人员` in 人次
_SORTS = (
    (
        re.compile(
            "纠纷|案件?|收案|立案|审结|办结|结案|未结|受理|处罚|许可|强制|复议|诉讼|应诉|信访"
        ),
        _CASE_UNITS,
    ),
    (
        re.compile("人员|人数|干部|群众|参训|参加|培训|受教育|律师|调解员"),
        frozenset("人 人次 名".split()),
    ),
    (re.compile("企业|商户|单位|市场主体"), frozenset("家 户 家次 户次".split())),
    (re.compile("检查|巡查|督查"), frozenset("次 家次 户次 件次".split())),
    (re.compile("活动|讲座|宣讲|会议|演练"), frozenset("场 次 场次 期".split())),
)
# `收案`, `审结`: heads that count cases, in the unit that others of their table state
_STEP_OF_CASES = re.compile(
    "(?:收案|立案|结案|发案|受理|审结|办结|未结|未结案|新收|旧存|审理|结存|败诉|胜诉|应诉|撤诉|案件?)(?:数|数量|总数)?$"
)
_CASE = re.compile("案(?:数|数量|总数)?$")
_CASE_HEAD = re.compile("[^，。；]{0,4}[收立结发]案(?:数|数量|总数)?")
_LABEL_MARK = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]|[①-⑳])"
)
_UNIT_PARTS = re.compile("[、/／，,]")
# `人·次`
_MIDDLE_DOT = re.compile("[·•．]")
_SCALES = {
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
}
_MINUS = "-－−↓"
_SIGNS = f"{_MINUS}+＋±↑ {_CURRENCY}"
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


# No count has so many digits, with all that parts them.
_LONGEST_NUMBER = 40
# Heads and cells whose words are known; those of one table come again and again.
_MOST_KNOWN = 4096


class CellWords:
    """What the words of a cell or of a head are, whatever stands around them."""

    @staticmethod
    @lru_cache(_MOST_KNOWN)
    def is_value(text: str) -> bool:
        """Tell whether a cell holds a number, or a pair; a year or a month is a head."""
        is_number = _VALUE.fullmatch(text) or _VALUES.fullmatch(text)
        return bool(is_number) and not _PERIOD.fullmatch(text)

    @staticmethod
    def is_numeric(text: str) -> bool:
        """Tell whether a cell holds a number, be it a year: 2024, 1, 98.2%."""
        return bool(_VALUE.fullmatch(text))

    @staticmethod
    @lru_cache(_MOST_KNOWN)
    def is_blank(text: str) -> bool:
        """Tell whether a cell says in a sign that there is nothing to say; an empty one does too."""
        return bool(_BLANK.fullmatch(text))

    @staticmethod
    @lru_cache(_MOST_KNOWN)
    def is_period(head: str) -> bool:
        """Tell whether a head, stripped, names a time: 2024年, 上年同期."""
        return bool(_PERIOD_HEAD.fullmatch(head))

    @staticmethod
    @lru_cache(_MOST_KNOWN)
    def is_unit(text: str) -> bool:
        """Tell whether a cell holds nothing but a unit, or several: 件, 件/万元."""
        return bool(_UNIT_CELL.fullmatch(text))

    @staticmethod
    def parse_value(text: str) -> Decimal | None:
        """Give the number that a cell is, its scale multiplied out; null where it is none, or several."""
        value = _VALUE.fullmatch(text)
        if value is None or len(value["number"]) > _LONGEST_NUMBER:
            return None
        number = Decimal(_print_plainly(value["number"]))
        for sign in value["unit"] or value["bracket"] or "":
            number *= _SCALES.get(sign, 1)
        if _is_lowered(text):
            return -number
        return number

    @staticmethod
    def has_own_unit(text: str) -> bool:
        """Tell whether a cell prints its number's unit: 41件."""
        return bool(_OWN_UNIT.search(text))

    @staticmethod
    @lru_cache(_MOST_KNOWN)
    def find_head_units(head: str) -> tuple[str, ...]:
        """Find the units that a head names: several for pairs (批次/人次), empty where it names none."""
        found = _HEAD_UNIT.search(head)
        named = next(filter(None, found.groups()), "") if found else ""
        if named:
            return tuple(_UNIT_PARTS.split(_MIDDLE_DOT.sub("", named)))
        return ()

    @staticmethod
    def find_subject(caption: str) -> str:
        """Find the one thing that a caption says is counted: 表1 行政处罚情况（单位：件） → 行政处罚."""
        words = _CAPTION_LEAD.sub("", _LABEL_MARK.sub("", caption.strip()))
        bare = words
        while (cut := _CAPTION_TAIL.sub("", bare)) != bare:
            bare = cut
        is_caption = bare != caption.strip() and not _NO_SUBJECT.search(bare)
        is_short = 2 <= len(bare) <= _LONGEST_SUBJECT
        return bare if is_caption and is_short else ""

    @staticmethod
    def is_of_money(head: str) -> bool:
        """Tell whether a head speaks of money: 罚款金额."""
        return bool(_MONEY_HEAD.search(head))

    @staticmethod
    @lru_cache(_MOST_KNOWN)
    def strip_head(head: str) -> str:
        """Strip a head of its unit and of the mark before it: 1.行政处罚（件） → 行政处罚."""
        return _LABEL_MARK.sub("", _HEAD_UNIT.sub("", head)).strip("：: ")


def _is_lowered(text: str) -> bool:
    """Tell whether a number's sign says that it goes down: -3.1%."""
    return text[:1] in tuple(_MINUS)


def _list_numbers(text: str) -> list[tuple[slice, str]]:
    """List the numbers that a cell is, with their places in it: as words print them, without a sign."""
    if _VALUES.fullmatch(text):
        return [
            (slice(*found.span()), _print_plainly(found.group()))
            for found in _ONE_NUMBER.finditer(text)
        ]
    number = _strip_sign(text)
    return [(slice(len(text) - len(number), len(text)), _print_plainly(number))]


def _strip_sign(text: str) -> str:
    """Strip the sign before a number."""
    return text.lstrip(_SIGNS)


def _print_plainly(number: str) -> str:
    """Print a number with plain signs: 1，204 and 1 204 are 1204, 41（件） is 41件."""
    number = _BRACKETED_UNIT.sub(r"\1", number.translate(_WIDE))
    return re.sub(r"(?<=\d)(?:[,，] ?|\s)(?=\d{3})", "", number).replace(" ", "")


def _find_counted_unit(head: str) -> str | None:
    """Find the unit that a head's last word is: 受理件数, 参训人次."""
    counted = _COUNTED_HEAD.search(head)
    if counted:
        return counted["unit"].removesuffix("数")
    if _COUNT_WORD.search(head):
        return _find_unit_of_noun([head])
    return None


def _find_unit_of_noun(heads: Iterable[str]) -> str | None:
    """Find the unit in which one counts what the first of some heads names: 行政处罚案件数."""
    for head in heads:
        for noun, unit in _NOUN_UNITS:
            if noun.search(head):
                return unit
    return None


def _is_rate(head: str) -> bool:
    """Tell whether a head names what is counted in %: 占比, 办结率, 同比增幅."""
    return bool(_RATE_HEAD.search(head))


def list_captions(lines: Iterable[str], titles: Iterable[str] = ()) -> list[str]:
    """List the first of the lines above a table, or of the titles in it, that states a unit for all of it.

    `表3 行政复议收案数（件）` does so above it; in it, it is a head.
    """
    stated = filter(_list_caption_units, lines)
    in_cells = filter(_CAPTION_UNIT.search, titles)
    return list(islice(chain(stated, in_cells), 1))


def _list_caption_units(line: str) -> Sequence[str]:
    """List the units that a line states for all numbers of a table."""
    found = _CAPTION_UNIT.search(line)
    if found:
        return _UNIT_PARTS.split(found["units"])
    if CellWords.find_subject(line):
        return CellWords.find_head_units(line)
    return ()


def _find_caption_unit(lines: Iterable[str], words: str) -> str | None:
    """Find the unit that lines state for a whole table; of several, money is for heads that speak of it."""
    for line in lines:
        units = _list_caption_units(line)
        if units:
            unit = _choose_unit(units, words)
            return unit if unit and _fits_unit(unit, words) else None
    return None


def _choose_unit(units: Sequence[str], words: str) -> str | None:
    """Choose among units that are named together for one number: 件、万元, and 人/次 for both in one."""
    if len(units) == 1:
        return units[0]
    if len(units) == 2 and units[1] == "次":
        return f"{units[0]}次"
    noun = _find_unit_of_noun([words])
    if noun in units:
        return noun
    of_sort = [unit for unit in units if unit in _find_sort(words)]
    if len(of_sort) == 1:
        return of_sort[0]
    is_money = bool(_MONEY_HEAD.search(words))
    fitting = [unit for unit in units if bool(_MONEY_UNIT.search(unit)) is is_money]
    if 0 < len(fitting) < len(units):
        return fitting[0]
    return None


def _find_sort(words: str) -> frozenset[str]:
    """Find the units in which one counts what words name last; none where they name nothing known."""
    found = [
        (match.end(), units)
        for names, units in _SORTS
        for match in names.finditer(words)
    ]
    return max(found, key=itemgetter(0), default=(0, frozenset()))[1]


def _fits_unit(unit: str, words: str) -> bool:
    """Tell whether a unit that holds for a whole table can be that of a head: 万元 is none of 收案."""
    if _MONEY_ALONE.search(words):
        return bool(_MONEY_UNIT.search(unit)) or unit in _SCALES
    is_case = bool(_CASE.search(words) or _find_unit_of_noun([words]))
    return not (is_case and _MONEY_UNIT.search(unit))


# `其中：网上申请`: part of the row above
OF_WHICH = re.compile("^其中[：:，、]?")
_TOTAL = re.compile(
    "(?:全[市县区省镇乡]|总体|本[年期])?(?:合计|总计|共计|小计|总数|总量)(?:数|数量)?"
)
# `同比`, `增长率`: what a change says; which way it goes the number's sign tells
CHANGE_HEAD = re.compile(
    "(?:(?P<base>同比|环比|(?:比|较|与)(?:上年|去年|20\\d\\d年)(?:同期)?(?:相比)?)(?:增长|增减|变化|变动|升降|增幅|增速)?|增长|增幅|增速|增减|变化|变动|升降)(?:率|幅度|幅|情况|(?P<amount>数|量|额|值))?[±%％]*"
)
# `计划`, `年度目标数`: what was to be done, and not what was
_PLAN_HEAD = re.compile(
    "(?:年度|全年|年初|当年|本年)?(?:工作)?(?:计划|目标|预期|预计|任务)(?:完成|任务|目标|数|量|数量|值|指标)?"
)
# These say as little where a caption says of what.
_SHALLOW = frozenset("金额 数额 总额 总金额 次数 检查次数 人数 户数 件次".split())
_BARE = frozenset(
    "数量 数值 数 情况 完成情况 件数 总数 合计 总计 小计 备注 内容 数据 结果 指标值 实际 值 全年 "
    "项目 指标 指标名称 类别 类型 名称 单位 计量单位 部门 地区 领域 种类 事项 年度 数字 统计数 "
    "统计数据 案件数 人数 本期 总量 共计".split()
)


# `检查（次）`, `处罚件数`: enforcement in short, as heads have it
_SHORT_NAME = re.compile(
    "(?:实施|开展|作出|办理)?(?P<name>检查|许可|强制|处罚|复议|应诉|征收|给付|确认|裁决|奖励)"
    "(?:案件|决定)?(?:人次|户次|家次|件次|场次|批次|次|件|宗|起|总)?(?:数|数量|量|情况)?"
)
# Checks of these are none of enforcement.
_OTHER_CHECKS = re.compile(
    "评查|督[察查]|自查|考核|测评|培训|普查|审计|备案|整改|演练|巡视|内部|机关"
)


@dataclass(frozen=True, slots=True)
class HeadedCell:
    """A cell with the heads that hold for it, from the outermost on.

    `units` are what heads, caption or the cell itself say of its numbers: one for each, empty where the cell
    prints it, none where nothing says it. `counts` says that it holds a number that ought to be read: no
    year, no number of the row; `is_head` that it is a head or a label. `idle` are the heads that name who did
    something, or a group of the rest: they say nothing of what is counted. `is_cumulative` says that all
    years are counted, `subject` what the table's caption says is.
    """

    cell: TableCell
    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    counts: bool = False
    is_head: bool = False
    idle: tuple[str, ...] = ()
    is_cumulative: bool = False
    subject: str = ""

    @property
    def is_read(self) -> bool:
        """Tell whether its numbers, units and heads are known, so that they are quantities."""
        return self.counts and bool(self.units) and bool(self.words)

    @property
    def numbers(self) -> list[tuple[slice, str]]:
        """List its numbers as words would print them, with their units, each with its place in the cell."""
        listed = _list_numbers(self.cell.text)
        return [
            (place, f"{number}{unit}")
            for (place, number), unit in zip(listed, self.units, strict=False)
        ]

    @property
    def value(self) -> Decimal | None:
        """Give the number that it holds, 万 and 亿 multiplied out; null where it holds none, or several."""
        if not self.counts:
            return None
        scale = (
            CellWords.parse_value(f"1{self.units[0]}") if len(self.units) == 1 else None
        )
        number = CellWords.parse_value(self.cell.text)
        if number is None:
            return number
        return number * (scale or 1)

    @property
    def value_start(self) -> int:
        """Give the offset at which its number begins, behind a sign."""
        return self.cell.end - len(_strip_sign(self.cell.text))

    @property
    def is_total(self) -> bool:
        """Tell whether its row is a total."""
        return any(
            _TOTAL.fullmatch(CellWords.strip_head(head)) for head in self.row_path
        )

    @property
    def is_subtotal(self) -> bool:
        """Tell whether its row is the total of some rows before it alone: 小计."""
        return any("小计" in head for head in self.row_path)

    @property
    def is_change_row(self) -> bool:
        """Tell whether its row says by how much the numbers above it changed."""
        return any(
            CHANGE_HEAD.fullmatch(CellWords.strip_head(head)) for head in self.row_path
        )

    @property
    def is_in_total_column(self) -> bool:
        """Tell whether its column is a total."""
        heads = map(CellWords.strip_head, self.column_path)
        return any(map(_TOTAL.fullmatch, heads))

    @property
    def is_of_row_above(self) -> bool:
        """Tell whether its row is a part of one above: 其中：网上申请."""
        return any(map(OF_WHICH.match, self.row_path))

    @property
    def is_of_column_before(self) -> bool:
        """Tell whether its column is a part of the one before it."""
        return any(map(OF_WHICH.match, self.column_path))

    @property
    def words(self) -> str:
        """Give the heads as a sentence would: the period first, then what the row and the column name."""
        return self._phrase(self.row_path, self.column_path)

    @property
    def counted_words(self) -> Iterator[str]:
        """Yield the words that may say what is counted, the surest first: without idle heads, then in full.

        检查（次） under 文化市场 is 检查, then 行政检查. Where heads tell nothing, the caption does, or all
        heads are said.
        """
        rows = self._drop_idle(self.row_path)
        columns = self._drop_idle(self.column_path)
        telling = list(filter(_tells, (*rows, *columns)))
        if self.subject and all(map(_is_shallow, telling)):
            yield self._phrase(rows, [self.subject, *columns])
        if not telling:
            yield self.words
            return
        yield self._phrase(rows, columns)
        has_short = any(map(_find_full_name, (*rows, *columns)))
        if has_short and not any(map(_OTHER_CHECKS.search, (*rows, *columns))):
            yield self._phrase(_name_in_full(rows), _name_in_full(columns))

    def _drop_idle(self, path: Sequence[str]) -> list[str]:
        return [head for head in path if head not in self.idle]

    def _phrase(self, row_path: Sequence[str], column_path: Sequence[str]) -> str:
        """Give the period, what is counted and, for a change, against what and which way it goes."""
        words = []
        changes = []
        named = []
        for path_head in (*_cut_parents(row_path), *_cut_parents(column_path)):
            head = _strip_of_which(path_head)
            if CellWords.is_period(head):
                words.append(_write_period(head))
            elif change := CHANGE_HEAD.fullmatch(head):
                changes.append(change)
            elif head:
                named.append(head)
        telling = [head for head in named if head not in _BARE] or named
        counted = [head for head in telling if not _PLAN_HEAD.fullmatch(head)]
        is_planned = len(counted) < len(telling)
        if is_planned:
            words.append("计划完成")
        words += counted
        said = "".join(dict.fromkeys(words))
        if not changes:
            return said
        base = changes[-1]["base"] or "同比"
        way = "增长"
        if _is_lowered(self.cell.text):
            way = "下降"
        return f"{said}{base}{way}"

    @property
    def wholes(self) -> str:
        """Give the heads that it is a part of, which say nothing of its number: those before 其中."""
        kept = (*_cut_parents(self.row_path), *_cut_parents(self.column_path))
        heads = (*self.row_path, *self.column_path)
        return "".join(CellWords.strip_head(head) for head in heads if head not in kept)


def _tells(head: str) -> bool:
    """Tell whether a head names something: no period, and not 数量 alone."""
    bare = _strip_of_which(head)
    if not bare or bare in _BARE:
        return False
    if CellWords.is_period(bare):
        return False
    return CHANGE_HEAD.fullmatch(bare) is None


def _is_shallow(head: str) -> bool:
    return CellWords.strip_head(head) in _SHALLOW


def _strip_of_which(head: str) -> str:
    """Strip a head, and take 其中 off it."""
    stripped = CellWords.strip_head(head)
    return OF_WHICH.sub("", stripped)


def _find_full_name(head: str) -> str:
    """Find the full name of what a head has in short: 行政检查 for 检查次数（次）; else nothing."""
    short = _SHORT_NAME.fullmatch(CellWords.strip_head(head))
    return f"行政{short['name']}" if short else ""


def _name_in_full(path: Sequence[str]) -> list[str]:
    return [_find_full_name(head) or head for head in path]


def _write_period(head: str) -> str:
    """Write a period as sentences do: 2024年 for 2024."""
    return _BARE_YEAR.sub(_add_signs, head, count=1)


def _add_signs(year: re.Match[str]) -> str:
    """Add the signs that a year and its months are read by: 2024年1-12月."""
    months = f"{year[2]}月" if year[2] else ""
    return f"{year[1]}年{months}"


def _cut_parents(path: Sequence[str]) -> Sequence[str]:
    """Cut what stands before 其中 off a path: the whole says nothing of its part's number."""
    marked = [place for place, head in enumerate(path) if OF_WHICH.match(head)]
    if not marked:
        return path
    first = marked[-1]
    kept = []
    for head in path[:first]:
        stripped = CellWords.strip_head(head)
        if CellWords.is_period(stripped):
            kept.append(head)
    kept += path[first:]
    return kept


_UNIT_COLUMN = re.compile(r"(?:计量|计数|数量)?单位")
_COUNT_HEADS = frozenset(
    "数量 数值 数 件数 总数 合计 总计 小计 指标值 值 数字 统计数".split()
)

GridRow = Sequence[TableCell | None]
StatedUnits = Sequence[tuple[int, str]]


class UnitFinder:
    """Finds the units of a table's numbers: in heads, labels, columns of units, and lines over it.

    `captions` are the lines that may state a unit for the whole table, `texts` those of all its cells,
    `heads` those of the rows above its numbers.
    """

    def __init__(
        self, captions: Sequence[str], texts: Iterable[str], heads: Iterable[str]
    ) -> None:
        self._captions = captions
        self._texts = frozenset(texts)
        self._heads = frozenset(heads)

    def find_all(
        self, headed: HeadedCell, labels: Sequence[str], beside: StatedUnits
    ) -> tuple[str, ...]:
        """Find the units of a cell's numbers, one for each; none where nothing says them.

        `labels` are those of its own row, `beside` what that row states in columns of units.
        """
        nearest = (*reversed(headed.column_path), *reversed(labels))
        text = headed.cell.text
        count = len(_list_numbers(text))
        if count > 1:
            named = map(CellWords.find_head_units, nearest)
            return next((units for units in named if len(units) == count), ())
        if CellWords.has_own_unit(text):
            return ("",)
        if not set(text).isdisjoint(_CURRENCY):
            return ("元",)
        unit = _find_unit_of_rate(headed, labels)
        if unit is None:
            unit = self._find_unit(headed, labels, beside)
        if not unit and CellWords.parse_value(text) is not None:
            unit = self._find_implied(nearest)
        return (unit,) if unit else ()

    def _find_unit(
        self, headed: HeadedCell, labels: Sequence[str], beside: StatedUnits
    ) -> str | None:
        """Find the unit that stands nearest, or the one for what is counted."""
        words = "".join((*labels, *headed.column_path))
        columns = headed.column_path[::-1]
        stated = _find_unit_column(beside, headed.cell.column)
        unit = _find_stated_unit((*reversed(labels), stated, *columns), words)
        if unit:
            return unit
        nearest = (*columns, *reversed(labels))
        return _find_unit_of_count(nearest, self._captions, words)

    def _find_implied(self, heads: Sequence[str]) -> str | None:
        """Find the unit that heads but imply, the nearest first: that of their sort that their table states.

        Null where nothing is stated of the sort, or two units. One row's amount may be in 万元 and the next
        in 元, so for money the heads of columns must state it.
        """
        for head in map(CellWords.strip_head, heads):
            fitting: list[str] = []
            if _STEP_OF_CASES.search(head):
                fitting = [unit for unit in self._stated if unit in _CASE_UNITS]
            elif _MONEY_ALONE.search(head):
                fitting = list(self._money_units)
            if fitting:
                return fitting[0] if len(fitting) == 1 else None
        return None

    @cached_property
    def _money_units(self) -> frozenset[str]:
        """Give the units of money that heads of columns state."""
        named = chain.from_iterable(map(CellWords.find_head_units, self._heads))
        return frozenset(filter(_MONEY_UNIT.search, named))

    @cached_property
    def _stated(self) -> frozenset[str]:
        """Give the units that heads and labels state; 收案 counts 件 where none says otherwise."""
        named = map(CellWords.find_head_units, self._texts)
        units = set(chain.from_iterable(named))
        heads = map(CellWords.strip_head, self._texts)
        has_cases = any(map(_CASE_HEAD.fullmatch, heads))
        if has_cases and units.isdisjoint(_CASE_UNITS):
            units.add("件")
        return frozenset(units)

    @staticmethod
    def list_beside(row: GridRow, heads: Sequence[GridRow]) -> StatedUnits:
        """List the units that a row states in columns of units, each with its column, in order."""
        found: list[tuple[int, str]] = []
        for place, cell in enumerate(row):
            if cell is None or not CellWords.is_unit(cell.text):
                continue
            names = find_column_path(heads, place)
            if not names or any(map(_UNIT_COLUMN.search, names)):
                found.append((place, cell.text))
        return found


def _find_unit_of_rate(headed: HeadedCell, labels: Sequence[str]) -> str | None:
    """Find % where heads say that a number is a rate; empty where it is a change in nobody knows what."""
    text = headed.cell.text
    nearest = (*headed.column_path[::-1], *reversed(labels))
    bare = list(map(CellWords.strip_head, nearest))
    if any(
        "%" in CellWords.find_head_units(head.replace("％", "%")) for head in nearest
    ):
        return "%"
    change = next(filter(None, map(CHANGE_HEAD.fullmatch, bare)), None)
    if change is None:
        if _is_lowered(text):
            return ""
        innermost = (*headed.column_path[-1:], *labels[-1:])
        if any(map(_is_rate, map(CellWords.strip_head, innermost))):
            return "%"
        return None
    if change["amount"]:
        return None
    if "." in text or any(map(_is_rate, bare)):
        return "%"
    return ""


def _find_stated_unit(heads: Sequence[str], words: str) -> str | None:
    """Find the unit that the first of some heads states that does."""
    named = filter(None, map(CellWords.find_head_units, heads))
    units = next(named, ())
    if units:
        return _choose_unit(units, words)
    return None


def _find_unit_of_count(
    nearest: Sequence[str], captions: Sequence[str], words: str
) -> str | None:
    """Find the unit by what is counted, or in the caption: 受理件数; 单位：件; 行政处罚案件 under 数量."""
    heads = list(map(CellWords.strip_head, nearest))
    counted = next(filter(None, map(_find_counted_unit, heads)), None)
    unit = counted or _find_caption_unit(captions, words)
    if unit or _COUNT_HEADS.isdisjoint(heads):
        return unit
    return _find_unit_of_noun(heads)


def find_column_path(heads: Sequence[GridRow], column: int) -> list[str]:
    """Find the heads over a column, from the top down."""
    over = (row[column] for row in heads if column < len(row))
    cells = dict.fromkeys(cell for cell in over if cell and cell.text)
    return [cell.text for cell in cells]


def _find_unit_column(stated: StatedUnits, column: int) -> str:
    """Find the stated unit that stands nearest to a number's column; empty where none is."""
    behind = bisect_left(stated, (column, ""))
    near = stated[max(behind - 1, 0) : behind + 1]
    if near:
        return min(near, key=lambda one: (abs(one[0] - column), one[0]))[1]
    return ""

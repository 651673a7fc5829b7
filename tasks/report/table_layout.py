"""What the heads of a table say of its cells: the words above and to the left of each, its unit, its number.

A table has rows of heads, at its top and sometimes again further down, and columns of labels. Without heads
it is a list of labels and values side by side (受理 41 | 应诉 12): a value belongs to the label on its left.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from tasks.model.catalogue import make_issue
from tasks.model.document import Table, TableCell
from tasks.model.issue import Issue

_NUMBER = r"[-－−]?(?:\d{1,3}(?:[,，]\d{3}){1,5}|\d+)(?:[.．]\d+)?"
_SCALE = "[百千]?[万亿]|[百千]"
_MEASURE = (
    "(?:(?:美|日|欧|港)元|人民币元|平方米|平方公里|立方米|公里|公斤|千克|小时|个工作日|工作日|学时|课时|"
    "[人家户批件场班轮车][次数]|条次|个次|亩次|人天|"
    "[件起宗份册本张条项个家户次场期批处所人名元吨亩例篇天台辆套支座轮组封间部款幅块面米岁年月日])"
)
_PERCENT = "[%％‰]|个百分点|百分点"
_UNIT = rf"(?:(?:{_SCALE})?{_MEASURE}|{_PERCENT})"
# `128`, `1,204件`, `约34.5万元`, `98.2%`
_VALUE = re.compile(
    rf"(?:约|近|超|逾|≥|≤|>|<)?(?P<number>{_NUMBER})(?:余|多)?(?P<unit>(?:{_SCALE})?(?:余|多)?{_MEASURE}?|{_PERCENT})"
)
_OWN_UNIT = re.compile(rf"(?:{_MEASURE}|{_PERCENT})$")
# `—`, `/`, `无`: a cell that says that there is nothing to say
_BLANK = re.compile(r"[-—–―－/／\\*·.…\s]*|无|暂无|空|\(空\)|（空）")
# 2024年, 2024年度, 2024年1-12月, 2024.1-12
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d(?:年度?)?(?:[./年]?\d{1,2}(?:[-—~至]\d{1,2})?月?(?:底|末)?)?|"
    r"(?:本|上|去|今|前)年度?(?:同期)?|(?:本|当|同|上)期|(?:上|下)半年|[一二三四1-4]季度|第[一二三四]季度|(?:1[0-2]|[1-9])月份?)"
)
_PERIOD_HEAD = re.compile(
    rf"(?:截至|截止)?{_PERIOD.pattern}(?:完成|实际|实绩|数量|数据|数|情况|合计|累计|全年)?"
)
# `行政处罚（件）`, `罚没金额/万元`, `数量 单位：件`
_HEAD_UNIT = re.compile(
    rf"[（(\[【/／](?:计量)?(?:单位)?[:：]?(?P<unit>{_UNIT})[)）\]】]?$|单位[:：](?P<stated>{_UNIT})[)）]?$"
)
# `单位：件、万元`
_CAPTION_UNIT = re.compile(rf"单位[:：](?P<units>{_UNIT}(?:[、/／，,]{_UNIT})*)")
_UNIT_CELL = re.compile(_UNIT)
_UNIT_COLUMN = re.compile(r"(?:计量|计数|数量)?单位")
# `受理件数`, `参训人次`: the unit is the head's own last word
_COUNTED_HEAD = re.compile(
    r"(?P<unit>人次|户次|家次|件次|场次|批次|班次|期数|件数|起数|宗数|份数|人数|户数|家数|场数|次数|条数|项数|个数|篇数|册数)$"
)
_MONEY_HEAD = re.compile("金额|罚款|罚没|款项|经费|资金|标的额|赔偿额|费用")
_MONEY_UNIT = re.compile("元$")
# Numbers of these columns and rows count the rows, or name them.
_NO_VALUES = re.compile(
    "序号|编号|编码|代码|年度|年份|日期|时间|电话|排名|名次|文号|邮编|^No\\.?$"
)
# A row of heads again: its first cell names what the labels are.
_LABEL_HEAD = re.compile(
    "项目|指标|类别|类型|单位|名称|序号|年度|内容|部门|地区|领域|种类|分类|事项"
)
# `（一）`, `1.`, `其中：` before a label
_LABEL_MARK = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]|[①-⑳])"
)
_TOTAL = re.compile("合计|总计|共计|小计|总数|总量")
# `同比`, `增长率`: what a rate says, and which way it goes by its sign
_CHANGE_HEAD = re.compile(
    "(?:(?P<base>同比|环比|(?:比|较|与)(?:上年|去年|20\\d\\d年)(?:同期)?(?:相比)?)(?:增长|增减|变化|升降|增幅|增速)?|增长|增幅|增速|增减|变化|升降)(?:率|幅度|幅|情况)?[±%％]*"
)
_BARE = frozenset(
    "数量 数值 数 情况 完成情况 件数 总数 合计 总计 小计 备注 内容 数据 结果 指标值 实际 值 全年 "
    "项目 指标 指标名称 类别 类型 名称 单位 计量单位 部门 地区 领域 种类 事项 年度 数字 统计数 "
    "统计数据".split()
)
_MINUS = "-－−"
_MOST_CELLS = 20_000
_MOST_COLUMNS = 200
_LONGEST_HEADS = 80


@dataclass(frozen=True, slots=True)
class HeadedCell:
    """A cell with the heads that hold for it, from the outermost on.

    `unit` is what heads or the caption say of its number: empty where the cell prints its own, null where
    nothing says it, or where the cell holds no number. `counts` says that it holds a number that ought to be
    read: no year, no number of the row.
    """

    cell: TableCell
    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    unit: str | None = None
    counts: bool = False

    @property
    def is_read(self) -> bool:
        """Tell whether its number, unit and heads are known, so that it is a quantity."""
        return self.counts and self.unit is not None and bool(self.words)

    @property
    def number(self) -> str:
        """Give its number as words would print it: with its unit, a change without its sign."""
        return f"{self.cell.text.lstrip(_MINUS)}{self.unit or ''}"

    @property
    def words(self) -> str:
        """Give the heads as a sentence would: the period first, then what the row and the column name."""
        heads = [_strip_head(head) for head in (*self.row_path, *self.column_path)]
        periods = [head for head in heads if _PERIOD_HEAD.fullmatch(head)]
        named = [head for head in heads if head and head not in periods]
        telling = [head for head in named if head not in _BARE]
        said = "".join(dict.fromkeys((*periods, *(telling or named))))
        change = _CHANGE_HEAD.fullmatch(named[-1]) if named else None
        if change is None:
            return said
        way = "下降" if self.cell.text[:1] in _MINUS else "增长"
        before = said.removesuffix(named[-1])
        return f"{before}{change['base'] or '同比'}{way}"


@dataclass(frozen=True, slots=True)
class HeadedTable:
    """A table with the line of text above it, and its cells with their heads."""

    table: Table
    above: str
    cells: tuple[HeadedCell, ...]


def read_tables(text: str, tables: Sequence[Table]) -> Iterator[HeadedTable]:
    """Yield the tables of a clean text, their cells with their heads."""
    for table in tables:
        start = min((cell.start for cell in table.cells), default=0)
        line = text.rfind("\n", 0, max(start - 1, 0)) + 1
        above = text[line : max(start - 1, 0)] if start else ""
        cells = tuple(_TableLayout(table, above).iter_cells())
        yield HeadedTable(table, above, cells)


def check_tables(tables: Sequence[HeadedTable]) -> Iterator[Issue]:
    """Yield an issue for each table that holds numbers of which none was read."""
    for one in tables:
        numbers = [cell.cell.text for cell in one.cells if cell.counts]
        if numbers and not any(cell.is_read for cell in one.cells):
            heads = " ".join(cell.text for cell in one.table.cells if cell.row == 0)
            yield make_issue(
                "table_not_read",
                heads[:_LONGEST_HEADS],
                table=one.table.number,
                count=len(numbers),
            )


class _TableLayout:
    """One table as a grid, with what its heads say; `above` is the line of text over it."""

    def __init__(self, table: Table, above: str = "") -> None:
        self._table = table
        self._above = above
        self._width = max((one.column + one.columns for one in table.cells), default=0)
        self._rows = self._fill_grid()

    def iter_cells(self) -> Iterator[HeadedCell]:
        """Yield all cells in order, each with its heads."""
        if len(self._table.cells) > _MOST_CELLS or self._width > _MOST_COLUMNS:
            yield from map(HeadedCell, self._table.cells)
            return
        heads: list[Sequence[TableCell | None]] = []
        group = ""
        in_body = False
        for number, row in enumerate(self._rows):
            own = _list_own(row, number)
            if self._is_banner(own):
                group = own[0].text
                yield from map(HeadedCell, own)
            elif self._is_head(row, number, in_body):
                if in_body:
                    heads, in_body = [], False
                    group = ""
                heads.append(row)
                yield from map(HeadedCell, own)
            else:
                in_body = True
                yield from self._read_row(row, number, heads, group)

    def _fill_grid(self) -> list[list[TableCell | None]]:
        """Lay the cells out in rows and columns: a merged cell stands in all the places that it covers."""
        height = max((one.row for one in self._table.cells), default=-1) + 1
        width = min(self._width, _MOST_COLUMNS)
        grid: list[list[TableCell | None]] = [[None] * width for _ in range(height)]
        for one in self._table.cells:
            for row in grid[one.row : one.row + one.rows]:
                covered = range(one.column, min(one.column + one.columns, width))
                for column in covered:
                    row[column] = one
        return grid

    def _is_banner(self, own: Sequence[TableCell]) -> bool:
        """Tell whether a row is one line of words over the table's width: a title, or a group's name."""
        filled = [cell for cell in own if cell.text]
        is_wide = len(filled) == 1 and len(own) == 1 and self._width > 1
        return is_wide and not _VALUE.fullmatch(filled[0].text)

    def _is_head(
        self, row: Sequence[TableCell | None], number: int, in_body: bool
    ) -> bool:
        """Tell whether a row holds heads: words only, at the top, or where its first cell names labels."""
        texts = [cell.text for cell in row if cell]
        if any(_is_value(text) for text in texts) or len(set(filter(None, texts))) < 2:
            # `2024年 | 2023年` alone are heads too, over labels
            return False
        if number + 1 >= len(self._rows):
            return False
        if in_body:
            return bool(texts and _LABEL_HEAD.search(texts[0]))
        return self._is_followed_by_values(number)

    def _is_followed_by_values(self, number: int) -> bool:
        """Tell whether numbers stand below; words alone are a list of things."""
        below = chain.from_iterable(self._rows[number + 1 :])
        return any(cell and _is_value(cell.text) for cell in below)

    def _read_row(
        self,
        row: Sequence[TableCell | None],
        number: int,
        heads: Sequence[Sequence[TableCell | None]],
        group: str,
    ) -> Iterator[HeadedCell]:
        for cell in _list_own(row, number):
            labels = _find_labels(row, cell.column)
            column_path = _find_column_path(heads, cell.column)
            row_path = [*([group] if group and heads else []), *labels]
            headed = HeadedCell(cell, tuple(row_path), tuple(column_path))
            if not _is_value(cell.text):
                yield headed
                continue
            if any(map(_NO_VALUES.search, (*labels[-1:], *column_path))):
                yield headed
                continue
            stated = _find_unit_column(row, heads)
            unit = self._find_unit(cell, labels, column_path, stated)
            yield replace(headed, unit=unit, counts=True)

    def _find_unit(
        self,
        cell: TableCell,
        labels: Sequence[str],
        column_path: Sequence[str],
        stated: str,
    ) -> str | None:
        """Find a number's unit, nearest first: cell, label, column of units, heads, caption."""
        if _OWN_UNIT.search(cell.text):
            return ""
        for head in (*reversed(labels), f"（{stated}）", *reversed(column_path)):
            found = _HEAD_UNIT.search(head)
            if found:
                return found["unit"] or found["stated"]
        words = "".join((*labels, *column_path))
        if unit := self._find_caption_unit(words):
            return unit
        for head in (*reversed(column_path), *reversed(labels)):
            if counted := _COUNTED_HEAD.search(_strip_head(head)):
                return counted["unit"].removesuffix("数")
        return None

    def _find_caption_unit(self, words: str) -> str:
        """Find the unit that is stated for the whole table; of several, money is for what speaks of money."""
        titles = [cell.text for cell in self._table.cells if cell.row < 2]
        for line in (self._above, *titles):
            if found := _CAPTION_UNIT.search(line):
                units = re.split("[、/／，,]", found["units"])
                is_money = bool(_MONEY_HEAD.search(words))
                fitting = [
                    unit for unit in units if bool(_MONEY_UNIT.search(unit)) is is_money
                ]
                return fitting[0] if len(units) > 1 and fitting else units[0]
        return ""


def _list_own(row: Sequence[TableCell | None], number: int) -> list[TableCell]:
    """List the cells that begin in a row."""
    own = (cell for cell in row if cell is not None and cell.row == number)
    return list(dict.fromkeys(own))


def _is_value(text: str) -> bool:
    """Tell whether a cell holds a number; a year or a month is a head."""
    return bool(_VALUE.fullmatch(text)) and not _PERIOD.fullmatch(text)


def _find_labels(row: Sequence[TableCell | None], column: int) -> list[str]:
    """Find the labels of a value: the cells of words that stand together on its left."""
    path: list[str] = []
    for cell in reversed(row[:column]):
        if cell is None or not cell.text or _UNIT_CELL.fullmatch(cell.text):
            continue
        if _is_value(cell.text) or _BLANK.fullmatch(cell.text):
            if path:
                break
            continue
        if cell.text not in path:
            path.append(cell.text)
    return path[::-1]


def _find_column_path(
    heads: Sequence[Sequence[TableCell | None]], column: int
) -> list[str]:
    """Find the heads over a column, from the top down."""
    over = (row[column] for row in heads if column < len(row))
    cells = dict.fromkeys(cell for cell in over if cell and cell.text)
    return [cell.text for cell in cells]


def _find_unit_column(
    row: Sequence[TableCell | None], heads: Sequence[Sequence[TableCell | None]]
) -> str:
    """Find the unit that a row states in a column of units; the column's head says so, or the cell is one."""
    for column, cell in enumerate(row):
        if cell is None or not _UNIT_CELL.fullmatch(cell.text):
            continue
        names = _find_column_path(heads, column)
        if not names or any(map(_UNIT_COLUMN.search, names)):
            return cell.text
    return ""


def _strip_head(head: str) -> str:
    """Strip a head of its unit and of the mark before it: 1.行政处罚（件） → 行政处罚."""
    return _LABEL_MARK.sub("", _HEAD_UNIT.sub("", head)).strip("：: ")

"""A table's cells with the heads that hold for each: the words, the units and the number that they make."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tasks.model.catalogue import make_issue
from tasks.model.document import Table, TableCell
from tasks.model.issue import Issue
from tasks.model.report import ReportCell
from tasks.report.cell_values import (
    is_lowered,
    is_period,
    list_numbers,
    parse_value,
    strip_head,
    strip_sign,
)

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
_BARE = frozenset(
    "数量 数值 数 情况 完成情况 件数 总数 合计 总计 小计 备注 内容 数据 结果 指标值 实际 值 全年 "
    "项目 指标 指标名称 类别 类型 名称 单位 计量单位 部门 地区 领域 种类 事项 年度 数字 统计数 "
    "统计数据 案件数 人数 本期 总量 共计".split()
)
_LONGEST_HEADS = 80


@dataclass(frozen=True, slots=True)
class HeadedCell:
    """A cell with the heads that hold for it, from the outermost on.

    `units` are what heads, caption or the cell itself say of its numbers: one for each, empty where the cell
    prints it, none where nothing says it. `counts` says that it holds a number that ought to be read: no
    year, no number of the row; `is_head` that it is a head or a label.
    """

    cell: TableCell
    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    counts: bool = False
    is_head: bool = False

    @property
    def is_read(self) -> bool:
        """Tell whether its numbers, units and heads are known, so that they are quantities."""
        return self.counts and bool(self.units) and bool(self.words)

    @property
    def numbers(self) -> list[tuple[slice, str]]:
        """List its numbers as words would print them, with their units, each with its place in the cell."""
        listed = list_numbers(self.cell.text)
        return [
            (place, f"{number}{unit}")
            for (place, number), unit in zip(listed, self.units, strict=False)
        ]

    @property
    def value(self) -> Decimal | None:
        """Give the number that it holds, 万 and 亿 multiplied out; null where it holds none, or several."""
        if not self.counts:
            return None
        scale = parse_value(f"1{self.units[0]}") if len(self.units) == 1 else None
        number = parse_value(self.cell.text)
        return number if number is None else number * (scale or 1)

    @property
    def value_start(self) -> int:
        """Give the offset at which its number begins, behind a sign."""
        return self.cell.end - len(strip_sign(self.cell.text))

    @property
    def is_total(self) -> bool:
        """Tell whether its row is a total."""
        return any(_TOTAL.fullmatch(strip_head(head)) for head in self.row_path)

    @property
    def is_subtotal(self) -> bool:
        """Tell whether its row is the total of some rows before it alone: 小计."""
        return any("小计" in head for head in self.row_path)

    @property
    def is_change_row(self) -> bool:
        """Tell whether its row says by how much the numbers above it changed."""
        return any(CHANGE_HEAD.fullmatch(strip_head(head)) for head in self.row_path)

    @property
    def is_in_total_column(self) -> bool:
        """Tell whether its column is a total."""
        return any(_TOTAL.fullmatch(strip_head(head)) for head in self.column_path)

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
        heads = [*_cut_parents(self.row_path), *_cut_parents(self.column_path)]
        heads = [OF_WHICH.sub("", strip_head(head)) for head in heads]
        periods = [head for head in heads if is_period(head)]
        named = [head for head in heads if head and head not in periods]
        changes = list(filter(CHANGE_HEAD.fullmatch, named))
        named = [head for head in named if head not in changes]
        telling = [head for head in named if head not in _BARE] or named
        plans = [head for head in telling if _PLAN_HEAD.fullmatch(head)]
        telling = [head for head in telling if head not in plans]
        plan = ["计划完成"] if plans else []
        said = "".join(dict.fromkeys((*periods, *plan, *telling)))
        if not changes:
            return said
        change = CHANGE_HEAD.fullmatch(changes[-1])
        base = change["base"] if change else None
        way = "下降" if is_lowered(self.cell.text) else "增长"
        return f"{said}{base or '同比'}{way}"

    @property
    def wholes(self) -> str:
        """Give the heads that it is a part of, which say nothing of its number: those before 其中."""
        kept = (*_cut_parents(self.row_path), *_cut_parents(self.column_path))
        heads = (*self.row_path, *self.column_path)
        return "".join(strip_head(head) for head in heads if head not in kept)


# Between the heads of a path: 行政复议 / 受理
_JOINT = " / "


@dataclass(frozen=True, slots=True)
class HeadedTable:
    """A table with the lines of text above it, and its cells with their heads."""

    table: Table
    above: str
    cells: tuple[HeadedCell, ...]

    @property
    def start(self) -> int:
        """Give the offset of its first cell."""
        return min((one.cell.start for one in self.cells), default=0)

    @property
    def end(self) -> int:
        """Give the offset behind its last cell."""
        return max((one.cell.end for one in self.cells), default=0)

    def iter_report_cells(self, units: Mapping[int, str]) -> Iterator[ReportCell]:
        """Yield its cells as rows; `units` are those of the numbers that were read, by their start."""
        for headed in self.cells:
            cell = headed.cell
            yield ReportCell(
                table=self.table.number,
                row=cell.row + 1,
                column=cell.column + 1,
                rows=cell.rows,
                columns=cell.columns,
                row_head=_JOINT.join(headed.row_path) or None,
                column_head=_JOINT.join(headed.column_path) or None,
                text=cell.text,
                value=headed.value,
                unit=None if headed.value is None else units.get(headed.value_start),
                start=cell.start,
                end=cell.end,
            )

    @property
    def is_unread(self) -> bool:
        """Tell whether it holds numbers that ought to be read, and none was."""
        counting = [cell for cell in self.cells if cell.counts]
        return len(counting) > 1 and not any(cell.is_read for cell in counting)


def check_tables(tables: Sequence[HeadedTable]) -> Iterator[Issue]:
    """Yield an issue for each table that holds numbers of which none was read."""
    for one in tables:
        if one.is_unread:
            heads = " ".join(cell.text for cell in one.table.cells if cell.row == 0)
            yield make_issue(
                "table_not_read",
                heads[:_LONGEST_HEADS],
                table=one.table.number,
                count=sum(cell.counts for cell in one.cells),
            )


def _cut_parents(path: Sequence[str]) -> Sequence[str]:
    """Cut what stands before 其中 off a path: the whole says nothing of its part's number."""
    marked = [place for place, head in enumerate(path) if OF_WHICH.match(head)]
    if not marked:
        return path
    first = marked[-1]
    periods = [head for head in path[:first] if is_period(strip_head(head))]
    return [*periods, *path[first:]]

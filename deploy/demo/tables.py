"""Tables of numbers: small tables in the shapes that offices print, each with what it states."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from random import Random
from typing import NamedTuple

from deploy.demo.amounts import Amount
from deploy.demo.script.model import TableShape
from deploy.demo.template import Stated

Row = tuple[str, ...]
INTRODUCTION = "全年主要执法和普法数据见下表。"
BUREAUS = ("城市管理局", "市场监督管理局", "应急管理局", "交通运输局", "水利局")
_MYRIAD = 10_000


class _Counted(NamedTuple):
    """What is counted: its words, the unit as printed, and its indicator."""

    words: str
    unit: str
    indicator: str


COUNTED = (
    _Counted("行政处罚", "件", "penalty_decisions"),
    _Counted("罚款金额", "万元", "fines_amount"),
    _Counted("行政许可", "件", "licences_handled"),
    _Counted("行政复议受理", "件", "reconsideration_accepted"),
    _Counted("法治宣传活动", "场", "publicity_events"),
)


@dataclass(frozen=True)
class NumberTable:
    """A table as printed, its heading row first, and the quantities that its cells state, row by row.

    It stands behind the paragraph with the index `after`.
    """

    after: int
    rows: tuple[Row, ...]
    stated: tuple[Stated, ...]


def draw_number_table(
    seed: int, shape: TableShape, year: int, after: int
) -> NumberTable:
    """Draw a table of a shape; one cell that could hold a number is empty."""
    rows, stated = _SHAPES[shape](Random(f"numbers-{seed}"), year)
    return NumberTable(after, tuple(rows), tuple(stated))


def print_html_table(rows: Sequence[Row]) -> str:
    """Print a table as an editor leaves it, on one line, with a nameless space in empty cells."""
    printed = []
    for row in rows:
        cells = [f"<td><p>{escape(words) or '&nbsp;'}</p></td>" for words in row]
        printed.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<table border="1" cellspacing="0"><tbody>{"".join(printed)}</tbody></table>'
    )


def _state(
    rng: Random, counted: _Counted, *, period: str | None = None
) -> tuple[str, Stated]:
    """Draw a number; gives it as its cell prints it, and what it states."""
    if counted.unit == "万元":
        value = Decimal(rng.randint(21, 9800)) / 10
        amount = Amount(f"{value}", value * _MYRIAD, "元")
    else:
        count = rng.randint(11, 1900)
        printed = f"{count:,}" if rng.random() < 0.3 else str(count)
        amount = Amount(printed, Decimal(count), counted.unit)
    return amount.printed, Stated(amount.printed, amount, counted.indicator, period)


def _draw_units_in_head(rng: Random, _year: int) -> tuple[list[Row], list[Stated]]:
    """Draw 部门 | 行政处罚（件） | 罚款金额（万元） | …."""
    chosen = rng.sample(COUNTED, 3)
    bureaus = rng.sample(BUREAUS, 4)
    blank = (rng.choice(bureaus), rng.choice(chosen))
    rows: list[Row] = [("部门", *map(_name_with_unit, chosen))]
    stated: list[Stated] = []
    for bureau in bureaus:
        cells = [bureau]
        for counted in chosen:
            if (bureau, counted) == blank:
                cells.append("")
                continue
            words, said = _state(rng, counted)
            cells.append(words)
            stated.append(said)
        rows.append(tuple(cells))
    return rows, stated


def _draw_units_in_rows(rng: Random, _year: int) -> tuple[list[Row], list[Stated]]:
    """Draw 序号 | 项目 | 单位 | 数量 | 备注."""
    rows: list[Row] = [("序号", "项目", "单位", "数量", "备注")]
    stated: list[Stated] = []
    chosen = rng.sample(COUNTED, 4)
    blank = rng.choice(chosen)
    for place, counted in enumerate(chosen, 1):
        words = ""
        if counted != blank:
            words, said = _state(rng, counted)
            stated.append(said)
        remark = "当年没有统计" if counted == blank else ""
        rows.append((str(place), counted.words, counted.unit, words, remark))
    return rows, stated


def _draw_two_years(rng: Random, year: int) -> tuple[list[Row], list[Stated]]:
    """Draw 指标 | 2023年 | 2024年."""
    years = (f"{year - 1}年", f"{year}年")
    rows: list[Row] = [("指标", *years)]
    stated: list[Stated] = []
    chosen = rng.sample(COUNTED, 4)
    blank = rng.choice(chosen)
    for counted in chosen:
        cells = [_name_with_unit(counted)]
        for period in years:
            if counted == blank and period == years[0]:
                cells.append("")
                continue
            words, said = _state(rng, counted, period=period)
            cells.append(words)
            stated.append(said)
        rows.append(tuple(cells))
    return rows, stated


def _name_with_unit(counted: _Counted) -> str:
    return f"{counted.words}（{counted.unit}）"


_SHAPES: dict[TableShape, Callable[[Random, int], tuple[list[Row], list[Stated]]]] = {
    TableShape.UNITS_IN_HEAD: _draw_units_in_head,
    TableShape.UNITS_IN_ROWS: _draw_units_in_rows,
    TableShape.TWO_YEARS: _draw_two_years,
}

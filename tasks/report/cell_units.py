"""The unit of a cell's number: printed in the cell, or said by a head, a column of units or the caption."""

import re
from collections.abc import Sequence

from tasks.model.document import TableCell
from tasks.report.cell_values import (
    choose_unit,
    find_caption_unit,
    find_counted_unit,
    find_head_units,
    find_unit_of_noun,
    has_own_unit,
    is_lowered,
    is_rate,
    is_unit,
    list_numbers,
    strip_head,
)
from tasks.report.headed_cells import CHANGE_HEAD, HeadedCell

_UNIT_COLUMN = re.compile(r"(?:计量|计数|数量)?单位")
_COUNT_HEADS = frozenset(
    "数量 数值 数 件数 总数 合计 总计 小计 指标值 值 数字 统计数".split()
)

GridRow = Sequence[TableCell | None]


def find_units(
    row: GridRow,
    heads: Sequence[GridRow],
    headed: HeadedCell,
    labels: Sequence[str],
    captions: Sequence[str],
) -> list[str]:
    """Find the units of a cell's numbers, one for each; none where nothing says them.

    `labels` are those of its own row, `captions` the lines that may state a unit for the whole table.
    """
    columns = headed.column_path[::-1]
    words = "".join((*labels, *headed.column_path))
    count = len(list_numbers(headed.cell.text))
    nearest = (*columns, *reversed(labels))
    if count > 1:
        named = map(find_head_units, nearest)
        return next((list(units) for units in named if len(units) == count), [])
    if has_own_unit(headed.cell.text):
        return [""]
    unit = _find_unit_of_rate(headed, labels)
    if unit is None:
        stated = _find_unit_column(row, heads, headed.cell.column)
        unit = _find_stated_unit((*reversed(labels), stated, *columns), words)
        unit = unit or _find_unit_of_count(nearest, captions, words)
    return [unit] if unit else []


def _find_unit_of_rate(headed: HeadedCell, labels: Sequence[str]) -> str | None:
    """Find % where heads say that a number is a rate; empty where it is a change in nobody knows what."""
    text = headed.cell.text
    nearest = (*headed.column_path[::-1], *reversed(labels))
    bare = list(map(strip_head, nearest))
    if any("%" in find_head_units(head.replace("％", "%")) for head in nearest):
        return "%"
    change = next(filter(None, map(CHANGE_HEAD.fullmatch, bare)), None)
    if change is None:
        if is_lowered(text):
            return ""
        innermost = (*headed.column_path[-1:], *labels[-1:])
        return "%" if any(map(is_rate, map(strip_head, innermost))) else None
    if change["amount"]:
        return None
    return "%" if "." in text or any(map(is_rate, bare)) else ""


def _find_stated_unit(heads: Sequence[str], words: str) -> str | None:
    """Find the unit that the first of some heads states that does."""
    named = filter(None, map(find_head_units, heads))
    units = next(named, ())
    return choose_unit(units, words) if units else None


def _find_unit_of_count(
    nearest: Sequence[str], captions: Sequence[str], words: str
) -> str | None:
    """Find the unit by what is counted, or in the caption: 受理件数; 单位：件; 行政处罚案件 under 数量."""
    heads = list(map(strip_head, nearest))
    counted = next(filter(None, map(find_counted_unit, heads)), None)
    unit = counted or find_caption_unit(captions, words)
    if unit or _COUNT_HEADS.isdisjoint(heads):
        return unit
    return find_unit_of_noun(heads)


def find_column_path(heads: Sequence[GridRow], column: int) -> list[str]:
    """Find the heads over a column, from the top down."""
    over = (row[column] for row in heads if column < len(row))
    cells = dict.fromkeys(cell for cell in over if cell and cell.text)
    return [cell.text for cell in cells]


def _find_unit_column(row: GridRow, heads: Sequence[GridRow], column: int) -> str:
    """Find the unit that a row states in a column of units, nearest to a number's; empty where none is."""
    stated = [
        (abs(place - column), place, cell.text)
        for place, cell in enumerate(row)
        if cell and is_unit(cell.text) and _may_state_units(heads, place)
    ]
    return min(stated)[2] if stated else ""


def _may_state_units(heads: Sequence[GridRow], column: int) -> bool:
    names = find_column_path(heads, column)
    return not names or any(map(_UNIT_COLUMN.search, names))

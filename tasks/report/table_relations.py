"""How the numbers of one table belong together: the parts of its totals, and what its changes are of."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tasks.model.report import Quantity
from tasks.report.changes import AMOUNTS_OF_CHANGE
from tasks.report.headed_cells import HeadedCell, HeadedTable

# Columns of totals in one row at most
_MOST_TOTALS = 8


class _CellQuantity(NamedTuple):
    """A quantity and the cell in which it stands."""

    headed: HeadedCell
    quantity: Quantity

    @property
    def is_change(self) -> bool:
        return self.quantity.change in AMOUNTS_OF_CHANGE

    @property
    def start(self) -> int:
        return self.quantity.start

    def is_alike(self, other: "_CellQuantity") -> bool:
        """Tell whether two numbers count in one unit, and neither is an amount of change."""
        is_level = not self.is_change and not other.is_change
        return is_level and self.quantity.unit == other.quantity.unit

    def may_hold(self, part: "_CellQuantity") -> bool:
        return self.is_alike(part) and self.quantity.value >= part.quantity.value


def relate_cells(
    table: HeadedTable, quantities: Sequence[Quantity]
) -> Iterator[Quantity]:
    """Yield the quantities of a table, in order, with what they are parts of and changes of."""
    found = list(_pair_with_cells(table, quantities))
    wholes = {**_find_wholes_in_rows(found), **_find_wholes_in_columns(found)}
    rates = _find_rates(found)
    for one in found:
        quantity = one.quantity
        yield replace(
            quantity,
            part_of=quantity.part_of or wholes.get(one.start),
            rate_of=quantity.rate_of or rates.get(one.start),
        )


def _pair_with_cells(
    table: HeadedTable, quantities: Sequence[Quantity]
) -> Iterator[_CellQuantity]:
    cells = sorted(table.cells, key=lambda one: one.cell.start)
    starts = [one.cell.start for one in cells]
    for quantity in quantities:
        place = bisect_right(starts, quantity.start) - 1
        yield _CellQuantity(cells[place], quantity)


def _group_by(
    found: Iterable[_CellQuantity], name: str
) -> dict[int, list[_CellQuantity]]:
    """Group quantities by the row or the column of their cells."""
    groups: dict[int, list[_CellQuantity]] = {}
    for one in found:
        groups.setdefault(getattr(one.headed.cell, name), []).append(one)
    return groups


def _find_wholes_in_columns(found: Sequence[_CellQuantity]) -> dict[int, int]:
    """Find the wholes of the numbers in each column: of a total's rows, and of rows with 其中."""
    wholes: dict[int, int] = {}
    for column in _group_by(found, "column").values():
        rows = [one for one in column if not one.headed.is_of_row_above]
        wholes |= _find_totals(rows)
        wholes |= _find_wholes_before(column, lambda one: one.headed.is_of_row_above)
    return wholes


def _find_wholes_in_rows(found: Sequence[_CellQuantity]) -> dict[int, int]:
    """Find the wholes of the numbers in each row: of a column of totals, and of columns with 其中."""
    wholes: dict[int, int] = {}
    for row in _group_by(found, "row").values():
        totals = [one for one in row if one.headed.is_in_total_column]
        others = [
            one
            for one in row
            if not one.headed.is_in_total_column and not _is_part(one)
        ]
        for total in totals[:_MOST_TOTALS]:
            parts = [one for one in others if one.is_alike(total)]
            if len(parts) > 1 and _sum(parts) == total.quantity.value:
                wholes.update(_assign(parts, total))
        wholes |= _find_wholes_before(row, _is_part)
    return wholes


def _is_part(one: _CellQuantity) -> bool:
    return one.headed.is_of_column_before


def _find_wholes_before(
    line: Sequence[_CellQuantity], is_part: Callable[[_CellQuantity], bool]
) -> dict[int, int]:
    """Find, for the parts in a row or column, the number before them that is none and holds them."""
    wholes: dict[int, int] = {}
    whole: _CellQuantity | None = None
    for one in line:
        if not is_part(one):
            whole = one
        elif whole and whole.may_hold(one):
            wholes[one.start] = whole.start
    return wholes


def _find_totals(rows: Sequence[_CellQuantity]) -> dict[int, int]:
    """Find the totals of a column: 小计 of the rows since the last one, 合计 of all."""
    wholes: dict[int, int] = {}
    subtotals: list[_CellQuantity] = []
    parts: list[_CellQuantity] = []
    first: _CellQuantity | None = None
    for one in rows:
        if not one.headed.is_total:
            parts.append(one)
        elif one.headed.is_subtotal:
            wholes |= _find_parts(one, parts)
            subtotals.append(one)
            parts = []
        elif subtotals or parts:
            wholes |= _find_parts(one, [*subtotals, *parts])
            subtotals = []
            parts = []
        else:
            first = one
    if first:
        wholes |= _find_parts(first, [*subtotals, *parts])
    return wholes


def _find_parts(
    total: _CellQuantity, rows: Sequence[_CellQuantity]
) -> Mapping[int, int]:
    """Find which rows a total is of: those that make it up, or all where they count the same."""
    parts = [one for one in rows if total.may_hold(one)]
    code = total.quantity.indicator
    is_same = code and all(one.quantity.indicator == code for one in parts)
    if _sum(parts) == total.quantity.value or is_same:
        return _assign(parts, total)
    return {}


def _sum(parts: Iterable[_CellQuantity]) -> object:
    return sum(one.quantity.value for one in parts)


def _assign(parts: Iterable[_CellQuantity], whole: _CellQuantity) -> dict[int, int]:
    return {one.start: whole.start for one in parts}


def _find_rates(found: Sequence[_CellQuantity]) -> dict[int, str]:
    """Find what the amounts of change are of: the number beside them, or above where the row says change."""
    rates: dict[int, str] = {}
    changes = [one for one in found if one.is_change]
    levels = [one for one in found if not one.is_change] if changes else []
    rows, columns = (_group_by(levels, name) for name in ("row", "column"))
    for change in changes:
        cell = change.headed.cell
        is_below = change.headed.is_change_row
        beside = columns.get(cell.column, []) if is_below else rows.get(cell.row, [])
        before = [one for one in reversed(beside) if one.start < change.start]
        behind = [one for one in beside if one.start > change.start]
        for one in (*before, *behind):
            if one.quantity.indicator:
                rates[change.start] = one.quantity.indicator
                break
    return rates

"""A table of headed cells, and how its numbers belong together: parts of totals, and changes of numbers."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from tasks.model.catalogue import make_issue
from tasks.model.document import Table
from tasks.model.issue import Issue
from tasks.model.report import Quantity, ReportCell
from tasks.report.cells import HeadedCell
from tasks.report.changes import AMOUNTS_OF_CHANGE

# The heads of a table that are shown, in characters
_LONGEST_HEADS = 80
# Columns of totals in one row at most
_MOST_TOTALS = 8


# Between the heads of a path: 行政复议 / 受理
_JOINT = " / "


@dataclass(frozen=True)
class HeadedTable:
    """A table with the lines of text above it, and its cells with their heads."""

    table: Table
    above: str
    cells: tuple[HeadedCell, ...]

    @cached_property
    def start(self) -> int:
        """Give the offset of its first cell."""
        return min((one.cell.start for one in self.cells), default=0)

    @cached_property
    def end(self) -> int:
        """Give the offset behind its last cell."""
        return max((one.cell.end for one in self.cells), default=0)

    def iter_report_cells(self, units: Mapping[int, str]) -> Iterator[ReportCell]:
        """Yield its cells as rows; `units` are those of the numbers that were read, by their start."""
        printed = {(one.row, one.column): one for one in self.table.cells}
        for headed in self.cells:
            cell = headed.cell
            whole = printed[cell.row, cell.column]
            yield ReportCell(
                table=self.table.number,
                row=cell.row + 1,
                column=cell.column + 1,
                rows=cell.rows,
                columns=cell.columns,
                row_head=_JOINT.join(headed.row_path) or None,
                column_head=_JOINT.join(headed.column_path) or None,
                text=whole.text,
                value=headed.value,
                unit=None if headed.value is None else units.get(headed.value_start),
                start=whole.start,
                end=whole.end,
            )

    def iter_totals(
        self, quantities: Sequence[Quantity], *, is_upright: bool
    ) -> Iterator[list[tuple[Quantity, list[Quantity]]]]:
        """Yield the totals of its rows (upright), or of its columns, each with its parts, the nearest first.

        Those that stand in one row, or in one column, are together. A total with a part that was not read,
        in another unit, or of another group is left out; `quantities` are all in order of their offsets.
        """
        first = bisect_left(quantities, self.start, key=attrgetter("start"))
        last = bisect_left(quantities, self.end, key=attrgetter("start"))
        found = {
            (one.headed.cell.row, one.headed.cell.column): one
            for one in _pair_with_cells(self, quantities[first:last])
        }
        yield from _list_totals(self.cells, found, is_upright=is_upright)

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


def _list_totals(
    cells: Sequence[HeadedCell],
    found: Mapping[tuple[int, int], _CellQuantity],
    *,
    is_upright: bool,
) -> Iterator[list[tuple[Quantity, list[Quantity]]]]:
    """Yield the totals that stand in one row (upright) or in one column together, with their parts."""
    groups: dict[int, list[tuple[Quantity, list[Quantity]]]] = {}
    for line in _list_lines(cells, found, is_upright=is_upright):
        for one in line:
            is_total = one.is_total if is_upright else one.is_in_total_column
            total = found.get((one.cell.row, one.cell.column))
            if not is_total or total is None:
                continue
            alike = line
            if not is_upright:
                alike = [other for other in line if _may_add_up(other, total, found)]
            at = alike.index(one)
            parts = _list_line_parts(alike, at, total, found, is_upright=is_upright)
            if len(parts) > 1:
                group = one.cell.row if is_upright else one.cell.column
                groups.setdefault(group, []).append((total.quantity, parts))
    yield from groups.values()


def _list_lines(
    cells: Sequence[HeadedCell],
    found: Mapping[tuple[int, int], _CellQuantity],
    *,
    is_upright: bool,
) -> list[list[HeadedCell]]:
    """List the columns (upright) or rows of a table's cells, without heads and columns without numbers."""
    lines: dict[int, list[HeadedCell]] = {}
    columns = {column for _, column in found}
    for one in cells:
        if one.is_head or one.cell.column not in columns:
            continue
        place = one.cell.row
        if is_upright:
            place = one.cell.column
        lines.setdefault(place, []).append(one)
    return list(lines.values())


def _may_add_up(
    one: HeadedCell,
    total: _CellQuantity,
    found: Mapping[tuple[int, int], _CellQuantity],
) -> bool:
    """Tell whether a cell holds a number in the unit of a total, or may hold one."""
    quantity = found.get((one.cell.row, one.cell.column))
    return quantity is None or quantity.is_alike(total)


def _list_line_parts(
    line: Sequence[HeadedCell],
    place: int,
    total: _CellQuantity,
    found: Mapping[tuple[int, int], _CellQuantity],
    *,
    is_upright: bool,
) -> list[Quantity]:
    """List the parts of a total at one end of a line, the nearest first; none where one is unknown."""
    if 0 < place < len(line) - 1:
        return []
    before = line[:place]
    others = before[::-1] or line[place + 1 :]
    whole = _get_path(total.headed, is_upright=is_upright)
    parts: list[Quantity] = []
    for one in others:
        is_part = one.is_of_row_above if is_upright else one.is_of_column_before
        is_total = one.is_total if is_upright else one.is_in_total_column
        if is_part or is_total or one.cell.rows > 1:
            return []
        path = _get_path(one, is_upright=is_upright)
        if len(path) != len(whole) or path[:-1] != whole[:-1]:
            return []
        number = found.get((one.cell.row, one.cell.column))
        if number is None or not number.is_alike(total):
            return []
        quantity = number.quantity
        if quantity.role is not total.quantity.role:
            return []
        parts.append(quantity)
    return parts


def _get_path(one: HeadedCell, *, is_upright: bool) -> Sequence[str]:
    """Get the heads that tell a cell from the others of its line."""
    if is_upright:
        return one.row_path
    return one.column_path


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
    changes = [one for one in found if one.is_change]
    levels = [one for one in found if not one.is_change and one.quantity.indicator]
    rows = _group_by(levels, "row")
    columns = _group_by(levels, "column")
    rates: dict[int, str] = {}
    for change in changes:
        cell = change.headed.cell
        beside = rows.get(cell.row, [])
        if change.headed.is_change_row:
            beside = columns.get(cell.column, [])
        nearest = _find_nearest(beside, change.start)
        if nearest and nearest.quantity.indicator:
            rates[change.start] = nearest.quantity.indicator
    return rates


def _find_nearest(line: Sequence[_CellQuantity], offset: int) -> _CellQuantity | None:
    """Find the last number before an offset, or else the first one behind it."""
    before = bisect_left(line, offset, key=attrgetter("start"))
    if before:
        return line[before - 1]
    behind = bisect_right(line, offset, key=attrgetter("start"))
    return line[behind] if behind < len(line) else None

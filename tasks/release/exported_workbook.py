"""A workbook of tables (XLSX): a sheet a table, and one of notes before them.

What Excel has no room for goes on beside or behind, and the notes say where: a cell takes 32 767 characters,
so a long text goes on in columns of its own (`text`, `text (2)` …); a sheet takes 1 048 576 rows, so a long
table goes on in further sheets (`quantities (2)` …). A workbook knows no time zones: times are Beijing time.

Words that begin as a formula does are marked as words, as an apostrophe that is typed before them does; their
value stays what it is. So are those that look like Excel's errors (`#N/A`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.errors import ConfigurationError
from tasks.model.run import BEIJING
from tasks.release.row_condition import SelectedRows

# What Excel takes: rows of a sheet with its header, and UTF-16 units of a cell.
MOST_ROWS = 1_048_576
MOST_UNITS = 32_767
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠#]")
# Excel reads `_x0041_` as the character of that number.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = "_x005F_"
# Excel counts days from 1900 on, and believes in a 29 February of that year.
_FIRST_DAY = date(1900, 3, 1)
# Whole numbers that a double holds exactly
_LARGEST_NUMBER = 2**53
# The high bytes of the second half of a character beyond the 16-bit ones
_SECOND_HALVES = range(0xDC, 0xE0)
_ZONE_NOTE = "times are Beijing time (UTC+8), for a workbook knows no time zones"

Parts = Mapping[str, int]


def write_workbook(
    path: Path,
    notes: list[str],
    measured: Iterable[tuple[str, SelectedRows]],
    tables: Iterable[tuple[str, SelectedRows]],
) -> None:
    """Write tables to a workbook, and add to the notes what is not where it would be looked for.

    `measured` are the same tables, to see how long their texts are. Raises ConfigurationError when openpyxl
    is not installed, or the tables are not the same.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise ConfigurationError(
            "--format xlsx needs openpyxl, which is not installed; install `fazhi[export]`"
        ) from error
    book = Workbook(write_only=True)
    try:
        first = book.create_sheet("notes")
        parts = {table: _count_parts(rows) for table, rows in measured}
        notes.append(_ZONE_NOTE)
        for table, rows in tables:
            sheets = _TableSheets(book, table, rows.schema.names, parts[table], notes)
            sheets.write(rows)
        for note in notes:
            first.append([_make_cell(first, note)])
    except BaseException:
        for sheet in book.worksheets:
            sheet.close()
        raise
    book.save(path)


class _TableSheets:
    """The sheets of one table."""

    def __init__(
        self,
        book: Any,  # noqa: ANN401  (openpyxl has no types)
        table: str,
        names: Sequence[str],
        parts: Parts,
        notes: list[str],
    ) -> None:
        self._book = book
        self._table = table
        self._names = names
        self._parts = parts
        self._notes = notes
        self._sheets = 0
        self._rows = 0
        self._sheet = self._open()

    def write(self, rows: SelectedRows) -> None:
        """Write the rows, and note what goes on elsewhere."""
        for batch in rows.batches:
            columns = [_list_values(column) for column in batch.columns]
            for values in zip(*columns, strict=True):
                if self._rows == MOST_ROWS:
                    self._sheet = self._open()
                self._append(values)
        for name, count in self._parts.items():
            if count > 1:
                words = f"long texts of {name} go on in columns {name} (2) to ({count})"
                self._notes.append(f"{self._table}: {words}")
        if self._sheets > 1:
            words = f"the table goes on in sheets {self._table} (2) to ({self._sheets})"
            self._notes.append(f"{self._table}: {words}")

    def _open(self) -> Any:  # noqa: ANN401
        """Open the next sheet, with the header."""
        self._sheets += 1
        self._rows = 0
        sheet = self._book.create_sheet(_number(self._table, self._sheets))
        sheet.freeze_panes = "A2"
        header = []
        for name in self._names:
            count = self._parts.get(name, 1)
            header += [_number(name, part) for part in range(1, count + 1)]
        sheet.append(header)
        self._rows += 1
        return sheet

    def _append(self, values: Iterable[object]) -> None:
        cells: list[object] = []
        for name, value in zip(self._names, values, strict=True):
            count = self._parts.get(name, 1)
            pieces = list(_cut(value)) if isinstance(value, str) else [value]
            if len(pieces) > count:
                raise ConfigurationError(
                    f"{self._table}.{name}: the condition chose other rows the second time; "
                    "leave out what is random in it"
                )
            cells += [_make_cell(self._sheet, piece) for piece in pieces]
            cells += [None] * (count - len(pieces))
        self._sheet.append(cells)
        self._rows += 1


def _number(name: str, part: int) -> str:
    return name if part == 1 else f"{name} ({part})"


def _count_parts(rows: SelectedRows) -> Parts:
    """Count the cells that the longest text of each column of words takes."""
    parts: dict[str, int] = {}
    for batch in rows.batches:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_string(column.type):
                parts[name] = max(parts.get(name, 1), _count_longest(column))
    return parts


def _count_longest(column: pa.Array) -> int:
    # a character takes two units at most, and an escape seven
    longest = pc.max(pc.utf8_length(column)).as_py() or 0
    if longest * 8 <= MOST_UNITS:
        return 1
    words = column.drop_null().to_pylist()
    return max(len(list(_cut(one))) for one in words)


def _cut(words: str) -> Iterator[str]:
    """Cut words into what cells take, never within a character."""
    units = _ESCAPE.sub(_ESCAPED, words).encode("utf-16-le")
    if not units:
        yield words
    at = 0
    while at < len(units):
        end = min(at + 2 * MOST_UNITS, len(units))
        if end < len(units) and units[end + 1] in _SECOND_HALVES:
            end -= 2
        yield units[at:end].decode("utf-16-le")
        at = end


def _list_values(column: pa.Array) -> list[object]:
    """List a column's values as a workbook takes them."""
    values: list[object] = column.to_pylist()
    return [_fit(value) for value in values]


def _fit(value: object) -> object:
    if isinstance(value, datetime):
        wall = value.astimezone(BEIJING).replace(tzinfo=None)
        return wall if wall.date() >= _FIRST_DAY else wall.isoformat()
    if isinstance(value, date):
        return value if value >= _FIRST_DAY else value.isoformat()
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        return str(value)
    return value


def _make_cell(sheet: Any, value: object) -> object:  # noqa: ANN401
    """Make the cell of a value; words that Excel would take for something else are marked as words."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str) or not _FORMULA.match(value):
        return value
    cell = WriteOnlyCell(sheet)
    cell.value = value
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell

"""Tables to paragraphs, one a row.

Over pages a table is one, without repeated headings and with cut rows mended.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tasks.documents.paged.grid import Cell, Table
from tasks.documents.paged.sheet import joined, origin_of, rows_of
from tasks.model.document import Paragraph, Row

# The upright lines of one table stand at the same places on each of its pages, in points.
_SAME_PLACE = 3.0


@dataclass(slots=True)
class TableRows:
    """The rows of a document's tables, taken out as soon as text follows; tables count from 1."""

    number: int = 0
    before: Table | None = None
    heading: tuple[str, ...] = ()
    rows: list[Paragraph] = field(default_factory=list)

    def add(self, table: Table, sheet: int) -> None:
        """Add a sheet's table, as the next one or as more of the one before."""
        found = list(_rows(table, sheet))
        goes_on = self.before is not None and _same_columns(self.before, table)
        if goes_on and found:
            if _cells(table.rows[0]) == self.heading:
                found = found[1:]
            elif self.rows and (whole := _mended(self.rows[-1], found[0], self.number)):
                self.rows[-1], found = whole, found[1:]
        elif not goes_on:
            self.number, self.heading = self.number + 1, _cells(table.rows[0])
        self.before = table
        self.rows += [_numbered(row, self.number) for row in found]

    def taken(self) -> list[Paragraph]:
        """Give the rows gathered so far: text follows, and the next table is another."""
        rows, self.rows, self.before = self.rows, [], None
        return rows


def _rows(table: Table, sheet: int) -> Iterator[Paragraph]:
    """Yield a table's rows that hold text."""
    for row in table.rows:
        cells = _cells(row)
        lines = [line for cell in row for line in cell.lines]
        if lines:
            bold = all(line.bold for line in lines)
            yield Paragraph(
                "\t".join(filter(None, cells)),
                origin_of(sheet, lines),
                bold,
                Row(0, cells),
            )


def _cells(row: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(
        joined(
            [joined([line.text for line in beside]) for beside in rows_of(cell.lines)]
        )
        for cell in row
    )


def _numbered(row: Paragraph, number: int) -> Paragraph:
    return replace(row, row=Row(number, row.row.cells if row.row else ()))


def _same_columns(before: Table, table: Table) -> bool:
    return len(before.uprights) == len(table.uprights) and all(
        abs(one - other) < _SAME_PLACE
        for one, other in zip(before.uprights, table.uprights, strict=True)
    )


def _mended(above: Paragraph, below: Paragraph, number: int) -> Paragraph | None:
    """Join a row that the end of a page cut: below stand words in some cells only, under words in each of
    them.
    """
    if (
        above.row is None
        or below.row is None
        or len(above.row.cells) != len(below.row.cells)
        or below.row.cells[0]
    ):
        return None
    pairs = list(zip(above.row.cells, below.row.cells, strict=True))
    if any(more and not words for words, more in pairs):
        return None
    cells = tuple(joined([words, more]) for words, more in pairs)
    return replace(above, text="\t".join(filter(None, cells)), row=Row(number, cells))

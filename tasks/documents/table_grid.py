"""Where the cells of a table stand: from a file's spans to the columns and rows that each covers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tasks.model.document import Cell

# No table that people read is wider; what claims more is cut there.
MOST_COLUMNS = 200
_MOST_ROWS = 5_000


class SpannedCell(NamedTuple):
    """A cell as its file gives it: its words, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


def place_cells(rows: Iterable[Sequence[SpannedCell]]) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each row with their columns: a cell stands in the first free one.

    Cells that reach down from rows above keep their columns, as a browser lays tables out.
    """
    taken: dict[int, int] = {}  # column -> rows below that it is still taken
    for row in rows:
        cells: list[Cell] = []
        free = {column: left - 1 for column, left in taken.items() if left > 1}
        column = 0
        for cell in row:
            while column in taken:
                column += 1
            height = min(max(cell.rows, 1), _MOST_ROWS)
            width = min(max(cell.columns, 1), MOST_COLUMNS)
            cells.append(Cell(column, cell.text, height, width))
            if height > 1:
                free.update(dict.fromkeys(range(column, column + width), height - 1))
            column += width
        taken = free
        yield tuple(cells)

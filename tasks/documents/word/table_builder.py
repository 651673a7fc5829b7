"""Word's tables: cells that hold paragraphs and tables, to rows of text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from tasks.model.document import Cell, Paragraph, Row

_BLANKS = re.compile(r"\s+")
# Tables in tables in tables: no real file goes deeper.
_DEEPEST = 20


def _join_cell(cell: Sequence[Paragraph]) -> str:
    text = " ".join(part.text for part in cell if part.row is None)
    return _BLANKS.sub(" ", text)


def _is_prose(cell: Sequence[Paragraph]) -> bool:
    sentences = sum("。" in part.text for part in cell if part.row is None)
    return sentences > 1


class WordCell(NamedTuple):
    """A cell of Word's: its paragraphs, the columns it covers, and whether it goes on from the one above."""

    paragraphs: Sequence[Paragraph]
    columns: int = 1
    is_continued: bool = False


def _place_cells(rows: Sequence[Sequence[WordCell]]) -> list[list[Cell]]:
    """Give each row's cells with their columns; a cell that others go on from covers their rows too."""
    placed: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}  # column -> row and index of the cell above
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        column = 0
        for cell in row:
            if cell.is_continued and column in above:
                begun, index = above[column]
                one = placed[begun][index]
                placed[begun][index] = replace(one, rows=number - begun + 1)
            else:
                above[column] = number, len(cells)
                text = _join_cell(cell.paragraphs)
                cells.append(Cell(column, text, columns=cell.columns))
            column += cell.columns
        placed.append(cells)
    return placed


def _count_filled(row: Sequence[WordCell]) -> int:
    return sum(bool(cell.paragraphs) for cell in row)


@dataclass(slots=True)
class _OpenTable:
    number: int
    rows: list[list[WordCell]] = field(default_factory=list)
    cells: list[WordCell] = field(default_factory=list)
    cell: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class TableBuilder:
    """Paragraphs gathered into tables, for formats that state depth and ends with each paragraph."""

    origin: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    table_count: int = 0
    _open: list[_OpenTable] = field(default_factory=list)

    @staticmethod
    def build_rows(
        rows: Sequence[Sequence[WordCell]], table: int, origin: str
    ) -> Iterator[Paragraph]:
        """Yield a table's rows, each as one paragraph, from the paragraphs of its cells.

        A table that only frames text (one filled cell a row, or several sentences' paragraphs in one) gives
        its cells' paragraphs as they are. Rows of a table inside a cell follow the row that it stands in.
        """
        framed = all(_count_filled(row) <= 1 for row in rows)
        placed = _place_cells(rows)
        for number, cells in enumerate(rows, 1):
            row = [cell.paragraphs for cell in cells]
            if framed or any(map(_is_prose, row)):
                yield from chain.from_iterable(row)
                continue
            printed = Row(table, number, tuple(placed[number - 1]))
            if printed.text:
                row_origin = f"{origin} table {table} row {number}"
                yield Paragraph(printed.text, row_origin, row=printed)
            for paragraph in chain.from_iterable(row):
                if paragraph.row is not None:
                    yield paragraph

    def add(self, paragraphs: Iterable[Paragraph], depth: int) -> None:
        """Take what was read next; `depth` is 0 outside of tables."""
        self._close_to_depth(depth)
        self._target.extend(paragraphs)

    def end_cell(self, depth: int) -> None:
        """End the cell at a depth from 1."""
        self._close_to_depth(depth)
        if self._open:
            table = self._open[-1]
            table.cells.append(WordCell(table.cell))
            table.cell = []

    def end_row(self, depth: int) -> None:
        """End the row at a depth from 1; words after its last cell are a cell of their own."""
        self._close_to_depth(depth)
        if self._open:
            table = self._open[-1]
            if table.cell:
                self.end_cell(depth)
            table.rows.append(table.cells)
            table.cells = []

    def close(self) -> list[Paragraph]:
        """End all tables, and give everything in order."""
        self._close_to_depth(0)
        return self.paragraphs

    @property
    def _target(self) -> list[Paragraph]:
        if self._open:
            return self._open[-1].cell
        return self.paragraphs

    def _close_to_depth(self, depth: int) -> None:
        depth = min(depth, _DEEPEST)
        while len(self._open) > depth:
            table = self._open.pop()
            if table.cell or table.cells:
                table.rows.append([*table.cells, WordCell(table.cell)])
            rows = self.build_rows(table.rows, table.number, self.origin)
            self._target.extend(rows)
        while len(self._open) < depth:
            self.table_count += 1
            self._open.append(_OpenTable(self.table_count))

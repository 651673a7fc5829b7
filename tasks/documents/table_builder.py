"""Tables to rows of text: where spanned cells stand, and Word's cells, which hold paragraphs and tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from tasks.model.document import Cell, Paragraph, Row

# No table that people read is wider; what claims more is cut there.
MOST_COLUMNS = 200
_MOST_ROWS = 5_000


class SpannedCell(NamedTuple):
    """A cell as its file gives it: its words, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1

    @staticmethod
    def place_all(
        rows: "Iterable[Sequence[SpannedCell]]",
    ) -> Iterator[tuple[Cell, ...]]:
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
                    free.update(
                        dict.fromkeys(range(column, column + width), height - 1)
                    )
                column += width
            taken = free
            yield tuple(cells)


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


class CellEdge(NamedTuple):
    """Where a cell ends to the right, in twips; whether it goes on with the one to its left or above it."""

    right: int
    joins_left: bool = False
    joins_above: bool = False


class RowEdges(NamedTuple):
    """Where a row begins, in twips, and its cells' edges."""

    left: int
    cells: Sequence[CellEdge]


# Edges that lie nearer to each other, in twips, were meant to be one.
_SLACK = 90


def _find_columns(shapes: Iterable[RowEdges]) -> dict[int, int]:
    """Find the columns that the edges of all rows make: the number of each edge's column."""
    edges: set[int] = set()
    for shape in shapes:
        edges.add(shape.left)
        edges.update(cell.right for cell in shape.cells)
    columns: dict[int, int] = {}
    number = -1
    first = 0
    for edge in sorted(edges):
        if number < 0 or edge - first > _SLACK:
            number += 1
            first = edge
        columns[edge] = number
    return columns


def _shape_row(
    row: Sequence[WordCell],
    shape: RowEdges,
    columns: dict[int, int],
) -> list[WordCell]:
    """Give a row's cells the columns that they cover."""
    left = columns[shape.left]
    shaped = []
    if left > 0:
        shaped = [WordCell((), left)]
    for cell, edge in zip(row, shape.cells, strict=True):
        right = columns[edge.right]
        last = None
        if shaped:
            last = shaped[-1]
        if edge.joins_left and last:
            words = [*last.paragraphs, *cell.paragraphs]
            shaped[-1] = WordCell(words, last.columns + right - left, last.is_continued)
        else:
            goes_on = edge.joins_above and not cell.paragraphs
            shaped.append(WordCell(cell.paragraphs, max(right - left, 1), goes_on))
        left = max(right, left)
    return shaped


def _shape_rows(
    rows: Sequence[Sequence[WordCell]], shapes: Sequence[RowEdges | None]
) -> list[list[WordCell]]:
    """Give all rows their columns; they stay as they are where a row's edges are not those of its cells."""
    known: list[RowEdges] = []
    for row, shape in zip(rows, shapes, strict=True):
        if shape is None or len(shape.cells) != len(row) or not _goes_right(shape):
            return list(map(list, rows))
        known.append(shape)
    columns = _find_columns(known)
    return [
        _shape_row(row, shape, columns) for row, shape in zip(rows, known, strict=True)
    ]


def _goes_right(shape: RowEdges) -> bool:
    edges = [shape.left, *[cell.right for cell in shape.cells]]
    return edges == sorted(edges)


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
    shapes: list[RowEdges | None] = field(default_factory=list)
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
        rows: Sequence[Sequence[WordCell]],
        table: int,
        origin: str,
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
                yield Paragraph(
                    printed.text,
                    row_origin,
                    row=printed,
                )
            for paragraph in chain.from_iterable(row):
                if paragraph.row is not None:
                    yield paragraph

    def add(
        self,
        paragraphs: Iterable[Paragraph],
        depth: int,
    ) -> None:
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

    def end_row(
        self,
        depth: int,
        shape: RowEdges | None = None,
    ) -> None:
        """End the row at a depth from 1; words after its last cell are a cell of their own.

        `shape` says where its cells end, where that is known.
        """
        self._close_to_depth(depth)
        if self._open:
            table = self._open[-1]
            if table.cell:
                self.end_cell(depth)
            table.rows.append(table.cells)
            table.shapes.append(shape)
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
                table.shapes.append(None)
            shaped = _shape_rows(table.rows, table.shapes)
            rows = self.build_rows(shaped, table.number, self.origin)
            self._target.extend(rows)
        while len(self._open) < depth:
            self.table_count += 1
            self._open.append(_OpenTable(self.table_count))

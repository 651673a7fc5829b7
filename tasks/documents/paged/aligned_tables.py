"""Tables without rules: rows of pieces that stand below each other in columns, figures among them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from tasks.documents.paged.ruled_tables import GridCell, GridTable
from tasks.documents.paged.sheet import Box, TextLine

# Fewer rows are a signature or a line of labels; so many of them hold figures.
_FEWEST_ROWS = 3
_FEWEST_WITH_FIGURES = 2
_MOST_COLUMNS = 40
# Rows farther apart than this, in heights of a letter, are not of one table.
_FARTHEST = 4.0
# `128`, `1,204`, `34.5万元`, `-3.2%`, `56件`
_FIGURE = re.compile(r"[-+—－]?\s*\d[\d,，.．]*\s*(?:[%％‰]|[一-鿿]{1,3})?")
# `2024年`, `2023`: the head of a column
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")
# What ends as a sentence does, or is longer, is no cell.
_SENTENCE = re.compile(r"[。；]$")
_LONGEST_CELL = 40

_PieceRow = tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table: where each begins and ends, in points, from left to right."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]

    @classmethod
    def find(cls, rows: Sequence[_PieceRow]) -> "_Columns":
        """Find the columns that the pieces of rows stand in: what no gap parts in all rows is one."""
        starts: list[float] = []
        ends: list[float] = []
        pieces = (piece for row in rows for piece in row)
        for piece in sorted(pieces, key=lambda piece: piece.left):
            if ends and piece.left <= ends[-1] + 0.3 * piece.size:
                ends[-1] = max(ends[-1], piece.right)
            else:
                starts.append(piece.left)
                ends.append(piece.right)
        return cls(tuple(starts), tuple(ends))

    def place(self, piece: TextLine) -> range:
        """Give the columns that a piece stands over; the nearest one where it stands over none."""
        over = []
        for column, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            shared = min(end, piece.right) - max(start, piece.left)
            if shared > 0.25 * min(end - start, piece.width):
                over.append(column)
        if over:
            return range(over[0], over[-1] + 1)
        middle = (piece.left + piece.right) / 2
        nearest = bisect_right(self.list_bounds(), middle)
        return range(nearest, nearest + 1)

    def widen(
        self,
        over: range,
        piece: TextLine,
        free: set[int],
    ) -> range:
        """Give the columns that a head stands in the middle of: the widest run of free ones around it."""
        middle = (piece.left + piece.right) / 2
        best = over
        for first in range(over[0], -1, -1):
            if first not in free:
                break
            for last in range(over[-1], len(self.starts)):
                if last not in free:
                    break
                its_middle = (self.starts[first] + self.ends[last]) / 2
                is_wider = last + 1 - first > len(best)
                if is_wider and abs(its_middle - middle) < piece.size:
                    best = range(first, last + 1)
        return best

    def list_bounds(self) -> list[float]:
        """List the places between the columns."""
        bounds = []
        for end, start in zip(self.ends, self.starts[1:], strict=False):
            bounds.append((end + start) / 2)
        return bounds


def split_tables(lines: Sequence[TextLine]) -> Iterator[list[TextLine] | GridTable]:
    """Yield the lines of a strip of text and the tables among them, from top to bottom."""
    text: list[TextLine] = []
    for block in _split_blocks(TextLine.group_rows(lines)):
        table = _build_table(block)
        if table is None:
            for row in block:
                text += row
            continue
        if text:
            yield text
        text = []
        yield table
    if text:
        yield text


def _split_blocks(rows: Sequence[_PieceRow]) -> Iterator[list[_PieceRow]]:
    """Yield rows that may be one table, and other rows each by itself.

    A row of one piece may stand between rows of several: a cell that goes on, or a group's head.
    """
    block: list[_PieceRow] = []
    for row in rows:
        several = len(row) > 1
        is_next = bool(block) and _is_near(block[-1], row)
        if is_next and (several or (len(block[-1]) > 1 and _may_be_cell(row[0]))):
            block.append(row)
            continue
        yield from _close_block(block)
        block = [row]
    yield from _close_block(block)


def _close_block(block: list[_PieceRow]) -> Iterator[list[_PieceRow]]:
    """Yield a block without the single pieces at its ends, which come by themselves."""
    first = next((place for place, row in enumerate(block) if len(row) > 1), len(block))
    last = len(block)
    while last > first and len(block[last - 1]) == 1:
        last -= 1
    for row in block[:first]:
        yield [row]
    if block[first:last]:
        yield block[first:last]
    for row in block[last:]:
        yield [row]


def _is_near(above: _PieceRow, row: _PieceRow) -> bool:
    return above[0].measure_step(row[0]) <= _FARTHEST * max(above[0].size, row[0].size)


def _may_be_cell(piece: TextLine) -> bool:
    return len(piece.text) <= _LONGEST_CELL and not _SENTENCE.search(piece.text)


def _is_figure(piece: TextLine) -> bool:
    text = piece.text.strip()
    if not bool(_FIGURE.fullmatch(text)):
        return False
    return not _YEAR.fullmatch(text)


def _find_rows_with_figures(rows: Sequence[_PieceRow]) -> list[_PieceRow]:
    with_figures: list[_PieceRow] = []
    for row in rows:
        has_figure = any(map(_is_figure, row))
        if len(row) > 1 and has_figure:
            with_figures.append(row)
    return with_figures


def _build_table(rows: Sequence[_PieceRow]) -> GridTable | None:
    """Make a table of rows; null when they are none."""
    with_figures = _find_rows_with_figures(rows)
    if len(rows) < _FEWEST_ROWS:
        return None
    if len(with_figures) < _FEWEST_WITH_FIGURES:
        return None
    pieces = [piece for row in rows for piece in row]
    columns = _Columns.find(with_figures)
    count = len(columns.starts)
    if not 2 <= count <= _MOST_COLUMNS:
        return None
    if not all(map(_may_be_cell, pieces)):
        return None
    if not _has_column_of_figures(with_figures, columns):
        return None
    cells: list[tuple[GridCell, ...]] = []
    steps = [above[0].measure_step(below[0]) for above, below in pairwise(rows)]
    usual = median(steps)
    first = rows.index(with_figures[0])
    for number, row in enumerate(rows):
        head = number < first
        placed = _place_pieces(
            row,
            columns,
            head=head,
        )
        step = usual
        if number:
            step = steps[number - 1]
        is_near = step <= 1.1 * usual
        if cells and _goes_on(placed, cells[-1], row, is_near):
            cells[-1] = _extend(cells[-1], placed)
        else:
            filled = _fill_row(len(cells), placed, columns)
            cells.append(filled)
    box = Box.enclose(pieces)
    uprights = (box.left, *columns.list_bounds(), box.right)
    return GridTable(
        box,
        uprights,
        tuple(cells),
        ruled=False,
    )


def _has_column_of_figures(rows: Sequence[_PieceRow], columns: _Columns) -> bool:
    """Tell whether some column but the first holds figures in most of the rows."""
    figures: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        for piece in row:
            figures[columns.place(piece)[0]] += _is_figure(piece)
    return any(column and 2 * count > len(rows) for column, count in figures.items())


def _place_pieces(
    row: _PieceRow,
    columns: _Columns,
    *,
    head: bool,
) -> dict[int, tuple[int, list[TextLine]]]:
    """Place the pieces of a row: by the column where each begins, how many it covers, and the pieces.

    Those of a `head` may stand over several.
    """
    placed: dict[int, tuple[int, list[TextLine]]] = {}
    count = len(columns.starts)
    taken = 0
    ranges = [columns.place(piece) for piece in row]
    for number, piece in enumerate(row):
        over = ranges[number]
        if head and len(row) < count:
            before = ranges[:number]
            behind = ranges[number + 1 :]
            others = set(chain(*before, *behind))
            free = set(range(taken, count)) - others
            over = columns.widen(over, piece, free)
            ranges[number] = over
        first = max(over[0], taken)
        if first not in placed and first < count:
            end = over[-1] + 1
            width = max(end - first, 1)
            placed[first] = (width, [piece])
            taken = first + width
        elif placed:
            _, last = placed[max(placed)]
            last.append(piece)
    return placed


def _goes_on(
    placed: dict[int, tuple[int, list[TextLine]]],
    above: Sequence[GridCell],
    row: _PieceRow,
    is_close: bool,
) -> bool:
    """Tell whether a row is more of the words of some cells above: without figures, and not the first."""
    if not is_close or any(map(_is_figure, row)) or 0 in placed or len(placed) > 1:
        return False
    [column] = placed
    held = {cell.column: cell.lines for cell in above}
    if not bool(held.get(column)):
        return False
    return not any(map(_is_figure, held[column]))


def _extend(
    above: Sequence[GridCell], placed: dict[int, tuple[int, list[TextLine]]]
) -> tuple[GridCell, ...]:
    extended = []
    for cell in above:
        _width, more = placed.get(cell.column, (1, []))
        lines = (*cell.lines, *more)
        extended.append(
            GridCell(
                cell.row,
                cell.column,
                lines,
                cell.rows,
                cell.columns,
            )
        )
    return tuple(extended)


def _fill_row(
    number: int,
    placed: dict[int, tuple[int, list[TextLine]]],
    columns: _Columns,
) -> tuple[GridCell, ...]:
    """Make the cells of a row, empty ones where no piece stands."""
    cells = []
    column = 0
    while column < len(columns.starts):
        width, pieces = placed.get(column, (1, []))
        cells.append(
            GridCell(
                number,
                column,
                tuple(pieces),
                1,
                width,
            )
        )
        column += width
    return tuple(cells)

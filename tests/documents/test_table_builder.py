"""Cells of a table take the first free columns, as a browser sets them."""

import pytest

from tasks.documents.table_builder import MOST_COLUMNS, SpannedCell


def columns_of(*rows):
    """Give the words and the column of each cell, row by row."""
    return [
        [(cell.text, cell.column) for cell in row]
        for row in SpannedCell.place_all(rows)
    ]


def test_cells_stand_side_by_side():
    """A wide one takes the columns that it covers."""
    row = [SpannedCell("甲", columns=2), SpannedCell("乙")]
    assert columns_of(row) == [[("甲", 0), ("乙", 2)]]


def test_a_cell_from_above_keeps_its_columns():
    """For as many rows as it says, and in all of its columns."""
    rows = [
        [SpannedCell("甲", rows=3, columns=2), SpannedCell("乙")],
        [SpannedCell("丙")],
        [SpannedCell("丁")],
        [SpannedCell("戊")],
    ]
    assert columns_of(*rows) == [
        [("甲", 0), ("乙", 2)],
        [("丙", 2)],
        [("丁", 2)],
        [("戊", 0)],
    ]


def test_a_gap_between_two_tall_cells_is_filled():
    """The next cell stands in it, and what follows behind the second."""
    rows = [
        [SpannedCell("甲", rows=2), SpannedCell("乙"), SpannedCell("丙", rows=2)],
        [SpannedCell("丁"), SpannedCell("戊")],
    ]
    assert columns_of(*rows)[1] == [("丁", 1), ("戊", 3)]


@pytest.mark.parametrize("span", [0, -3])
def test_a_cell_covers_at_least_itself(span):
    """Whatever its file says."""
    ((one, two),) = SpannedCell.place_all(
        [[SpannedCell("甲", span, span), SpannedCell("乙")]]
    )
    assert (one.column, one.rows, one.columns) == (0, 1, 1)
    assert two.column == 1


def test_what_claims_more_than_a_table_has_is_cut():
    """Columns and rows have a limit, so that a file of one cell is no table of millions."""
    ((cell,),) = SpannedCell.place_all([[SpannedCell("甲", 10**9, 10**9)]])
    assert cell.columns == MOST_COLUMNS
    assert cell.rows < 10_000

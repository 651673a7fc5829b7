"""Rows of a table that two releases do not share."""

import pyarrow as pa
import pytest

from tasks.tables.comparison.row_counts import count_row_changes

ROWS = [("a", 1, "甲"), ("a", 2, "乙"), ("b", 1, "丙"), ("b", 1, "丙")]


def _table(rows):
    return (
        pa.table(list(zip(*rows, strict=True)), names=["report_id", "path", "text"])
        if rows
        else _table(ROWS)[:0]
    )


@pytest.mark.parametrize(
    ("after", "keys", "expected"),
    [
        (ROWS, ("report_id", "path"), (0, 0, 0)),
        (ROWS[::-1], ("report_id", "path"), (0, 0, 0)),
        ([("a", 1, "新"), *ROWS[1:]], ("report_id", "path"), (0, 0, 1)),
        ([("a", 1, "新"), *ROWS[1:]], (), (1, 1, 0)),
        ([*ROWS, ("c", 1, "丁")], ("report_id", "path"), (1, 0, 0)),
        (ROWS[:3], ("report_id", "path"), (0, 1, 0)),
        ([*ROWS, ROWS[0]], (), (1, 0, 0)),
        ([], ("report_id", "path"), (0, 4, 0)),
    ],
)
def test_rows_that_come_go_and_change_are_counted(after, keys, expected):
    """By key where the table has one, in any order and cut; a row that stands twice counts twice."""
    pieces = [_table(after).slice(0, 1), _table(after).slice(1)]
    assert (
        count_row_changes(
            "sections", [_table(ROWS)], pieces, ["report_id", "path", "text"], keys
        )
        == expected
    )


@pytest.mark.parametrize(
    ("table", "column", "changed"),
    [
        ("reports", "warc_offset", 0),
        ("reports", "title", 1),
        ("coverage", "evidence", 0),
        ("coverage", "status", 1),
    ],
)
def test_what_every_night_tells_anew_is_no_change(table, column, changed):
    """A page that was seen again, a list that was read again."""
    before, after = (
        pa.table({"report_id": ["a"], column: [value]}) for value in ("1", "2")
    )
    assert count_row_changes(
        table, [before], [after], before.column_names, ["report_id"]
    ) == (
        0,
        0,
        changed,
    )

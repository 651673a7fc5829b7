"""Rows of a table that two releases do not share."""

import pyarrow as pa
import pytest

from tasks.report.comparison.counts import compare

ROWS = [("a", 1, "甲"), ("a", 2, "乙"), ("b", 1, "丙"), ("b", 1, "丙")]


def _table(rows):
    return pa.table(list(zip(*rows, strict=True)), names=["report_id", "path", "text"]) if rows else _table(ROWS)[:0]


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
    assert compare("sections", [_table(ROWS)], pieces, ["report_id", "path", "text"], keys) == expected


def test_a_page_that_was_seen_again_is_no_changed_report():
    """What changes every night does not count."""
    before, after = (pa.table({"report_id": ["a"], "title": ["甲"], "warc_offset": [n]}) for n in (1, 2))
    assert compare("reports", [before], [after], before.column_names, ["report_id"]) == (0, 0, 0)

"""What became of each report between two releases, and the rows of a table that they do not share."""

import pyarrow as pa
import pytest

from tasks.tables.release_changes import (
    compare_fingerprints,
    count_row_changes,
    has_recalled_changes,
)
from tasks.tables.schema import SCHEMAS
from tests.tables.test_fingerprints import PLAIN, chunk, fingerprint

BEFORE = "20260302T020000-aaaaaaaa"


def _list_changes(before, after, corrected=None):
    table = compare_fingerprints(before, after, corrected or {}, BEFORE)
    assert table.schema.equals(SCHEMAS["changes"], check_metadata=True)
    return [
        (row["report_id"], row["change"], row["changed_columns"])
        for row in table.to_pylist()
    ]


def test_in_the_first_release_every_report_is_new():
    """There is nothing to compare with, and no release before."""
    rows = compare_fingerprints(None, PLAIN, {"a": ["title"]}, None).to_pylist()
    assert [(row["report_id"], row["change"], row["reason"]) for row in rows] == [
        ("a", "new", "the first release"),
        ("b", "new", "the first release"),
    ]
    assert {
        (row["release_before"], row["revision_before"], row["revision"]) for row in rows
    } == {(None, None, 1)}


def test_the_same_release_again_has_no_change():
    """No false alarm."""
    assert _list_changes(PLAIN, PLAIN) == []


@pytest.mark.parametrize(
    ("report", "changes"),
    [
        ({"revision": 2, "text": "改"}, [("a", "revised", "text")]),
        ({"revision": 2}, [("a", "revised", "")]),
        ({"state": "withdrawn"}, [("a", "withdrawn", "")]),
        ({"state": "unchanged"}, []),
        ({"state": "missing"}, []),
        ({"title": "改", "has_plans": False}, [("a", "reread", "title, has_plans")]),
        ({"extractor": "2"}, []),
        (
            {"revision": 2, "text": "改", "state": "withdrawn"},
            [("a", "revised", "text"), ("a", "withdrawn", "")],
        ),
    ],
)
def test_a_change_has_its_kind(report, changes):
    """Revisions, withdrawals and other readings; a state or a reader that changes alone is none."""
    assert _list_changes(PLAIN, fingerprint(chunk(report=report))) == changes


def test_a_page_that_is_back_is_reported():
    """Withdrawn in the release before, and no longer."""
    gone = fingerprint(chunk(report={"state": "withdrawn"}))
    (row,) = compare_fingerprints(gone, PLAIN, {}, BEFORE).to_pylist()
    assert (row["change"], row["release_before"], row["revision_before"]) == (
        "returned",
        BEFORE,
        1,
    )
    assert row["reason"] == "the page's state was withdrawn, and is new now"


def test_a_correction_of_ours_is_distinguished_from_another_reading():
    """Each column stands in one row: what a correction set, and what else differs."""
    after = fingerprint(chunk(report={"title": "改", "organ": "某机关"}))
    changes = _list_changes(PLAIN, after, {"a": {"title"}, "b": {"title"}})
    assert changes == [("a", "reread", "organ"), ("a", "corrected", "title")]


def test_another_reader_is_named():
    """The reason says which reader gave the values before and now."""
    after = fingerprint(
        chunk(report={"title": "改", "extractor": "2"}, section={"kind": "other"})
    )
    (row,) = compare_fingerprints(PLAIN, after, {}, BEFORE).to_pylist()
    assert (row["change"], row["changed_columns"]) == ("reread", "title, sections.kind")
    assert row["reason"].startswith("read by 2, by 1 before")


def test_what_comes_and_goes_is_listed_in_order():
    """In the order of the release, and last what it no longer has."""
    after = fingerprint(chunk(names=("c", "a"), report={"title": "新"}))
    assert _list_changes(PLAIN, after) == [("c", "new", ""), ("b", "removed", "")]


def test_a_column_that_only_one_release_has_is_no_change():
    """A schema that grew or shrank says nothing of the reports."""
    assert _list_changes(PLAIN.drop_columns(["title", "sections.kind"]), PLAIN) == []
    assert _list_changes(PLAIN, PLAIN.drop_columns(["title", "sections.kind"])) == []


def test_a_fault_that_comes_back_is_known_again():
    """The recalled release spoilt a.

    With another report beside it the fault is the same, with a mended it is not.
    """
    bad = fingerprint(chunk(report={"title": ""}))
    more = fingerprint(chunk(report={"title": ""}, names=("a", "b", "c")))
    mended = fingerprint(chunk(names=("a", "b", "c")))
    assert [has_recalled_changes(PLAIN, bad, now) for now in (bad, more, mended)] == [
        True,
        True,
        False,
    ]


def test_rows_that_vanish_again_are_known_again():
    """The recalled release lost b: without it the fault is the same, with it it is mended."""
    bad = PLAIN.slice(0, 1)
    revised = fingerprint(chunk(report={"revision": 2}, names=("a",)))
    assert [has_recalled_changes(PLAIN, bad, now) for now in (bad, revised, PLAIN)] == [
        True,
        True,
        False,
    ]


def test_a_recalled_release_that_changed_no_report_is_known_by_all_of_them():
    """What was wrong stands in another table: only a report that reads differently makes a difference."""
    mended = fingerprint(chunk(report={"title": "改"}))
    assert [has_recalled_changes(PLAIN, PLAIN, now) for now in (PLAIN, mended)] == [
        True,
        False,
    ]


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

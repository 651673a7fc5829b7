"""Staged files: tables walked side by side, what cannot be, and what was there before and is gone."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import ReleaseError
from tasks.release.staging import staged_files
from tasks.release.staging.staged_files import DEPENDENT_TABLES, StagedFiles

WORDS = dict.fromkeys(("citations", "shortcomings", "plans"), "")


def _write(folder, **ids):
    for table in ("reports", *DEPENDENT_TABLES):
        named = pa.array(list(ids.get(table, "")), pa.string())
        order = pa.array(range(len(named), 0, -1), pa.int32())
        rows = pa.table({"report_id": named, "start_offset": order})
        pq.write_table(rows, folder / f"{table}.parquet")


def _walked(folder):
    return [
        {name: "".join(rows["report_id"].to_pylist()) for name, rows in chunk.items()}
        for chunk in StagedFiles(folder).walk_reports()
    ]


def test_rows_come_with_their_reports(tmp_path, monkeypatch):
    """Two reports at a time, each with all its rows; a row of no report comes with those before it."""
    monkeypatch.setattr(staged_files, "REPORTS_AT_ONCE", 2)
    monkeypatch.setattr(staged_files, "_ROWS_AT_ONCE", 2)
    rows = {"sections": "aaabxc", "cells": "c", "indicators_wide": "ac"}
    _write(tmp_path, reports="abc", revisions="abbc", **rows)
    assert _walked(tmp_path) == [
        {
            "reports": "ab",
            "revisions": "abb",
            "sections": "aaabx",
            "quantities": "",
            "cells": "",
            "indicators": "",
            "indicators_wide": "a",
            **WORDS,
        },
        {
            "reports": "c",
            "revisions": "c",
            "sections": "c",
            "quantities": "",
            "cells": "c",
            "indicators": "",
            "indicators_wide": "c",
            **WORDS,
        },
    ]


def test_rows_in_another_layout_come_with_their_reports(tmp_path, monkeypatch):
    """Quantities stand by indicator: those of a report come together, by offset, those of none at the end."""
    monkeypatch.setattr(staged_files, "REPORTS_AT_ONCE", 2)
    monkeypatch.setattr(staged_files, "_LIGHT_ROWS_AT_ONCE", 2)
    _write(tmp_path, reports="abc", quantities="cabxcaba")
    walked = [chunk["quantities"] for chunk in StagedFiles(tmp_path).walk_reports()]
    assert [rows["report_id"].to_pylist() for rows in walked] == [
        list("aaabb"),
        list("ccx"),
    ]
    assert walked[0]["start_offset"].to_pylist() == [1, 3, 7, 2, 6]
    assert not list(tmp_path.parent.glob(".scratch-*"))


def test_rows_of_no_report_at_all(tmp_path):
    """Without reports, their rows are still looked at."""
    _write(tmp_path, sections="xy")
    (walked,) = _walked(tmp_path)
    assert walked.pop("sections") == "xy"
    assert set(walked.values()) == {""}


def test_rows_in_another_order_cannot_be_walked(tmp_path):
    """The first row that stands wrong is named."""
    _write(tmp_path, reports="ab", sections="aba")
    with pytest.raises(ReleaseError, match="sections: row 2, of report a"):
        list(StagedFiles(tmp_path).walk_reports())


def test_columns_that_are_not_there_are_left_out(tmp_path):
    """Rows are counted by a column at least."""
    _write(tmp_path, reports="ab")
    rows = StagedFiles(tmp_path).read_columns("reports", ["organ"])
    assert rows.column_names == ["report_id"]
    assert rows.num_rows == 2


COLUMNS = {"reports": ["organ", "title"]}


def _release(folder, rows):
    """Write reports as (id, source, year, organ)."""
    folder.mkdir()
    names = ("report_id", "source_id", "report_year", "organ")
    table = pa.table(
        {
            name: list(values)
            for name, values in zip(names, zip(*rows, strict=True), strict=True)
        }
    )
    pq.write_table(table, folder / "reports.parquet")
    return folder


def _rows(count, source="a", year=2025, organ="某镇", first=0):
    return [
        (f"{source}{number}", source, year, organ)
        for number in range(first, first + count)
    ]


@pytest.fixture
def compared(tmp_path):
    """Compare two releases; give the shares by group and name."""

    def compare(before, now, share):
        old = StagedFiles(_release(tmp_path / "before", before))
        made = StagedFiles(_release(tmp_path / "now", now)).compare(old, COLUMNS)
        return {
            (row["of"], row["name"]): row[share]
            for row in made.to_pylist()
            if row[share] is not None
        }

    return compare


def test_the_first_report_that_is_gone_does_not_count(compared):
    """One of ten may go without a word; of a source whose reports are all gone, nearly all are lost."""
    lost = compared(_rows(10) + _rows(10, "b", 2024), _rows(9), "reports_lost")
    assert lost == {
        ("source", "a"): 0,
        ("source", "b"): 0.9,
        ("year", "2024"): 0.9,
        ("year", "2025"): 0,
    }


def test_growth_is_measured_of_sources_only(compared):
    """A few more are none, and a source that is new has no share."""
    gained = compared(_rows(10), _rows(20) + _rows(9, "b"), "reports_gained")
    assert gained == {("source", "a"): 0.8}


def test_values_are_compared_in_the_same_reports(compared):
    """New reports without a value take nothing from the old ones.

    A column that one release lacks is left out.
    """
    lost = compared(
        _rows(10),
        _rows(4) + _rows(6, organ=None, first=4) + _rows(90, "b", organ=None),
        "values_lost",
    )
    assert lost == {("reports", "organ"): 0.5}


def test_a_release_that_cannot_be_read_is_an_error(tmp_path):
    """Nothing is compared with a file that is not there."""
    files = StagedFiles(_release(tmp_path / "now", _rows(1)))
    with pytest.raises(FileNotFoundError):
        files.compare(StagedFiles(tmp_path), COLUMNS)

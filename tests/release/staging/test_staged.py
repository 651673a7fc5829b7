"""Staged files: tables walked side by side, and what cannot be."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import ReleaseError
from tasks.release.staging import staged
from tasks.release.staging.staged import columns_of, walk


def _write(folder, **ids):
    for table in ("reports", "revisions", "sections", "quantities"):
        rows = pa.table({"report_id": pa.array(list(ids.get(table, "")), pa.string())})
        pq.write_table(rows, folder / f"{table}.parquet")


def _walked(folder):
    return [
        {name: "".join(rows["report_id"].to_pylist()) for name, rows in chunk.items()}
        for chunk in walk(folder)
    ]


def test_rows_come_with_their_reports(tmp_path, monkeypatch):
    """Two reports at a time, each with all its rows; a row of no report comes with those before it."""
    monkeypatch.setattr(staged, "REPORTS_AT_ONCE", 2)
    monkeypatch.setattr(staged, "_ROWS_AT_ONCE", 2)
    _write(tmp_path, reports="abc", revisions="abbc", sections="aaabxc", quantities="c")
    assert _walked(tmp_path) == [
        {"reports": "ab", "revisions": "abb", "sections": "aaabx", "quantities": ""},
        {"reports": "c", "revisions": "c", "sections": "c", "quantities": "c"},
    ]


def test_rows_of_no_report_at_all(tmp_path):
    """Without reports, their rows are still looked at."""
    _write(tmp_path, sections="xy")
    assert _walked(tmp_path) == [
        {"reports": "", "revisions": "", "sections": "xy", "quantities": ""}
    ]


def test_rows_in_another_order_cannot_be_walked(tmp_path):
    """The first row that stands wrong is named."""
    _write(tmp_path, reports="ab", sections="aba")
    with pytest.raises(ReleaseError, match="sections: row 2, of report a"):
        list(walk(tmp_path))


def test_columns_that_are_not_there_are_left_out(tmp_path):
    """Rows are counted by a column at least."""
    _write(tmp_path, reports="ab")
    path = tmp_path / "reports.parquet"
    assert columns_of(path, ["organ"]).column_names == ["report_id"]
    assert columns_of(path, ["organ"]).num_rows == 2

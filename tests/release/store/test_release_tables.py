"""Rows of single reports in a release's files."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import ReleaseError
from tasks.release.store.release_tables import ReleaseTables


@pytest.fixture
def folder(tmp_path):
    """Write a release of three reports, the rows of one of them apart from each other."""
    rows = [
        {"report_id": name, "start": start}
        for start, name in enumerate(("ab1", "ac2", "ab1", "ab3"))
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "quantities.parquet")
    pq.write_table(
        pa.Table.from_pylist([{"report_id": name} for name in ("ac2", "ab3", "ab1")]),
        tmp_path / "reports.parquet",
    )
    return tmp_path


def test_the_rows_of_a_report_come_in_the_order_of_the_file(folder):
    """Those of others stay away; an unknown report has none."""
    assert [
        row["start"]
        for row in ReleaseTables(folder).read_report_rows("quantities", "ab1")
    ] == [
        0,
        2,
    ]
    assert ReleaseTables(folder).read_report_rows("quantities", "ab") == []


def test_ids_begin_with_a_prefix(folder):
    """In order, at most as many as are asked for."""
    assert ReleaseTables(folder).list_report_ids("ab", 5) == ["ab1", "ab3"]
    assert ReleaseTables(folder).list_report_ids("a", 2) == ["ab1", "ab3"]
    assert ReleaseTables(folder).list_report_ids("b", 5) == []


def test_a_file_that_is_gone_or_broken_is_an_error(folder):
    """With the file and the remedy."""
    (folder / "reports.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(ReleaseError, match=r"reports\.parquet cannot be read"):
        ReleaseTables(folder).list_report_ids("a", 2)
    with pytest.raises(ReleaseError, match="fazhi extract"):
        ReleaseTables(folder).read_report_rows("sections", "ab1")

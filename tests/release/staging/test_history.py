"""History: what was there and is gone, by source, by year and by column."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.release.staging.staged import history

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
        made = history(
            _release(tmp_path / "before", before),
            _release(tmp_path / "now", now),
            COLUMNS,
        )
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


def test_growth_is_told_of_sources_only(compared):
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
    with pytest.raises(FileNotFoundError):
        history(tmp_path, _release(tmp_path / "now", _rows(1)), COLUMNS)

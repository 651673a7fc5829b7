"""The inventory of a release: what its documents tell of the files."""

import hashlib
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.run import BEIJING
from tasks.release.store.account import LONGEST_EXAMPLE, shown, take_inventory

NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)


def _write(folder, columns, **options):
    pq.write_table(pa.table(columns), folder / "reports.parquet", **options)
    return take_inventory(folder, "r1", NIGHT, ["reports"])


def test_an_inventory_names_rows_bytes_and_checksum(tmp_path):
    """They are those of the file as it lies there, and taking it twice gives the same."""
    inventory = _write(
        tmp_path, {"report_year": pa.array([2024, None, 2021], pa.int32())}
    )
    (file,) = inventory.files
    content = (tmp_path / file.name).read_bytes()
    assert (file.rows, file.size, file.sha256) == (
        3,
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    assert inventory.years == (2021, 2024)
    assert take_inventory(tmp_path, "r1", NIGHT, ["reports"]) == inventory


def test_an_example_is_the_first_value_that_says_something(tmp_path):
    """However late it comes, also in a later row group; a column without any value has no example."""
    late = pa.array([None] * 40 + ["", "云溪镇", "青河县"])
    years = pa.nulls(43, pa.int32())
    inventory = _write(
        tmp_path,
        {"report_year": years, "organ": late, "seen": pa.array([NIGHT] * 43)},
        row_group_size=20,
    )
    assert inventory.files[0].examples == {
        "organ": "云溪镇",
        "seen": "2026-03-02T02:00:00+08:00",
    }
    assert inventory.years is None


def test_an_example_is_one_short_line():
    """Texts are cut, breaks become spaces, flags are lower case."""
    assert shown("一、主要举措\n全年办理案件12件") == "一、主要举措 全年办理案件12件"
    assert len(shown("字" * 500)) == LONGEST_EXAMPLE
    assert [shown(value) for value in (True, 0, -71, 0.5)] == [
        "true",
        "0",
        "-71",
        "0.5",
    ]


def test_an_empty_table_has_no_examples(tmp_path):
    """No row, no row group, no year, and yet a file with a checksum."""
    inventory = _write(tmp_path, {"report_year": pa.array([], pa.int32())})
    assert (inventory.files[0].rows, inventory.files[0].examples, inventory.years) == (
        0,
        {},
        None,
    )

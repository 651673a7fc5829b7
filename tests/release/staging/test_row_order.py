"""The order of rows: positions, chunks, and rows put in order on the disk."""

from random import Random

import numpy as np
import pyarrow as pa
import pytest

from tasks.release.staging import row_order
from tasks.release.staging.row_order import ReleaseOrder, ReleaseSorter

SCHEMA = pa.schema([("report_id", pa.string()), ("row", pa.int64())])


def _order(ids, years, most=2):
    return ReleaseOrder(
        pa.array(list(ids), pa.string()), np.array(years, np.int64), most
    )


@pytest.mark.parametrize(
    ("years", "numbers"),
    [
        ([2024, 2024, 2024, 2025], [0, 0, 1, 2]),
        ([2024, 2024, 2025, 2025], [0, 0, 1, 1]),
        ([2023, 2024, 2025, 9999], [0, 1, 2, 3]),
    ],
)
def test_a_chunk_is_of_one_year_and_not_too_large(years, numbers):
    """A chunk ends with its year, or when it is full."""
    order = _order("abcd", years)
    assert (
        order.find_chunks(order.find_positions(pa.array(list("abcd")))).tolist()
        == numbers
    )
    assert list(order.chunks) == sorted(set(numbers))


def test_what_is_no_page_stands_last():
    """An unknown id and none at all have the place after the last page, in no chunk."""
    order = _order("ab", [2024, 2025])
    positions = order.find_positions(pa.array(["b", "x", None]))
    assert positions.tolist() == [1, 2, 2]
    assert order.find_chunks(positions).tolist() == [1, 2, 2]


def test_rows_come_back_in_order_however_they_came(tmp_path):
    """Reports by place, rows of one report as they were added, those without a page last."""
    ids = [f"r{number:02}" for number in range(40)]
    order = _order(ids, [2020 + number // 10 for number in range(40)], most=3)
    rows = [
        (report_id, row) for report_id in [*ids, None, "unknown"] for row in range(3)
    ]
    expected = [report_id for report_id in ids for _ in range(3)]
    for seed in range(3):
        shuffled = Random(seed).sample(
            [rows[start : start + 3] for start in range(0, len(rows), 3)], 42
        )
        with ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, order) as sorter:
            for report in shuffled:
                table = [dict(zip(SCHEMA.names, row, strict=True)) for row in report]
                sorter.add(pa.Table.from_pylist(table, SCHEMA))
            found = pa.concat_tables(sorter.iter_chunks())
            alone = sorter.read_chunk(1)
        assert found["report_id"].to_pylist()[:-6] == expected
        assert set(found["report_id"].to_pylist()[-6:]) == {None, "unknown"}
        assert found["row"].to_pylist() == [0, 1, 2] * 42
        assert alone["report_id"].to_pylist() == [
            report_id for report_id in ids[3:6] for _ in range(3)
        ]
    assert not list(tmp_path.iterdir())


def test_without_pages_all_rows_are_nobody_s(tmp_path):
    """An empty release may still have issues of sources."""
    order = _order([], [])
    with ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, order) as sorter:
        sorter.add(pa.Table.from_pylist([{"report_id": None, "row": 7}], SCHEMA))
        assert [table["row"].to_pylist() for table in sorter.iter_chunks()] == [[7]]


def _sorted_rows(*rows):
    table = [dict(zip(SCHEMA.names, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(table, SCHEMA)


def test_each_chunk_gives_its_rows_in_the_order_they_came(tmp_path, monkeypatch):
    """Also when some of them were written long before others; a chunk without rows is empty."""
    order = _order("abc", [2023, 2024, 2025])
    for waiting in (1, row_order.WAITING_BYTES):
        monkeypatch.setattr(row_order, "WAITING_BYTES", waiting)
        with ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, order) as sorter:
            sorter.add(_sorted_rows(("c", 0), ("a", 1), ("c", 2)))
            sorter.add(_sorted_rows(("a", 3), ("c", 4)))
            assert sorter.read_chunk(2)["row"].to_pylist() == [0, 2, 4]
            assert sorter.read_chunk(0)["row"].to_pylist() == [1, 3]
            assert sorter.read_chunk(2)["row"].to_pylist() == [0, 2, 4]
            assert sorter.read_chunk(1).equals(SCHEMA.empty_table())
    assert not list(tmp_path.iterdir())


def test_nothing_added_can_be_read(tmp_path):
    """A table without rows needs no special care."""
    with ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, _order("a", [2025])) as sorter:
        assert sorter.read_chunk(0).num_rows == 0


def test_a_sorter_that_was_never_read_leaves_no_file(tmp_path):
    """An error between adding and taking takes the file with it."""
    with ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, _order("a", [2025])) as sorter:
        sorter.add(_sorted_rows(("a", 0)))
    assert not list(tmp_path.iterdir())

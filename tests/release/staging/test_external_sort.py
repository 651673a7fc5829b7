"""Release order: positions, chunks, and rows put in order on the disk."""

from random import Random

import numpy as np
import pyarrow as pa
import pytest

from tasks.release.staging.external_sort import (
    WAITING_BYTES,
    BucketFile,
    ReleaseOrder,
    ReleaseSorter,
)

SCHEMA = pa.schema([("report_id", pa.string()), ("row", pa.int64())])


def _order(ids, years, most=2):
    return ReleaseOrder(
        pa.array(list(ids), pa.string()), np.array(years, np.int64), most
    )


@pytest.mark.parametrize(
    ("years", "chunks"),
    [
        ([2024, 2024, 2024, 2025], [0, 0, 1, 2]),
        ([2024, 2024, 2025, 2025], [0, 0, 1, 1]),
        ([2023, 2024, 2025, 9999], [0, 1, 2, 3]),
    ],
)
def test_a_chunk_is_of_one_year_and_not_too_large(years, chunks):
    """A chunk ends with its year, or when it is full."""
    order = _order("abcd", years)
    assert (
        order.find_chunks(order.find_positions(pa.array(list("abcd")))).tolist()
        == chunks
    )
    assert list(order.chunks) == sorted(set(chunks))


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


WORD_SCHEMA = pa.schema([("words", pa.string())])


def _word_rows(*words):
    return pa.table({"words": list(words)}, schema=WORD_SCHEMA)


def test_each_bucket_gives_its_rows_in_the_order_they_came(tmp_path):
    """Also when some of them were written long before others; a bucket without rows is empty."""
    for waiting in (1, WAITING_BYTES):
        made = BucketFile(tmp_path / "rows.arrow", WORD_SCHEMA, waiting)
        made.add(_word_rows("a", "b", "c"), np.array([7, 0, 7]))
        made.add(_word_rows("d", "e"), np.array([0, 7]))
        assert made.read_bucket(7)["words"].to_pylist() == ["a", "c", "e"]
        assert made.read_bucket(0)["words"].to_pylist() == ["b", "d"]
        assert made.read_bucket(7)["words"].to_pylist() == ["a", "c", "e"]
        assert made.read_bucket(3).equals(WORD_SCHEMA.empty_table())
        made.close()
    assert not list(tmp_path.iterdir())


def test_nothing_added_can_be_read(tmp_path):
    """A table without rows needs no special care."""
    made = BucketFile(tmp_path / "rows.arrow", WORD_SCHEMA)
    assert made.read_bucket(0).num_rows == 0
    made.close()


def test_a_bucket_file_that_was_never_read_leaves_no_file(tmp_path):
    """An error between adding and taking takes the file with it."""
    made = BucketFile(tmp_path / "rows.arrow", WORD_SCHEMA)
    made.add(_word_rows("a"), np.array([0]))
    made.close()
    assert not list(tmp_path.iterdir())

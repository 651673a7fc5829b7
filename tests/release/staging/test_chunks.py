"""Chunks: the latest revisions only, joined with the ledger, in an order that batches do not change.

The order itself: positions, chunks, and rows put in order on the disk.
"""

from contextlib import closing
from datetime import timedelta
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tasks.ledger import Ledger
from tasks.release.staging import chunks
from tasks.release.staging.chunks import ReleaseChunks, _ReleaseOrder, _ReleaseSorter
from tasks.tables.schema import SCHEMAS
from tests.world.harvest import NIGHT, harvest, reading


@pytest.fixture
def made(tmp_path):
    """Start an empty harvest."""
    return harvest(tmp_path)


def _chunks(made, extractor="x1", **options):
    with (
        closing(Ledger(made.run.database_url)) as ledger,
        ReleaseChunks(
            made.parts(extractor), ledger, extractor, SCHEMAS, **options
        ) as gathered,
    ):
        return list(gathered.iter_chunks(made.home.staging))


def _rows(gathered, table, *columns):
    return [
        [tuple(row.values()) for row in chunk[table].select(columns).to_pylist()]
        for chunk in gathered
    ]


def test_older_revisions_stay_out(made):
    """A part keeps the rows of a revision that a later one replaced; a release does not."""
    one, two = made.capture("a"), made.capture("b")
    made.extract([(one, reading(title="old")), (two, reading(title="other"))], "x1")
    revised = made.capture("a", revision=2, at=NIGHT + timedelta(days=1))
    made.extract([(revised, reading(title="new"))], "x1")
    gathered = _chunks(made)
    assert _rows(gathered, "reports", "report_id", "revision", "title") == [
        [("a", 2, "new"), ("b", 1, "other")]
    ]
    assert _rows(gathered, "revisions", "report_id", "revision") == [
        [("a", 1), ("a", 2), ("b", 1)]
    ]
    assert [len(chunk["sections"]) for chunk in gathered] == [2]


def test_a_revision_that_was_not_read_leaves_no_rows(made):
    """The part of an older revision does not stand in for the latest.

    What is shown would not be what is there.
    """
    made.extract([(made.capture("a"), reading()), (made.capture("b"), reading())], "x1")
    made.capture("a", revision=2, at=NIGHT + timedelta(days=1))
    gathered = _chunks(made)
    assert _rows(gathered, "reports", "report_id") == [[("b",)], []]
    assert _rows(gathered, "revisions", "report_id", "revision") == [
        [("b", 1)],
        [("a", 1), ("a", 2)],
    ]


def test_the_ledger_s_columns_are_joined_by_page(made):
    """State, times and WARC position come from the ledger, in the schema's order."""
    two, one = made.capture("b"), made.capture("a", at=NIGHT + timedelta(hours=1))
    made.extract([(two, reading()), (one, reading())], "x1")
    ((chunk),) = _chunks(made)
    assert chunk["reports"].schema.equals(SCHEMAS["reports"], check_metadata=True)
    rows = {row["report_id"]: row for row in chunk["reports"].to_pylist()}
    for capture in (one, two):
        row = rows[capture.page_id]
        assert (row["url"], row["state"], row["captured_at"]) == (
            capture.url,
            "new",
            capture.captured_at,
        )
        assert (row["warc_file"], row["warc_offset"]) == (
            capture.warc_file,
            capture.warc_offset,
        )


def test_rows_come_by_year_then_report_then_as_they_were_read(made):
    """Unknown years come last, and rows of one report keep the order of its text."""
    captures = {name: made.capture(name) for name in "dcba"}
    years = {"a": 2025, "b": 2024, "c": None, "d": 2024}
    made.extract([(captures[name], reading(years[name])) for name in "dcba"], "x1")
    starts = [quantity.start for quantity in reading().quantities]
    assert _rows(_chunks(made), "quantities", "report_id", "start") == [
        [(name, start) for name in names for start in starts]
        for names in ("bd", "a", "c")
    ]


def test_a_year_that_is_set_right_decides_the_place(made):
    """A correction of the year is known before the reports are put in order.

    It sees when they were captured.
    """
    made.extract(
        [(made.capture("a"), reading(2025)), (made.capture("b"), reading(2024))], "x1"
    )

    def correct(reports):
        assert pc.all(pc.is_valid(reports["captured_at"])).as_py()
        years = pc.if_else(
            pc.equal(reports["report_id"], "b"),
            pa.scalar(2026, pa.int32()),
            reports["report_year"],
        )
        return reports.set_column(
            reports.schema.get_field_index("report_year"), "report_year", years
        )

    assert _rows(_chunks(made, correct=correct), "reports", "report_id") == [
        [("a",)],
        [("b",)],
    ]


def test_batches_do_not_change_the_rows(made):
    """One batch or three, in whatever order they were read: the same rows in the same places."""
    captures = {name: made.capture(name) for name in "abc"}
    made.extract([(captures[name], reading()) for name in "abc"], "x1")
    for name in "cab":
        made.extract([(captures[name], reading())], "x2")
    (one,), (three,) = _chunks(made), _chunks(made, "x2")
    for table in ("revisions", "sections", "quantities", "issues"):
        assert one[table].equals(three[table])


def test_sorted_files_are_gone_at_the_end(made):
    """The scratch files go with the gathered."""
    made.extract([(made.capture("a"), reading())], "x1")
    assert len(_chunks(made)) == 1
    assert not list(made.home.staging.iterdir())


def test_nothing_captured_is_no_chunk(made):
    """An empty ledger gives no chunk, and no time of a last capture."""
    assert _chunks(made) == []
    with closing(Ledger(made.run.database_url)) as ledger:
        assert (
            ReleaseChunks(made.parts("x1"), ledger, "x1", SCHEMAS).last_capture is None
        )


SCHEMA = pa.schema([("report_id", pa.string()), ("row", pa.int64())])


def _order(ids, years, most=2):
    return _ReleaseOrder(
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
        with _ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, order) as sorter:
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
    with _ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, order) as sorter:
        sorter.add(pa.Table.from_pylist([{"report_id": None, "row": 7}], SCHEMA))
        assert [table["row"].to_pylist() for table in sorter.iter_chunks()] == [[7]]


def _sorted_rows(*rows):
    table = [dict(zip(SCHEMA.names, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(table, SCHEMA)


def test_each_chunk_gives_its_rows_in_the_order_they_came(tmp_path, monkeypatch):
    """Also when some of them were written long before others; a chunk without rows is empty."""
    order = _order("abc", [2023, 2024, 2025])
    for waiting in (1, chunks.WAITING_BYTES):
        monkeypatch.setattr(chunks, "WAITING_BYTES", waiting)
        with _ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, order) as sorter:
            sorter.add(_sorted_rows(("c", 0), ("a", 1), ("c", 2)))
            sorter.add(_sorted_rows(("a", 3), ("c", 4)))
            assert sorter.read_chunk(2)["row"].to_pylist() == [0, 2, 4]
            assert sorter.read_chunk(0)["row"].to_pylist() == [1, 3]
            assert sorter.read_chunk(2)["row"].to_pylist() == [0, 2, 4]
            assert sorter.read_chunk(1).equals(SCHEMA.empty_table())
    assert not list(tmp_path.iterdir())


def test_nothing_added_can_be_read(tmp_path):
    """A table without rows needs no special care."""
    with _ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, _order("a", [2025])) as sorter:
        assert sorter.read_chunk(0).num_rows == 0


def test_a_sorter_that_was_never_read_leaves_no_file(tmp_path):
    """An error between adding and taking takes the file with it."""
    with _ReleaseSorter(tmp_path / "rows.arrow", SCHEMA, _order("a", [2025])) as sorter:
        sorter.add(_sorted_rows(("a", 0)))
    assert not list(tmp_path.iterdir())

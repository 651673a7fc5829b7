"""Chunks: the latest revisions only, joined with the ledger, in an order that batches do not change."""

from contextlib import closing
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tasks.ledger import Ledger
from tasks.release.staging.chunks import ReleaseChunks
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
    assert _rows(_chunks(made), "quantities", "report_id", "start_offset") == [
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

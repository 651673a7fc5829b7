"""Gathering: the latest revisions only, joined with the ledger, in an order that batches do not change."""

from contextlib import closing
from datetime import timedelta

import pytest

from tasks.report.schema import SCHEMAS
from tasks.store.gather import ReleaseOrder, join_ledger, latest
from tasks.store.ledger import Ledger
from tests.harvest import NIGHT, harvest, reading


@pytest.fixture
def made(tmp_path):
    """Start an empty harvest."""
    return harvest(tmp_path)


def _ledger(made):
    return closing(Ledger(made.run.database_url))


def test_older_revisions_stay_out(made):
    """A part keeps the rows of a revision that a later one replaced; a release does not."""
    one, two = made.capture("a"), made.capture("b")
    made.extract([(one, reading(title="old")), (two, reading(title="other"))], "x1")
    revised = made.capture("a", revision=2, at=NIGHT + timedelta(days=1))
    made.extract([(revised, reading(title="new"))], "x1")
    with _ledger(made) as ledger:
        rows = latest(made.parts("x1"), ledger.parts("x1"), "reports").to_pylist()
    assert sorted((row["report_id"], row["revision"], row["title"]) for row in rows) == [
        ("a", 2, "new"),
        ("b", 1, "other"),
    ]


def test_the_ledger_s_columns_are_joined_by_page(made):
    """State, times and WARC position come from the ledger, in the schema's order."""
    two, one = made.capture("b"), made.capture("a", at=NIGHT + timedelta(hours=1))
    made.extract([(two, reading()), (one, reading())], "x1")
    with _ledger(made) as ledger:
        read = latest(made.parts("x1"), ledger.parts("x1"), "reports")
        joined = join_ledger(read, ledger.pages(), ledger.latest_captures(), SCHEMAS["reports"])
    assert joined.schema.equals(SCHEMAS["reports"], check_metadata=True)
    rows = {row["report_id"]: row for row in joined.to_pylist()}
    for capture in (one, two):
        row = rows[capture.page_id]
        assert (row["url"], row["state"], row["captured_at"]) == (capture.url, "new", capture.captured_at)
        assert (row["warc_file"], row["warc_offset"]) == (capture.warc_file, capture.warc_offset)


def _years(made, order, table, extractor="x1"):
    with _ledger(made) as ledger:
        rows = latest(made.parts(extractor), ledger.parts(extractor), table)
        reports = latest(made.parts(extractor), ledger.parts(extractor), "reports")
        pages = [page.page_id for page in ledger.pages()]
    return [year.select(order).to_pylist() for year in ReleaseOrder(pages, reports).by_year(rows)]


def test_rows_come_by_year_then_report_then_as_they_were_read(made):
    """Unknown years come last, and rows of one report keep the order of its text."""
    captures = {name: made.capture(name) for name in "dcba"}
    years = {"a": 2025, "b": 2024, "c": None, "d": 2024}
    made.extract([(captures[name], reading(years[name])) for name in "dcba"], "x1")
    groups = _years(made, ["report_id", "start"], "quantities")
    assert [[(row["report_id"], row["start"]) for row in group] for group in groups] == [
        [("b", 11), ("b", 18), ("d", 11), ("d", 18)],
        [("a", 11), ("a", 18)],
        [("c", 11), ("c", 18)],
    ]


def test_batches_do_not_change_the_order(made):
    """One batch or three, in whatever order they were read: the same rows in the same places."""
    captures = {name: made.capture(name) for name in "abc"}
    made.extract([(captures[name], reading()) for name in "abc"], "x1")
    for name in "cab":
        made.extract([(captures[name], reading())], "x2")
    assert _years(made, ["report_id", "code"], "issues") == _years(made, ["report_id", "code"], "issues", "x2")


def test_nothing_gathered_is_no_year(made):
    """An empty ledger gives empty tables and no row group."""
    assert _years(made, ["report_id"], "sections") == []

"""Rows: what was read reaches Arrow whole."""

from datetime import datetime

import pyarrow as pa
import pytest

from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.run import BEIJING
from tasks.tables.schema import build_part_schemas
from tasks.tables.table_rows import (
    TableSpool,
    build_issue_row,
    build_reading_rows,
    build_tables,
)
from tests.world.harvest import TEXT, harvest, reading

SCHEMA = pa.schema([("number", pa.int64())])


def test_a_reading_becomes_rows_of_four_tables(tmp_path):
    """Enumerations become words, decimals floats, times Beijing time, and nothing else changes."""
    capture = harvest(tmp_path).capture("a")
    made = build_tables(
        build_reading_rows(reading(), capture, "x1"), build_part_schemas()
    )
    report = made["reports"].to_pylist()[0]
    assert (report["report_id"], report["revision"], report["extractor"]) == (
        "a",
        1,
        "x1",
    )
    assert (report["organ_kind"], report["text"]) == ("town", TEXT)
    assert report["published_on"] == datetime(2026, 1, 20, tzinfo=BEIJING)
    assert made["sections"]["kind"].to_pylist() == ["achievements"]
    assert made["quantities"].select(["value", "unit", "comparator"]).to_pylist() == [
        {"value": 12.0, "unit": "件", "comparator": None},
        {"value": 45500.0, "unit": "元", "comparator": "about"},
    ]
    assert made["issues"].to_pylist()[0]["url"] == capture.url


def test_an_issue_keeps_its_own_url():
    """The page's URL stands in only where the issue names none."""
    issue = Issue(
        "text",
        "dead_link",
        Severity.INFO,
        Responsibility.SITE,
        "gone",
        url="http://127.0.0.1/x.pdf",
    )
    assert (
        build_issue_row(issue, "a", "yunxi", "http://127.0.0.1/a.html")["url"]
        == "http://127.0.0.1/x.pdf"
    )


def test_no_rows_make_empty_tables_with_their_schemas():
    """A batch that gave nothing still gives every table."""
    made = build_tables({}, build_part_schemas())
    assert {name: table.num_rows for name, table in made.items()} == dict.fromkeys(
        build_part_schemas(), 0
    )
    assert made["reports"].schema.equals(build_part_schemas()["reports"])


def _rows(*numbers):
    return pa.table({"number": numbers}, SCHEMA)


def test_they_come_as_they_were_added_as_often_as_asked_for(tmp_path):
    """Each in one piece, however many chunks it had, and an empty one is no trouble."""
    pieces = TableSpool(tmp_path / "rows.arrow", SCHEMA)
    for rows in (_rows(1, 2), pa.concat_tables([_rows(3), _rows(4)]), _rows()):
        pieces.add(rows)
    for _ in range(2):
        assert [
            number for piece in pieces for number in piece["number"].to_pylist()
        ] == [1, 2, 3, 4]
        assert all(piece["number"].num_chunks == 1 for piece in pieces if len(piece))


def test_nothing_was_added(tmp_path):
    """There is nothing to go through."""
    assert list(TableSpool(tmp_path / "rows.arrow", SCHEMA)) == []


def test_what_was_gone_through_takes_no_more(tmp_path):
    """A row that came too late would be lost: it is an error."""
    pieces = TableSpool(tmp_path / "rows.arrow", SCHEMA)
    list(pieces)
    with pytest.raises(pa.ArrowException):
        pieces.add(_rows(1))

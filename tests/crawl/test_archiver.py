"""Answers kept archive first."""

import logging
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tasks.archive.warc import Archive
from tasks.crawl.archiver import ResponseStore
from tasks.ledger import Ledger
from tasks.model.errors import Refused
from tasks.model.page import Page, Request
from tasks.model.run import Run

URL = "http://example.cn/a"
AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def parts(tmp_path):
    """Open ledger, archive and records in an empty folder."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    with closing(Ledger(url)) as ledger, Archive(tmp_path) as archive:
        run = Run("run1", AT, str(tmp_path), url)
        yield (
            ledger,
            archive,
            ResponseStore(
                run, "example.cn", ledger, archive, logging.getLogger("test")
            ),
        )


def page(body: bytes, status: int = 200) -> Page:
    """Make an answer."""
    return Page(
        Request(URL),
        URL,
        status,
        {"content-type": "text/html", "etag": '"1"'},
        body,
        AT,
    )


def test_the_same_body_becomes_a_revisit_and_a_304_the_body_it_confirms(parts):
    """Readers get whole pages either way, and the archive holds the body once."""
    ledger, archive, records = parts
    assert records.find_last_response(Request(URL)) is None
    ledger.record_fetch(records.archive_response("demo", page(b"body"), "list").row)
    for again in (page(b"body"), page(b"", 304)):
        answer = records.archive_response(
            "demo", again, "list", records.find_last_response(Request(URL))
        )
        ledger.record_fetch(answer.row)
        assert (answer.page.status, answer.page.body) == (200, b"body")
        assert (
            archive.read(answer.row.warc_file, answer.row.warc_offset).body == b"body"
        )
    digests = {row.digest for row in ledger.iter_fetches()}
    assert len(digests) == 1
    assert [row.status for row in ledger.iter_fetches()] == [200, 200, 304]


def test_nothing_is_known_of_a_damaged_archive(parts, tmp_path, caplog):
    """The page is fetched anew, and the log says why."""
    ledger, _archive, records = parts
    row = records.archive_response("demo", page(b"body"), "list").row
    ledger.record_fetch(row)
    (tmp_path / row.warc_file).unlink()
    assert records.find_last_response(Request(URL)) is None
    assert "damaged" in caplog.text


def test_a_form_has_no_known_answer(parts):
    """The same address answers another question."""
    ledger, _archive, records = parts
    ledger.record_fetch(records.archive_response("demo", page(b"body"), "list").row)
    assert records.find_last_response(Request(URL, form={"page": "2"})) is None


def test_what_was_not_sent_is_a_row_too(parts):
    """With the reason, and no attempt."""
    ledger, _archive, records = parts
    records.record_failure(
        "demo", Request(URL), "detail", Refused(URL, "robots.txt disallows it")
    )
    (row,) = ledger.iter_fetches()
    assert (row.status, row.outcome, row.robots, row.attempts) == (
        None,
        "robots.txt disallows it",
        "refused",
        0,
    )


def test_a_list_s_records_are_named_by_file(parts):
    """What shows that a report is not in them."""
    _ledger, _archive, records = parts
    rows = [
        records.archive_response("demo", page(body), "list").row
        for body in (b"one", b"two")
    ]
    records.archive_response("demo", page(b"three"), "detail")
    offsets = ", ".join(str(row.warc_offset) for row in rows)
    assert (
        records.describe_archived_lists("demo") == f"{rows[0].warc_file} at {offsets}"
    )
    assert records.describe_archived_lists("other") == ""

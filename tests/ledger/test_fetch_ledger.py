"""Requests as the ledger keeps them: times, validators, batches, mended text."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.ledger.rows import NIGHT, fetch


def test_times_come_back_in_beijing_time(ledger):
    """Whatever zone they came in."""
    ledger.record_fetch(fetch(at=datetime(2026, 3, 1, 18, tzinfo=UTC)))
    (row,) = ledger.iter_fetches()
    assert row.at == NIGHT
    assert row.at.isoformat() == "2026-03-02T02:00:00+08:00"


def test_validators_are_those_of_the_last_whole_body(ledger):
    """Neither a 304 nor a failure has a body of its own."""
    ledger.record_fetch(fetch(etag='"1"'))
    ledger.record_fetch(fetch(etag='"2"'))
    ledger.record_fetch(fetch(status=304, outcome="not modified"))
    ledger.record_fetch(fetch(status=200, outcome="blocked(ruishu)"))
    ledger.record_fetch(fetch(status=None, outcome="time-out"))
    known = ledger.find_last_body("http://example.cn/a")
    assert known is not None
    assert known.etag == '"2"'
    assert ledger.find_last_body("http://example.cn/b") is None


def test_fetches_are_read_in_batches_while_others_write(ledger, monkeypatch):
    """No transaction stays open between two rows."""
    monkeypatch.setattr("tasks.ledger.fetch_ledger._BATCH", 2)
    for number in range(5):
        ledger.record_fetch(fetch(f"/{number}"))
    seen = []
    for row in ledger.iter_fetches():
        seen.append(row.url[-1])
        if len(seen) == 1:
            ledger.record_fetch(fetch("/5"))
    assert seen == ["0", "1", "2", "3", "4", "5"]


def test_text_that_no_database_takes_is_mended(ledger):
    """NUL, and half of a surrogate pair."""
    ledger.record_fetch(fetch(etag="a\x00b\udcffc"))
    assert [row.etag for row in ledger.iter_fetches()] == ["ab?c"]


def test_the_request_of_a_record_is_found(ledger):
    """By file and offset; none for a record that the ledger does not know."""
    ledger.record_fetch(fetch())
    ledger.record_fetch(replace(fetch("/b"), warc_offset=99))
    found = ledger.find_fetch("example.cn/run1.warc.gz", 99)
    assert found is not None
    assert found.url == "http://example.cn/b"
    assert ledger.find_fetch("example.cn/run1.warc.gz", 8) is None

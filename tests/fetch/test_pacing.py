"""The pace of a host."""

import threading
import time
from datetime import UTC, datetime

import pytest

from tasks.fetch.pacing import (
    describe_retry_time,
    get_pacer,
    parse_retry_after,
)
from tasks.model.page import Page, Request


def test_two_threads_never_send_at_once():
    """One request at a time, whatever the number of sources."""
    pace, inside, most = get_pacer("threads.example"), [], []

    def send():
        for _ in range(5):
            with pace.wait_turn(0.0):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.001)
                inside.pop()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1


def test_the_delay_counts_from_the_last_sending():
    """A slow answer has used up its part of the pause; the first request waits for nothing."""
    pace, sent = get_pacer("delay.example"), []
    for due in (0.0, 0.05, 0.05):
        with pace.wait_turn(0.05) as pause:
            sent.append(time.monotonic())
            assert pause == due
            time.sleep(0.06)
    assert sent[2] - sent[0] >= 0.1


def test_hosts_have_paces_of_their_own():
    """The same host has the same pacer for every session."""
    assert get_pacer("a.example") is get_pacer("a.example")
    assert get_pacer("a.example") is not get_pacer("b.example")


def test_the_delay_counts_from_when_the_request_really_went_out():
    """What stands between a turn and its sending, as a handshake does, does not shorten the next pause."""
    pace, sent = get_pacer("handshake.example"), []
    for handshake in (0.03, 0.0):
        with pace.wait_turn(0.05):
            time.sleep(handshake)
            pace.note_sending()
            sent.append(time.monotonic())
    assert sent[1] - sent[0] >= 0.05


AT = datetime(2026, 3, 1, 18, tzinfo=UTC)


def busy_page(value: str | None, status: int = 503) -> Page:
    """Make an answer."""
    headers = {} if value is None else {"retry-after": value}
    return Page(Request("http://u/"), "http://u/", status, headers, b"", AT)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Sun, 01 Mar 2026 18:02:00 GMT", 120.0),
        ("Sun, 01 Mar 2026 17:00:00 GMT", 0.0),
        ("99999999999", 30 * 86400.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("", 0.0),
        (None, 0.0),
    ],
)
def test_pauses_are_seconds_or_dates(value, seconds):
    """Nonsense is none, and a month the longest."""
    assert parse_retry_after(busy_page(value)) == seconds


def test_a_long_retry_after_says_until_when_in_beijing_time():
    """A short one is waited for, and only a busy answer may have one."""
    assert (
        describe_retry_time(busy_page("3600"))
        == "the host asks to be left alone until 2026-03-02 03:00 Beijing time"
    )
    assert describe_retry_time(busy_page("3600", 200)) == ""
    assert describe_retry_time(busy_page("60")) == ""
    assert describe_retry_time(busy_page("61")) != ""

"""What hosts ask for when they are busy."""

from datetime import UTC, datetime

import pytest

from tasks.fetch.pacing import asked_pause, asked_until, wish_of
from tasks.model.page import Page, Request

AT = datetime(2026, 3, 1, 18, tzinfo=UTC)


def page(value: str | None, status: int = 503) -> Page:
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
    assert asked_pause(page(value)) == seconds


def test_a_long_wish_says_until_when_in_beijing_time():
    """A short one is waited for, and only a busy answer may have one."""
    assert (
        wish_of(page("3600"))
        == "the host asks to be left alone until 2026-03-02 03:00 Beijing time"
    )
    assert asked_until(page("3600", 200)) is None
    assert asked_until(page("60")) is None
    assert asked_until(page("60"), patience=5) is not None
    assert wish_of(page("60")) == ""

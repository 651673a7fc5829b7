"""Quiet hours within a day, due days within a year."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tasks.model.coverage import is_quiet, is_seasonal_day


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        ("08:00-20:00", "08:00", True),
        ("08:00-20:00", "19:59", True),
        ("08:00-20:00", "20:00", False),
        ("08:00-20:00", "02:00", False),
        ("22:30-06:00", "23:00", True),
        ("22:30-06:00", "05:59", True),
        ("22:30-06:00", "06:00", False),
    ],
)
def test_quiet_hours_are_beijings_and_may_go_over_midnight(hours, clock, quiet):
    """The end is outside; moments of any zone are taken for what they are in Beijing."""
    moment = datetime.fromisoformat(f"2026-03-02T{clock}:00+08:00")
    assert is_quiet(hours, moment) is quiet
    assert is_quiet(hours, moment.astimezone(UTC)) is quiet


def test_a_seasonal_source_is_due_nightly_in_the_dense_months_and_weekly_after():
    """From January to April every day counts, from May on one day of each week."""
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]
    due = [day for day in days if is_seasonal_day("rongchang-gsz", day)]
    assert [day for day in due if day.month <= 4] == [
        day for day in days if day.month <= 4
    ]
    later = [day for day in due if day.month > 4]
    assert {day.weekday() for day in later} == {later[0].weekday()}
    assert len(later) == 35


def test_seasonal_sources_are_spread_over_the_week():
    """Outside the season no night has all of them."""
    week = [date(2026, 7, 6) + timedelta(days=count) for count in range(7)]
    due = [
        sum(is_seasonal_day(f"town-{number}", day) for number in range(70))
        for day in week
    ]
    assert sum(due) == 70
    assert max(due) < 25

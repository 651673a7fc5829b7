"""Rules of states."""

from datetime import date, timedelta

from tasks.model.run import PageState
from tests.rows import each_row

DAY = date(2026, 3, 2)


@each_row(
    ("revision", "same", "reported", "state"),
    [
        (0, False, False, PageState.NEW),
        (1, True, True, PageState.UNCHANGED),
        (1, True, False, PageState.NEW),
        (1, False, True, PageState.REVISED),
        (2, True, False, PageState.REVISED),
        (2, True, True, PageState.UNCHANGED),
    ],
)
def test_a_report_is_news_until_a_finished_run_reported_it(
    revision, same, reported, state
):
    """By its text, and by what was reported."""
    assert PageState.determine(revision, same, reported) is state


def test_three_different_days_make_a_withdrawal():
    """Runs of one day count once, and a withdrawal keeps its day."""
    missed = PageState.UNCHANGED.count_miss(0, None, DAY)
    seen = [missed[:2]]
    for later in (0, 1, 1, 2, 3):
        today = DAY + timedelta(days=later)
        missed = missed.state.count_miss(missed.days, missed.last, today)
        seen.append(missed[:2])
    assert [days for _state, days in seen] == [1, 1, 2, 2, 3, 3]
    assert [state for state, _days in seen] == [PageState.MISSING] * 4 + [
        PageState.WITHDRAWN
    ] * 2
    assert missed.last == DAY + timedelta(days=2)

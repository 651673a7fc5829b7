"""Which sources are due, and which pages are visited."""

from datetime import datetime

import pytest

from tasks.crawl.selection import decide, not_due
from tasks.model.link import Link
from tasks.model.run import BEIJING
from tasks.model.source import Family
from tests.sites.families.pages import source

NIGHT = datetime(2026, 7, 1, 2, tzinfo=BEIJING)
COLUMN = "http://example.cn/bg/"


def test_a_source_without_conditions_is_always_due():
    """No word against it."""
    assert not_due(source(Family.STATIC, COLUMN), NIGHT, NIGHT) == ""


def test_a_source_that_is_not_due_says_why_and_until_when():
    """Quiet hours by the clock, the season by the night's day."""
    quiet = source(Family.STATIC, COLUMN, quiet_hours="22:00-06:00")
    assert (
        not_due(quiet, NIGHT, NIGHT)
        == "not due: quiet hours 22:00-06:00 (Beijing time)"
    )
    assert not_due(quiet, NIGHT, NIGHT.replace(hour=6)) == ""
    seasonal = source(Family.STATIC, COLUMN, season="seasonal")
    words = {not_due(seasonal, NIGHT.replace(day=day), NIGHT) for day in range(1, 8)}
    assert "" in words
    assert len(words) <= 3
    assert all(
        one.startswith("not due: out of its season, next on 2026-07-")
        for one in words - {""}
    )


def test_a_forced_run_asks_out_of_season_and_keeps_the_quiet_hours():
    """The season is ours, the quiet hours are the site's."""
    values = {"season": "seasonal", "quiet_hours": "22:00-06:00"}
    both = source(Family.STATIC, COLUMN, **values)
    days = [NIGHT.replace(day=day, hour=12) for day in range(1, 8)]
    assert [not_due(both, day, day, forced=True) for day in days] == [""] * 7
    assert "quiet hours" in not_due(both, NIGHT, NIGHT, forced=True)


@pytest.mark.parametrize(
    ("title", "known", "wanted"),
    [
        ("演示镇2025年法治政府建设年度报告", False, True),
        ("演示镇2025年政府信息公开工作年度报告", False, False),
        ("演示镇2025年政府信息公开工作年度报告", True, True),
    ],
)
def test_reports_by_title_and_known_reports_are_visited(title, known, wanted):
    """A known report is looked at whatever the list calls it now."""
    (decision,) = decide(
        source(Family.STATIC, COLUMN),
        [Link(f"{COLUMN}a.html", title)],
        lambda _identity: known,
    )
    assert (decision.wanted, decision.lost) == (wanted, "")


def test_a_report_that_may_not_be_followed_is_lost_by_name():
    """Another document is not."""
    links = [
        Link("http://other.cn/a.html", "演示镇2025年法治政府建设年度报告"),
        Link("http://other.cn/b.html", "演示镇工作动态"),
    ]
    decisions = decide(source(Family.STATIC, COLUMN), links, lambda _identity: True)
    assert [(one.wanted, one.lost, one.relevance.kind) for one in decisions] == [
        (False, "off_host", "off_host"),
        (False, "", "off_host"),
    ]


@pytest.mark.parametrize("title", ["演示镇2025年法治政府建设年度报告", "点击查看"])
def test_the_canary_is_visited_once(title):
    """Whatever the list calls it, or when it does not name it."""
    place = source(Family.STATIC, COLUMN, canary=f"{COLUMN}a.html")
    for links in ([Link(f"{COLUMN}a.html", title)], []):
        assert [
            one.entry.link.url
            for one in decide(place, links, lambda _identity: False)
            if one.wanted
        ] == [f"{COLUMN}a.html"]

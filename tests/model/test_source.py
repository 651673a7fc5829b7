"""What a source may say, and what it answers: its hours within a day, its due days within a year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from tasks.model.run import BEIJING
from tasks.model.source import Family, Lifecycle, Source, make_id_stem
from tests.rows import each_row
from tests.sites.families.pages import source

NIGHT = datetime(2026, 7, 1, 2, tzinfo=BEIJING)
COLUMN = "http://example.cn/bg/"

GOOD = {
    "id": "example-bg",
    "name": "演示镇",
    "organ": "演示镇人民政府",
    "family": "trs",
    "column": "http://Example.gov.cn/bg/",
}
# Its interface is named by a host that no request can be made to.
BAD_LIST = {
    "address": "//[::1/jk?page={page}",
    "rows": "lb",
    "title": "bt",
    "url": "lj",
}


@each_row(
    ("values", "key", "words"),
    [
        ({"volume_min": 9, "volume_max": 3}, "volume_max", "volume_min"),
        ({"volume_min": -1}, "volume_min", "greater"),
        ({"quiet_hours": "8-20"}, "quiet_hours", "08:00-20:00"),
        ({"quiet_hours": "08:00-24:30"}, "quiet_hours", "08:00-20:00"),
        ({"quiet_hours": "08:00-08:00"}, "quiet_hours", "08:00-20:00"),
        ({"season": "weekly"}, "season", "nightly"),
        ({"page_budget": 0}, "page_budget", "greater"),
        ({"time_budget": 0}, "time_budget", "greater"),
        ({"organ_kind": "village"}, "organ_kind", "county"),
        ({"lifecycle": "successor"}, "successor", "took over"),
        ({"lifecycle": "successor", "successor": "example-bg"}, "successor", "itself"),
        ({"successor": "other"}, "successor", "lifecycle"),
        ({"name": "演示\x1b[2J镇"}, "name", "nobody sees"),
        ({"organ": "演示镇\u202e府政民人"}, "organ", "nobody sees"),
        ({"organ": "演示镇\u200b人民政府"}, "organ", "nobody sees"),
        ({"verified_by": "\x9b"}, "verified_by", "nobody sees"),
        ({"column": "http://example.gov.cn/\u202eb/"}, "column", "nobody sees"),
        ({"column": "http://"}, "column", "whole address"),
        ({"column": "http:///bg/"}, "column", "whole address"),
        ({"column": "http:/example.gov.cn/bg/"}, "column", "whole address"),
        ({"column": "ftp://example.gov.cn/bg/"}, "column", "whole address"),
        ({"column": "http://../bg/"}, "column", "whole address"),
        ({"column": "http://a..b/bg/"}, "column", "whole address"),
        ({"column": "http://..\\..\\etc/"}, "column", "whole address"),
        ({"column": "http://%2e%2e/bg/"}, "column", "whole address"),
        ({"column": "http://me:word@example.gov.cn/"}, "column", "whole address"),
        ({"column": "http://example.gov.cn:70000/"}, "column", "0-65535"),
        ({"column": "http://example.gov.cn:0/"}, "column", "port 0"),
        ({"column": "http://[::1/bg/"}, "column", "whole address"),
        ({"column": "http://[1:2]/bg/"}, "column", "IPv6"),
        ({"column": "http://1.2.3.256/bg/"}, "column", "256"),
        ({"column": f"http://{'a' * 260}/"}, "column", "63"),
        ({"column": f"http://{'a.' * 150}cn/"}, "column", "253"),
        ({"column": f"http://{'政' * 70}.cn/"}, "column", "63"),
        ({"canary": "http://[::1/a.html"}, "canary", "whole address"),
        ({"canary": "http://example.gov.cn:70000/"}, "canary", "0-65535"),
        ({"canary": "a.html"}, "canary", "whole address"),
        ({"family": "described", "list": BAD_LIST}, "list", "is whole"),
        ({"hosts": ["../other"]}, "hosts", "without scheme"),
        ({"hosts": ["a" * 64]}, "hosts", "63"),
        ({"hosts": ["sfj.example.gov.cn:0"]}, "hosts", "port 0"),
        ({"hosts": ["http://sfj.example.gov.cn"]}, "hosts", "without scheme"),
    ],
)
def test_what_cannot_be_is_reported_at_its_key(values, key, words):
    """The error stands at the key that is to be changed, and says what it may hold."""
    with pytest.raises(ValidationError) as caught:
        Source.model_validate(GOOD | values)
    (error,) = caught.value.errors()
    assert error["loc"] == (key,)
    assert words in error["msg"]


@pytest.mark.parametrize(
    "column",
    [
        "https://sfj.example.gov.cn",
        "http://127.0.0.1:8480/list.asp?id=31#top",
        "http://[2001:db8::1]:80/bg/",
        "http://政府.example.cn/政务 公开/",
    ],
)
def test_a_column_is_a_whole_address(column):
    """With or without path, port and ASCII."""
    assert Source.model_validate(GOOD | {"column": column}).column == column


@each_row(
    ("column", "host"),
    [
        ("http://www.Example.gov.cn:80/bg/", "www.example.gov.cn"),
        ("https://www.example.gov.cn:443/bg/", "www.example.gov.cn"),
        ("http://www.example.gov.cn:443/bg/", "www.example.gov.cn:443"),
        ("http://www.example.gov.cn:8080/bg/", "www.example.gov.cn:8080"),
        ("http://[2001:db8::1]:80/bg/", "[2001:db8::1]"),
    ],
)
def test_a_host_is_spelled_as_requests_have_it(column, host):
    """Without the port that its scheme has anyway, also among the further hosts."""
    values = {"column": column, "hosts": ("API.example.gov.cn:80",)}
    one = Source.model_validate(GOOD | values)
    assert one.host == host
    spelled = "api.example.gov.cn"
    further = spelled if column.startswith("http:") else f"{spelled}:80"
    assert one.allowed_hosts == {host, further}


def test_defaults_are_a_patient_nightly_source():
    """What a file does not say costs nobody anything."""
    source = Source.model_validate(GOOD)
    assert (source.season, source.page_budget, source.time_budget) == (
        "nightly",
        2000,
        3600.0,
    )
    assert (source.lifecycle, source.volume_min, source.volume_max) == (
        Lifecycle.ACTIVE,
        None,
        None,
    )
    assert source.host == "example.gov.cn"
    assert not source.is_quiet_at(datetime.fromisoformat("2026-03-02T12:00:00+08:00"))
    assert all(source.is_due_on(date(2026, 7, day)) for day in range(1, 32))


def test_a_source_knows_when_it_may_be_asked():
    """Its quiet hours and its season."""
    source = Source.model_validate(
        GOOD | {"quiet_hours": "08:00-20:00", "season": "seasonal"}
    )
    assert source.is_quiet_at(datetime.fromisoformat("2026-03-02T12:00:00+08:00"))
    assert not source.is_quiet_at(datetime.fromisoformat("2026-03-02T02:00:00+08:00"))
    assert source.is_due_on(date(2026, 3, 2))
    assert sum(source.is_due_on(date(2026, 7, day)) for day in range(1, 29)) == 4


@pytest.mark.parametrize(
    ("host", "stem"),
    [
        ("www.rongchang.gov.cn", "rongchang"),
        ("sfj.gz.gov.cn", "sfj-gz"),
        ("ws.cq.gov.cn:9311", "ws-cq-9311"),
        ("127.0.0.1:8480", "127-0-0-1-8480"),
    ],
)
def test_ids_begin_with_the_host(host, stem):
    """Without what every host has."""
    assert make_id_stem(host) == stem


@each_row(
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
    source = Source.model_validate(GOOD | {"quiet_hours": hours})
    assert source.is_quiet_at(moment) is quiet
    assert source.is_quiet_at(moment.astimezone(UTC)) is quiet


def test_a_seasonal_source_is_due_nightly_in_the_dense_months_and_weekly_after():
    """From January to April every day counts, from May on one day of each week."""
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]
    source = Source.model_validate(GOOD | {"id": "rongchang-gsz", "season": "seasonal"})
    due = [day for day in days if source.is_due_on(day)]
    assert [day for day in due if day.month <= 4] == [
        day for day in days if day.month <= 4
    ]
    later = [day for day in due if day.month > 4]
    assert {day.weekday() for day in later} == {later[0].weekday()}
    assert len(later) == 35


def test_seasonal_sources_are_spread_over_the_week():
    """Outside the season no night has all of them."""
    week = [date(2026, 7, 6) + timedelta(days=count) for count in range(7)]
    towns = [
        Source.model_validate(GOOD | {"id": f"town-{number}", "season": "seasonal"})
        for number in range(70)
    ]
    due = [sum(town.is_due_on(day) for town in towns) for day in week]
    assert sum(due) == 70
    assert max(due) < 25


def test_a_source_without_conditions_is_always_due():
    """No word against it."""
    assert source(Family.STATIC, COLUMN).explain_not_due(NIGHT, NIGHT) == ""


def test_a_source_that_is_not_due_says_why_and_until_when():
    """Quiet hours by the clock, the season by the night's day."""
    quiet = source(Family.STATIC, COLUMN, quiet_hours="22:00-06:00")
    assert (
        quiet.explain_not_due(NIGHT, NIGHT)
        == "not due: quiet hours 22:00-06:00 (Beijing time)"
    )
    assert quiet.explain_not_due(NIGHT, NIGHT.replace(hour=6)) == ""
    seasonal = source(Family.STATIC, COLUMN, season="seasonal")
    words = {
        seasonal.explain_not_due(NIGHT.replace(day=day), NIGHT) for day in range(1, 8)
    }
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
    assert [both.explain_not_due(day, day, forced=True) for day in days] == [""] * 7
    assert "quiet hours" in both.explain_not_due(NIGHT, NIGHT, forced=True)

"""What a source may say, and what it answers."""

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from tasks.model.source import Lifecycle, Source, id_stem

GOOD = {
    "id": "example-bg",
    "name": "演示镇",
    "organ": "演示镇人民政府",
    "family": "trs",
    "column": "http://Example.gov.cn/bg/",
}


@pytest.mark.parametrize(
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
    ],
)
def test_what_cannot_be_is_told_at_its_key(values, key, words):
    """The error stands at the key that is to be changed, and says what it may hold."""
    with pytest.raises(ValidationError) as caught:
        Source.model_validate(GOOD | values)
    (error,) = caught.value.errors()
    assert error["loc"] == (key,)
    assert words in error["msg"]


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
    assert not source.quiet_at(datetime.fromisoformat("2026-03-02T12:00:00+08:00"))
    assert all(source.due_on(date(2026, 7, day)) for day in range(1, 32))


def test_a_source_knows_when_it_may_be_asked():
    """Its quiet hours and its season."""
    source = Source.model_validate(
        GOOD | {"quiet_hours": "08:00-20:00", "season": "seasonal"}
    )
    assert source.quiet_at(datetime.fromisoformat("2026-03-02T12:00:00+08:00"))
    assert not source.quiet_at(datetime.fromisoformat("2026-03-02T02:00:00+08:00"))
    assert source.due_on(date(2026, 3, 2))
    assert sum(source.due_on(date(2026, 7, day)) for day in range(1, 29)) == 4


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
    assert id_stem(host) == stem

"""The registry of sources as a whole."""

import csv

import pytest

from tasks.model.divisions import DIVISIONS
from tasks.model.errors import ConfigurationError
from tasks.model.issue import Severity
from tasks.model.source import Region, Source
from tasks.registry.source_files import (
    Divisions,
    check_registry,
    read_registry,
)
from tests.rows import each_row


def test_every_province_prefecture_and_county_is_there():
    """The lookup was trimmed of townships only."""
    with DIVISIONS.open(encoding="utf-8") as table:
        codes = [row["code"] for row in csv.DictReader(table)]
    lengths = [len(code.rstrip("0")) for code in codes]
    assert len(set(codes)) > 3300
    assert all(len(code) == 12 and code.isdigit() for code in codes)
    assert sum(length <= 2 for length in lengths) == 31


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1.1E+11,北京市,province", "column code: .* keep the column as text"),
        ("110000000000,,province", "column name: '' must be filled in"),
        ("110000000000,北京市,country", "column level: 'country' must be one of"),
    ],
)
def test_a_damaged_division_is_named(monkeypatch, tmp_path, row, words):
    """With file, line and column."""
    path = tmp_path / "some.csv"
    path.write_text(f"code,name,level\n{row}\n", encoding="utf-8-sig")
    monkeypatch.setattr("tasks.registry.source_files.DIVISIONS", path)
    with pytest.raises(ConfigurationError, match=rf"some\.csv: line 2: {words}"):
        Divisions.load.__wrapped__()


@each_row(
    ("code", "names"),
    [
        ("110000000000", ["北京市"]),
        ("500153000000", ["重庆市", "荣昌区"]),
        ("370303000000", ["山东省", "淄博市", "张店区"]),
        ("370303005000", ["山东省", "淄博市", "张店区", "科苑街道"]),
        ("999999000000", []),
    ],
)
def test_a_code_names_its_chain(code, names):
    """What a division belongs to is in its code; 市辖区 is no place."""
    message = Divisions.check_region(Region(division_code=code))
    expected = f"is {' '.join(names)}, the region says" if names else "is not in"
    assert expected in str(message)


@each_row(
    ("region", "words"),
    [
        (Region(), None),
        (Region(province="山东省"), None),
        (
            Region(
                province="山东省",
                prefecture="淄博市",
                county="张店区",
                division_code="370303000000",
            ),
            None,
        ),
        (
            Region(
                province="山东省",
                prefecture="淄博市",
                county="周村区",
                division_code="370303000000",
            ),
            "张店区",
        ),
        (Region(province="山东省", division_code="370303000000"), "淄博市"),
        (Region(division_code="370399000000"), "not in"),
    ],
)
def test_a_region_that_disagrees_with_its_code_is_reported(region, words):
    """Names and code have to mean the same place."""
    message = Divisions.check_region(region)
    assert message is None if words is None else words in str(message)


def source(identity, column="http://www.example.gov.cn/bg/", **values):
    """Make a source."""
    known = {
        "id": identity,
        "name": "演示",
        "organ": "演示镇人民政府",
        "family": "trs",
        "column": column,
    }
    return Source.model_validate(known | values)


def findings_of(*sources):
    """Give id, severity and message of every finding."""
    return [
        (one.source_id, one.severity.value, one.message)
        for one in check_registry(sources)
    ]


def test_sound_sources_give_no_findings():
    """Two columns of one host, one of them several times under different options."""
    other = "http://www.example.gov.cn/gkmlpt/index"
    sources = [
        source("example-bg"),
        source("example-a", other, options={"column": "1"}),
    ]
    assert (
        findings_of(*sources, source("example-b", other, options={"column": "2"})) == []
    )


@pytest.mark.parametrize(
    "column",
    [
        "http://www.example.gov.cn/bg/",
        "https://example.gov.cn/bg",
        "http://EXAMPLE.gov.cn/bg/",
    ],
)
def test_a_column_is_named_once(column):
    """With or without www, in either scheme."""
    ((identity, severity, message),) = findings_of(
        source("example-bg"), source("example-too", column)
    )
    assert (identity, severity) == ("example-too", "error")
    assert "example-bg has the same column" in message


@each_row(
    ("values", "severity", "words"),
    [
        ({"lifecycle": "successor", "successor": "gone"}, "error", "no source gone"),
        ({"canary": "http://www.else.gov.cn/1.html"}, "error", "`canary`"),
        ({"hosts": ("rajayuj.com",)}, "warning", "unknown host rajayuj.com"),
        (
            {
                "family": "described",
                "list": {"address": "http://api.example.gov.cn/list?p={page}"},
            },
            "error",
            "`list.address`: api.example.gov.cn",
        ),
        (
            {"region": {"province": "山东省", "division_code": "370303000000"}},
            "error",
            "`region`",
        ),
    ],
)
def test_what_no_single_file_knows_is_found(values, severity, words):
    """Each finding names the key or host and what to do."""
    ((_identity, found, message),) = findings_of(source("example-bg", **values))
    assert found == severity
    assert words in message


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("/list?p={page}", ()),
        ("list.json", ()),
        ("", ()),
        ("//api.example.gov.cn/list", ("api.example.gov.cn",)),
    ],
)
def test_a_list_on_a_host_that_is_named_is_right(address, hosts):
    """The column's own, or another one."""
    described = {"address": address, "rows": "data"}
    one = source("example-bg", family="described", list=described, hosts=hosts)
    assert findings_of(one) == []


@each_row(
    ("values", "words"),
    [
        ({"organ": "www.example.gov.cn"}, "is a host"),
        ({"organ": "127.0.0.1:8480"}, "is a host"),
        ({"organ": " "}, "fill it in"),
        (
            {"verified": True, "verified_by": "李某", "verified_on": "2199-01-01"},
            "still to come",
        ),
        ({"verified": True, "verified_on": "2026-01-01"}, "`verified_by`"),
        ({"verified": True, "verified_by": "李某", "verified_on": "2026-01-01"}, ""),
        ({"organ": "某区人民政府"}, ""),
    ],
)
def test_an_organ_and_who_verified_it_are_looked_at(values, words):
    """A host is no organ, a day to come no night that somebody saw."""
    found = check_registry([source("example-bg", **values)])
    assert [words in finding.message for finding in found] == [True] * bool(words)


def test_successors_are_followed_to_a_living_one():
    """A chain must end, and not at a source that is retired."""
    first = source(
        "example-a",
        "http://example.gov.cn/a/",
        lifecycle="successor",
        successor="example-b",
    )
    ring = source(
        "example-b",
        "http://example.gov.cn/b/",
        lifecycle="successor",
        successor="example-a",
    )
    assert all(
        "never ends" in message
        for _identity, _severity, message in findings_of(first, ring)
    )
    retired = source("example-b", "http://example.gov.cn/b/", lifecycle="retired")
    ((_identity, severity, message),) = findings_of(first, retired)
    assert severity == "warning"
    assert "retired" in message


def test_an_id_that_does_not_begin_with_its_host_is_reported():
    """So that files of one site stand together."""
    ((_identity, severity, message),) = findings_of(source("somewhere"))
    assert severity == "warning"
    assert "example-….toml" in message


def test_a_broken_file_is_a_finding_and_hides_no_other(tmp_path):
    """All mistakes are told at once."""
    text = 'name = "一"\norgan = "一"\nfamily = "trs"\ncolumn = "http://example.gov.cn/a/"\n'
    (tmp_path / "example-a.toml").write_text(text, encoding="utf-8")
    (tmp_path / "example-b.toml").write_text(
        text + "quiet_hours = 8\n", encoding="utf-8"
    )
    sources, findings = read_registry(tmp_path)
    assert [one.id for one in sources] == ["example-a"]
    assert [(one.source_id, one.severity) for one in findings] == [
        ("example-b", Severity.ERROR)
    ]
    assert "`quiet_hours`" in findings[0].message
    with pytest.raises(ConfigurationError, match="--sources"):
        read_registry(tmp_path / "nowhere")

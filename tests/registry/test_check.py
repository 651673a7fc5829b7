"""The registry of sources as a whole."""

import pytest

from tasks.model.errors import ConfigurationError
from tasks.model.issue import Severity
from tasks.model.source import Source
from tasks.registry.check import check_registry, read_registry


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


def told(*sources):
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
    assert told(*sources, source("example-b", other, options={"column": "2"})) == []


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
    ((identity, severity, message),) = told(
        source("example-bg"), source("example-too", column)
    )
    assert (identity, severity) == ("example-too", "error")
    assert "example-bg has the same column" in message


@pytest.mark.parametrize(
    ("values", "severity", "words"),
    [
        ({"lifecycle": "successor", "successor": "gone"}, "error", "no source gone"),
        ({"canary": "http://www.else.gov.cn/1.html"}, "error", "`canary`"),
        ({"hosts": ("rajayuj.com",)}, "warning", "unknown host rajayuj.com"),
        (
            {"region": {"province": "山东省", "division_code": "370303000000"}},
            "error",
            "`region`",
        ),
    ],
)
def test_what_no_single_file_knows_is_found(values, severity, words):
    """Each finding names the key or host and what to do."""
    ((_identity, found, message),) = told(source("example-bg", **values))
    assert found == severity
    assert words in message


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
        "never ends" in message for _identity, _severity, message in told(first, ring)
    )
    retired = source("example-b", "http://example.gov.cn/b/", lifecycle="retired")
    ((_identity, severity, message),) = told(first, retired)
    assert severity == "warning"
    assert "retired" in message


def test_an_id_that_does_not_begin_with_its_host_is_told():
    """So that files of one site stand together."""
    ((_identity, severity, message),) = told(source("somewhere"))
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

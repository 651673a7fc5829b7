"""Who 我镇 is: the source tells, but only where the report and its page bear it out."""

import pytest

from tasks.model.document import Document
from tasks.model.report import OrganKind
from tasks.report.organ_from_source import resolve
from tasks.report.reading import Hints, read_report

TOWN, OFFICE, BUREAU, COUNTY = (
    "棠川县云溪镇人民政府",
    "棠川县云溪街道办事处",
    "棠川县司法局",
    "棠川县人民政府",
)
RESOLVED = {
    "town, named in the text": (TOWN, "我镇组织云溪镇干部学法，我镇开展检查。", ()),
    "town, by its publisher": (TOWN, "我镇组织学法，我镇开展检查。", ("云溪镇",)),
    "office that says 我办": (OFFICE, "我办在云溪街道组织学法，我办开展检查。", ()),
    "bureau, by its publisher": (
        BUREAU,
        "我局组织学法，我局开展检查。",
        ("棠川县司法局",),
    ),
    "commission": ("棠川市教育委员会", "我委组织学法，我委开展检查。", ("教育委员会",)),
    "county, by its publisher": (
        COUNTY,
        "我县组织学法，我县开展检查。",
        ("棠川县人民政府",),
    ),
}
UNRESOLVED = {
    "nothing bears it out": (TOWN, "我镇组织学法，我镇开展检查。", ()),
    "said only once": (TOWN, "我镇组织云溪镇干部学法。", ()),
    "another kind of organ": (
        COUNTY,
        "我镇组织棠川县干部学法，我镇开展检查。",
        ("棠川县人民政府",),
    ),
    "another bureau on the same site": (
        BUREAU,
        "我局会同司法局组织学法，我局开展检查。",
        ("棠川县水利局",),
    ),
    "no publisher, a bureau": (
        BUREAU,
        "我局会同棠川县司法局组织学法，我局开展检查。",
        (),
    ),
    "county, published by a bureau": (
        COUNTY,
        "我县组织学法，我县开展检查。",
        ("棠川县司法局",),
    ),
    "another town": (TOWN, "我镇组织学法，我镇开展检查。", ("石桥镇",)),
    "it speaks of itself as nothing": (TOWN, "云溪镇组织学法。", ("云溪镇",)),
    "entrusted, no commission": (
        "棠川市教育委员会",
        "自我委托一次，自我委托两次。",
        ("教育委员会",),
    ),
}


@pytest.mark.parametrize(
    ("organ", "text", "publishers"), RESOLVED.values(), ids=RESOLVED
)
def test_resolved(organ, text, publishers):
    """Where the text speaks as the source's organ does, and page or text name it, it is the report's."""
    finding = resolve(organ, text, publishers)
    assert finding is not None
    assert finding.organ == organ
    assert finding.origin.startswith("source: the text says 我")


@pytest.mark.parametrize(
    ("organ", "text", "publishers"), UNRESOLVED.values(), ids=UNRESOLVED
)
def test_not_resolved(organ, text, publishers):
    """Without evidence, or against it, the organ stays null."""
    assert resolve(organ, text, publishers) is None


def test_in_a_report():
    """The report takes its source's organ with an issue that says what it rests on.

    A named organ stays its own.
    """
    text = "2023年法治政府建设年度报告\n我镇依法行政，云溪镇干部学法。\n一、工作情况\n我镇开展检查。"
    reading = read_report(Document((), "text/plain"), text, Hints(organ=TOWN))
    assert (reading.report.organ, reading.report.organ_kind) == (TOWN, OrganKind.TOWN)
    assert (reading.report.county, reading.report.township) == ("棠川县", "云溪镇")
    codes = {issue.code: issue.evidence for issue in reading.issues}
    assert codes["organ_from_source"] == "the text says 我镇, and names 云溪镇"
    assert "missing_organ" not in codes
    named = read_report(Document((), "text/plain"), f"石桥镇{text}", Hints(organ=TOWN))
    assert named.report.organ == "石桥镇"
    assert "organ_from_source" not in {issue.code for issue in named.issues}

"""An organ that only the preamble names, or only the source, and what keeps one from being taken."""

import pytest

from tasks.model.document import Document
from tasks.model.report import OrganKind
from tasks.report.facts import DocumentHints
from tasks.report.organ import (
    infer_organ_from_preamble,
    infer_organ_from_source,
)
from tasks.report.reading import read_report

TOWN_OF_SOURCE = "棠川县云溪镇人民政府"
OFFICE_OF_SOURCE = "棠川县云溪街道办事处"
BUREAU_OF_SOURCE = "棠川县司法局"
COUNTY_OF_SOURCE = "棠川县人民政府"
RESOLVED = {
    "town, named in the text": (
        TOWN_OF_SOURCE,
        "我镇组织云溪镇干部学法，我镇开展检查。",
        (),
    ),
    "town, by its publisher": (
        TOWN_OF_SOURCE,
        "我镇组织学法，我镇开展检查。",
        ("云溪镇",),
    ),
    "office that says 我办": (
        OFFICE_OF_SOURCE,
        "我办在云溪街道组织学法，我办开展检查。",
        (),
    ),
    "bureau, by its publisher": (
        BUREAU_OF_SOURCE,
        "我局组织学法，我局开展检查。",
        ("棠川县司法局",),
    ),
    "commission": ("棠川市教育委员会", "我委组织学法，我委开展检查。", ("教育委员会",)),
    "county, by its publisher": (
        COUNTY_OF_SOURCE,
        "我县组织学法，我县开展检查。",
        ("棠川县人民政府",),
    ),
}
UNRESOLVED = {
    "nothing bears it out": (TOWN_OF_SOURCE, "我镇组织学法，我镇开展检查。", ()),
    "said only once": (TOWN_OF_SOURCE, "我镇组织云溪镇干部学法。", ()),
    "another kind of organ": (
        COUNTY_OF_SOURCE,
        "我镇组织棠川县干部学法，我镇开展检查。",
        ("棠川县人民政府",),
    ),
    "another bureau on the same site": (
        BUREAU_OF_SOURCE,
        "我局会同司法局组织学法，我局开展检查。",
        ("棠川县水利局",),
    ),
    "no publisher, a bureau": (
        BUREAU_OF_SOURCE,
        "我局会同棠川县司法局组织学法，我局开展检查。",
        (),
    ),
    "county, published by a bureau": (
        COUNTY_OF_SOURCE,
        "我县组织学法，我县开展检查。",
        ("棠川县司法局",),
    ),
    "another town": (TOWN_OF_SOURCE, "我镇组织学法，我镇开展检查。", ("石桥镇",)),
    "it speaks of itself as nothing": (TOWN_OF_SOURCE, "云溪镇组织学法。", ("云溪镇",)),
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
    finding = infer_organ_from_source(organ, text, publishers)
    assert finding is not None
    assert finding.organ == organ
    assert finding.origin.startswith("source: the text says 我")


@pytest.mark.parametrize(
    ("organ", "text", "publishers"), UNRESOLVED.values(), ids=UNRESOLVED
)
def test_not_resolved(organ, text, publishers):
    """Without evidence, or against it, the organ stays null."""
    assert infer_organ_from_source(organ, text, publishers) is None


def test_in_a_report():
    """The report takes its source's organ with an issue that says what it rests on.

    A named organ stays its own.
    """
    text = "2023年法治政府建设年度报告\n我镇依法行政，云溪镇干部学法。\n一、工作情况\n我镇开展检查。"
    reading = read_report(
        Document((), "text/plain"), text, DocumentHints(organ=TOWN_OF_SOURCE)
    )
    assert (reading.report.organ, reading.report.organ_kind) == (
        TOWN_OF_SOURCE,
        OrganKind.TOWN,
    )
    assert (reading.report.county, reading.report.township) == ("棠川县", "云溪镇")
    codes = {issue.code: issue.evidence for issue in reading.issues}
    assert codes["organ_from_source"] == "the text says 我镇, and names 云溪镇"
    assert "missing_organ" not in codes
    named = read_report(
        Document((), "text/plain"), f"石桥镇{text}", DocumentHints(organ=TOWN_OF_SOURCE)
    )
    assert named.report.organ == "石桥镇"
    assert "organ_from_source" not in {issue.code for issue in named.issues}


TOWN, STREET, COUNTY, BUREAU = (
    OrganKind.TOWN,
    OrganKind.SUBDISTRICT,
    OrganKind.COUNTY,
    OrganKind.DEPARTMENT,
)
# Preamble, the text's own words, organ and kind
NAMED = {
    "announced": ("现将云溪乡2024年法治政府建设情况报告如下：", "", "云溪乡", TOWN),
    "announced, year first": (
        "现将2024年度棠川县司法局法治政府建设情况汇报如下：",
        "我县",
        "棠川县司法局",
        BUREAU,
    ),
    "subject": (
        "2024年，北川街道办事处坚持以新发展理念为指导，",
        "",
        "北川街道办事处",
        STREET,
    ),
    "subject of a later clause": (
        "2024年，在县委、县政府的坚强领导下，云溪镇认真贯彻",
        "我镇，我镇",
        "云溪镇",
        TOWN,
    ),
    "subject of a later sentence": (
        "法治是根本。2024年以来，云溪镇人民政府深入学法",
        "",
        "云溪镇人民政府",
        TOWN,
    ),
    "party and government": ("2024年，云溪镇党委、政府始终坚持", "", "云溪镇", TOWN),
    "joint name": (
        "东岭区人民政府北川街道办事处严格执法",
        "我街道",
        "东岭区人民政府北川街道办事处",
        STREET,
    ),
    "bureau of many words": (
        "棠川市住房和城乡建设局持续执法",
        "我局，我局",
        "棠川市住房和城乡建设局",
        BUREAU,
    ),
    "tax bureau": (
        "国家税务总局棠川县税务局认真执法",
        "我局，我局",
        "国家税务总局棠川县税务局",
        BUREAU,
    ),
    "bureau that says 我县": (
        "2024年，棠川县司法局坚持为民",
        "我县，我县，我县",
        "棠川县司法局",
        BUREAU,
    ),
    "bureau without a place": ("2024年，县司法局坚持为民", "我县，我县", None, BUREAU),
    "county": ("2024年，棠川县深入贯彻", "我县", "棠川县", COUNTY),
    "the one that the text is": (
        "2024年，棠川县深入贯彻，云溪镇坚持",
        "我镇，我镇",
        "云溪镇",
        TOWN,
    ),
    "traditional": ("2024年，雲溪鎮深入貫徹", "", "云溪镇", TOWN),
    "municipality": ("2024年，天津市紧紧围绕", "我市", "天津市", OrganKind.PROVINCE),
    "only its kind": ("2024年，我镇深入贯彻", "我镇", None, TOWN),
}
UNNAMED = {
    "the whole county": ("2024年，全县认真贯彻", ""),
    "parts of it": ("2024年，各乡镇认真落实，示范区积极推进，辖区依法", ""),
    "party of a county": ("2024年，棠川县委坚持", ""),
    "government without a place": ("2024年，县政府坚持", ""),
    "who leads": ("在棠川县人民政府的领导下，根据要求", ""),
    "whose plan": ("按照棠川县司法局要求，严格执法", ""),
    "clauses": ("大力推进平安街道把，推动旅游强县在，一区两县坚持", ""),
    "no verb": ("2024年，云溪镇的工作", ""),
    "too far down": ("法治为本。" * 100 + "云溪镇坚持", ""),
}
CONFLICTS = {
    "county named, town speaking": (
        "2024年，棠川县深入贯彻",
        "我镇，我镇",
        (),
        "棠川县",
    ),
    "county named, bureau speaking": (
        "2024年，棠川县深入贯彻",
        "我局，我局",
        (),
        "department",
    ),
    "county named, a bureau, too": (
        "2024年，棠川县深入贯彻",
        "我县，我县，我局",
        (),
        "bureau",
    ),
    "two towns": ("2024年，云溪镇坚持为民，石桥镇坚持为民", "", (), "云溪镇、石桥镇"),
    "two towns, 我镇": (
        "2024年，云溪镇坚持为民，石桥镇坚持为民",
        "我镇，我镇",
        (),
        "云溪镇、石桥镇",
    ),
    "bureau announcing its county": (
        "棠川县司法局坚持为民，现将我县2024年法治情况报告如下",
        "我县",
        (),
        "我县",
    ),
    "published by a bureau": (
        "2024年，全县上下",
        "我县，我县",
        ("棠川县司法局",),
        "棠川县司法局",
    ),
}


@pytest.mark.parametrize(
    ("preamble", "text", "organ", "kind"), NAMED.values(), ids=NAMED
)
def test_named(preamble, text, organ, kind):
    """A subject, or who is announced, is the organ; without a place only its kind is told."""
    finding = infer_organ_from_preamble(preamble, preamble + text)
    assert (finding.organ, finding.kind, finding.conflict) == (organ, kind, None)
    assert finding.origin == ("preamble" if organ else "")


@pytest.mark.parametrize(("preamble", "text"), UNNAMED.values(), ids=UNNAMED)
def test_not_named(preamble, text):
    """Words that are no name, no subject or not the report's opening tell nothing."""
    assert infer_organ_from_preamble(preamble, text).organ is None


@pytest.mark.parametrize(
    ("preamble", "text", "publishers", "said"), CONFLICTS.values(), ids=CONFLICTS
)
def test_conflicts(preamble, text, publishers, said):
    """Where the evidence disagrees, organ and kind are null and the finding says what does."""
    finding = infer_organ_from_preamble(preamble, preamble + text, publishers)
    assert (finding.organ, finding.kind) == (None, None)
    assert finding.conflict
    assert said in finding.conflict.en
    assert said in finding.conflict.zh


def test_a_county_that_announces_its_report():
    """A bureau as publisher says nothing against a text that announces the county's report."""
    preamble = "现将我县2024年法治政府建设情况报告如下："
    assert (
        infer_organ_from_preamble(preamble, preamble, ("棠川县司法局",)).kind is COUNTY
    )

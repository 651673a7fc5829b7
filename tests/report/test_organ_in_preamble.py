"""An organ that only the preamble names, and what keeps one from being taken."""

import pytest

from tasks.model.report import OrganKind
from tasks.report.organ_in_preamble import organ_in_opening

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
    finding = organ_in_opening(preamble, preamble + text)
    assert (finding.organ, finding.kind, finding.conflict) == (organ, kind, "")
    assert finding.origin == ("preamble" if organ else "")


@pytest.mark.parametrize(("preamble", "text"), UNNAMED.values(), ids=UNNAMED)
def test_not_named(preamble, text):
    """Words that are no name, no subject or not the report's opening tell nothing."""
    assert organ_in_opening(preamble, text).organ is None


@pytest.mark.parametrize(
    ("preamble", "text", "publishers", "said"), CONFLICTS.values(), ids=CONFLICTS
)
def test_conflicts(preamble, text, publishers, said):
    """Where the evidence disagrees, organ and kind are null and the finding says what does."""
    finding = organ_in_opening(preamble, preamble + text, publishers)
    assert (finding.organ, finding.kind) == (None, None)
    assert said in finding.conflict


def test_a_county_that_announces_its_report():
    """A bureau as publisher says nothing against a text that announces the county's report."""
    preamble = "现将我县2024年法治政府建设情况报告如下："
    assert organ_in_opening(preamble, preamble, ("棠川县司法局",)).kind is COUNTY

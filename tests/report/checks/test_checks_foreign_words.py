"""Words left over from another organ's report, and words of another script."""

from tasks.model.report import OrganKind
from tasks.report.checks import check_foreign_words
from tasks.report.outline import parse_outline
from tests.rows import each_row

FOREIGN = {
    "a system's capacity": (
        "不断提升医保系统依法行政能力。",
        OrganKind.TOWN,
        "云溪镇",
        1,
    ),
    "its enforcement": (
        "进一步规范税务行政执法流程。",
        OrganKind.SUBDISTRICT,
        "云溪街道",
        1,
    ),
    "its officials": ("打造邮政系统干部队伍。", OrganKind.COUNTY, "棠川县", 1),
    "our bureau": ("我教育局坚持依法治教。", OrganKind.TOWN, "云溪镇", 1),
    "another bureau's": (
        "提升海关系统法治水平。",
        OrganKind.DEPARTMENT,
        "棠川县司法局",
        1,
    ),
    "another ministry's": (
        "提升海关系统法治水平。",
        OrganKind.MINISTRY,
        "远洋渔业部",
        1,
    ),
    "said twice": (
        "提升医保系统法治水平。锤炼医保系统干部作风。",
        OrganKind.TOWN,
        "云溪镇",
        1,
    ),
    "two fields": (
        "提升医保系统法治水平。锤炼税务系统干部作风。",
        OrganKind.TOWN,
        "云溪镇",
        2,
    ),
    "its own field": (
        "提升教育系统法治水平。",
        OrganKind.DEPARTMENT,
        "棠川县教育局",
        0,
    ),
    "a county's schools": ("在教育系统开展宪法宣传。", OrganKind.COUNTY, "棠川县", 0),
    "a computer system": (
        "优化财政系统对接，完善交通系统平台。",
        OrganKind.TOWN,
        "云溪镇",
        0,
    ),
    "cooperation": ("会同税务局、公安局联合执法。", OrganKind.TOWN, "云溪镇", 0),
    "unknown organ": ("提升医保系统法治水平。", None, None, 0),
}


@each_row(("text", "kind", "organ", "count"), FOREIGN.values(), ids=FOREIGN)
def test_foreign_agency(text, kind, organ, count):
    """An organ that calls another trade's system its own has taken over words; each trade is told once."""
    issues = list(check_foreign_words(text, kind, organ, parse_outline(text)))
    assert [issue.code for issue in issues] == ["foreign_agency"] * count
    assert all(issue.evidence in text for issue in issues)


def test_foreign_agency_names_the_section():
    """The message names the path of the section that the words stand in."""
    text = "一、主要举措\n工作扎实。\n（二）学习\n提升医保系统法治水平。"
    (issue,) = check_foreign_words(text, OrganKind.TOWN, "云溪镇", parse_outline(text))
    assert issue.message.startswith("1.1 ")


@each_row(
    ("text", "words"),
    [
        ("推进改革 and 服务群众", 1),
        ("推进改革with服务of群众", 2),
        ("通过app、wifi和led屏宣传", 0),
        ("详见www.example.gov.cn", 0),
        ("信箱abc@example.com", 0),
        ("推行“互联网+”和N项清单，OA系统", 0),
        ("巡查道路12km", 0),
        ("全县依法行政", 0),
    ],
)
def test_stray_latin(text, words):
    """A lower-case word inside Chinese is told; addresses, units, capitals and common names are not."""
    assert [issue.code for issue in check_foreign_words(text, None, None, ())] == [
        "stray_latin_word"
    ] * words

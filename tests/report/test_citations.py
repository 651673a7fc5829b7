"""Laws, rules, plans and documents that a report names."""

from itertools import starmap

from tasks.model.report import Confidence, Kind, Node, Section
from tasks.report.citations import classify_title, find_citations, normalize_number
from tasks.report.laws import find_law, list_law_words, normalize_name
from tests.rows import each_row


def _find(text, year=2022, **given):
    node = (Kind.ACHIEVEMENTS, "", Confidence.CERTAIN, (), Node.HEADING)
    section = Section("1", None, 1, None, None, *node, text, 0, len(text))
    return list(find_citations(text, [section], year, **given))


# The text; what is cited in it with its id, in order.
NAMED = {
    "学习《中华人民共和国行政处罚法》。": [("中华人民共和国行政处罚法", "administrative-penalty")],
    "学习新《行政处罚法》": [("中华人民共和国行政处罚法", "administrative-penalty")],
    "学习《行政处罚法》（2021年修订）": [("中华人民共和国行政处罚法", "administrative-penalty")],
    "学习新修订的行政复议法，": [("中华人民共和国行政复议法", "administrative-reconsideration")],
    "学习宪法、民法典等": [
        ("中华人民共和国宪法", "constitution"),
        ("中华人民共和国民法典", "civil-code"),
    ],
    "弘扬宪法精神，组织行政处罚法制审核": [],
    "《法治政府建设实施纲要（2021-2025）》": [
        ("法治政府建设实施纲要（2021—2025年）", "law-based-government-2021")
    ],
    "《法治政府建设实施纲要》（2015－2020年）": [
        ("法治政府建设实施纲要（2015—2020年）", "law-based-government-2015")
    ],
    "落实《法治政府建设实施纲要》": [
        ("法治政府建设实施纲要（2021—2025年）", "law-based-government-2021")
    ],
    "《法治政府建设及责任落实督察工作规定》": [
        ("法治政府建设与责任落实督察工作规定", "law-based-government-inspection")
    ],
    "《云溪市物业管理条例》": [("云溪市物业管理条例", None)],
    "根据国发[2021]15号文件": [("国发〔2021〕15号", None)],
    "订阅《法治日报》，通读《习近平法治思想学习纲要》，开展《与法同行》活动": [],
    "发出《责令改正通知书》，填《申请表》，公布《2021年工作报告》，办（2023）粤01行初5号案": [],
}  # fmt: skip


@each_row(("text", "expected"), NAMED.items(), ids=NAMED)
def test_texts_are_named_in_many_ways(text, expected):
    """Whole names and short ones are one; what is no law, rule, plan or paper is left out."""
    found = _find(text)
    assert [(one.cited, one.law_id) for one in found] == expected
    assert [one.wording for one in found] == [
        text[one.start_offset : one.end_offset] for one in found
    ]


@each_row(
    ("year", "text", "repealed"),
    [
        (2022, "《物权法》", True),
        (2020, "《物权法》", False),
        (2021, "《民法总则》", True),
        (None, "《民法总则》", None),
        (2021, "《信访条例》", False),
        (2022, "《信访条例》", True),
        (2022, "《云溪市物业管理条例》", None),
    ],
)
def test_a_law_is_repealed_by_the_end_of_the_reports_year(year, text, repealed):
    """Null where the year or the law is not known."""
    (found,) = _find(text, year)
    assert found.is_repealed is repealed


def test_articles_numbers_and_short_names_belong_to_the_name_before():
    """An article behind it, a number in brackets, and what the report calls it from there on."""
    text = (
        "按《行政处罚法》第三十三条第一款，依《云溪市养犬管理条例》（以下简称《养犬条例》），"
        "《养犬条例》第五条、《条例》和《关于推进普法的意见》（云办发〔2022〕7号）"
    )
    found = _find(text)
    assert [(one.cited, one.article, one.document_number) for one in found] == [
        ("中华人民共和国行政处罚法", "第三十三条第一款", None),
        ("云溪市养犬管理条例", None, None),
        ("云溪市养犬管理条例", "第五条", None),
        ("云溪市养犬管理条例", None, None),
        ("关于推进普法的意见", None, "云办发〔2022〕7号"),
    ]


def test_the_reports_own_number_is_no_citation():
    """Neither before its title ends nor anywhere behind."""
    text = "云办发〔2023〕4号\n报告\n见云办发〔2023〕4号、云办发〔2022〕9号"
    found = _find(text, own_number="云办发〔2023〕4号", body_start=15)
    assert [one.cited for one in found] == ["云办发〔2022〕9号"]


@each_row(
    ("title", "kind"),
    [
        ("某某法", "law"),
        ("监控化学品管理条例", "administrative_regulation"),
        ("天津市绿化条例", "local_regulation"),
        ("广西壮族自治区行政执法监督办法", "local_rule"),
        ("河东区重大行政执法决定法制审核办法", "local_rule"),
        ("社区工作者管理办法", "rule"),
        ("市场监督管理行政处罚程序规定", "rule"),
        ("中国共产党统一战线工作条例", "party_rule"),
        ("最高人民法院关于适用行政诉讼法的解释", "judicial_interpretation"),
        ("云溪市“十四五”法治建设规划", "plan"),
        ("2022年度法治政府建设工作要点", "plan"),
        ("重大行政决策事项目录", "policy"),
        ("以案释法", None),
        ("行政执法证", None),
        ("法治政府建设年度报告", None),
        ("民法典进万家", None),
    ],
)
def test_kinds_go_by_the_last_word_and_the_place(title, kind):
    """What ends otherwise is no text of these kinds."""
    assert classify_title(title) == kind


def test_the_lookup_has_laws_that_lead_to_laws():
    """Every name leads to its own row, and what replaced a law is known."""
    rows = list(list_law_words())
    for law_id, name, kind, *_ in rows:
        found = find_law(name, None)
        assert found is not None
        assert (found.law_id, found.kind) == (law_id, kind)
    assert normalize_name("中华人民共和国宪法") == "宪法"
    spaced = list(starmap(normalize_number, [("国发 [2021] 第15号",)]))
    assert spaced == ["国发〔2021〕15号"]

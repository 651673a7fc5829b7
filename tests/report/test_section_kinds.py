"""What headings are about: the wordings of real reports, their relatives, and the themes like them."""

import pytest

from tasks.model.report import Confidence, Kind
from tasks.report.section_kinds import KindFinding, find_part_name

YEAR = 2023
WORDINGS = {
    Kind.ACHIEVEMENTS: "推进法治政府建设主要举措和成效|2023年推进法治政府建设的主要举措及成效|"
    "2023年度推进法治政府建设主要举措与成效|2023年主要举措和成效|主要措施和成效|主要做法及成效|主要工作|"
    "主要工作开展情况|主要工作及成效|推进法治政府建设情况|2023年工作情况|工作完成情况|工作总体情况|2023年开展工作|"
    "工作主要成效|取得的成效|特色亮点|全省法治政府建设情况|推进法治建设的主要举措和突出成效|2023年工作开展情况|"
    "法治政府建设基本情况|工作亮点|工作举措及成效|2023年法治政府建设工作总结|推進法治政府建設的主要舉措和成效|"
    "深入贯彻中央部署、扎实推进依法行政的举措和成效",
    Kind.SHORTCOMINGS: "存在的问题和不足|存在问题及原因|存在的不足和原因|"
    "上一年度推进法治政府建设存在的不足和原因|面临的困难|困难|短板弱项|问题与不足|存在的主要问题|工作中存在的薄弱环节|困难和短板弱项|当前工作中的短板|"
    "存在的差距|主要问题和不足|不足之处及原因分析|有待改进的方面",
    Kind.LEADERSHIP: "党政主要负责人履行推进法治建设第一责任人职责|"
    "党政主要负责人履行推进法治建设第一责任人职责情况|党政主要负责人履行推进法治政府建设第一责任人情况|"
    "党政主要负责人履行法治建设第一人职责情况|"
    "党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况|"
    "党政主要负责人履行推进法治建设第一责任人职责,加强法治政府建设的有关情况|"
    '区政府主要负责同志履行推进法治建设职责情况|认真落实党政“一把手”法治职责|认真落实党政"一把手"法治职责|'
    "述法情况|落实第一责任人职责|主要领导推进法治建设情况|切实履行推进法治政府建设工作职责",
    Kind.PLANS: "下一年度推进法治政府建设的主要安排|2024年度推进法治政府建设的主要安排|2024年度主要安排|"
    "下一步打算|下一步工作打算|下一步工作安排|下一步工作思路|下一步工作重点|2024年工作计划|2024年工作打算|"
    "2024年重点工作|2024年推进法治政府建设的主要举措|下步工作计划|今后努力方向|工作打算|"
    "2024年法治政府建设工作思路和措施|下一步整改措施|2024年展望|明年工作安排",
    Kind.OTHER: "其他需要报告的情况|其他需要说明的事项|其他需要报告的有关情况|其它需要报告的事项|其他事项|"
    "需要说明的其他问题",
    Kind.THEMATIC: "强化组织领导，夯实法治基础|依法全面履行政府职能|完善依法行政制度体系|"
    "着力解决群众反映的突出问题|聚焦重点任务，健全工作机制|坚持问题导向，提升治理效能|落实工作责任，强化保障措施|"
    "补齐短板，健全法治保障|创新工作举措，优化营商环境|普法宣传成效明显|矛盾纠纷化解成效持续显现|"
    "健全突发事件应对体系|加强规划引领，筑牢法治根基|紧盯重点任务，推动普法提质增效|尽责履职，落实法治责任|"
    "提升普法成效|强化整改落实，消除薄弱环节|数字赋能监管执法|落实整改措施，规范权力运行|"
    "行政复议和行政应诉工作情况|科技保障体系建设情况",
}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [(heading, kind) for kind, line in WORDINGS.items() for heading in line.split("|")],
)
def test_first_level(heading, kind):
    """A first-level heading has the kind that its wording names, and a theme has none."""
    finding = KindFinding.from_heading(heading, YEAR)
    assert finding.kind is kind
    assert finding.evidence in heading
    assert bool(finding.evidence) is (kind is not Kind.THEMATIC)


@pytest.mark.parametrize(
    ("heading", "year", "kind"),
    [
        ("2024年主要举措", 2023, Kind.PLANS),
        ("2024年主要举措", 2024, Kind.ACHIEVEMENTS),
        ("2024年主要举措", None, Kind.ACHIEVEMENTS),
        ("2024年工作完成情况", 2023, Kind.ACHIEVEMENTS),
        ("2024年法治政府建设", 2023, Kind.PLANS),
        ("存在的主要问题和2024年工作计划", 2023, Kind.SHORTCOMINGS),
    ],
)
def test_a_later_year_makes_plans(heading, year, kind):
    """Measures of a year after the report's are plans, results are not."""
    assert KindFinding.from_heading(heading, year).kind is kind


@pytest.mark.parametrize(
    ("heading", "first", "further"),
    [
        ("存在的问题和下一步打算", Kind.SHORTCOMINGS, (Kind.PLANS,)),
        ("存在的不足、下一步工作安排", Kind.SHORTCOMINGS, (Kind.PLANS,)),
        ("主要成效及存在的问题", Kind.ACHIEVEMENTS, (Kind.SHORTCOMINGS,)),
        (
            "主要成效、存在问题和下一步打算",
            Kind.ACHIEVEMENTS,
            (Kind.SHORTCOMINGS, Kind.PLANS),
        ),
        ("主要举措和成效", Kind.ACHIEVEMENTS, ()),
        ("强化责任，补齐短板", Kind.THEMATIC, ()),
        ("夯实基础，聚焦重点任务", Kind.THEMATIC, ()),
    ],
)
def test_merged_headings(heading, first, further):
    """A merged heading has the kind named first, and names the others too."""
    assert (
        KindFinding.from_heading(heading, YEAR).kind,
        KindFinding.from_heading(heading, YEAR).also_kinds,
    ) == (
        first,
        further,
    )


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("党政主要负责人履行推进法治建设第一责任人职责情况", Kind.LEADERSHIP),
        ("落实第一责任人职责", Kind.LEADERSHIP),
        ("坚决扛起第一责任人政治责任", Kind.LEADERSHIP),
        ("存在的主要问题", Kind.SHORTCOMINGS),
        ("下一步工作打算", Kind.PLANS),
        ("着力解决突出问题", None),
        ("普法成效明显", None),
        ("健全长效机制，谋划下一步工作", None),
        ("规范行政执法行为", None),
    ],
)
def test_below_the_first_level(heading, kind):
    """Below the first level only a whole statutory wording has a kind of its own."""
    finding = KindFinding.from_subheading(heading)
    assert (finding.kind if finding else None) is kind


@pytest.mark.parametrize(
    ("heading", "confidence"),
    [
        ("存在的问题和不足", Confidence.CERTAIN),
        ("短板弱项", Confidence.LIKELY),
        ("2024年法治政府建设", Confidence.LIKELY),
        ("强化组织领导，夯实法治基础", Confidence.LIKELY),
        ("数字赋能监管执法", Confidence.GUESS),
    ],
)
def test_how_sure(heading, confidence):
    """A whole wording is certain, a noun, a later year or a call likely, anything else a guess."""
    assert KindFinding.from_heading(heading, YEAR).confidence is confidence


def test_a_kind_guessed_from_text():
    """A section without a heading is classified by its first clause, which is never more than a guess."""
    finding = KindFinding.from_text("下一步，全镇将聚焦短板。", YEAR)
    assert (finding.kind, finding.confidence) == (Kind.PLANS, Confidence.GUESS)
    assert (
        KindFinding.from_text("全镇依法行政，存在的问题不多。", YEAR).kind
        is Kind.THEMATIC
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("存在的问题和不足我镇执法力量薄弱", "存在的问题和不足"),
        ("下一步工作打算继续加强学习", "下一步工作打算"),
        ("全镇执法力量薄弱", None),
    ],
)
def test_opening_words(text, name):
    """The name of a statutory part at the start of running text is found."""
    assert find_part_name(text) == name

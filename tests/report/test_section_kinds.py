"""What headings are about: the wordings of real reports, their relatives, and the themes like them."""

import pytest

from tasks.model.report import Confidence, Kind
from tasks.report.section_kinds import PART_NAME, KindFinding
from tests.rows import check_rows, each_row

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


def test_first_level():
    """A first-level heading has the kind that its wording names, and a theme has none."""

    def check(row):
        heading, kind = row
        finding = KindFinding.from_heading(heading, YEAR)
        assert finding.kind is kind
        assert finding.evidence in heading
        assert bool(finding.evidence) is (kind is not Kind.THEMATIC)

    check_rows(
        check,
        [
            (heading, kind)
            for kind, line in WORDINGS.items()
            for heading in line.split("|")
        ],
    )


@each_row(
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


@each_row(
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


@each_row(
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


@each_row(
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
    match = PART_NAME.match(text)
    assert (match and match.group()) == name


# Each word of the vocabulary in a heading of its own.
WORDS = {
    Kind.LEADERSHIP: "主要负责人履行职责|主要负责同志履职|主要领导落实职责|主要负责人推进法治|"
    "主要负责人责任|第一责任人|第一人职责|一把手职责|"
    "一把手”法治职责|述法|履行法治职责|履行法治建设职责",
    Kind.SHORTCOMINGS: "存在问题|存在不足|存在困难|存在差距|存在短板|存在挑战|存在薄弱环节|"
    "面临问题|面临的挑战|有待改进方面|有待加强的地方|有待提高的问题|"
    "有待提升的工作|有待完善的方面",
    Kind.PLANS: "下步|下一步|下年|下一年度|下阶段|下一阶段|下半年|明年|来年|今后|主要安排|"
    "工作安排|工作计划|工作打算|工作思路|工作谋划|努力方向|"
    "计划安排|整改措施|整改举措|整改方向|改进措施|改进举措|改进方向",
    Kind.OTHER: "其他情况|其它情况|其他有关事项|其他工作|需报告的情况|需要说明的事项|"
    "需要报告的有关问题",
    Kind.ACHIEVEMENTS: "主要举措|重要措施|重点做法|具体成效|主要成绩|举措和成效|措施及工作成效|"
    "做法与突出成效|举措、主要成效|取得成效|取得的主要成绩|"
    "取得显著成果|开展情况|完成工作的情况|进展情况|落实的情况|推进情况|建设情况|总体情况|"
    "基本情况|工作情况|主要情况|开展工作|主要工作|"
    "工作回顾|工作总结|工作成果|工作概况|工作亮点|重点工作情况|重点工作及成效",
}


def check_wording(row):
    """Check that a wording names its kind for certain."""
    kind, word = row
    finding = KindFinding.from_heading(word, YEAR)
    assert (finding.kind, finding.confidence) == (kind, Confidence.CERTAIN)
    assert KindFinding.from_heading(f"全镇{word}", YEAR).kind is kind


def test_every_wording_of_a_kind_is_certain():
    """Alone, and at the end of a heading."""
    check_rows(
        check_wording,
        [(kind, word) for kind, words in WORDS.items() for word in words.split("|")],
    )


NOUNS = {
    Kind.SHORTCOMINGS: "问题|不足|困难|短板|弱项|差距|薄弱环节|不足之处",
    Kind.PLANS: "思路|打算|计划|规划|展望|设想|重点任务|重点安排|工作重点|重点工作|工作要点",
    Kind.ACHIEVEMENTS: "举措|措施|做法|成效|成绩|特色|亮点|进展",
}


def test_every_noun_of_a_kind_is_likely():
    """Where it ends a heading or a half of it; not inside, and not of a call."""

    def check(row):
        kind, noun = row
        for heading in (f"全镇{noun}", f"全镇{noun}以及责任", f"{noun}的原因", noun):
            finding = KindFinding.from_heading(heading, YEAR)
            assert (finding.kind, finding.confidence) == (kind, Confidence.LIKELY)
        for mark in "和及与、，,；;（(":
            assert KindFinding.from_heading(f"全镇{noun}{mark}责任", YEAR).kind is kind
        assert KindFinding.from_heading(f"全镇{noun}清单", YEAR).kind is Kind.THEMATIC
        assert KindFinding.from_heading(f"强化{noun}", YEAR).kind is Kind.THEMATIC

    check_rows(
        check,
        [(kind, noun) for kind, nouns in NOUNS.items() for noun in nouns.split("|")],
    )


CALLS = (
    "着力|致力|聚焦|坚持|坚决|坚定|补齐|创新|强化|加强|健全|完善|深化|深入|深学|夯实|提升|提高|"
    "优化|严格|严守|狠抓|压实|织密|筑牢|打造|构建|"
    "加快|全面|持续|切实|认真|扎实|推动|推进|落实|贯彻|依法|有效|不断|积极|大力|紧盯|紧扣|围绕|"
    "统筹|规范|发挥|注重|建立|促进|维护|化解|解决|"
    "防范|锚定|立足|牢固|树立|树牢|充分|进一步|继续|奋力|勇于|抓好|抓实|抓牢|做好|做实|做优|做强|"
    "破解|攻坚|突破|回应|消除|整改|开展"
).split("|")


def check_call(call):
    """Check that nouns behind a call name no part, unless something stands before it."""
    finding = KindFinding.from_heading(f"{call}短板弱项", YEAR)
    assert (finding.kind, finding.confidence) == (Kind.THEMATIC, Confidence.LIKELY)
    assert KindFinding.from_heading(f"全镇{call}短板弱项", YEAR).kind is not (
        Kind.THEMATIC
    )


def test_every_call_makes_a_theme():
    """Its nouns name no part, and that it is a theme is likely."""
    check_rows(check_call, CALLS)


@pytest.mark.parametrize("words", ["创新做法", "创新经验和做法"])
def test_new_ways_are_no_call(words):
    """They are what was done."""
    assert KindFinding.from_heading(words, YEAR).kind is Kind.ACHIEVEMENTS


TASKS = (
    "复议|应诉|执法|普法|信访|决策|规范性文件|应急|突发|公开|营商|调解|纠纷|监督|审批|审查|"
    "放管服|立法|队伍|保障|体系|服务|改革"
).split("|")


def test_the_situation_of_one_task_is_a_theme():
    """Unless the heading speaks of the work as a whole, or of measures."""

    def check(task):
        kinds = {
            f"{task}工作情况": Kind.THEMATIC,
            f"{task}工作举措和成效": Kind.ACHIEVEMENTS,
            f"{task}工作存在的问题": Kind.SHORTCOMINGS,
        }
        for whole in "法治政府|依法行政|法治建设|法制建设|主要|重点|各项".split("|"):
            kinds[f"{whole}{task}工作情况"] = Kind.ACHIEVEMENTS
        for heading, kind in kinds.items():
            assert KindFinding.from_heading(heading, YEAR).kind is kind, heading

    check_rows(check, TASKS)


@each_row("word", "成效|成绩|情况|完成|回顾|总结".split("|"))
def test_results_are_of_no_later_year(word):
    """A heading that speaks of them has no plans."""
    heading = f"2024年任务{word}"
    assert KindFinding.from_heading(heading, 2023).kind is not Kind.PLANS
    assert KindFinding.from_heading("2024年任务", 2023).kind is Kind.PLANS


@each_row("join", ["以及", "和", "及", "与", "、", "，"])
def test_every_conjunction_merges_headings(join):
    """The second half is a kind of its own."""
    finding = KindFinding.from_heading(f"存在的问题{join}下一步打算", YEAR)
    assert (finding.kind, finding.also_kinds) == (Kind.SHORTCOMINGS, (Kind.PLANS,))


@each_row("mark", "，。；：,;:\n")
def test_every_mark_ends_the_first_clause(mark):
    """What stands behind it is not looked at."""
    kind = KindFinding.from_text(f"  全镇上下{mark}存在的问题", YEAR).kind
    assert kind is Kind.THEMATIC


@pytest.mark.parametrize(
    ("before", "kind"), [(26, Kind.SHORTCOMINGS), (27, Kind.THEMATIC)]
)
def test_a_clause_is_looked_at_so_far(before, kind):
    """Thirty characters, in which the whole wording has to stand."""
    assert KindFinding.from_text("法" * before + "存在问题", YEAR).kind is kind


PART_NAMES = (
    "存在的问题|存在主要不足|存在的问题和不足|存在问题及主要原因|工作中存在的不足|"
    "2023年度存在的问题|推进法治政府建设工作存在的问题|"
    "下步打算|下一步工作安排|下一步计划|下一步思路|下一步措施|下一步重点|下一步打算和措施|"
    "主要工作|主要做法|工作举措|主要措施和成效|主要做法取得的成效|"
    "工作举措及取得的主要成效|取得的成效|取得主要成效|工作开展情况|工作完成情况|"
    "其他需要报告的情况|其它需要说明的事项"
).split("|")


def test_every_name_of_a_part_is_found_whole():
    """At the start of running text, and nowhere else."""

    def check(name):
        match = PART_NAME.match(f"{name}我镇高度重视")
        assert match
        assert match.group() == name
        assert PART_NAME.match(f"我镇{name}") is None

    check_rows(check, PART_NAMES)


BELOW = {
    Kind.LEADERSHIP: "主要负责人履行推进法治建设职责|主要负责同志落实职责|主要领导履行职责情况|"
    "述法情况|履行第一责任人职责|认真落实第一责任人责任情况|"
    "切实扛起第一责任人职责|严格压实第一责任人责任制度|坚持履行第一责任人职责",
    Kind.SHORTCOMINGS: "存在的问题|工作中仍存在的不足|仍存在困难|存在主要问题",
    Kind.PLANS: "下步打算|下一步工作安排|下一步计划|下一步工作思路|下年主要安排|下一年度工作安排",
}


@each_row(
    ("kind", "heading"),
    [(kind, one) for kind, names in BELOW.items() for one in names.split("|")],
)
def test_every_wording_below_the_first_level(kind, heading):
    """At its start; behind other words the ones of shortcomings and plans name a theme."""
    finding = KindFinding.from_subheading(heading)
    assert finding is not None
    assert finding.kind is kind
    if kind is not Kind.LEADERSHIP:
        assert KindFinding.from_subheading(f"解决{heading}") is None

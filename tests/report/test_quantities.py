"""Quantities: numbers with what the report says of them."""

from decimal import Decimal

import pytest

from tasks.model.report import Change
from tasks.report.outline import parse_outline
from tasks.report.quantities import LONGEST_SENTENCE, extract_quantities

PERIODS = (
    "截至10月|截至10月底|截止12月底|截至12月31日|截至2023年底|截至2023年11月30日|截至目前|截至今年9月|上半年|下半年|前三季度|第三季度|2023年第三季度|"
    "2024年以来|自2019年以来|今年以来|全年|年内|一年来|近三年|近3年来|三年来|近年来|过去五年|今年|去年|上年度|上一年度|去年同期|今年1—10月|2023年1-11月|"
    "2023年上半年|2021年至2023年|2021—2023年|2022年3月至2023年底|2022年度至2023年度|2023年|2023年度|1—11月|1月至11月|12月|十四五期间|当年"
).split("|")
NO_PERIODS = (
    "落实2023年工作要点，完成5项|对标2023年度目标任务，完成5项|较上年增加5项|比2022年增加5项|与去年同期相比增加5项|办好《2023年计划》中的5项|"
    "面向全年龄段的5项|6月底前完成5项|完成5项，截至10月底|组织年度考核5次"
).split("|")


def read_quantities(text):
    """Read the quantities of a text without a title."""
    return list(extract_quantities(text, parse_outline(text), 0))


def period(sentence, number="5"):
    """Give the period of the quantity that is printed so."""
    quantities = read_quantities(sentence)
    place = sentence.index(number)
    return next(found.period for found in quantities if found.start == place)


@pytest.mark.parametrize("words", PERIODS)
def test_periods(words):
    """A period at the head of a sentence is read whole, as printed."""
    assert period(f"{words}，共受理案件80件。", "80件") == words


@pytest.mark.parametrize("words", NO_PERIODS)
def test_no_period(words):
    """The year of a plan, what is compared with, a title and what comes later are no period of a number."""
    assert period(words) is None


def test_each_clause_has_its_own_period():
    """The nearest period before a number counts; 的 makes a bare year one, too."""
    sentence = "上半年受理3件，下半年受理4件，从2022年的7件降到2023年的9件。"
    assert [period(sentence, number) for number in ("3件", "4件", "7件", "9件")] == [
        "上半年",
        "下半年",
        "2022年",
        "2023年",
    ]


TEXT = "一、举措\n全年宣传12场，惠及3600余人；检查企业5家。办结率100%！\n“满意度达98%。”后文3处"


@pytest.mark.parametrize(
    ("words", "sentence", "clause"),
    [
        ("12场", "全年宣传12场，惠及3600余人；检查企业5家。", "全年宣传12场"),
        ("3600余人", "全年宣传12场，惠及3600余人；检查企业5家。", "惠及3600余人"),
        ("5家", "全年宣传12场，惠及3600余人；检查企业5家。", "检查企业5家"),
        ("100%", "办结率100%！", "办结率100%"),
        ("98%", "“满意度达98%。”", "“满意度达98%"),
        ("3处", "后文3处", "后文3处"),
    ],
)
def test_sentences_and_clauses(words, sentence, clause):
    """A sentence ends at 。！？ or at its line, a clause also at ，；：."""
    start = TEXT.index(words)
    found = next(found for found in read_quantities(TEXT) if found.start == start)
    assert (found.sentence, found.phrase) == (sentence, clause)


def test_a_text_without_full_stops_is_cut_at_its_clauses():
    """A sentence that never ends is cut between clauses, and where it has none, by its length.

    Nothing is lost.
    """
    clause, letters = "全年宣传12场，", "法" * (2 * LONGEST_SENTENCE + 5)
    quantities = read_quantities(clause * 1000)
    assert len(quantities) == 1000
    longest = LONGEST_SENTENCE // len(clause) * clause
    assert {found.sentence for found in quantities} == {longest}
    (found,) = read_quantities(f"{letters}宣传12场")
    assert found.sentence == "法法法法法宣传12场"


# Words with, for each of their numbers: change, value before, compared with.
CHANGES = {
    "较上年增长62.5%": [("up_by", None, "较上年")],
    "同比下降3.2个百分点": [("down_by", None, "同比")],
    "同比上涨104.97%": [("up_by", None, "同比")],
    "比2022年提高了12.6个百分点": [("up_by", None, "比2022年")],
    "与去年同期相比减少30件": [("down_by", None, "与去年同期相比")],
    "环比分别下降12.5%、20%": [("down_by", None, "环比"), ("down_by", None, "环比")],
    "增幅达12%": [("up_by", None, None)],
    "降幅为12%": [("down_by", None, None)],
    "增长率为12%": [("up_by", None, None)],
    "实现15%的增长": [("up_by", None, None)],
    "比上年多30件": [("up_by", None, "比上年")],
    "比去年少12件": [("down_by", None, "比去年")],
    "增长近1.5倍": [("up_by", None, None)],
    "公职律师增至12名": [("up_to", None, None)],
    "败诉率降至3%": [("down_to", None, None)],
    "办结率提升到98%": [("up_to", None, None)],
    "从799项削减至326项": [("from", None, None), ("down_to", "799", None)],
    "由15个工作日缩短至3个工作日": [("from", None, None), ("down_to", "15", None)],
    "由120项精简为98项": [("from", None, None), ("down_to", "120", None)],
    "从85%大幅提升至97.5%": [("from", None, None), ("up_to", "85", None)],
    "从2022年的30件增加到2023年的50件": [
        ("from", None, None),
        ("up_to", "30", "2022年"),
    ],
    "从120压减至30项": [("down_to", "120", None)],
    "受理326件，较去年的799件减少59.2%": [
        ("down_to", "799", "较去年"),
        ("from", None, "较去年"),
        ("down_by", None, "较去年"),
    ],
    "新增法律明白人6人": [None],
    "收集意见多达30条": [None],
    "增加服务窗口12个": [None],
    "较上年受理30件": [None],
    "组织学习5次，较上一年度增加2次": [None, ("up_by", None, "较上一年度")],
    "从5个方面推进，建成3个站点": [None, None],
    "走访30家，检查40家": [None, None],
}


def read_changes(words):
    """Give what is said of each number of a sentence."""
    return [
        (one.change, one.before, one.compared_with) if one.change else None
        for one in extract_quantities(words, parse_outline(words), 0)
    ]


@pytest.mark.parametrize(("words", "expected"), CHANGES.items(), ids=CHANGES)
def test_changes(words, expected):
    """Each number is a level, an amount of change, or an end of one."""
    want = [
        one and (one[0], Decimal(one[1]) if one[1] else None, one[2])
        for one in expected
    ]
    assert read_changes(f"全年{words}。") == want


def read(words):
    """Read the quantities of a report of one section."""
    text = f"一、主要举措\n{words}"
    return tuple(extract_quantities(text, parse_outline(text), 0))


def test_what_is_said_of_a_level():
    """A count has its indicator, the words that gave it, its period, clause, sentence and offsets."""
    words = "截至10月底，全镇受理信访案件326件，网办率100%。"
    (cases, rate) = read(words)
    assert (cases.indicator, cases.indicator_evidence) == (
        "petitions_received",
        "受理信访案件326件",
    )
    assert (cases.phrase, cases.sentence, cases.section_path) == (
        "全镇受理信访案件326件",
        words,
        "1",
    )
    assert (cases.period, cases.change, cases.before, cases.compared_with) == (
        "截至10月底",
        None,
        None,
        None,
    )
    assert rate.indicator_evidence == "网办率100%"


def test_how_much_it_changed_is_no_level():
    """By how much something changed gets no indicator, although its unit is the indicator's."""
    (_, rate) = read("办理行政复议申请30件，行政复议纠错率较上年下降3.2%。")
    assert (rate.indicator, rate.indicator_evidence) == (None, None)
    assert (rate.change, rate.compared_with) == (Change.DOWN_BY, "较上年")


def test_the_new_value_of_a_change_is_the_level():
    """Of the two ends of a change the second has the indicator and knows the first.

    The whole change is evidence.
    """
    (old, new) = read("行政复议纠错率从2022年的12.5%下降到2023年的8.3%。")
    assert (old.change, old.indicator, old.period) == (Change.FROM, None, "2022年")
    assert (new.change, new.before, new.compared_with) == (
        Change.DOWN_TO,
        Decimal("12.5"),
        "2022年",
    )
    assert (new.indicator, new.period) == ("reconsideration_correction_rate", "2023年")
    assert new.indicator_evidence == "纠错率从2022年的12.5%下降到2023年的8.3%"


def test_a_multiple_of_last_year_is_not_of_last_year():
    """What a multiple is of is no period."""
    (cases, times) = read("全年办理案件30件，是2022年的2.3倍。")
    assert (cases.period, times.period) == ("全年", "全年")


def test_offsets_begin_behind_the_title():
    """Numbers of the title are none of the report's."""
    text = "关于12项工作的报告\n一、举措\n完成3项。"
    quantities = extract_quantities(text, parse_outline(text), 10)
    assert [quantity.value for quantity in quantities] == [3]

"""Quantities: numbers with what the report says of them."""

from decimal import Decimal

import pytest

from tasks.model.report import Change, Role
from tasks.report.changes import is_contradicted
from tasks.report.outline import parse_outline
from tasks.report.quantities import _find_row, _SpanIndex, extract_quantities
from tasks.report.sentences import LONGEST_SENTENCE
from tests.rows import check_rows, each_row

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


@each_row("words", PERIODS)
def test_periods(words):
    """A period at the head of a sentence is read whole, as printed."""
    assert period(f"{words}，共受理案件80件。", "80件") == words


@each_row("words", NO_PERIODS)
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


@each_row(
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
    assert (found.cut_sentence(TEXT), found.phrase) == (sentence, clause)


def test_a_text_without_full_stops_is_cut_at_its_clauses():
    """A sentence that never ends is cut between clauses, and where it has none, by its length.

    Nothing is lost.
    """
    clause, letters = "全年宣传12场，", "法" * (2 * LONGEST_SENTENCE + 5)
    text = clause * 1000
    quantities = read_quantities(text)
    assert len(quantities) == 1000
    longest = LONGEST_SENTENCE // len(clause) * clause
    assert {found.cut_sentence(text) for found in quantities} == {longest}
    text = f"{letters}宣传12场"
    (found,) = read_quantities(text)
    assert found.cut_sentence(text) == "法法法法法宣传12场"


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


@each_row(("words", "expected"), CHANGES.items(), ids=CHANGES)
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
    sentence = cases.cut_sentence(f"一、主要举措\n{words}")
    assert (cases.phrase, sentence, cases.section_path) == (
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
    """Of the two ends of a change both have the indicator, and the second knows the first.

    The first is an earlier value, which does not count.
    """
    (old, new) = read("行政复议纠错率从2022年的12.5%下降到2023年的8.3%。")
    assert (old.change, old.role, old.period) == (
        Change.FROM,
        Role.PREVIOUS,
        "2022年",
    )
    assert old.indicator == new.indicator
    assert (new.change, new.before, new.compared_with) == (
        Change.DOWN_TO,
        Decimal("12.5"),
        "2022年",
    )
    assert (new.indicator, new.period) == ("reconsideration_correction_rate", "2023年")
    assert new.indicator_evidence == "纠错率从2022年的下降到2023年的8.3%"


def test_a_multiple_of_last_year_is_not_of_last_year():
    """What a multiple is of is no period."""
    (cases, times) = read("全年办理案件30件，是2022年的2.3倍。")
    assert (cases.period, times.period) == ("全年", "全年")


def test_offsets_begin_behind_the_title():
    """Numbers of the title are none of the report's."""
    text = "关于12项工作的报告\n一、举措\n完成3项。"
    quantities = extract_quantities(text, parse_outline(text), 10)
    assert [quantity.value for quantity in quantities] == [3]


@each_row(
    "head",
    ["", *"，。；：、！？,;:（(", *"在于自从由是", "“", "其中", "\n"],
)
def test_a_bare_year_is_a_period_at_the_head_of_a_clause(head):
    """Behind each mark or word that begins one; inside a clause it needs 的 behind it."""
    words = "2023年"
    sentence = f"{head and '全镇' + head}{words}受理案件80件。"
    # what is asked from the beginning of a period on belongs to it: 自2023年
    assert (period(sentence, "80件") or "").endswith(words)
    assert period(f"全镇{words}受理案件80件。", "80件") is None
    assert period(f"全镇{words}的受理案件80件。", "80件") == words


@each_row("word", "较比同与和跟及")
def test_what_a_number_is_compared_with_is_no_period(word):
    """Nor is a year that a plan is for, or before which something is to be done."""
    for base in ("上年度", "去年同期", "2022年"):
        assert period(f"{word}{base}的受理案件80件。", "80件") is None
    for pair in ("对比", "对照", "不足"):
        assert period(f"{pair}近三年的案件80件。", "80件") is None


@each_row("word", "底前|前|之前|无休|工作要点|工作计划|任务清单|目标任务".split("|"))
def test_words_that_make_a_year_no_period(word):
    """What is planned for it, or due before its end."""
    assert period(f"2023年{word}完成任务80件。", "80件") is None
    assert period("2023年完成任务80件。", "80件") == "2023年"


MORE_PERIODS = (
    "截止到12月底|截至去年12月|截至当年底|截至年末|截至2023年12月31日|截至2023年|截至报告期末|2021年初至2023年底|2021年以来至2023年期间|"
    "从2023年3月以来|2023年1月1日至今|2023年6月起|2023年3月至12月31日|前年1—11月|去年下半年|2023年第一季度|2023年前两个季度|2023年12月中旬|"
    "2023年12月31日|2023年全年|2023年底|2023年末|2023年初|2023年同期|2023年内|前三季度|一季度|第四季度|全年度|年度累计|本年度|下年度|下一年度|"
    "上一年|上年同期|两年多来|五年来|3年来|近一年来|过去5年间|七五普法以来|“八五”普法以来|十三五以来|“十四五”时期|5月份|12月初|1月上旬|10月1日"
).split("|")


def test_every_kind_of_period():
    """At the head of a sentence, whole and as printed."""

    def check(words):
        printed = words.removesuffix("累计")
        assert period(f"{words}，共受理案件80件。", "80件") in (printed, words)

    check_rows(check, MORE_PERIODS)


UP = "增长|增加|增多|增幅|增速|上升|上涨|上浮|攀升|提高|提升|升高|扩大|扩展|拓展|扩充|涨幅|升幅".split(
    "|"
)
DOWN = (
    "下降|下滑|下跌|减少|减幅|降低|降幅|回落|压缩|压减|削减|缩减|缩短|精简|缩小".split(
        "|"
    )
)


def test_every_word_of_an_amount_of_change():
    """Right before the number, and behind an old value the way to a new one."""

    def check(row):
        word, change = row
        for verb in ("", "了", "达到", "达", "为", "幅度达"):
            if verb == "为" and change_to(word):
                continue
            found = read_changes(f"案件较上年{word}{verb}12%。")
            assert found == [(change, None, "较上年")], verb
        old, new = (5, 8) if change == "up_by" else (8, 5)
        for to in "至到为":
            found = read_changes(f"案件从{old}件{word}{to}{new}件。")
            direction = change.replace("by", "to")
            assert found == [("from", None, None), (direction, Decimal(old), None)]

    check_rows(
        check, [*((one, "up_by") for one in UP), *((one, "down_by") for one in DOWN)]
    )


def change_to(word):
    """Tell whether a word of change with 为 leads to a new value."""
    found = read_changes(f"案件较上年{word}为12件。")
    return found[0] is not None and found[0][0].endswith("to")


def test_every_word_that_leads_to_a_new_value():
    """Without an old one, too; an old one without a unit is found before it."""

    def check(row):
        words, change = row
        assert read_changes(f"案件{words}12件。") == [(change, None, None)]
        old = 5 if change == "up_to" else 20
        direction = words.removesuffix("至").removesuffix("到").removesuffix("为")
        if len(direction) > 1:
            assert read_changes(f"案件从{old}{words}12件。") == [
                (change, Decimal(old), None)
            ]

    check_rows(
        check,
        [
            *(
                (f"{word}{to}", "up_to")
                for word in "增长|增加|上升|提高|提升|扩大|扩展|拓展|扩充".split("|")
                for to in ("至", "到", "为")
            ),
            *(
                (f"{word}{to}", "down_to")
                for word in "下降|下滑|减少|降低|回落|压缩|压减|削减|缩减|缩短|精简".split(
                    "|"
                )
                for to in ("至", "到", "为")
            ),
            *((f"{word}至", "up_to") for word in "增升涨扩"),
            *((f"{word}至", "down_to") for word in "降减缩压"),
        ],
    )


@each_row(
    ("word", "change"),
    [
        *((word, "up_by") for word in ("增长", "增幅", "增速", "涨幅")),
        *((word, "down_by") for word in ("降幅", "下降", "降低")),
    ],
)
def test_every_word_of_change_behind_a_number(word, change):
    """With 的 between them."""
    assert read_changes(f"实现12%的{word}。") == [(change, None, None)]
    assert read_changes(f"实现12%{word}。") == [None]


YEARS_BEFORE = (
    "上一年|去年|前年|往年|2022年|2022年度|以往|历年|上季度|上一季度|上月|上一期|上半年|之前|此前|过去|近三年|前两年"
).split("|")


def test_every_base_of_a_comparison():
    """Whole, as printed; 多 and 少 are changes only behind one."""

    def check(base):
        assert read_changes(f"案件{base}增长12%。") == [("up_by", None, base)]
        for word, change in (("多", "up_by"), ("少", "down_by")):
            for verb in ("", "了", "出"):
                assert read_changes(f"案件{base}{word}{verb}12件。") == [
                    (change, None, base)
                ]
                assert read_changes(f"案件{word}{verb}12件。") == [None]

    check_rows(
        check,
        [
            *(
                f"{word}上年"
                for word in (
                    "较",
                    "比",
                    "相比",
                    "与",
                    "同",
                    "和",
                    "对比",
                    "相较",
                    "相较于",
                )
            ),
            *(f"较{year}" for year in YEARS_BEFORE),
            *(
                f"较上年{part}"
                for part in ("同期", "全年", "平均水平", "同期相比", "相比", "水平")
            ),
            *("同比", "环比", "上年同期相比", "较去年同期相比"),
        ],
    )


@each_row(
    ("between", "is_pair"),
    [("", True), ("，", True), ("（", True), ("，且", False), ("，但是", False)],
)
def test_an_old_value_stands_right_behind_the_new_one(between, is_pair):
    """With one mark between them at most."""
    found = read_changes(f"受理30件{between}较去年的20件。")
    assert (found[1] is not None and found[1][0] == "from") is is_pair


def test_the_two_ends_of_a_change_are_of_one_unit_and_differ():
    """Else they are two numbers."""
    for words in ("从20件增加到30份", "从20件增加到20件", "从20件增加，到30件"):
        found = read_changes(f"案件{words}。")
        assert found[0] is None or found[0][0] != "from", words
    for words in ("从20件增加到30件", "由20件变为30件", "从20件调整到约30件"):
        found = read_changes(f"案件{words}。")
        assert [one and one[0] for one in found] == ["from", "up_to"], words


@pytest.mark.parametrize("join", ["、", "和", "及", "以及"])
def test_amounts_in_a_row_share_their_change(join):
    """Joined by these; another mark ends it, and a new value shares nothing."""
    changes = [("up_by", None, "同比")] * 2
    assert read_changes(f"案件同比分别增长12%{join}20%。") == changes
    assert read_changes("案件同比增长12%，占20%。")[1] is None
    assert read_changes(f"案件同比增长到12%{join}20%。")[1] is None


@each_row("stop", "，。；！？：,;!?:")
def test_every_mark_ends_a_clause(stop):
    """On both sides of a number."""
    (found,) = read_quantities(f"前文{stop}宣传12场{stop}后文")
    assert found.phrase == "宣传12场"


@each_row(
    ("unit", "contradicted"),
    [
        ("件", True),
        ("%", True),
        ("名", False),
        ("位", False),
        *((unit, False) for unit in "个工作日|工作日|天|小时|分钟|个月".split("|")),
    ],
)
def test_a_rise_to_less_is_a_contradiction_but_of_ranks_and_times(unit, contradicted):
    """A fall to more is one of times, too."""
    text = f"由8{unit}提高到5{unit}。"
    assert is_contradicted(text, read_quantities(text)[-1]) is contradicted
    text = f"由5{unit}下降到8{unit}。"
    ranks = unit in ("名", "位")
    assert is_contradicted(text, read_quantities(text)[-1]) is not ranks
    text = f"由5{unit}提高到8{unit}。"
    assert not is_contradicted(text, read_quantities(text)[-1])


@pytest.mark.parametrize(("over", "length"), [(0, LONGEST_SENTENCE), (1, 1000)])
def test_a_long_sentence_is_cut_only_beyond_its_limit(over, length):
    """Two thousand characters are one sentence; of one more only the last clauses are."""
    letters = "法" * (LONGEST_SENTENCE - 1006 + over)
    (found,) = read_quantities(f"{'法' * 1000}，{letters}宣传12场")
    assert found.sentence_end - found.sentence_start == length


def test_traditional_characters_are_read_as_simplified_ones():
    """The indicator is found, and the words stay as printed."""
    (quantity,) = read_quantities("全年罰款12.5萬元。")
    assert (quantity.value, quantity.unit) == (125000, "元")
    assert quantity.indicator == "fines_amount"
    assert quantity.phrase == "全年罰款12.5萬元"


def test_a_very_long_row_is_kept_around_its_cell():
    """Each number keeps what stands beside it; all of a row as wide as a book would be kept once a cell."""
    cell, row = "甲局\t5件", "乙局\t6件\t" * 1000
    text = f"标题\n{row}{cell}\t{row}\n末行"
    cut = text[_find_row(text, text.index(cell))]
    assert cell in cut
    assert len(cut) <= 2 * LONGEST_SENTENCE
    assert _find_row("标题\n甲\t5件\n乙", 6) == slice(3, 7)


def test_spans_are_found_whatever_their_order():
    """They may stand in each other and touch; their ends are outside."""
    index = _SpanIndex.of([(20, 30), (2, 9), (4, 5), (9, 11)])
    inside = [offset for offset in range(40) if index.holds(offset)]
    assert inside == [*range(2, 11), *range(20, 30)]
    assert not _SpanIndex.of([]).holds(0)

"""Quantities: numbers with what the report says of them."""

from decimal import Decimal

from tasks.model.report import Change
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tasks.report.reading import build_sections


def read(words):
    """Read the quantities of a report of one section."""
    text = f"一、主要举措\n{words}"
    return tuple(
        extract_quantities(text, build_sections(parse_outline(text, ()), text, 2023), 0)
    )


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
    sections = build_sections(parse_outline(text, ()), text, 2023)
    assert [quantity.value for quantity in extract_quantities(text, sections, 10)] == [
        3
    ]

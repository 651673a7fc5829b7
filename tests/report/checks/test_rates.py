"""Shares, rates and changes of a sentence, and what its numbers may stand for."""

import pytest

from tasks.report.checks.rates import SentenceQuantities, check_rates
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tests.rows import each_row


def read(words: str) -> SentenceQuantities:
    """Read the quantities of a report of one sentence."""
    text = f"一、主要举措\n{words}"
    quantities = extract_quantities(text, parse_outline(text), 0)
    (sentence,) = SentenceQuantities.split(text, quantities)
    return sentence


def codes(words: str) -> list[str]:
    """Give the codes of what is wrong with a sentence."""
    return [issue.code for issue in check_rates(read(words))]


@each_row(
    ("words", "expected"),
    [
        ("收到54件，办结50件，办结率92.6%。", []),
        ("收到54件，办结50件，办结率92.5%。", []),
        ("收到54件，办结50件，办结率80%。", ["rate_mismatch"]),
        ("办结率达100.1%。", ["share_above_100"]),
        ("完成率达120%。", []),
        ("事项由120项精简为98项，减少18%。", []),
        ("事项由120项精简为98项，减少20%。", ["rate_mismatch"]),
        ("事项由120项精简为98项，增长18.3%。", ["change_contradicted"]),
    ],
)
def test_what_the_numbers_beside_a_rate_do_not_give(words, expected):
    """Rounded or cut off, it is right; the evidence is the sentence."""
    assert codes(words) == expected
    for issue in check_rates(read(words)):
        assert issue.evidence in read(words).sentence


@pytest.mark.parametrize(
    ("words", "exact", "bounds"),
    [
        ("办理案件12件。", True, (12, 12)),
        ("办理案件约12件。", False, None),
        ("办理案件1.2万件。", False, (11000, 13000)),
    ],
)
def test_what_a_number_may_stand_for(words, exact, bounds):
    """Printed to the last digit it is exact; about so many is anything."""
    sentence = read(words)
    (quantity,) = sentence.quantities
    assert sentence.is_exact(quantity) is exact
    assert sentence.find_bounds(quantity) == bounds


def test_what_is_said_of_one_time_is_alike():
    """Half a year and another are not."""
    one, other = read("全年受理12件，办结8件。").quantities
    assert SentenceQuantities.are_alike(one, other)
    one, other = read("上半年受理12件，下半年办结8件。").quantities
    assert not SentenceQuantities.are_alike(one, other)


def test_amounts_are_printed_as_sentences_name_them():
    """Without zeros behind the last decimal."""
    sentence = read("分别为1.10万元、2.5万元。")
    assert [SentenceQuantities.print_amount(one) for one in sentence.quantities] == [
        "11000元",
        "25000元",
    ]
    assert SentenceQuantities.join_terms(sentence.quantities) == "11000 + 25000"


def test_words_around_quantities():
    """Between two, and before one, of its paragraph alone."""
    sentence = read("受理12件，办结8件。")
    one, other = sentence.quantities
    assert sentence.get_words_between(one, other) == "，办结"
    assert sentence.get_words_before(one) == "受理"
    assert sentence.get_words_before(other, 2) == "办结"


def test_the_same_words_said_again_are_another_sentence():
    """Each sentence has its own numbers, also where a paragraph says it twice or the next one does."""
    said = "开展检查126次，办理复议34件。"
    text = f"一、主要举措\n{said}{said}\n{said}"
    quantities = extract_quantities(text, parse_outline(text), 0)
    sentences = list(SentenceQuantities.split(text, quantities))
    assert [sentence.sentence for sentence in sentences] == [said] * 3
    assert [len(sentence.quantities) for sentence in sentences] == [2] * 3

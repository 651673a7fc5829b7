"""Headlines: each step of the rule, and what stays ambiguous."""

from datetime import date

import pytest

from tasks.model.headline import Agreement, HeadlineRule
from tasks.tables.headlines import find_headlines
from tests.rows import each_row
from tests.tables.test_stated_numbers import build_row

_TO_NOVEMBER = {"period_end": date(2024, 11, 30)}
_TO_JUNE = {"period_end": date(2024, 6, 30)}
_FROM_JULY = {"period_start": date(2024, 7, 1)}


def _find(*rows):
    (headline,) = find_headlines(rows, 2024)
    return headline


def _said(headline):
    return headline.number.value if headline.number else None, str(headline.rule)


def _build(*numbers):
    """Make the rows of some numbers, each in a sentence of its own."""
    rows = []
    for place, (value, said) in enumerate(numbers):
        start = 10 * place
        rows.append(build_row(value, start, **{"sentence_start": start, **said}))
    return rows


@each_row(
    ("numbers", "value", "rule"),
    [
        ([(9, {})], 9, "only_value"),
        ([(9, {}), (90, {"scope": "other"})], 9, "own_over_other"),
        ([(9, {}), (9, {})], 9, "agreed"),
        ([(9, {}), (4, {"part_of": 0})], 9, "total_over_parts"),
        ([(9, {}), (7, _TO_NOVEMBER)], 9, "whole_year_over_period"),
        ([(4, _TO_JUNE), (7, _TO_NOVEMBER)], 7, "longer_period"),
        ([(3, {}), (4, {}), (7, {})], 7, "total_by_sum"),
        ([(3, {}), (7, {"phrase": "全年立案"})], 7, "named_total"),
        ([(3, {}), (7, {"phrase": "共立案"})], 7, "named_total"),
        ([(3, {}), (7, {})], None, "undecided"),
        ([(4, _TO_JUNE), (5, _FROM_JULY)], None, "undecided"),
        ([(9, {}), (12, _TO_NOVEMBER)], None, "contradicted"),
        ([(9, {"phrase": "全年立案"}), (7, {})], 9, "named_total"),
        ([(3, {"phrase": "全年共立案"}), (7, {})], None, "undecided"),
    ],
)
def test_the_steps(numbers, value, rule):
    """A total is not below its parts, and a part of a year says nothing of the rest."""
    assert _said(_find(*_build(*numbers))) == (value, rule)


def test_what_another_organ_has_is_no_headline():
    """Without a number of its own, a report has none."""
    assert list(find_headlines([build_row(9, 0, scope="other")], 2024)) == []


def test_a_rounded_number_agrees_with_the_exact_one():
    """近1300 is 1286, and 1286 is the headline; 近1200 is not."""
    nearly = {"comparator": "nearly"}
    exact = _find(*_build((1300, nearly), (1286, {})))
    assert (exact.number.value, exact.agreement) == (1286, Agreement.AGREE)
    other = _find(*_build((1200, nearly), (1286, {})))
    assert (other.number, other.agreement) == (None, Agreement.DIFFER)


def test_sections_that_differ_on_the_whole_contradict_each_other():
    """全年366件 in the summary and 全年共402件 in the body; in one section the sum is of the others."""
    first = (366, {"phrase": "全年立案"})
    summed = {"phrase": "全年共立案"}
    apart = _find(*_build(first, (402, {**summed, "section_path": "2"})))
    assert apart.rule is HeadlineRule.UNDECIDED
    together = _find(*_build(first, (402, summed)))
    assert _said(together) == (402, "named_total")


@pytest.mark.parametrize(("phrase", "value"), [("今年新增律师", 126), ("其他", None)])
def test_a_stock_is_not_what_was_added(phrase, value):
    """全县律师126名，今年新增18名."""
    rows = [
        build_row(126, 0, code="lawyers", phrase="律师"),
        build_row(18, 10, code="lawyers", phrase=phrase),
    ]
    assert _said(_find(*rows))[0] == value


def test_candidates_are_counted():
    """Parts and periods among them, other organs' numbers not."""
    rows = _build(
        (9, {}), (4, {"part_of": 0}), (7, _TO_NOVEMBER), (9, {"scope": "other"})
    )
    headline = _find(*rows)
    assert (headline.candidates, headline.agreement) == (3, Agreement.DIFFER)
    single = _find(*_build((9, {})))
    assert (single.candidates, single.agreement) == (1, Agreement.SINGLE)

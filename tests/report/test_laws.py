"""Laws by all names that they go by, and whether they held on a day."""

from datetime import date

import pytest

from tasks.report.laws import find_law, list_bare_names, normalize_name
from tests.rows import each_row


@each_row(
    ("name", "law_id"),
    [
        ("中华人民共和国行政处罚法", "administrative-penalty"),
        ("行政处罚法", "administrative-penalty"),
        ("新修订的行政处罚法", "administrative-penalty"),
        ("合同法", "contracts"),
    ],
)
def test_a_law_is_found_by_each_of_its_names(name, law_id):
    """Whole or short, with or without what is printed around it."""
    law = find_law(name, None)
    assert law is not None
    assert law.law_id == law_id


def test_a_name_that_is_none_finds_nothing():
    """A newspaper is no law."""
    assert find_law("法治日报", date(2024, 12, 31)) is None


@pytest.mark.parametrize(
    ("day", "repealed"), [(date(2020, 12, 31), False), (date(2021, 1, 1), True)]
)
def test_a_repealed_law_says_since_when(day, repealed):
    """The first day on which it did not hold any more counts."""
    law = find_law("中华人民共和国合同法", day)
    assert law is not None
    assert law.is_repealed(day) is repealed
    assert law.replaced_by == "civil-code"


def test_the_longest_bare_name_comes_first():
    """So that 行政处罚法 is not found inside of a longer one."""
    lengths = [len(name) for name in list_bare_names()]
    assert lengths == sorted(lengths, reverse=True)
    assert normalize_name("中华人民共和国 行政处罚法") == "行政处罚法"

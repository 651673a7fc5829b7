"""The codebook's rules are indexed by the signs that a match of them can begin with."""

import re

import pytest

from tasks.report.codebook import find_first_signs, load_rules, load_subjects


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        ("处罚|复议", "处复"),
        ("(?:行政)?复议", "行复"),
        ("(?<!不)受理(?!的)", "受"),
        ("[一二两]次", "一二两"),
        ("(立|结)?案", "立结案"),
        ("(?:检查|(?:抽|巡)查){1,2}", "检抽巡"),
        ("全?县{0,2}政府", "全县政"),
        ("罚+款", "罚"),
        (r"[(（]\)", "(（"),
    ],
)
def test_the_signs_that_a_match_begins_with(pattern, signs):
    """Of each alternative; of what may be missing and of what follows it."""
    assert find_first_signs(pattern) == set(signs)


@pytest.mark.parametrize(
    "pattern",
    ["处罚|.罚", r"\d件", "[^一]次", "[一-三]次", "(?:处罚)?", "(?=项)", "处罚|"],
)
def test_what_is_not_known(pattern):
    """Any sign, a class of many, or nothing at all may be the first."""
    assert find_first_signs(pattern) == frozenset()


def test_no_example_of_the_codebook_is_passed_over():
    """Each term of a rule begins with a sign of its example; nearly all rules can be told by one."""
    rules = load_rules()
    assert sum(not any(rule.first_signs) for rule in rules) < len(rules) / 20
    for rule in rules:
        words = set(re.sub("[⟦⟧]", "#", rule.example))
        for signs in rule.first_signs:
            assert not signs or signs & words, rule.example


def test_every_subject_is_found_by_its_first_sign():
    """So that places where none begins are passed over at once."""
    for name, pattern in load_subjects():
        assert find_first_signs(pattern.pattern), name

"""The codebook's rules are indexed by the signs that a match of them can begin with."""

import re

from tasks.report.codebook import find_openings, load_rules, load_subjects
from tests.rows import each_row


@each_row(
    ("pattern", "openings"),
    [
        ("处罚|复议书", "处罚 复议"),
        ("(?:行政)?复议", "行政 复议"),
        ("(?<!不)受理(?!的)", "受理"),
        ("[一二两]次", "一次 二次 两次"),
        ("(立|结)?案", "立 结 案"),
        ("(?:检查|(?:抽|巡)查){1,2}", "检查 抽 巡"),
        ("全?县{0,2}政府", "全县 全政 县 政府"),
        ("罚+款", "罚"),
        ("讼[^，]", "讼"),
        (r"[(（]\)", "( （"),
    ],
)
def test_the_signs_that_a_match_begins_with(pattern, openings):
    """Two of each alternative where they are sure; of what may be missing and of what follows it."""
    assert find_openings(pattern) == set(openings.split())


def test_more_signs_of_a_match():
    """As many as are asked for, while they are sure, and no more than can be looked through."""
    assert find_openings("行政给付|(?:行政)?复议|给付金额", 4) == set(
        "行政给付 行政 复议 给付金额".split()
    )
    assert find_openings("[全我][省市]法院", 4) == set(
        "全省法院 全市法院 我省法院 我市法院".split()
    )
    assert find_openings("[一二三四五六七八九]" * 4, 4) == find_openings(
        "[一二三四五六七八九]"
    )


@each_row(
    "pattern",
    ["处罚|.罚", r"\d件", "[^一]次", "[一-三]次", "(?:处罚)?", "(?=项)", "处罚|"],
)
def test_what_is_not_known(pattern):
    """Any sign, a class of many, or nothing at all may be the first."""
    assert find_openings(pattern) == frozenset()


def test_no_example_of_the_codebook_is_passed_over():
    """Each term of a rule begins with a sign of its example; nearly all rules can be told by one."""
    rules = load_rules()
    assert sum(not any(rule.openings) for rule in rules) < len(rules) / 20
    for rule in rules:
        words = re.sub("⟦[^⟧]*⟧", "#", rule.example)
        for openings in rule.openings:
            is_found = any(opening in words for opening in openings)
            assert not openings or is_found, rule.example


def test_every_subject_is_found_by_its_first_sign():
    """So that places where none begins are passed over at once."""
    for name, pattern in load_subjects():
        assert find_openings(pattern.pattern), name


def test_no_subject_reaches_beyond_a_full_stop():
    """So that the sentences before one are looked through by themselves."""
    for name, pattern in load_subjects():
        bounded = re.sub(r"\[\^[^\]]*。[^\]]*\]", "", pattern.pattern)
        assert not re.search(r"[。.]|\\[SWD]|\[\^", bounded), name

"""What is wrong with the numbers of an outline."""

import pytest

from tasks.report.numbering import numbering_issues
from tasks.report.outline import parse

SENTENCE = "全镇持续规范执法行为，不断提升服务水平。"


def report(*labels):
    """Write a report of headings, each with a sentence below."""
    return "\n".join(f"{label}\n{SENTENCE}" for label in labels)


def codes(text):
    """Give the codes of all numbering issues of a text."""
    return [issue.code for issue in numbering_issues(parse(text), text)]


CASES = {
    "in order": (report("一、甲", "二、乙", "三、丙"), []),
    "gap": (report("一、甲", "三、乙"), ["numbering_gap"]),
    "starts at two": (report("二、甲", "三、乙"), ["numbering_gap"]),
    "repeat": (report("一、甲", "一、乙", "二、丙"), ["numbering_repeat"]),
    "back": (report("一、甲", "三、乙", "二、丙"), ["numbering_gap", "numbering_back"]),
    "gap below": (
        report("一、甲", "（一）子", "（三）丑", "二、乙"),
        ["numbering_gap"],
    ),
    "each parent starts anew": (
        report("一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅", "（二）卯"),
        [],
    ),
    "a single child": (
        report("一、甲", "（一）子", "二、乙"),
        ["missing_first_of_many"],
    ),
    "numbers run on": (
        report("（一）甲", "1、子", "2、丑", "（二）乙", "3、寅", "4、卯"),
        ["numbering_runs_on"],
    ),
    "empty in the middle": (f"一、甲\n二、乙\n{SENTENCE}", ["empty_section"]),
    "empty at the end": (
        f"一、甲\n{SENTENCE}\n二、其他需要报告的情况",
        ["empty_section"],
    ),
    "empty before the signature": (
        f"一、甲\n{SENTENCE}\n二、其他\n棠川县人民政府\n2024年1月8日",
        ["empty_section"],
    ),
    "points of one sentence": ("一、甲\n（一）力量不足。\n（二）经费不足。", []),
    "run-in heading with text": (
        "一、甲\n（一）学习。学习到位。\n（二）考核。考核到位。",
        [],
    ),
    "number that starts text": (f"一、甲\n1.{SENTENCE * 3}\n2.{SENTENCE * 3}", []),
    "a parent has no text of its own": (
        report("一、甲").replace(SENTENCE, "（一）子\n子文。\n（二）丑\n丑文。"),
        [],
    ),
    "no headings": (SENTENCE, []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_issues(text, expected):
    """Gaps, repeats, steps back, runs, lone firsts and empty sections are told, and nothing else."""
    assert codes(text) == expected


def test_the_issue_shows_where():
    """An issue's message and evidence name the level and the printed labels."""
    text = report("一、甲", "（一）子", "（三）丑", "二、乙")
    (issue,) = numbering_issues(parse(text), text)
    assert "level 2 under 1" in issue.message
    assert issue.evidence == "（一） → （三）"

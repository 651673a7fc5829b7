"""What is wrong with the headings of an outline: their numbers, and another year's work."""

import pytest

from tasks.report.checks import check_headings
from tasks.report.outline import parse_outline
from tests.rows import each_row

SENTENCE = "全镇持续规范执法行为，不断提升服务水平。"


def report(*labels):
    """Write a report of headings, each with a sentence below."""
    return "\n".join(f"{label}\n{SENTENCE}" for label in labels)


def codes(text):
    """Give the codes of all numbering issues of a text."""
    return [issue.code for issue in check_headings(parse_outline(text), text, None)]


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


@each_row(("text", "expected"), CASES.values(), ids=CASES)
def test_issues(text, expected):
    """Gaps, repeats, steps back, runs, lone firsts and empty sections are told, and nothing else."""
    assert codes(text) == expected


def test_the_issue_shows_where():
    """An issue's message and evidence name the level and the printed labels."""
    text = report("一、甲", "（一）子", "（三）丑", "二、乙")
    (issue,) = check_headings(parse_outline(text), text, None)
    assert "level 2 under 1" in issue.message
    assert issue.evidence == "（一） → （三）"


REPORT = "云溪镇2025年度法治政府建设工作报告\n{}\n全年开展检查28次。\n二、下一步打算\n继续推进。"


def _year_issues(heading, year=2025):
    text = REPORT.format(heading)
    issues = check_headings(parse_outline(text), text, year)
    return [
        (issue.code, issue.evidence) for issue in issues if issue.code == "heading_year"
    ]


@pytest.mark.parametrize(
    "heading",
    ["2024年主要工作", "2024年度法治政府建设工作开展情况", "2026年法治政府建设情况"],
)
def test_another_year(heading):
    """What was done in another year is no part of this year's report: the heading is the evidence."""
    assert _year_issues(f"一、{heading}") == [("heading_year", heading)]


@each_row(
    "heading",
    [
        "一、2025年主要工作",
        "一、2026年主要工作安排",
        "一、2021年以来的主要成效",
        "一、2024年督察反馈问题整改工作情况",
        "一、2024年工作情况回顾",
        "一、主要工作情况",
        "一、主要举措\n（一）2024年主要工作",
    ],
)
def test_rightly_named(heading):
    """Plans, this year, what began earlier and what was put right since are no contradiction.

    Nor are items below.
    """
    assert not _year_issues(heading)


def test_unknown_year():
    """A report of unknown year contradicts nothing."""
    assert not _year_issues("一、2024年主要工作", None)

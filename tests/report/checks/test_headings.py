"""Headings that tell of another year's work."""

import pytest

from tasks.report.checks.statement import heading_issues
from tasks.report.outline import parse

REPORT = "云溪镇2025年度法治政府建设工作报告\n{}\n全年开展检查28次。\n二、下一步打算\n继续推进。"


def _told(heading, year=2025):
    return [
        (issue.code, issue.evidence)
        for issue in heading_issues(parse(REPORT.format(heading)), year)
    ]


@pytest.mark.parametrize(
    "heading",
    ["2024年主要工作", "2024年度法治政府建设工作开展情况", "2026年法治政府建设情况"],
)
def test_another_year(heading):
    """What was done in another year is no part of this year's report: the heading is the evidence."""
    assert _told(f"一、{heading}") == [("heading_year", heading)]


@pytest.mark.parametrize(
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
    assert not _told(heading)


def test_unknown_year():
    """A report of unknown year contradicts nothing."""
    assert not _told("一、2024年主要工作", None)

"""What is wrong with an outline: gaps and repeats in its numbers, lone firsts, empty sections, other years."""

import re
from collections.abc import Iterator, Sequence

from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.section import Node
from tasks.report.outline import OutlineEntry

_HEADING_YEAR = re.compile(
    r"(?:关于)?(20\d\d)年度?(?!以来|起|至)"
)  # 2024年主要工作; not 2021年以来的成效
_PAST_WORK = re.compile(
    r"主要工作|工作(?:开展)?情况|主要(?:举措|做法|成效)|工作(?:成效|总结)|建设情况"
)  # 2024年度工作开展情况
# Another year is rightly named in these: 2026年主要工作安排, 2024年工作情况回顾,
# 2023年督察反馈问题整改工作情况
_OTHER_YEAR_EXPECTED = re.compile(
    r"计划|安排|打算|思路|谋划|下一步|下步|重点|目标|任务|展望|整改|反馈|回顾|对照|比较|审议"
)


def _build_issue(code: str, severity: Severity, message: str, evidence: str) -> Issue:
    return Issue("report", code, severity, Responsibility.PUBLISHER, message, evidence)


def _iter_siblings(
    entries: Sequence[OutlineEntry],
) -> Iterator[tuple[str, list[OutlineEntry]]]:
    """Yield each run of numbered headings under one parent, with the parent's path (empty at the first
    level).
    """
    yield "", [entry for entry in entries if entry.level == 1 and _is_numbered(entry)]
    for entry in entries:
        yield entry.path, [child for child in entry.children if _is_numbered(child)]


def _is_numbered(entry: OutlineEntry) -> bool:
    return entry.node is Node.HEADING and entry.label is not None


def _check_continued_numbers(entries: Sequence[OutlineEntry]) -> Iterator[Issue]:
    """Yield an issue where the numbers of one section go on in the next: 3、 under （一）, 4、 under （二）."""
    last: dict[int, OutlineEntry] = {}
    for _, headings in _iter_siblings(entries):
        if not headings:
            continue
        first, before = headings[0], last.get(headings[0].level)
        if before and first.number == before.number + 1:
            seen = f"{before.path} {before.label} → {first.path} {first.label}"
            yield _build_issue(
                "numbering_runs_on",
                Severity.INFO,
                f"{first.parent} goes on with {first.label}",
                seen,
            )
        last[first.level] = headings[-1]


def _check_order(where: str, headings: Sequence[OutlineEntry]) -> Iterator[Issue]:
    before = 0
    for index, entry in enumerate(headings):
        seen = f"{headings[index - 1].label if index else 'start'} → {entry.label}"
        level = f"level {entry.level}" + (f" under {where}" if where else "")
        if entry.number == before and index:
            yield _build_issue(
                "numbering_repeat",
                Severity.WARNING,
                f"{level} prints {entry.label} twice",
                seen,
            )
        elif entry.number < before:
            yield _build_issue(
                "numbering_back",
                Severity.INFO,
                f"{level} goes back to {entry.label}",
                seen,
            )
        elif entry.number > before + 1 and (index or entry.level == 1):
            yield _build_issue(
                "numbering_gap",
                Severity.WARNING,
                f"{level} goes from {before or 'the start'} to {entry.number}",
                seen,
            )
        before = entry.number


def check_numbering(entries: Sequence[OutlineEntry], text: str) -> Iterator[Issue]:
    """Yield what is wrong with the numbers and the sections of an outline; paths still count positions."""
    for where, headings in _iter_siblings(entries):
        yield from _check_order(where, headings)
        if where and len(headings) == 1 and headings[0].number == 1:
            yield _build_issue(
                "missing_first_of_many",
                Severity.INFO,
                f"{where} has a single heading {headings[0].label} and no second one",
                text[headings[0].start : headings[0].start + 40],
            )
    yield from _check_continued_numbers(entries)
    for entry in entries:
        if entry.node is not Node.HEADING or entry.children:
            continue
        # A point of one sentence with its full stop says what it has to say: （一）力量不足。
        words = text[entry.start + len(entry.label or "") : entry.end].strip(" \n：:")
        if entry.heading and not words.removeprefix(entry.heading):
            yield _build_issue(
                "empty_section",
                Severity.WARNING,
                f"{entry.path} has a heading and no text",
                text[entry.start : entry.end].strip(),
            )


def check_heading_years(
    entries: Sequence[OutlineEntry], year: int | None
) -> Iterator[Issue]:
    """Yield an issue for each heading of the first level that begins with another year, and tells what was
    done.
    """
    for entry in entries:
        heading = entry.heading or ""
        if year is None or entry.node is not Node.HEADING or entry.level != 1:
            continue
        said = _HEADING_YEAR.match(heading)
        if (
            said
            and int(said[1]) != year
            and _PAST_WORK.search(heading)
            and not _OTHER_YEAR_EXPECTED.search(heading)
        ):
            yield Issue(
                "report",
                "heading_year",
                Severity.WARNING,
                Responsibility.PUBLISHER,
                f"section {entry.path} of the report of {year} tells what was done in {said[1]}",
                heading,
            )

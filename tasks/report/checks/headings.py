"""What is wrong with an outline: gaps and repeats in its numbers, lone firsts, empty sections, years."""

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
    """Yield the numbered headings under each parent, with its path (empty at the first level)."""
    top = [entry for entry in entries if entry.level == 1]
    yield "", list(filter(_is_numbered, top))
    for entry in entries:
        yield entry.path, list(filter(_is_numbered, entry.children))


def _is_numbered(entry: OutlineEntry) -> bool:
    return entry.node is Node.HEADING and entry.label is not None


def _check_continued_numbers(entries: Sequence[OutlineEntry]) -> Iterator[Issue]:
    """Yield an issue where the numbers of a section go on in the next: 3、 under （一）, 4、 under （二）."""
    last_of_level: dict[int, OutlineEntry] = {}
    for _, headings in _iter_siblings(entries):
        if not headings:
            continue
        first = headings[0]
        last = last_of_level.get(first.level)
        if last and first.number == last.number + 1:
            yield _build_issue(
                "numbering_runs_on",
                Severity.INFO,
                f"{first.parent} goes on with {first.label}",
                f"{last.path} {last.label} → {first.path} {first.label}",
            )
        last_of_level[first.level] = headings[-1]


def _check_order(parent: str, headings: Sequence[OutlineEntry]) -> Iterator[Issue]:
    """Yield an issue for each number of a row that is not one more than the number before."""
    before = 0
    for index, entry in enumerate(headings):
        previous = headings[index - 1].label if index else "start"
        evidence = f"{previous} → {entry.label}"
        level = f"level {entry.level}" + (f" under {parent}" if parent else "")
        if entry.number == before and index:
            yield _build_issue(
                "numbering_repeat",
                Severity.WARNING,
                f"{level} prints {entry.label} twice",
                evidence,
            )
        elif entry.number < before:
            yield _build_issue(
                "numbering_back",
                Severity.INFO,
                f"{level} goes back to {entry.label}",
                evidence,
            )
        elif entry.number > before + 1 and (index or entry.level == 1):
            yield _build_issue(
                "numbering_gap",
                Severity.WARNING,
                f"{level} goes from {before or 'the start'} to {entry.number}",
                evidence,
            )
        before = entry.number


def check_numbering(entries: Sequence[OutlineEntry], text: str) -> Iterator[Issue]:
    """Yield what is wrong with the numbers and the sections of an outline; paths still count positions."""
    for parent, headings in _iter_siblings(entries):
        yield from _check_order(parent, headings)
        if parent and len(headings) == 1 and headings[0].number == 1:
            first = headings[0]
            yield _build_issue(
                "missing_first_of_many",
                Severity.INFO,
                f"{parent} has a single heading {first.label} and no second one",
                text[first.start : first.start + 40],
            )
    yield from _check_continued_numbers(entries)
    yield from _check_empty_sections(entries, text)


def _check_empty_sections(
    entries: Sequence[OutlineEntry], text: str
) -> Iterator[Issue]:
    """Yield an issue for each heading with nothing below it."""
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
    """Yield an issue for each first-level heading that begins with another year, and says what was done."""
    if year is None:
        return
    for entry in entries:
        if entry.node is not Node.HEADING or entry.level != 1:
            continue
        heading = entry.heading or ""
        named = _HEADING_YEAR.match(heading)
        if named is None or int(named[1]) == year:
            continue
        if _PAST_WORK.search(heading) and not _OTHER_YEAR_EXPECTED.search(heading):
            yield _build_issue(
                "heading_year",
                Severity.WARNING,
                f"section {entry.path} of the report of {year} tells what was done in {named[1]}",
                heading,
            )

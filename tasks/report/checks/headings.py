"""What is wrong with an outline: gaps and repeats in its numbers, lone firsts, empty sections, years."""

import re
from collections.abc import Iterator, Sequence

from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.issue import Bilingual, Issue
from tasks.model.report import Node
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
            yield make_issue(
                "numbering_runs_on",
                f"{last.path} {last.label} → {first.path} {first.label}",
                section=first.parent or "",
                label=_print_label(first),
            )
        last_of_level[first.level] = headings[-1]


def _check_order(parent: str, headings: Sequence[OutlineEntry]) -> Iterator[Issue]:
    """Yield an issue for each number of a row that is not one more than the number before."""
    before = 0
    for index, entry in enumerate(headings):
        previous = headings[index - 1].label if index else "start"
        evidence = f"{previous} → {entry.label}"
        place = _describe_level(entry.level, parent)
        label = _print_label(entry)
        if entry.number == before and index:
            yield make_issue("numbering_repeat", evidence, place=place, label=label)
        elif entry.number < before:
            yield make_issue("numbering_back", evidence, place=place, label=label)
        elif entry.number > before + 1 and (index or entry.level == 1):
            yield make_issue(
                "numbering_gap",
                evidence,
                place=place,
                before=before or make_phrase("the_start"),
                number=entry.number,
            )
        before = entry.number


def _describe_level(level: int, parent: str) -> Bilingual:
    if parent:
        return make_phrase("level_under", level=level, parent=parent)
    return make_phrase("level", level=level)


def _print_label(entry: OutlineEntry) -> str:
    return entry.label or ""


def _check_numbering(entries: Sequence[OutlineEntry], text: str) -> Iterator[Issue]:
    """Yield what is wrong with the numbers and the sections of an outline; paths still count positions."""
    for parent, headings in _iter_siblings(entries):
        yield from _check_order(parent, headings)
        if parent and len(headings) == 1 and headings[0].number == 1:
            first = headings[0]
            yield make_issue(
                "missing_first_of_many",
                text[first.start : first.start + 40],
                section=parent,
                label=_print_label(first),
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
            printed = text[entry.start : entry.end].strip()
            yield make_issue("empty_section", printed, section=entry.path)


def _check_heading_years(
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
            yield make_issue(
                "heading_year", heading, section=entry.path, year=year, named=named[1]
            )


def check_headings(
    entries: Sequence[OutlineEntry], text: str, year: int | None
) -> Iterator[Issue]:
    """Yield what is wrong with the headings of a report on a year: their numbers, then their years."""
    yield from _check_numbering(entries, text)
    yield from _check_heading_years(entries, year)

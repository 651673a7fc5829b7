"""Checks of a report against itself: its headings, its sums, and what was never filled in (立案*件, XX街道).

A check speaks only where the words leave no other reading: a wrong alarm costs more trust than a missed slip.
Numbers that are printed as approximate, or rounded to 万 or 亿, are never compared.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.issue import Bilingual, Issue
from tasks.model.report import Node, OrganKind, Quantity
from tasks.report.checks.arithmetic import check_arithmetic, check_table_sums
from tasks.report.outline import OutlineEntry
from tasks.report.table_relations import HeadedTable

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


# Fields of departments that a town, a subdistrict or a county does not call its own system.
_DEPARTMENT_FIELDS = (
    "医保|医疗保障|税务|教育|卫生健康|卫健|自然资源|交通运输|交通|水利|水务|市场监管|生态环境|环保|人社|民政|财政|"
    "审计|统计|公安|农业农村|文旅|住建|应急管理|司法行政|邮政|供销|林业|体育|粮食|气象|烟草|海关|商务"
)
# `提升医保系统依法行政的能力`, `规范医保行政执法程序标准`, `全市税务系统干部`
_OWN_FIELD = re.compile(
    rf"(?:(?P<system>{_DEPARTMENT_FIELDS})系统(?=[^，。]{{0,4}}(?:依法|法治|干部|队伍|执法|行政))|规范(?P<enforcement>{_DEPARTMENT_FIELDS})行政执法|我(?P<bureau>{_DEPARTMENT_FIELDS})局)"
)
# One of these stands in each text with such a field.
_FIELD_SIGN = re.compile(
    "系统(?=[^，。]{0,4}(?:依法|法治|干部|队伍|执法|行政))|规范.{2,8}行政执法|我.{2,8}局"
)
_GOVERNMENTS = frozenset({OrganKind.TOWN, OrganKind.SUBDISTRICT, OrganKind.COUNTY})
# These have one field of their own, which their name tells.
_SINGLE_FIELD = frozenset({OrganKind.DEPARTMENT, OrganKind.MINISTRY})

# an English word left between Chinese ones: `政治任务and执政为民`; names and units that reports do use are
# allowed
_LATIN = re.compile(r"[a-z](?<![A-Za-z0-9./@:_-].)[a-z]+(?![A-Za-z0-9./@:_-])")
_ALLOWED_LATIN = frozenset(
    "app apps km kg mm cm ml mg kw kwh ppt pdf doc word wifi wechat iso led vr ai".split()
)
# A single X may be a variable (打造X项特色); a single * or × is not.
_MASK = "[*＊×]{1,6}|[xXｘＸ]{2,6}"
_COUNT_UNITS = (
    "人次|家次|户次|批次|场次|件次|"
    "余?(?:件|起|宗|份|册|条|项|家|户|次|场|期|批|名|人|个|处|元|万元)"
)
# `立案*件`, `罚款××万元`, `培训xx人次`; 1+X项 and 5G+X个 are names, 3×5米 is a product
_MASKED_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9+＋.\-“])\d{{0,4}}(?:{_MASK})[万亿]?(?:{_COUNT_UNITS})(?![+＋])"
)
_BLANKS = "XxＸｘ×〇○●＊*"
# `XX街道`, `××局`, `20××年`, `〇〇村`; a person's masked name (王××) and a masked firm (××公司) are privacy,
# no slip
_MASKED_NAME = re.compile(
    rf"20[{_BLANKS}]{{2}}年|(?<![{_BLANKS}零一二三四五六七八九王李张刘陈杨赵黄周吴某])[{_BLANKS}]{{2,4}}"
    r"(?:省|市|区|县|镇|乡|街道|社区|村|局|厅|委员会|办公室|部门|单位|年(?!代)|月|工作|同志|书记|镇长|主任|领导)"
)
# `____`, `（待补充）`, `此处填写`; 有待补充 is said of what is scarce
_TO_BE_FILLED = re.compile(
    r"[_＿]{3,}|[（(【\[](?:待|请|暂缺待)(?:补充|填写|填|补|核实|确认|更新|完善|定)[^）)】\]]{0,8}[）)】\]]"
    r"|(?<![有亟尚仍需还])待(?:补充|填写)(?=[。；，）)]|$)|此处(?:填写|插入|补充)|请(?:填写|输入)(?:具体)?(?:数字|数据|内容|单位|名称)"
)
_CONTEXT_WIDTH = 150
# One of these stands in each text with such a number, name or blank.
_MASK_SIGN = re.compile("[*＊×xXｘＸ]")
_BLANK_SIGN = re.compile(f"[{_BLANKS}]{{2}}")
_FILLING_SIGN = re.compile("[_＿此待请](?:(?<=[_＿])|[处补填核确更完定输])")
# A case is described without its names: ××镇村民诉县政府
_COURT_CASE = re.compile(r"诉|案例")


def _check_foreign_agency(
    text: str,
    kind: OrganKind | None,
    organ: str | None,
    entries: Sequence[OutlineEntry],
) -> Iterator[Issue]:
    """Yield an issue for each field whose system a town, subdistrict or county speaks of as its own."""
    if kind not in _GOVERNMENTS and not (kind in _SINGLE_FIELD and organ):
        return
    if not _FIELD_SIGN.search(text):
        return
    seen: set[str] = set()
    for match in _OWN_FIELD.finditer(text):
        field = match["system"] or match["enforcement"] or match["bureau"]
        if field in seen or (organ and field in organ):
            continue
        seen.add(field)
        before = (
            entry.path for entry in reversed(entries) if entry.start <= match.start()
        )
        yield make_issue(
            "foreign_agency",
            text[max(match.start() - 20, 0) : match.end() + 20],
            section=next(before, "0"),
            field=field,
        )


def _check_stray_latin(text: str) -> Iterator[Issue]:
    """Yield an issue for each lower-case Latin word inside Chinese text that is no common name or unit."""
    for match in _LATIN.finditer(text):
        if match.group() not in _ALLOWED_LATIN:
            around = text[max(match.start() - 15, 0) : match.end() + 15]
            yield make_issue("stray_latin_word", around, word=match.group())


def check_foreign_words(
    text: str,
    kind: OrganKind | None,
    organ: str | None,
    entries: Sequence[OutlineEntry],
) -> Iterator[Issue]:
    """Yield what such an organ's report does not use: another's field, then another script's words."""
    yield from _check_foreign_agency(text, kind, organ, entries)
    yield from _check_stray_latin(text)


def _check_placeholders(text: str) -> Iterator[Issue]:
    """Yield an issue for each masked number, and one for each placeholder, with the sentence it stands in."""
    if _MASK_SIGN.search(text):
        for match in _MASKED_NUMBER.finditer(text):
            sentence = _find_sentence(text, match)
            yield make_issue("masked_number", sentence, words=match.group())
    names = _MASKED_NAME.finditer(text) if _BLANK_SIGN.search(text) else ()
    blanks = _TO_BE_FILLED.finditer(text) if _FILLING_SIGN.search(text) else ()
    for match in chain(names, blanks):
        sentence = _find_sentence(text, match)
        if match.re is _MASKED_NAME and _COURT_CASE.search(sentence):
            continue
        yield make_issue("placeholder", sentence, words=match.group())


def _find_sentence(text: str, match: re.Match[str]) -> str:
    """Find the sentence around a match, as far as the width on either side."""
    first = max(match.start() - _CONTEXT_WIDTH, 0)
    last = match.end() + _CONTEXT_WIDTH
    before = text[first : match.start()]
    behind = text[match.end() : last]
    start = re.split(r"[。\n]", before)[-1]
    end = re.split(r"(?<=。)|\n", behind)[0]
    return f"{start}{match.group()}{end}".strip()


def check_report(
    text: str,
    prose: Sequence[Quantity],
    quantities: Sequence[Quantity] = (),
    tables: Sequence[HeadedTable] = (),
) -> Iterator[Issue]:
    """Yield what does not fit together in one report, then what was never filled in.

    `prose` are the quantities of sentences, `quantities` all of them, those of `tables` too.
    """
    yield from check_arithmetic(text, prose)
    yield from check_table_sums(text, quantities, tables)
    yield from _check_placeholders(text)

"""Checks of what a report says against itself, and of what was never filled in (立案*件, XX街道, 待补充).

A check speaks only where the words leave no other reading: a wrong alarm costs more trust than a missed slip.
Numbers that are printed as approximate, or rounded to 万 or 亿, are never compared.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue
from tasks.model.report import OrganKind, Quantity
from tasks.report.checks.arithmetic import check_arithmetic
from tasks.report.outline import OutlineEntry

# Fields of departments that a town, a subdistrict or a county does not call its own system.
_DEPARTMENT_FIELDS = (
    "医保|医疗保障|税务|教育|卫生健康|卫健|自然资源|交通运输|交通|水利|水务|市场监管|生态环境|环保|人社|民政|财政|"
    "审计|统计|公安|农业农村|文旅|住建|应急管理|司法行政|邮政|供销|林业|体育|粮食|气象|烟草|海关|商务"
)
# `提升医保系统依法行政的能力`, `规范医保行政执法程序标准`, `全市税务系统干部`
_OWN_FIELD = re.compile(
    rf"(?:(?P<system>{_DEPARTMENT_FIELDS})系统(?=[^，。]{{0,4}}(?:依法|法治|干部|队伍|执法|行政))|规范(?P<enforcement>{_DEPARTMENT_FIELDS})行政执法|我(?P<bureau>{_DEPARTMENT_FIELDS})局)"
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
    before = text[max(match.start() - _CONTEXT_WIDTH, 0) : match.start()]
    behind = text[match.end() : match.end() + _CONTEXT_WIDTH]
    start = re.split(r"[。\n]", before)[-1]
    end = re.split(r"(?<=。)|\n", behind)[0]
    return f"{start}{match.group()}{end}".strip()


def check_report(text: str, quantities: Sequence[Quantity]) -> Iterator[Issue]:
    """Yield what does not fit together in one report, sentence by sentence, then what was never filled in."""
    yield from check_arithmetic(text, quantities)
    yield from _check_placeholders(text)

"""Words that do not belong: another agency's, another script's."""

import re
from collections.abc import Iterator, Sequence

from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue
from tasks.model.report import OrganKind
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
_LATIN = re.compile(r"(?<![A-Za-z0-9./@:_-])[a-z]{2,}(?![A-Za-z0-9./@:_-])")
_ALLOWED_LATIN = frozenset(
    "app apps km kg mm cm ml mg kw kwh ppt pdf doc word wifi wechat iso led vr ai".split()
)


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

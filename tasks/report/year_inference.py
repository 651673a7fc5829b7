"""The year of a report whose title, preamble and first heading name none: from other words and its issue.

What the words say decides, as long as the report can have been issued then. Without them, a report issued up
to June is about the year before, one from October on about its own; between, and where the evidence
disagrees, the year stays null: a wrong year costs an analyst more than none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tasks.report.numerals import parse_chinese_numeral

# 科办政办发〔2023〕4号
_DOCUMENT_YEAR = re.compile(r"[〔\[［（(](20\d\d)[〕\]］）)]")
# 2024年1月5日, 2024年1月, 2024-01-05, 二〇二四年一月五日
_SIGNED = re.compile(
    r"(?P<year>\d{4}|[二〇○零一三四五六七八九]{4})[年./-](?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})(?=[月./-])"
)
_ZEROS = str.maketrans("○零", "〇〇")
# 2025年，我镇…; 2025年以来，…; with 将 it is a plan: 2026年，我镇将…
_OWN_YEAR = re.compile(
    r"(?:^|[。；\n])\s*(?P<year>20\d\d)年(?:度|以来|度以来)?(?:[，,]|(?=[我全本][省市区县镇乡局街办]))(?P<will>[^，。；\n]{0,14}将)?"
)
# 三、2026年工作打算; but no 2025年工作计划完成情况
PLAN_HEADING = re.compile(
    r"(?:^|\n)[^，。\n]{0,5}?(?P<year>20\d\d)年度?(?:(?:推进)?(?:法治政府建设|法治建设|依法行政))?的?(?:主要|重点)?(?:工作)?"
    r"(?:打算|安排|计划|思路|谋划|要点|展望|重点任务)(?![^，。\n]{0,6}情况)"
)
_LAST_MONTH_OF_YEAR_BEFORE = 6
_FIRST_MONTH_OF_OWN_YEAR = 10


@dataclass(frozen=True, slots=True)
class YearFinding:
    """The report's year, where it was read, and what spoke against it."""

    year: int | None
    evidence: str | None
    conflict: str | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class IssuanceDates:
    """When a report was issued, as far as its document number, its date line and its publication say."""

    document_number: str | None = None
    signed: date | None = None
    published: date | None = None

    @property
    def document_year(self) -> int | None:
        """Give the year in the brackets of the document number, in which it was issued."""
        found = _DOCUMENT_YEAR.search(self.document_number or "")
        return int(found.group(1)) if found else None

    def is_possible_year(self, year: int) -> bool:
        """Tell whether a report on a year can have been issued so.

        In that year or the next, and not published before. Sites stamp old pages anew when they move, so a
        late publication speaks against nothing.
        """
        if self.published and self.published.year < year:
            return False
        signed_year = self.signed.year if self.signed else None
        issue_years = filter(None, (self.document_year, signed_year))
        return all(issued - 1 <= year <= issued for issued in issue_years)

    def __str__(self) -> str:
        """Say what is known, for an issue."""
        parts = []
        if self.document_year:
            parts.append(f"document number {self.document_number}")
        if self.signed:
            parts.append(f"signed {self.signed:%Y-%m}")
        if self.published:
            parts.append(f"published {self.published:%Y-%m-%d}")
        return ", ".join(parts)


def parse_date_line(lines: Iterable[str]) -> date | None:
    """Read the date line of a report; the first of its month where no day matters."""
    for line in lines:
        found = _SIGNED.search(line)
        if found is None:
            continue
        year, month = _parse_number(found["year"]), _parse_number(found["month"])
        if 2000 <= year < 2040 and 1 <= month <= 12:
            return date(year, month, 1)
    return None


def _parse_number(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    return parse_chinese_numeral(printed.translate(_ZEROS)) or 0


def infer_year(text: str, issued: IssuanceDates) -> YearFinding:
    """Infer the year from a text and from its issue.

    Null, with both in `conflict`, where they do not decide.
    """
    own, plans = _find_own_and_planned_years(text)
    before_plans = {year - 1 for year in plans}
    named = own & before_plans or own | before_plans
    if not named:
        return _infer_from_issuance(issued)
    words = [f"{year}年" for year in sorted(own)]
    words += [f"plans for {year}年" for year in sorted(plans)]
    evidence = ", ".join(words)
    agreeing = not own or not before_plans or bool(own & before_plans)
    possible = list(filter(issued.is_possible_year, named))
    if len(possible) == 1 and agreeing:
        return YearFinding(possible[0], f"text: {evidence}", inferred=True)
    return YearFinding(None, None, f"the text says {evidence}; {issued}".rstrip("; "))


def _find_own_and_planned_years(text: str) -> tuple[set[int], set[int]]:
    """Find the years that a text speaks of as its own, and those that it has plans for."""
    own: set[int] = set()
    plans: set[int] = set()
    for found in _OWN_YEAR.finditer(text):
        years = plans if found["will"] else own
        years.add(int(found["year"]))
    for found in PLAN_HEADING.finditer(text):
        plans.add(int(found["year"]))
    return own, plans


def _infer_from_issuance(issued: IssuanceDates) -> YearFinding:
    day = issued.signed or issued.published
    if day and day.month <= _LAST_MONTH_OF_YEAR_BEFORE:
        year = day.year - 1
    elif day and day.month >= _FIRST_MONTH_OF_OWN_YEAR:
        year = day.year
    else:
        evidence = str(issued)
        conflict = f"no words tell the year, and {evidence} fits two"
        return YearFinding(None, None, conflict if evidence else None)
    if issued.is_possible_year(year):
        return YearFinding(year, str(issued), inferred=True)
    conflict = f"no words tell the year, and these disagree: {issued}"
    return YearFinding(None, None, conflict)

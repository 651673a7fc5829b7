"""The year of a report whose title, preamble and first heading tell none: from its other words and from its
issue.

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
    """When a report was issued, as far as it is told: by its document number, its date line, its publication."""

    document_number: str | None = None
    signed: date | None = None
    published: date | None = None

    @property
    def document_year(self) -> int | None:
        """Give the year in the brackets of the document number, in which it was issued."""
        found = _DOCUMENT_YEAR.search(self.document_number or "")
        return int(found.group(1)) if found else None

    def is_possible_year(self, year: int) -> bool:
        """Tell whether a report on a year can have been issued so: in that year or the next, and not
        published before.

        Sites stamp old pages anew when they move, so a late publication speaks against nothing.
        """
        issued = [
            told
            for told in (self.document_year, self.signed and self.signed.year)
            if told
        ]
        return all(told - 1 <= year <= told for told in issued) and not (
            self.published and self.published.year < year
        )

    def __str__(self) -> str:
        """Say what is told, for an issue."""
        number = f"document number {self.document_number}" if self.document_year else ""
        signed = f"signed {self.signed:%Y-%m}" if self.signed else ""
        published = f"published {self.published:%Y-%m-%d}" if self.published else ""
        return ", ".join(filter(None, (number, signed, published)))


def parse_date_line(lines: Iterable[str]) -> date | None:
    """Read the date line of a report; the first of its month where no day matters."""
    for line in lines:
        found = _SIGNED.search(line)
        year, month = (
            (_parse_number(found["year"]), _parse_number(found["month"]))
            if found
            else (0, 0)
        )
        if 2000 <= year < 2040 and 1 <= month <= 12:
            return date(year, month, 1)
    return None


def _parse_number(printed: str) -> int:
    return (
        int(printed)
        if printed.isdecimal()
        else parse_chinese_numeral(printed.translate(_ZEROS)) or 0
    )


def infer_year(text: str, issued: IssuanceDates) -> YearFinding:
    """Infer the year from a text and from its issue.

    Null, with both in `conflict`, where they do not decide.
    """
    own = {
        int(found["year"]) for found in _OWN_YEAR.finditer(text) if not found["will"]
    }
    plans = {int(found["year"]) for found in _OWN_YEAR.finditer(text) if found["will"]}
    plans |= {int(found["year"]) for found in PLAN_HEADING.finditer(text)}
    before = {year - 1 for year in plans}
    said = own & before or own | before
    if not said:
        return _infer_from_issuance(issued)
    words = ", ".join(
        [f"{year}年" for year in sorted(own)]
        + [f"plans for {year}年" for year in sorted(plans)]
    )
    agreeing = not own or not before or bool(own & before)
    allowed = [year for year in said if issued.is_possible_year(year)]
    if len(allowed) == 1 and agreeing:
        return YearFinding(allowed[0], f"text: {words}", inferred=True)
    return YearFinding(None, None, f"the text says {words}; {issued}".rstrip("; "))


def _infer_from_issuance(issued: IssuanceDates) -> YearFinding:
    day = issued.signed or issued.published
    if day and day.month <= _LAST_MONTH_OF_YEAR_BEFORE:
        year = day.year - 1
    elif day and day.month >= _FIRST_MONTH_OF_OWN_YEAR:
        year = day.year
    else:
        return YearFinding(
            None,
            None,
            f"no words tell the year, and {issued} fits two" if str(issued) else None,
        )
    if issued.is_possible_year(year):
        return YearFinding(year, str(issued), inferred=True)
    return YearFinding(
        None, None, f"no words tell the year, and these disagree: {issued}"
    )

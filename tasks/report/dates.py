"""Dates and years: when a report was published, and which year it reports on."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from tasks.model.coverage import DEADLINE
from tasks.model.issue import Bilingual
from tasks.model.issue_catalogue import join_phrases, make_phrase
from tasks.model.run import BEIJING
from tasks.report.numbers import parse_chinese_numeral
from tasks.report.year_inference import (
    PLAN_HEADING,
    IssuanceDates,
    YearFinding,
    infer_year,
)

# 2024-03-28 09:18 | 2021/03/29 11:30:01 | 2017年02月28日 | 2026-01-02-15:04:05 | 2023.3.1
_DATETIME = re.compile(
    r"(?P<year>\d{4})\s*[-/年.]\s*(?P<month>\d{1,2})\s*[-/月.]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[\sT-]{0,3}(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
# 2021年度, 二〇二一年, and without 年: 2021法治政府建设年度报告
_YEAR = re.compile(
    r"(?<![\d—–~～自-])(?P<arabic>20[0-3]\d)(?=年|度|法治|推进)|(?<!自)(?P<chinese>二[〇○零0OＯ]\S{2})(?=年)"
)
_ZEROS = str.maketrans("0OＯ", "〇〇〇")
# 《法治政府建设实施纲要（2021—2025年）》, （2015-2020 年）: names and spans say nothing of the report's year
_LAW_NAMES_AND_SPANS = re.compile(
    r"《[^》]*》|〈[^〉]*〉|（\d{4}[—–~～-]+\d{4}年?）|\(\d{4}[—–~～-]+\d{4}年?\)|\d{4}[—–~～-]+\d{4}年?"
)
# 现将云溪乡2024年法治政府建设情况报告如下
_REPORT_SUBJECT = re.compile(
    r"现[将就把][^。；]{4,60}?(?:报告|汇报|总结|公布|公开)如下"
)
# From this month on, the first reports on the year itself appear.
_FIRST_MONTH_OF_OWN_YEAR = 11


def parse_datetime(printed: str) -> datetime | None:
    """Read a printed date or time as Beijing time, midnight when no hour is printed.

    Null for none or an epoch date.
    """
    match = _DATETIME.search(printed)
    if not match:
        return None
    try:
        moment = datetime(
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=BEIJING,
        )
    except ValueError:
        return None
    return moment if moment.year > 1990 else None


def find_years(text: str) -> Iterator[int]:
    """Yield the years that a text speaks of, outside the names of laws and spans of plans."""
    for match in _YEAR.finditer(_LAW_NAMES_AND_SPANS.sub("", text)):
        year: int | None
        if match["arabic"]:
            year = int(match["arabic"])
        else:
            year = parse_chinese_numeral(match["chinese"].translate(_ZEROS))
        if year and 2000 <= year < 2040:
            yield year


_PLACE_PHRASES = {
    "title": "in_title",
    "preamble": "in_preamble",
    "first heading": "in_first_heading",
}


def find_report_year(
    title: str | None,
    preamble: str,
    heading: str | None,
    document_number: str | None,
    published: datetime | date | None,
    signed: date | None = None,
    text: str = "",
) -> YearFinding:
    """Find the year that a report is about: in its title, preamble, first heading, then by inference.

    `signed` is the date line's, `text` the body. A title's year holds; another place's has to fit the issue.
    """
    published_on = published.date() if isinstance(published, datetime) else published
    issued = IssuanceDates(document_number, signed, published_on)
    is_plan = PLAN_HEADING.search(heading or "")
    years_by_place = {
        "title": _list_years(title or ""),
        "preamble": _list_years(preamble),
        "first heading": _list_years("" if is_plan else heading or ""),
    }
    named = [(place, years) for place, years in years_by_place.items() if years]
    if not named:
        return infer_year(text, issued)
    place, years = named[0]
    fitting = (
        years if place == "title" else list(filter(issued.is_possible_year, years))
    )
    if not fitting:
        said = _describe_year(place, years[0])
        return YearFinding(None, None, join_phrases([said, issued.describe()]))
    year = fitting[0]
    conflicts: list[Bilingual] = []
    for other, others in named[1:]:
        if others[0] != year:
            conflicts.append(_describe_year(other, others[0]))
    conflict = join_phrases(conflicts) if conflicts else None
    return YearFinding(year, f"{place}: {year}年", conflict)


def _describe_year(place: str, year: int) -> Bilingual:
    named = make_phrase(_PLACE_PHRASES[place])
    return make_phrase("place_says_year", place=named, year=year)


def _list_years(words: str) -> list[int]:
    """List the years of some words, before all others that of 现将2024年…情况报告如下."""
    years = list(find_years(words))
    subject = _REPORT_SUBJECT.search(words)
    return [*find_years(subject.group()), *years] if subject else years


def count_days_after_deadline(
    year: int | None, published: datetime | None
) -> int | None:
    """Count the days from 1 April of the following year to the publication; negative before it."""
    if year is None or published is None:
        return None
    return (published.date() - date(year + 1, *DEADLINE)).days


def compute_last_report_year(as_of: datetime) -> int:
    """Compute the last year whose reports may be out at a moment: the first appear before it has ended."""
    day = as_of.astimezone(BEIJING)
    return day.year if day.month >= _FIRST_MONTH_OF_OWN_YEAR else day.year - 1

"""Dates and years: when a report was published, and which year it reports on.

The year stands in title, preamble or first heading. Where none names it, what the words say decides, as long
as the report can have been issued then. Without them, a report issued up to June is about the year before,
one from October on about its own; between, and where the evidence disagrees, the year stays null: a wrong
year costs an analyst more than none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from tasks.model.catalogue import make_phrase
from tasks.model.coverage import DEADLINE
from tasks.model.issue import SEMICOLON, Bilingual
from tasks.model.run import BEIJING
from tasks.report.numbers import parse_chinese_numeral

# 科办政办发〔2023〕4号
_DOCUMENT_YEAR = re.compile(r"[〔\[［（(](20\d\d)[〕\]］）)]")
# 2024年1月5日, 2024年1月, 2024-01-05, 二〇二四年一月五日
_SIGNED = re.compile(
    r"(?P<year>\d{4}|[二〇○零一三四五六七八九]{4})[年./-](?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})(?=[月./-])"
)
_ZERO_SIGNS = str.maketrans("○零", "〇〇")
# 2025年，我镇…; 2025年以来，…; with 将 it is a plan: 2026年，我镇将…
_OWN_YEAR = re.compile(
    r"(?:^|[。；\n])\s*(?P<year>20\d\d)年(?:度|以来|度以来)?(?:[，,]|(?=[我全本][省市区县镇乡局街办]))(?P<will>[^，。；\n]{0,14}将)?"
)
# 三、2026年工作打算; but no 2025年工作计划完成情况
_PLAN_HEADING = re.compile(
    r"(?:^|\n)[^，。\n]{0,5}?(?P<year>20\d\d)年度?(?:(?:推进)?(?:法治政府建设|法治建设|依法行政))?的?(?:主要|重点)?(?:工作)?"
    r"(?:打算|安排|计划|思路|谋划|要点|展望|重点任务)(?![^，。\n]{0,6}情况)"
)
_LAST_MONTH_OF_YEAR_BEFORE = 6
_FIRST_MONTH_OF_OWN_YEAR = 10
_COMMA = Bilingual("，", ", ")


@dataclass(frozen=True, slots=True)
class YearFinding:
    """The report's year, where it was read, and what spoke against it."""

    year: int | None
    evidence: str | None
    conflict: Bilingual | None = None
    inferred: bool = False

    @classmethod
    def find(
        cls,
        title: str | None,
        preamble: str,
        heading: str | None,
        document_number: str | None,
        published: datetime | date | None,
        signed: date | None = None,
        text: str = "",
    ) -> "YearFinding":
        """Find the year that a report is about: in its title, preamble, first heading, then by inference.

        `signed` is the date line's, `text` the body. A title's year holds; another place's has to fit the
        issue. One that cannot be, such as 2052, is told.
        """
        published_on = (
            published.date() if isinstance(published, datetime) else published
        )
        issued = _IssuanceDates(document_number, signed, published_on)
        found = cls._choose(title or "", preamble, heading or "", issued, text)
        impossible = _find_impossible_year(title or "", published_on)
        if impossible is None or (found.year == impossible and found.conflict):
            return found
        said = [_describe_year("title", impossible), found.conflict]
        if found.year == impossible:
            said[1:] = [issued.describe()]
        return replace(found, conflict=SEMICOLON.join(filter(None, said)))

    @classmethod
    def _choose(
        cls,
        title: str,
        preamble: str,
        heading: str,
        issued: "_IssuanceDates",
        text: str,
    ) -> "YearFinding":
        is_plan = _PLAN_HEADING.search(heading)
        years_by_place = {
            "title": _list_years(title),
            "preamble": _list_years(preamble),
            "first heading": _list_years("" if is_plan else heading),
        }
        named = [(place, years) for place, years in years_by_place.items() if years]
        if not named:
            return _infer_year(text, issued)
        place, years = named[0]
        fitting = (
            years if place == "title" else list(filter(issued.is_possible_year, years))
        )
        if not fitting:
            said = _describe_year(place, years[0])
            return cls(None, None, SEMICOLON.join([said, issued.describe()]))
        year = fitting[0]
        conflicts: list[Bilingual] = []
        for other, others in named[1:]:
            if others[0] != year:
                conflicts.append(_describe_year(other, others[0]))
        conflict = SEMICOLON.join(conflicts) if conflicts else None
        return cls(year, f"{place}: {year}年", conflict)


@dataclass(frozen=True, slots=True)
class _IssuanceDates:
    """When a report was issued, as far as its document number, its date line and its publication say."""

    document_number: str | None = None
    signed: date | None = None
    published: date | None = None

    @property
    def document_year(self) -> int | None:
        """Give the year in the brackets of the document number, in which it was issued."""
        found = _DOCUMENT_YEAR.search(self.document_number or "")
        if found:
            return int(found.group(1))
        return None

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

    def describe(self) -> Bilingual:
        """Say what is known; empty when nothing is."""
        parts: list[Bilingual] = []
        if self.document_year:
            number = self.document_number or ""
            parts.append(make_phrase("document_number", number=number))
        if self.signed:
            parts.append(make_phrase("signed", date=f"{self.signed:%Y-%m}"))
        if self.published:
            parts.append(make_phrase("published", date=f"{self.published:%Y-%m-%d}"))
        return _COMMA.join(parts)


def parse_date_line(lines: Iterable[str]) -> date | None:
    """Read the date line of a report; the first of its month where no day matters."""
    for line in lines:
        found = _SIGNED.search(line)
        if found is None:
            continue
        year = _parse_number(found["year"])
        month = _parse_number(found["month"])
        if 2000 <= year < 2040 and 1 <= month <= 12:
            return date(year, month, 1)
    return None


def _parse_number(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    return parse_chinese_numeral(printed.translate(_ZERO_SIGNS)) or 0


def _infer_year(text: str, issued: _IssuanceDates) -> YearFinding:
    """Infer the year from a text and from its issue.

    Null, with both in `conflict`, where they do not decide.
    """
    own, plans = _find_own_and_planned_years(text)
    before_plans = {year - 1 for year in plans}
    both = own & before_plans
    named = both or own | before_plans
    if not named:
        return _infer_from_issuance(issued)
    words = [make_phrase("own_year", year=year) for year in sorted(own)]
    words += [make_phrase("planned_year", year=year) for year in sorted(plans)]
    evidence = _COMMA.join(words)
    possible = list(filter(issued.is_possible_year, named))
    is_contradicted = own and before_plans and not both
    if len(possible) == 1 and not is_contradicted:
        return YearFinding(possible[0], f"text: {evidence.en}", inferred=True)
    conflicts = [make_phrase("text_says_years", words=evidence)]
    issuance = issued.describe()
    if issuance.en:
        conflicts.append(issuance)
    return YearFinding(None, None, SEMICOLON.join(conflicts))


def _find_own_and_planned_years(text: str) -> tuple[set[int], set[int]]:
    """Find the years that a text speaks of as its own, and those that it has plans for."""
    own: set[int] = set()
    plans: set[int] = set()
    for found in _OWN_YEAR.finditer(text):
        years = plans if found["will"] else own
        years.add(int(found["year"]))
    for found in _PLAN_HEADING.finditer(text):
        plans.add(int(found["year"]))
    return own, plans


def _infer_from_issuance(issued: _IssuanceDates) -> YearFinding:
    issuance = issued.describe()
    day = issued.signed or issued.published
    if day and day.month <= _LAST_MONTH_OF_YEAR_BEFORE:
        year = day.year - 1
    elif day and day.month >= _FIRST_MONTH_OF_OWN_YEAR:
        year = day.year
    else:
        conflict = make_phrase("issuance_fits_two", issued=issuance)
        return YearFinding(None, None, conflict if issuance.en else None)
    if issued.is_possible_year(year):
        return YearFinding(year, issuance.en, inferred=True)
    conflict = make_phrase("issuance_disagrees", issued=issuance)
    return YearFinding(None, None, conflict)


# 2024-03-28 09:18 | 2021/03/29 11:30:01 | 2017年02月28日 | 2026-01-02-15:04:05 | 2023.3.1
_DATETIME = re.compile(
    r"(?P<year>\d{4})\s*[-/年.]\s*(?P<month>\d{1,2})\s*[-/月.]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[\sT-]{0,3}(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
# 二〇二五年一月七日, 二○二五年十二月三十一日
_CHINESE_DATE = re.compile(
    r"(?P<year>[二2][〇○零0OＯ一二三四五六七八九]{3})年(?P<month>[元一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
# ２０２６－０３－０１
_WIDE = str.maketrans("０１２３４５６７８９－／．：", "0123456789-/.:")
# 2021年度, 二〇二一年, and without 年: 2021法治政府建设年度报告
_YEAR = re.compile(
    r"(?<![\d—–~～自-])(?P<arabic>20[0-3]\d)(?=年|度|法治|推进)|(?<!自)(?P<chinese>二[〇○零0OＯ]\S{2})(?=年)"
)
# 2052年, 2205年, 20225年: written so by mistake
_ANY_YEAR = re.compile(r"(?<![\d—–~～自-])\d{4,5}(?=年|度|法治|推进)")
_ZERO_LOOKALIKES = str.maketrans("0OＯ", "〇〇〇")
# 《法治政府建设实施纲要（2021—2025年）》, （2015-2020 年）: names and spans say nothing of the report's year
_LAW_NAMES_AND_SPANS = re.compile(
    r"《[^》]*》|〈[^〉]*〉|（\d{4}[—–~～-]+\d{4}年?）|\(\d{4}[—–~～-]+\d{4}年?\)|\d{4}[—–~～-]+\d{4}年?"
)
# 现将云溪乡2024年法治政府建设情况报告如下
_REPORT_SUBJECT = re.compile(
    r"现[将就把][^。；]{4,60}?(?:报告|汇报|总结|公布|公开)如下"
)
# 现将2021年工作情况和|2022年工作计划|报告如下: a year that is planned for, unless it tells how the plan went
_PLANNED_YEAR = re.compile(
    r"(?:20\d\d|二[〇○零0OＯ]\S{2})年(?:度|的)?(?:[^，。；：、\d二和及与暨]{0,14}?)(?:计划|打算|安排|思路|要点|谋划|展望|重点任务|工作重点)"
    r"(?![^，。；]{0,6}(?:情况|完成|落实|执行))"
)


def parse_datetime(printed: str) -> datetime | None:
    """Read a printed date or time as Beijing time, midnight when no hour is printed.

    Null for none or an epoch date.
    """
    match = _DATETIME.search(printed.translate(_WIDE))
    if not match:
        return _parse_chinese_date(printed)
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
    if moment.year > 1990:
        return moment
    return None


def _parse_chinese_date(printed: str) -> datetime | None:
    """Read a date in Chinese numerals (二〇二五年一月七日) as midnight in Beijing; null for none."""
    match = _CHINESE_DATE.search(printed)
    if not match:
        return None
    year = parse_chinese_numeral(match["year"].translate(_ZERO_LOOKALIKES))
    printed_month = match["month"].replace("元", "一")
    month, day = map(_parse_number, (printed_month, match["day"]))
    try:
        return datetime(year or 0, month, day, tzinfo=BEIJING)
    except ValueError:
        return None


def _find_impossible_year(title: str, published: date | None) -> int | None:
    """Find a title's year that no report is about: 2052年, 20225年, or one behind its publication."""
    for found in _ANY_YEAR.finditer(_LAW_NAMES_AND_SPANS.sub("", title)):
        year = int(found[0])
        if not 1990 <= year < 2040:
            return year
    years = _list_years(title)
    if years and published and published.year < years[0]:
        return years[0]
    return None


def find_years(text: str) -> Iterator[int]:
    """Yield the years that a text speaks of, outside the names of laws and spans of plans."""
    for match in _YEAR.finditer(_LAW_NAMES_AND_SPANS.sub("", text)):
        year: int | None
        if match["arabic"]:
            year = int(match["arabic"])
        else:
            year = parse_chinese_numeral(match["chinese"].translate(_ZERO_LOOKALIKES))
        if year and 2000 <= year < 2040:
            yield year


_PLACE_PHRASES = {
    "title": "in_title",
    "preamble": "in_preamble",
    "first heading": "in_first_heading",
}


def _describe_year(place: str, year: int) -> Bilingual:
    named = make_phrase(_PLACE_PHRASES[place])
    return make_phrase("place_says_year", place=named, year=year)


def _list_years(words: str) -> list[int]:
    """List the years of some words, before all others that of 现将2024年…情况报告如下.

    A year that is only planned for is left out where the words name another.
    """
    done = _PLANNED_YEAR.sub("", words)
    years = list(find_years(done)) or list(find_years(words))
    subject = _REPORT_SUBJECT.search(done)
    if subject:
        return [*find_years(subject.group()), *years]
    return years


def count_days_after_deadline(
    year: int | None, published: datetime | None
) -> int | None:
    """Count the days from 1 April of the following year to the publication; negative before it."""
    if year is None or published is None:
        return None
    return (published.date() - date(year + 1, *DEADLINE)).days

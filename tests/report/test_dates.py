"""Dates of publication and the year that a report is about."""

from datetime import date, datetime

import pytest

from tasks.model.run import BEIJING
from tasks.report.dates import (
    YearFinding,
    count_days_after_deadline,
    find_years,
    parse_date_line,
    parse_datetime,
)
from tests.quality.eval.facts import needs_facts, reports
from tests.rows import each_row


def beijing(*parts: int) -> datetime:
    """Make a moment of Beijing time of year, month, day, hour, minute, second."""
    return datetime(*parts).replace(tzinfo=BEIJING)  # type: ignore[arg-type]


MOMENTS = {
    "2024-03-28 09:18": (2024, 3, 28, 9, 18),
    "2021/03/29 11:30:01": (2021, 3, 29, 11, 30, 1),
    "2017年02月28日": (2017, 2, 28),
    "2023年3月23日": (2023, 3, 23),
    "(发布于:2023-12-13 09:01)": (2023, 12, 13, 9, 1),
    "（发布于：2023-12-13）": (2023, 12, 13),
    "2023/01/03 17:14": (2023, 1, 3, 17, 14),
    "日期 : 2026-01-15": (2026, 1, 15),
    "2022-03-30 15:59": (2022, 3, 30, 15, 59),
    "2026-01-02-15:04:05": (2026, 1, 2, 15, 4, 5),
    "2020-12-21T00:00:00.000+0800": (2020, 12, 21),
    "2023.3.1": (2023, 3, 1),
    "2023 年 3 月 1 日 8:05": (2023, 3, 1, 8, 5),
    "２０２３－０３－０１ ０８：０５": (2023, 3, 1, 8, 5),
    "二〇二五年一月七日": (2025, 1, 7),
    "二○二四年十二月三十一日": (2024, 12, 31),
    "发布于二零二三年元月二十日": (2023, 1, 20),
}


@each_row(("printed", "moment"), MOMENTS.items(), ids=MOMENTS)
def test_moments(printed, moment):
    """Every spelling seen on pages is read, as Beijing time, midnight without an hour."""
    assert parse_datetime(printed) == beijing(*moment)


@each_row(
    "printed",
    [
        "",
        "-",
        "1970-01-01 08:00",
        "2023-13-40",
        "2023年",
        "昨天",
        "20240328",
        "二〇二五年十三月一日",
        "二〇二五年一月",
    ],
)
def test_no_moment(printed):
    """The epoch, an impossible day and an unfinished date are none."""
    assert parse_datetime(printed) is None


YEARS = {
    "2023年，全县依法行政": [2023],
    "二〇二二年度": [2022],
    "二○二一年和2020年": [2021, 2020],
    "二0二二年": [2022],
    "二O二二年": [2022],
    "2023法治政府建设年度报告": [2023],
    "2023年度": [2023],
    "落实《法治政府建设实施纲要（2021—2025年）》，2023年": [2023],
    "规划（2021-2025）": [],
    "2021—2025年规划": [],
    "自2017年以来": [],
    "2022年以来，我县认真落实": [2022],
    "荣法办〔2022〕2号": [],
    "1998年": [],
    "12023年": [],
    "投入2023万元": [],
}


@each_row(("text", "years"), YEARS.items(), ids=YEARS)
def test_years(text, years):
    """Years are read outside the names of laws, spans, document numbers and 以来."""
    assert list(find_years(text)) == years


EARLY, LATE, INFERRED = (
    "棠政发〔2025〕2号",
    "棠政发〔2025〕26号",
    ("document number", "published", "signed", "text"),
)
DECISIONS = {
    "title first": (
        ("棠川县2023年法治政府建设报告", "2024年，", None, None, None),
        2023,
        "title",
    ),
    "plan of the next year in the title": (
        ("棠川县2022年工作计划暨2021年法治政府建设总结", "", None, None, None),
        2021,
        "title",
    ),
    "plan of the next year in the preamble": (
        (
            "棠川县法治政府建设报告",
            "现将我局2024年工作打算和2023年工作情况报告如下：",
            None,
            None,
            None,
        ),
        2023,
        "preamble",
    ),
    "how a plan went": (
        (
            "棠川县法治政府建设报告",
            "现将2022年工作计划完成情况报告如下：",
            None,
            None,
            None,
        ),
        2022,
        "preamble",
    ),
    "preamble next": (
        ("棠川县法治政府建设报告", "2022年，全县", "2023年工作", None, None),
        2022,
        "preamble",
    ),
    "heading next": (
        ("棠川县法治政府建设报告", "全县上下", "2021年工作情况", None, None),
        2021,
        "first heading",
    ),
    "published in spring": (
        (None, "", None, None, date(2024, 3, 1)),
        2023,
        "published",
    ),
    "published in December": (
        (None, "", None, None, date(2023, 12, 20)),
        2023,
        "published",
    ),
    "document number alone, issued in either half": (
        (None, "", None, "棠政发〔2024〕3号", None),
        None,
        None,
    ),
    "number of spring, published in spring": (
        (None, "", None, "棠政发〔2024〕3号", date(2024, 3, 1)),
        2023,
        "document number 棠政发〔2024〕3号, published 2024-03-01",
    ),
    "number of December, published in January": (
        (None, "", None, "棠政发〔2023〕9号", date(2024, 1, 5)),
        2023,
        "document number 棠政发〔2023〕9号, published 2024-01-05",
    ),
    "stamped anew years later": (
        (None, "", None, "棠政发〔2018〕3号", date(2021, 3, 1)),
        None,
        None,
    ),
    "published in summer": ((None, "", None, None, date(2021, 8, 1)), None, None),
    "signed in December": (
        (None, "", None, LATE, None, date(2025, 12, 1)),
        2025,
        f"document number {LATE}, signed 2025-12",
    ),
    "signed in January": (
        (None, "", None, EARLY, None, date(2025, 1, 1)),
        2024,
        f"document number {EARLY}, signed 2025-01",
    ),
    "signed, published later": (
        (None, "", None, None, date(2025, 11, 3), date(2025, 1, 1)),
        2024,
        "signed",
    ),
    "signed in summer": ((None, "", None, EARLY, None, date(2025, 8, 1)), None, None),
    "signed in another year than its number": (
        (None, "", None, "棠政发〔2023〕6号", None, date(2025, 1, 1)),
        None,
        None,
    ),
    "text of its own year": (
        (None, "", None, LATE, None, None, "2025年以来，我镇学法。"),
        2025,
        "text",
    ),
    "text of the year before": (
        (None, "", None, EARLY, None, None, "2024年，全镇学法。"),
        2024,
        "text",
    ),
    "plans for next year": (
        (None, "", None, LATE, None, None, "三、2026年工作打算\n"),
        2025,
        "text",
    ),
    "what will be done": (
        (None, "", None, EARLY, None, None, "2025年，我镇将学法。"),
        2024,
        "text",
    ),
    "plans tell which of two": (
        (
            None,
            "",
            None,
            None,
            None,
            None,
            "2024年，我镇学法。2023年，我镇立制。\n二、2025年工作安排",
        ),
        2024,
        "text",
    ),
    "what was planned is no plan": (
        (None, "", None, LATE, date(2025, 12, 1), None, "2025年工作计划完成情况"),
        2025,
        "document number",
    ),
    "two years, no plans": (
        (None, "", None, None, None, None, "2024年，我镇学法。2023年，我镇立制。"),
        None,
        None,
    ),
    "two years, one of which fits": (
        (None, "", None, EARLY, None, None, "2024年，我镇学法。2021年，我镇立制。"),
        2024,
        "text",
    ),
    "text against its number": (
        (None, "", None, EARLY, None, None, "2022年，我镇学法。"),
        None,
        None,
    ),
    "text against its plans": (
        (None, "", None, EARLY, None, None, "2025年，我镇学法。\n三、2025年工作打算"),
        None,
        None,
    ),
    "preamble against its number": (
        (None, "2021年，全县学法", None, EARLY, None),
        None,
        None,
    ),
    "preamble with an earlier year": (
        (None, "2021年部署以来，2024年学法", None, EARLY, None),
        2024,
        "preamble",
    ),
    "preamble that announces": (
        (None, "2021年立制，现将云溪乡2024年情况报告如下", None, None, None),
        2024,
        "preamble",
    ),
    "first heading of plans": (
        (None, "", "2026年工作打算", None, None, None, "一、2026年工作打算"),
        2025,
        "text",
    ),
    "no clues": ((None, "", None, None, None), None, None),
}


@each_row(("clues", "year", "place"), DECISIONS.values(), ids=DECISIONS)
def test_report_year(clues, year, place):
    """What the text says comes first, then inference, and the evidence names the place."""
    finding = YearFinding.find(*clues)
    assert finding.year == year
    assert (finding.evidence or "").startswith(place or "")
    assert finding.inferred is (
        place is not None
        and place.startswith(("document number", "published", "signed", "text"))
    )


def test_why_no_year_is_reported():
    """Where the evidence does not decide, both pieces of it are told; nothing is told of none."""
    number, text = EARLY, "2022年，我镇学法。"
    conflict = YearFinding.find(None, "", None, number, None, None, text).conflict
    assert conflict == (
        f"正文写的是2022年；文号{number}",
        f"the text says 2022年; document number {number}",
    )
    conflict = YearFinding.find(None, "2021年，全县", None, number, None).conflict
    assert conflict == (
        f"开头写的是 2021 年；文号{number}",
        f"preamble says 2021; document number {number}",
    )
    two = YearFinding.find(None, "", None, number, None, date(2025, 8, 1)).conflict
    assert two == (
        f"没有一处写明年度，而下列依据合于两个年度：文号{number}，落款 2025-08",
        f"no words tell the year, and document number {number}, signed 2025-08 fits two",
    )
    against = YearFinding.find(None, "", None, number, date(2021, 3, 1))
    assert against.conflict is not None
    assert "disagree" in against.conflict.en
    assert YearFinding.find(None, "", None, None, None).conflict is None


DATE_LINES = {
    "2024年1月5日": date(2024, 1, 1),
    "（2024年12月5日印发）": date(2024, 12, 1),
    "2024-03-05": date(2024, 3, 1),
    "二〇二四年十一月五日": date(2024, 11, 1),
    "二○二四年一月": date(2024, 1, 1),
    "云溪镇人民政府": None,
    "2024年": None,
    "2024年13月5日": None,
}


@each_row(("line", "day"), DATE_LINES.items(), ids=DATE_LINES)
def test_date_lines(line, day):
    """The month of a date line is read, in either kind of numerals."""
    assert parse_date_line(["云溪镇人民政府", line]) == day


def test_disagreement_is_reported():
    """A preamble that speaks of another year than the title is a conflict."""
    finding = YearFinding.find(
        "棠川县2022年法治政府建设报告", "2021年，全县", None, None, None
    )
    assert finding.year == 2022
    assert finding.conflict == ("开头写的是 2021 年", "preamble says 2021")


@pytest.mark.parametrize(
    ("year", "day", "days"),
    [
        (2023, (2024, 4, 1), 0),
        (2023, (2024, 3, 31), -1),
        (2023, (2024, 5, 1), 30),
        (2024, (2024, 12, 1), -121),
    ],
)
def test_days_after_the_deadline(year, day, days):
    """Days count from 1 April of the following year."""
    assert count_days_after_deadline(year, beijing(*day, 23, 59)) == days


def test_no_deadline_without_a_year():
    """Without year or day there is nothing to count."""
    assert count_days_after_deadline(None, datetime(2024, 1, 1, tzinfo=BEIJING)) is None
    assert count_days_after_deadline(2023, None) is None


@needs_facts
@pytest.mark.parametrize(
    ("title", "row"), reports(), ids=[title for title, _ in reports()]
)
def test_real_titles(title, row):
    """Every real title tells its year."""
    assert YearFinding.find(title, "", None, None, None).year == int(row["report_year"])


@each_row(
    ("month", "year"),
    [
        *((month, 2023) for month in range(1, 7)),
        *((month, None) for month in range(7, 10)),
        *((month, 2024) for month in range(10, 13)),
    ],
)
def test_the_month_of_issue_tells_the_year(month, year):
    """Up to June it is the year before, from October on its own, and between it is neither."""
    assert YearFinding.find(None, "", None, None, date(2024, month, 1)).year == year
    signed = date(2024, month, 28)
    assert YearFinding.find(None, "", None, None, None, signed).year == year


@each_row(
    ("day", "read"),
    [
        ("1999-12-05", None),
        ("2000-01-05", date(2000, 1, 1)),
        ("2039-12-05", date(2039, 12, 1)),
        ("2040-01-05", None),
        ("2024-00-05", None),
        ("2024年1月5日", date(2024, 1, 1)),
        ("2024年12月5日", date(2024, 12, 1)),
        ("2024年13月5日", None),
        ("二〇二四年零月五日", None),
        ("2024.3.5", date(2024, 3, 1)),
        ("2024/3/5", date(2024, 3, 1)),
    ],
)
def test_date_lines_are_of_this_age(day, read):
    """From 2000 to 2039, of a month that there is; a line that is none hides no other."""
    assert parse_date_line([day]) == read
    later = read or date(2023, 3, 1)
    assert parse_date_line([day, "2023年3月5日"]) == (read if read else later)
    assert parse_date_line(["云溪镇", day]) == read


@each_row(
    ("text", "years"),
    [
        ("1999年", []),
        ("2000年", [2000]),
        ("2039年", [2039]),
        ("2040年", []),
        ("二〇〇〇年", [2000]),
        ("二〇三九年", [2039]),
        ("二〇四〇年", []),
        ("二〇多少年", []),
        ("二ＯＯ九年", [2009]),
        ("2023度", [2023]),
        ("2023法治", [2023]),
        ("2023推进", [2023]),
        ("2023元", []),
        ("《2021年计划》2023年", [2023]),
        ("〈2021年计划〉2023年", [2023]),
        ("（2021-2025年）2023年", [2023]),
        ("(2021—2025年)2023年", [2023]),
        ("2021～2025年，2023年", [2023]),
        ("自二〇二一年", []),
    ],
)
def test_years_of_this_age(text, years):
    """From 2000 to 2039, in either kind of numerals, outside of names and spans of either kind."""
    assert list(find_years(text)) == years


@pytest.mark.parametrize(
    ("printed", "known"), [("1990-12-31", False), ("1991-01-01", True)]
)
def test_moments_before_1991_are_none(printed, known):
    """They are epochs of some clock."""
    assert (parse_datetime(printed) is not None) is known


@each_row(
    ("words", "own"),
    [
        ("2023年，我镇学法。", True),
        ("2023年度，我镇学法。", True),
        ("2023年以来，我镇学法。", True),
        ("2023年度以来,我镇学法。", True),
        *((f"2023年{one}镇学法。", True) for one in "我全本"),
        *((f"2023年我{one}学法。", True) for one in "省市区县镇乡街局办"),
        ("学法。2023年，立制。", True),
        ("学法；2023年，立制。", True),
        ("学法\n 2023年，立制。", True),
        ("学法，2023年，立制。", False),
        ("2023年某镇学法。", False),
        ("按照2023年的部署学法。", False),
    ],
)
def test_the_text_speaks_of_its_own_year(words, own):
    """At the head of a sentence only, with a comma or the organ behind it."""
    finding = YearFinding.find(None, "", None, None, None, None, words)
    assert (finding.year, finding.inferred) == ((2023, True) if own else (None, False))


@each_row(
    ("heading", "is_plan"),
    [
        *(
            (f"三、2024年工作{word}", True)
            for word in "打算|安排|计划|思路|谋划|要点|展望|重点任务".split("|")
        ),
        ("2024年度推进法治政府建设的主要安排", True),
        ("2024年法治建设重点工作安排", True),
        ("2024年依法行政工作计划", True),
        ("2024年工作计划完成情况", False),
        ("全镇上下共同谋划2024年工作打算", False),
        ("2024年工作成效", False),
    ],
)
def test_plans_are_for_the_year_after(heading, is_plan):
    """Of a report whose text names no other year."""
    text = f"学法\n{heading}\n"
    finding = YearFinding.find(None, "", None, None, None, None, text)
    assert finding.year == (2023 if is_plan else None)
    named = YearFinding.find(None, "", heading, None, None)
    assert named.year == (None if is_plan else 2024)


@pytest.mark.parametrize(
    "preamble",
    [
        "现将2021年工作情况和2022年工作计划报告如下：",
        "现将2021年度工作总结及2022年度工作打算汇报如下：",
        "现将二〇二二年工作安排和二〇二一年工作情况报告如下：",
    ],
)
def test_a_year_that_is_planned_for_is_no_conflict(preamble):
    """The preamble announces what was done and what comes next."""
    found = YearFinding.find(
        "棠川县2021年法治政府建设工作报告", preamble, None, None, None
    )
    assert (found.year, found.conflict) == (2021, None)


@pytest.mark.parametrize(
    "preamble", ["现将2022年工作情况报告如下：", "2022年，全县扎实推进工作。"]
)
def test_another_year_that_was_worked_in_is_a_conflict(preamble):
    """The title holds, and what the preamble says is told."""
    found = YearFinding.find(
        "棠川县2021年法治政府建设工作报告", preamble, None, None, None
    )
    assert found.year == 2021
    assert found.conflict is not None


@each_row(
    ("title", "published", "conflict"),
    [
        ("2052年法治政府建设报告", None, "title says 2052"),
        ("2205年度法治政府建设报告", None, "title says 2205"),
        ("20225年法治政府建设报告", None, "title says 20225"),
        ("2025年法治政府建设报告", date(2026, 1, 20), None),
        ("2025年法治政府建设报告（2021—2050年）", None, None),
        ("法治政府建设报告", None, None),
    ],
)
def test_a_year_that_cannot_be(title, published, conflict):
    """The year is what the preamble says; what the title says speaks against it."""
    found = YearFinding.find(f"棠川县{title}", "2025年，全县", None, None, published)
    assert found.year == 2025
    assert (found.conflict.en if found.conflict else None) == conflict


def test_a_title_ahead_of_its_publication():
    """A report on 2027 was not published in 2026."""
    found = YearFinding.find("2027年法治政府报告", "", None, None, date(2026, 1, 20))
    assert found.conflict is not None
    assert found.conflict.en == "title says 2027; published 2026-01-20"

"""Periods: their first and last days, and the numbers that they are of."""

from datetime import date

import pytest

from tasks.report.outline import parse_outline
from tasks.report.periods import NumberPeriod
from tasks.report.quantities import extract_quantities
from tasks.report.scope import ReportSetting
from tests.rows import each_row

# Words, with the first and the last day in a report about 2024
DAYS = {
    "上半年": ("2024-01-01", "2024-06-30"),
    "2023年下半年": ("2023-07-01", "2023-12-31"),
    "第三季度": ("2024-07-01", "2024-09-30"),
    "四季度": ("2024-10-01", "2024-12-31"),
    "前三季度": ("2024-01-01", "2024-09-30"),
    "前两个季度": ("2024-01-01", "2024-06-30"),
    "2024年前10个月": ("2024-01-01", "2024-10-31"),
    "前十一个月": ("2024-01-01", "2024-11-30"),
    "1—10月": ("2024-01-01", "2024-10-31"),
    "1月至11月": ("2024-01-01", "2024-11-30"),
    "2023年1-11月": ("2023-01-01", "2023-11-30"),
    "2023年3月至2024年2月": ("2023-03-01", "2024-02-29"),
    "2024年1月1日至11月30日": ("2024-01-01", "2024-11-30"),
    "2021年至2023年": ("2021-01-01", "2023-12-31"),
    "2021—2024年": ("2021-01-01", "2024-12-31"),
    "2021年以来": ("2021-01-01", "2024-12-31"),
    "自2021年聘任以来": ("2021-01-01", "2024-12-31"),
    "2022年5月启动以来": ("2022-05-01", "2024-12-31"),
    "今年以来": ("2024-01-01", "2024-12-31"),
    "自5月起": ("2024-05-01", "2024-12-31"),
    "10月以来": ("2024-10-01", "2024-12-31"),
    "截至10月底": ("2024-01-01", "2024-10-31"),
    "截至2023年11月30日": ("2023-01-01", "2023-11-30"),
    "截至三季度末": ("2024-01-01", "2024-09-30"),
    "截至目前": ("2024-01-01", "2024-12-31"),
    "三季度末": ("2024-01-01", "2024-09-30"),
    "至10月底": ("2024-01-01", "2024-10-31"),
    "10月底前": ("2024-01-01", "2024-10-31"),
    "2023年底前": ("2023-01-01", "2023-12-31"),
    "年初至10月底": ("2024-01-01", "2024-10-31"),
    "1月1日至10月31日": ("2024-01-01", "2024-10-31"),
    "前3季度": ("2024-01-01", "2024-09-30"),
    "一至三季度": ("2024-01-01", "2024-09-30"),
    "前11月": ("2024-01-01", "2024-11-30"),
    "去年": ("2023-01-01", "2023-12-31"),
    "上年度": ("2023-01-01", "2023-12-31"),
    "上一年": ("2023-01-01", "2023-12-31"),
    "前年": ("2022-01-01", "2022-12-31"),
    "明年": ("2025-01-01", "2025-12-31"),
    "去年1—11月": ("2023-01-01", "2023-11-30"),
    "近三年": ("2022-01-01", "2024-12-31"),
    "过去5年间": ("2020-01-01", "2024-12-31"),
    "两年来": ("2023-01-01", "2024-12-31"),
    "十四五以来": ("2021-01-01", "2024-12-31"),
    "“十三五”期间": ("2016-01-01", "2020-12-31"),
    "“八五”普法以来": ("2021-01-01", "2024-12-31"),
    "6月份": ("2024-06-01", "2024-06-30"),
    "2月底": ("2024-02-01", "2024-02-29"),
    "12月4日": ("2024-12-04", "2024-12-04"),
    "全年": ("2024-01-01", "2024-12-31"),
    "2024年": ("2024-01-01", "2024-12-31"),
}


@each_row(("words", "days"), DAYS.items(), ids=DAYS)
def test_days_of_a_period(words, days):
    """Words without a year are of the report's own."""
    assert NumberPeriod.parse(words, 2024).days == tuple(map(date.fromisoformat, days))


@pytest.mark.parametrize("words", ["近年来", "实施以来", "自机构改革以来", "2月31日"])
def test_periods_without_known_days(words):
    """When they began is not said, or there is no such day."""
    assert NumberPeriod.parse(words, 2024).days is None


def test_without_the_reports_year_only_a_printed_one_is_known():
    """Years of other words are counted from it."""
    for words in ("上半年", "去年", "近三年", "截至10月底"):
        assert NumberPeriod.parse(words, None).days is None
    days = NumberPeriod.parse("2023年上半年", None).days
    assert days == (date(2023, 1, 1), date(2023, 6, 30))


def read(words, year=2024):
    """Give each number of a report with its printed period, and its months as year and month."""
    found = extract_quantities(words, parse_outline(words), 0, ReportSetting(year))
    return [
        (
            f"{one.value:f}",
            one.period,
            one.period_start and f"{one.period_start:%Y-%m}",
            one.period_end and f"{one.period_end:%Y-%m}",
        )
        for one in found
    ]


def test_where_nothing_is_said_it_is_the_reports_own_year():
    """And nothing, where that is not known."""
    assert read("办理案件12件。") == [("12", None, "2024-01", "2024-12")]
    assert read("办理案件12件。", None) == [("12", None, None, None)]


def test_a_period_holds_until_the_next_one():
    """Over the clauses of a sentence."""
    words = "上半年立案41件，结案40件，下半年立案57件。"
    months = [(value, start, end) for value, _, start, end in read(words)]
    assert months == [
        ("41", "2024-01", "2024-06"),
        ("40", "2024-01", "2024-06"),
        ("57", "2024-07", "2024-12"),
    ]


def list_years(words):
    """Give each number with the years in which its period begins and ends."""
    return [(value, start[:4], end[:4]) for value, _, start, end in read(words)]


def test_a_period_in_brackets_stays_there():
    """With a number of its own; alone, it is of the number before."""
    assert list_years("审结案件135件（含上年结转12件），其中纠错29件。") == [
        ("135", "2024", "2024"),
        ("12", "2023", "2023"),
        ("29", "2024", "2024"),
    ]
    words = "评查案卷30宗（上半年）、41宗（下半年），归档71宗。"
    months = [(start, end) for _, _, start, end in read(words)]
    assert months == [
        ("2024-01", "2024-06"),
        ("2024-07", "2024-12"),
        ("2024-01", "2024-12"),
    ]


@each_row(
    ("words", "years"),
    [
        ("2023年、2024年分别办理案件95件、120件。", ["2023", "2024"]),
        ("2023年和2024年办理案件分别为95件和120件。", ["2023", "2024"]),
        ("2022、2023、2024年分别受理90件、95件、120件。", ["2022", "2023", "2024"]),
        (
            "2023年、2024年分别立案95件和120件，罚款分别为3万元和4万元。",
            ["2023", "2024", "2023", "2024"],
        ),
        ("2023年、2024年评查分别为9宗、8宗。", ["2023", "2024"]),
        ("去年、今年分别办理95件、120件。", ["2023", "2024"]),
        # as many periods as numbers, or the last one holds
        ("2023年、2024年分别办理95件、120件、140件。", ["2024", "2024", "2024"]),
    ],
)
def test_rows_of_periods_are_distributed(words, years):
    """Each number of a row behind 分别 has the period at its own place."""
    assert [start for _, start, _ in list_years(words)] == years


def test_the_last_of_a_row_has_the_word_for_all():
    """上、下半年分别: halves of the year."""
    words = "上、下半年分别评查案卷40宗、52宗。"
    months = [(start, end) for _, _, start, end in read(words)]
    assert months == [("2024-01", "2024-06"), ("2024-07", "2024-12")]


@each_row("base", ["较上年的", "比2023年的", "少于上年的", "高于去年的", "与去年的"])
def test_what_is_compared_with_has_its_own_year(base):
    """Although no period is printed of it; the numbers behind it are of the report's year."""
    words = f"立案40件，{base}52件相比变化不大，结案30件。"
    assert list_years(words)[1:] == [("52", "2023", "2023"), ("30", "2024", "2024")]
    assert read(words)[1][1] is None


def test_the_year_of_one_thing_is_not_that_of_the_next():
    """去年受理的12件: the year is of what was received then; ； ends it, too."""
    words = "去年受理的12件纠纷全部化解，共化解80件；走访70户。"
    assert [start for _, start, _ in list_years(words)] == ["2023", "2024", "2024"]
    words = "去年化解80件，罚款3万元；走访70户。"
    assert [start for _, start, _ in list_years(words)] == ["2023", "2023", "2024"]


def test_the_same_months_of_last_year():
    """去年同期 takes its months from the period before it."""
    words = "1—10月立案8件，去年同期立案6件。"
    assert read(words)[1] == ("6", "去年同期", "2023-01", "2023-10")
    words = "2024年1月至9月立案8件，较2023年同期的6件增加2件。"
    assert ("6", None, "2023-01", "2023-09") in read(words)
    assert read("去年同期立案6件。")[0] == ("6", "去年同期", "2023-01", "2023-12")


def test_what_is_left_for_later_is_no_period():
    """结转下年度 says where things go."""
    assert list_years("结转下年度办理5件。") == [("5", "2024", "2024")]


ENDS = {
    "10月底前，已办结法律援助案件388件。": ["10月底前"],
    "2024年9月30日前，全县累计立案28件。": ["2024年9月30日前"],
    "6月底前完成整改5项。": [None],
    "至10月底，立案88件。": ["至10月底"],
    "2023年、2024年，县政府分别收到申请142件和231件。": ["2023年", "2024年"],
    "去年和今年，我局分别立案12件、15件。": ["去年", "今年"],
}


@each_row(("words", "periods"), ENDS.items(), ids=ENDS)
def test_periods_up_to_a_day_and_rows_behind_a_subject(words, periods):
    """Before an end is a period where 已 or 累计 follows; a row of years may have its subject behind it."""
    found = extract_quantities(words, parse_outline(words), 0, ReportSetting(year=2024))
    assert [one.period for one in found] == periods


@pytest.mark.parametrize(
    ("words", "first"),
    {
        "10月底，已立案30件。": 1,
        "11月末，全县累计立案30件。": 1,
        "3月底，召开会议2次。": 3,
    }.items(),
)
def test_the_end_of_a_month(words, first):
    """It is the time until then of what has come about so far, else the month."""
    found = extract_quantities(words, parse_outline(words), 0, ReportSetting(year=2024))
    starts = [one.period_start for one in found]
    assert [start and start.month for start in starts] == [first]

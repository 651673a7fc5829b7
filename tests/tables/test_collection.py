"""Last year's numbers: what a report says of them against the report of last year."""

from datetime import date

import pyarrow as pa
import pytest

from tasks.tables.collection import _check_identities, _check_last_year
from tasks.tables.schema import SCHEMAS


def report(report_id, year, organ="云溪镇", source="yunxi"):
    """Make the row of a report, as far as the check looks at it."""
    return {
        "report_id": report_id,
        "report_year": year,
        "organ": organ,
        "source_id": source,
        "township": "云溪镇",
    }


def number(report_id, value, **said):
    """Make the row of a quantity."""
    row = {
        "report_id": report_id,
        "value": value,
        "unit": "件",
        "indicator": "cases_handled",
        "sentence": f"办理{value}件。",
        "role": "actual",
        "scope": "own",
    }
    return row | said


def table(name, rows):
    """Make a table whose required columns may be missing here."""
    schema = pa.schema([field.with_nullable(True) for field in SCHEMAS[name]])
    return pa.Table.from_pylist(rows, schema)


def issues(quantities, reports=None):
    """Compare the report of 2023 with that of 2022."""
    reports = reports or [report("now", 2023), report("last", 2022)]
    said = pa.array([row["sentence"] for row in quantities], pa.string())
    statements = table("quantities", quantities).append_column("sentence", said)
    return list(_check_last_year(table("reports", reports), [statements]))


CLAIMS = [{"period": "上年"}, {"period": "去年"}, {"period": "2022年"}]


@pytest.mark.parametrize("said", CLAIMS, ids=str)
def test_another_number_than_last_year(said):
    """A number that last year's report gives otherwise is told, with both numbers."""
    ((report_id, issue),) = issues([number("now", 30.0, **said), number("last", 26.0)])
    assert (report_id, issue.code, issue.evidence) == (
        "now",
        "last_year_mismatch",
        "办理30.0件。",
    )
    assert "30件" in issue.message
    assert "26件" in issue.message


@pytest.mark.parametrize("said", CLAIMS, ids=str)
def test_the_same_number(said):
    """A number that agrees is not told."""
    assert issues([number("now", 26.0, **said), number("last", 26.0)]) == []


def test_the_value_before_a_change():
    """较上年的30件 says the same as 上年30件."""
    rows = [
        number("now", 12.0, change="down_to", before=30.0, compared_with="较上年"),
        number("last", 26.0, period="全年"),
    ]
    assert [issue.code for _, issue in issues(rows)] == ["last_year_mismatch"]


def year(number):
    """Give the days of a whole year as a quantity has them."""
    return {
        "period_start": date(number, 1, 1),
        "period_end": date(number, 12, 31),
    }


LAST_YEARS = {
    "去年同期": {"role": "previous", "period": "去年同期", **year(2022)},
    "without a word of time": {"role": "previous", **year(2022)},
    "from": {"role": "previous", "change": "from", **year(2022)},
    "较上年同期的": {
        "before": 30.0,
        "value": 12.0,
        "compared_with": "较上年同期",
        **year(2023),
    },
    "同比": {"before": 30.0, "value": 12.0, "compared_with": "同比", **year(2023)},
}


@pytest.mark.parametrize("said", LAST_YEARS.values(), ids=LAST_YEARS)
def test_last_years_number_wherever_it_is_stated(said):
    """By its role and its days, and once however often the sentence states it."""
    claim = number("now", 30.0, start_offset=4) | said
    rows = [claim, claim | {"start_offset": 9}, number("last", 26.0, **year(2022))]
    assert [issue.code for _, issue in issues(rows)] == ["last_year_mismatch"]


def test_only_what_the_year_had_is_compared():
    """Plans, requirements, other areas' numbers and parts do not hide the one that counts."""
    rows = [
        number("now", 30.0, role="previous", **year(2022)),
        number("last", 26.0, start_offset=0, **year(2022)),
        number("last", 9.0, start_offset=5, part_of=0),
        number("last", 40.0, role="planned"),
        number("last", 20.0, role="required"),
        number("last", 31.0, role="previous", **year(2021)),
        number("last", 900.0, scope="other"),
    ]
    ((_, issue),) = issues(rows)
    assert "26件" in issue.message


SILENT = {
    "another area's": [
        number("now", 30.0, role="previous", scope="other", **year(2022)),
        number("last", 26.0),
    ],
    "months of last year": [
        number(
            "now",
            30.0,
            role="previous",
            sentence="截至10月，去年同期30件",
            **year(2022),
        ),
        number("last", 26.0),
    ],
    "a plan for last year": [
        number("now", 30.0, role="planned", period="2022年", **year(2022)),
        number("last", 26.0),
    ],
    "one kind of it": [
        number("now", 50.0, role="previous", start_offset=0, **year(2022)),
        number("now", 30.0, role="previous", start_offset=5, part_of=0, **year(2022)),
        number("last", 50.0),
    ],
    "last year's over several years": [
        number("now", 30.0, role="previous", **year(2022)),
        number("last", 26.0, role="cumulative"),
    ],
    "this year's": [number("now", 30.0), number("last", 26.0)],
    "another year's": [number("now", 30.0, period="2021年"), number("last", 26.0)],
    "a part of the year": [
        number("now", 30.0, period="去年同期"),
        number("last", 26.0),
    ],
    "months": [number("now", 30.0, period="2022年1—10月"), number("last", 26.0)],
    "until October": [
        number("now", 30.0, period="上年"),
        number("last", 26.0, period="截至10月底"),
    ],
    "about": [
        number("now", 30.0, period="上年", comparator="about"),
        number("last", 26.0),
    ],
    "about last year": [
        number("now", 30.0, period="上年"),
        number("last", 26.0, comparator="at_least"),
    ],
    "two numbers": [
        number("now", 30.0, period="上年"),
        number("last", 26.0),
        number("last", 4.0),
    ],
    "another unit": [
        number("now", 30.0, period="上年"),
        number("last", 26.0, unit="起"),
    ],
    "no indicator": [
        number("now", 30.0, period="上年", indicator=None),
        number("last", 26.0, indicator=None),
    ],
    "nothing": [number("now", 30.0, period="上年")],
}


@pytest.mark.parametrize("rows", SILENT.values(), ids=SILENT)
def test_what_cannot_be_compared(rows):
    """Only what both reports say exactly and once, of the whole year, is compared."""
    assert issues(rows) == []


OTHERS = {
    "another organ": [report("now", 2023), report("last", 2022, organ="棠川县")],
    "another source": [report("now", 2023), report("last", 2022, source="tangchuan")],
    "the year before": [report("now", 2023), report("last", 2021)],
    "two reports": [report("now", 2023), report("last", 2022), report("too", 2022)],
    "no organ": [report("now", 2023, organ=None), report("last", 2022, organ=None)],
}


@pytest.mark.parametrize("reports", OTHERS.values(), ids=OTHERS)
def test_only_the_organs_own_report_counts(reports):
    """Without the one report of the same organ of the year before there is nothing to compare with."""
    assert (
        issues([number("now", 30.0, period="上年"), number("last", 26.0)], reports)
        == []
    )


def test_an_organ_that_could_be_several_is_an_issue():
    """Once a report, with its name; an organ that nobody named is told of elsewhere."""
    rows = [
        {"report_id": "a", "organ": "城关镇人民政府", "organ_id": None},
        {"report_id": "b", "organ": None, "organ_id": None},
        {"report_id": "c", "organ": "荣昌区人民政府", "organ_id": "500153000000"},
    ]
    [(report_id, issue)] = _check_identities(table("reports", rows))
    assert (report_id, issue.code) == ("a", "organ_not_identified")
    assert "城关镇人民政府" in issue.message

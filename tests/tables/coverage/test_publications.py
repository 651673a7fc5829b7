"""Reports by organ and year: an organ's own, those that may be its, and organs that nobody expected."""

from datetime import datetime

import pyarrow as pa
import pytest

from tasks.model.run import BEIJING
from tasks.model.source import Region
from tasks.tables.coverage.publications import REPORT_COLUMNS, Publications
from tasks.tables.coverage.roster import OrganIdentity
from tasks.tables.schema import SCHEMAS

PLACES = {
    "province": "湖南省",
    "prefecture": "珞陵市",
    "county": "棠川县",
    "township": "云溪镇",
}
TOWN = OrganIdentity.parse("云溪镇人民政府", Region(**PLACES))


def report(identity="a", year=2024, source="town", **values):
    """Make the row of a town's report."""
    known = {
        "report_id": identity,
        "source_id": source,
        "organ": "云溪镇人民政府",
        "organ_kind": "town",
        "level": "township",
        "report_year": year,
        "first_seen_at": datetime(2025, 4, 20, tzinfo=BEIJING),
        "state": "unchanged",
        "warc_file": "town/1.warc.gz",
        "warc_offset": 7,
    }
    return known | PLACES | values


def published(*reports) -> Publications:
    """Take in some reports."""
    schema = pa.schema([SCHEMAS["reports"].field(name) for name in REPORT_COLUMNS])
    return Publications(pa.Table.from_pylist(list(reports), schema))


def found(publications, year=2024, source="town") -> list[str]:
    """List the ids of the town's reports for a year."""
    reports = publications.find_reports(TOWN, source, year)
    return [one.report_id for one in reports]


def test_reports_are_found_by_organ_and_year():
    """All of them, and none of another year."""
    known = published(report("a"), report("b"), report("c", 2023))
    assert found(known) == ["a", "b"]
    assert found(known, 2023) == ["c"]
    assert found(known, 2022) == []
    assert known.get_first_year("town") == 2023
    assert known.get_first_year("other") is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["a"]),
        ({"county": "砚苑县"}, []),
        ({"organ": "东岭镇人民政府", "township": "东岭镇"}, []),
        ({"province": None, "prefecture": None, "county": None}, []),
    ],
)
def test_another_sources_report_counts_where_the_place_is_sure(values, expected):
    """Dozens of towns share a name."""
    assert found(published(report(source="county", **values))) == expected


def test_what_is_not_known_may_be_the_one_sought():
    """Of the organ's source, with no organ or no year; another organ's is none."""
    known = published(
        report("a", organ=None),
        report("b", None),
        report("c", 2023, organ=None),
        report("d", None, organ="东岭镇人民政府", township="东岭镇"),
        report("e", None, source="other"),
    )
    assert known.find_candidates(TOWN, "town", 2024) == ["a", "b"]


def test_an_organ_that_nobody_expected_gets_a_row():
    """From its first year on; one whose kind is not known is none that could be expected."""
    known = published(report("a"), report("b", 2022), report("c", organ_kind=None))
    (newcomer,) = known.list_newcomers(())
    assert (newcomer.source_id, newcomer.since) == ("town", 2022)
    assert known.list_newcomers([newcomer]) == []

"""Coverage: who should have reported, who did, and how we know."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from tasks.model.coverage import Duty, SourceHistory, SourceVisit, UnreadLink
from tasks.model.run import BEIJING, OutcomeKind, PageState
from tasks.model.source import Region
from tasks.tables.coverage.publications import REPORT_COLUMNS
from tasks.tables.coverage.results import build_coverage
from tasks.tables.coverage.roster import RosterEntry
from tasks.tables.schema import SCHEMAS

REGION = Region(
    province="湖南省", prefecture="珞陵市", county="棠川县", township="云溪镇"
)
TOWN = RosterEntry(
    "town",
    "棠川县云溪镇人民政府",
    None,
    "township",
    None,
    Duty.OBLIGED,
    2024,
    "",
    REGION,
)
AFTER = datetime(2026, 4, 20, 2, tzinfo=BEIJING)
PLACES = REGION.model_dump(exclude={"division_code"})


def report(identity="aaaa", year=2024, **values):
    """Make the row of a report."""
    known = {
        "report_id": identity,
        "source_id": "town",
        "organ": "云溪镇",
        "organ_kind": "town",
        "level": "township",
        "report_year": year,
        "published_on": None
        if year is None
        else datetime(year + 1, 3, 1, tzinfo=BEIJING),
        "published_source": f"meta PubDate: {year}",
        "published_evidence": "page",
        "first_seen_at": datetime(2025, 4, 20, tzinfo=BEIJING),
        "state": "unchanged",
        "warc_file": "town/1.warc.gz",
        "warc_offset": 77,
    }
    return known | PLACES | values


def visit(
    day=AFTER,
    kind=OutcomeKind.NOTHING_NEW,
    reason="nothing new: list unchanged",
    **values,
):
    """Make what a run came to."""
    return SourceVisit(f"run{day:%m%d}", day, kind, reason, **values)


def history(*runs, **values):
    """Make the history of a source: its runs, oldest first."""
    walked = next((run for run in reversed(runs) if run.saw_whole_list), None)
    return SourceHistory(
        "town", runs[-1], walked, (("town/2.warc.gz", (5, 9)),), **values
    )


def rows(*reports, history=None, as_of=AFTER, roster=(TOWN,)):
    """Give the rows of a coverage."""
    schema = pa.schema([SCHEMAS["reports"].field(name) for name in REPORT_COLUMNS])
    histories = {"town": history} if history else {}
    table = build_coverage(
        roster, pa.Table.from_pylist(list(reports), schema), histories, as_of
    )
    assert table.schema == SCHEMAS["coverage"]
    return table.to_pylist()


def status(*reports, year=2025, **values):
    """Give the status and the evidence of one year."""
    ((found, evidence),) = {
        (row["status"], row["evidence"])
        for row in rows(*reports, **values)
        if row["report_year"] == year
    }
    return found, evidence


def test_a_report_in_time_is_found():
    """With its record in the archive, its days before the deadline, and the time of the last visit."""
    row, missing = rows(report(), history=history(visit()))
    assert (row["status"], row["report_id"], row["trust"]) == ("found", "aaaa", "high")
    assert (row["days_after_deadline"], row["checked_at"]) == (-31, AFTER)
    assert row["published_on"] == datetime(2025, 3, 1, tzinfo=BEIJING)
    assert "town/1.warc.gz at 77" in row["evidence"]
    assert (missing["report_year"], missing["status"], missing["trust"]) == (
        2025,
        "missing",
        None,
    )
    assert missing["report_id"] is missing["days_after_deadline"] is None


@pytest.mark.parametrize(
    ("day", "found"), [(date(2025, 4, 1), "found"), (date(2025, 4, 2), "late")]
)
def test_the_deadline_is_the_first_of_april(day, found):
    """That day itself is in time."""
    published = datetime(day.year, day.month, day.day, 23, 59, tzinfo=BEIJING)
    assert status(report(published_on=published), year=2024)[0] == found


@pytest.mark.parametrize(
    ("evidence", "trust"),
    [
        ("page", "high"),
        ("correction", "high"),
        ("page_update", "medium"),
        ("list", "medium"),
    ],
)
def test_the_trust_of_a_date_is_that_of_its_place(evidence, trust):
    """What the page says of its publication counts more than a list, or than its last change.

    The words that say where it was read do not matter.
    """
    for words in ("correction: 更新时间 http://example.cn/", "list page: 2025-03-01"):
        found = report(published_source=words, published_evidence=evidence)
        assert rows(found)[0]["trust"] == trust


@pytest.mark.parametrize(
    ("eve", "seen", "found"),
    [
        (None, 20, "found"),
        (date(2025, 3, 31), 20, "late"),
        (date(2025, 3, 31), 1, "found"),
    ],
)
def test_without_a_date_the_first_sight_counts(eve, seen, found):
    """It is late only where the list was seen before the deadline, without it.

    The trust is low in any case.
    """
    eves = (
        {2025: datetime(eve.year, eve.month, eve.day, 2, tzinfo=BEIJING)} if eve else {}
    )
    first = datetime(2025, 4, seen, tzinfo=BEIJING)
    nights = history(visit(), walked_before_deadline=eves)
    row, _ = rows(
        report(published_on=None, published_source=None, first_seen_at=first),
        history=nights,
    )
    assert (row["status"], row["trust"], row["days_after_deadline"]) == (
        found,
        "low",
        None,
    )
    assert f"first seen {first:%Y-%m-%d}" in row["evidence"]
    assert ("not in the list of 2025-03-31" in row["evidence"]) == (found == "late")


def test_a_date_that_the_lists_contradict_is_not_trusted():
    """Printed for the first of March, and on the last of March the list did not have it."""
    nights = history(
        visit(),
        walked_before_deadline={2025: datetime(2025, 3, 31, 2, tzinfo=BEIJING)},
    )
    row, _ = rows(report(), history=nights)
    assert (row["status"], row["trust"]) == ("found", "low")
    assert "yet first seen 2025-04-20, not in the list of 2025-03-31" in row["evidence"]


def test_missing_rests_on_a_list_seen_whole_after_the_deadline():
    """The evidence is the archived list pages, and what the run came to."""
    found, evidence = status(history=history(visit()))
    assert found == "missing"
    assert (
        "not in the list of 2026-04-20: town/2.warc.gz at 5, 9; nothing new: list unchanged"
        in evidence
    )


EARLY = visit(datetime(2026, 3, 20, 2, tzinfo=BEIJING))


@pytest.mark.parametrize(
    ("runs", "found", "words"),
    [
        ((), "awaited", "never asked"),
        (
            (visit(kind=OutcomeKind.UNREACHABLE, reason="DNS"),),
            "unreachable",
            "could not be read; last looked at",
        ),
        (
            (visit(kind=OutcomeKind.LAYOUT_CHANGED, reason="no links"),),
            "unreachable",
            "no links",
        ),
        (
            (visit(kind=OutcomeKind.FAILED, reason="KeyError"),),
            "unreachable",
            "KeyError",
        ),
        (
            (visit(kind=OutcomeKind.BLOCKED, reason="blocked(challenge)"),),
            "blocked",
            "challenge",
        ),
        (
            (visit(kind=OutcomeKind.REFUSED, reason="robots.txt"),),
            "blocked",
            "robots.txt",
        ),
        (
            (visit(reason="nothing new: 3 links", list_complete=False),),
            "unreachable",
            "not seen whole; last looked at 2026-04-20: nothing new: 3 links",
        ),
        (
            (visit(kind=OutcomeKind.NEW, reason="3 new; cut", list_complete=False),),
            "unreachable",
            "last looked at 2026-04-20: 3 new; cut",
        ),
        (
            (visit(kind=OutcomeKind.NEW, reason="2 new; some left out", left_out=3),),
            "awaited",
            "seen whole, and not all that it names was asked for",
        ),
        ((EARLY,), "awaited", "not looked at since the deadline"),
        ((EARLY, visit(kind=OutcomeKind.BLOCKED, reason="WAF")), "blocked", "WAF"),
        (
            (
                visit(AFTER - timedelta(days=5)),
                visit(kind=OutcomeKind.BLOCKED, reason="WAF"),
            ),
            "missing",
            "WAF",
        ),
    ],
)
def test_what_could_not_be_read_is_never_missing(runs, found, words):
    """Each with the reason; one good visit after the deadline is enough."""
    result, evidence = status(history=history(*runs) if runs else None)
    assert result == found
    assert words in evidence


def test_until_the_deadline_a_report_is_awaited():
    """On the first of April still; on the second it is missing, or the source was not looked at since."""
    deadline = datetime(2026, 4, 1, 23, tzinfo=BEIJING)
    assert (
        status(history=history(visit(kind=OutcomeKind.BLOCKED)), as_of=deadline)[0]
        == "awaited"
    )
    assert (
        status(history=history(visit(deadline)), as_of=deadline + timedelta(hours=2))[0]
        == "awaited"
    )
    assert (
        status(history=history(visit(deadline + timedelta(hours=2))), as_of=AFTER)[0]
        == "missing"
    )


def test_reports_of_the_year_itself_are_awaited_from_november_on():
    """The first of them appear then."""
    in_october = rows(as_of=datetime(2026, 10, 31, tzinfo=BEIJING))
    in_november = rows(as_of=datetime(2026, 11, 1, tzinfo=BEIJING))
    assert [row["report_year"] for row in in_october] == [2024, 2025]
    assert [row["report_year"] for row in in_november] == [2024, 2025, 2026]
    assert in_november[-1]["status"] == "awaited"


@pytest.mark.parametrize(
    ("title", "state", "found"),
    [
        ("云溪镇2025年法治政府建设年度报告", PageState.UNREACHABLE, "unreachable"),
        ("法治政府建设年度报告", PageState.BLOCKED, "blocked"),
        ("云溪镇2025年法治政府建设年度报告", PageState.UNSUPPORTED, "unreadable"),
        ("云溪镇2025年法治政府建设年度报告", None, "unreachable"),
        ("云溪镇2025年法治政府建设年度报告", PageState.MISSING, "missing"),
        ("云溪镇2023年法治政府建设年度报告", PageState.UNREACHABLE, "missing"),
        ("岫岭镇2025年法治政府建设年度报告", PageState.UNREACHABLE, "missing"),
    ],
)
def test_a_link_that_stayed_unread_may_be_the_report(title, state, found):
    """Where organ and year may be the ones sought, the report is not missing; a dead link is told only."""
    result, evidence = status(
        history=history(
            visit(),
            unread_links=(UnreadLink(title, "http://town.gov.cn/1.html", state),),
        )
    )
    assert result == found
    assert ("the list names" in evidence) == (
        found != "missing" or state is PageState.MISSING
    )


def test_a_report_whose_page_is_gone_is_withdrawn():
    """Its last copy stays as evidence; a copy elsewhere that still stands counts before it."""
    gone = report(state="withdrawn")
    found, evidence = status(gone, year=2024)
    assert found == "withdrawn"
    assert "gone for good" in evidence
    mirror = report(
        "bbbb", source_id="mirror", published_on=datetime(2025, 3, 28, tzinfo=BEIJING)
    )
    assert next(row["report_id"] for row in rows(gone, mirror)) == "bbbb"
    assert "was gone when last asked" in status(report(state="missing"), year=2024)[1]


def test_of_copies_the_earliest_counts_once():
    """The others are named."""
    mirror = report(
        "0000", source_id="mirror", published_on=datetime(2025, 4, 9, tzinfo=BEIJING)
    )
    row, _ = rows(mirror, report())
    assert (row["report_id"], row["status"]) == ("aaaa", "found")
    assert "also 0000" in row["evidence"]


def test_a_report_of_unknown_year_or_organ_is_reported():
    """It may be the one that is missing; one of another year may not."""
    unknown = [
        report("1111", None),
        report("2222", 2025, organ=None),
        report("3333", 2024, organ=None),
    ]
    found, evidence = status(*unknown, history=history(visit()))
    assert found == "missing"
    assert "1111, 2222 may be it" in evidence
    assert "3333" not in evidence


def test_another_sources_report_counts_where_the_place_is_sure():
    """The same name in another province is another organ."""
    far = {**PLACES, "province": "河北省", "prefecture": None}
    there = report("bbbb", source_id="province")
    assert [row["status"] for row in rows(there, history=history(visit()))] == [
        "found",
        "missing",
    ]
    elsewhere = report("bbbb", source_id="province", **far)
    assert {
        row["organ"]: row["status"]
        for row in rows(elsewhere, history=history(visit()))
        if row["report_year"] == 2024
    } == {
        "棠川县云溪镇人民政府": "missing",
        "云溪镇": "found",
    }


def test_an_organ_that_publishes_joins_the_roster():
    """From its first report on, by the duty of its kind, and never before; its next one is then missed."""
    office = report(
        "bbbb", 2024, organ="澹湾街道", organ_kind="subdistrict", township="澹湾街道"
    )
    table = rows(office, history=history(visit()), roster=())
    assert [(row["organ"], row["report_year"], row["status"]) for row in table] == [
        ("澹湾街道", 2024, "found"),
        ("澹湾街道", 2025, "missing"),
    ]
    assert {row["duty"] for row in table} == {"expected"}
    assert "in this source since its report for 2024, bbbb" in table[1]["evidence"]
    assert rows(report(organ="法治政府", organ_kind=None), roster=()) == []


def test_towns_of_one_name_are_distinguished():
    """In a city's column; two rows of the same name would be one key."""
    other = report("bbbb", county="岫岭县")
    found = {
        (row["organ"], row["report_id"])
        for row in rows(report(), other, roster=())
        if row["report_year"] == 2024
    }
    assert found == {("云溪镇", "aaaa"), ("湖南省珞陵市岫岭县云溪镇", "bbbb")}


def test_years_before_the_source_began_are_reported():
    """Sites drop what is old."""
    early = replace(TOWN, since=2023)
    assert (
        "the source has nothing before 2024"
        in status(report(), roster=(early,), history=history(visit()), year=2023)[1]
    )


def test_rows_stand_by_year_then_source_then_organ():
    """Whatever order the roster has."""
    roster = [
        replace(TOWN, source_id=name, organ=organ)
        for name, organ in (("b", "乙镇"), ("a", "丙镇"), ("b", "丁镇"))
    ]
    keys = [
        (row["report_year"], row["source_id"], row["organ"])
        for row in rows(roster=roster)
    ]
    assert keys == sorted(keys)
    assert len(keys) == 6


def test_every_report_stands_in_one_row():
    """As the one that counts, or as a copy of it; nothing that a reader could count is lost."""
    made = [
        report(f"{place}{year}", year, organ=organ, township=organ)
        for place, organ in enumerate(("云溪镇", "岫岭镇", "霁湾镇"))
        for year in (2023, 2024, 2025)
    ]
    found = [
        row["report_id"]
        for row in rows(*made, history=history(visit()))
        if row["report_id"]
    ]
    assert sorted(found) == sorted(
        one["report_id"]
        for one in made
        if one["organ"] != "云溪镇" or one["report_year"] > 2023
    )


def test_a_row_says_where_its_organ_is():
    """Also where no report was found: which provinces fail is one group."""
    rows = pa.Table.from_pylist([], SCHEMAS["reports"])
    [row] = build_coverage([TOWN], rows, {}, AFTER).to_pylist()[:1]
    assert row["report_id"] is None
    assert (row["province"], row["prefecture"], row["county"]) == (
        "湖南省",
        "珞陵市",
        "棠川县",
    )

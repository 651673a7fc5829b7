"""Stage over real files and a real ledger."""

import os
import shutil
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from expectations import ROWS
from tasks.ledger import Ledger
from tasks.model.catalogue import catalogue
from tasks.model.divisions import list_divisions
from tasks.model.errors import ReleaseError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.release import Audit, Check
from tasks.model.run import Outcome, OutcomeKind
from tasks.model.source import Family, Source
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.report.codebook import load_indicators
from tasks.tables.part_store import get_extractor_version
from tasks.tables.schema import SCHEMAS, get_stored_schema
from tests.world.harvest import NIGHT, harvest, reading

pytestmark = pytest.mark.usefixtures("without_run")


@pytest.fixture
def made(tmp_path):
    """Harvest three reports of two years."""
    made = harvest(tmp_path / "home")
    captures = [made.capture(name) for name in "cba"]
    years = {"a": 2025, "b": 2024, "c": 2025}
    made.extract(
        [(one, reading(years[one.page_id])) for one in captures],
        get_extractor_version(),
    )
    return made


def _rows(staged, table):
    return pq.read_table(Path(staged.folder) / f"{table}.parquet").to_pylist()


def test_staged_tables_have_the_schemas_and_the_order(made):
    """One file a table, by report year and id, a row group a year; quantities by indicator before that."""
    staged = stage.fn(made.run, ROWS, ())
    assert staged.counts == {
        "reports": 3,
        "revisions": 3,
        "sections": 3,
        "quantities": 6,
        "cells": 0,
        "indicators": 3,
        "indicators_wide": 3,
        "citations": 0,
        "shortcomings": 0,
        "plans": 0,
        "issues": 3,
        "reuse": 0,
        "organs": 1,
        "coverage": 2,
        "changes": 3,
        "scorecards": 1,
        "fetches": 3,
        "sources": 1,
        "indicator_codes": len(load_indicators()),
        "issue_codes": len(catalogue()),
        "divisions": len(list_divisions()),
    }
    assert [row["report_id"] for row in _rows(staged, "reports")] == ["b", "a", "c"]
    quantities = _rows(staged, "quantities")
    assert [(row["indicator"], row["report_id"]) for row in quantities] == [
        *(("fines_amount", report_id) for report_id in "bac"),
        *((None, report_id) for report_id in "bac"),
    ]
    for table, schema in SCHEMAS.items():
        path = Path(staged.folder) / f"{table}.parquet"
        assert pq.read_schema(path).equals(
            get_stored_schema(schema), check_metadata=True
        )
    assert pq.read_metadata(Path(staged.folder) / "reports.parquet").num_row_groups == 2


def test_staging_is_a_function_of_ledger_archive_and_code(made, tmp_path):
    """A copy of the home, read in other batches, stages byte for byte the same."""
    shutil.copytree(made.home.root, tmp_path / "copy")
    other = harvest(tmp_path / "copy")
    shutil.rmtree(other.home.parts)
    with closing(Ledger(other.run.database_url)) as ledger:
        for one in ledger.load_latest_captures():
            other.extract(
                [(one, reading({"a": 2025, "b": 2024, "c": 2025}[one.page_id]))],
                get_extractor_version(),
            )
    here, there = stage.fn(made.run, ROWS, ()), stage.fn(other.run, ROWS, ())
    assert here.release_id == there.release_id
    for table in SCHEMAS:
        name = f"{table}.parquet"
        assert (Path(here.folder) / name).read_bytes() == (
            Path(there.folder) / name
        ).read_bytes()


def test_the_release_is_named_after_the_last_fetch(made):
    """No wall clock: the id carries the ledger's time."""
    assert stage.fn(made.run, ROWS, ()).release_id.startswith("20260302T020007-")


def test_a_capture_without_a_part_is_an_issue(made):
    """A page that was never read is not lost: the table issues names it and where its bytes are."""
    unread, torn = made.capture("d"), made.capture("e")
    (made.home.archive / torn.warc_file).unlink()
    found = {
        row["report_id"]: row
        for row in _rows(stage.fn(made.run, ROWS, ()), "issues")
        if row["code"] == "capture_unread"
    }
    assert set(found) == {"d", "e"}
    assert found["d"]["url"] == unread.url
    assert "not been read yet" in found["d"]["message"]
    assert "the file is missing" in found["e"]["message"]
    assert found["e"]["evidence"].startswith(torn.warc_file)


def test_crawl_problems_are_issues(made):
    """What the last run of a source noticed stands beside what reading noticed."""
    run_id = made.run.run_id
    issue = Issue(
        "crawl",
        "fewer_links",
        Severity.WARNING,
        Responsibility.SITE,
        "3 links, 9 last time",
        url="http://x/",
    )
    with closing(Ledger(made.run.database_url)) as ledger:
        ledger.start_run(made.run)
        ledger.record_problem(run_id, "yunxi", issue)
        ledger.record_outcome(
            run_id, Outcome("yunxi", "127.0.0.1", OutcomeKind.NEW, "new 3")
        )
    rows = _rows(stage.fn(made.run, ROWS, ()), "issues")
    assert [
        (row["code"], row["report_id"], row["source_id"], row["url"])
        for row in rows
        if row["stage"] == "crawl"
    ] == [("fewer_links", None, "yunxi", "http://x/")]


def test_what_is_said_of_last_year_is_compared_with_last_years_report(tmp_path):
    """Only at staging are both reports at hand: the later one's issue stands in the release."""
    made = harvest(tmp_path / "home")
    last = reading(2024)
    cases = replace(last.quantities[0], indicator="cases_handled")
    before = replace(
        cases,
        value=Decimal(15),
        phrase=_say_fifteen(cases.phrase),
        period="上年",
    )
    now = reading(2025)
    sections = [
        replace(section, text=_say_fifteen(section.text)) for section in now.sections
    ]
    later = replace(
        now,
        report=replace(now.report, text=_say_fifteen(now.report.text)),
        sections=tuple(sections),
        quantities=(before,),
    )
    earlier = replace(last, quantities=(cases,))
    made.extract(
        [(made.capture("a"), later), (made.capture("b"), earlier)],
        get_extractor_version(),
    )
    rows = [
        row
        for row in _rows(stage.fn(made.run, ROWS, ()), "issues")
        if row["code"] == "last_year_mismatch"
    ]
    assert [(row["report_id"], row["evidence"]) for row in rows] == [
        ("a", before.cut_sentence(later.report.text))
    ]


def _say_fifteen(words):
    return words.replace("12件", "15件")


def test_reports_are_held_against_each_other(tmp_path):
    """Only at staging are all reports at hand: what one took over from another stands in the release."""
    made = harvest(tmp_path / "home")
    words = (
        "东岭镇坚持把矛盾纠纷排查摆在突出位置，健全法律顾问制度，"
        "对重大行政决策逐件开展合法性审查，做到应审尽审。"
    )
    other = reading(text=words, township="东岭镇", organ="东岭镇人民政府")
    made.extract(
        [(made.capture("a"), reading(text=words)), (made.capture("b"), other)],
        get_extractor_version(),
    )
    staged = stage.fn(made.run, ROWS, ())
    shared = [
        (row["report_id"], row["other_report_id"], row["kind"])
        for row in _rows(staged, "reuse")
    ]
    assert shared == [("a", "b", "copied"), ("b", "a", "copied")]
    assert [
        row["report_id"]
        for row in _rows(staged, "issues")
        if row["code"] == "foreign_place"
    ] == ["a"]


def test_rows_that_break_a_rule_go_to_quarantine(made):
    """A report of an impossible year is kept out with its sections, counted, and named in issues."""
    made.extract([(made.capture("d"), reading(1912))], get_extractor_version())
    staged = stage.fn(made.run, ROWS, ())
    assert staged.counts["reports"] == 3
    assert staged.quarantined == {
        "reports": 1,
        "revisions": 1,
        "sections": 1,
        "quantities": 2,
    }
    folder = made.home.quarantine / staged.release_id
    refused = pq.read_table(folder / "reports.parquet").to_pylist()
    assert [(row["reason"], row["report_id"]) for row in refused] == [
        ("report_year outside 2004 to 2026", "d")
    ]
    issues = [
        (row["report_id"], row["code"], row["severity"])
        for row in _rows(staged, "issues")
        if row["code"].endswith("_quarantined")
    ]
    assert issues == [
        ("d", "reports_quarantined", "error"),
        *[("d", "rows_quarantined", "warning")] * 3,
    ]
    counted = {
        row["evidence"].partition(": ")[0]: row["message"].partition(" rows of ")[0]
        for row in _rows(staged, "issues")
        if row["code"].endswith("_quarantined")
    }
    assert counted == {table: str(n) for table, n in staged.quarantined.items()}


def test_a_report_whose_revision_the_ledger_lost_is_an_issue(made):
    """Nothing can be read of it, and the issue says how the ledger is made whole."""
    engine = sa.create_engine(made.run.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM revisions WHERE page_id = 'a'"))
    engine.dispose()
    issues = [
        row
        for row in _rows(stage.fn(made.run, ROWS, ()), "issues")
        if row["report_id"] == "a"
    ]
    assert [(row["code"], row["severity"]) for row in issues] == [
        ("capture_unread", "error")
    ]
    assert "fazhi extract --rebuild" in issues[0]["message"]


def test_an_empty_home_can_be_staged(tmp_path):
    """A night on which every site refused us gives empty tables; the audit decides what becomes of them."""
    counts = stage.fn(harvest(tmp_path).run, ROWS, ()).counts
    explained = {"indicator_codes", "issue_codes", "divisions"}
    assert {name for name, rows in counts.items() if rows} == explained


def test_a_release_is_held_against_the_one_before(made):
    """A report revised since is the only change, and the scorecards count on.

    Staged again, it is the same.
    """
    first = published(made)
    assert {row["change"] for row in _rows(first, "changes")} == {"new"}
    revised = made.capture("a", revision=2, at=NIGHT + timedelta(days=1))
    made.extract(
        [(revised, reading(title="云溪镇2025年度法治政府建设情况报告"))],
        get_extractor_version(),
    )
    second, again = stage.fn(made.run, ROWS, ()), stage.fn(made.run, ROWS, ())
    assert again.release_id == second.release_id != first.release_id
    (change,) = _rows(second, "changes")
    assert (change["report_id"], change["change"], change["changed_columns"]) == (
        "a",
        "revised",
        "title",
    )
    assert change["release_before"] == first.release_id
    assert [row["trend"] for row in _rows(second, "scorecards")] == ["3,3"]
    assert (dict(second.last_counts), Path(second.last_folder).name) == (
        first.counts,
        first.release_id,
    )


def test_what_sources_owe_is_in_coverage(made):
    """Every source has its row for each year, and its scorecard, also one that never gave a report."""
    values = {
        "family": Family.STATIC,
        "column": "http://127.0.0.1:8480/bg/",
        "region": {"province": "示例省"},
    }
    owing = Source.model_validate(
        {"id": "lanxi", "name": "兰溪县", "organ": "兰溪县人民政府", **values}
    )
    staged = stage.fn(made.run, ROWS, [owing])
    owed = [row for row in _rows(staged, "coverage") if row["source_id"] == "lanxi"]
    assert {row["status"] for row in owed} <= {"unreachable", "awaited"}
    assert 2025 in {row["report_year"] for row in owed}
    scores = {
        row["source_id"]: (row["publisher"], row["issues"])
        for row in _rows(staged, "scorecards")
    }
    assert scores == {"lanxi": ("兰溪县人民政府", 0), "yunxi": ("", 3)}


def test_a_broken_part_leaves_nothing_behind(made):
    """A staging that fails takes its draft and its scratch files with it."""
    next(made.home.parts.rglob("quantities.parquet")).write_bytes(b"torn")
    with pytest.raises(ReleaseError, match="cannot be read"):
        stage.fn(made.run, ROWS, ())
    assert not list(made.home.staging.iterdir())


def test_what_a_kill_left_is_swept(made):
    """A draft of two days ago goes when the next release is staged."""
    left = made.home.staging / ".draft-killed"
    left.mkdir()
    os.utime(left, (time.time() - 2 * 24 * 3600,) * 2)
    stage.fn(made.run, ROWS, ())
    assert not left.exists()


def published(made):
    """Stage and publish a harvest; gives what was staged, at its place among the releases."""
    staged = stage.fn(made.run, ROWS, ())
    check = Check("reports", "row_count", "", "critical", True, "3 rows", (), "why")
    publish.fn(made.run, staged, Audit(staged.release_id, (check,)))
    return replace(staged, folder=str(made.home.releases / staged.release_id))

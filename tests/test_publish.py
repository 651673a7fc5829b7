"""Stage and publish over real files and a real ledger."""

import json
import shutil
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import ReleaseError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.release import Audit, Check, Publication
from tasks.model.state import Outcome, OutcomeKind
from tasks.publish import publish, stage
from tasks.report.reading import EXTRACTOR
from tasks.report.schema import SCHEMAS, as_stored
from tasks.store.ledger import Ledger
from tests.harvest import harvest, reading

pytestmark = pytest.mark.usefixtures("without_run")


@pytest.fixture
def made(tmp_path):
    """Harvest three reports of two years."""
    made = harvest(tmp_path / "home")
    captures = [made.capture(name) for name in "cba"]
    years = {"a": 2025, "b": 2024, "c": 2025}
    made.extract([(one, reading(years[one.page_id])) for one in captures], EXTRACTOR)
    return made


def _audit(staged, success=True):
    return Audit(staged.release_id, (Check("reports", "row_count", "", "critical", success, "3 rows", (), "why"),))


def _rows(staged, table):
    return pq.read_table(Path(staged.folder) / f"{table}.parquet").to_pylist()


def test_staged_tables_have_the_schemas_and_the_order(made):
    """One file a table, by report year and id, a row group a year."""
    staged = stage.fn(made.run)
    assert staged.counts == {
        "reports": 3,
        "revisions": 3,
        "sections": 3,
        "quantities": 6,
        "issues": 3,
        "reuse": 0,
        "fetches": 3,
    }
    assert [row["report_id"] for row in _rows(staged, "reports")] == ["b", "a", "c"]
    assert [row["report_id"] for row in _rows(staged, "quantities")] == ["b", "b", "a", "a", "c", "c"]
    for table, schema in SCHEMAS.items():
        path = Path(staged.folder) / f"{table}.parquet"
        assert pq.read_schema(path).equals(as_stored(schema), check_metadata=True)
    assert pq.read_metadata(Path(staged.folder) / "reports.parquet").num_row_groups == 2


def test_staging_is_a_function_of_ledger_archive_and_code(made, tmp_path):
    """A copy of the home, read in other batches, stages byte for byte the same."""
    shutil.copytree(made.home.root, tmp_path / "copy")
    other = harvest(tmp_path / "copy")
    shutil.rmtree(other.home.parts)
    with closing(Ledger(other.run.database_url)) as ledger:
        for one in ledger.latest_captures():
            other.extract([(one, reading({"a": 2025, "b": 2024, "c": 2025}[one.page_id]))], EXTRACTOR)
    here, there = stage.fn(made.run), stage.fn(other.run)
    assert here.release_id == there.release_id
    for table in SCHEMAS:
        name = f"{table}.parquet"
        assert (Path(here.folder) / name).read_bytes() == (Path(there.folder) / name).read_bytes()


def test_the_release_is_named_after_the_last_fetch(made):
    """No wall clock: the id carries the ledger's time."""
    assert stage.fn(made.run).release_id.startswith("20260302T020007-")


def test_a_capture_without_a_part_is_an_issue(made):
    """A page that was never read is not lost: the table issues names it and where its bytes are."""
    unread, torn = made.capture("d"), made.capture("e")
    (made.home.archive / torn.warc_file).unlink()
    found = {row["report_id"]: row for row in _rows(stage.fn(made.run), "issues") if row["code"] == "capture_unread"}
    assert set(found) == {"d", "e"}
    assert found["d"]["url"] == unread.url
    assert "not been read yet" in found["d"]["message"]
    assert "the file is missing" in found["e"]["message"]
    assert found["e"]["evidence"].startswith(torn.warc_file)


def test_crawl_problems_are_issues(made):
    """What the last run of a source noticed stands beside what reading noticed."""
    run_id = made.run.run_id
    issue = Issue(
        "crawl", "fewer_links", Severity.WARNING, Responsibility.SITE, "3 links, 9 last time", url="http://x/"
    )
    with closing(Ledger(made.run.database_url)) as ledger:
        ledger.start_run(made.run)
        ledger.record_problem(run_id, "yunxi", issue)
        ledger.record_outcome(run_id, Outcome("yunxi", "127.0.0.1", OutcomeKind.NEW, "new 3"))
    rows = _rows(stage.fn(made.run), "issues")
    assert [
        (row["code"], row["report_id"], row["source_id"], row["url"]) for row in rows if row["stage"] == "crawl"
    ] == [("fewer_links", None, "yunxi", "http://x/")]


def test_what_is_said_of_last_year_is_compared_with_last_years_report(tmp_path):
    """Only at staging are both reports at hand: the later one's issue stands in the release."""
    made = harvest(tmp_path / "home")
    now, last = reading(2025), reading(2024)
    cases = replace(now.quantities[0], indicator="cases_handled")
    before = replace(cases, value=Decimal(15), period="上年")
    later, earlier = replace(now, quantities=(before,)), replace(last, quantities=(cases,))
    made.extract([(made.capture("a"), later), (made.capture("b"), earlier)], EXTRACTOR)
    rows = [row for row in _rows(stage.fn(made.run), "issues") if row["code"] == "last_year_mismatch"]
    assert [(row["report_id"], row["evidence"]) for row in rows] == [("a", cases.sentence)]


def test_reports_are_held_against_each_other(tmp_path):
    """Only at staging are all reports at hand: what one took over from another stands in the release."""
    made = harvest(tmp_path / "home")
    words = "东岭镇坚持把矛盾纠纷排查摆在突出位置，健全法律顾问制度，对重大行政决策逐件开展合法性审查，做到应审尽审。"
    (section,) = reading().sections
    section = replace(section, text=words, end=len(words))
    other = reading(text=words, township="东岭镇", organ="东岭镇人民政府")
    readings = [
        (made.capture("a"), replace(reading(text=words), sections=(section,))),
        (made.capture("b"), replace(other, sections=(section,))),
    ]
    made.extract(readings, EXTRACTOR)
    staged = stage.fn(made.run)
    shared = [(row["report_id"], row["other_report_id"], row["kind"]) for row in _rows(staged, "reuse")]
    assert shared == [("a", "b", "copied"), ("b", "a", "copied")]
    assert [row["report_id"] for row in _rows(staged, "issues") if row["code"] == "foreign_place"] == ["a"]


def test_rows_that_break_a_rule_go_to_quarantine(made):
    """A report of an impossible year is kept out with its sections, counted, and told in issues."""
    made.extract([(made.capture("d"), reading(1912))], EXTRACTOR)
    staged = stage.fn(made.run)
    assert staged.counts["reports"] == 3
    assert staged.quarantined == {"reports": 1, "revisions": 1, "sections": 1, "quantities": 2}
    folder = made.home.quarantine / staged.release_id
    refused = pq.read_table(folder / "reports.parquet").to_pylist()
    assert [(row["reason"], row["report_id"]) for row in refused] == [("report_year outside 2004 to 2026", "d")]
    told = [row for row in _rows(staged, "issues") if row["code"] == "rows_quarantined"]
    assert [(row["report_id"], row["severity"]) for row in told] == [("d", "error"), *[("d", "warning")] * 3]


def test_publishing_lets_pandas_read_the_current_tables(made):
    """The promise to the analyst: one plain call gives the checked tables."""
    staged = stage.fn(made.run)
    done = publish.fn(made.run, staged, _audit(staged))
    assert (done.publication, done.release_id) == (Publication.PUBLISHED, staged.release_id)
    frame = pd.read_parquet(made.home.current / "reports.parquet")
    assert list(frame["report_id"]) == ["b", "a", "c"]
    assert str(frame["published_on"].dt.tz) == "Asia/Shanghai"


def test_publishing_the_same_again_says_so(made):
    """Nothing fetched and nothing read since: the release stays and the answer says why."""
    for expected in (Publication.PUBLISHED, Publication.UNCHANGED):
        staged = stage.fn(made.run)
        done = publish.fn(made.run, staged, _audit(staged))
        assert done.publication is expected
    assert len(list(made.home.releases.iterdir())) == 1


def test_a_killed_publication_is_completed(made):
    """Killed after the folder was moved: the next run shows the release to readers."""
    staged = stage.fn(made.run)
    publish.fn(made.run, staged, _audit(staged))
    made.home.latest.unlink()
    (made.home.current / "issues.parquet").unlink()
    again = stage.fn(made.run)
    assert publish.fn(made.run, again, _audit(again)).publication is Publication.COMPLETED
    assert json.loads(made.home.latest.read_text(encoding="utf-8"))["release_id"] == staged.release_id
    assert len(list(made.home.current.iterdir())) == len(SCHEMAS)


def test_a_failed_audit_leaves_the_last_release(made):
    """Readers see no change, the staged files stay with the audit beside them, and the answer says why."""
    first = stage.fn(made.run)
    publish.fn(made.run, first, _audit(first))
    made.extract([(made.capture("d"), reading())], EXTRACTOR)
    staged = stage.fn(made.run)
    assert staged.last_counts == first.counts
    done = publish.fn(made.run, staged, _audit(staged, success=False))
    assert done.blocked
    assert (done.release_id, done.counts) == (first.release_id, first.counts)
    assert "reports.row_count" in done.reason
    assert f"staging/{staged.release_id}" in done.reason
    assert json.loads((Path(staged.folder) / "audit.json").read_text(encoding="utf-8"))["passed"] is False
    assert len(pd.read_parquet(made.home.current / "reports.parquet")) == 3


def test_the_first_audit_may_fail_too(made):
    """Without a release before, none stands."""
    staged = stage.fn(made.run)
    done = publish.fn(made.run, staged, _audit(staged, success=False))
    assert (done.release_id, done.folder, dict(done.counts), done.blocked) == ("", "", {}, True)


def test_an_empty_home_can_be_staged(tmp_path):
    """A night on which every site refused us gives empty tables; the audit decides what becomes of them."""
    assert set(stage.fn(harvest(tmp_path).run).counts.values()) == {0}


def test_an_audit_of_another_release_does_not_count(made):
    """A verdict is good for the files that it is about."""
    staged = stage.fn(made.run)
    with pytest.raises(ReleaseError, match="audit the staged release"):
        publish.fn(made.run, staged, replace(_audit(staged), release_id="other"))

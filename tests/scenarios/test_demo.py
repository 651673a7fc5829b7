"""The main job over the demo portal: nights, kills, a held-back release, exit codes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple, cast

import pandas as pd
import pyarrow.parquet as pq
import pytest

from deploy.demo.command import start_of
from deploy.demo.portal import Portal, Published
from deploy.demo.script import SITES
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.release import Night, Publication
from tasks.model.run import OutcomeKind
from tasks.release.pages.rendering import PageTable
from tests.scenarios.questions import MOST_LINES, load_questions

pytestmark = [
    pytest.mark.flow,
    pytest.mark.slow,
    pytest.mark.usefixtures("prefect_server"),
    # Prefect's own clients leave sockets to its temporary server to the garbage collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# What a night made again may not share with the first: when it asked, and where the answers lie.
_OF_THE_FETCH = [
    "first_seen_at",
    "last_seen_at",
    "captured_at",
    "warc_file",
    "warc_offset",
    "state",
    "content_sha256",
]


@pytest.fixture(scope="module")
def port():
    """Give a port that is free on all of the portal's addresses, the same for every night."""
    with Portal(port=0) as portal:
        return int(portal.sites[0].base.rpartition(":")[2])


@pytest.fixture(scope="module")
def first_night(tmp_path_factory, port, prefect_server):  # noqa: ARG001
    """Play the first night over all sites once; a test that changes its home goes on in a copy."""
    from prefect.artifacts import Artifact

    home = tmp_path_factory.mktemp("demo") / "home"
    result, truth = play(home, 1, port)
    pages = {
        key: str(cast("Artifact", Artifact.get(key)).data)
        for key in ("run-summary", "audit")
    }
    return FirstNight(home, result, truth, pages)


class FirstNight(NamedTuple):
    """The home of the first night, what it came to, what is true of it, and its artifacts by key."""

    home: Path
    result: Night
    truth: list[Published]
    pages: dict[str, str]

    def copy_home(self, to):
        """Copy the home, so that a test may change it."""
        shutil.copytree(self.home, to, symlinks=True)
        return to


def play(home, night, port, scripts=SITES):
    """Collect one night of the portal in this process."""
    from flows.cli.run import run_night

    sources = Path(home) / "state" / "demo-sources"
    with Portal(night=night, port=port, scripts=scripts) as portal:
        portal.write_sources(sources)
        return run_night(
            str(home), sources, started_at=start_of(night), quiet=True
        ), portal.truth()


def reports_of(home):
    """Load the published reports as an analyst would."""
    return pd.read_parquet(Path(home) / "current" / "reports.parquet")


# A run in a process of its own, of what a folder's sources name.
_RUN = """
import sys
from pathlib import Path

from deploy.demo.command import start_of
from flows import settings
from flows.cli.run import run_night

home, sources = sys.argv[1:]
settings.prepare_prefect(home, verbose=False)
run_night(home, Path(sources), started_at=start_of(1), quiet=True)
"""
# Its answers in SQL and in pandas have other shapes.
_PIVOTED = 6
# Enough for a run that is to be killed in the middle.
_FEW_SITES = SITES[:5]


def test_four_nights(first_night, tmp_path, port):
    """Each night's tables hold what the portal published and no look-alike; outcomes explain themselves."""
    home = first_night.copy_home(tmp_path / "home")
    for night in (1, 2, 3, 4):
        played, truth = (
            (first_night.result, first_night.truth)
            if night == 1
            else play(home, night, port)
        )
        assert played.good
        assert played.release.publication is Publication.PUBLISHED
        reports = reports_of(home).set_index("url")
        standing = reports[~reports["state"].isin(["missing", "withdrawn"])]
        assert set(standing.index) == {published.url for published in truth}
        for published in truth:
            row = standing.loc[published.url]
            organ = None if pd.isna(row["organ"]) else row["organ"]
            got = (
                row["title"],
                organ,
                row["report_year"],
                row["published_on"].isoformat(),
            )
            assert got == (
                published.title,
                published.organ,
                published.report_year,
                published.published,
            )
        gone = reports["state"].isin(["missing", "withdrawn"])
        assert (
            list(reports[gone]["state"])
            == {1: [], 2: ["missing"], 3: ["missing"], 4: ["withdrawn"]}[night]
        )
        assert all(outcome.reason for outcome in played.outcomes)
        if night == 2:
            assert sum(outcome.revised for outcome in played.outcomes) == 1
            assert list(reports["revision"]).count(2) == 1
    again, _ = play(home, 4, port)
    kinds = {outcome.source_id: outcome.kind for outcome in again.outcomes}
    assert kinds.pop("mingdu") is OutcomeKind.BLOCKED
    assert set(kinds.values()) == {OutcomeKind.NOTHING_NEW}
    assert all(
        outcome.reason.startswith("nothing new:")
        for outcome in again.outcomes
        if outcome.source_id in kinds
    )


def test_tables_fit_together(first_night):
    """Sections cover their report's text, quantities stand where they say, every file names its release.

    Tables of numbers are published cell by cell.
    """
    home = first_night.home
    current = home / "current"
    texts = reports_of(home).set_index("report_id")["text"]
    sections = pd.read_parquet(current / "sections.parquet").sort_values(
        ["report_id", "start_offset"]
    )
    assert sections.groupby("report_id")["text"].sum().to_dict() == texts.to_dict()
    for row in pq.read_table(current / "quantities.parquet").to_pylist():
        text = texts[row["report_id"]]
        assert row["phrase"] in text[row["sentence_start"] : row["sentence_end"]]
        assert text[row["start_offset"] : row["end_offset"]] in row["phrase"]
    cells = pd.read_parquet(current / "cells.parquet")
    written = {
        one.url: one.truth["tables"]
        for one in first_night.truth
        if "tables" in one.truth
    }
    ids = reports_of(home).set_index("url")["report_id"]
    assert set(cells["report_id"]) == set(ids[list(written)])
    for url, tables in written.items():
        published = cells[cells["report_id"] == ids[url]]
        rows = published.groupby(["table_number", "row_number"], sort=True)["text"].agg(
            list
        )
        assert list(rows) == [row for table in tables for row in table]
    reuse = pd.read_parquet(current / "reuse.parquet")
    assert {"copied", "last_year"} <= set(reuse["kind"])
    assert {"foreign_place", "stale_year"} <= set(
        pd.read_parquet(current / "issues.parquet")["code"]
    )
    latest = json.loads((home / "latest.json").read_text(encoding="utf-8"))
    for path in current.glob("*.parquet"):
        metadata = pq.read_metadata(path).metadata
        assert metadata[b"release_id"].decode() == latest["release_id"]
        assert all(field.metadata[b"description_zh"] for field in pq.read_schema(path))


def test_questions_have_short_and_right_answers(first_night):
    """In SQL and in pandas alike, as the portal published: late reports, parts, repealed laws and more."""
    current = first_night.home / "current"
    tables = {path.stem: pd.read_parquet(path) for path in current.glob("*.parquet")}
    answers = {}
    for question in load_questions():
        lines = len(question.sql.splitlines()), len(question.python.splitlines())
        assert max(lines) <= MOST_LINES, question.number
        answers[question.number] = question.ask_in_sql(current)
        asked = question.ask_in_pandas(tables)
        if question.number != _PIVOTED:
            assert len(asked) == len(answers[question.number]) > 0, question.number
    late = {
        (one.url, one.report_year)
        for one in first_night.truth
        if date.fromisoformat(one.published[:10]) > date(one.report_year + 1, 4, 1)
    }
    assert len(late) == len(answers[1]) >= 3
    assert set(answers[1]["report_year"]) == {year for _, year in late}
    blocked = answers[2].query("status == 'blocked'")
    assert set(blocked["province"]) == {"四川省"}
    stated = [one.truth["statutory"]["plans"] for one in first_night.truth]
    parts = answers[3]
    assert round((parts["plans"] * parts["reports"]).sum()) == sum(stated)
    assert parts["reports"].sum() == len(first_night.truth)
    repealed = answers[9].query("repealed")
    assert list(repealed["cited"]) == ["中华人民共和国合同法"]
    assert answers[8].set_index("topic")["again"]["enforcement"] >= 1
    years = tables["reports"].groupby("organ_id")["report_year"].nunique()
    assert (years == 4).sum() >= 8
    renamed = tables["organs"].query("wordings.str.contains('大数据发展局')")
    assert renamed["last_report_year"].tolist() == [2025]


def test_artifacts_show_the_run_and_its_audit(first_night):
    """A run leaves two artifacts: its summary with every source, and the audit's result."""
    outcomes = first_night.result.outcomes
    summary = first_night.pages["run-summary"]
    for outcome in outcomes:
        assert PageTable.format_cell(outcome.reason) in summary
    assert "Audit passed" in first_night.pages["audit"]


def test_failed_audit_leaves_the_last_release(first_night, tmp_path, port):
    """When half of the reports are lost between two nights, the first night's release stays.

    The second says why.
    """
    home = first_night.copy_home(tmp_path / "home")
    before = reports_of(home)
    connection = Ledger(Home(home).ledger_url)
    with connection._begin_writing() as database:
        database.exec_driver_sql(
            "UPDATE pages SET revision = 0 WHERE source_id IN ('jichuan', 'hengling', 'danqiao')"
        )
    connection.close()
    with Portal(night=1, port=port) as portal:
        sources = home / "state" / "demo-sources"
        portal.write_sources(sources)
        from flows.cli.run import run_night

        second = run_night(
            str(home), sources, only=["yanyuan"], started_at=start_of(2), quiet=True
        )
    assert second.release.publication is Publication.BLOCKED
    assert not second.good
    assert "reports" in second.release.reason
    assert second.release.release_id == first_night.result.release.release_id
    pd.testing.assert_frame_equal(reports_of(home), before)


def test_source_that_does_not_answer(tmp_path, port):
    """A source whose host is down fails with a reason, and the others are published all the same."""
    with Portal(night=1, port=port, scripts=_FEW_SITES) as portal:
        portal.write_sources(tmp_path / "sources")
        dead = (
            (tmp_path / "sources" / "yanyuan.toml")
            .read_text(encoding="utf-8")
            .replace("127.0.0.5", "127.0.0.99")
        )
        (tmp_path / "sources" / "yanyuan.toml").write_text(dead, encoding="utf-8")
        from flows.cli.run import run_night

        night = run_night(
            str(tmp_path / "home"),
            tmp_path / "sources",
            started_at=start_of(1),
            quiet=True,
        )
    assert [outcome.source_id for outcome in night.failed] == ["yanyuan"]
    assert night.failed[0].kind is OutcomeKind.UNREACHABLE
    assert night.release.publication is Publication.PUBLISHED
    assert not night.good


@pytest.mark.faults
def test_killed_run_is_made_good(tmp_path, port):
    """After kill -9 in the middle, the next run ends with the tables of an undisturbed one."""
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    undisturbed, _ = play(whole, 1, port, _FEW_SITES)
    with Portal(night=1, port=port, scripts=_FEW_SITES) as portal:
        portal.write_sources(tmp_path / "sources")
        process = subprocess.Popen(
            [sys.executable, "-c", _RUN, broken, tmp_path / "sources"],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_for_fetches(broken, 25)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert not (broken / "current" / "reports.parquet").exists()
    mended, _ = play(broken, 1, port, _FEW_SITES)
    new = [
        [outcome.new for outcome in night.outcomes] for night in (undisturbed, mended)
    ]
    assert new[0] == new[1]
    assert sum(new[0]) == len(reports_of(whole))
    for table in ("reports", "sections", "quantities", "issues"):
        frames = [
            pd.read_parquet(home / "current" / f"{table}.parquet")
            for home in (whole, broken)
        ]
        kept = [column for column in frames[0].columns if column not in _OF_THE_FETCH]
        pd.testing.assert_frame_equal(frames[0][kept], frames[1][kept])


def wait_for_fetches(home, count):
    """Wait until a run has recorded so many requests."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if (home / "state" / "ledger.sqlite").exists():
            ledger = Ledger(Home(home).ledger_url)
            fetched = sum(1 for _ in ledger.iter_fetches())
            ledger.close()
            if fetched >= count:
                return
        time.sleep(0.02)
    pytest.fail(f"the run did not come to {count} requests")

"""The main job over the demo portal: nights, kills, a held-back release, exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import pandas as pd
import pyarrow.parquet as pq
import pytest
import requests

from deploy.demo.command import start_of
from deploy.demo.portal import Portal
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.release import Publication
from tasks.model.run import OutcomeKind

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


def play(home, night, port):
    """Collect one night of the portal in this process."""
    from flows.cli.run import run_night

    sources = Path(home) / "state" / "demo-sources"
    with Portal(night=night, port=port) as portal:
        portal.write_sources(sources)
        return run_night(
            str(home), sources, started_at=start_of(night), quiet=True
        ), portal.truth()


def reports_of(home):
    """Load the published reports as an analyst would."""
    return pd.read_parquet(Path(home) / "current" / "reports.parquet")


def command(home, *more):
    """Give the command line of one demo run in a process of its own."""
    return [
        sys.executable,
        "-c",
        "from flows.cli.main import main; main()",
        "demo",
        "--home",
        str(home),
        "--json",
        *more,
    ]


def test_four_nights(tmp_path, port):
    """Each night's tables hold what the portal published and no look-alike; outcomes explain themselves."""
    for night in (1, 2, 3, 4):
        played, truth = play(tmp_path, night, port)
        assert played.good
        assert played.release.publication is Publication.PUBLISHED
        reports = reports_of(tmp_path).set_index("url")
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
    again, _ = play(tmp_path, 4, port)
    assert {outcome.kind for outcome in again.outcomes} == {OutcomeKind.NOTHING_NEW}
    assert all(outcome.reason.startswith("nothing new:") for outcome in again.outcomes)


def test_tables_fit_together(tmp_path, port):
    """Sections cover their report's text, quantities stand where they say, every file names its release.

    Tables of numbers are published cell by cell.
    """
    _, truth = play(tmp_path, 1, port)
    current = tmp_path / "current"
    texts = reports_of(tmp_path).set_index("report_id")["text"]
    sections = pd.read_parquet(current / "sections.parquet").sort_values(
        ["report_id", "start"]
    )
    assert sections.groupby("report_id")["text"].sum().to_dict() == texts.to_dict()
    for row in pq.read_table(current / "quantities.parquet").to_pylist():
        assert row["phrase"] in row["sentence"]
        assert texts[row["report_id"]][row["start"] : row["end"]] in row["phrase"]
    cells = pd.read_parquet(current / "cells.parquet")
    written = {one.url: one.truth["tables"] for one in truth if "tables" in one.truth}
    ids = reports_of(tmp_path).set_index("url")["report_id"]
    assert set(cells["report_id"]) == set(ids[list(written)])
    for url, tables in written.items():
        published = cells[cells["report_id"] == ids[url]]
        rows = published.groupby(["table", "row"], sort=True)["text"].agg(list)
        assert list(rows) == [row for table in tables for row in table]
    reuse = pd.read_parquet(current / "reuse.parquet")
    assert {"copied", "last_year"} <= set(reuse["kind"])
    assert {"foreign_place", "stale_year"} <= set(
        pd.read_parquet(current / "issues.parquet")["code"]
    )
    latest = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    for path in current.glob("*.parquet"):
        metadata = pq.read_metadata(path).metadata
        assert metadata[b"release_id"].decode() == latest["release_id"]
        assert all(field.metadata[b"description_zh"] for field in pq.read_schema(path))


def test_artifacts_show_the_run_and_its_audit(tmp_path, port):
    """A run leaves two artifacts: its summary with every source, and the audit's result."""
    from prefect.artifacts import Artifact

    night, _ = play(tmp_path, 1, port)
    pages = {
        key: str(cast("Artifact", Artifact.get(key)).data)
        for key in ("run-summary", "audit")
    }
    assert all(outcome.reason in pages["run-summary"] for outcome in night.outcomes)
    assert "Audit passed" in pages["audit"]


def test_failed_audit_leaves_the_last_release(tmp_path, port):
    """When half of the reports are lost between two nights, the first night's release stays.

    The second says why.
    """
    first, _ = play(tmp_path, 1, port)
    before = reports_of(tmp_path)
    connection = Ledger(Home(tmp_path).ledger_url)
    with connection._begin_writing() as database:
        database.exec_driver_sql(
            "UPDATE pages SET revision = 0 WHERE source_id IN ('jichuan', 'hengling', 'danqiao')"
        )
    connection.close()
    with Portal(night=1, port=port) as portal:
        sources = tmp_path / "state" / "demo-sources"
        portal.write_sources(sources)
        from flows.cli.run import run_night

        second = run_night(
            str(tmp_path), sources, only=["yanyuan"], started_at=start_of(2), quiet=True
        )
    assert second.release.publication is Publication.BLOCKED
    assert not second.good
    assert "reports" in second.release.reason
    assert second.release.release_id == first.release.release_id
    pd.testing.assert_frame_equal(reports_of(tmp_path), before)


def test_source_that_does_not_answer(tmp_path, port):
    """A source whose host is down fails with a reason, and the others are published all the same."""
    with Portal(night=1, port=port) as portal:
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
    """After kill -9 in the middle, it ends with the tables of an undisturbed run, on the same port."""
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    subprocess.run(
        command(whole, "--port", str(port)),
        check=True,
        capture_output=True,
        timeout=300,
    )
    process = subprocess.Popen(
        command(broken, "--port", str(port)),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_for_fetches(broken, 25)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (broken / "current" / "reports.parquet").exists()
    wait_until_free(port)
    done = subprocess.run(command(broken), check=True, capture_output=True, timeout=300)
    printed = json.loads(done.stdout)
    assert sum(source["new"] for source in printed["sources"]) == len(reports_of(whole))
    for table in ("reports", "sections", "quantities", "issues"):
        frames = [
            pd.read_parquet(home / "current" / f"{table}.parquet")
            for home in (whole, broken)
        ]
        kept = [column for column in frames[0].columns if column not in _OF_THE_FETCH]
        pd.testing.assert_frame_equal(frames[0][kept], frames[1][kept])


def wait_for_fetches(home, count):
    """Wait until a run has recorded so many requests."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (home / "state" / "ledger.sqlite").exists():
            ledger = Ledger(Home(home).ledger_url)
            fetched = sum(1 for _ in ledger.iter_fetches())
            ledger.close()
            if fetched >= count:
                return
        time.sleep(0.02)
    pytest.fail(f"the run did not come to {count} requests")


def wait_until_free(port):
    """Wait until the killed portal's port is free again."""
    for _ in range(100):
        try:
            requests.get(f"http://127.0.0.1:{port}/", timeout=1)
        except requests.ConnectionError:
            return
        time.sleep(0.1)
    pytest.fail(f"port {port} is still taken")

"""Thirty nights over every site of the portal: each outcome is the script's truth, each host is treated politely."""

import contextvars
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import pandas as pd
import pytest

from deploy.demo.portal import Logged, Portal
from deploy.demo.sites.site import Answer, Asked, Site
from tasks.crawl import crawl_host
from tasks.extract import extract_batch
from tasks.model.run import BEIJING, Run
from tasks.model.source import Source
from tasks.model.state import Outcome
from tasks.publish import stage
from tasks.report.reading import EXTRACTOR
from tasks.store.layout import Home
from tasks.store.ledger import Ledger
from tasks.store.sources import load_sources
from tasks.web.urls import host_of
from tests.nights.life import NIGHTS, Expected, SiteLife, lives

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_run")]

_FIRST = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
# A busy portal notes an arrival late by some milliseconds, and the next one in time: so single pauses may look short,
# several in a row may not.
_JITTER = 0.06
_IN_A_ROW = 5


class Played:
    """What thirty nights left: the expected and the found outcome of each site and night, and the portal's logs."""

    def __init__(self) -> None:
        self.expected: dict[tuple[int, str], Expected] = {}
        self.found: dict[tuple[int, str], Outcome] = {}
        self.logs: dict[int, list[Logged]] = {}
        self.delays: dict[str, float] = {}
        self.sent: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        self.reports = pd.DataFrame()
        self.lives: list[SiteLife] = []


@pytest.fixture(scope="module")
def played(tmp_path_factory, without_run) -> Played:  # noqa: ARG001  (a module's fixture takes another by name)
    """Play the thirty nights in one home."""
    folder, told = tmp_path_factory.mktemp("nights"), Played()
    told.lives = list(lives())
    home, port = Home.open(str(folder / "home")), 0
    for night in range(1, NIGHTS + 1):
        with Portal(night=1, port=port, scripts=[life.on(night) for life in told.lives]) as portal:
            port = int(portal.sites[0].base.rpartition(":")[2])
            portal.write_sources(folder / "sources")
            for life, site in zip(told.lives, portal.sites, strict=True):
                told.expected[night, life.script.id] = life.expect(night)
                _stop(site, life.stopped.get(night, ""))
            sources = load_sources(folder / "sources")
            for outcome in _crawl(home, night, sources):
                told.found[night, outcome.source_id] = outcome
            told.logs[night] = list(portal.requests)
            told.delays = {source.host: source.delay for source in sources}
    told.reports = _tables(home, sources)
    with closing(Ledger(home.ledger_url)) as ledger:
        for fetch in ledger.fetches():
            if fetch.status is not None:  # a request that was refused was never sent
                told.sent[fetch.run_id, host_of(fetch.url)].append(fetch.at)
    return told


def _stop(site: Site, stop: str) -> None:
    """Let a site be blocked, down or redesigned for a night."""
    answers = {
        "block": Answer(b"<script>document.cookie='__jsluid_s'</script>", 521),
        "outage": Answer(b"<h1>Service Unavailable</h1>", 503, headers={"Retry-After": "0"}),
        "redesign": Answer("<html><body><div id='app'>欢迎使用新版网站</div></body></html>".encode()),
    }
    if stop not in answers:
        return
    usual = site.answer

    def answer(asked: Asked) -> Answer:
        return usual(asked) if asked.path == "/robots.txt" else answers[stop]

    site.answer = answer  # type: ignore[method-assign]


def _run(home: Home, night: int) -> Run:
    start = _FIRST + timedelta(days=night - 1)
    return Run(f"{start:%Y%m%dT%H%M%S}-0000", start, str(home.root), home.ledger_url)


def _crawl(home: Home, night: int, sources: list[Source]) -> list[Outcome]:
    """Crawl all hosts at once, a thread each, as the flow does."""
    run = _run(home, night)
    with closing(Ledger(run.database_url)) as ledger:
        ledger.start_run(run)
        with ThreadPoolExecutor(len(sources)) as pool:
            context = [contextvars.copy_context() for _ in sources]
            futures = [
                pool.submit(one.run, crawl_host.fn, run, source.host, [source])
                for one, source in zip(context, sources, strict=True)
            ]
            outcomes = [outcome for future in futures for outcome in future.result()]
        ledger.finish_run(run.run_id, run.now())
    return outcomes


def _tables(home: Home, sources: list[Source]) -> pd.DataFrame:
    """Read what was captured, stage the tables, and give the one of reports."""
    run = _run(home, NIGHTS)
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.captures_to_read(EXTRACTOR)
    extract_batch.fn(run, captures, {source.id: source for source in sources})
    return pd.read_parquet(Path(stage.fn(run).folder) / "reports.parquet")


@pytest.mark.parametrize("night", range(1, NIGHTS + 1))
def test_every_outcome_is_the_scripts_truth(played, night):
    """Kind and counts, for every site."""
    wrong = {}
    for life in played.lives:
        expected, found = played.expected[night, life.script.id], played.found[night, life.script.id]
        got = Expected(found.kind, found.new, found.revised, found.unchanged, found.missing, found.withdrawn)
        if got != expected:
            wrong[life.script.id] = (asdict(got), asdict(expected), found.reason)
    assert not wrong


def test_there_are_enough_sites(played):
    """At least twelve, of every family, and every kind of stop."""
    assert len(played.lives) >= 12
    assert {stop for life in played.lives for stop in life.stopped.values()} == {
        "block",
        "outage",
        "redesign",
        "robots",
    }


def test_nothing_is_fetched_twice_in_a_night(played):
    """Neither a list page nor a report; a server that is out of order is asked again."""
    for night, log in played.logs.items():
        counts = Counter((row.host, row.path) for row in log if row.status < 500)
        assert [asked for asked, count in counts.items() if count > 1] == [], f"night {night}"


def test_no_two_requests_are_sent_closer_than_the_delay(played):
    """As the sender notes the moment of sending, to the millisecond."""
    for (run, host), times in played.sent.items():
        for earlier, later in pairwise(sorted(times)):
            assert (later - earlier).total_seconds() >= played.delays[host] - 0.001, (run, host)


def test_no_host_sees_two_requests_closer_than_its_delay(played):
    """As the portal saw them arrive: the usual pause of a host that was asked often, and any five together."""
    for log in played.logs.values():
        arrivals: dict[str, list[float]] = defaultdict(list)
        for row in log:
            arrivals[row.host].append(row.at)
        for host, unordered in arrivals.items():
            delay, times = played.delays[host], sorted(unordered)
            pauses = [later - earlier for earlier, later in pairwise(times)]
            if len(pauses) >= _IN_A_ROW:
                assert median(pauses) >= delay - _JITTER / _IN_A_ROW
            for first, last in zip(times, times[_IN_A_ROW:], strict=False):
                assert last - first >= _IN_A_ROW * delay - _JITTER


def test_the_tables_hold_what_was_ever_published(played):
    """One row a report, its state that of the last night."""
    rows = played.reports.groupby("source_id").size().to_dict()
    assert rows == {life.script.id: life.standing() for life in played.lives}
    gone = played.reports["state"].isin(["missing", "withdrawn"]).groupby(played.reports["source_id"]).sum().to_dict()
    absent = {life.script.id: sum(not stay.there(NIGHTS) for stay in life.stays) for life in played.lives}
    assert gone == absent
    edited = (played.reports["revision"] == 2).groupby(played.reports["source_id"]).sum().to_dict()
    assert set(edited.values()) == {1}

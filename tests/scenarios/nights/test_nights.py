"""Thirty nights over every site of the portal: each outcome is the script's truth.

Each host is treated politely.
"""

import contextvars
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

import pandas as pd
import pytest

from deploy.demo.portal import Logged, Portal
from deploy.demo.sites.site import Site
from expectations import ROWS, SUITES
from tasks.crawl.host import crawl_host
from tasks.fetch.urls import parse_host
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.issue import Issue
from tasks.model.release import Audit, Publication, Release
from tasks.model.run import BEIJING, Outcome, Run
from tasks.model.source import Source
from tasks.read import extract_batch
from tasks.registry.source_files import load_sources
from tasks.release.audit import audit
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tests.scenarios.nights import changes
from tests.scenarios.nights.life import (
    DRAWN,
    DRAWN_NIGHTS,
    IN_A_TABLE,
    IN_A_TABLE_FROM,
    MIRRORED,
    MIRRORED_NIGHTS,
    NIGHTS,
    OWN_IS_GONE,
    PUSHED,
    PUSHED_NIGHT,
    RESHOWN,
    RESHOWN_NIGHTS,
    UNFOLLOWED,
    UNFOLLOWED_NIGHTS,
    WALLED,
    WALLED_NIGHTS,
    Expected,
    SiteLife,
    lives,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_run")]

_FIRST = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
# A busy portal notes an arrival late by some milliseconds, and the next one in time: so single pauses may
# look short, several in a row may not.
_JITTER = 0.06
_IN_A_ROW = 5


class Played:
    """What thirty nights left: expected and found outcomes by night and site, problems, audits, logs.

    The logs are the portal's.
    `mirrors` are the further addresses of the report that has some; `coverage` are the statuses of one
    source's rows; `first_pages` the seeds of the reports on each list's first page, by night and site.
    """

    def __init__(self) -> None:
        self.expected: dict[tuple[int, str], Expected] = {}
        self.found: dict[tuple[int, str], Outcome] = {}
        self.logs: dict[int, list[Logged]] = {}
        self.delays: dict[str, float] = {}
        self.sent: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        self.problems: dict[int, list[tuple[str, Issue]]] = {}
        self.audits: dict[int, Audit] = {}
        self.releases: dict[int, Release] = {}
        self.mirrors: list[str] = []
        self.coverage: dict[int, dict[tuple[str, int], str]] = {}
        self.first_pages: dict[tuple[int, str], set[int]] = {}
        self.reports = pd.DataFrame()
        self.lives: list[SiteLife] = []


@pytest.fixture(scope="module")
def played(tmp_path_factory, without_run) -> Played:  # noqa: ARG001  (a module's fixture takes another by name)
    """Play the thirty nights in one home."""
    folder, result = tmp_path_factory.mktemp("nights"), Played()
    result.lives = list(lives())
    home, port = Home.open(str(folder / "home")), 0
    for night in range(1, NIGHTS + 1):
        with Portal(
            night=1, port=port, scripts=[life.on(night) for life in result.lives]
        ) as portal:
            port = int(portal.sites[0].base.rpartition(":")[2])
            portal.write_sources(folder / "sources")
            for life, site in zip(result.lives, portal.sites, strict=True):
                result.expected[night, life.script.id] = life.expect(night)
                shown = site.posts[: life.script.per_page]
                reports = {post.number % 10_000 for post in shown if post.report}
                result.first_pages[night, life.script.id] = reports
                _change(site, life, night)
            known = {source.id: source for source in load_sources(folder / "sources")}
            sources = [
                _with_canary(known[life.script.id], life, site)
                for life, site in zip(result.lives, portal.sites, strict=True)
            ]
            for outcome in _crawl(home, night, sources):
                result.found[night, outcome.source_id] = outcome
            result.logs[night] = list(portal.requests)
            result.delays = {source.host: source.delay for source in sources}
            result.mirrors = changes.mirrors(portal.sites[0], result.lives[0].oldest)
        _keep_problems(result, home, night)
        result.audits[night], result.releases[night] = _release(home, night, sources)
        result.coverage[night] = _read_coverage(home)
    result.reports = pd.read_parquet(home.current / "reports.parquet")
    with closing(Ledger(home.ledger_url)) as ledger:
        for fetch in ledger.iter_fetches():
            if fetch.status is not None:  # a request that was refused was never sent
                result.sent[fetch.run_id, parse_host(fetch.url)].append(fetch.at)
    return result


def _change(site: Site, life: SiteLife, night: int) -> None:
    """Let a site answer as its life wants it on a night."""
    if life.script.id == MIRRORED and night in MIRRORED_NIGHTS:
        changes.apply(site, changes.mirrored(life.oldest, night in OWN_IS_GONE))
    if life.script.id == DRAWN and night in DRAWN_NIGHTS:
        changes.apply(site, changes.drawn)
    if life.script.id == WALLED and night in WALLED_NIGHTS:
        changes.apply(site, changes.walled)
    if life.script.id == RESHOWN and night in RESHOWN_NIGHTS:
        changes.show_others(site, {stay.posting.seed for stay in life.stays})
    if life.script.id == UNFOLLOWED and night in UNFOLLOWED_NIGHTS:
        counted = night > UNFOLLOWED_NIGHTS[0]
        words = changes.promise(site, counted=counted)
        changes.apply(site, changes.promise_more(words))
    if life.script.id == IN_A_TABLE and night >= IN_A_TABLE_FROM:
        changes.apply(site, changes.in_a_table)
    if stop := life.stopped.get(night):
        changes.apply(site, changes.stop(stop))


def _with_canary(source: Source, life: SiteLife, site: Site) -> Source:
    """Name a source's canary, where the life wants one."""
    named = (
        site.base + changes.path_of(site, life.oldest) if source.id == DRAWN else None
    )
    return source.model_copy(update={"canary": named})


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


def _keep_problems(result: Played, home: Home, night: int) -> None:
    """Keep the problems of a night: the ledger's next ones take their place."""
    with closing(Ledger(home.ledger_url)) as ledger:
        result.problems[night] = [
            (row.source_id, row.issue) for row in ledger.load_problems()
        ]


def _release(home: Home, night: int, sources: list[Source]) -> tuple[Audit, Release]:
    """Read what was captured, stage the tables, audit and publish them, as the flow does."""
    run = _run(home, night)
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    extract_batch.fn(run, captures, {source.id: source for source in sources})
    staged = stage.fn(run, ROWS, sources)
    audited = audit.fn(staged, SUITES)
    return audited, publish.fn(run, staged, audited)


def _read_coverage(home: Home) -> dict[tuple[str, int], str]:
    """Read what the release says of each organ and year of the source that cannot be followed."""
    rows = pd.read_parquet(home.current / "coverage.parquet")
    own = rows[rows["source_id"] == UNFOLLOWED].to_dict("records")
    statuses = {}
    for row in own:
        statuses[str(row["organ"]), int(row["report_year"])] = str(row["status"])
    return statuses


@pytest.mark.parametrize("night", range(1, NIGHTS + 1))
def test_every_outcome_is_the_scripts_truth(played, night):
    """Kind and counts, for every site."""
    wrong = {}
    for life in played.lives:
        expected, found = (
            played.expected[night, life.script.id],
            played.found[night, life.script.id],
        )
        got = Expected(
            found.kind,
            found.new,
            found.revised,
            found.unchanged,
            found.missing,
            found.withdrawn,
        )
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
        assert [asked for asked, count in counts.items() if count > 1] == [], (
            f"night {night}"
        )


def test_no_two_requests_are_sent_closer_than_the_delay(played):
    """As the sender notes the moment of sending, to the millisecond."""
    for (run, host), times in played.sent.items():
        for earlier, later in pairwise(sorted(times)):
            assert (later - earlier).total_seconds() >= played.delays[host] - 0.001, (
                run,
                host,
            )


def test_no_host_sees_two_requests_closer_than_its_delay(played):
    """As the portal saw them arrive: the usual pause of a host asked often, and any five together."""
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
    gone = (
        played.reports["state"]
        .isin(["missing", "withdrawn"])
        .groupby(played.reports["source_id"])
        .sum()
        .to_dict()
    )
    absent = {
        life.script.id: sum(not stay.there(NIGHTS) for stay in life.stays)
        for life in played.lives
    }
    assert gone == absent
    edited = (
        (played.reports["revision"] == 2)
        .groupby(played.reports["source_id"])
        .sum()
        .to_dict()
    )
    assert set(edited.values()) == {1}


def test_mirrors_are_one_report_and_the_choice_is_explained(played):
    """Its own address stands for it while it answers, then the gateway's; no other is ever asked for."""
    own = played.mirrors[2].removesuffix("#top")
    for night, standing in (
        (MIRRORED_NIGHTS[0], own),
        (OWN_IS_GONE[0], played.mirrors[0]),
        (NIGHTS, played.mirrors[0]),
    ):
        mirrors = {
            issue.url: issue.evidence
            for source, issue in played.problems[night]
            if issue.code == "mirror"
        }
        assert mirrors == {
            url: f"{standing} stands for it: the first address that gave the report"
            for url in (own, *played.mirrors[:2])
            if url != standing
        }
    moved = {
        night: [one.evidence for _, one in found if one.code == "moved"]
        for night, found in played.problems.items()
    }
    assert {night: addresses for night, addresses in moved.items() if addresses} == {
        OWN_IS_GONE[0]: [f"{own} before"]
    }
    gates = [
        night
        for night, log in played.logs.items()
        if any("/gate/" in row.path for row in log)
    ]
    blocked = [night for night, stop in played.lives[0].stopped.items() if stop]
    assert gates == [
        night for night in range(OWN_IS_GONE[0], NIGHTS + 1) if night not in blocked
    ]


def test_the_canary_tells_of_the_redesign_and_nothing_is_lost(played):
    """On its nights and no others.

    Afterwards the reports are as before, none of them revised or withdrawn.
    """
    nights = {
        night
        for night, found in played.problems.items()
        for _, issue in found
        if issue.code == "redesign"
    }
    assert nights == set(DRAWN_NIGHTS)
    reasons = [played.found[night, DRAWN].reason for night in DRAWN_NIGHTS]
    assert all(
        "the canary no longer reads as before: no_text" in reason for reason in reasons
    )


def test_a_list_that_cannot_be_followed_says_so(played):
    """On its nights and no others, with the words that promise; nothing becomes missing by it."""
    evidence = {}
    for night, found in played.problems.items():
        for source_id, issue in found:
            if issue.code == "list_not_whole":
                evidence[source_id, night] = issue.evidence
    assert set(evidence) == {(UNFOLLOWED, night) for night in UNFOLLOWED_NIGHTS}
    by_control, by_count = (evidence[UNFOLLOWED, night] for night in UNFOLLOWED_NIGHTS)
    life = next(one for one in played.lives if one.script.id == UNFOLLOWED)
    per_page, others = life.script.per_page, life.script.others
    assert "加载更多" in by_control
    for night in UNFOLLOWED_NIGHTS:
        outcome = played.found[night, UNFOLLOWED]
        assert (outcome.list_complete, outcome.links) == (False, per_page)
        on_page = played.first_pages[night, UNFOLLOWED]
        assert sum(stay.there(night) for stay in life.stays) > len(on_page)
        # what the whole list of the night before proved stands, and nothing is added
        whole = played.coverage[UNFOLLOWED_NIGHTS[0] - 1]
        assert played.coverage[night] == whole
    standing = sum(stay.there(UNFOLLOWED_NIGHTS[1]) for stay in life.stays)
    assert f"{per_page} of {standing + others}" in by_count
    assert f"共{standing + others}条" in by_count


def test_a_report_that_newer_ones_push_to_the_second_page_stays(played):
    """It is on the list as before: neither missing nor unlisted, and unchanged."""
    before = played.first_pages[PUSHED_NIGHT - 1, PUSHED]
    now = played.first_pages[PUSHED_NIGHT, PUSHED]
    life = next(one for one in played.lives if one.script.id == PUSHED)
    standing = {stay.posting.seed for stay in life.stays if stay.there(PUSHED_NIGHT)}
    assert (before - now) & standing
    outcome = played.found[PUSHED_NIGHT, PUSHED]
    assert (outcome.new, outcome.missing, outcome.withdrawn) == (2, 0, 0)
    assert outcome.unchanged == len(standing) - 2
    assert "no longer listed" not in outcome.reason
    assert outcome.list_complete


@pytest.mark.parametrize(
    ("source", "nights", "code", "words"),
    [
        (WALLED, WALLED_NIGHTS, "blocked", "known reports at once do not answer"),
        (RESHOWN, RESHOWN_NIGHTS, "layout_changed", "the list no longer names"),
    ],
)
def test_what_befalls_a_whole_column_is_one_event(played, source, nights, code, words):
    """One issue a night, and no report of it is missing, then or later."""
    for night in nights:
        issues = [
            issue
            for source_id, issue in played.problems[night]
            if (source_id, issue.code) == (source, code)
        ]
        assert [words in issue.evidence for issue in issues] == [True]
        assert words in played.found[night, source].reason
    after = played.found[nights.stop, source]
    assert (after.missing, after.revised) == (0, 0)


@pytest.mark.parametrize("night", range(1, NIGHTS + 1))
def test_the_audit_raises_no_false_alarm(played, night):
    """Every expectation is checked, none fails, not even as a warning, and the release is published."""
    audited = played.audits[night]
    assert len(audited.checks) > len(SUITES)
    assert [
        (one.table, one.column, one.expectation, one.observed)
        for one in audited.checks
        if not one.success
    ] == []
    assert played.releases[night].publication is Publication.PUBLISHED

"""The ledger on a real SQLite file."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow, LinkRow, PageRow, PartRow
from tasks.model.errors import ConfigurationError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.page import Attached, Capture, ChangeKind, RevisionChange
from tasks.model.run import BEIJING, Outcome, OutcomeKind, PageState, Run

NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)


@pytest.fixture
def url(tmp_path) -> str:
    """Give the URL of a new ledger."""
    return f"sqlite:///{tmp_path}/ledger.sqlite"


@pytest.fixture
def ledger(url):
    """Open a new ledger."""
    with closing(Ledger(url)) as opened:
        yield opened


def run(number: int, url: str = "") -> Run:
    """Make the run of a night."""
    return Run(f"run{number}", NIGHT + timedelta(days=number - 1), "", url)


def fetch(path: str = "/a", **values) -> FetchRow:
    """Make a request that was answered."""
    row = FetchRow(
        "run1",
        "demo",
        "detail",
        f"http://example.cn{path}",
        NIGHT,
        200,
        "ok",
        digest="d1",
        etag='"1"',
    )
    return replace(row, warc_file="example.cn/run1.warc.gz", warc_offset=7, **values)


def page(name: str = "p1", **values) -> PageRow:
    """Make a page with one revision."""
    row = PageRow(
        name,
        "demo",
        f"http://example.cn/{name}",
        "example.cn",
        PageState.NEW,
        NIGHT,
        NIGHT,
        1,
        NIGHT,
    )
    return replace(row, **values)


def capture(name: str = "p1", revision: int = 1) -> Capture:
    """Make the capture of a page's revision."""
    return Capture(
        name,
        revision,
        "demo",
        f"http://example.cn/{name}",
        NIGHT,
        "c",
        "t",
        "f",
        7,
        "text/html",
        "题",
        date(2026, 1, 2),
    )


def test_times_come_back_in_beijing_time(ledger):
    """Whatever zone they came in."""
    ledger.record_fetch(fetch(at=datetime(2026, 3, 1, 18, tzinfo=UTC)))
    (row,) = ledger.iter_fetches()
    assert row.at == NIGHT
    assert row.at.isoformat() == "2026-03-02T02:00:00+08:00"


def test_rows_come_back_as_they_went_in(ledger):
    """Fetches, pages and captures lose nothing."""
    ledger.record_page(
        page(missing_days=2, missing_on=date(2026, 3, 4)), fetch(), capture(), "run1"
    )
    assert list(ledger.iter_fetches()) == [fetch()]
    assert ledger.find_page("p1") == page(missing_days=2, missing_on=date(2026, 3, 4))
    assert ledger.load_latest_captures() == [capture()]
    assert ledger.find_latest_capture("p1") == capture()
    assert ledger.find_page("p2") is None


def test_a_page_without_a_capture_is_no_report(ledger):
    """It is known, but not among those that readers get."""
    ledger.record_page(
        page(revision=0, revised_at=None, state=PageState.NOT_A_REPORT, kind="plan")
    )
    assert ledger.load_pages() == []
    assert ledger.find_page("p1") is not None


def test_only_latest_revisions_without_a_part_are_to_be_read(ledger):
    """By extractor, in stable order."""
    for name in ("p2", "p1"):
        ledger.record_page(page(name), None, capture(name), "run1")
    assert ledger.find_unread_captures("v1") == [capture("p1"), capture("p2")]
    ledger.record_part("v1", "part1", [capture("p1"), capture("p2")])
    assert ledger.find_unread_captures("v1") == []
    assert len(ledger.find_unread_captures("v2")) == 2
    ledger.record_page(page("p2", revision=2), None, capture("p2", 2), "run1")
    assert ledger.find_unread_captures("v1") == [capture("p2", 2)]
    assert ledger.load_parts("v1") == [PartRow("p1", 1, "part1")]
    ledger.record_part("v1", "part2", [capture("p1"), capture("p2", 2)])
    assert ledger.load_parts("v1") == [
        PartRow("p1", 1, "part2"),
        PartRow("p2", 2, "part2"),
    ]


def test_a_revision_is_reported_once_its_run_has_finished(ledger):
    """A killed run reported nothing."""
    ledger.start_run(run(1))
    ledger.start_run(run(1))
    ledger.record_page(page(), None, capture(), "run1")
    assert not ledger.is_reported("p1", 1)
    ledger.finish_run("run1", NIGHT)
    assert ledger.is_reported("p1", 1)
    assert [row.finished_at for row in ledger.load_runs()] == [NIGHT]


def test_validators_are_those_of_the_last_whole_body(ledger):
    """Neither a 304 nor a failure has a body of its own."""
    ledger.record_fetch(fetch(etag='"1"'))
    ledger.record_fetch(fetch(etag='"2"'))
    ledger.record_fetch(fetch(status=304, outcome="not modified"))
    ledger.record_fetch(fetch(status=200, outcome="blocked(ruishu)"))
    ledger.record_fetch(fetch(status=None, outcome="time-out"))
    known = ledger.find_last_body("http://example.cn/a")
    assert known is not None
    assert known.etag == '"2"'
    assert ledger.find_last_body("http://example.cn/b") is None


def test_outcomes_and_problems_are_those_of_the_last_run_of_each_source(ledger):
    """A broken try of the same run leaves nothing behind."""
    issue = Issue(
        "crawl",
        "dead_link",
        Severity.WARNING,
        Responsibility.SITE,
        "tell the site",
        "404",
        "http://u",
    )
    for number in (1, 2):
        ledger.start_run(run(number))
        for _ in range(2):
            ledger.begin_source(f"run{number}", "demo")
            ledger.record_problem(
                f"run{number}", "demo", replace(issue, evidence=str(number)), "p1"
            )
            ledger.record_outcome(
                f"run{number}",
                Outcome("demo", "h", OutcomeKind.NEW, "1 new", links=number),
            )
    (problem,) = ledger.load_problems()
    assert (problem.page_id, problem.issue) == ("p1", replace(issue, evidence="2"))
    assert ledger.load_outcomes("run1") == [
        Outcome("demo", "h", OutcomeKind.NEW, "1 new", links=1)
    ]


def test_the_last_outcome_is_that_of_a_finished_run(ledger):
    """What a killed run said is not compared with."""
    for number in (1, 2, 3):
        ledger.start_run(run(number))
        ledger.record_outcome(
            f"run{number}",
            Outcome("demo", "h", OutcomeKind.NEW, "", list_pages=1, links=number),
        )
    ledger.finish_run("run1", NIGHT)
    last = ledger.find_last_outcome("demo", "run3")
    assert last is not None
    assert last.links == 1
    assert ledger.find_last_outcome("other", "run3") is None


def test_links_are_kept_with_their_decision(ledger):
    """Per run and source."""
    link = LinkRow(
        "p1",
        "http://example.cn/p1",
        "题",
        date(2026, 1, 2),
        "http://l",
        None,
        "局",
        False,
        False,
        "plan",
        "安排",
    )
    ledger.record_links("run1", "demo", [link])
    ledger.record_links("run1", "demo", [])
    assert ledger.load_links("run1") == [("demo", link)]


def test_fetches_are_read_in_batches_while_others_write(ledger, monkeypatch):
    """No transaction stays open between two rows."""
    monkeypatch.setattr("tasks.ledger.fetch_ledger._BATCH", 2)
    for number in range(5):
        ledger.record_fetch(fetch(f"/{number}"))
    seen = []
    for row in ledger.iter_fetches():
        seen.append(row.url[-1])
        if len(seen) == 1:
            ledger.record_fetch(fetch("/5"))
    assert seen == ["0", "1", "2", "3", "4", "5"]


def test_hosts_write_at_the_same_time(url):
    """Each with a ledger of its own, opened at once on a new home."""
    errors: list[Exception] = []

    def crawl(name: str) -> None:
        try:
            with closing(Ledger(url)) as ledger:
                ledger.start_run(run(1))
                for number in range(10):
                    ledger.record_page(
                        page(f"{name}{number}"),
                        fetch(),
                        capture(f"{name}{number}"),
                        "run1",
                    )
        except Exception as error:  # noqa: BLE001  (told by the assertion below)
            errors.append(error)

    threads = [threading.Thread(target=crawl, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(Ledger(url)) as ledger:
        assert len(ledger.load_pages()) == len(list(ledger.iter_fetches())) == 40


@pytest.mark.parametrize(
    "wrong",
    ["nonsense", "sqlite:////nowhere/at/all/x.sqlite", "oracle://x", "mysql+nope://x"],
)
def test_a_wrong_url_is_a_wrong_setting(wrong):
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match="FAZHI_DATABASE_URL"):
        Ledger(wrong)


def test_a_ledger_of_an_earlier_version_gets_the_columns_that_it_lacks(url, ledger):
    """And its rows stay readable."""
    ledger.record_page(page(), fetch(), capture(), "run1")
    ledger.close()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        for table, column in (
            ("fetches", "tls"),
            ("revisions", "change"),
            ("revisions", "summary"),
        ):
            database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        database.commit()
    with closing(Ledger(url)) as opened:
        assert list(opened.iter_fetches()) == [fetch()]
        assert [(row.change, row.summary) for row in opened.load_revisions()] == [
            ("substantive", "")
        ]


def test_revisions_are_listed_with_what_changed(ledger):
    """Those of pages that stand at an earlier revision are not."""
    ledger.record_page(page(), None, capture(), "run1")
    change = RevisionChange(ChangeKind.COSMETIC, 2, 1, "punctuation only")
    ledger.record_page(page(revision=2), None, capture(revision=2), "run1", change)
    rows = [
        (row.revision, row.change, row.added, row.removed, row.summary)
        for row in ledger.load_revisions()
    ]
    assert rows == [(1, "new", 0, 0, ""), (2, "cosmetic", 2, 1, "punctuation only")]
    ledger.record_page(page(revision=1))
    assert [row.revision for row in ledger.load_revisions()] == [1]


def test_what_a_killed_run_captured_is_reported_once(ledger):
    """By the run that claims it; a cosmetic revision has no news of its own."""
    for number in (1, 2):
        ledger.start_run(run(number))
    ledger.record_page(page(), None, capture(), "run1")
    ledger.record_page(
        page(revision=2),
        None,
        capture(revision=2),
        "run1",
        RevisionChange(ChangeKind.COSMETIC),
    )
    assert not ledger.is_reported("p1", 2)
    ledger.claim_revision("p1", 2, "run2")
    ledger.finish_run("run2", NIGHT)
    assert ledger.is_reported("p1", 2)


@pytest.mark.parametrize("off", [OutcomeKind.NOT_DUE, OutcomeKind.POSTPONED])
def test_a_night_off_leaves_the_problems_of_the_night_before(ledger, off):
    """A source that was not due, or whose host was taken, was not looked at."""
    issue = Issue(
        "crawl",
        "dead_link",
        Severity.WARNING,
        Responsibility.SITE,
        "tell the site",
        "404",
        "http://u",
    )
    for number, kind in ((1, OutcomeKind.NEW), (2, off)):
        ledger.start_run(run(number))
        ledger.record_outcome(
            f"run{number}",
            Outcome("demo", "h", kind, "", list_pages=number % 2, links=7),
        )
    ledger.record_problem("run1", "demo", issue)
    assert len(ledger.load_problems()) == 1
    ledger.finish_run("run1", NIGHT)
    ledger.finish_run("run2", NIGHT)
    last = ledger.find_last_outcome("demo", "run3")
    assert last is not None
    assert last.links == 7


def test_text_that_no_database_takes_is_mended(ledger):
    """NUL, and half of a surrogate pair."""
    ledger.record_fetch(fetch(etag="a\x00b\udcffc"))
    assert [row.etag for row in ledger.iter_fetches()] == ["ab?c"]


def test_what_a_report_offered_comes_back_with_its_capture(ledger):
    """Attachments that came, and one that did not."""
    came = Attached("http://example.cn/1.pdf", "附件1", "ab", "a.warc.gz", 7)
    offered = replace(
        capture(), attached=(came, Attached("http://example.cn/2.pdf", "附件2"))
    )
    ledger.record_page(page(), fetch(), offered, "run1")
    assert ledger.find_latest_capture("p1") == offered


def test_one_revision_of_a_page_is_found(ledger):
    """An earlier one, too, when a later one stands."""
    ledger.record_page(page(), None, capture(), "run1")
    ledger.record_page(page(revision=2), None, capture(revision=2), "run2")
    assert ledger.find_capture("p1", 1) == capture()
    assert ledger.find_capture("p1", 2) == capture(revision=2)
    assert ledger.find_capture("p1", 3) is None


def test_ids_are_completed_from_their_first_digits(ledger):
    """In order, at most as many as are asked for, with or without a capture."""
    for name in ("ab2", "ab1", "ac1"):
        ledger.record_page(page(name, revision=0))
    assert ledger.find_page_ids("ab", 5) == ["ab1", "ab2"]
    assert ledger.find_page_ids("a", 2) == ["ab1", "ab2"]
    assert ledger.find_page_ids("b", 5) == []


def test_the_request_of_a_record_is_found(ledger):
    """By file and offset; none for a record that the ledger does not know."""
    ledger.record_fetch(fetch())
    ledger.record_fetch(replace(fetch("/b"), warc_offset=99))
    found = ledger.find_fetch("example.cn/run1.warc.gz", 99)
    assert found is not None
    assert found.url == "http://example.cn/b"
    assert ledger.find_fetch("example.cn/run1.warc.gz", 8) is None

"""The ledger on a real SQLite file."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.journal import JournalEntries
from tasks.ledger.row_types import LinkRow
from tasks.model.errors import ConfigurationError, FazhiError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.run import Outcome, OutcomeKind
from tests.ledger.rows import NIGHT, capture, fetch, page, run


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


def test_a_ledger_that_rots_between_two_runs_is_not_gone_on_from(tmp_path):
    """Whichever bit it is; a run that was killed left no seal, and what is only read breaks none."""
    file = tmp_path / "ledger.sqlite"
    url = f"sqlite:///{file}"
    with closing(Ledger(url)) as ledger:
        ledger.record_page(page(), fetch(), capture(), "run1")
        Ledger.seal(url)
    with Ledger.open_to_read(url) as read:
        assert read.find_page("p1") == page()
    assert Ledger.is_as_sealed(url)
    sound = file.read_bytes()
    for at in (100, len(sound) // 2, len(sound) - 1):
        file.write_bytes(sound[:at] + bytes([sound[at] ^ 4]) + sound[at + 1 :])
        assert not Ledger.is_as_sealed(url)
        with pytest.raises(FazhiError, match="fazhi extract --rebuild"):
            Ledger.break_seal(url)
    file.write_bytes(sound)
    Ledger.break_seal(url)
    assert not Ledger.locate_seal(file).exists()
    with closing(Ledger(url)) as ledger:
        Ledger.seal(url)
        ledger.record_page(page("p2"))
        assert not Ledger.locate_seal(file).exists()


@pytest.fixture
def homes(tmp_path):
    """Open two empty homes."""
    return [Home.open(str(tmp_path / name)) for name in ("a", "b")]


def _journal(home, number):
    """Journal the start of a run in a home."""
    started = replace(run(number), home=str(home.root), database_url=home.ledger_url)
    with Ledger.open_journaled(started) as ledger:
        ledger.claim(home)
        ledger.start_run(started)


def test_a_home_and_its_ledger_know_each_other(homes):
    """By a random name, which a rebuild takes from the journal; the same home may be at another place."""
    home, other = homes
    for number in (1, 2):
        _journal(home, number)
    names = [one.read_identity() for one in homes]
    assert names[0]
    assert names[1] == ""
    moved = home.root.rename(home.root.with_name("moved"))
    home = Home.open(str(moved))
    _journal(home, 3)
    assert [one.read_identity() for one in (home, other)] == names
    with closing(Ledger(other.ledger_url)) as again:
        again.replay(JournalEntries(home.archive))
        assert again.find_home_id() == names[0]
    with Ledger.open_to_read(home.ledger_url, home) as ledger:
        assert len(ledger.load_runs()) == 3


def test_the_ledger_of_another_home_is_refused(homes):
    """By whoever writes and by whoever reads, with both names; nothing is written."""
    home, other = homes
    _journal(home, 1)
    words = f"that of home {home.read_identity()}, and {other.root} is another one"
    with closing(Ledger(home.ledger_url)) as ledger:
        with pytest.raises(ConfigurationError, match=words):
            ledger.claim(other)
        assert other.read_identity() == ""
    _journal(other, 1)
    words = f"and {other.root} is home {other.read_identity()}: two homes in one"
    with (
        pytest.raises(ConfigurationError, match=words),
        Ledger.open_to_read(home.ledger_url, other),
    ):
        pass


def test_a_home_that_lost_its_name_is_known_by_its_runs(homes):
    """As after a copy of the archive that left the file out."""
    home, _other = homes
    _journal(home, 1)
    name = home.read_identity()
    home.identity.unlink()
    _journal(home, 2)
    assert home.read_identity() == name

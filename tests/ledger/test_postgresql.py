"""The ledger on a real PostgreSQL: one of the tests' own, or the one that FAZHI_TEST_DATABASE_URL names."""

import os
import select
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tasks.archive.warc import Archive
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.home_lock import hold_home
from tasks.ledger.journal import Journal, JournalEntries
from tasks.ledger.row_types import LinkRow
from tasks.model.errors import ConfigurationError, HomeBusy
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.page import ChangeKind, RevisionChange
from tasks.model.run import Outcome, OutcomeKind
from tasks.upkeep.rebuild import rebuild
from tests.ledger.postgresql import programs, restart, server
from tests.ledger.rows import NIGHT, capture, fetch, page, run
from tests.ledger.test_engine import check_snapshot
from tests.ledger.test_home_lock import start_holder
from tests.paths import ROOT

# postgresql+psycopg://…
NAMED = os.environ.get("FAZHI_TEST_DATABASE_URL", "")

OPEN = (
    "import sys; from tasks.ledger import Ledger; ledger = Ledger(sys.argv[1]); "
    "ledger.load_runs(); ledger.close()"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Give the address of a server."""
    if NAMED:
        yield NAMED
    elif folder := programs():
        with server(folder) as made:
            yield made
    else:
        pytest.skip(
            "no PostgreSQL is installed, and FAZHI_TEST_DATABASE_URL names none"
        )


@pytest.fixture
def url(address) -> Iterator[str]:
    """Make an empty schema on the server, and drop it afterwards."""
    schema = f"fazhi_{uuid.uuid4().hex}"
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    yield (
        sa.make_url(address)
        .update_query_dict({"options": f"-csearch_path={schema}"})
        .render_as_string(False)
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


def test_processes_that_open_a_new_ledger_at_once_make_its_tables_once(url):
    """Neither fails, whoever comes first."""
    here = ROOT
    opened = [
        subprocess.Popen([sys.executable, "-c", OPEN, url], cwd=here) for _ in range(4)
    ]
    assert [process.wait() for process in opened] == [0] * 4


def test_hosts_write_at_the_same_time_and_rows_come_back_as_they_went_in(url):
    """Runs started twice, outcomes set twice, pages by several threads; order as SQLite gives it."""
    errors: list[Exception] = []

    def crawl(name: str) -> None:
        try:
            with closing(Ledger(url)) as ledger:
                for number in range(5):
                    ledger.start_run(run(1))
                    ledger.record_outcome(
                        "run1",
                        Outcome("demo", "h", OutcomeKind.NEW, name, list_pages=1),
                    )
                    row = page(
                        f"{name}-{number}", missing_days=1, missing_on=date(2026, 3, 2)
                    )
                    ledger.record_page(
                        row,
                        fetch(),
                        capture(row.page_id),
                        "run1",
                        RevisionChange(ChangeKind.NEW, 7),
                    )
                    ledger.record_page(row)
        except Exception as error:  # noqa: BLE001  (told by the assertion below)
            errors.append(error)

    threads = [threading.Thread(target=crawl, args=(name,)) for name in ("a", "B", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(Ledger(url)) as ledger:
        names = [row.page_id for row in ledger.load_pages()]
        assert names == sorted(
            f"{name}-{number}" for name in "aBc" for number in range(5)
        )
        assert {row.at for row in ledger.iter_fetches()} == {NIGHT}
        assert [row.added for row in ledger.load_revisions()] == [7] * 15
        assert ledger.find_unread_captures("x")[0] == capture("B-0")
        assert len(ledger.load_outcomes("run1")) == 1


def test_every_other_row_is_taken_and_given_back(url):
    """Links, problems, parts, runs and what is asked of them."""
    issue = Issue(
        "crawl",
        "dead_link",
        Severity.WARNING,
        Responsibility.SITE,
        "tell the site",
        "404",
        "http://u",
    )
    link = LinkRow(
        "p1",
        "http://u/p1",
        "题",
        date(2026, 1, 2),
        "http://l",
        None,
        "局",
        True,
        False,
        "report",
        "法治",
    )
    with closing(Ledger(url)) as ledger:
        ledger.start_run(run(1))
        ledger.begin_source("run1", "demo")
        ledger.record_links("run1", "demo", [link])
        ledger.record_problem("run1", "demo", replace(issue, evidence="a\x00b"), "p1")
        ledger.record_page(page(), fetch(etag='"1"'), capture(), "run1")
        ledger.record_outcome(
            "run1", Outcome("demo", "h", OutcomeKind.NEW, "", list_pages=1, links=3)
        )
        ledger.finish_run("run1", NIGHT)
        ledger.record_part("x", "part1", "d1", [capture()])
        ledger.record_part("x", "part2", "d2", [capture()])
        assert ledger.load_links("run1") == [("demo", link)]
        assert [row.issue.evidence for row in ledger.load_problems()] == ["ab"]
        assert [row.part_id for row in ledger.load_parts("x")] == ["part2"]
        assert ledger.is_reported("p1", 1)
        assert ledger.count_progress("run1") == (1, 1)
        last = ledger.find_last_outcome("demo", "run2")
        assert last is not None
        assert last.links == 3
        assert ledger.find_last_body("http://example.cn/a") == fetch(etag='"1"')


def test_hosts_that_write_at_the_same_time_are_journaled_in_one_order(url, tmp_path):
    """The order of the commits: a ledger that is made again gives the requests as this one does.

    On SQLite as well.
    """
    home = Home.open(str(tmp_path))
    errors: list[Exception] = []

    def crawl(host: str) -> None:
        try:
            with (
                Archive(home.archive) as archive,
                closing(Ledger(url, Journal(archive, "run1", host))) as ledger,
            ):
                ledger.start_run(run(1))
                for number in range(20):
                    ledger.record_page(
                        page(f"{host}-{number % 7}"), fetch(f"/{host}/{number}")
                    )
                    ledger.record_page(page("shared", kind=f"{host}-{number}"))
        except Exception as error:  # noqa: BLE001  (told by the assertion below)
            errors.append(error)

    threads = [threading.Thread(target=crawl, args=(host,)) for host in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    entries = JournalEntries(home.archive)
    assert [entry.number for entry in entries] == list(range(1, 124))
    with closing(Ledger(url)) as ledger, closing(Ledger(home.ledger_url)) as again:
        again.replay(entries)
        assert list(again.iter_fetches()) == list(ledger.iter_fetches())
        assert again.find_page("shared") == ledger.find_page("shared")
        assert again.load_pages() == ledger.load_pages()


def test_only_an_empty_database_is_rebuilt_into(url, tmp_path):
    """A full one is left as it is, and the message says what to do."""
    home = Home.open(str(tmp_path))
    with (
        Archive(home.archive) as archive,
        closing(Ledger(home.ledger_url, Journal(archive, "run1"))) as ledger,
    ):
        ledger.start_run(run(1))
        ledger.record_fetch(fetch())
    assert rebuild(home, url, NIGHT).entries == 2
    with closing(Ledger(url)) as ledger:
        assert list(ledger.iter_fetches()) == [fetch()]
        assert ledger.find_last_entry() == 2
    with pytest.raises(
        ConfigurationError, match="only an empty database is rebuilt into"
    ):
        rebuild(home, url, NIGHT)


def test_looks_come_as_sqlite_gives_them(url):
    """Outcomes, list pages and links that stayed unread, by the same statements."""
    with closing(Ledger(url)) as ledger:
        assert ledger.load_source_histories() == {}
        ledger.start_run(run(1))
        ledger.record_outcome(
            "run1",
            Outcome(
                "demo", "example.cn", OutcomeKind.NOTHING_NEW, "nothing new: 1 link"
            ),
        )
        ledger.record_fetch(fetch("/", kind="list"))
        link = LinkRow(
            "p9",
            "http://example.cn/p9",
            "题",
            None,
            "",
            None,
            None,
            True,
            False,
            "report",
            "",
        )
        ledger.record_links("run1", "demo", [link])
        history = ledger.load_source_histories()["demo"]
    assert history.list_records == (("example.cn/run1.warc.gz", (7,)),)
    assert [one.url for one in history.unread_links] == ["http://example.cn/p9"]
    assert history.walked_before_deadline == {2026: NIGHT}


def wait_for_more(counts: dict[str, int], errors: list[Exception]) -> None:
    """Wait until each of three workers wrote more, however busy the machine is."""
    before = dict(counts)
    until = time.monotonic() + 60
    while time.monotonic() < until and not errors:
        if all(counts.get(host, 0) > before.get(host, 0) for host in "abc"):
            return
        time.sleep(0.02)


@pytest.mark.faults
def test_a_restart_in_the_middle_costs_no_row_and_doubles_none(address, url, tmp_path):
    """Three workers write and read on, and the journal has each transaction that was committed once."""
    folder = programs()
    if NAMED or folder is None:
        pytest.skip("only a server of the tests' own may be restarted")
    home = Home.open(str(tmp_path))
    errors: list[Exception] = []
    done = threading.Event()
    counts: dict[str, int] = {}

    def crawl(host: str) -> None:
        number = 0
        try:
            with (
                Archive(home.archive) as archive,
                closing(Ledger(url, Journal(archive, "run1", host))) as ledger,
            ):
                while not done.is_set():
                    ledger.record_page(page(f"{host}-{number}"), fetch(f"/{number}"))
                    number += 1
                    assert ledger.find_page(f"{host}-{number - 1}") is not None
                    counts[host] = number
        except Exception as error:  # noqa: BLE001  (told by the assertion below)
            errors.append(error)

    threads = [threading.Thread(target=crawl, args=(host,)) for host in "abc"]
    for thread in threads:
        thread.start()
    for seconds in (0.0, 0.5):
        wait_for_more(counts, errors)
        restart(folder, address, seconds)
    wait_for_more(counts, errors)
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert min(counts.values()) > 0
    with closing(Ledger(url)) as ledger, closing(Ledger(home.ledger_url)) as again:
        assert len(list(ledger.iter_fetches())) == sum(counts.values())
        again.replay(JournalEntries(home.archive))
        assert list(again.iter_fetches()) == list(ledger.iter_fetches())
        assert again.load_pages() == ledger.load_pages()


def test_a_snapshot_is_one_state_there_too(url):
    """As in SQLite."""
    check_snapshot(url)


def test_a_wrong_statement_is_not_repeated(url):
    """A statement that is wrong stays wrong."""
    with closing(Ledger(url)) as ledger, pytest.raises(sa.exc.ProgrammingError):
        ledger._read(lambda connection: connection.exec_driver_sql("SELECT nonsense"))


def test_who_only_reads_writes_and_makes_nothing(url):
    """An empty database stays empty; one with a ledger is read, and what would write is refused."""
    with (
        pytest.raises(ConfigurationError, match="is empty, or of an earlier version"),
        Ledger.open_to_read(url),
    ):
        pass
    engine = sa.create_engine(url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
    with closing(Ledger(url)) as ledger:
        ledger.start_run(run(1))
    with Ledger.open_to_read(url) as ledger:
        assert [one.run_id for one in ledger.load_runs()] == ["run1"]
        with pytest.raises(sa.exc.DBAPIError, match="read-only transaction"):
            ledger.start_run(run(2))


def find_holders(address: str) -> list[int]:
    """List the sessions that hold or wait for a lock of a home, the holder first."""
    query = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 ORDER BY NOT granted"
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        found = list(connection.execute(sa.text(query)).scalars())
    engine.dispose()
    return found


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, for half a minute at most."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def end_session(address: str, session: int) -> None:
    """End a session, as a server that restarts does."""
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_terminate_backend(session)))
    engine.dispose()


def test_homes_of_several_machines_with_one_ledger_have_one_writer(
    address, url, tmp_path
):
    """The second is told which run is at work, though its own home is free; the lock ends with its holder."""
    first, second = (Home.open(str(tmp_path / name)) for name in ("a", "b"))
    holder = start_holder(first, url, "run 20260302T020000-abcd")
    words = f"run 20260302T020000-abcd, process {holder.pid} on .*, since 20"
    with pytest.raises(HomeBusy, match=words), hold_home(second, url, "run 2"):
        pass
    holder.kill()
    holder.communicate()
    wait_for(lambda: find_holders(address) == [])
    with hold_home(second, url, "run 2"), hold_home(second, url, "run 2"):
        assert len(find_holders(address)) == 1


def test_a_lock_whose_session_the_server_ended_is_taken_again(address, url, tmp_path):
    """A restart of the server lets nobody else in."""
    home, other = (Home.open(str(tmp_path / name)) for name in ("a", "b"))
    with hold_home(home, url, "run 1"):
        [before] = find_holders(address)
        end_session(address, before)
        wait_for(lambda: find_holders(address) not in ([], [before]))
        with pytest.raises(HomeBusy, match="run 1, process"):
            hold_home(other, url, "run 2").__enter__()
        with hold_home(home, url, "run 1"):
            pass


def test_a_lock_whose_session_is_found_ended_by_who_signs_is_taken_again(
    address, url, tmp_path, monkeypatch
):
    """The session is not opened anew without the lock, nor is it watched no longer."""
    home, other = (Home.open(str(tmp_path / name)) for name in ("a", "b"))
    look = select.select

    def look_late(*arguments: Any) -> Any:
        time.sleep(0.5)
        return look(*arguments)

    with hold_home(home, url, "run 1"):
        monkeypatch.setattr(select, "select", look_late)
        [before] = find_holders(address)
        end_session(address, before)
        with hold_home(home, url, "step 1"):
            wait_for(lambda: find_holders(address) not in ([], [before]))
            with pytest.raises(HomeBusy):
                hold_home(other, url, "run 2").__enter__()


def test_a_lock_that_somebody_else_took_over_stops_its_holder(address, url, tmp_path):
    """Whoever waited for it has it at once; the holder is told before it publishes."""
    home = Home.open(str(tmp_path))
    key = sa.text("SELECT pg_advisory_lock(:key, hashtext(current_schema()))")
    engine = sa.create_engine(url)

    def wait_for_lock() -> None:
        connection.execute(key, {"key": 0x66617A69})

    with engine.connect() as connection, hold_home(home, url, "run 1"):
        waiter = threading.Thread(target=wait_for_lock)
        waiter.start()
        wait_for(lambda: len(find_holders(address)) == 2)
        end_session(address, find_holders(address)[0])
        waiter.join()

        def is_refused() -> bool:
            try:
                with hold_home(home, url, "run 1"):
                    return False
            except HomeBusy:
                return True

        wait_for(is_refused)
    engine.dispose()

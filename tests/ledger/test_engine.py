"""The databases behind the ledger: hosts that write at the same time, and addresses that lead nowhere."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.ledger import Ledger
from tasks.model.errors import ConfigurationError
from tasks.tables.schema import SCHEMAS
from tests.ledger.rows import capture, fetch, page, run
from tests.paths import ROOT
from tests.unwritable import run_unwritable

READ = (
    "import sys; from tasks.ledger import Ledger\n"
    "with Ledger.open_to_read(sys.argv[1]) as ledger:\n"
    "    print(*(run.run_id for run in ledger.load_runs()), ledger.find_flaw())\n"
)
# Ends as a killed run does: what it wrote last stands in the log.
WRITE = (
    "import os, sys; from tasks.ledger import Ledger; from tests.ledger.rows import run\n"
    "ledger = Ledger(sys.argv[1]); ledger.start_run(run(2)); os._exit(0)\n"
)


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


def leave_at_rest(file: Path) -> list[str]:
    """Leave a ledger as a run does that ended."""
    with closing(Ledger(f"sqlite:///{file}")) as ledger:
        ledger.start_run(run(1))
    return ["run1"]


def leave_killed(file: Path) -> list[str]:
    """Leave a ledger as a run does that was killed."""
    leave_at_rest(file)
    command = [sys.executable, "-c", WRITE, f"sqlite:///{file}"]
    subprocess.run(command, cwd=ROOT, check=True)
    assert file.with_name("ledger.sqlite-wal").stat().st_size
    return ["run1", "run2"]


def leave_without_index(file: Path) -> list[str]:
    """Leave a ledger whose last rows stand in its log, as a copy of a home may."""
    names = leave_killed(file)
    file.with_name("ledger.sqlite-shm").unlink()
    return names


def leave_of_an_earlier_version(file: Path) -> list[str]:
    """Leave a ledger that lacks a column."""
    leave_at_rest(file)
    with closing(sqlite3.connect(file)) as database:
        database.execute("ALTER TABLE outcomes DROP COLUMN left_out")
    return ["run1"]


STATES = (
    leave_at_rest,
    leave_killed,
    leave_without_index,
    leave_of_an_earlier_version,
)


def read_all(folder: Path) -> dict[str, bytes]:
    """Read what is in a folder, but for the index, in which readers leave their marks."""
    return {
        path.name: b"" if path.name.endswith("-shm") else path.read_bytes()
        for path in folder.iterdir()
    }


@pytest.mark.parametrize("leave", STATES)
def test_who_only_reads_changes_nothing(leave, tmp_path):
    """Whatever state a run left the ledger in; all of its rows are read."""
    file = tmp_path / "ledger.sqlite"
    names = leave(file)
    before = read_all(tmp_path)
    with Ledger.open_to_read(f"sqlite:///{file}") as ledger:
        assert [one.run_id for one in ledger.load_runs()] == names
        assert ledger.load_outcomes("run1") == []
        assert ledger.find_flaw() == ""
    assert read_all(tmp_path) == before


@pytest.mark.parametrize("leave", STATES)
@pytest.mark.parametrize("mounted", [True, False])
def test_where_nothing_can_be_written_the_ledger_is_read(mounted, leave, tmp_path):
    """On a read-only disk, and in a folder that is another user's."""
    folder = tmp_path / "state"
    folder.mkdir()
    names = leave(folder / "ledger.sqlite")
    url = f"sqlite:///{folder}/ledger.sqlite"
    done = run_unwritable(folder, [sys.executable, "-c", READ, url], mounted=mounted)
    assert (done.stdout.split(), done.stderr) == (names, "")


def test_a_ledger_is_read_while_a_run_is_at_work(tmp_path):
    """What it wrote is seen, and it writes on; a reader writes nothing."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    with closing(Ledger(url)) as writer:
        writer.start_run(run(1))
        with Ledger.open_to_read(url) as ledger:
            writer.start_run(run(2))
            assert [one.run_id for one in ledger.load_runs()] == ["run1", "run2"]
            with pytest.raises(sa.exc.OperationalError, match="readonly"):
                ledger.start_run(run(3))
        writer.start_run(run(3))
    with Ledger.open_to_read(url) as ledger:
        assert len(ledger.load_runs()) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.sqlite"]


def test_reading_makes_no_ledger(tmp_path):
    """Where none is, that is said, with what makes one."""
    url = f"sqlite:///{tmp_path}/state/ledger.sqlite"
    with (
        pytest.raises(ConfigurationError, match=f"no ledger here: {tmp_path}/state"),
        Ledger.open_to_read(url),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def check_snapshot(url: str) -> None:
    """Check that a reader sees one state while others write: rows, single values and Arrow batches."""

    def look(ledger: Ledger) -> tuple[int, ...]:
        batches = ledger.read_fetch_batches(SCHEMAS["fetches"])
        return (
            len(ledger.load_pages()),
            len(list(ledger.iter_fetches())),
            sum(batch.num_rows for batch in batches),
            int(ledger.find_page("p2") is not None),
        )

    with closing(Ledger(url)) as reader, closing(Ledger(url)) as writer:
        writer.record_page(page("p1"), fetch("/1"))
        with reader.hold_snapshot():
            before = look(reader)
            writer.record_page(page("p2"), fetch("/2"))
            assert (look(reader), look(writer)) == (before, (2, 2, 2, 1))
        assert before == (1, 1, 1, 0)
        assert look(reader) == (2, 2, 2, 1)


def test_a_snapshot_is_one_state_while_others_write(url):
    """What is staged does not mix two."""
    check_snapshot(url)

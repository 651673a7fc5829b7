"""A home has one writer: another process or thread is refused at once, and told which run is at work."""

import contextvars
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.home import Home
from tasks.ledger.home_lock import hold_home
from tasks.model.errors import FazhiError, HomeBusy
from tests.paths import ROOT

# Holds a home until it is sent a line.
HOLDER = """
import sys
from tasks.home import Home
from tasks.ledger.home_lock import hold_home
with hold_home(Home.open(sys.argv[1]), sys.argv[2], sys.argv[3]):
    print("held", flush=True)
    sys.stdin.readline()
"""
FAZHI = [sys.executable, "-m", "flows"]
SOURCE = """
name = "演示"
organ = "演示镇人民政府"
column = "http://127.0.0.1:9/bg/"
family = "static"
allow_private = true
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Open an empty home."""
    return Home.open(str(tmp_path / "home"))


def start_holder(home: Home, url: str, who: str) -> subprocess.Popen[str]:
    """Start another process that holds a home, and wait until it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.root), url, who],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.fixture
def holder(home: Home) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the home."""
    process = start_holder(home, home.ledger_url, "run 20260302T020000-abcd")
    yield process
    process.kill()
    process.communicate()


def test_the_second_learns_who_is_at_work_since_when(home, holder):
    """With run, process, machine and time, and without waiting; the first goes on to hold the home."""
    words = (
        f"run 20260302T020000-abcd, process {holder.pid} on {os.uname().nodename}, "
        r"since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
    )
    for _ in range(2):
        with (
            pytest.raises(HomeBusy, match=words),
            hold_home(home, home.ledger_url, "run 2"),
        ):
            pass


def test_the_lock_of_a_killed_holder_is_free(home, holder):
    """The kernel frees it, whatever stands in the file."""
    holder.kill()
    holder.wait()
    assert "abcd" in home.lock.read_text(encoding="utf-8")
    with hold_home(home, home.ledger_url, "run 2"):
        assert home.lock.read_text(encoding="utf-8").startswith("run 2, ")
    assert home.lock.read_text(encoding="utf-8") == ""


def test_what_the_holder_calls_shares_the_lock(home):
    """Nested commands and worker threads; a stranger's thread, and whoever comes after the end, do not."""
    heard: list[str] = []

    def work() -> None:
        try:
            with hold_home(home, home.ledger_url, "run 2"):
                heard.append(home.lock.read_text(encoding="utf-8").partition(",")[0])
        except HomeBusy:
            heard.append("busy")

    with hold_home(home, home.ledger_url, "fazhi run"):
        context = contextvars.copy_context()
        worker = threading.Thread(target=context.run, args=(work,))
        stranger = threading.Thread(target=work)
        for thread in (worker, stranger):
            thread.start()
            thread.join()
    with hold_home(home, home.ledger_url, "run 3"):
        context.run(work)
    assert heard == ["run 2", "busy", "busy"]


def test_a_ledger_that_stands_elsewhere_is_held_too(home, tmp_path):
    """Two homes would mix in it."""
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    other = Home.open(str(tmp_path / "other"))
    with (
        hold_home(home, url, "run 1"),
        hold_home(other, other.ledger_url, "run 2"),
        pytest.raises(HomeBusy, match=r"the ledger .*shared\.sqlite"),
        hold_home(Home.open(str(tmp_path / "third")), url, "run 3"),
    ):
        pass


def test_what_is_no_ledger_is_an_error_as_ever(home):
    """The error names the setting, and the home is free afterwards."""
    for url in ("nonsense", "postgresql+psycopg://127.0.0.1:9/none"):
        with (
            pytest.raises(FazhiError, match="FAZHI_DATABASE_URL"),
            hold_home(home, url, "run 1"),
        ):
            pass
    with hold_home(home, home.ledger_url, "run 2"):
        pass


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--sources"),
        ("extract", "--rebuild", "--sources"),
        ("extract", "--sources"),
    ],
)
def test_a_second_command_ends_with_its_own_code(arguments, home, holder, tmp_path):
    """Before anything is started or changed; the error is one line that says who is at work."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "demo.toml").write_text(SOURCE, encoding="utf-8")
    ended = subprocess.run(
        [*FAZHI, *arguments, sources, "--home", home.root],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "300"},
    )
    assert ended.returncode == 75
    assert "run 20260302T020000-abcd" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (home.state / "prefect").exists() or arguments[0] == "run"
    assert not (home.state / "ledger.sqlite").exists()
    assert holder.poll() is None

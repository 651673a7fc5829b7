"""Locks: one run at a host, whichever process it is of; workers of one run share."""

import subprocess
import sys
from datetime import datetime

import pytest

from tasks.crawl.host_client import HostLocks, HostTakenError
from tasks.model.run import BEIJING, Run

_OTHER = """
import sys
from datetime import datetime
from pathlib import Path
from tasks.model.run import BEIJING, Run
from tasks.crawl.host_client import HostLocks
run = Run(sys.argv[2], datetime(2026, 3, 2, 2, tzinfo=BEIJING), "", "")
with HostLocks(Path(sys.argv[1]), run) as locks:
    print(locks.claim("b.example.cn:8080"), flush=True)
    sys.stdin.readline()
"""


def run(number: int) -> Run:
    """Make a run."""
    return Run(
        f"20260302T020000-{number:04d}", datetime(2026, 3, 2, 2, tzinfo=BEIJING), "", ""
    )


@pytest.fixture
def other(tmp_path):
    """Give a function that starts another process, which takes b's lock for a run until it is sent a line."""
    started = []

    def start(number: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _OTHER, str(tmp_path), run(number).run_id]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.communicate("\n", timeout=20)


@pytest.mark.parametrize("number", [1, 2])
def test_another_process_never_is_at_a_host_that_was_taken(tmp_path, other, number):
    """Not for the same run either: each process keeps its own pace.

    What was free is taken, and released at the end.
    """
    with HostLocks(tmp_path, run(1)) as locks:
        assert locks.claim("b.example.cn:8080") == ""
        line = other(number).stdout.readline()
        assert (
            "another worker is at b.example.cn:8080 (run 20260302T020000-0001, process"
            in line
        )
    assert other(2).stdout.readline() == "\n"
    with HostLocks(tmp_path, run(1)) as locks:
        assert locks.claim("a.example.cn") == ""
        with pytest.raises(HostTakenError, match="run 20260302T020000-0002"):
            locks.take("b.example.cn:8080")


def test_workers_of_one_run_share_a_host_until_the_last_has_gone(tmp_path):
    """A source's pages may lie on another source's host; another run is kept out all the while."""
    with HostLocks(tmp_path, run(1)) as first:
        first.take("b.example.cn")
        with HostLocks(tmp_path, run(1)) as second:
            assert [second.take("b.example.cn"), second.take("b.example.cn")] == [
                "",
                "",
            ]
        with HostLocks(tmp_path, run(2)) as stranger:
            assert "run 20260302T020000-0001" in stranger.claim("b.example.cn")
    with HostLocks(tmp_path, run(2)) as stranger:
        assert stranger.claim("b.example.cn") == ""


def test_two_workers_that_want_each_others_host_do_not_wait(tmp_path):
    """Each hears who is there, and goes on."""
    with HostLocks(tmp_path, run(1)) as first, HostLocks(tmp_path, run(2)) as second:
        assert (first.claim("a.example.cn"), second.claim("b.example.cn")) == ("", "")
        assert "run 20260302T020000-0002" in first.claim("b.example.cn")
        assert "run 20260302T020000-0001" in second.claim("a.example.cn")

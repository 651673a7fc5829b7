"""Stopping: what waits ends at once, the second signal ends the process, children end with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks.model.errors import RunStopped
from tasks.model.stopping import Owner, Stop
from tests.paths import ROOT

pytestmark = pytest.mark.faults

# Says when it listens, waits, and says how the waiting ended.
_WAITING = """
import time
from tasks.model.errors import RunStopped
from tasks.model.stopping import Stop
with Stop.listen():
    print("listening", flush=True)
    try:
        Stop.pause(60)
    except RunStopped as stopped:
        print(stopped, flush=True)
    {then}
"""

_HEEDING_INTERRUPTS = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def start(then: str, wrapper: str = "") -> "subprocess.Popen[str]":
    """Start a process that waits, and give it once it listens; `wrapper` is what its shell does before.

    It heeds an interrupt, also where the tests were started in the background, and heed none themselves.
    """
    python = [sys.executable, "-c", _WAITING.format(then=then)]
    shell = ["sh", "-c", f'{wrapper} exec "$@"', "sh", *python]
    command = [sys.executable, "-c", _HEEDING_INTERRUPTS, *shell]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "listening\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_waiting(number):
    """At once; what the block does then is up to it."""
    with start("pass") as process:
        process.send_signal(number)
        said, _ = process.communicate(timeout=20)
    assert said == f"stopped by {number.name}; the next run goes on from there\n"
    assert process.returncode == 0


def test_a_second_signal_ends_the_process():
    """Whatever it is at."""
    with start("time.sleep(60)") as process:
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("stopped")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 128 + signal.SIGTERM


def test_who_does_not_come_to_an_end_is_ended():
    """Within the ten seconds that who asked waits."""
    with start("time.sleep(60)") as process:
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
        assert time.monotonic() - began > 5


def test_an_ignored_signal_stays_ignored():
    """A run that was started to outlive its terminal does not end by its Ctrl+C."""
    with start("pass", "trap '' INT;") as process:
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
    assert said.startswith("stopped by SIGTERM")


def test_nothing_stops_where_nobody_asked():
    """A pause is a pause."""
    Stop.check()
    Stop.pause(0.01)
    assert "SIGTERM" in str(RunStopped(signal.SIGTERM))
    assert "parent" in str(RunStopped(0))


# Starts a module that runs for as long as it, and says its number.
_OWNING = """
import subprocess
import time
from tasks.model.stopping import Owner
print(subprocess.Popen(Owner.list_command("http.server", "0")).pid, flush=True)
time.sleep(60)
"""


def test_what_is_owned_ends_with_its_owner():
    """Though that was killed and could say nothing."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    owner = subprocess.Popen(
        [sys.executable, "-c", _OWNING], env=environment, stdout=subprocess.PIPE
    )
    with owner:
        assert owner.stdout is not None
        child = int(owner.stdout.readline())
        time.sleep(0.5)
        assert Path(f"/proc/{child}").is_dir()
        owner.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}/stat").exists() and time.monotonic() < deadline:
        state = Path(f"/proc/{child}/stat").read_text(encoding="ascii").split()[2]
        if state == "Z":
            return
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").is_dir()


def test_an_owned_command_names_its_owner():
    """It is the present process."""
    command = Owner.list_command("http.server", "0")
    assert command[-3:] == [str(os.getpid()), "http.server", "0"]

"""Nights of the command, with a Prefect server of their own, in processes that a campaign disturbs."""

import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from time import monotonic, sleep

from tests.faults.campaigns.scene import Scene
from tests.paths import ROOT

_RUN = """
import sys
from pathlib import Path

from deploy.demo.command import start_of
from flows import settings
from flows.cli.run import run_night

home, sources = sys.argv[1:]
settings.prepare_prefect(home, verbose=False)
run_night(home, Path(sources), started_at=start_of(2), quiet=True)
"""
_LOOK = 0.05


def start_command(scene: Scene, home: Path) -> "subprocess.Popen[bytes]":
    """Start the second night over a home, as a session of its own; what it says goes beside the home."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    del environment["PREFECT_HOME"]
    with Path(home.parent, "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", _RUN, home, scene.sources],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_for_night(command: "subprocess.Popen[bytes]", home: Path) -> None:
    """Wait until a command has begun its night, which has its journal then, or has ended."""
    runs = home / "archive" / "_runs"
    before = len(list(runs.iterdir()))
    while len(list(runs.iterdir())) == before and command.poll() is None:
        sleep(_LOOK)


@cache
def measure_command(scene: Scene) -> float:
    """Give the seconds that an undisturbed command takes."""
    with scene.copy_home() as home:
        began = monotonic()
        if start_command(scene, home).wait():
            raise RuntimeError(Path(home.parent, "log").read_text(encoding="utf-8"))
        return monotonic() - began


def list_session(session: int) -> list[str]:
    """List the processes of a session that are still there: number, and command line."""
    listed = ["ps", "-o", "pid=,args=", "-s", str(session)]
    found = subprocess.run(listed, capture_output=True, text=True, check=False)
    return [line for line in found.stdout.splitlines() if "<defunct>" not in line]


def end_session(session: int) -> None:
    """Kill what is left of a session."""
    for line in list_session(session):
        os.kill(int(line.split()[0]), signal.SIGKILL)

"""SIGKILL for Prefect's server at random moments of a command: the same run publishes and ends."""

import os
import random
import signal
import subprocess
from pathlib import Path

from tests.faults.campaigns.commands import (
    end_session,
    list_session,
    measure_command,
    start_command,
    wait_for_night,
)
from tests.faults.campaigns.scene import Scene, prepare, read_end
from tests.faults.campaigns.tried import Tried

TITLE = "kill -9 for Prefect's server in a command"
WHOLE = 20
FEW = 1
_LONGEST = 600.0


def play(count: int) -> Tried:
    """Kill so many servers, none before the night has begun: without a server there is none."""
    scene = prepare()
    chance = random.Random(16)
    tried = Tried(TITLE)
    longest = measure_command(scene) / 2 if count > 1 else 1.0
    for _ in range(count):
        moment = chance.uniform(0, longest)
        with scene.copy_home() as home:
            tried.note(f"{moment:.1f} s", _kill_server(scene, home, moment))
    return tried


def _kill_server(scene: Scene, home: Path, moment: float) -> list[str]:
    command = start_command(scene, home)
    wait_for_night(command, home)
    try:
        command.wait(moment)
    except subprocess.TimeoutExpired:
        for line in list_session(command.pid):
            if "uvicorn" in line:
                os.kill(int(line.split()[0]), signal.SIGKILL)
    try:
        code = command.wait(_LONGEST)
    except subprocess.TimeoutExpired:
        end_session(command.pid)
        return ["it did not end"]
    if code:
        return [f"ended with {code}: {read_end(home.parent / 'log')}"]
    return scene.compare(home)

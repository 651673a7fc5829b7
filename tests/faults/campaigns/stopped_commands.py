"""SIGTERM at random moments of a command: it ends in time, leaves no process, and the next night goes on."""

import random
import signal
import subprocess
import time
from pathlib import Path

from tests.faults.campaigns.commands import (
    end_session,
    list_session,
    measure_command,
    start_command,
    wait_for_night,
)
from tests.faults.campaigns.scene import Scene, prepare
from tests.faults.campaigns.tried import Tried

TITLE = "SIGTERM at random moments of a command"
WHOLE = 50
FEW = 1
# Seconds within which it has to end.
_LONGEST = 10.0
# Seconds in which children notice that their owner is gone.
_NOTICED = 2.0


def play(count: int) -> Tried:
    """Stop so many commands."""
    scene = prepare()
    chance = random.Random(16)
    tried = Tried(TITLE)
    usual = measure_command(scene) if count > 1 else 0.0
    times = []
    for _ in range(count):
        moment = chance.uniform(0, usual)
        with scene.copy_home() as home:
            took, faults = _stop(scene, home, moment)
            times.append(took)
            tried.note(f"{moment:.1f} s", [*faults, *scene.find_faults(home)])
    tried.words = f"ended after {max(times):.1f} s at most"
    return tried


def _stop(scene: Scene, home: Path, moment: float) -> tuple[float, list[str]]:
    command = start_command(scene, home)
    if not moment:
        wait_for_night(command, home)
    try:
        command.wait(moment)
    except subprocess.TimeoutExpired:
        command.send_signal(signal.SIGTERM)
    began = time.monotonic()
    try:
        command.wait(3 * _LONGEST)
    except subprocess.TimeoutExpired:
        command.kill()
    took = time.monotonic() - began
    faults = [f"it took {took:.1f} s"] if took > _LONGEST else []
    time.sleep(_NOTICED)
    faults += [f"left: {line}" for line in list_session(command.pid)]
    end_session(command.pid)
    return took, faults

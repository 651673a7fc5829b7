"""SIGKILL at random moments of a night: the next one comes to what an undisturbed night comes to."""

import random

from tests.faults.campaigns.scene import fork, kill_after, prepare
from tests.faults.campaigns.tried import Tried

TITLE = "kill -9 at random moments of a night"
WHOLE = 200
FEW = 1


def play(count: int) -> Tried:
    """Kill so many nights."""
    scene = prepare()
    chance = random.Random(16)
    tried = Tried(TITLE)
    killed = 0
    for _ in range(count):
        moment = chance.uniform(0, scene.seconds)
        with scene.copy_home() as home:
            child = fork(lambda: scene.play(home), home.parent / "log")
            killed += kill_after(child, moment) < 0
            tried.note(f"{moment:.2f} s", scene.find_faults(home))
    tried.words = f"{killed} of them before their end"
    return tried

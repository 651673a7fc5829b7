"""SIGKILL before every operation of staging's end and publishing, each in a night of its own."""

import os
import signal
from pathlib import Path

from tests.faults.campaigns.operations import Operations
from tests.faults.campaigns.scene import Scene, fork, prepare, read_end, wait
from tests.faults.campaigns.tried import Tried

TITLE = "kill -9 at every write, rename and fsync of publishing"
# More than there are: all.
WHOLE = 1000
FEW = 1


def play(count: int) -> Tried:
    """Kill before so many operations, spread over all that there are."""
    scene = prepare()
    tried = Tried(TITLE)
    with scene.copy_home() as home:
        log = home.parent / "count"
        if wait(fork(lambda: _publish(scene, home, 0), log)):
            raise RuntimeError(read_end(log))
        there = int(read_end(log))
    tried.words = f"of {there} operations"
    for number in sorted({1 + place * there // count for place in range(count)}):
        with scene.copy_home() as home:
            log = home.parent / "log"
            code = wait(fork(lambda: _publish(scene, home, number), log))  # noqa: B023
            if code != -signal.SIGKILL:
                tried.note(f"operation {number}", [f"ended with {code}"])
            else:
                tried.note(f"operation {number}", scene.find_faults(home))
    return tried


def _publish(scene: Scene, home: Path, killed_at: int) -> None:
    """Play the second night, and be killed before an operation of its publishing; 0 counts them."""
    from tests.world import night

    def act(number: int) -> None:
        if number == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    known = night.loaded(scene.sources)
    run = night.begin(str(home), started_at=night.start_of(2))
    night.crawl(run, known)
    night.extract(run, known)
    staged, checked = night.stage_audited(run, known)
    operations = Operations(str(home), act)
    operations.watch()
    night.publish_staged(run, staged, checked)
    night.finish(run)
    operations.watching = False
    print(operations.count)  # noqa: T201

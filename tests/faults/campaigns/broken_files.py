"""An I/O error at every so-manyth operation on files, each in a night of its own."""

import errno
from pathlib import Path

from tests.faults.campaigns.operations import Operations
from tests.faults.campaigns.scene import Scene, fork, prepare, read_end, wait
from tests.faults.campaigns.tried import Tried

TITLE = "I/O errors at operations of a night"
WHOLE = 100
FEW = 0


def play(count: int) -> Tried:
    """Break so many operations, spread over all that a night has."""
    scene = prepare()
    tried = Tried(TITLE)
    with scene.copy_home() as home:
        log = home.parent / "count"
        if wait(fork(lambda: _play(scene, home, 0), log)):
            raise RuntimeError(read_end(log))
        there = int(read_end(log))
    ended = 0
    for number in sorted({1 + place * there // count for place in range(count)}):
        with scene.copy_home() as home:
            log = home.parent / "log"
            code = wait(fork(lambda: _play(scene, home, number), log))  # noqa: B023
            ended += code != 0
            tried.note(f"operation {number}", scene.find_faults(home))
    tried.words = f"of {there} operations; {ended} nights broke off"
    return tried


def _play(scene: Scene, home: Path, broken: int) -> None:
    """Play the second night with a disk that fails from an operation on, three times; 0 counts them."""

    def act(number: int) -> None:
        if broken and 0 <= number - broken < _FAILURES:
            raise OSError(errno.EIO, "Input/output error")

    operations = Operations(str(home), act)
    operations.watch()
    scene.play(home)
    operations.watching = False
    print(operations.count)  # noqa: T201


# A disk that fails once fails again.
_FAILURES = 3

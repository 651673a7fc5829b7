"""A disk that is full after so many kilobytes, in nights of different sizes; then there is room again."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.campaigns.scene import fork, prepare, wait
from tests.faults.campaigns.tried import Tried

TITLE = "disk full at different sizes"
WHOLE = 20
FEW = 0
_AMPLE = 1 << 20


def play(count: int) -> Tried:
    """Play nights on disks that have so many different rooms left, up to what a whole night takes."""
    tried = Tried(TITLE)
    if os.geteuid() != 0:
        tried.skipped = "only root mounts a disk of its own"
        return tried
    scene = prepare()
    with _mount(_AMPLE) as (home, _):
        shutil.copytree(scene.first, home, symlinks=True)
        before = _measure(home)
        if wait(fork(lambda: scene.play(home), home.parent / "log")):
            tried.note("the disk", ["an undisturbed night does not end well on it"])
            return tried
        taken = _measure(home) - before
    full = 0
    for number in range(count):
        room = 8 + taken * number // count
        with _mount(_AMPLE) as (home, resize):
            shutil.copytree(scene.first, home, symlinks=True)
            resize(_measure(home) + room)
            log = scene.folder / "full.log"
            full += wait(fork(lambda: scene.play(home), log)) != 0
            resize(_AMPLE)
            tried.note(f"{room} KB", scene.find_faults(home))
    tried.words = f"{full} nights broke off; a whole one takes {taken} KB"
    return tried


def _measure(home: Path) -> int:
    """Measure what is taken of the disk of a home, in kilobytes."""
    disk = os.statvfs(home)
    return (disk.f_blocks - disk.f_bfree) * disk.f_frsize >> 10


@contextmanager
def _mount(kilobytes: int) -> Iterator[tuple[Path, "_Resize"]]:
    """Mount a disk of a size; gives a home on it that is still to be made, and what changes the size."""
    folder = Path(tempfile.mkdtemp(prefix="fazhi-disk-"))
    options = f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder / "home", _Resize(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


class _Resize:
    """Changes the size of a mounted disk, in kilobytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, kilobytes: int) -> None:
        options = f"remount,size={kilobytes}k"
        subprocess.run(["mount", "-o", options, self._folder], check=True)

"""Commands where they cannot write: on a disk that is mounted read-only, or in a folder of another user."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.paths import ROOT

# Root's rights to read and write what is another's.
_RIGHTS = "-dac_override,-dac_read_search"
# Before a command: take them away.
UNPRIVILEGED = ("setpriv", "--bounding-set", _RIGHTS, "--inh-caps", _RIGHTS)
_NOBODY = 65534
_MOUNT = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'


def run_unwritable(
    folder: Path, command: Sequence[str], *, mounted: bool
) -> subprocess.CompletedProcess[str]:
    """Run a command that cannot write to a folder: it is `mounted` read-only, or its rights forbid it.

    Skips the test where the system does not let us make it so.
    """
    before: Sequence[str] = ()
    if mounted:
        before = ("unshare", "-m", "sh", "-c", _MOUNT, "sh", str(folder))
    elif os.geteuid() == 0:
        before = UNPRIVILEGED
    if before and (not shutil.which(before[0]) or _fails([*before, "true"])):
        pytest.skip(f"the system refuses {before[0]} to this user")
    places = [] if mounted else [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in places}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        return subprocess.run(
            [*before, *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "600"},
            check=False,
        )
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def lend_copy(folder: Path, to: Path) -> Iterator[Path]:
    """Copy a folder for somebody who may read it and owns nothing of it; commands run behind `UNPRIVILEGED`.

    Skips the test where the system does not let us make it so.
    """
    if os.geteuid() != 0:
        pytest.skip("only root gives a copy to another user")
    if not shutil.which(UNPRIVILEGED[0]) or _fails([*UNPRIVILEGED, "true"]):
        pytest.skip(f"the system refuses {UNPRIVILEGED[0]} to this user")
    shutil.copytree(folder, to)
    places = [to, *to.rglob("*")]
    for path in places:
        path.chmod(0o555 if path.is_dir() else 0o444)
        os.chown(path, _NOBODY, _NOBODY)
    try:
        yield to
    finally:
        to.chmod(0o755)


def _fails(command: Sequence[str]) -> bool:
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode != 0

"""Commands where they cannot write: on a disk that is mounted read-only, or in a folder of another user."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.paths import ROOT

# Root's rights to read and write what is another's.
_RIGHTS = "-dac_override,-dac_read_search"
# Before a command: take them away.
UNPRIVILEGED = ("setpriv", "--bounding-set", _RIGHTS, "--inh-caps", _RIGHTS)
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


def _fails(command: Sequence[str]) -> bool:
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode != 0

"""The recipes of the documentation run, and every library gives the same values, for whoever may only read.

On a copy of one release that is somebody else's, as another user of a machine sees it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict

import pytest

from tests.paths import ROOT
from tests.release.small import small_release
from tests.scenarios.recipes import TABLES, find_blocks
from tests.unwritable import UNPRIVILEGED, lend_copy

pytestmark = pytest.mark.slow
# Behind Beijing: the day is another one for twelve or thirteen hours.
_BEHIND = "America/New_York"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """Write a release and lend it."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "own").mkdir()
    small_release(folder / "own")
    with lend_copy(folder / "own", folder / "lent") as lent:
        yield lent


def _run_analyst(folder, zone, *arguments):
    """Load the tables of a release with every library, as somebody who may only read it."""
    code = "from tests.scenarios.analyst import main; main()"
    done = subprocess.run(
        [*UNPRIVILEGED, sys.executable, "-c", code, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT), "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_library_gives_the_same_values_and_days(release, tmp_path):
    """In three time zones; in one of them the recipes run first, as they stand."""
    digests: defaultdict[str, set[str]] = defaultdict(set)
    for zone in ("UTC", "Asia/Shanghai", _BEHIND):
        exports = tmp_path / zone.replace("/", "-")
        exports.mkdir()
        wanted = ["recipes"] if zone == _BEHIND else []
        for table, found in _run_analyst(release, zone, exports, *wanted).items():
            assert len(found) > 8
            digests[table] |= set(found.values())
    counts = {table: len(found) for table, found in digests.items()}
    assert counts == dict.fromkeys(TABLES, 1)


def test_the_recipe_for_r_runs(release):
    """Where R is installed, with the package arrow."""
    if not shutil.which("Rscript"):
        pytest.skip("no Rscript here")
    for block in find_blocks("r"):
        command = [*UNPRIVILEGED, "Rscript", "-e", block]
        subprocess.run(command, cwd=release, check=True)

"""Scratch folders vanish, and what a kill leaves of them is swept when it is old."""

import os
import time

import pytest

from tasks.home import Home
from tasks.release.staging.spill import scratch, sweep

DAY = 24 * 3600


def test_a_scratch_folder_goes_with_its_work(tmp_path):
    """With all that is in it, after an error too."""
    with scratch(tmp_path) as folder:
        (folder / "file").touch()
        assert folder.name.startswith(".")
    with pytest.raises(RuntimeError, match="on the way"), scratch(tmp_path):
        raise RuntimeError("on the way")
    assert not list(tmp_path.iterdir())


def test_only_what_is_dotted_and_old_is_swept(tmp_path):
    """Drafts of stagings, quarantines and parts that were killed go after a day.

    What is in use or finished stays.
    """
    home = Home.open(str(tmp_path))
    (home.parts / "x1").mkdir()
    killed = [
        home.staging / ".draft-1",
        home.quarantine / ".q-1",
        home.parts / "x1" / ".p-1",
    ]
    kept = [
        home.staging / ".draft-2",
        home.staging / "20260302T020007-1",
        home.parts / "x1" / "p",
    ]
    for folder in (*killed, *kept):
        folder.mkdir()
        (folder / "file").touch()
    for folder in (*killed, *kept[1:]):
        os.utime(folder, (time.time() - DAY - 60,) * 2)
    assert sorted(sweep(home)) == sorted(killed)
    assert all(folder.is_dir() for folder in kept)
    assert not any(folder.exists() for folder in killed)
    assert sweep(home) == []

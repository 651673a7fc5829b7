"""A few trials of the campaigns that `make faults` plays whole."""

import subprocess
import sys

import pytest

from tests.faults.campaigns.__main__ import find_campaigns
from tests.faults.campaigns.tried import Tried, render
from tests.paths import ROOT


@pytest.mark.faults
@pytest.mark.slow
def test_disturbed_nights_come_to_what_undisturbed_ones_come_to():
    """Killed anywhere and in publishing, stopped, without Prefect's server, and with PostgreSQL restarted."""
    command = [sys.executable, "-m", "tests.faults.campaigns", "--few"]
    played = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )
    assert played.returncode == 0, played.stdout + played.stderr[-2000:]
    assert "kill -9" in played.stdout


def test_what_is_wrong_is_in_the_table():
    """With its trial, below the row that counts it; what was not run says why."""
    tried = Tried("kills")
    tried.note("1 s", [])
    tried.note("2 s", ["reports are gone"])
    skipped = Tried("disks", skipped="no root")
    _head, row, other, fault = render([tried, skipped])
    assert row.split()[:3] == ["kills", "2", "1"]
    assert other.endswith("not run: no root")
    assert fault == "kills: 2 s: reports are gone"


def test_campaigns_are_found():
    """Each with its number of trials."""
    assert {"killed_anywhere": 200, "stopped_commands": 50}.items() <= (
        find_campaigns().items()
    )

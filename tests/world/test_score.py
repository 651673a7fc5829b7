"""Whole sites that nobody imitated: probed, crawled for four nights, held against what is true of them."""

import os
import socket
import subprocess
import sys

import pytest

from tests.paths import ROOT, SHARED

SCORE = SHARED / "world" / "score.py"
_PORTS_TRIED = 50
_SITES = 16


def _find_free_ports() -> int:
    """Find the first of as many ports in a row as the sites take, away from those of other runs."""
    for attempt in range(_PORTS_TRIED):
        base = 18100 + 100 * attempt
        if all(map(_is_free, range(base, base + _SITES + 1))):
            return base
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


# The least and the most that the crawl is held to.
THRESHOLDS = {
    "--min-found": 0.98,
    "--max-silent": 0,
    "--max-false-withdrawn": 0,
    "--max-lookalikes": 0,
    "--max-alarms": 0,
    "--max-guesses": 60,
    "--min-titles": 0.99,
    "--min-organs": 0.95,
    "--min-years": 1,
    "--min-dates": 0.99,
    "--min-outcomes": 0.97,
}


@pytest.mark.slow
@pytest.mark.flow
@pytest.mark.skipif(not SCORE.exists(), reason="the sites lie beside the repository")
def test_what_the_sites_hand_out_is_found_or_named(tmp_path):
    """Nothing is lost in silence, nothing is withdrawn that is there, and no look-alike is taken."""
    options = ["--base", str(_find_free_ports()), "--work", str(tmp_path)]
    for name, value in THRESHOLDS.items():
        options += [name, str(value)]
    # the script finds its own modules beside it, which a run of ours keeps its children from
    environment = {**os.environ, "PYTHONSAFEPATH": ""}
    run = subprocess.run(
        [sys.executable, str(SCORE), str(ROOT), *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr

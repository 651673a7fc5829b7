"""A crawl that is asked to stop: its present request is kept, its sources say so, the next run goes on."""

import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import OutcomeKind
from tests.paths import ROOT
from tests.world.town import FIRST_NIGHT, Nights, source

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("without_run")]

STOPPED = """
import sys
from datetime import datetime
from prefect.logging import disable_run_logger
from tasks.crawl.host import crawl_host
from tasks.model.run import Run
from tasks.model.source import Source
from tasks.model.stopping import Stop

source = Source.model_validate_json(sys.argv[1])
run = Run(sys.argv[2], datetime.fromisoformat(sys.argv[3]), sys.argv[4], sys.argv[5])
with disable_run_logger(), Stop.listen():
    crawl_host.fn(run, source.host, [source])
"""


def test_a_crawl_stops_between_two_requests_and_is_gone_on_with(town, tmp_path):
    """It does not wait for its pause, and what it captured is news of the next run, as the rest is."""
    names = [f"{number}.html" for number in range(6)]
    titles = [f"演示镇20{10 + at}年法治政府建设年度报告" for at in range(6)]
    town.put_list(*zip(names, titles, strict=True))
    for name, title in zip(names, titles, strict=True):
        town.put_report(f"/bg/{name}", title)
    slow = source(town, delay=2.0)
    home = Home.open(str(tmp_path))
    arguments = [
        slow.model_dump_json(),
        "20260302T020000-dead",
        FIRST_NIGHT.isoformat(),
        str(home.root),
        home.ledger_url,
    ]
    child = subprocess.Popen([sys.executable, "-c", STOPPED, *arguments], cwd=ROOT)
    while f"/bg/{names[1]}" not in town.paths and child.poll() is None:
        time.sleep(0.05)
    asked = len(town.paths)
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == 0
    assert len(town.paths) == asked
    with closing(Ledger(home.ledger_url)) as ledger:
        (outcome,) = ledger.load_outcomes("20260302T020000-dead")
        assert outcome.kind is OutcomeKind.STOPPED
        assert not outcome.failed
        assert outcome.reason.startswith("stopped by SIGTERM")
        assert len(list(ledger.iter_fetches())) == asked
        assert not ledger.was_asked(slow.id)
    again = Nights(home, source(town, delay=0.0)).run(1)
    assert again.new == len(names)

"""The network half's own step: what it makes of a host whose task crashed."""

from contextlib import closing
from datetime import datetime

import pytest

from flows.nightly import _record_crash
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import BEIJING, Run
from tasks.model.source import Family
from tests.sites.families.pages import source

pytestmark = pytest.mark.usefixtures("without_run")


def test_a_crashed_task_leaves_outcomes_and_issues(tmp_path):
    """In the ledger too, since the task itself could not tell any more."""
    home = Home.open(str(tmp_path))
    run = Run(
        "20260302T020000-dead",
        datetime(2026, 3, 2, 2, tzinfo=BEIJING),
        str(home.root),
        home.ledger_url,
    )
    one = source(Family.STATIC, "http://example.cn/bg/")
    with closing(Ledger(run.database_url)) as ledger:
        ledger.start_run(run)
        (outcome,) = _record_crash(run, one.host, [one], MemoryError("no room"))
        ((code, severity),) = [
            (row.issue.code, row.issue.severity) for row in ledger.load_problems()
        ]
        assert (code, severity) == ("crawl_failed", "error")
        assert ledger.load_outcomes(run.run_id) == [outcome]
    assert outcome.failed
    assert "no room" in outcome.reason

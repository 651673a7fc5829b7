"""The pages of a release where an operator looks for them: as artifacts of the run."""

import json
from typing import cast

import pyarrow.parquet as pq
import pytest

from tasks.home import Home
from tasks.model.release import Audit, Check, Staged
from tasks.model.run import Run
from tasks.tables.schema import SCHEMAS
from tests.release.small import RELEASE_ID, small_release
from tests.world.harvest import NIGHT

pytestmark = [
    pytest.mark.flow,
    pytest.mark.slow,
    pytest.mark.usefixtures("prefect_server"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_release_hangs_its_pages_up(tmp_path):
    """Audit, coverage and scorecard are artifacts with keys of their own.

    The audit's links to the page as served.
    """
    from prefect import flow
    from prefect.artifacts import Artifact

    from tasks.release.summarize import (
        AUDIT_KEY,
        COVERAGE_KEY,
        SCORECARD_KEY,
        summarize_audit,
    )

    folder = Home.open(str(tmp_path)).releases / RELEASE_ID
    folder.mkdir()
    small_release(folder)
    counts = {
        name: pq.read_metadata(folder / f"{name}.parquet").num_rows for name in SCHEMAS
    }
    staged = Staged(RELEASE_ID, str(folder), NIGHT, counts, {}, {})
    audit = Audit(
        RELEASE_ID, (Check("reports", "row_count", "", "critical", True, "2"),)
    )
    run = Run("20260302T020000-test", NIGHT, str(tmp_path), "sqlite://")

    @flow
    def hang() -> str:
        return summarize_audit(run, staged, audit, "https://data.example.org")

    summary = hang()
    keys = (AUDIT_KEY, COVERAGE_KEY, SCORECARD_KEY)
    data = {key: str(cast("Artifact", Artifact.get(key)).data) for key in keys}
    assert data[AUDIT_KEY] == summary
    assert f"https://data.example.org/{RELEASE_ID}/audit.html" in summary
    assert "1 of 2 reports are there" in data[COVERAGE_KEY]
    scores = json.loads(data[SCORECARD_KEY])
    assert [(row["source_id"], row["code"], row["issues"]) for row in scores] == [
        ("yunxi", "numbering_gap", 2)
    ]

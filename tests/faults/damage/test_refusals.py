"""Rows that break a rule are kept out of the release and cost no other row.

An issue tells the reason.
"""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations import ROWS, SUITES
from tasks.release.audit import audit
from tasks.release.stage import stage
from tests.faults.damage.refusals import REFUSALS, damaged
from tests.faults.damage.scene import page

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_run")]
SOUND = 6


@pytest.fixture(scope="module")
def staged(tmp_path_factory, without_run):  # noqa: ARG001  (a module's fixture takes another by name)
    """Stage all damaged reports at once, beside some that are sound; give what was read of each, too."""
    made, read = damaged(tmp_path_factory.mktemp("home"), SOUND)
    done = stage.fn(made.run, ROWS, ())
    return done, read, made.home.quarantine / done.release_id


def _rows(folder, table, number):
    path = folder / f"{table}.parquet"
    return (
        pq.read_table(path, filters=[("report_id", "=", page(number))]).to_pylist()
        if path.exists()
        else []
    )


@pytest.mark.parametrize(
    "number", range(len(REFUSALS)), ids=lambda number: REFUSALS[number].name
)
def test_the_rows_are_refused_for_their_reason(staged, number):
    """They lie in quarantine, an issue says so, and the release lacks what it must."""
    done, read, quarantine = staged
    refusal, folder = REFUSALS[number], Path(done.folder)
    assert refusal.reason in {
        row["reason"] for row in _rows(quarantine, refusal.table, number)
    }
    evidence = [
        row["evidence"]
        for row in _rows(folder, "issues", number)
        if row["code"] in ("reports_quarantined", "rows_quarantined")
    ]
    assert f"{refusal.table}: {refusal.reason}" in evidence
    kept = {
        table: len(_rows(folder, table, number))
        for table in ("reports", "revisions", "sections", "quantities")
    }
    whole = {
        "revisions": 1,
        **{table: read[page(number)][table] for table in kept if table != "revisions"},
    }
    assert {table for table, count in kept.items() if count < whole[table]} == set(
        refusal.loses
    )
    if "reports" in refusal.loses:
        assert set(kept.values()) == {0}


def test_what_is_sound_is_published_whole(staged):
    """The other reports lose nothing, and the audit of what is left finds no critical fault."""
    done, read, quarantine = staged
    for number in range(len(REFUSALS), len(REFUSALS) + SOUND):
        for table in ("reports", "sections", "quantities", "issues"):
            assert len(_rows(Path(done.folder), table, number)) >= read[
                page(number)
            ].get(table, 0)
            assert _rows(quarantine, table, number) == []
    audited = audit.fn(done, SUITES)
    assert audited.passed, audited.reason

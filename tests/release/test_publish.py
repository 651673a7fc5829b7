"""Publish over real files and a real ledger."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from expectations import ROWS
from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Check, Publication
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tasks.tables.schema import SCHEMAS
from tests.world.harvest import harvest, reading

pytestmark = pytest.mark.usefixtures("without_run")


@pytest.fixture
def made(tmp_path):
    """Harvest three reports of two years."""
    made = harvest(tmp_path / "home")
    captures = [made.capture(name) for name in "cba"]
    years = {"a": 2025, "b": 2024, "c": 2025}
    made.extract(
        [(one, reading(years[one.page_id])) for one in captures],
        get_extractor_version(),
    )
    return made


def _audit(staged, success=True):
    return Audit(
        staged.release_id,
        (Check("reports", "row_count", "", "critical", success, "3 rows", (), "why"),),
    )


def test_publishing_lets_pandas_read_the_current_tables(made):
    """The promise to the analyst: one plain call gives the checked tables."""
    staged = stage.fn(made.run, ROWS, ())
    done = publish.fn(made.run, staged, _audit(staged))
    assert (done.publication, done.release_id) == (
        Publication.PUBLISHED,
        staged.release_id,
    )
    frame = pd.read_parquet(made.home.current / "reports.parquet")
    assert list(frame["report_id"]) == ["b", "a", "c"]
    assert str(frame["published_on"].dt.tz) == "Asia/Shanghai"


@pytest.fixture(params=[0o022, 0o027])
def umask(request):
    """Set what new files and folders do not allow."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def _list_modes(home):
    tops = (home.releases, home.current, home.quarantine)
    files = {path for top in tops for path in [top, *top.rglob("*")]}
    files.add(home.latest)
    return {path: stat.S_IMODE(path.stat().st_mode) for path in files}


def _check_modes(home, umask):
    for path, mode in _list_modes(home).items():
        reading = 0o777 if path.is_dir() else 0o444
        assert mode & reading == reading & ~umask, path


def test_readers_get_what_the_umask_allows(umask, made):
    """Folders can be entered, files be read; a closed folder of an earlier version is opened."""
    for _night in (1, 2):
        staged = stage.fn(made.run, ROWS, ())
        publish.fn(made.run, staged, _audit(staged))
        _check_modes(made.home, umask)
        folder = made.home.releases / staged.release_id
        assert (folder / "reports.parquet").is_file()
        folder.chmod(0o700)


def test_publishing_the_same_again_says_so(made):
    """Nothing fetched and nothing read since: the release stays and the answer says why."""
    for expected in (Publication.PUBLISHED, Publication.UNCHANGED):
        staged = stage.fn(made.run, ROWS, ())
        done = publish.fn(made.run, staged, _audit(staged))
        assert done.publication is expected
    assert len(list(made.home.releases.iterdir())) == 1


def test_a_killed_publication_is_completed(made):
    """Killed after the folder was moved: the next run shows the release to readers."""
    staged = stage.fn(made.run, ROWS, ())
    publish.fn(made.run, staged, _audit(staged))
    made.home.latest.unlink()
    (made.home.current / "issues.parquet").unlink()
    again = stage.fn(made.run, ROWS, ())
    assert (
        publish.fn(made.run, again, _audit(again)).publication is Publication.COMPLETED
    )
    assert (
        json.loads(made.home.latest.read_text(encoding="utf-8"))["release_id"]
        == staged.release_id
    )
    assert len(list(made.home.current.glob("[!.]*"))) == len(SCHEMAS)


def test_a_failed_audit_leaves_the_last_release(made):
    """Readers see no change, the staged files stay with the audit beside them, and the answer says why."""
    first = stage.fn(made.run, ROWS, ())
    publish.fn(made.run, first, _audit(first))
    made.extract([(made.capture("d"), reading())], get_extractor_version())
    staged = stage.fn(made.run, ROWS, ())
    assert staged.last_counts == first.counts
    done = publish.fn(made.run, staged, _audit(staged, success=False))
    assert done.blocked
    assert (done.release_id, done.counts) == (first.release_id, first.counts)
    assert "reports.row_count" in done.reason
    assert f"staging/{staged.release_id}" in done.reason
    assert (
        json.loads((Path(staged.folder) / "audit.json").read_text(encoding="utf-8"))[
            "passed"
        ]
        is False
    )
    assert len(pd.read_parquet(made.home.current / "reports.parquet")) == 3


def test_the_first_audit_may_fail_too(made):
    """Without a release before, none stands."""
    staged = stage.fn(made.run, ROWS, ())
    done = publish.fn(made.run, staged, _audit(staged, success=False))
    assert (done.release_id, done.folder, dict(done.counts), done.blocked) == (
        "",
        "",
        {},
        True,
    )


def test_an_audit_of_another_release_does_not_count(made):
    """An audit is good for the files that it is about."""
    staged = stage.fn(made.run, ROWS, ())
    with pytest.raises(ReleaseError, match="audit the staged release"):
        publish.fn(made.run, staged, replace(_audit(staged), release_id="other"))

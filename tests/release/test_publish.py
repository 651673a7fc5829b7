"""Publish over real files and a real ledger."""

import json
import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from expectations import ROWS
from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Check, Publication
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.release.store import visibility
from tasks.release.store.changes_feed import check_feed
from tasks.release.store.release_list import ReleaseList
from tasks.tables.part_store import get_extractor_version
from tasks.tables.schema import SCHEMAS
from tests.world.harvest import NIGHT, harvest, reading

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
    assert made.home.changes_feed.is_file()
    assert list(check_feed(made.home)) == []


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


def _latest(made):
    return json.loads(made.home.latest.read_text(encoding="utf-8"))


def _add(made, page_id, days):
    """Let a report come some days later."""
    capture = made.capture(page_id, at=NIGHT + timedelta(days=days))
    made.extract([(capture, reading())], get_extractor_version())


def test_a_release_of_an_earlier_time_is_held_back(made):
    """It was staged first and comes last: readers stay where they are, and the list says why."""
    early = stage.fn(made.run, ROWS, ())
    _add(made, "d", 1)
    late = stage.fn(made.run, ROWS, ())
    assert late.as_of > early.as_of
    assert publish.fn(made.run, late, _audit(late)).publication is Publication.PUBLISHED
    held = publish.fn(made.run, early, _audit(early))
    assert (held.publication, held.blocked) == (Publication.OVERTAKEN, True)
    assert f"readers see {late.release_id}, which speaks for" in held.reason
    assert (held.release_id, _latest(made)["release_id"]) == (late.release_id,) * 2
    [listed] = ReleaseList(made.home).list_held_back()
    assert f"{early.release_id} was held back: {listed.reason}" == held.reason


def test_a_release_that_was_staged_on_another_base_is_held_back(made):
    """Its changes speak of what readers no longer see; staged anew, it is published."""
    first = stage.fn(made.run, ROWS, ())
    publish.fn(made.run, first, _audit(first))
    _add(made, "d", 1)
    rival = stage.fn(made.run, ROWS, ())
    _add(made, "e", 2)
    staged = stage.fn(made.run, ROWS, ())
    publish.fn(made.run, rival, _audit(rival))
    held = publish.fn(made.run, staged, _audit(staged))
    assert held.publication is Publication.OVERTAKEN
    assert f"it was staged when they saw {first.release_id}; run again" in held.reason
    again = stage.fn(made.run, ROWS, ())
    done = publish.fn(made.run, again, _audit(again))
    assert done.publication is Publication.PUBLISHED
    changes = pd.read_parquet(made.home.current / "changes.parquet")
    assert set(changes["release_before"]) == {rival.release_id}
    assert not list(made.home.releases.glob("*/held-back.txt"))


def test_a_release_that_was_held_back_may_be_published_later(made):
    """Staged again on what readers see, the same files are, without the words that stood beside them."""
    first = stage.fn(made.run, ROWS, ())
    held = publish.fn(
        made.run, replace(first, last_folder="/releases/gone"), _audit(first)
    )
    assert held.publication is Publication.PUBLISHED
    _add(made, "d", 1)
    staged = stage.fn(made.run, ROWS, ())
    elsewhere = replace(staged, last_folder="/releases/gone")
    held = publish.fn(made.run, elsewhere, _audit(staged))
    assert held.publication is Publication.OVERTAKEN
    done = publish.fn(made.run, staged, _audit(staged))
    assert done.publication is Publication.PUBLISHED
    folder = made.home.releases / staged.release_id
    assert not (folder / "held-back.txt").exists()


@pytest.mark.parametrize("is_first", [True, False])
def test_what_a_killed_run_had_placed_is_still_news(made, monkeypatch, is_first):
    """`changes` compares with what readers were led to: news that they never saw is not lost."""
    seen_before = set()
    if not is_first:
        seen = stage.fn(made.run, ROWS, ())
        publish.fn(made.run, seen, _audit(seen))
        _add(made, "d", 1)
        seen_before = {seen.release_id}
    placed = stage.fn(made.run, ROWS, ())
    with monkeypatch.context() as patched:
        patched.setattr(visibility, "show_to_readers", _be_killed)
        with pytest.raises(KeyboardInterrupt):
            publish.fn(made.run, placed, _audit(placed))
    assert (made.home.releases / placed.release_id).is_dir()
    _add(made, "e", 2)
    staged = stage.fn(made.run, ROWS, ())
    publish.fn(made.run, staged, _audit(staged))
    changes = pd.read_parquet(made.home.current / "changes.parquet")
    reports = pd.read_parquet(made.home.current / "reports.parquet")
    assert set(changes["change"]) == {"new"}
    assert len(changes) == (len(reports) if is_first else 2)
    assert set(changes["release_before"].dropna()) == seen_before
    assert not (made.home.releases / placed.release_id).exists()
    assert not made.home.placing.exists()
    again = stage.fn(made.run, ROWS, ())
    assert again.release_id == staged.release_id


def test_what_a_killed_run_had_placed_is_shown_when_nothing_newer_is(made, monkeypatch):
    """A release that is held back takes no news from readers."""
    placed = stage.fn(made.run, ROWS, ())
    with monkeypatch.context() as patched:
        patched.setattr(visibility, "show_to_readers", _be_killed)
        with pytest.raises(KeyboardInterrupt):
            publish.fn(made.run, placed, _audit(placed))
    _add(made, "e", 2)
    staged = stage.fn(made.run, ROWS, ())
    failed = replace(_audit(staged), checks=())
    held = publish.fn(made.run, staged, failed)
    assert held.publication is Publication.BLOCKED
    assert _latest(made)["release_id"] == placed.release_id
    assert not made.home.placing.exists()


def _be_killed(*_arguments):
    raise KeyboardInterrupt


def test_what_a_killed_run_had_placed_broken_is_not_shown(made, monkeypatch):
    """Readers stay where they are until it is placed anew."""
    first = stage.fn(made.run, ROWS, ())
    publish.fn(made.run, first, _audit(first))
    _add(made, "d", 1)
    placed = stage.fn(made.run, ROWS, ())
    with monkeypatch.context() as patched:
        patched.setattr(visibility, "show_to_readers", _be_killed)
        with pytest.raises(KeyboardInterrupt):
            publish.fn(made.run, placed, _audit(placed))
    file = made.home.releases / placed.release_id / "issues.parquet"
    file.chmod(0o644)
    file.write_bytes(b"PAR1")
    again = stage.fn(made.run, ROWS, ())
    assert Path(again.last_folder).name == first.release_id
    assert _latest(made)["release_id"] == first.release_id
    done = publish.fn(made.run, again, _audit(again))
    assert (done.publication, done.release_id) == (
        Publication.PUBLISHED,
        placed.release_id,
    )
    assert not made.home.placing.exists()

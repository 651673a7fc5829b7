"""Releases: each move is all or nothing, and a broken-off publication is completed."""

import hashlib
import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.home import Home
from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Check, Staged
from tasks.release.store import visibility
from tests.world.harvest import NIGHT

FIRST, SECOND = "20260302T020000-aaaa", "20260303T020000-bbbb"


@pytest.fixture
def home(tmp_path):
    """Open an empty home."""
    return Home.open(str(tmp_path))


def _staged(home, release_id=FIRST):
    folder = home.staging / release_id
    folder.mkdir()
    for table in ("reports", "sections"):
        rows = pa.table({"release": [release_id] * 3}).replace_schema_metadata(
            {"release_id": release_id}
        )
        pq.write_table(rows, folder / f"{table}.parquet")
    return Staged(release_id, str(folder), NIGHT, {"reports": 3, "sections": 9}, {}, {})


def _audit(staged):
    return Audit(
        staged.release_id,
        (Check("reports", "table_row_count", "", "critical", True, "3"),),
    )


def _publish(home, staged):
    visibility.write_audit(home.staging / staged.release_id, _audit(staged))
    return visibility.move_to_releases(home, staged), visibility.show_to_readers(
        home, staged
    )


def _read_release(file):
    (release,) = set(pq.read_table(file)["release"].to_pylist())
    return release


def _standing_id(home):
    standing = visibility.CurrentRelease.find(home)
    return standing and standing.release_id


def _list_shown(home):
    """List what lies in `current/` beside the digests of its files."""
    names = [path.name for path in home.current.iterdir()]
    return sorted(name for name in names if not name.endswith(".sha256"))


def test_before_the_first_release_nothing_stands(home):
    """An empty home has no standing release."""
    assert visibility.CurrentRelease.find(home) is None


def test_a_placed_release_is_whole_and_read_only(home):
    """The folder moves with audit and checksums, which hold."""
    staged = _staged(home)
    assert _publish(home, staged) == (True, True)
    folder = home.releases / staged.release_id
    assert not (home.staging / staged.release_id).exists()
    lines = (folder / "checksums.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("  ")[1] for line in lines] == [
        "audit.json",
        "reports.parquet",
        "sections.parquet",
    ]
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert (folder / name).stat().st_mode & 0o222 == 0
    assert (
        json.loads((folder / "audit.json").read_text(encoding="utf-8"))["passed"]
        is True
    )


def test_readers_see_the_release(home):
    """`current/` holds the very files of the first release, `latest.json` its name and counts."""
    staged = _staged(home)
    _publish(home, staged)
    for table in staged.counts:
        file = home.releases / staged.release_id / f"{table}.parquet"
        assert (home.current / f"{table}.parquet").samefile(file)
    assert visibility.CurrentRelease.find(home) == (
        staged.release_id,
        home.releases / staged.release_id,
        staged.counts,
        staged.as_of,
    )
    assert _list_shown(home) == [
        "reports.parquet",
        "sections.parquet",
    ]


def test_publishing_again_changes_nothing(home):
    """The same release staged again is dropped, and readers' files are not touched."""
    _publish(home, _staged(home))
    before = {
        path: path.stat().st_ctime_ns for path in [*home.current.iterdir(), home.latest]
    }
    assert _publish(home, _staged(home)) == (False, False)
    assert {path: path.stat().st_ctime_ns for path in before} == before
    assert not list(home.staging.iterdir())


def test_a_newer_release_takes_the_place_of_the_last(home):
    """The old release stays in its folder; only the files of `current/` and the pointer move."""
    first, second = _staged(home), _staged(home, SECOND)
    _publish(home, first)
    _publish(home, second)
    assert _read_release(home.current / "reports.parquet") == SECOND
    assert _read_release(home.releases / first.release_id / "reports.parquet") == FIRST
    assert _standing_id(home) == second.release_id


def test_a_publication_killed_between_its_moves_is_completed(home):
    """After the folder's move, or after some of the links: the next publication does the rest."""
    staged = _staged(home)
    visibility.write_audit(home.staging / staged.release_id, _audit(staged))
    visibility.move_to_releases(home, staged)
    assert visibility.CurrentRelease.find(home) is None
    os.link(
        home.releases / staged.release_id / "reports.parquet",
        home.current / ".reports.parquet.next",
    )
    assert (
        visibility.move_to_releases(home, staged),
        visibility.show_to_readers(home, staged),
    ) == (
        False,
        True,
    )
    assert _standing_id(home) == staged.release_id
    assert _list_shown(home) == [
        "reports.parquet",
        "sections.parquet",
    ]


class Killed(BaseException):
    """Stands for a kill -9: nothing of ours catches it, and the moves after it do not happen."""


@pytest.mark.parametrize(
    "moves", range(6)
)  # audit, checksums, folder, two tables, pointer
def test_a_publication_killed_at_any_move_is_completed(home, monkeypatch, moves):
    """Before each single rename or link readers find whole files; publishing again comes to the same end."""
    first, second = _staged(home), _staged(home, SECOND)
    _publish(home, first)
    left = [moves]

    def counted(move):
        def moving(*args, **kwargs):
            if not left[0]:
                raise Killed
            left[0] -= 1
            return move(*args, **kwargs)

        return moving

    with monkeypatch.context() as patched:
        for name in ("rename", "replace", "link"):
            patched.setattr(os, name, counted(getattr(os, name)))
        with pytest.raises(Killed):
            _publish(home, second)
    for table in second.counts:
        assert _read_release(home.current / f"{table}.parquet") in {FIRST, SECOND}
    assert _standing_id(home) in {first.release_id, second.release_id}
    if (home.staging / second.release_id).is_dir():
        visibility.write_audit(home.staging / second.release_id, _audit(second))
    visibility.move_to_releases(home, second)
    visibility.show_to_readers(home, second)
    assert _standing_id(home) == second.release_id
    assert _list_shown(home) == [
        "reports.parquet",
        "sections.parquet",
    ]
    for table in second.counts:
        assert _read_release(home.current / f"{table}.parquet") == SECOND


def test_a_release_that_is_nowhere_says_so(home):
    """Neither staged nor released: an error with a remedy."""
    staged = Staged("gone", str(home.staging / "gone"), NIGHT, {}, {}, {})
    with pytest.raises(ReleaseError, match="stage the release again"):
        visibility.move_to_releases(home, staged)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"counts": {"reports": "many"}}'])
def test_a_broken_pointer_says_so(home, text):
    """A damaged latest.json is an error with a remedy, not a first night."""
    home.latest.write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError, match="move it away"):
        visibility.CurrentRelease.find(home)

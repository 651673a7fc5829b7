"""Which releases there are, what stays of them, and what a rollback does."""

import json
import os
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.home import Home
from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.model.release import Audit, Check, Staged
from tasks.model.run import BEIJING
from tasks.release.store import visibility
from tasks.release.store.release_list import GRACE, ReleaseList

NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
NOW = datetime(2026, 6, 1, tzinfo=BEIJING)


@pytest.fixture
def home(tmp_path):
    """Open an empty home."""
    return Home.open(str(tmp_path))


def staged(home, day=0, digest="aaaaaaaa", tables=("reports", "sections"), passed=True):
    """Stage small tables that say their release, with an audit."""
    as_of = NIGHT + timedelta(days=day)
    release_id = f"{as_of:%Y%m%dT%H%M%S}-{digest}"
    folder = home.staging / release_id
    folder.mkdir()
    for table in tables:
        rows = pa.table({"release": [release_id] * 3}).replace_schema_metadata(
            {"release_id": release_id}
        )
        pq.write_table(rows, folder / f"{table}.parquet")
    check = Check("reports", "table_row_count", "", "critical", passed, "3")
    visibility.write_audit(folder, Audit(release_id, (check,)))
    return Staged(release_id, str(folder), as_of, dict.fromkeys(tables, 3), {}, {})


def published(home, day=0, digest="aaaaaaaa", placed_at=None, **options):
    """Publish small tables; `placed_at` is when, in place of now."""
    made = staged(home, day, digest, **options)
    visibility.move_to_releases(home, made)
    visibility.show_to_readers(home, made)
    if placed_at:
        file = home.releases / made.release_id / "checksums.txt"
        os.utime(file, (placed_at.timestamp(), placed_at.timestamp()))
    return made.release_id


def _id(found):
    return found and found.release_id


def _base(home, day):
    folder = ReleaseList(home).find_base(NIGHT + timedelta(days=day))
    return folder and folder.name


def seen(home):
    """Say which release each file of `current/` and the pointer are of."""
    files = {
        file.stem: pq.read_table(file)["release"][0].as_py()
        for file in home.current.glob("*.parquet")
    }
    return {**files, "latest": _id(visibility.CurrentRelease.find(home))}


def test_releases_are_listed_by_fetch_and_publication(home):
    """What is no release, or only half one, is not among them."""
    second = published(home, 1)
    read_again = published(home, 0, "bbbbbbbb", placed_at=NIGHT)
    first = published(home, 0, "aaaaaaaa", placed_at=NIGHT + timedelta(days=1))
    (home.releases / f".going-{first}").mkdir()
    (home.releases / "notes").mkdir()
    assert [one.release_id for one in ReleaseList(home).list_releases()] == [
        read_again,
        first,
        second,
    ]
    assert ReleaseList(home).list_releases()[2].describe().counts == {
        "reports": 3,
        "sections": 3,
    }


def test_the_base_is_the_newest_of_an_earlier_fetch(home):
    """The first has none; one that is read again has the same as before; a recalled one is passed over."""
    first, bad = published(home, 0), published(home, 1)
    assert _base(home, 0) is None
    assert _base(home, 1) == first
    assert _base(home, 2) == bad
    ReleaseList(home).roll_back(
        ReleaseList(home).find_release(first), NOW, "wrong years"
    )
    assert _base(home, 2) == first


def test_a_release_is_found_by_the_first_characters_of_its_id(home):
    """Or as `latest`; what is unknown or ambiguous is an error with the near ones."""
    first, second = published(home, 0), published(home, 1)
    assert (
        ReleaseList(home).find_release(first).release_id
        == ReleaseList(home).find_release(first[:9]).release_id
        == first
    )
    assert ReleaseList(home).find_release("latest").release_id == second
    with pytest.raises(
        ConfigurationError, match=f"2 releases begin so: {first}, {second}"
    ):
        ReleaseList(home).find_release("2026")
    with pytest.raises(
        ConfigurationError, match=f"no such release; near ones: .*{first}"
    ):
        ReleaseList(home).find_release(first[:-1] + "b")
    with pytest.raises(ConfigurationError, match="no such release"):
        ReleaseList(home).find_release("")


def test_nothing_is_found_before_the_first_release(home):
    """The answer says what to do."""
    with pytest.raises(ConfigurationError, match="fazhi run"):
        ReleaseList(home).find_release("latest")


def test_what_was_held_back_is_listed_with_its_reason(home):
    """Failed, passed but left behind, not audited, or with a broken result."""
    for day, passed in enumerate((False, True)):
        staged(home, day, passed=passed)
    (home.staging / "20260310T020000-aaaaaaaa").mkdir()
    (home.staging / "20260311T020000-aaaaaaaa").mkdir()
    (home.staging / "20260311T020000-aaaaaaaa" / "audit.json").write_text(
        "{", encoding="utf-8"
    )
    reasons = [one.reason for one in ReleaseList(home).list_held_back()]
    assert reasons[0] == "1 critical check failed: reports.table_row_count"
    assert reasons[1] == "passed its audit, but was not published"
    assert reasons[2] == "not audited yet, or the run was killed"
    assert reasons[3].startswith("its audit.json is broken")


def test_a_rollback_shows_the_older_release_and_recalls_the_newer(home):
    """Files and pointer; a table that the older one does not have goes out of readers' sight."""
    first = published(home, 0)
    bad = [
        published(home, 1),
        published(home, 2, tables=("reports", "sections", "coverage")),
    ]
    assert (
        ReleaseList(home).roll_back(
            ReleaseList(home).find_release(first), NOW, "wrong years"
        )
        == bad
    )
    assert seen(home) == {"reports": first, "sections": first, "latest": first}
    recalls = json.loads(home.recalled.read_text(encoding="utf-8"))
    assert recalls[bad[1]] == {
        "at": "2026-06-01T00:00:00+08:00",
        "reason": "wrong years",
        "instead": first,
    }
    assert _id(ReleaseList(home).find_suspect()) == bad[1]


def test_a_recalled_release_can_be_shown_again(home):
    """Rolling back to it is what makes it good."""
    first, second = published(home, 0), published(home, 1)
    ReleaseList(home).roll_back(
        ReleaseList(home).find_release(first), NOW, "wrong years"
    )
    assert (
        ReleaseList(home).roll_back(
            ReleaseList(home).find_release(second), NOW, "they were right"
        )
        == []
    )
    assert seen(home)["latest"] == second
    assert (
        dict(ReleaseList(home).read_recalls()),
        ReleaseList(home).find_suspect(),
    ) == ({}, None)


def test_nobody_is_led_to_a_damaged_release(home):
    """A file that was changed, and one that is gone, are named; nothing has moved."""
    first, second = published(home, 0), published(home, 1)
    (home.releases / first / "sections.parquet").unlink()
    file = home.releases / first / "reports.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"PAR1", b"PAR2"))
    with pytest.raises(
        ReleaseError, match=r"not whole: reports\.parquet, sections\.parquet"
    ):
        ReleaseList(home).roll_back(
            ReleaseList(home).find_release(first), NOW, "wrong years"
        )
    assert (seen(home)["latest"], dict(ReleaseList(home).read_recalls())) == (
        second,
        {},
    )


def test_a_suspect_is_none_any_more_when_a_newer_release_stands(home):
    """What was recalled before readers moved on is history."""
    first = published(home, 0)
    published(home, 1)
    ReleaseList(home).roll_back(
        ReleaseList(home).find_release(first), NOW, "wrong years"
    )
    published(home, 2)
    assert ReleaseList(home).find_suspect() is None


def test_broken_recalls_say_so(home):
    """With the file and the remedy."""
    for text in ("[]", "{", '{"a": {"why": 1}}', '{"a": 1}'):
        home.recalled.write_text(text, encoding="utf-8")
        with pytest.raises(ReleaseError, match="move it away"):
            ReleaseList(home).read_recalls()


class Killed(BaseException):
    """Stands for a kill -9: nothing of ours catches it, and the moves after it do not happen."""


def _killing(patched, moves):
    left = [moves]

    def counted(move):
        def moving(*args, **kwargs):
            if not left[0]:
                raise Killed
            left[0] -= 1
            return move(*args, **kwargs)

        return moving

    for name in ("rename", "replace", "link", "unlink", "rmdir"):
        patched.setattr(os, name, counted(getattr(os, name)))


@pytest.mark.parametrize(
    "moves", range(5)
)  # the mark, two tables, the one that goes, the pointer
def test_a_rollback_killed_at_any_move_is_completed(home, monkeypatch, moves):
    """Readers find whole files of one of the two.

    Rolling back again, or the next publication, does the rest.
    """
    first, bad = (
        published(home, 0),
        published(home, 1, tables=("reports", "sections", "coverage")),
    )
    with monkeypatch.context() as patched:
        _killing(patched, moves)
        try:
            ReleaseList(home).roll_back(
                ReleaseList(home).find_release(first), NOW, "wrong years"
            )
        except Killed:
            pass
        else:
            pytest.fail("there are fewer moves than this test thinks")
    assert set(seen(home).values()) <= {first, bad}
    marked = bool(ReleaseList(home).read_recalls())
    ReleaseList(home).finish_rollback()
    assert seen(home)["latest"] == (first if marked else bad)
    ReleaseList(home).roll_back(
        ReleaseList(home).find_release(first), NOW, "wrong years"
    )
    assert seen(home) == {"reports": first, "sections": first, "latest": first}
    assert list(ReleaseList(home).read_recalls()) == [bad]


def test_every_night_of_thirty_days_stays_and_one_of_each_month(home):
    """Counted from the newest, whatever the date is; quarantined rows go with their release."""
    ids = [
        published(home, day, placed_at=NIGHT + timedelta(days=day))
        for day in range(0, 91, 10)
    ]
    (home.quarantine / ids[0]).mkdir()
    gone = ReleaseList(home).retain(NOW)
    # 2, 12, 22 March; 1, 11, 21 April; 1, 11, 21, 31 May
    assert gone == [ids[place] for place in (0, 1, 3, 4)]
    assert [one.release_id for one in ReleaseList(home).list_releases()] == [
        ids[place] for place in (2, 5, 6, 7, 8, 9)
    ]
    assert not list(home.quarantine.iterdir())
    assert ReleaseList(home).retain(NOW) == []


def test_what_readers_may_still_hold_stays(home):
    """The one they see, however old; the base of it; and what was replaced within the hour."""
    old = [
        published(home, day, placed_at=NOW - timedelta(days=99 - day))
        for day in (0, 1, 2, 3)
    ]
    recent = [published(home, day, placed_at=NOW - GRACE / 2) for day in (60, 61)]
    ReleaseList(home).roll_back(
        ReleaseList(home).find_release(old[2]), NOW, "wrong years"
    )
    assert ReleaseList(home).retain(NOW) == [old[0]]
    assert [one.release_id for one in ReleaseList(home).list_releases()] == [
        *old[1:],
        *recent,
    ]
    # 2 is seen, 1 is what it is compared with; 3 was recalled, and so is no last good one of its month
    assert ReleaseList(home).retain(NOW + 2 * GRACE) == [old[3]]


def test_a_recalled_release_is_not_the_last_of_its_month(home):
    """The good one before it is."""
    good, bad, newest = (
        published(home, day, placed_at=NIGHT + timedelta(days=day))
        for day in (0, 1, 70)
    )
    ReleaseList(home).roll_back(
        ReleaseList(home).find_release(good), NOW, "wrong years"
    )
    visibility.show_to_readers(home, ReleaseList(home).find_release(newest).describe())
    assert ReleaseList(home).retain(NOW + 2 * GRACE) == [bad]


def test_what_was_held_back_stays_for_a_week(home):
    """Older ones go when a newer release was published."""
    held = [staged(home, day, "bbbbbbbb", passed=False).release_id for day in (0, 1, 7)]
    published(home, 8, placed_at=NOW)
    ReleaseList(home).retain(NOW)
    assert [one.release_id for one in ReleaseList(home).list_held_back()] == held[1:]


@pytest.mark.parametrize("moves", range(6))
def test_a_removal_killed_at_any_move_leaves_nothing_half(home, monkeypatch, moves):
    """What is there is whole, and the next time removes the rest."""
    old, kept, _ = (
        published(home, day, placed_at=NIGHT + timedelta(days=day))
        for day in (0, 1, 60)
    )
    with monkeypatch.context() as patched:
        _killing(patched, moves)
        with pytest.raises(Killed):
            ReleaseList(home).retain(NOW)
    assert all(
        not visibility.find_damage(one.folder)
        for one in ReleaseList(home).list_releases()
    )
    ReleaseList(home).retain(NOW)
    assert not (home.releases / old).exists()
    assert (home.releases / kept).exists()
    assert not list(home.releases.glob(".*"))

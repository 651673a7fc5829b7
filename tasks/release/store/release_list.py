"""The releases of a home: which there are, in what order, and what a name that a person types stands for.

Recalls are the releases that an operator took back; `recalled.json` in the home names them. A recalled
release stays in its folder, for whoever wants to know what was wrong with it, but readers are not led to it
again before an operator does so by name. A later night that repeats it is known by it, too.

An analyst can rely on this: every night of the last 30 days can be looked up, and for each month before them
the last good release, for ever. "Last" is measured from the newest release, not from today, so a home that
has not run for a year loses nothing.
"""

import difflib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from filelock import FileLock

from tasks.home import Home, replace_text, sync
from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.model.release import Staged
from tasks.model.run import BEIJING
from tasks.release.store.visibility import (
    AUDIT_FILE,
    CHECKSUMS_FILE,
    HELD_BACK_FILE,
    CurrentRelease,
    find_damage,
    show_to_readers,
)
from tasks.tables.parquet_files import CheckedParquet

LATEST = "latest"
# 20260302T020007-1a2b3c4d: the time of the last fetch, then a hash of the content.
_TIME_FORMAT, _TIME_LENGTH = "%Y%m%dT%H%M%S", 15
_MOST_NEAR = 5
KEPT_WHOLE = timedelta(days=30)
# Someone may want to look why a release was held back; a week of nights is enough to compare.
_KEEP_HELD_BACK = timedelta(days=7)
# Readers who took a release's name from `latest.json` may still be loading its tables.
GRACE = timedelta(hours=1)
_REMOVAL_PREFIX = ".going-"


class _Recall(NamedTuple):
    """When a release was taken back, why, and which one readers were led to instead."""

    at: str
    reason: str
    instead: str


class StoredRelease(NamedTuple):
    """One release: the last fetch it speaks for, and when it was moved among the releases."""

    as_of: datetime
    placed_at: datetime
    release_id: str
    folder: Path

    def describe(self) -> Staged:
        """Describe it by what its files say; raises ReleaseError when one cannot be read."""
        counts = {}
        for path in sorted(self.folder.glob("*.parquet")):
            try:
                metadata = CheckedParquet(path).read_metadata()
                counts[path.stem] = int(metadata.num_rows)
            except (OSError, pa.ArrowException) as error:
                raise ReleaseError(
                    f"{path} cannot be read ({error}); take another release, or bring it back"
                ) from error
        folder = str(self.folder)
        return Staged(
            self.release_id,
            folder,
            self.as_of,
            counts,
            {},
            {},
        )


class HeldBackRelease(NamedTuple):
    """A staged release that readers never saw, and why: its audit's reason, or that there was none yet."""

    as_of: datetime
    release_id: str
    folder: Path
    reason: str


class ReleaseList:
    """The releases of a home, and what an operator does with them."""

    def __init__(self, home: Home) -> None:
        self._home = home

    @contextmanager
    def lock_moves(self) -> Iterator[None]:
        """Hold the lock of all moves that readers can see, waiting for another process that makes some."""
        with FileLock(self._home.state / "moving.lock", fallback_to_soft=False):
            yield

    def list_releases(self) -> list[StoredRelease]:
        """List the releases, oldest first; those with the same last fetch in the order of publication."""
        return sorted(
            StoredRelease(as_of, _read_placement_time(folder), folder.name, folder)
            for as_of, folder in _iter_release_folders(self._home.releases)
        )

    def list_held_back(self) -> list[HeldBackRelease]:
        """List the staged releases, oldest first."""
        return sorted(
            HeldBackRelease(as_of, folder.name, folder, _read_reason(folder))
            for as_of, folder in _iter_release_folders(self._home.staging)
        )

    def find_base(self, as_of: datetime) -> Path | None:
        """Find the release that one of a given last fetch is compared with; null when it is the first.

        It is the one that readers see, or when that is this one already, the newest of an earlier fetch, so
        that staging again gives the same. One that was recalled is passed over, and so is one that a killed
        run had placed: its news were shown to nobody.
        """
        passed_over = set(self.read_recalls())
        unseen = self._find_unseen()
        if unseen:
            passed_over.add(unseen.release_id)
        before = as_of.replace(microsecond=0)
        current = CurrentRelease.find(self._home)
        newest: Path | None = None
        for release in self.list_releases():
            if release.as_of >= before or release.release_id in passed_over:
                continue
            newest = release.folder
            if current and current.release_id == release.release_id:
                break
        return newest

    def find_release(self, name: str) -> StoredRelease:
        """Find a release by its id, the first characters of it, or `latest`.

        What was copied with an ellipsis behind it (`20260302T02…`) is taken, too. Raises ConfigurationError
        when none or several are meant, with the near ones.
        """
        name = name.strip().rstrip("….")
        releases = self.list_releases()
        if name == LATEST:
            current = CurrentRelease.find(self._home)
            current_id = current.release_id if current else None
            found = [one for one in releases if one.release_id == current_id]
        else:
            found = [
                one for one in releases if name and one.release_id.startswith(name)
            ]
        if len(found) != 1:
            near_ids = [one.release_id for one in found or releases]
            raise ConfigurationError(
                _explain_not_found(name, near_ids, ambiguous=bool(found))
            )
        return found[0]

    def read_recalls(self) -> Mapping[str, _Recall]:
        """Read the recalled releases by id, oldest recall first.

        Raises ReleaseError when the file is broken.
        """
        try:
            recalled = json.loads(self._home.recalled.read_text(encoding="utf-8"))
            return {
                release_id: _Recall(**recall) for release_id, recall in recalled.items()
            }
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, AttributeError) as error:
            raise ReleaseError(
                f"{self._home.recalled} is broken ({error!r}); mend it, or move it away and roll back anew"
            ) from error

    def roll_back(self, target: StoredRelease, at: datetime, reason: str) -> list[str]:
        """Recall every release newer than the target and show the target to readers.

        Give the ids that are recalled.

        Done again after a kill it completes what is missing; a target that was recalled itself is good again.
        Raises ReleaseError when the target's files do not match their checksums.
        """
        broken = find_damage(target.folder)
        if broken:
            raise ReleaseError(
                f"{target.release_id} is not whole: {broken}; choose another release"
            )
        described = target.describe()
        newer = [one.release_id for one in self.list_releases() if one > target]
        with self.lock_moves():
            # The mark comes first: killed behind it, the next publication finishes; killed before it,
            # nothing has happened.
            self._record_recall(newer, target.release_id, at, reason)
            show_to_readers(self._home, described)
        return newer

    def finish_publication(self) -> None:
        """Show readers what a killed process had placed for them; the caller holds the lock of moves."""
        placed = CurrentRelease.find_unfinished(self._home)
        if placed is None:
            return
        is_whole = placed.folder.is_dir() and not find_damage(placed.folder)
        if not is_whole or placed.release_id in self.read_recalls():
            self._home.placing.unlink()
        else:
            show_to_readers(self._home, placed.describe())

    def withdraw_unseen(self, release_id: str) -> None:
        """Remove what a killed process had placed and nobody saw, before a release is placed instead.

        That one has its news, too, for it is compared with what readers see. The same release stays when it
        is whole. The caller holds the lock.
        """
        unseen = self._find_unseen()
        if unseen is None or not unseen.folder.is_dir():
            return
        if unseen.release_id in self.read_recalls():
            return
        if unseen.release_id != release_id or find_damage(unseen.folder):
            _remove_folder(unseen.folder)

    def _find_unseen(self) -> CurrentRelease | None:
        """Find a release that was placed and that `latest.json` never named; null when there is none."""
        placed = CurrentRelease.find_unfinished(self._home)
        current = CurrentRelease.find(self._home)
        if placed and current and placed.release_id == current.release_id:
            return None
        return placed

    def finish_rollback(self) -> None:
        """Finish a rollback that was killed before readers saw it; the caller holds the lock of moves."""
        current = CurrentRelease.find(self._home)
        releases = {release.release_id: release for release in self.list_releases()}
        recall = self.read_recalls().get(current.release_id) if current else None
        if recall and recall.instead in releases:
            show_to_readers(self._home, releases[recall.instead].describe())

    def find_suspect(self) -> StoredRelease | None:
        """Find the newest recalled release that is newer than the one readers see; null when none is."""
        current = CurrentRelease.find(self._home)
        recalls = self.read_recalls()
        newest: StoredRelease | None = None
        for release in self.list_releases():
            if current and release.release_id == current.release_id:
                newest = None
            elif release.release_id in recalls:
                newest = release
        return newest

    def retain(
        self,
        now: datetime,
        grace: timedelta = GRACE,
        elsewhere: Callable[[str], None] | None = None,
    ) -> list[str]:
        """Remove the releases, held back ones and quarantined rows whose time is over.

        Give the ids of the releases.

        `elsewhere` removes a release from another place first: killed behind it, the next time does both. A
        folder is renamed before it is deleted, so that a kill leaves nothing half that looks whole; what such
        a kill left is removed the next time.
        """
        self._remove_leftovers()
        releases = self.list_releases()
        kept = self._find_kept(releases, now - grace)
        removed = []
        for release in releases:
            if release.release_id not in kept:
                if elsewhere:
                    elsewhere(release.release_id)
                _remove_folder(release.folder)
                quarantined = self._home.quarantine / release.release_id
                if quarantined.is_dir():
                    _remove_folder(quarantined)
                removed.append(release.release_id)
        self._remove_held_back(releases, now)
        return removed

    def _remove_held_back(
        self, releases: Sequence[StoredRelease], now: datetime
    ) -> None:
        held_back = self.list_held_back()
        times = [release.as_of for release in releases]
        times += [staged.as_of for staged in held_back]
        newest = max(times, default=now)
        for staged in held_back:
            if staged.as_of < newest - _KEEP_HELD_BACK:
                _remove_folder(staged.folder)

    def _remove_leftovers(self) -> None:
        home = self._home
        for parent in (home.releases, home.staging, home.quarantine):
            for folder in parent.glob(f"{_REMOVAL_PREFIX}*"):
                shutil.rmtree(folder)

    def _find_kept(
        self, releases: Sequence[StoredRelease], replaced_before: datetime
    ) -> set[str]:
        """Find the ids of the releases that stay, whatever keeps them."""
        if not releases:
            return set()
        recalls = self.read_recalls()
        current = CurrentRelease.find(self._home)
        newest = releases[-1].as_of
        kept: set[str] = set()
        compared = [newest]
        last_of_month: dict[str, str] = {}
        for release in releases:
            if release.as_of >= newest - KEPT_WHOLE:
                kept.add(release.release_id)
            if release.release_id not in recalls:
                month = f"{release.as_of:%Y-%m}"
                last_of_month[month] = release.release_id
            if current and release.release_id == current.release_id:
                kept.add(release.release_id)
                compared.append(release.as_of)
        kept.update(last_of_month.values())
        for release, after in _match_successors(releases):
            if after is None or after.placed_at >= replaced_before:
                kept.add(release.release_id)
        for as_of in compared:
            base = self.find_base(as_of)
            if base:
                kept.add(base.name)
        return kept

    def _record_recall(
        self,
        release_ids: list[str],
        instead: str,
        at: datetime,
        reason: str,
    ) -> None:
        """Note releases as recalled and the one that readers are led to as good, in one move."""
        recalls = dict(self.read_recalls())
        recalls.pop(instead, None)
        new = _Recall(at.isoformat(timespec="seconds"), reason, instead)
        for release_id in release_ids:
            recalls.setdefault(release_id, new)
        plain = {release_id: recall._asdict() for release_id, recall in recalls.items()}
        replace_text(
            self._home.recalled, json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
        )


def _iter_release_folders(folder: Path) -> Iterator[tuple[datetime, Path]]:
    """Give the folders that are named like releases; what is half made or half removed begins with a dot."""
    for child in folder.iterdir() if folder.is_dir() else ():
        try:
            time = datetime.strptime(child.name[:_TIME_LENGTH], _TIME_FORMAT)
        except ValueError:
            continue  # no release: a draft, or something that a person put there
        if child.is_dir():
            yield time.replace(tzinfo=BEIJING), child


def _read_placement_time(folder: Path) -> datetime:
    # The checksums are the last file that is written before a release takes its place.
    checksums = folder / CHECKSUMS_FILE
    dated = checksums if checksums.exists() else folder
    return datetime.fromtimestamp(dated.stat().st_mtime, BEIJING)


def _read_reason(folder: Path) -> str:
    held_back = folder / HELD_BACK_FILE
    if held_back.is_file():
        return held_back.read_text(encoding="utf-8").strip()
    try:
        audit = json.loads((folder / AUDIT_FILE).read_text(encoding="utf-8"))
        if audit["passed"]:
            return "passed its audit, but was not published"
        return f"{audit['reason']}"
    except FileNotFoundError:
        return "not audited yet, or the run was killed"
    except (ValueError, KeyError, TypeError) as error:
        return f"its {AUDIT_FILE} is broken ({error!r})"


def _explain_not_found(name: str, ids: Sequence[str], *, ambiguous: bool) -> str:
    if not ids:
        return f"{name}: nothing has been published yet; start a run with `fazhi run`"
    newest = ids[-_MOST_NEAR:]
    if ambiguous:
        return f"{name}: {len(ids)} releases begin so: {', '.join(newest)}; give more of the id"
    near = difflib.get_close_matches(name, ids, _MOST_NEAR, 0.5)
    word = "near ones" if near else "the newest"
    return f"{name}: no such release; {word}: {', '.join(near or newest)}; `fazhi release list` lists all"


def _match_successors(
    releases: Sequence[StoredRelease],
) -> Iterable[tuple[StoredRelease, StoredRelease | None]]:
    """Pair each release with the one that took its place among the readers."""
    placed = sorted(releases, key=lambda release: (release.placed_at, release))
    return zip(placed, [*placed[1:], None], strict=True)


def _remove_folder(folder: Path) -> None:
    going = folder.with_name(f"{_REMOVAL_PREFIX}{folder.name}")
    os.rename(folder, going)  # noqa: PTH104
    sync(folder.parent)
    shutil.rmtree(going)

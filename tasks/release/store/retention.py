"""Retention: how long releases stay.

An analyst can rely on this: every night of the last 30 days can be looked up, and for each month before them
the last good release, for ever. "Last" is measured from the newest release, not from today, so a home that
has not run for a year loses nothing.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tasks.home import Home, sync
from tasks.release.store.release_list import (
    ReleaseList,
    StoredRelease,
)
from tasks.release.store.visibility import find_current_release

KEEP_ALL = timedelta(days=30)
# Someone may want to look why a release was held back; a week of nights is enough to compare.
KEEP_HELD_BACK = timedelta(days=7)
# Readers who took a release's name from `latest.json` may still be loading its tables.
GRACE = timedelta(hours=1)
_REMOVAL_PREFIX = ".going-"


def retain(
    home: Home,
    now: datetime,
    grace: timedelta = GRACE,
    elsewhere: Callable[[str], None] | None = None,
) -> list[str]:
    """Remove the releases, held back ones and quarantined rows whose time is over.

    Give the ids of the releases.

    `elsewhere` removes a release from another place first: killed behind it, the next time does both. A
    folder is renamed before it is deleted, so that a kill leaves nothing half that looks whole; what such a
    kill left is removed the next time.
    """
    _remove_leftovers(home)
    listed = ReleaseList(home)
    releases = listed.list_releases()
    kept = _find_kept(home, releases, now - grace)
    removed = []
    for release in releases:
        if release.release_id not in kept:
            if elsewhere:
                elsewhere(release.release_id)
            _remove_folder(release.folder)
            if (home.quarantine / release.release_id).is_dir():
                _remove_folder(home.quarantine / release.release_id)
            removed.append(release.release_id)
    held_back = listed.list_held_back()
    times = [release.as_of for release in releases]
    times += [staged.as_of for staged in held_back]
    newest = max(times, default=now)
    for staged in held_back:
        if staged.as_of < newest - KEEP_HELD_BACK:
            _remove_folder(staged.folder)
    return removed


def _find_kept(
    home: Home, releases: Sequence[StoredRelease], replaced_before: datetime
) -> set[str]:
    """Find the ids of the releases that stay, whatever keeps them."""
    if not releases:
        return set()
    recalls = ReleaseList(home).read_recalls()
    current = find_current_release(home)
    newest = releases[-1].as_of
    kept: set[str] = set()
    compared = [newest]
    last_of_month: dict[str, str] = {}
    for release in releases:
        if release.as_of >= newest - KEEP_ALL:
            kept.add(release.release_id)
        if release.release_id not in recalls:
            last_of_month[f"{release.as_of:%Y-%m}"] = release.release_id
        if current and release.release_id == current.release_id:
            kept.add(release.release_id)
            compared.append(release.as_of)
    kept.update(last_of_month.values())
    for release, after in _match_successors(releases):
        if after is None or after.placed_at >= replaced_before:
            kept.add(release.release_id)
    for as_of in compared:
        if base := ReleaseList(home).find_base(as_of):
            kept.add(base.name)
    return kept


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


def _remove_leftovers(home: Home) -> None:
    for parent in (home.releases, home.staging, home.quarantine):
        for folder in parent.glob(f"{_REMOVAL_PREFIX}*"):
            shutil.rmtree(folder)

"""Retention: how long releases stay.

An analyst can rely on this: every night of the last 30 days can be looked up, and for each month before them
the last good release, for ever. "Last" is measured from the newest release, not from today, so a home that
has not run for a year loses nothing.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tasks.home import Home, sync
from tasks.release.store.release_list import (
    StoredRelease,
    find_base,
    list_held_back,
    list_releases,
    read_recalls,
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
    there = list_releases(home)
    kept = set(_iter_kept(home, there, now - grace))
    gone = [one for one in there if one.release_id not in kept]
    for one in gone:
        if elsewhere:
            elsewhere(one.release_id)
        _remove_folder(one.folder)
        if (home.quarantine / one.release_id).is_dir():
            _remove_folder(home.quarantine / one.release_id)
    aside = list(list_held_back(home))
    newest = max(
        (*(one.as_of for one in there), *(staged.as_of for staged in aside)),
        default=now,
    )
    for staged in aside:
        if staged.as_of < newest - KEEP_HELD_BACK:
            _remove_folder(staged.folder)
    return [one.release_id for one in gone]


def _iter_kept(
    home: Home, there: Sequence[StoredRelease], replaced_before: datetime
) -> Iterator[str]:
    """Give the ids that stay, each as often as something keeps it."""
    if not there:
        return
    bad, seen = read_recalls(home), find_current_release(home)
    newest = there[-1].as_of
    yield from (one.release_id for one in there if one.as_of >= newest - KEEP_ALL)
    yield from {
        f"{one.as_of:%Y-%m}": one.release_id
        for one in there
        if one.release_id not in bad
    }.values()
    yield from (
        one.release_id
        for one, after in _match_successors(there)
        if after is None or after.placed_at >= replaced_before
    )
    compared = [
        newest,
        *(one.as_of for one in there if seen and one.release_id == seen.release_id),
    ]
    yield from (
        base.name for base in (find_base(home, as_of) for as_of in compared) if base
    )
    if seen:
        yield seen.release_id


def _match_successors(
    there: Sequence[StoredRelease],
) -> Iterable[tuple[StoredRelease, StoredRelease | None]]:
    """Pair each release with the one that took its place among the readers."""
    placed = sorted(there, key=lambda one: (one.placed_at, one))
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

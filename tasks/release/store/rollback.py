"""Rollback: lead readers back to an older release, and know the bad one again when a later night brings it
back.
"""

from datetime import datetime

from tasks.home import Home
from tasks.model.errors import ReleaseError
from tasks.release.store.release_list import (
    StoredRelease,
    describe_release,
    list_releases,
    read_recalls,
    record_recall,
)
from tasks.release.store.visibility import (
    find_current_release,
    find_damage,
    lock_releases,
    show_to_readers,
)


def roll_back(
    home: Home, target: StoredRelease, at: datetime, reason: str
) -> list[str]:
    """Recall every release newer than the target and show the target to readers.

    Give the ids that are recalled.

    Done again after a kill it completes what is missing; a target that was recalled itself is good again.
    Raises ReleaseError when the target's files do not match their checksums.
    """
    if broken := find_damage(target.folder):
        raise ReleaseError(
            f"{target.release_id} is not whole: {broken}; choose another release"
        )
    shown = describe_release(target)
    newer = [one.release_id for one in list_releases(home) if one > target]
    with lock_releases(home):
        # The mark comes first: killed behind it, the next publication finishes; killed before it, nothing has
        # happened.
        record_recall(home, newer, target.release_id, at, reason)
        show_to_readers(home, shown)
    return newer


def finish_rollback(home: Home) -> None:
    """Finish a rollback that was killed before readers saw its target; the caller holds the lock."""
    seen, there = (
        find_current_release(home),
        {one.release_id: one for one in list_releases(home)},
    )
    mark = read_recalls(home).get(seen.release_id) if seen else None
    if mark and mark.instead in there:
        show_to_readers(home, describe_release(there[mark.instead]))


def find_suspect(home: Home) -> StoredRelease | None:
    """Find the newest recalled release that is newer than the one readers see; null when none is."""
    seen, bad = find_current_release(home), read_recalls(home)
    newer: list[StoredRelease] = []
    for one in list_releases(home):
        if seen and one.release_id == seen.release_id:
            newer = []
        elif one.release_id in bad:
            newer.append(one)
    return newer[-1] if newer else None

"""Rollback: lead readers back to an older release, and know the bad one when a later night repeats it."""

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
    described = describe_release(target)
    newer = [one.release_id for one in list_releases(home) if one > target]
    with lock_releases(home):
        # The mark comes first: killed behind it, the next publication finishes; killed before it, nothing has
        # happened.
        record_recall(home, newer, target.release_id, at, reason)
        show_to_readers(home, described)
    return newer


def finish_rollback(home: Home) -> None:
    """Finish a rollback that was killed before readers saw its target; the caller holds the lock."""
    current = find_current_release(home)
    releases = {release.release_id: release for release in list_releases(home)}
    recall = read_recalls(home).get(current.release_id) if current else None
    if recall and recall.instead in releases:
        show_to_readers(home, describe_release(releases[recall.instead]))


def find_suspect(home: Home) -> StoredRelease | None:
    """Find the newest recalled release that is newer than the one readers see; null when none is."""
    current, recalls = find_current_release(home), read_recalls(home)
    newest: StoredRelease | None = None
    for release in list_releases(home):
        if current and release.release_id == current.release_id:
            newest = None
        elif release.release_id in recalls:
            newest = release
    return newest

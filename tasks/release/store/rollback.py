"""Rollback: lead readers back to an older release, and know the bad one again when a later night brings it
back.
"""

from datetime import datetime

from tasks.home import Home
from tasks.model.errors import ReleaseError
from tasks.release.store.release_list import Known, described, recall, recalls, releases
from tasks.release.store.visibility import damage, expose, moving, standing


def roll_back(home: Home, target: Known, at: datetime, reason: str) -> list[str]:
    """Recall every release newer than the target and show the target to readers.

    Give the ids that are recalled.

    Done again after a kill it completes what is missing; a target that was recalled itself is good again.
    Raises ReleaseError when the target's files do not match their checksums.
    """
    if broken := damage(target.folder):
        raise ReleaseError(
            f"{target.release_id} is not whole: {broken}; choose another release"
        )
    shown = described(target)
    newer = [one.release_id for one in releases(home) if one > target]
    with moving(home):
        # The mark comes first: killed behind it, the next publication finishes; killed before it, nothing has
        # happened.
        recall(home, newer, target.release_id, at, reason)
        expose(home, shown)
    return newer


def finish_rollback(home: Home) -> None:
    """Finish a rollback that was killed before readers saw its target; the caller holds the lock."""
    seen, there = standing(home), {one.release_id: one for one in releases(home)}
    mark = recalls(home).get(seen.release_id) if seen else None
    if mark and mark.instead in there:
        expose(home, described(there[mark.instead]))


def suspect(home: Home) -> Known | None:
    """Find the newest recalled release that is newer than the one readers see; null when none is."""
    seen, bad = standing(home), recalls(home)
    newer: list[Known] = []
    for one in releases(home):
        if seen and one.release_id == seen.release_id:
            newer = []
        elif one.release_id in bad:
            newer.append(one)
    return newer[-1] if newer else None

"""Releases: from a staged folder to what readers see, in moves that are each all or nothing.

    staging/<id>/  ->  releases/<id>/           one rename; never changed again, its files are read-only
    releases/<id>/<table>.parquet  ->  current/ a file a table, made under another name and put in place
    latest.json                                 written last: it names a release that is whole

A process killed between two moves leaves every single file whole; publishing again completes the rest.
Whoever moves anything holds the home's lock (`moving`), which the kernel frees when its process ends, however
it ends.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from tasks.home import Home, replace_text, sync
from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Staged
from tasks.release.store.current_files import replace_current_file

AUDIT_FILE, CHECKSUMS_FILE = "audit.json", "checksums.txt"
_READ_ONLY = 0o444


class CurrentRelease(NamedTuple):
    """The release that `latest.json` names; counts are rows by table."""

    release_id: str
    folder: Path
    counts: Mapping[str, int]


@contextmanager
def lock_releases(home: Home) -> Iterator[None]:
    """Hold the lock of all moves that readers can see, waiting for another process that makes some."""
    with (home.state / "moving.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find_current_release(home: Home) -> CurrentRelease | None:
    """Find the release that readers see, null before the first.

    Raises ReleaseError when `latest.json` is broken.
    """
    try:
        latest = json.loads(home.latest.read_text(encoding="utf-8"))
        counts = {str(table): int(rows) for table, rows in latest["counts"].items()}
        return CurrentRelease(
            latest["release_id"], home.releases / latest["release_id"], counts
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"{home.latest} is broken ({error!r}); move it away and publish again, which writes it anew"
        ) from error


def write_audit(folder: Path, audit: Audit) -> None:
    """Keep an audit's result beside the tables that it judged."""
    verdict = {
        "release_id": audit.release_id,
        "passed": audit.passed,
        "reason": audit.reason,
    }
    checks = [asdict(check) for check in audit.checks]
    replace_text(
        folder / AUDIT_FILE,
        json.dumps({**verdict, "checks": checks}, ensure_ascii=False, indent=1) + "\n",
    )


def move_to_releases(home: Home, staged: Staged) -> bool:
    """Move a staged release among the releases.

    False when it is there already, and the staged copy is dropped.

    Raises ReleaseError when there is neither.
    """
    folder, target = Path(staged.folder), home.releases / staged.release_id
    if target.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        return False
    if not folder.is_dir():
        raise ReleaseError(f"{folder} is gone; stage the release again")
    replace_text(folder / CHECKSUMS_FILE, _compute_checksums(folder))
    for file in folder.iterdir():
        file.chmod(_READ_ONLY)
    sync(folder)
    os.rename(folder, target)  # noqa: PTH104
    sync(home.releases)
    return True


def show_to_readers(home: Home, staged: Staged) -> bool:
    """Show a placed release to readers: `current/` by table, then `latest.json`.

    False when they see it already.

    A table that this release does not have is taken out of `current/`.
    """
    folder = home.releases / staged.release_id
    changed = [
        replace_current_file(folder / f"{table}.parquet", home.current)
        for table in staged.counts
    ]
    changed += [
        _remove_file(file)
        for file in home.current.glob("*.parquet")
        if file.stem not in staged.counts
    ]
    latest = {
        "release_id": staged.release_id,
        "as_of": staged.as_of.isoformat(),
        "counts": dict(staged.counts),
        "tables": {
            table: f"releases/{staged.release_id}/{table}.parquet"
            for table in staged.counts
        },
    }
    text = json.dumps(latest, ensure_ascii=False, indent=1) + "\n"
    if (
        home.latest.exists()
        and home.latest.read_text(encoding="utf-8") == text
        and not any(changed)
    ):
        return False
    sync(home.current)
    replace_text(home.latest, text)
    return True


def find_damage(folder: Path) -> str:
    """Say which files of a release are missing or differ from its checksums; empty when it is whole."""
    try:
        told = (folder / CHECKSUMS_FILE).read_text(encoding="utf-8")
    except OSError as error:
        return f"{CHECKSUMS_FILE} cannot be read ({error.strerror})"
    differing = set(told.splitlines()) ^ set(_compute_checksums(folder).splitlines())
    return ", ".join(sorted({line.partition("  ")[2] for line in differing}))


def _remove_file(file: Path) -> bool:
    file.unlink()
    return True


def _compute_checksums(folder: Path) -> str:
    lines = []
    for file in sorted(folder.iterdir()):
        if not file.name.startswith(".") and file.name != CHECKSUMS_FILE:
            with file.open("rb") as content:
                lines.append(
                    f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {file.name}\n"
                )
    return "".join(lines)

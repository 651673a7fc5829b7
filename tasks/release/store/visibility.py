"""Where a release becomes visible: from a staged folder to what readers see, in all-or-nothing moves.

    staging/<id>/  ->  releases/<id>/           one rename; never changed again, its files are read-only
    releases/<id>/<table>.parquet  ->  current/ a file a table, made under another name and put in place
    latest.json                                 written last: it names a release that is whole

A process killed between two moves leaves every single file whole; publishing again completes the rest.
Whoever moves anything holds the home's lock (`lock_releases`), which the kernel frees when its process ends,
however it ends.
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

AUDIT_FILE = "audit.json"
CHECKSUMS_FILE = "checksums.txt"
_READ_ONLY = 0o444


class CurrentRelease(NamedTuple):
    """The release that `latest.json` names; counts are rows by table."""

    release_id: str
    folder: Path
    counts: Mapping[str, int]

    @classmethod
    def find(cls, home: Home) -> "CurrentRelease | None":
        """Find the release that readers see, null before the first.

        Raises ReleaseError when `latest.json` is broken.
        """
        try:
            latest = json.loads(home.latest.read_text(encoding="utf-8"))
            counts = {str(table): int(rows) for table, rows in latest["counts"].items()}
            release_id = latest["release_id"]
            return cls(release_id, home.releases / release_id, counts)
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReleaseError(
                f"{home.latest} is broken ({error!r}); move it away and publish again, which writes it anew"
            ) from error


@contextmanager
def lock_releases(home: Home) -> Iterator[None]:
    """Hold the lock of all moves that readers can see, waiting for another process that makes some."""
    with (home.state / "moving.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_audit(folder: Path, audit: Audit) -> None:
    """Keep an audit's result beside the tables that it checked."""
    result = {
        "release_id": audit.release_id,
        "passed": audit.passed,
        "reason": audit.reason,
        "checks": [asdict(check) for check in audit.checks],
    }
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    replace_text(folder / AUDIT_FILE, text)


def move_to_releases(home: Home, staged: Staged) -> bool:
    """Move a staged release among the releases.

    False when it is there already, and the staged copy is dropped.

    Raises ReleaseError when there is neither.
    """
    folder = Path(staged.folder)
    target = home.releases / staged.release_id
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
    changed = False
    for table in staged.counts:
        changed |= replace_current_file(folder / f"{table}.parquet", home.current)
    for file in home.current.glob("*.parquet"):
        if file.stem not in staged.counts:
            file.unlink()
            changed = True
    text = _render_latest(staged)
    if not changed and _has_text(home.latest, text):
        return False
    sync(home.current)
    replace_text(home.latest, text)
    return True


def find_damage(folder: Path) -> str:
    """Say which files of a release are missing or differ from its checksums; empty when it is whole."""
    try:
        published = (folder / CHECKSUMS_FILE).read_text(encoding="utf-8")
    except OSError as error:
        return f"{CHECKSUMS_FILE} cannot be read ({error.strerror})"
    present = _compute_checksums(folder)
    differing = set(published.splitlines()) ^ set(present.splitlines())
    names = {line.partition("  ")[2] for line in differing}
    return ", ".join(sorted(names))


def _render_latest(staged: Staged) -> str:
    """Make the text of `latest.json`: the release, its counts, and where its tables lie."""
    folder = f"releases/{staged.release_id}"
    latest = {
        "release_id": staged.release_id,
        "as_of": staged.as_of.isoformat(),
        "counts": dict(staged.counts),
        "tables": {table: f"{folder}/{table}.parquet" for table in staged.counts},
    }
    return json.dumps(latest, ensure_ascii=False, indent=1) + "\n"


def _has_text(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


def _compute_checksums(folder: Path) -> str:
    lines = []
    for file in sorted(folder.iterdir()):
        if not file.name.startswith(".") and file.name != CHECKSUMS_FILE:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            lines.append(f"{digest}  {file.name}\n")
    return "".join(lines)

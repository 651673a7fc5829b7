"""What `fazhi release` tells of releases, as plain data."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.home import Home
from tasks.model.errors import ReleaseError
from tasks.model.keys import KEYS
from tasks.release.store.release_list import (
    StoredRelease,
    describe_release,
    list_held_back,
    list_releases,
    read_recalls,
)
from tasks.release.store.release_tables import iter_row_groups, read_columns
from tasks.release.store.visibility import AUDIT_FILE, find_current_release
from tasks.tables.corrections import list_corrected_columns
from tasks.tables.fingerprints import (
    FINGERPRINTED_TABLES,
    compute_fingerprints,
)
from tasks.tables.release_changes import compare_fingerprints, count_row_changes

Told = dict[str, Any]


def all_of(home: Home) -> Told:
    """Tell the releases and those that were held back, oldest first."""
    return {
        "releases": [briefly(home, one) for one in list_releases(home)],
        "held_back": [
            {
                "release_id": one.release_id,
                "as_of": one.as_of.isoformat(),
                "reason": one.reason,
            }
            for one in list_held_back(home)
        ],
    }


def briefly(home: Home, one: StoredRelease) -> Told:
    """Tell one release: its times, rows by table, bytes, and whether readers see it or it was recalled."""
    seen, recall = find_current_release(home), read_recalls(home).get(one.release_id)
    return {
        "release_id": one.release_id,
        "as_of": one.as_of.isoformat(),
        "published_at": one.placed_at.isoformat(timespec="seconds"),
        "rows": dict(describe_release(one).counts),
        "bytes": sum(file.stat().st_size for file in one.folder.iterdir()),
        "current": bool(seen and seen.release_id == one.release_id),
        "recalled": recall._asdict() if recall else None,
    }


def wholly(home: Home, one: StoredRelease) -> Told:
    """Tell one release with its audit, its changes by kind, and its files."""
    return briefly(home, one) | {
        "audit": _audit(one.folder),
        "changes": _changes(one.folder),
        "files": {
            file.name: file.stat().st_size for file in sorted(one.folder.iterdir())
        },
    }


def between(before: StoredRelease, after: StoredRelease) -> Told:
    """Tell how two releases differ: rows and columns by table, and reports by kind of change."""
    names = [
        name
        for name in describe_release(before).counts
        if name in describe_release(after).counts
    ]
    return {
        "before": before.release_id,
        "after": after.release_id,
        "tables": {name: _rows(before.folder, after.folder, name) for name in names},
        "tables_added": sorted(set(describe_release(after).counts) - set(names)),
        "tables_removed": sorted(set(describe_release(before).counts) - set(names)),
        "schemas": {
            name: told
            for name in names
            if (told := _columns(before.folder, after.folder, name))
        },
        "changes": _changes_between(before, after),
    }


def _audit(folder: Path) -> Told:
    try:
        verdict = json.loads((folder / AUDIT_FILE).read_text(encoding="utf-8"))
        failed = [check for check in verdict["checks"] if not check["success"]]
        return {
            "passed": verdict["passed"],
            "reason": verdict["reason"],
            "failed": failed,
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            f"{folder / AUDIT_FILE} cannot be read ({error!r}); roll back to a release that is whole with `fazhi release "
            "rollback`"
        ) from error


def _changes(folder: Path) -> dict[str, int]:
    if not (folder / "changes.parquet").exists():
        return {}  # releases of older versions told none
    return dict(
        Counter(
            str(kind)
            for piece in iter_row_groups(folder, "changes")
            for kind in piece["change"].to_pylist()
        )
    )


def _changes_between(before: StoredRelease, after: StoredRelease) -> dict[str, int]:
    old, new = (
        compute_fingerprints(
            {name: iter_row_groups(one.folder, name) for name in FINGERPRINTED_TABLES}
        )
        for one in (before, after)
    )
    corrected = list_corrected_columns(
        read_columns(after.folder, "issues", ["report_id", "code", "evidence"])
    )
    return dict(
        Counter(
            compare_fingerprints(old, new, corrected, before.release_id)[
                "change"
            ].to_pylist()
        )
    )


def _rows(before: Path, after: Path, table: str) -> dict[str, int]:
    there = [
        pq.read_schema(folder / f"{table}.parquet").names for folder in (before, after)
    ]
    columns = [name for name in there[1] if name in there[0]]
    keys = KEYS.get(table, ())
    keys = keys if set(keys) <= set(columns) else ()
    return count_row_changes(
        table,
        iter_row_groups(before, table),
        iter_row_groups(after, table),
        columns,
        keys,
    )._asdict()


def _columns(before: Path, after: Path, table: str) -> dict[str, list[str]]:
    """Name the columns that came, went or changed their type; empty when the schemas agree."""
    old, new = (
        {
            field.name: str(field.type)
            for field in pq.read_schema(folder / f"{table}.parquet")
        }
        for folder in (before, after)
    )
    told = {
        "added": [name for name in new if name not in old],
        "removed": [name for name in old if name not in new],
        "retyped": [
            f"{name}: {old[name]} → {new[name]}"
            for name in new
            if name in old and new[name] != old[name]
        ],
    }
    return told if any(told.values()) else {}

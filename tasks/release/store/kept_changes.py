"""What became of the reports from one kept release to the next, as readers saw them.

Each release says in its table `changes` how it differs from the one before. Of older months only the last
release stays, and what it is compared with is gone: such a release is compared anew with the one kept before
it, so that no change between the kept ones is missing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from tasks.home import Home
from tasks.release.release_tables import ReleaseTables
from tasks.release.store.release_list import (
    KEPT_WHOLE,
    ReleaseList,
    StoredRelease,
)
from tasks.release.store.visibility import CurrentRelease
from tasks.tables.corrections import Corrections
from tasks.tables.release_changes import compare_fingerprints
from tasks.tables.schema import SCHEMAS

_TABLE = "changes"
_SUBJECTS = ("report_id", "code", "evidence", "subject")


class ReleaseChanges(NamedTuple):
    """A release, the kept one before it (null for the first), and the rows of `changes` between them."""

    release: StoredRelease
    before: StoredRelease | None
    rows: pa.Table


def _list_shown(home: Home) -> list[StoredRelease]:
    """List the kept releases that readers were led to and that were not recalled, oldest first."""
    current = CurrentRelease.find(home)
    if current is None:
        return []
    listed = ReleaseList(home)
    recalls = listed.read_recalls()
    shown = []
    for release in listed.list_releases():
        if release.release_id not in recalls:
            shown.append(release)
        if release.release_id == current.release_id:
            break
    return shown


def iter_changes(
    home: Home, since: datetime | None = None, *, anew: bool = True
) -> Iterator[ReleaseChanges]:
    """Give the changes of each release whose last fetch is not before a time, oldest first.

    The first kept release says what it said when it was made, and so does each where none is to be compared
    `anew`. Raises ReleaseError when a table of one cannot be read.
    """
    before: StoredRelease | None = None
    for release in _list_shown(home):
        if since is None or release.as_of >= since:
            rows = _read_own(release)
            if anew and before and _misses_releases(home, before, rows):
                rows = compare_releases(before, release)
            yield ReleaseChanges(release, before, rows)
        before = release


def _misses_releases(home: Home, before: StoredRelease, rows: pa.Table) -> bool:
    """Tell whether releases that stood behind one are gone, with which these changes were compared."""
    newest = ReleaseList(home).list_releases()[-1]
    if before.as_of >= newest.as_of - KEPT_WHOLE:
        return False
    return set(rows["release_before"].to_pylist()) != {before.release_id}


def compare_releases(before: StoredRelease, after: StoredRelease) -> pa.Table:
    """Give the table `changes` between any two releases; raises ReleaseError when one cannot be read."""
    old = ReleaseTables(before.folder).read_fingerprints()
    tables = ReleaseTables(after.folder)
    new = tables.read_fingerprints()
    names = next(tables.iter_row_groups("issues")).schema.names
    columns = [name for name in _SUBJECTS if name in names]
    corrected = Corrections.list_columns(tables.read_columns("issues", columns))
    return compare_fingerprints(old, new, corrected, before.release_id)


def _read_own(release: StoredRelease) -> pa.Table:
    """Read the changes that a release itself tells; those of older versions tell none, or less of each."""
    tables = ReleaseTables(release.folder)
    if not tables.has_table(_TABLE):
        return SCHEMAS[_TABLE].empty_table()
    present = next(tables.iter_row_groups(_TABLE)).schema.names
    columns = [name for name in SCHEMAS[_TABLE].names if name in present]
    return tables.read_columns(_TABLE, columns)

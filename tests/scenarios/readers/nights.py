"""Releases that say of themselves which they are: in the footer of each file and in each row."""

from datetime import datetime, timedelta

import pyarrow as pa

from tasks.home import Home
from tasks.model.release import Audit, Check, Staged
from tasks.model.run import BEIJING
from tasks.release.staging.draft import ReleaseDraft
from tasks.release.store.release_list import ReleaseList
from tasks.release.store.visibility import (
    ObjectStore,
    move_to_releases,
    show_to_readers,
    write_audit,
)

FIRST = datetime(2020, 1, 1, 2, tzinfo=BEIJING)
TABLES = ("reports", "sections", "cells", "issues")
# Narrow, so that ten thousand reads take seconds; readers, files and moves are the real ones.
_SCHEMA = pa.schema(
    [pa.field("report_id", pa.string()), pa.field("words", pa.string())]
)


def night_of(release_id: str) -> int:
    """Give the number of the night that a release speaks for."""
    return (datetime.strptime(release_id[:8], "%Y%m%d").date() - FIRST.date()).days


def marks(night: int) -> list[str]:
    """Give what stands in the rows of each table of a night: the night, and a number of rows that varies."""
    return [f"{night:04d}-{row}" for row in range(2 + night % 7)]


def stage_night(home: Home, night: int) -> Staged:
    """Stage the tables of a night, with an audit that they passed."""
    as_of = FIRST + timedelta(days=night)
    with ReleaseDraft(home.staging, dict.fromkeys(TABLES, _SCHEMA)) as draft:
        for name in TABLES:
            rows = marks(night)
            draft.write(
                name,
                pa.table(
                    {"report_id": rows, "words": [f"{name} {mark}" for mark in rows]},
                    _SCHEMA,
                ),
            )
        release_id, folder = draft.finish(as_of)
    check = Check(
        "reports", "table_row_count", "", "critical", True, "as many as there are"
    )
    write_audit(folder, Audit(release_id, (check,)))
    return Staged(release_id, str(folder), as_of, draft.counts, {}, {})


def publish_night(
    home: Home, night: int, grace: timedelta, outlet: ObjectStore | None = None
) -> None:
    """Stage and publish a night by the moves that `tasks.release.publish` makes; the caller holds no lock."""
    staged = stage_night(home, night)
    with ReleaseList(home).lock_moves():
        move_to_releases(home, staged)
        show_to_readers(home, staged)
        if outlet:
            outlet.publish_current(home)
        remove_elsewhere = outlet.remove_release if outlet else None
        ReleaseList(home).retain(datetime.now(BEIJING), grace, remove_elsewhere)

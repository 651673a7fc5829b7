"""Publish: let readers see the staged releases that passed their audit, and no others."""

import logging
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.home import Home, replace_text
from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Publication, Release, Staged
from tasks.model.run import BEIJING, Run
from tasks.release.metadata import render_documents
from tasks.release.pages import render_audit_pages
from tasks.release.release_statistics import count_release, take_inventory
from tasks.release.store import visibility
from tasks.release.store.object_store import ObjectStore
from tasks.release.store.release_list import read_recalls
from tasks.release.store.release_tables import iter_row_groups
from tasks.release.store.retention import retain
from tasks.release.store.rollback import find_suspect, finish_rollback
from tasks.tables.comparison.fingerprints import (
    FINGERPRINTED_TABLES,
    compute_fingerprints,
)
from tasks.tables.comparison.release_changes import has_recalled_changes


@task(
    name="publish", task_run_name="publish {staged.release_id}", cache_policy=NO_CACHE
)
def publish(run: Run, staged: Staged, audit: Audit) -> Release:
    """Let readers see a staged release that passed its audit.

    Otherwise the last one stays, and the answer says why.

    Done again after a kill it completes what is missing. Then the run's outlet is brought up to the home, and
    releases whose time is over are removed. Raises ReleaseError when the audit is of another release, or the
    outlet cannot be reached; the release stands at home then.
    """
    home, log = Home.open(run.home), get_run_logger()
    outlet = ObjectStore.open(run.outlet) if run.outlet else None
    if audit.release_id != staged.release_id:
        raise ReleaseError(
            f"the audit is of {audit.release_id}, not of {staged.release_id}; audit the staged release"
        )
    with visibility.lock_releases(home):
        finish_rollback(home)
        done = _publish_or_hold_back(home, staged, audit)
        log.log(
            logging.ERROR if done.blocked else logging.INFO,
            "%s: %s",
            done.publication,
            done.reason,
        )
        if outlet and outlet.publish_current(home):
            log.info("%s shows it, too", run.outlet)
        # The machine's clock, not the run's: it dates the files, and readers who hold a release live by it.
        for removed in retain(
            home,
            datetime.now(BEIJING),
            elsewhere=outlet.remove_release if outlet else None,
        ):
            log.info("%s removed: its time is over", removed)
    return done


def _publish_or_hold_back(home: Home, staged: Staged, audit: Audit) -> Release:
    _write_documents(staged, audit, home.quarantine / staged.release_id)
    if not audit.passed:
        reason = f"{audit.reason}; its files stay in staging/{staged.release_id}"
        return _report_held_back(home, staged, Publication.BLOCKED, reason)
    if bad := _explain_recall(home, staged):
        return _report_held_back(home, staged, Publication.RECALLED, bad)
    placed = visibility.move_to_releases(home, staged)
    changed = visibility.show_to_readers(home, staged)
    if placed:
        publication, reason = Publication.PUBLISHED, audit.reason
    elif changed:
        publication, reason = (
            Publication.COMPLETED,
            "the release was there, but readers did not see all of it yet",
        )
    else:
        publication, reason = (
            Publication.UNCHANGED,
            "nothing was fetched or read since this release",
        )
    folder = home.releases / staged.release_id
    return Release(staged.release_id, str(folder), staged.counts, publication, reason)


def _write_documents(staged: Staged, audit: Audit, quarantine: Path) -> None:
    """Write what stands beside the tables: the audit's verdict and pages, and documents where it passed."""
    folder = Path(staged.folder)
    if not folder.is_dir():
        return
    visibility.write_audit(folder, audit)
    texts = dict(render_audit_pages(audit, count_release(folder, quarantine, staged)))
    if audit.passed:
        texts |= render_documents(
            take_inventory(folder, staged.release_id, staged.as_of, staged.counts)
        )
    for name, text in texts.items():
        replace_text(folder / name, text)


def _explain_recall(home: Home, staged: Staged) -> str:
    """Say why a staged release counts as one that an operator took back; empty when it does not."""
    told, bad, seen = (
        read_recalls(home),
        find_suspect(home),
        visibility.find_current_release(home),
    )
    if staged.release_id in told:
        found = staged.release_id
    elif (
        bad
        and seen
        and has_recalled_changes(
            *map(_read_fingerprints, (seen.folder, bad.folder, Path(staged.folder)))
        )
    ):
        found = bad.release_id
    else:
        return ""
    return (
        f"it says again what {found} said, which was recalled at {told[found].at} ({told[found].reason}); mend that, "
        f"or let readers see it after all with `fazhi release rollback {found}`"
    )


def _read_fingerprints(folder: Path) -> pa.Table:
    return compute_fingerprints(
        {name: iter_row_groups(folder, name) for name in FINGERPRINTED_TABLES}
    )


def _report_held_back(
    home: Home, staged: Staged, publication: Publication, why: str
) -> Release:
    standing, reason = (
        visibility.find_current_release(home),
        f"{staged.release_id} was held back: {why}",
    )
    if standing is None:
        return Release("", "", {}, publication, reason)
    return Release(
        standing.release_id, str(standing.folder), standing.counts, publication, reason
    )

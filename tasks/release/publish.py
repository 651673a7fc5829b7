"""Publish: let readers see the staged releases that passed their audit, and no others."""

import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.home import Home, replace_text
from tasks.model.errors import ReleaseError, keep_secrets
from tasks.model.release import Audit, Publication, Release, Staged
from tasks.model.run import BEIJING, Run
from tasks.release.metadata import render_documents
from tasks.release.pages import render_audit_pages
from tasks.release.release_tables import ReleaseTables
from tasks.release.store import visibility
from tasks.release.store.changes_feed import write_feed
from tasks.release.store.release_list import ReleaseList, StoredRelease
from tasks.release.store.visibility import ObjectStore
from tasks.tables.release_changes import has_recalled_changes


@task(
    name="publish", task_run_name="publish {staged.release_id}", cache_policy=NO_CACHE
)
@keep_secrets
def publish(run: Run, staged: Staged, audit: Audit) -> Release:
    """Let readers see a staged release that passed its audit.

    Otherwise the last one stays, and the answer says why.

    Readers are only led forward: a release that speaks for an earlier time than what they see, or that was
    staged when they saw another one, is held back.

    Done again after a kill it completes what is missing. Then the run's object store is brought up to the
    home, and releases whose time is over are removed. Raises ReleaseError when the audit is of another
    release, or the object store cannot be reached; the release stands at home then.
    """
    home = Home.open(run.home)
    log = get_run_logger()
    store = ObjectStore.open(run.outlet) if run.outlet else None
    if audit.release_id != staged.release_id:
        raise ReleaseError(
            f"the audit is of {audit.release_id}, not of {staged.release_id}; audit the staged release"
        )
    listed = ReleaseList(home)
    with listed.lock_moves():
        listed.finish_rollback()
        release = _publish_or_hold_back(home, staged, audit)
        if store:
            release = _publish_elsewhere(home, store, release)
        level = logging.ERROR if release.blocked else logging.INFO
        log.log(level, "%s: %s", release.publication, release.reason)
        # The machine's clock, not the run's: it dates the files, and readers who hold a release live by it.
        now = datetime.now(BEIJING)
        remove_elsewhere = store.remove_release if store else None
        for removed in listed.retain(now, elsewhere=remove_elsewhere):
            log.info("%s removed: its time is over", removed)
        _write_feed(home, store)
    return release


def _write_feed(home: Home, store: ObjectStore | None) -> None:
    """Write the feed of changes; where an older release cannot be read, the night stands all the same."""
    log = get_run_logger()
    try:
        if write_feed(home, store):
            log.info("%s tells of the changes", home.changes_feed.name)
    except ReleaseError as error:
        log.error("%s was not written: %s", home.changes_feed.name, error)


def _publish_elsewhere(home: Home, store: ObjectStore, release: Release) -> Release:
    """Bring the object store up to the home, unless that would lead its readers back."""
    log = get_run_logger()
    overtaken = store.explain_overtaking(home)
    if overtaken:
        log.error("%s", overtaken)
    elif store.publish_current(home):
        log.info("%s is shown in the object store, too", release.release_id)
    if not overtaken or release.blocked:
        return release
    reason = f"{release.reason}; {overtaken}"
    return replace(release, publication=Publication.OVERTAKEN, reason=reason)


def _publish_or_hold_back(home: Home, staged: Staged, audit: Audit) -> Release:
    _write_documents(staged, audit, home.quarantine / staged.release_id)
    if not audit.passed:
        reason = f"{audit.reason}; its files stay in staging/{staged.release_id}"
        return _report_held_back(home, staged, Publication.BLOCKED, reason)
    recalled = _explain_recall(home, staged)
    if recalled:
        return _report_held_back(home, staged, Publication.RECALLED, recalled)
    current = visibility.CurrentRelease.find(home)
    overtaken = current.explain_overtaking(staged) if current else ""
    if overtaken:
        return _report_held_back(home, staged, Publication.OVERTAKEN, overtaken)
    (Path(staged.folder) / visibility.HELD_BACK_FILE).unlink(missing_ok=True)
    ReleaseList(home).withdraw_unseen(staged.release_id)
    moved = visibility.move_to_releases(home, staged)
    changed = visibility.show_to_readers(home, staged)
    if moved:
        publication = Publication.PUBLISHED
        reason = audit.reason
    elif changed:
        publication = Publication.COMPLETED
        reason = "the release was there, but readers did not see all of it yet"
    else:
        publication = Publication.UNCHANGED
        reason = "nothing was fetched or read since this release"
    folder = home.releases / staged.release_id
    return Release(
        staged.release_id,
        str(folder),
        staged.counts,
        publication,
        reason,
    )


def _write_documents(staged: Staged, audit: Audit, quarantine: Path) -> None:
    """Write what stands beside the tables: the audit's result and pages, and documents where it passed."""
    folder = Path(staged.folder)
    if not folder.is_dir():
        return
    visibility.write_audit(folder, audit)
    tables = ReleaseTables(folder)
    account = tables.count_release(quarantine, staged)
    texts = dict(render_audit_pages(audit, account))
    if audit.passed:
        release_id = staged.release_id
        as_of = staged.as_of
        inventory = tables.take_inventory(release_id, as_of, staged.counts)
        texts |= render_documents(inventory)
    for name, text in texts.items():
        replace_text(folder / name, text)


def _explain_recall(home: Home, staged: Staged) -> str:
    """Say why a staged release counts as one that an operator took back; empty when it does not."""
    listed = ReleaseList(home)
    recalls = listed.read_recalls()
    suspect = listed.find_suspect()
    if staged.release_id in recalls:
        recalled_id = staged.release_id
    elif suspect and _has_changes_of(home, staged, suspect):
        recalled_id = suspect.release_id
    else:
        return ""
    recall = recalls[recalled_id]
    return (
        f"it says again what {recalled_id} said, which was recalled at {recall.at} ({recall.reason}); "
        f"mend that, or let readers see it after all with `fazhi release rollback {recalled_id}`"
    )


def _has_changes_of(home: Home, staged: Staged, suspect: StoredRelease) -> bool:
    """Tell whether a staged release says again what a recalled one said."""
    current = visibility.CurrentRelease.find(home)
    if current is None:
        return False
    folders = (current.folder, suspect.folder, Path(staged.folder))
    fingerprints = [ReleaseTables(folder).read_fingerprints() for folder in folders]
    return has_recalled_changes(*fingerprints)


def _report_held_back(
    home: Home,
    staged: Staged,
    publication: Publication,
    why: str,
) -> Release:
    # what a killed run had placed is news that nothing newer tells them
    ReleaseList(home).finish_publication()
    left = Path(staged.folder)
    if left.is_dir() and publication is not Publication.BLOCKED:
        replace_text(left / visibility.HELD_BACK_FILE, f"{why}\n")
    reason = f"{staged.release_id} was held back: {why}"
    current = visibility.CurrentRelease.find(home)
    if current is None:
        return Release(
            "",
            "",
            {},
            publication,
            reason,
        )
    folder = str(current.folder)
    return Release(
        current.release_id,
        folder,
        current.counts,
        publication,
        reason,
    )

"""Publish: gather what was read into staged tables, then let readers see the ones that passed their audit."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.model.capture import Capture
from tasks.model.errors import ArchiveError, ReleaseError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.release import Audit, Publication, Release, Staged
from tasks.model.run import Run
from tasks.report.checks.years import last_year_issues
from tasks.report.reading import EXTRACTOR
from tasks.report.reuse import find_reuse
from tasks.report.rows import Row, issue_row
from tasks.report.schema import SCHEMAS, part_schemas
from tasks.store import quarantine, release
from tasks.store.gather import ReleaseOrder, join_ledger, latest
from tasks.store.layout import Home
from tasks.store.ledger import Ledger
from tasks.store.parts import Parts
from tasks.store.quarantine import Sifted, sift, table_rules
from tasks.store.staging import ROWS_PER_GROUP, Draft
from tasks.store.warc import Archive


@task(name="stage", task_run_name="stage the tables", cache_policy=NO_CACHE)
def stage(run: Run) -> Staged:
    """Gather the latest revisions into staged tables; rows that break a rule go to quarantine, with an issue each.

    Needs nothing but ledger, archive and parts: the same three give byte-identical files and the same release id.
    Raises ReleaseError when a part or `latest.json` is broken.
    """
    home = Home.open(run.home)
    standing = release.standing(home)
    with closing(Ledger(run.database_url)) as ledger, Draft(home.staging, SCHEMAS) as draft:
        as_of = _write_fetches(draft, ledger) or _last_capture(ledger) or run.started_at
        sifted = _sifted(home, ledger, as_of.year)
        refused = {name: part.refused for name, part in sifted.items() if part.refused.num_rows}
        tables = {name: part.kept for name, part in sifted.items()}
        reuse = find_reuse(tables["reports"], tables["sections"])
        tables["reuse"] = reuse.rows
        told = [*last_year_issues(tables["reports"], tables["quantities"]), *reuse.issues]
        tables["issues"] = pa.concat_tables([_issues(home, ledger, refused), _between_reports(told)])
        order = ReleaseOrder((page.page_id for page in ledger.pages()), tables["reports"])
        for name, table in tables.items():
            for year in order.by_year(table):
                draft.write(name, year)
        release_id, folder = draft.finish(as_of)
    quarantine.store(home.quarantine / release_id, refused)
    quarantined = {name: rows.num_rows for name, rows in refused.items()}
    get_run_logger().info("%s staged: %s", release_id, draft.counts)
    if quarantined:
        get_run_logger().warning("kept out, with the reason in quarantine/%s: %s", release_id, quarantined)
    return Staged(release_id, str(folder), as_of, draft.counts, quarantined, standing.counts if standing else {})


@task(name="publish", task_run_name="publish {staged.release_id}", cache_policy=NO_CACHE)
def publish(run: Run, staged: Staged, audit: Audit) -> Release:
    """Let readers see a staged release that passed its audit; otherwise the last one stays, and the answer says why.

    Done again after a kill it completes what is missing. Raises ReleaseError when the audit is of another release.
    """
    home = Home.open(run.home)
    done = _published(home, staged, audit)
    get_run_logger().log(logging.ERROR if done.blocked else logging.INFO, "%s: %s", done.publication, done.reason)
    return done


def _published(home: Home, staged: Staged, audit: Audit) -> Release:
    if audit.release_id != staged.release_id:
        raise ReleaseError(f"the audit is of {audit.release_id}, not of {staged.release_id}; audit the staged release")
    if Path(staged.folder).is_dir():
        release.write_audit(Path(staged.folder), audit)
    if not audit.passed:
        return _held_back(home, staged, audit)
    placed = release.place(home, staged)
    changed = release.expose(home, staged)
    if placed:
        publication, reason = Publication.PUBLISHED, audit.reason
    elif changed:
        publication, reason = Publication.COMPLETED, "the release was there, but readers did not see all of it yet"
    else:
        publication, reason = Publication.UNCHANGED, "nothing was fetched or read since this release"
    folder = home.releases / staged.release_id
    return Release(staged.release_id, str(folder), staged.counts, publication, reason)


def _held_back(home: Home, staged: Staged, audit: Audit) -> Release:
    standing = release.standing(home)
    reason = f"{staged.release_id} was held back: {audit.reason}; its files stay in staging/{staged.release_id}"
    if standing is None:
        return Release("", "", {}, Publication.BLOCKED, reason)
    return Release(standing.release_id, str(standing.folder), standing.counts, Publication.BLOCKED, reason)


def _write_fetches(draft: Draft, ledger: Ledger) -> datetime | None:
    """Write the table of requests; give the time of the last one, null when there is none."""
    last = None
    fetches = ledger.fetches()
    while batch := list(islice(fetches, ROWS_PER_GROUP)):
        last = max((fetch.at for fetch in batch if last is None or fetch.at > last), default=last)
        draft.write("fetches", pa.Table.from_pylist([asdict(fetch) for fetch in batch], SCHEMAS["fetches"]))
    return last


def _last_capture(ledger: Ledger) -> datetime | None:
    """Give the time of the last capture, for a ledger that was rebuilt from the archive and knows of no request."""
    return max((capture.captured_at for capture in ledger.latest_captures()), default=None)


def _sifted(home: Home, ledger: Ledger, last_year: int) -> Mapping[str, Sifted]:
    """Gather the tables that are read from reports, and part the rows that break a rule from the others."""
    parts, rows = Parts(home.parts, EXTRACTOR, part_schemas()), ledger.parts(EXTRACTOR)
    read = latest(parts, rows, "reports")
    reports = join_ledger(read, ledger.pages(), ledger.latest_captures(), SCHEMAS["reports"])
    known = pa.array([], pa.string())
    sifted = {"reports": sift(reports, table_rules("reports", SCHEMAS["reports"], known, last_year))}
    known = sifted["reports"].kept["report_id"].combine_chunks()
    revisions = [{"report_id": row.page_id, **asdict(row)} for row in ledger.revisions()]
    found = pa.Table.from_pylist(revisions, SCHEMAS["revisions"])
    sifted["revisions"] = sift(found, table_rules("revisions", SCHEMAS["revisions"], known, last_year))
    for name in ("sections", "quantities"):
        sifted[name] = sift(latest(parts, rows, name), table_rules(name, SCHEMAS[name], known, last_year))
    return sifted


def _issues(home: Home, ledger: Ledger, refused: Mapping[str, pa.Table]) -> pa.Table:
    """Gather the issues of reading, of the last crawl of each source, and of this staging."""
    read = latest(Parts(home.parts, EXTRACTOR, part_schemas()), ledger.parts(EXTRACTOR), "issues")
    rows = [*_unread(home, ledger.captures_to_read(EXTRACTOR)), *_refusals(refused), *_problems(ledger)]
    return pa.concat_tables([read, pa.Table.from_pylist(rows, SCHEMAS["issues"])])


def _between_reports(told: Iterable[tuple[str, Issue]]) -> pa.Table:
    """Give rows of what only shows when reports are held against each other, now that all are at hand."""
    return pa.Table.from_pylist([issue_row(issue, report_id, None) for report_id, issue in told], SCHEMAS["issues"])


def _unread(home: Home, captures: Iterable[Capture]) -> Iterator[Row]:
    """Give an issue for each latest revision that no part holds: its page must not vanish from the tables unseen."""
    with Archive(home.archive) as archive:
        for capture in captures:
            message = "the capture has not been read yet; run the extraction again"
            try:
                archive.read(capture.warc_file, capture.warc_offset)
            except ArchiveError as error:
                message = f"the capture cannot be read back from the archive: {error}"
            evidence = f"{capture.warc_file} at {capture.warc_offset}"
            issue = Issue("extract", "capture_unread", Severity.ERROR, Responsibility.US, message, evidence)
            yield issue_row(issue, capture.page_id, capture.source_id, capture.url)


def _refusals(refused: Mapping[str, pa.Table]) -> Iterator[Row]:
    for table, rows in refused.items():
        for (report_id, reason), count in quarantine.reasons(rows).items():
            message = f"{count} rows of {table} are in quarantine, not in the release; look at their column reason"
            severity = Severity.ERROR if table == "reports" else Severity.WARNING
            issue = Issue("audit", "rows_quarantined", severity, Responsibility.US, message, f"{table}: {reason}")
            yield issue_row(issue, report_id, None)


def _problems(ledger: Ledger) -> Iterator[Row]:
    pages = {page.page_id for page in ledger.pages()}
    for problem in ledger.problems():
        report_id = problem.page_id if problem.page_id in pages else None
        yield issue_row(problem.issue, report_id, problem.source_id)

"""Stage: gather what was read into staged tables, from ledger, archive, parts and earlier releases alone.

Its issues are those of reading the reports, and those that ledger, archive and quarantine raise.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.archive.warc import Archive
from tasks.home import Home, release_memory
from tasks.ledger import Ledger
from tasks.ledger.engine import BATCH, Database
from tasks.ledger.row_types import PageRow, ProblemRow
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.errors import ArchiveError, ReleaseError, keep_secrets
from tasks.model.issue import Issue
from tasks.model.page import Capture
from tasks.model.release import Staged
from tasks.model.run import BEIJING, Run
from tasks.model.source import Source
from tasks.model.table_rules import Rule
from tasks.release.release_tables import ReleaseTables
from tasks.release.staging.chunks import ReleaseChunks, ReportCorrector
from tasks.release.staging.draft import (
    REASON_COLUMN,
    ReleaseDraft,
    filter_rows,
)
from tasks.release.staging.layout import ROWS_PER_GROUP
from tasks.release.store.release_list import ReleaseList
from tasks.release.store.visibility import CurrentRelease, find_damage
from tasks.tables.collection import ReportCollection
from tasks.tables.corrections import (
    CORRECTIONS,
    Corrections,
)
from tasks.tables.coverage.governments import add_governments
from tasks.tables.coverage.results import build_coverage
from tasks.tables.coverage.roster import build_roster
from tasks.tables.headline_tables import build_headline_tables
from tasks.tables.lookup_tables import (
    build_division_table,
    build_indicator_code_table,
    build_issue_code_table,
    build_source_table,
)
from tasks.tables.organ_table import build_organs
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.release_changes import compare_fingerprints
from tasks.tables.schema import SCHEMAS, STATEMENT_TABLES, build_part_schemas
from tasks.tables.scorecard import build_scorecard
from tasks.tables.table_rows import build_issue_row
from tasks.tables.text_flags import add_text_flags

Rules = Mapping[str, Sequence[Rule]]
# What is read from reports and written as it passes; issues wait for those that only the whole tells.
_READ_TABLES = (
    "reports",
    "revisions",
    "sections",
    "quantities",
    "cells",
    "citations",
)
_SCORED_COLUMNS = ["report_id", "source_id", "code", "severity", "responsibility"]
# Issues turned into Arrow at once.
_ISSUES_AT_ONCE = 4096


class _ReleaseIssue(NamedTuple):
    """One issue, and the report and source that it concerns; null where it concerns none."""

    report_id: str | None
    source_id: str | None
    issue: Issue


@task(
    name="stage",
    task_run_name="stage the tables",
    cache_policy=NO_CACHE,
)
@keep_secrets
def stage(
    run: Run,
    rules: Callable[[int], Rules],
    sources: Sequence[Source],
    corrections: Path = CORRECTIONS,
) -> Staged:
    """Gather the latest revisions into staged tables.

    Rows that break a rule go to quarantine, with an issue each.

    `rules` give those of each table for the last year that a report can be about; `sources` are all that are
    known, `corrections` is the file of the values that people set right. Needs beside them nothing but
    ledger, archive, parts, lookups and earlier releases: the same give byte-identical files and the same
    release id. What others write to the ledger meanwhile does not mix in. Reports pass in chunks, so that
    memory does not grow with their texts. Raises ReleaseError when a part, an earlier release or
    `latest.json` is broken.
    """
    known = Corrections.read(corrections)
    # what was read of a database server that goes away is no whole: all is staged again
    return Database.repeat_while_away(lambda: _stage_once(run, rules, sources, known))


def _stage_once(
    run: Run,
    rules: Callable[[int], Rules],
    sources: Sequence[Source],
    known: Corrections,
) -> Staged:
    home = Home.open(run.home)
    parts = PartStore(home.parts, get_extractor_version(), build_part_schemas())
    corrector = partial(_correct_reports, known)
    _finish_rollback(home)
    last = CurrentRelease.find(home)
    ReleaseDraft.remove_leftovers(home)
    with (
        closing(Ledger(run.database_url)) as ledger,
        ledger.hold_snapshot(),
        ReleaseDraft.create_scratch(home.staging) as folder,
        _open_chunks(parts, ledger, corrector) as chunks,
        ReleaseDraft(home.staging, SCHEMAS) as draft,
    ):
        last_fetch = _write_fetches(draft, ledger)
        as_of = last_fetch or chunks.last_capture or run.started_at
        staging = _Staging(
            home,
            ledger,
            chunks,
            folder,
            draft,
            known,
        )
        staging.write_tables(rules(as_of.astimezone(BEIJING).year), sources, as_of)
        release_id, staged = draft.finish(as_of)
    ReleaseDraft.write_quarantine(home.quarantine / release_id, staging.refused)
    quarantined = {name: rows.num_rows for name, rows in staging.refused.items()}
    _log_counts(release_id, draft.counts, quarantined)
    counts, last_folder = (last.counts, str(last.folder)) if last else ({}, "")
    return Staged(
        release_id, str(staged), as_of, draft.counts, quarantined, counts, last_folder
    )


def _open_chunks(
    parts: PartStore, ledger: Ledger, corrector: ReportCorrector
) -> ReleaseChunks:
    """Open the chunks of parts that are what was written; raises ReleaseError when one is not."""
    extractor = get_extractor_version()
    rotten = parts.find_rotten(ledger.load_part_digests(extractor))
    if rotten:
        raise ReleaseError(
            f"part {rotten[0]} of {extractor} cannot be read as it was written; "
            "run `fazhi extract`, which makes it anew from the archive"
        )
    return ReleaseChunks(parts, ledger, extractor, SCHEMAS, corrector)


def _finish_rollback(home: Home) -> None:
    """Lead readers back first where a killed command had begun to: this release is compared with that."""
    releases = ReleaseList(home)
    with releases.lock_moves():
        releases.finish_rollback()


def _log_counts(
    release_id: str, counts: Mapping[str, int], quarantined: Mapping[str, int]
) -> None:
    log = get_run_logger()
    log.info("%s staged: %s", release_id, counts)
    if quarantined:
        message = "kept out, with the reason in quarantine/%s: %s"
        log.warning(message, release_id, quarantined)


@dataclass
class _Staging:
    """One staging under way: what its chunks gave so far, and the tables that are made of all of it."""

    home: Home
    ledger: Ledger
    release_chunks: ReleaseChunks
    folder: Path
    draft: ReleaseDraft
    corrections: Corrections
    refused: Mapping[str, pa.Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._collection = ReportCollection(self.folder / "whole")
        self._issues = self.release_chunks.open_sorter(
            self.folder, "issues", SCHEMAS["issues"]
        )
        self._refused: dict[str, list[pa.Table]] = {}
        self._corrected: dict[str, Collection[str]] = {}

    def write_tables(
        self, rules: Rules, sources: Sequence[Source], as_of: datetime
    ) -> None:
        """Write all tables but that of the requests."""
        base = _find_sound_base(self.home, as_of)
        self.write_reports(rules)
        self.write_statements()
        self.write_reuse()
        release_memory()
        self.write_changes(base)
        release_memory()
        self.write_lookups(self.write_coverage(sources, as_of), sources)
        self.write_scorecards(self.write_issues(), sources, base)

    def write_reports(self, rules: Rules) -> None:
        """Write what is read from reports, chunk by chunk."""
        for chunk in self.release_chunks.iter_chunks(self.folder):
            self._write_chunk(chunk, rules)
            # two chunks and their copies would need twice the memory
            del chunk
            release_memory()
        self.refused = {
            name: pa.concat_tables(found) for name, found in self._refused.items()
        }

    def _write_chunk(self, chunk: Mapping[str, pa.Table], rules: Rules) -> None:
        """Write a chunk, filtered by the rules and then corrected."""
        filtered = filter_rows(chunk, add_text_flags(chunk), rules)
        for name, rows in filtered.refused.items():
            if rows.num_rows:
                self._refused.setdefault(name, []).append(rows)
        corrected = self.corrections.apply(filtered.kept)
        self._corrected |= corrected.columns
        for name in _READ_TABLES:
            self.draft.write(name, corrected.tables[name])
        headlines = build_headline_tables(
            corrected.tables["reports"], corrected.tables["quantities"]
        )
        for name, rows in headlines.items():
            self.draft.write(name, rows)
        self._issues.add(corrected.tables["issues"])
        self._add_report_issues(corrected.issues)
        self._collection.add(corrected.tables)

    def write_statements(self) -> None:
        """Write what falls short and is planned, and where it is said again."""
        sorters = {
            name: self.release_chunks.open_sorter(self.folder, name, SCHEMAS[name])
            for name in STATEMENT_TABLES
        }
        for name, rows in self._collection.join_statements():
            sorters[name].add(rows)
        for name, sorter in sorters.items():
            for rows in sorter.iter_chunks():
                self.draft.write(name, rows)

    def write_reuse(self) -> None:
        """Write what stands in several reports."""
        reuse = self.release_chunks.open_sorter(self.folder, "reuse", SCHEMAS["reuse"])
        for rows in self._collection.reuse:
            reuse.add(rows)
        for rows in reuse.iter_chunks():
            self.draft.write("reuse", rows)

    def write_changes(self, base: Path | None) -> None:
        """Write what became of each report since an earlier release, null when there is none."""
        before = ReleaseTables(base).read_fingerprints() if base else None
        now = self._collection.fingerprints
        base_id = base.name if base else None
        changes = compare_fingerprints(before, now, self._corrected, base_id)
        self.draft.write("changes", changes)

    def write_coverage(self, sources: Sequence[Source], as_of: datetime) -> pa.Table:
        """Write what became of each report that was to be published, and whose they are; give the first."""
        roster = build_roster(sources)
        histories = self.ledger.load_source_histories()
        reports = self._collection.reports
        expected = build_coverage(roster, reports, histories, as_of)
        coverage = add_governments(expected, sources, as_of)
        self.draft.write("coverage", coverage)
        self.draft.write("organs", build_organs(reports, coverage))
        return coverage

    def write_lookups(self, coverage: pa.Table, sources: Sequence[Source]) -> None:
        """Write what the codes and ids in other tables mean."""
        reports = self._collection.reports
        named = _list_values("source_id", reports, coverage)
        known = build_source_table(sources, named)
        codes = _list_values("division_code", reports, coverage, known)
        lookups = {
            "sources": known,
            "indicator_codes": build_indicator_code_table(),
            "issue_codes": build_issue_code_table(),
            "divisions": build_division_table(codes),
        }
        for name, rows in lookups.items():
            self.draft.write(name, rows)

    def write_issues(self) -> pa.Table:
        """Write the issues of reading and those that only show now.

        Give the columns by which they are counted.
        """
        ledger = self.ledger
        unread = ledger.find_unread_captures(get_extractor_version())
        interruptions = ledger.load_interruptions()
        with Archive(self.home.archive) as archive:
            self._add_issues(_iter_unread_issues(archive, unread, interruptions))
        lost = ledger.find_pages_without_revision()
        self._add_issues(_iter_lost_page_issues(lost))
        self._add_issues(_iter_quarantine_issues(self.refused))
        page_ids = frozenset(self.release_chunks.order.page_ids.to_pylist())
        problems = ledger.load_problems()
        self._add_issues(_iter_crawl_issues(problems, page_ids))
        report_ids = frozenset(self._collection.reports["report_id"].to_pylist())
        self._add_report_issues(self.corrections.list_unused(report_ids))
        self._add_report_issues(self._collection.find_issues())
        none = SCHEMAS["issues"].empty_table()
        counted = [none.select(_SCORED_COLUMNS)]
        for rows in self._issues.iter_chunks():
            self.draft.write("issues", rows)
            counted.append(rows.select(_SCORED_COLUMNS))
        return pa.concat_tables(counted)

    def write_scorecards(
        self, issues: pa.Table, sources: Iterable[Source], base: Path | None
    ) -> None:
        """Write how many issues of each kind every source has, and had in an earlier release."""
        publishers = {source.id: source.organ for source in sources}
        before = None
        if base:
            groups = ReleaseTables(base).iter_row_groups("scorecards")
            before = pa.concat_tables(groups)
        reports = self._collection.reports
        scorecard = build_scorecard(issues, reports, publishers, before)
        self.draft.write("scorecards", scorecard)

    def _add_report_issues(self, issues: Iterable[tuple[str | None, Issue]]) -> None:
        """Add issues that concern reports, by their ids."""
        self._add_issues(
            _ReleaseIssue(report_id, None, issue) for report_id, issue in issues
        )

    def _add_issues(self, issues: Iterator[_ReleaseIssue]) -> None:
        while batch := list(islice(issues, _ISSUES_AT_ONCE)):
            rows = [
                build_issue_row(one.issue, one.report_id, one.source_id)
                for one in batch
            ]
            self._issues.add(pa.Table.from_pylist(rows, SCHEMAS["issues"]))


def _list_values(column: str, *tables: pa.Table) -> set[str]:
    """List the values of a column in some tables, without null."""
    return {
        value for table in tables for value in pc.unique(table[column]).to_pylist()
    } - {None}


def _find_sound_base(home: Home, as_of: datetime) -> Path | None:
    """Find the release that this one is compared with; raises ReleaseError when it is not what it was."""
    base = ReleaseList(home).find_base(as_of)
    broken = find_damage(base) if base else ""
    if base and broken:
        raise ReleaseError(
            f"{base} is not what was published ({broken}), so nothing can be compared with it; "
            "bring it back from a copy, or move it away, then run `fazhi extract`"
        )
    return base


def _write_fetches(draft: ReleaseDraft, ledger: Ledger) -> datetime | None:
    """Write the table of requests; give the time of the last one, null when there is none."""
    last: datetime | None = None
    batches = ledger.read_fetch_batches(SCHEMAS["fetches"])
    while group := list(islice(batches, ROWS_PER_GROUP // BATCH)):
        rows = pa.Table.from_batches(group)
        draft.write("fetches", rows)
        latest = pc.max(rows["fetched_at"]).as_py().astimezone(BEIJING)
        last = max(last or latest, latest)
    return last


def _correct_reports(corrections: Corrections, reports: pa.Table) -> pa.Table:
    """Correct reports without their texts: a year that is set right decides where the report stands."""
    return corrections.apply({"reports": reports}).tables["reports"]


def _iter_unread_issues(
    archive: Archive,
    captures: Iterable[Capture],
    interruptions: Mapping[str, Issue],
) -> Iterator[_ReleaseIssue]:
    """Give an issue for each latest revision that no part holds: no page may vanish from the tables.

    `interruptions` are, by page, what last kept our machine from reading them.
    """
    for capture in captures:
        evidence = f"{capture.warc_file} at {capture.warc_offset}"
        problem = make_phrase("capture_not_read_yet")
        issue = interruptions.get(capture.page_id)
        try:
            archive.read(capture.warc_file, capture.warc_offset)
        except ArchiveError as error:
            problem = make_phrase("capture_not_in_archive", error=str(error))
            issue = None
        if issue is None or issue.evidence != evidence:
            issue = make_issue(
                "capture_unread", evidence, url=capture.url, problem=problem
            )
        yield _ReleaseIssue(capture.page_id, capture.source_id, issue)


def _iter_lost_page_issues(pages: Iterable[PageRow]) -> Iterator[_ReleaseIssue]:
    """Give an issue for each page whose latest revision the ledger has lost: nothing is there to be read."""
    problem = make_phrase("revision_lost")
    for page in pages:
        evidence = f"revision {page.revision}"
        issue = make_issue("capture_unread", evidence, url=page.url, problem=problem)
        yield _ReleaseIssue(page.page_id, page.source_id, issue)


def _iter_quarantine_issues(refused: Mapping[str, pa.Table]) -> Iterator[_ReleaseIssue]:
    """Give an issue for each reason for which rows of a report are kept out.

    `refused` are those rows by table.
    """
    for table, rows in refused.items():
        for (report_id, reason), count in _count_reasons(rows).items():
            code = "reports_quarantined" if table == "reports" else "rows_quarantined"
            issue = make_issue(code, f"{table}: {reason}", count=count, table=table)
            yield _ReleaseIssue(report_id, None, issue)


def _count_reasons(refused: pa.Table) -> Mapping[tuple[str | None, str], int]:
    """Count refused rows by report and reason, in the order in which they were refused."""
    report_ids = refused["report_id"].to_pylist()
    reasons = refused[REASON_COLUMN].to_pylist()
    return Counter(zip(report_ids, reasons, strict=True))


def _iter_crawl_issues(
    problems: Iterable[ProblemRow], page_ids: Collection[str]
) -> Iterator[_ReleaseIssue]:
    """Give what crawls noticed; a page that was never captured is no report's."""
    for problem in problems:
        report_id = problem.page_id if problem.page_id in page_ids else None
        yield _ReleaseIssue(report_id, problem.source_id, problem.issue)

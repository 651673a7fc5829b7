"""Stage: gather what was read into staged tables, from ledger, archive, parts and earlier releases alone."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.archive.warc import Archive
from tasks.home import Home, release_memory
from tasks.ledger import Ledger
from tasks.ledger.arrow_batches import BATCH
from tasks.model.release import Staged
from tasks.model.rule import Rule
from tasks.model.run import BEIJING, Run
from tasks.model.source import Source
from tasks.release.staging.chunks import ReleaseChunks
from tasks.release.staging.draft import (
    ROWS_PER_GROUP,
    ReleaseDraft,
    create_scratch_folder,
    remove_leftovers,
)
from tasks.release.staging.quarantine import filter_rows, write_quarantine
from tasks.release.staging.release_issues import (
    ReleaseIssue,
    iter_crawl_issues,
    iter_lost_page_issues,
    iter_quarantine_issues,
    iter_unread_issues,
)
from tasks.release.store.release_list import find_base
from tasks.release.store.release_tables import iter_row_groups
from tasks.release.store.visibility import find_current_release
from tasks.report.reading import EXTRACTOR
from tasks.tables.collection import ReportCollection
from tasks.tables.comparison.fingerprints import (
    FINGERPRINTED_TABLES,
    compute_fingerprints,
)
from tasks.tables.comparison.release_changes import compare_fingerprints
from tasks.tables.correction_file import CORRECTIONS, Correction, read_corrections
from tasks.tables.corrections import apply_corrections, list_unused_corrections
from tasks.tables.coverage.results import build_coverage
from tasks.tables.coverage.roster import build_roster
from tasks.tables.part_store import PartStore
from tasks.tables.schema import SCHEMAS, build_part_schemas
from tasks.tables.scorecard import build_scorecard
from tasks.tables.table_rows import build_issue_row
from tasks.tables.text_flags import add_text_flags

Rules = Mapping[str, Sequence[Rule]]
# What is read from reports and written as it passes; issues wait for those that only the whole tells.
_READ_TABLES = ("reports", "revisions", "sections", "quantities")
_SCORED_COLUMNS = ["report_id", "source_id", "code", "severity", "responsibility"]
# Issues turned into Arrow at once.
_ISSUES_AT_ONCE = 4096


@task(name="stage", task_run_name="stage the tables", cache_policy=NO_CACHE)
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
    release id. Reports pass in chunks, so that memory does not grow with their texts. Raises ReleaseError
    when a part, an earlier release or `latest.json` is broken.
    """
    home, known = Home.open(run.home), read_corrections(corrections)
    parts, last = (
        PartStore(home.parts, EXTRACTOR, build_part_schemas()),
        find_current_release(home),
    )
    remove_leftovers(home)
    with (
        closing(Ledger(run.database_url)) as ledger,
        create_scratch_folder(home.staging) as folder,
        ReleaseChunks(
            parts, ledger, EXTRACTOR, SCHEMAS, partial(_correct_reports, known)
        ) as gathering,
        ReleaseDraft(home.staging, SCHEMAS) as draft,
    ):
        as_of = (
            _write_fetches(draft, ledger) or gathering.last_capture or run.started_at
        )
        base = find_base(home, as_of)
        work = _Staging(home, ledger, gathering, folder, draft, known)
        work.write_reports(rules(as_of.astimezone(BEIJING).year))
        work.write_reuse()
        release_memory()
        work.write_changes(base)
        release_memory()
        work.write_coverage(sources, as_of)
        work.write_scorecards(work.write_issues(), sources, base)
        release_id, staged = draft.finish(as_of)
    write_quarantine(home.quarantine / release_id, work.refused)
    quarantined = {name: rows.num_rows for name, rows in work.refused.items()}
    get_run_logger().info("%s staged: %s", release_id, draft.counts)
    if quarantined:
        get_run_logger().warning(
            "kept out, with the reason in quarantine/%s: %s", release_id, quarantined
        )
    counts, last_folder = (last.counts, str(last.folder)) if last else ({}, "")
    return Staged(
        release_id, str(staged), as_of, draft.counts, quarantined, counts, last_folder
    )


@dataclass
class _Staging:
    """One staging under way: what the chunks of its reports gave so far, and the tables that are made of all
    of it.
    """

    home: Home
    ledger: Ledger
    release_chunks: ReleaseChunks
    folder: Path
    draft: ReleaseDraft
    corrections: Sequence[Correction]
    refused: Mapping[str, pa.Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._collection = ReportCollection(self.folder / "whole")
        self._issues = self.release_chunks.open_sorter(
            self.folder, "issues", SCHEMAS["issues"]
        )
        self._refused: dict[str, list[pa.Table]] = {}
        self._corrected: dict[str, Collection[str]] = {}

    def write_reports(self, rules: Rules) -> None:
        """Write what is read from reports, chunk by chunk."""
        for chunk in self.release_chunks.iter_chunks(self.folder):
            self._write_chunk(chunk, rules)
            del chunk  # two of them and their copies would need twice the memory
            release_memory()
        self.refused = {
            name: pa.concat_tables(found) for name, found in self._refused.items()
        }

    def _write_chunk(self, chunk: Mapping[str, pa.Table], rules: Rules) -> None:
        """Write a chunk, sifted by the rules and then corrected."""
        sifted = filter_rows(chunk, add_text_flags(chunk), rules)
        for name, rows in sifted.refused.items():
            if rows.num_rows:
                self._refused.setdefault(name, []).append(rows)
        corrected = apply_corrections(sifted.kept, self.corrections)
        self._corrected |= corrected.columns
        for name in _READ_TABLES:
            self.draft.write(name, corrected.tables[name])
        self._issues.add(corrected.tables["issues"])
        self._add_issues(
            ReleaseIssue(report_id, None, issue)
            for report_id, issue in corrected.issues
        )
        self._collection.add(corrected.tables)

    def write_reuse(self) -> None:
        """Write what stands in several reports."""
        reuse = self.release_chunks.open_sorter(self.folder, "reuse", SCHEMAS["reuse"])
        for rows in self._collection.reuse:
            reuse.add(rows)
        for rows in reuse.iter_chunks():
            self.draft.write("reuse", rows)

    def write_changes(self, base: Path | None) -> None:
        """Write what became of each report since an earlier release, null when there is none."""
        before = (
            compute_fingerprints(
                {name: iter_row_groups(base, name) for name in FINGERPRINTED_TABLES}
            )
            if base
            else None
        )
        name = base.name if base else None
        self.draft.write(
            "changes",
            compare_fingerprints(
                before, self._collection.fingerprints, self._corrected, name
            ),
        )

    def write_coverage(self, sources: Sequence[Source], as_of: datetime) -> None:
        """Write what became of each report that was to be published."""
        self.draft.write(
            "coverage",
            build_coverage(
                build_roster(sources),
                self._collection.reports,
                self.ledger.load_source_histories(),
                as_of,
            ),
        )

    def write_issues(self) -> pa.Table:
        """Write the issues of reading and those that only show now.

        Give the columns by which they are counted.
        """
        with Archive(self.home.archive) as archive:
            self._add_issues(
                iter_unread_issues(archive, self.ledger.find_unread_captures(EXTRACTOR))
            )
        self._add_issues(
            iter_lost_page_issues(self.ledger.find_pages_without_revision())
        )
        self._add_issues(iter_quarantine_issues(self.refused))
        self._add_issues(
            iter_crawl_issues(
                self.ledger.load_problems(),
                frozenset(self.release_chunks.order.page_ids.to_pylist()),
            )
        )
        ids = frozenset(self._collection.reports["report_id"].to_pylist())
        told = chain(
            list_unused_corrections(self.corrections, ids),
            self._collection.find_issues(),
        )
        self._add_issues(
            ReleaseIssue(report_id, None, issue) for report_id, issue in told
        )
        counted = [SCHEMAS["issues"].empty_table().select(_SCORED_COLUMNS)]
        for rows in self._issues.iter_chunks():
            self.draft.write("issues", rows)
            counted.append(rows.select(_SCORED_COLUMNS))
        return pa.concat_tables(counted)

    def write_scorecards(
        self, issues: pa.Table, sources: Iterable[Source], base: Path | None
    ) -> None:
        """Write how many issues of each kind every source has, and had in an earlier release."""
        publishers = {source.id: source.organ for source in sources}
        before = pa.concat_tables(iter_row_groups(base, "scorecards")) if base else None
        self.draft.write(
            "scorecards",
            build_scorecard(issues, self._collection.reports, publishers, before),
        )

    def _add_issues(self, remarks: Iterator[ReleaseIssue]) -> None:
        while batch := list(islice(remarks, _ISSUES_AT_ONCE)):
            rows = [
                build_issue_row(one.issue, one.report_id, one.source_id)
                for one in batch
            ]
            self._issues.add(pa.Table.from_pylist(rows, SCHEMAS["issues"]))


def _write_fetches(draft: ReleaseDraft, ledger: Ledger) -> datetime | None:
    """Write the table of requests; give the time of the last one, null when there is none."""
    last: datetime | None = None
    batches = ledger.read_fetch_batches(SCHEMAS["fetches"])
    while group := list(islice(batches, ROWS_PER_GROUP // BATCH)):
        rows = pa.Table.from_batches(group)
        draft.write("fetches", rows)
        latest = pc.max(rows["at"]).as_py().astimezone(BEIJING)
        last = max(last or latest, latest)
    return last


def _correct_reports(corrections: Sequence[Correction], reports: pa.Table) -> pa.Table:
    """Correct reports without their texts: a year that is set right decides where the report stands."""
    return apply_corrections({"reports": reports}, corrections).tables["reports"]

"""The collection: what only all reports of a release together show, from chunks that come one by one.

Of each chunk little stays in memory: fingerprints, and those columns of its reports that others are held
against. What they say of indicators, and the paragraphs that are compared at the end, wait in a scratch
folder.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from tasks.model.issue import Issue
from tasks.report.checks.last_year import check_last_year, select_indicator_quantities
from tasks.tables.coverage.publications import REPORT_COLUMNS
from tasks.tables.fingerprints import compute_chunk_fingerprints
from tasks.tables.reuse.search import ReuseResult, ReuseSearch
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import TableSpool


class ReportCollection:
    """All reports of a release: `add` them by chunks, then ask.

    `scratch` is its own until the answers are used.
    """

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._search = ReuseSearch(scratch)
        empty = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
        self._statements = TableSpool(
            scratch / "statements.arrow",
            select_indicator_quantities(empty["quantities"]).schema,
        )
        self._reports = [empty["reports"].select(REPORT_COLUMNS)]
        self._fingerprints = [compute_chunk_fingerprints(empty)]

    def add(self, chunk: Mapping[str, pa.Table]) -> None:
        """Take in a chunk of the tables reports, sections and quantities."""
        self._search.add(chunk["reports"], chunk["sections"])
        self._statements.add(select_indicator_quantities(chunk["quantities"]))
        self._reports.append(chunk["reports"].select(REPORT_COLUMNS))
        self._fingerprints.append(compute_chunk_fingerprints(chunk))

    @property
    def reports(self) -> pa.Table:
        """Give of all reports the columns of `publications.REPORT_COLUMNS`."""
        return pa.concat_tables(self._reports)

    @property
    def fingerprints(self) -> pa.Table:
        """Give the fingerprints of all reports."""
        return pa.concat_tables(self._fingerprints)

    @cached_property
    def _reuse(self) -> ReuseResult:
        return self._search.finish()

    @property
    def reuse(self) -> Iterable[pa.Table]:
        """Give the rows of the table `reuse`, some at a time."""
        return self._reuse.rows

    def find_issues(self) -> Iterator[tuple[str, Issue]]:
        """Hold the reports against each other: yield report_id and issue for what only shows then."""
        yield from check_last_year(self.reports, self._statements)
        yield from self._reuse.issues

"""The whole: what only all reports of a release together tell, from chunks of them that come one after the
other.

Of each chunk little stays in memory: fingerprints, and those columns of its reports that others are held
against. What they say of indicators, and the paragraphs that are compared at the end, wait in a scratch
folder.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from tasks.model.issue import Issue
from tasks.report.checks.last_year import last_year_issues, statements
from tasks.tables.comparison.fingerprints import fingerprints
from tasks.tables.coverage.publications import COLUMNS
from tasks.tables.reuse.search import Reuse, Search
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Pieces


class Whole:
    """All reports of a release: `add` them by chunks, then ask.

    `scratch` is its own until the answers are used.
    """

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._search = Search(scratch)
        empty = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
        self._statements = Pieces(
            scratch / "statements.arrow", statements(empty["quantities"]).schema
        )
        self._reports, self._prints = (
            [empty["reports"].select(COLUMNS)],
            [fingerprints(empty)],
        )

    def add(self, chunk: Mapping[str, pa.Table]) -> None:
        """Take in a chunk of the tables reports, sections and quantities."""
        self._search.add(chunk["reports"], chunk["sections"])
        self._statements.add(statements(chunk["quantities"]))
        self._reports.append(chunk["reports"].select(COLUMNS))
        self._prints.append(fingerprints(chunk))

    @property
    def reports(self) -> pa.Table:
        """Give of all reports the columns of `publications.COLUMNS`."""
        return pa.concat_tables(self._reports)

    @property
    def fingerprints(self) -> pa.Table:
        """Give the fingerprints of all reports."""
        return pa.concat_tables(self._prints)

    @cached_property
    def _reuse(self) -> Reuse:
        return self._search.finish()

    @property
    def reuse(self) -> Iterable[pa.Table]:
        """Give the rows of the table `reuse`, some at a time."""
        return self._reuse.rows

    def issues(self) -> Iterator[tuple[str, Issue]]:
        """Hold the reports against each other: yield report_id and issue for what only shows then."""
        yield from last_year_issues(self.reports, self._statements)
        yield from self._reuse.issues

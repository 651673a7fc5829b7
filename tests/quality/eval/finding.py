"""The search for reuse over a collection that fits into memory: its rows as one table."""

import tempfile
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from tasks.model.issue import Issue
from tasks.tables.reuse.search import ReuseSearch
from tasks.tables.schema import SCHEMAS


class Found(NamedTuple):
    """The rows of the table `reuse`, and the issues by report."""

    rows: pa.Table
    issues: tuple[tuple[str, Issue], ...]


def find_reuse(reports: pa.Table, sections: pa.Table) -> Found:
    """Find the paragraphs of `reports` and `sections` that stand in several reports, in one chunk."""
    with tempfile.TemporaryDirectory() as scratch:
        search = ReuseSearch(Path(scratch))
        search.add(reports, sections)
        return finished(search)


def finished(search: ReuseSearch) -> Found:
    """Finish a search, and read its rows."""
    reuse = search.finish()
    return Found(
        pa.concat_tables([SCHEMAS["reuse"].empty_table(), *reuse.rows]), reuse.issues
    )

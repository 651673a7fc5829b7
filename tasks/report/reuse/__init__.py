"""Reuse: paragraphs that stand in another report too, over all reports of a release.

In three steps, each near-linear in the number of paragraphs: sketch them (`paragraphs`), group those that are alike
(`likeness`), and say of each what it shows (`kinds`). All reports must be at hand, so this runs over the tables when a
release is staged. The result does not depend on the order of their rows.
"""

from dataclasses import dataclass

import pyarrow as pa

from tasks.model.issue import Issue
from tasks.report.reuse.collection import Collection
from tasks.report.reuse.issuers import issuers_of
from tasks.report.reuse.kinds import matches_of
from tasks.report.reuse.likeness import groups_of
from tasks.report.reuse.paragraphs import Texts, read_paragraphs
from tasks.report.schema import SCHEMAS

_BATCH = 16_384


@dataclass(frozen=True, slots=True)
class Reuse:
    """The rows of the table `reuse`, by report and place, and the issues that they led to, each with its report."""

    rows: pa.Table
    issues: tuple[tuple[str, Issue], ...]


def find_reuse(reports: pa.Table, sections: pa.Table) -> Reuse:
    """Find the paragraphs of the tables `reports` and `sections` that stand in several reports."""
    columns = [name for name in reports.schema.names if name != "text"]
    reports = reports.select(columns).sort_by("report_id")
    ids = reports["report_id"].combine_chunks()
    paragraphs, issuers = read_paragraphs(sections, ids), issuers_of(reports)
    texts = Texts(sections, paragraphs)
    matches = matches_of(paragraphs, groups_of(paragraphs, texts), issuers)
    collection = Collection(paragraphs, texts, sections, ids.to_pylist(), issuers)
    tables, issues = [SCHEMAS["reuse"].empty_table()], []
    for at in range(0, len(matches), _BATCH):
        rows, found = collection.tell(matches[at : at + _BATCH])
        tables.append(pa.Table.from_pylist(rows, SCHEMAS["reuse"]))
        issues += found
    return Reuse(pa.concat_tables(tables), tuple(issues))

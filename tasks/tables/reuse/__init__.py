"""Reuse: paragraphs that stand in another report too, over all reports of a release.

In three steps, each near-linear in the number of paragraphs: sketch them (`paragraphs`), group those that are
alike (`likeness`), and say of each what it shows (`kinds`). All reports must be at hand, so this runs when a
release is staged: reports come in by chunks, their paragraphs go to a scratch file, and what stays in memory
is some hundred bytes a paragraph. The result does not depend on the chunks, nor on the order of reports and
sections.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tasks.model.issue import Issue
from tasks.tables.reuse.collection import Collection
from tasks.tables.reuse.issuers import Issuer, issuers_of
from tasks.tables.reuse.kinds import matches_of
from tasks.tables.reuse.likeness import closest, groups_of
from tasks.tables.reuse.paragraphs import Reader, Texts
from tasks.tables.rows import Pieces
from tasks.tables.schema import SCHEMAS

_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Reuse:
    """The rows of the table `reuse`, by report and place, in pieces.

    And the issues that they led to, by report.
    """

    rows: Iterable[pa.Table]
    issues: tuple[tuple[str, Issue], ...]


class Search:
    """A search for reuse: `add` the reports of a release a chunk at a time, then `finish`."""

    def __init__(self, scratch: Path) -> None:
        """Start with no reports.

        `scratch` is a folder for files that the caller removes when the rows are used.
        """
        scratch.mkdir(parents=True, exist_ok=True)
        self._paragraphs = scratch / "paragraphs.txt"
        self._rows = Pieces(scratch / "reuse.arrow", SCHEMAS["reuse"])
        self._reader = Reader(self._paragraphs)
        self._ids: list[str] = []
        self._issuers: list[Issuer] = []

    def add(self, reports: pa.Table, sections: pa.Table) -> None:
        """Take in some reports with all their sections; raise ValueError for a section of another report."""
        self._reader.read(
            sections, reports["report_id"].combine_chunks(), len(self._ids)
        )
        self._ids += reports["report_id"].to_pylist()
        self._issuers += issuers_of(reports)

    def finish(self) -> Reuse:
        """Find the paragraphs that stand in several of the reports; the rows wait in the scratch folder."""
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        ids, issuers = (
            [self._ids[index] for index in order],
            [self._issuers[index] for index in order],
        )
        paragraphs = self._reader.finish(order)
        with Texts(self._paragraphs, paragraphs) as texts:
            groups = groups_of(paragraphs, texts)
            matches = matches_of(paragraphs, groups, issuers, closest(texts))
            collection, issues = Collection(paragraphs, texts, ids, issuers), []
            for share in matches:
                for at in range(0, len(share), _BATCH):
                    rows, found = collection.tell(share[at : at + _BATCH])
                    self._rows.add(pa.Table.from_pylist(rows, SCHEMAS["reuse"]))
                    issues += found
        return Reuse(self._rows, tuple(issues))

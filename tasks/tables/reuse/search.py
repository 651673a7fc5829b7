"""Search for reuse: reports come in by chunks, rows of the table `reuse` and issues go out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tasks.model.issue import Issue
from tasks.model.reuse import SIMILARITY_THRESHOLD, ReuseKind
from tasks.report.checks.foreign_words import check_foreign_place, check_stale_year
from tasks.tables.reuse.issuers import Issuer, find_differing_level, list_issuers
from tasks.tables.reuse.matches import KINDS, Matches, choose_matches
from tasks.tables.reuse.paragraph_index import (
    ParagraphIndex,
    ParagraphReader,
    ParagraphTexts,
    normalize_words,
)
from tasks.tables.reuse.similarity import (
    group_paragraphs,
    make_chooser,
    measure_similarity,
)
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row, TableSpool

# What an analyst sees of a paragraph without opening the report: two lines of a page.
SAMPLE_LENGTH = 60
_OF_OTHERS = (ReuseKind.COPIED, ReuseKind.BOILERPLATE, ReuseKind.TEMPLATE)
_BATCH = 4096
_OF_EARLIER = (ReuseKind.COPIED, ReuseKind.LAST_YEAR, ReuseKind.EARLIER_YEAR)

RowsAndIssues = tuple[list[Row], list[tuple[str, Issue]]]


class _Paragraph(NamedTuple):
    """A paragraph as it is printed, and where it stands."""

    report_id: str
    section_path: str
    start: int
    end: int
    text: str

    def build_columns(self, prefix: str = "") -> Row:
        """Make the columns that say where it stands."""
        return {
            f"{prefix}report_id": self.report_id,
            f"{prefix}section_path": self.section_path,
            f"{prefix}start": self.start,
            f"{prefix}end": self.end,
        }


@dataclass(frozen=True, slots=True)
class _ReuseRowBuilder:
    """All that is known of the paragraphs of a release.

    `report_ids` and `issuers` are in the order of the reports.
    """

    paragraphs: ParagraphIndex
    texts: ParagraphTexts
    report_ids: Sequence[str]
    issuers: Sequence[Issuer]

    def build_rows(self, matches: Matches) -> RowsAndIssues:
        """Give the rows and issues of some matches.

        Where the two paragraphs are not alike themselves, none.
        """
        ones, others = self._read(matches["one"]), self._read(matches["other"])
        plain = [normalize_words(one.text) for one in ones]
        other_plain = [normalize_words(other.text) for other in others]
        similarities, common = measure_similarity(plain, other_plain)
        rows: list[Row] = []
        issues: list[tuple[str, Issue]] = []
        for index in np.flatnonzero(similarities >= SIMILARITY_THRESHOLD).tolist():
            match = matches[index]
            one, other = ones[index], others[index]
            row = {
                **one.build_columns(),
                **other.build_columns("other_"),
                "kind": KINDS[match["kind"]].value,
                "similarity": round(float(similarities[index]), 3),
                "characters": len(plain[index]),
                "characters_shared": int(common[index]),
                "paragraphs_shared": int(match["shared"]),
                "reports": int(match["reports"]),
                "organs": int(match["organs"]),
                "provinces": int(match["provinces"]),
                "sample": one.text[:SAMPLE_LENGTH],
            }
            rows.append(row)
            for issue in self._find_leftovers(match, one, other):
                issues.append((one.report_id, issue))
        return rows, issues

    def _find_leftovers(
        self, match: np.void, one: _Paragraph, other: _Paragraph
    ) -> Iterator[Issue]:
        kind, path = KINDS[match["kind"]], one.section_path
        mine = self.issuers[self.paragraphs.report[match["one"]]]
        theirs = self.issuers[self.paragraphs.report[match["other"]]]
        if kind in _OF_OTHERS and find_differing_level(mine, theirs) is not None:
            yield from check_foreign_place(path, one.text, mine.places, theirs.places)
        if kind in _OF_EARLIER and mine.year and theirs.year:
            yield from check_stale_year(
                path, one.text, other.text, mine.year, theirs.year
            )

    def _read(self, numbers: NDArray[np.int32]) -> list[_Paragraph]:
        """Read paragraphs with where they stand."""
        printed = self.texts.read_printed(numbers.astype(np.intp))
        reports = self.paragraphs.report[numbers].tolist()
        starts = self.paragraphs.start[numbers].tolist()
        ends = self.paragraphs.end[numbers].tolist()
        read = []
        for (path, text), report, start, end in zip(
            printed, reports, starts, ends, strict=True
        ):
            read.append(_Paragraph(self.report_ids[report], path, start, end, text))
        return read


@dataclass(frozen=True, slots=True)
class ReuseResult:
    """The rows of the table `reuse`, by report and place, in pieces.

    And the issues that they led to, by report.
    """

    rows: Iterable[pa.Table]
    issues: tuple[tuple[str, Issue], ...]


class ReuseSearch:
    """A search for reuse: `add` the reports of a release a chunk at a time, then `finish`."""

    def __init__(self, scratch: Path) -> None:
        """Start with no reports.

        `scratch` is a folder for files that the caller removes when the rows are used.
        """
        scratch.mkdir(parents=True, exist_ok=True)
        self._paragraphs = scratch / "paragraphs.txt"
        self._rows = TableSpool(scratch / "reuse.arrow", SCHEMAS["reuse"])
        self._reader = ParagraphReader(self._paragraphs)
        self._ids: list[str] = []
        self._issuers: list[Issuer] = []

    def add(self, reports: pa.Table, sections: pa.Table) -> None:
        """Take in some reports with all their sections; raise ValueError for a section of another report."""
        self._reader.read(
            sections, reports["report_id"].combine_chunks(), len(self._ids)
        )
        self._ids += reports["report_id"].to_pylist()
        self._issuers += list_issuers(reports)

    def finish(self) -> ReuseResult:
        """Find the paragraphs that stand in several of the reports; the rows wait in the scratch folder."""
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        ids = [self._ids[index] for index in order]
        issuers = [self._issuers[index] for index in order]
        paragraphs = self._reader.finish(order)
        with ParagraphTexts(self._paragraphs, paragraphs) as texts:
            groups = group_paragraphs(paragraphs, texts)
            matches = choose_matches(paragraphs, groups, issuers, make_chooser(texts))
            builder = _ReuseRowBuilder(paragraphs, texts, ids, issuers)
            issues: list[tuple[str, Issue]] = []
            for share in matches:
                for at in range(0, len(share), _BATCH):
                    rows, found = builder.build_rows(share[at : at + _BATCH])
                    self._rows.add(pa.Table.from_pylist(rows, SCHEMAS["reuse"]))
                    issues += found
        return ReuseResult(self._rows, tuple(issues))

"""Search for reuse: reports come in by chunks, rows of the table `reuse` and issues go out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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
_OF_EARLIER = (ReuseKind.COPIED, ReuseKind.LAST_YEAR, ReuseKind.EARLIER_YEAR)

RowsAndIssues = tuple[list[Row], list[tuple[str, Issue]]]


@dataclass(frozen=True, slots=True)
class ReuseRowBuilder:
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
        (paths, one), (other_paths, other) = (
            self._read_texts(matches[name]) for name in ("one", "other")
        )
        plain = [normalize_words(text) for text in one]
        similarity, common = measure_similarity(
            plain, [normalize_words(text) for text in other]
        )
        rows: list[Row] = []
        issues: list[tuple[str, Issue]] = []
        mine, theirs = (
            self._list_places(matches["one"], paths),
            self._list_places(matches["other"], other_paths),
        )
        for index, (here, there) in enumerate(zip(mine, theirs, strict=True)):
            if similarity[index] < SIMILARITY_THRESHOLD:
                continue
            match = matches[index]
            rows.append(
                {
                    **here,
                    **{f"other_{name}": value for name, value in there.items()},
                    "kind": KINDS[match["kind"]].value,
                    "similarity": round(float(similarity[index]), 3),
                    "characters": len(plain[index]),
                    "characters_shared": int(common[index]),
                    "paragraphs_shared": int(match["shared"]),
                    **{
                        name: int(match[name])
                        for name in ("reports", "organs", "provinces")
                    },
                    "sample": one[index][:SAMPLE_LENGTH],
                }
            )
            found = self._find_leftovers(match, rows[-1], one[index], other[index])
            issues += [(str(here["report_id"]), issue) for issue in found]
        return rows, issues

    def _find_leftovers(
        self, match: np.void, row: Row, words: str, other: str
    ) -> Iterator[Issue]:
        kind, path = KINDS[match["kind"]], str(row["section_path"])
        mine, theirs = (
            self.issuers[self.paragraphs.report[match[name]]]
            for name in ("one", "other")
        )
        if kind in _OF_OTHERS and find_differing_level(mine, theirs) is not None:
            yield from check_foreign_place(path, words, mine.places, theirs.places)
        if kind in _OF_EARLIER and mine.year and theirs.year:
            yield from check_stale_year(path, words, other, mine.year, theirs.year)

    def _read_texts(self, numbers: NDArray[np.int32]) -> tuple[list[str], list[str]]:
        """Give the paths and the printed texts of paragraphs."""
        both = self.texts.read_printed(numbers.astype(np.intp))
        return [path for path, _ in both], [text for _, text in both]

    def _list_places(
        self, numbers: NDArray[np.int32], paths: Sequence[str]
    ) -> list[Row]:
        """Say where paragraphs stand."""
        columns = (self.paragraphs.report, self.paragraphs.start, self.paragraphs.end)
        return [
            {
                "report_id": self.report_ids[report],
                "section_path": path,
                "start": start,
                "end": end,
            }
            for path, report, start, end in zip(
                paths, *(column[numbers].tolist() for column in columns), strict=True
            )
        ]


_BATCH = 4096


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
        ids, issuers = (
            [self._ids[index] for index in order],
            [self._issuers[index] for index in order],
        )
        paragraphs = self._reader.finish(order)
        with ParagraphTexts(self._paragraphs, paragraphs) as texts:
            groups = group_paragraphs(paragraphs, texts)
            matches = choose_matches(paragraphs, groups, issuers, make_chooser(texts))
            collection, issues = ReuseRowBuilder(paragraphs, texts, ids, issuers), []
            for share in matches:
                for at in range(0, len(share), _BATCH):
                    rows, found = collection.build_rows(share[at : at + _BATCH])
                    self._rows.add(pa.Table.from_pylist(rows, SCHEMAS["reuse"]))
                    issues += found
        return ReuseResult(self._rows, tuple(issues))

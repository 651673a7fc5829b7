"""Search for reuse: reports come in by chunks, rows of the table `reuse` and issues go out.

Paragraphs that share a band of their sketches are compared, and grouped where alike.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist
from rensa import RMinHash
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tasks.model.issue import Issue
from tasks.model.report import SIMILARITY_THRESHOLD
from tasks.tables.reuse.issuers import Issuer
from tasks.tables.reuse.matches import KINDS, Matches, choose_matches
from tasks.tables.reuse.paragraph_index import (
    Numbers,
    ParagraphIndex,
    ParagraphReader,
    ParagraphTexts,
    normalize_words,
)
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row, TableSpool

_SHINGLE, _VALUES = 4, 64
_SEED = 20_260_401
_THIRD = _VALUES // 3
_ADJACENT_BANDS = [(3 * n, 3 * n + 1, 3 * n + 2) for n in range(_THIRD)]
_SPREAD_BANDS = [(n, n + _THIRD, n + 2 * _THIRD) for n in range(_THIRD)]
# How many bytes of a sketch make a key
_KEY_BYTES = 8
# Of a key's eight bytes three are the band's.
KEPT_APART = np.uint64(8 * 5)
_SKETCHES_BATCH = 1_024

# The lowest byte of each MinHash value, one row a wording
_Sketches = NDArray[np.uint8]


def _compute_sketches(paragraphs: ParagraphIndex, texts: ParagraphTexts) -> _Sketches:
    """Sketch each wording.

    The share of equal bytes is about the share of shingles that two have in common.
    """
    count = len(paragraphs.first)
    sketches = np.empty((count, _VALUES), np.uint8)
    offsets = paragraphs.offset[paragraphs.first]
    as_filed = np.argsort(offsets)
    for at in range(0, count, _SKETCHES_BATCH):
        batch = as_filed[at : at + _SKETCHES_BATCH]
        words = texts.read_plain(paragraphs.first[batch])
        shingles = list(map(_split_shingles, words))
        digests = RMinHash.digests_from_token_sets(shingles, _VALUES, _SEED)
        sketches[batch] = np.array(digests, np.uint64)
    return sketches


def _split_shingles(words: str) -> list[str]:
    count = len(words) - _SHINGLE + 1
    return [words[at : at + _SHINGLE] for at in range(count)]


def _iter_bands(sketches: _Sketches) -> Iterator[NDArray[np.uint64]]:
    """Give the keys of each band: its bytes, then those after it, by which the likest of a bucket meet.

    Two wordings are in the same bucket of a band when their keys are equal but for the lowest KEPT_APART
    bits.
    """
    for band in (*_ADJACENT_BANDS, *_SPREAD_BANDS):
        start = band[-1] + 1
        missing = _KEY_BYTES - len(band)
        after = np.arange(start, start + missing)
        columns = [*band, *after % _VALUES]
        key_bytes = np.take(sketches, columns, axis=1)
        keys = key_bytes.view(">u8").ravel()
        yield keys.astype(np.uint64)


# Where one character in seven is another one, scattered, a third of the shingles is left; sketches tell it
# within 0.12.
PROMISING = 0.25
# Bytes are three a character but for a few: so much less than similarity needs is let pass.
SLACK = 0.05
# How many of those before it in a bucket a paragraph is held against, besides the first one
NEIGHBOURS = 2
_COMPARED_BATCH = 16_384
# Places of a band that are paired at once: some thirty bytes each.
_PAIRED = 1 << 20


class _Pairs(NamedTuple):
    """Pairs of wordings, by their numbers."""

    one: Numbers
    other: Numbers

    def select(self, marks: NDArray[np.bool_]) -> "_Pairs":
        """Give the pairs that are marked."""
        return _Pairs(self.one[marks], self.other[marks])


def _group_paragraphs(paragraphs: ParagraphIndex, texts: ParagraphTexts) -> Numbers:
    """Give a number to each group of paragraphs that are alike, directly or over others, by paragraph.

    Wordings that are in one group already are not held against each other again, so the many wordings of a
    boilerplate cost little more than once each.
    """
    sketches = _compute_sketches(paragraphs, texts)
    groups = np.arange(len(sketches), dtype=np.int32)
    for keys in _iter_bands(sketches):
        for left, right in _iter_neighbours(keys):
            in_two_groups = groups[left] != groups[right]
            pairs = _Pairs(left, right).select(in_two_groups)
            pairs = pairs.select(_mark_fitting(paragraphs, pairs))
            pairs = pairs.select(_mark_promising(sketches, pairs))
            pairs = pairs.select(_mark_alike(paragraphs, texts, pairs))
            if len(pairs.one):
                groups = _join_groups(groups, pairs)
    return groups[paragraphs.wording]


def _make_chooser(texts: ParagraphTexts) -> Callable[[int, Sequence[int]], int]:
    """Give a choice of the one of some paragraphs that is likest to a paragraph; of equals, the first."""

    def choose(one: int, others: Sequence[int]) -> int:
        if len(others) == 1:
            return others[0]
        [words] = texts.read_plain(np.array([one]))
        other_words = texts.read_plain(np.array(others))
        shares, _ = _measure_similarity([words] * len(others), other_words)
        likest = int(shares.argmax())
        return others[likest]

    return choose


def _measure_similarity(
    left: Sequence[str], right: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Compare texts one by one: the share of characters in common, in order, and how many those are."""
    shared = cpdist(left, right, scorer=LCSseq.similarity, dtype=np.int32)
    lengths = np.array([*map(len, left)], np.int64)
    lengths += np.array([*map(len, right)], np.int64)
    divisors = np.maximum(lengths, 1)
    shares = 2 * shared / divisors
    return shares, shared


def _iter_neighbours(keys: NDArray[np.uint64]) -> Iterator[tuple[Numbers, Numbers]]:
    """Pair wordings of one bucket of a band: each with those before it, and with the bucket's first.

    All pairs of a bucket would be quadratic where thousands of wordings are alike; these are linear, and what
    one band leaves unconnected, another one connects.
    """
    order = np.argsort(keys, kind="stable").astype(np.int32)
    buckets = keys[order] >> KEPT_APART
    heads = _find_heads(buckets)
    steps = (*range(1, NEIGHBOURS + 1), 0)
    for step in steps:
        for at in range(0, len(order), _PAIRED):
            first = heads[at : at + _PAIRED]
            end = at + len(first)
            here = np.arange(at, end, dtype=np.int32)
            before = first
            if step:
                before = here - np.int32(step)
            inside = before >= first
            inside &= before < here
            one = order[before[inside]]
            other = order[here[inside]]
            yield np.minimum(one, other), np.maximum(one, other)


def _find_heads(buckets: NDArray[np.uint64]) -> Numbers:
    """Give for each place of a sorted array the first place of its value."""
    count = len(buckets)
    differs = buckets[1:] != buckets[:-1]
    begins = np.r_[True, differs][:count]
    starts = np.flatnonzero(begins).astype(np.int32)
    lengths = np.diff(starts, append=count)
    return np.repeat(starts, lengths)


def _mark_fitting(paragraphs: ParagraphIndex, pairs: _Pairs) -> NDArray[np.bool_]:
    """Mark the pairs of which the shorter text is long enough to be like the longer one."""
    left = paragraphs.plain[paragraphs.first[pairs.one]]
    right = paragraphs.plain[paragraphs.first[pairs.other]]
    least = (SIMILARITY_THRESHOLD - SLACK) * (left + right)
    shorter = np.minimum(left, right)
    fits: NDArray[np.bool_] = 2 * shorter >= least
    return fits


def _mark_promising(sketches: _Sketches, pairs: _Pairs) -> NDArray[np.bool_]:
    """Mark the pairs of which enough bytes of the sketches are equal."""
    count = len(pairs.one)
    promising = np.empty(count, np.bool_)
    for batch in _split_batches(count):
        left = sketches[pairs.one[batch]]
        right = sketches[pairs.other[batch]]
        equal = left == right
        promising[batch] = equal.mean(axis=1) >= PROMISING
    return promising


def _mark_alike(
    paragraphs: ParagraphIndex, texts: ParagraphTexts, pairs: _Pairs
) -> NDArray[np.bool_]:
    """Mark the pairs of wordings of which enough characters are equal, in order."""
    left = paragraphs.first[pairs.one]
    right = paragraphs.first[pairs.other]
    alike = np.empty(len(left), np.bool_)
    for batch in _split_batches(len(left)):
        words = texts.read_plain(left[batch])
        other_words = texts.read_plain(right[batch])
        shares, _ = _measure_similarity(words, other_words)
        alike[batch] = shares >= SIMILARITY_THRESHOLD
    return alike


def _split_batches(length: int) -> list[slice]:
    starts = range(0, length, _COMPARED_BATCH)
    return [slice(start, start + _COMPARED_BATCH) for start in starts]


def _join_groups(groups: Numbers, pairs: _Pairs) -> Numbers:
    """Join the groups of the wordings of each pair."""
    of_one = groups[pairs.one]
    of_other = groups[pairs.other]
    grouped = np.stack([of_one, of_other])
    named, place = np.unique(grouped, return_inverse=True)
    count = len(named)
    joins = np.ones(len(pairs.one), np.bool_)
    edges = coo_array((joins, tuple(place)), shape=(count, count))
    _, components = connected_components(edges, directed=False)
    unique = np.unique(components, return_index=True, return_inverse=True)
    first, label = unique[1:]
    renamed = np.arange(len(groups), dtype=np.int32)
    representative = first[label]
    renamed[named] = named[representative]
    return renamed[groups]


# What an analyst sees of a paragraph without opening the report: two lines of a page.
SAMPLE_LENGTH = 60
_MATCHES_BATCH = 4096

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
            f"{prefix}start_offset": self.start,
            f"{prefix}end_offset": self.end,
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
        ones = self._read(matches["one"])
        others = self._read(matches["other"])
        plain = [normalize_words(one.text) for one in ones]
        other_plain = [normalize_words(other.text) for other in others]
        similarities, common = _measure_similarity(plain, other_plain)
        alike = np.flatnonzero(similarities >= SIMILARITY_THRESHOLD)
        rows: list[Row] = []
        issues: list[tuple[str, Issue]] = []
        for index in alike.tolist():
            match = matches[index]
            one = ones[index]
            other = others[index]
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
        kind = KINDS[match["kind"]]
        report = self.paragraphs.report[match["one"]]
        other_report = self.paragraphs.report[match["other"]]
        mine: Issuer = self.issuers[report]
        theirs = self.issuers[other_report]
        return mine.check_leftovers(
            kind, one.section_path, one.text, theirs, other.text
        )

    def _read(self, numbers: NDArray[np.int32]) -> list[_Paragraph]:
        """Read paragraphs with where they stand."""
        printed = self.texts.read_printed(numbers.astype(np.intp))
        reports = self.paragraphs.report[numbers].tolist()
        starts = self.paragraphs.start[numbers].tolist()
        ends = self.paragraphs.end[numbers].tolist()
        read = []
        rows = zip(printed, reports, starts, ends, strict=True)
        for (path, text), report, start, end in rows:
            report_id = self.report_ids[report]
            read.append(_Paragraph(report_id, path, start, end, text))
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
        report_ids = reports["report_id"].combine_chunks()
        self._reader.read(sections, report_ids, len(self._ids))
        self._ids += report_ids.to_pylist()
        self._issuers += Issuer.list_all(reports)

    def finish(self) -> ReuseResult:
        """Find the paragraphs that stand in several of the reports; the rows wait in the scratch folder."""
        places = range(len(self._ids))
        order = sorted(places, key=self._ids.__getitem__)
        ids = [self._ids[index] for index in order]
        issuers = [self._issuers[index] for index in order]
        paragraphs = self._reader.finish(order)
        issues: list[tuple[str, Issue]] = []
        with ParagraphTexts(self._paragraphs, paragraphs) as texts:
            groups = _group_paragraphs(paragraphs, texts)
            chooser = _make_chooser(texts)
            matches = choose_matches(paragraphs, groups, issuers, chooser)
            builder = _ReuseRowBuilder(paragraphs, texts, ids, issuers)
            for share in matches:
                for at in range(0, len(share), _MATCHES_BATCH):
                    batch = share[at : at + _MATCHES_BATCH]
                    rows, found = builder.build_rows(batch)
                    table = pa.Table.from_pylist(rows, SCHEMAS["reuse"])
                    self._rows.add(table)
                    issues += found
        return ReuseResult(self._rows, tuple(issues))

"""Every paragraph of a collection that is long enough to be compared, as numbers: where it stands, and its sketch.

The texts stay in the table of sections and are fetched again when two paragraphs are held against each other, so that
the memory needed is some hundred bytes a paragraph, whatever its length.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rensa import RMinHash

# Two clauses of the usual length: what is shorter is a heading, or a turn of phrase that any two reports may share.
SHORTEST = 40
# 一、 （二） 3. 一是 第一，: the same paragraph stands under another number in another report
_LABEL = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．是]|第[一二三四五六七八九十]+[，、])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")  # 2024, 12.5
_SIGNS = re.compile(r"[\W_]+")  # punctuation, spaces and marks

# A shingle is four characters: two words. With four rows a band and sixteen bands, paragraphs that share half of their
# shingles meet in 64 of 100 cases, those that share seven tenths in 99.
_SHINGLE, _ROWS, _BANDS, _SEED = 4, 4, 16, 20_260_401
_ODD = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], np.uint64)
_BATCH = 8_192

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The paragraphs of a collection, one array a column.

    `report` counts reports in the order of the ids given, `row` rows of the table of sections; `start` and `end` are
    offsets into the report's text. Equal `digest` means equal words, numbers aside; `bands` has 16 columns, and alike
    paragraphs are very likely to be equal in one of them. `sketch` is the lowest byte of each of 64 MinHash values: the
    share of equal ones is about the share of shingles that two paragraphs have in common.
    """

    report: Numbers
    row: Numbers
    start: Numbers
    end: Numbers
    digest: NDArray[np.uint64]
    bands: NDArray[np.uint32]
    sketch: NDArray[np.uint8]


class Found(NamedTuple):
    """One paragraph: where it stands, and its words as they are compared."""

    report: int
    row: int
    start: int
    end: int
    words: str


def plain_words(text: str) -> str:
    """Give the words as they are compared: no label, punctuation or spaces, and every number the same."""
    label = _LABEL.match(text)
    return _SIGNS.sub("", _NUMBER.sub("0", text[label.end() if label else 0 :]))


def read_paragraphs(sections: pa.Table, report_ids: pa.Array) -> Paragraphs:
    """Read the paragraphs of the table `sections`, a batch at a time."""
    none = _columns([])
    columns = [*zip(none, *(_columns(batch) for batch in _batches(_found(sections, report_ids))), strict=True)]
    # Each column's batches are freed before the next column is put together: this is where most memory is used.
    sketch, bands, digest, places = (np.concatenate(columns.pop()) for _ in range(4))
    report, row, start, end = places.T
    return Paragraphs(report, row, start, end, digest, bands, sketch)


class Texts:
    """The texts of paragraphs, fetched from the table of sections by their numbers."""

    def __init__(self, sections: pa.Table, paragraphs: Paragraphs) -> None:
        self._paragraphs = paragraphs
        self._offsets = sections["start"].to_numpy()
        self._chunks = sections["text"].chunks
        self._firsts = np.cumsum([0, *map(len, self._chunks)])

    def printed(self, number: int) -> str:
        """Give a paragraph as it is printed."""
        row = self._paragraphs.row[number]
        chunk = int(np.searchsorted(self._firsts, row, "right")) - 1
        text: str = self._chunks[chunk][int(row - self._firsts[chunk])].as_py()
        offset = self._offsets[row]
        return text[self._paragraphs.start[number] - offset : self._paragraphs.end[number] - offset]

    def plain(self, numbers: Sequence[int] | NDArray[np.intp]) -> list[str]:
        """Give the words of paragraphs as they are compared."""
        return [plain_words(self.printed(int(number))) for number in numbers]


def _found(sections: pa.Table, report_ids: pa.Array) -> Iterator[Found]:
    row = 0
    for batch in sections.select(["report_id", "start", "text"]).to_batches(max_chunksize=_BATCH):
        reports = pc.index_in(batch["report_id"], value_set=report_ids).to_pylist()
        for report, offset, text in zip(reports, batch["start"].to_pylist(), batch["text"].to_pylist(), strict=True):
            start = offset
            for line in text.split("\n"):
                if len(line) >= SHORTEST and len(words := plain_words(line)) >= SHORTEST:
                    yield Found(report, row, start, start + len(line), words)
                start += len(line) + 1
            row += 1


def _batches(found: Iterator[Found]) -> Iterator[list[Found]]:
    batch = []
    for one in found:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _columns(batch: Sequence[Found]) -> tuple[Numbers, NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint8]]:
    """Give the places, digests, bands and sketches of a batch."""
    places = np.array([one[:4] for one in batch], np.int32).reshape(-1, 4)
    digests = [hashlib.blake2b(one.words.encode(), digest_size=8).digest() for one in batch]
    shingles = [[one.words[at : at + _SHINGLE] for at in range(len(one.words) - _SHINGLE + 1)] for one in batch]
    values = np.array(RMinHash.digests_from_token_sets(shingles, _ROWS * _BANDS, _SEED), np.uint64)
    rows = values.reshape(len(batch), _BANDS, _ROWS)
    bands = (rows * _ODD).sum(axis=2, dtype=np.uint64) >> np.uint64(32)
    sketch = rows.reshape(len(batch), _BANDS * _ROWS).astype(np.uint8)
    return places, np.frombuffer(b"".join(digests), np.uint64), bands.astype(np.uint32), sketch

"""Every paragraph of a collection that is long enough to be compared: its place, as numbers, and its text.

The texts go to a scratch file as they come, both as compared and as printed, and are read again when two
paragraphs are held against each other, so that the memory needed is some tens of bytes a paragraph, whatever
its length.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tasks.model.traditional import simplify_prose

# Two clauses of the usual length: what is shorter is a heading, or a turn of phrase that any two reports may
# share.
MIN_LENGTH = 40
# 一、 （二） 3. 一是 第一，: the same paragraph stands under another number in another report
_LABEL = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．是]|第[一二三四五六七八九十]+[，、])"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")  # 2024, 12.5
_SIGNS = re.compile(r"[\W_]+")  # punctuation, spaces and marks

_BATCH = 8_192
# Where a paragraph stands in its report (characters) and in the scratch file (bytes)
_FIELDS = {
    "report": "i4",
    "start": "i4",
    "end": "i4",
    "plain": "i4",
    "size": "i4",
    "offset": "i8",
    "digest": "u8",
}
_PLACE = np.dtype(list(_FIELDS.items()))

Numbers = NDArray[np.int32]
Indices = NDArray[np.intp]
Place = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class ParagraphIndex:
    """The paragraphs of a collection by report and place, one array a column.

    `report` counts reports in the order of their ids; `start` and `end` are offsets into the report's text.
    At `offset` of the scratch file stand `plain` bytes of the words as they are compared, then `size` bytes
    of path and text. Equal `wording` means equal words, numbers aside; `first` has the first paragraph of
    each wording.
    """

    report: Numbers
    start: Numbers
    end: Numbers
    plain: Numbers
    size: Numbers
    offset: NDArray[np.int64]
    wording: Numbers
    first: Indices


def normalize_words(text: str) -> str:
    """Give the words as compared: simplified, without label, punctuation and spaces, all numbers the same."""
    label = _LABEL.match(text)
    words = text[label.end() :] if label else text
    return simplify_prose(_SIGNS.sub("", _NUMBER.sub("0", words)))


class ParagraphReader:
    """Reads the paragraphs of sections, chunk by chunk; their texts go to the scratch file `file`."""

    def __init__(self, file: Path) -> None:
        file.write_bytes(b"")  # what a run that was killed left behind
        self._file = file
        self._places: list[NDArray[np.void]] = []

    def read(self, sections: pa.Table, report_ids: pa.Array, first: int) -> None:
        """Read the sections of some reports, of which the first one has the number `first`."""
        read = sections.select(["report_id", "path", "start_offset", "text"])
        with self._file.open("ab") as file:
            for batch in read.to_batches(max_chunksize=_BATCH):
                place = pc.index_in(batch["report_id"], value_set=report_ids)
                if place.null_count:
                    raise ValueError(
                        "there are sections of a report that is not among the reports they came with"
                    )
                numbers = pc.add(place, first).to_pylist()
                paragraphs = _write_paragraphs(batch, numbers, file)
                self._places.append(np.fromiter(paragraphs, _PLACE))

    def finish(self, order: Sequence[int]) -> ParagraphIndex:
        """Give all paragraphs; `order` has the numbers of the reports as they are to be counted."""
        rank = np.empty(len(order), np.int32)
        rank[list(order)] = np.arange(len(order))
        pieces = self._places
        self._places = []
        report = rank[_join_column(pieces, "report")]
        start = _join_column(pieces, "start")
        by_place = np.lexsort((start, report))
        columns = {"report": report[by_place]}
        for name in ("start", "end", "plain", "size", "offset"):
            columns[name] = _join_column(pieces, name)[by_place]
        digest = _join_column(pieces, "digest")[by_place]
        # Half of the memory, and finding words of equal digest takes as much again
        del pieces, by_place, report, start
        unique = np.unique(digest, return_index=True, return_inverse=True)
        first, wording = unique[1:]
        return ParagraphIndex(**columns, wording=wording.astype(np.int32), first=first)


def _join_column(pieces: Sequence[NDArray[np.void]], name: str) -> NDArray[Any]:
    parts = [piece[name] for piece in pieces]
    return np.concatenate([np.empty(0, _PLACE)[name], *parts])


def _write_paragraphs(
    batch: pa.RecordBatch, reports: Sequence[int], file: BinaryIO
) -> Iterator[Place]:
    """Write the paragraphs of a batch of sections, each after its plain words and the path of its section."""
    offset = file.tell()
    sections = batch.select(["path", "start_offset", "text"]).to_pylist()
    for report, section in zip(reports, sections, strict=True):
        path = section["path"]
        end = section["start_offset"] - 1
        for line in section["text"].split("\n"):
            start = end + 1
            end = start + len(line)
            if len(line) < MIN_LENGTH:
                continue
            words = normalize_words(line)
            if len(words) < MIN_LENGTH:
                continue
            plain = words.encode()
            printed = f"{path}\n{line}".encode()
            hashed = hashlib.blake2b(plain, digest_size=8).digest()
            digest = int.from_bytes(hashed, "little")
            file.write(plain + printed)
            yield report, start, end, len(plain), len(printed), offset, digest
            offset += len(plain) + len(printed)


class ParagraphTexts:
    """The scratch file, open for reading.

    Single reads and not a memory map: the pages of a map would count as memory of this process.
    """

    def __init__(self, file: Path, paragraphs: ParagraphIndex) -> None:
        self._paragraphs = paragraphs
        self._file = os.open(file, os.O_RDONLY)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)

    def read_printed(self, numbers: Indices) -> list[tuple[str, str]]:
        """Give paragraphs as they are printed, each after the path of its section."""
        index = self._paragraphs
        offsets = index.offset[numbers] + index.plain[numbers]
        printed = []
        for line in self._read(index.size[numbers], offsets):
            path, text = line.split("\n", 1)
            printed.append((path, text))
        return printed

    def read_plain(self, numbers: Indices) -> list[str]:
        """Give the words of paragraphs as they are compared."""
        index = self._paragraphs
        return list(self._read(index.plain[numbers], index.offset[numbers]))

    def _read(self, sizes: Numbers, offsets: NDArray[np.int64]) -> Iterator[str]:
        for size, offset in zip(sizes.tolist(), offsets.tolist(), strict=True):
            yield os.pread(self._file, size, offset).decode()

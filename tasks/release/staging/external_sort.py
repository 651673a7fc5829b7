"""Release order: report_year (unknown last), then report_id, then the order in which rows were read.

It does not depend on how captures were batched, so a run that was killed and done again gives the same bytes.
A page's position is its number in this order; a chunk is a run of positions of one report year. Rows of any
number are sorted on the disk: written by chunk as they come, sorted chunk by chunk when they are read back.

All buckets share one file of Arrow record batches, each batch of one bucket, so that any number of
them needs one open file. Rows wait in memory until there are enough of them for batches worth writing.
"""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

# Each of the fifty buckets of 100 000 reports then gets some hundred kilobytes at a time.
WAITING_BYTES = 16 << 20
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class BucketFile:
    """The rows of one table by bucket, in a file of its own, which is deleted when it is closed."""

    def __init__(
        self, path: Path, schema: pa.Schema, most_waiting: int = WAITING_BYTES
    ) -> None:
        self._path, self._schema = path, schema
        self._most_waiting = most_waiting
        self._waiting: dict[int, list[pa.Table]] = {}
        self._bytes = self._written = 0
        self._batches: dict[int, list[int]] = {}
        self._writer = pa.ipc.new_file(str(path), schema, options=_OPTIONS)
        self._source: pa.NativeFile | None = None

    def add(self, rows: pa.Table, buckets: NDArray[np.int64]) -> None:
        """Add rows, each to its bucket."""
        order = np.argsort(buckets, kind="stable")
        ordered, buckets = rows.take(pa.array(order)), buckets[order]
        starts = np.flatnonzero(np.diff(buckets, prepend=-1))
        for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
            waiting = self._waiting.setdefault(int(buckets[start]), [])
            waiting.append(ordered.slice(start, end - start))
        self._bytes += ordered.nbytes
        if self._bytes >= self._most_waiting:
            self._write_waiting()

    def read_bucket(self, bucket: int) -> pa.Table:
        """Give the rows of a bucket, in the order in which they were added.

        Nothing can be added from then on.
        """
        if self._source is None:
            self._write_waiting()
            self._writer.close()
            # Read, not mapped: the pages of a mapped file would stay in memory, bucket after bucket.
            self._source = pa.OSFile(str(self._path))
        reader = pa.ipc.open_file(self._source)
        batches = map(reader.get_batch, self._batches.get(bucket, ()))
        return pa.Table.from_batches(batches, schema=self._schema)

    def close(self) -> None:
        """Delete the file."""
        self._writer.close()
        if self._source is not None:
            self._source.close()
        self._path.unlink(missing_ok=True)

    def _write_waiting(self) -> None:
        for bucket, tables in sorted(self._waiting.items()):
            for batch in pa.concat_tables(tables).combine_chunks().to_batches():
                self._writer.write_batch(batch)
                self._batches.setdefault(bucket, []).append(self._written)
                self._written += 1
        self._waiting.clear()
        self._bytes = 0


# Twenty sections and thirty quantities a report: some sixty megabytes, and several times that while rules are
# applied to them.
CHUNK_SIZE = 2048
_POSITION = "place"

Positions = NDArray[np.int64]


class ReleaseOrder:
    """The positions of pages, and the chunks that they fall into.

    `page_ids` and `years` are in release order.
    """

    def __init__(
        self, page_ids: pa.Array, years: Positions, most: int = CHUNK_SIZE
    ) -> None:
        self.page_ids = page_ids
        is_first = np.r_[True, years[1:] != years[:-1]][: len(years)]
        firsts = np.flatnonzero(is_first)
        starts: list[int] = []
        for first, end in zip(firsts, [*firsts[1:], len(years)], strict=False):
            starts += range(first, end, most)
        self._bounds = np.array([*starts, len(years)], np.int64)

    @property
    def chunks(self) -> range:
        """Give the numbers of the chunks; what follows them is no chunk's: rows that belong to no page."""
        return range(len(self._bounds) - 1)

    def find_positions(self, ids: pa.Array | pa.ChunkedArray) -> Positions:
        """Find the positions of pages by their ids; what is no page has the position after the last one."""
        found = pc.index_in(ids, value_set=self.page_ids)
        last = len(self.page_ids)
        positions: Positions = pc.fill_null(found, last).to_numpy().astype(np.int64)
        return positions

    def find_chunks(self, positions: Positions) -> Positions:
        """Find the chunks that positions fall into."""
        return np.searchsorted(self._bounds, positions, "right") - 1


class ReleaseSorter:
    """The rows of one table, on the way into release order; `path` is for a file that is gone at the end."""

    def __init__(self, path: Path, schema: pa.Schema, order: ReleaseOrder) -> None:
        self._order = order
        stored = schema.append(pa.field(_POSITION, pa.int64()))
        self._buckets = BucketFile(path, stored)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._buckets.close()

    def add(self, rows: pa.Table, positions: Positions | None = None) -> None:
        """Add rows with a column report_id.

        `positions` are those of their pages, where they are known already.
        """
        if not rows.num_rows:
            return
        if positions is None:
            positions = self._order.find_positions(rows["report_id"])
        positioned = rows.append_column(_POSITION, pa.array(positions))
        self._buckets.add(positioned, self._order.find_chunks(positions))

    def read_chunk(self, number: int) -> pa.Table:
        """Give the rows of a chunk in release order, those of one report as they came.

        No more can be added then.
        """
        rows = self._buckets.read_bucket(number)
        order = np.argsort(rows[_POSITION].to_numpy(), kind="stable")
        return rows.take(pa.array(order)).drop_columns(_POSITION)

    def iter_chunks(self) -> Iterator[pa.Table]:
        """Give all rows, chunk by chunk; last those that belong to no page."""
        for number in (*self._order.chunks, len(self._order.chunks)):
            yield self.read_chunk(number)

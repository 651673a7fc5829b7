"""Rows of any number sorted on the disk: spilled into buckets as they come, sorted bucket by bucket.

Release order is report_year (unknown last), then report_id. A page's position is its number in this order; a
chunk is a run of positions.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Positions = NDArray[np.int64]

# Each of the fifty buckets of 100 000 reports then gets some hundred kilobytes at a time.
WAITING_BYTES = 16 << 20
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class BucketFile:
    """The rows of one table by bucket, in a file of its own, which is deleted when it is closed.

    All buckets share the file of Arrow record batches, each batch of one bucket, so that any number of them
    needs one open file. Rows wait in memory until there are enough of them for batches worth writing.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._waiting: dict[int, list[pa.Table]] = {}
        self._bytes = 0
        self._written = 0
        self._batches: dict[int, list[int]] = {}
        self._rows: Counter[int] = Counter()
        self._writer = pa.ipc.new_file(str(path), schema, options=_OPTIONS)
        self._source: pa.NativeFile | None = None

    def add(self, rows: pa.Table, buckets: NDArray[np.int64]) -> None:
        """Add rows, each to its bucket."""
        order = np.argsort(buckets, kind="stable")
        ordered = rows.take(pa.array(order))
        buckets = buckets[order]
        steps = np.diff(buckets, prepend=-1)
        starts = np.flatnonzero(steps)
        for start, end in pairwise([*starts, len(order)]):
            bucket = int(buckets[start])
            waiting = self._waiting.setdefault(bucket, [])
            rows_of_bucket = ordered.slice(start, end - start)
            waiting.append(rows_of_bucket)
            self._rows[bucket] += end - start
        self._bytes += ordered.nbytes
        if self._bytes >= WAITING_BYTES:
            self._write_waiting()

    def count_rows(self, bucket: int) -> int:
        """Count the rows of a bucket so far."""
        return self._rows[bucket]

    def read_bucket(self, bucket: int) -> pa.Table:
        """Give the rows of a bucket, in the order in which they were added.

        Nothing can be added from then on.
        """
        return pa.Table.from_batches(self.iter_bucket(bucket), schema=self._schema)

    def iter_bucket(self, bucket: int) -> Iterator[pa.RecordBatch]:
        """Give the rows of a bucket some at a time, in the order in which they were added."""
        if self._source is None:
            self._write_waiting()
            self._writer.close()
            # Read, not mapped: the pages of a mapped file would stay in memory, bucket after bucket.
            self._source = pa.OSFile(str(self._path))
        reader = pa.ipc.open_file(self._source)
        yield from map(reader.get_batch, self._batches.get(bucket, ()))

    def close(self) -> None:
        """Delete the file."""
        self._writer.close()
        if self._source is not None:
            self._source.close()
        self._path.unlink(missing_ok=True)

    def _write_waiting(self) -> None:
        for bucket, tables in sorted(self._waiting.items()):
            rows = pa.concat_tables(tables).combine_chunks()
            written = self._batches.setdefault(bucket, [])
            for batch in rows.to_batches():
                self._writer.write_batch(batch)
                written.append(self._written)
                self._written += 1
        self._waiting.clear()
        self._bytes = 0


_POSITION = "place"


class ReleaseOrder:
    """The positions of pages, and the chunks that they fall into.

    `page_ids` and `years` are in release order.
    """

    def __init__(self, page_ids: pa.Array, years: Positions, most: int) -> None:
        self.page_ids = page_ids
        count = len(years)
        is_new = years[1:] != years[:-1]
        is_first = np.r_[True, is_new][:count]
        firsts = np.flatnonzero(is_first)
        starts: list[int] = []
        for first, end in pairwise([*firsts, count]):
            starts += range(first, end, most)
        self._bounds = np.array([*starts, count], np.int64)

    @property
    def chunks(self) -> range:
        """Give the numbers of the chunks; what follows them is no chunk's: rows that belong to no page."""
        return range(len(self._bounds) - 1)

    def find_positions(self, ids: pa.Array | pa.ChunkedArray) -> Positions:
        """Find the positions of pages by their ids; what is no page has the position after the last one."""
        found = pc.index_in(ids, value_set=self.page_ids)
        last = len(self.page_ids)
        filled = pc.fill_null(found, last).to_numpy()
        positions: Positions = filled.astype(np.int64)
        return positions

    def find_chunks(self, positions: Positions) -> Positions:
        """Find the chunks that positions fall into."""
        return np.searchsorted(self._bounds, positions, "right") - 1


class ReleaseSorter:
    """The rows of one table, on the way into release order; `path` is for a file that is gone at the end.

    `then` names the column by which those of one report are sorted; without, they stay as they came.
    """

    def __init__(
        self,
        path: Path,
        schema: pa.Schema,
        order: ReleaseOrder,
        then: str | None = None,
    ) -> None:
        self._order = order
        self._then = then
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
        chunks = self._order.find_chunks(positions)
        self._buckets.add(positioned, chunks)

    def read_chunk(self, number: int) -> pa.Table:
        """Give the rows of a chunk in release order; no more can be added then."""
        rows = self._buckets.read_bucket(number)
        keys = [rows[_POSITION].to_numpy()]
        if self._then is not None:
            keys.insert(0, pc.fill_null(rows[self._then], -1).to_numpy())
        order = np.lexsort(keys)
        ordered = rows.take(pa.array(order))
        return ordered.drop_columns(_POSITION)

    def iter_chunks(self) -> Iterator[pa.Table]:
        """Give all rows, chunk by chunk; last those that belong to no page."""
        chunks = self._order.chunks
        for number in chunks:
            yield self.read_chunk(number)
        yield self.read_chunk(len(chunks))

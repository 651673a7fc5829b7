"""Chunks of a release: the rows of the latest revisions, with what the ledger knows, in release order.

Only an index of the pages is held as a whole; all other rows are spilled to the disk in one pass over the
parts, and taken back a chunk at a time.

Release order is report_year (unknown last), then report_id, then the order in which rows were read. It does
not depend on how captures were batched, so a run that was killed and done again gives the same bytes. A
page's position is its number in this order; a chunk is a run of positions of one report year. Rows of any
number are sorted on the disk: written by chunk as they come, sorted chunk by chunk when they are read back.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tasks.ledger import Ledger
from tasks.model.run import BEIJING
from tasks.tables.part_store import PartStore

# Each of the fifty buckets of 100 000 reports then gets some hundred kilobytes at a time.
WAITING_BYTES = 16 << 20
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class _BucketFile:
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
        self._bytes += ordered.nbytes
        if self._bytes >= WAITING_BYTES:
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
        numbers = self._batches.get(bucket, ())
        batches = map(reader.get_batch, numbers)
        return pa.Table.from_batches(batches, schema=self._schema)

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


# Twenty sections and thirty quantities a report: some sixty megabytes, and several times that while rules are
# applied to them.
CHUNK_SIZE = 2048
_POSITION = "place"

Positions = NDArray[np.int64]


class _ReleaseOrder:
    """The positions of pages, and the chunks that they fall into.

    `page_ids` and `years` are in release order.
    """

    def __init__(
        self, page_ids: pa.Array, years: Positions, most: int = CHUNK_SIZE
    ) -> None:
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


class _ReleaseSorter:
    """The rows of one table, on the way into release order; `path` is for a file that is gone at the end."""

    def __init__(self, path: Path, schema: pa.Schema, order: _ReleaseOrder) -> None:
        self._order = order
        stored = schema.append(pa.field(_POSITION, pa.int64()))
        self._buckets = _BucketFile(path, stored)

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
        """Give the rows of a chunk in release order, those of one report as they came.

        No more can be added then.
        """
        rows = self._buckets.read_bucket(number)
        positions = rows[_POSITION].to_numpy()
        order = np.argsort(positions, kind="stable")
        ordered = rows.take(pa.array(order))
        return ordered.drop_columns(_POSITION)

    def iter_chunks(self) -> Iterator[pa.Table]:
        """Give all rows, chunk by chunk; last those that belong to no page."""
        chunks = self._order.chunks
        for number in chunks:
            yield self.read_chunk(number)
        yield self.read_chunk(len(chunks))


# A page whose year is not known stands after all others.
_UNKNOWN_YEAR = 9999
# The column that makes reports heavy.
_TEXT_COLUMN = "text"

ReportCorrector = Callable[[pa.Table], pa.Table]


def _keep_reports(reports: pa.Table) -> pa.Table:
    return reports


class ReleaseChunks:
    """The chunks of a release, each with all rows that parts and ledger hold of its pages.

    `schemas` are those of the release's tables; `correct` sets right what is wrong in reports without their
    texts, so that they stand under the right year. `order` is known at once, the chunks when the rows were
    spilled.
    """

    def __init__(
        self,
        parts: PartStore,
        ledger: Ledger,
        extractor: str,
        schemas: Mapping[str, pa.Schema],
        correct: ReportCorrector = _keep_reports,
    ) -> None:
        self._parts = parts
        self._ledger = ledger
        self._schemas = schemas
        self._sorters: dict[str, _ReleaseSorter] = {}
        self._open = ExitStack()
        read = parts.get_schema("reports").names
        fields = [field for field in schemas["reports"] if field.name not in read]
        pages = _read_pages(ledger, extractor, fields)
        years = _read_years(parts, pages, correct)
        keys = pa.table({"year": pa.array(years), "page": pages["page_id"]})
        by_year_and_page = [("year", "ascending"), ("page", "ascending")]
        order = pc.sort_indices(keys, by_year_and_page)
        self._pages = pages.take(order).combine_chunks()
        page_ids = self._pages["page_id"].combine_chunks()
        self.order = _ReleaseOrder(page_ids, years[order.to_numpy()])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    @property
    def last_capture(self) -> datetime | None:
        """Give the time of the last capture, null when there is none."""
        last: datetime | None = pc.max(self._pages["captured_at"]).as_py()
        if last is None:
            return None
        return last.astimezone(BEIJING)

    def open_sorter(
        self, folder: Path, table: str, schema: pa.Schema
    ) -> _ReleaseSorter:
        """Open a sorter of further rows, which lasts as long as the chunks."""
        sorter = _ReleaseSorter(folder / f"{table}.arrow", schema, self.order)
        return self._open.enter_context(sorter)

    def iter_chunks(self, scratch: Path) -> Iterator[dict[str, pa.Table]]:
        """Give the chunks in release order, by table.

        Their rows are spilled into a folder before the first one.
        """
        self._store_rows(scratch)
        yield from map(self._read_chunk, self.order.chunks)

    def _read_chunk(self, number: int) -> dict[str, pa.Table]:
        chunk: dict[str, pa.Table] = {}
        for name, sorter in self._sorters.items():
            chunk[name] = sorter.read_chunk(number)
        chunk["reports"] = self._join_ledger_columns(chunk["reports"])
        return chunk

    def _store_rows(self, scratch: Path) -> None:
        revisions = self._schemas["revisions"]
        schemas = {name: self._parts.get_schema(name) for name in self._parts.tables}
        schemas["revisions"] = revisions
        for name, schema in schemas.items():
            self._sorters[name] = self.open_sorter(scratch, f"read-{name}", schema)
        for pages in _group_by_part(self._pages):
            for table in self._parts.tables:
                for batch in self._parts.read_batches(pages.part_id, table):
                    rows, positions = _select_latest(batch, pages)
                    self._sorters[table].add(rows, positions)
        for batch in self._ledger.read_revision_batches(revisions):
            rows = pa.Table.from_batches([batch])
            self._sorters["revisions"].add(rows)

    def _join_ledger_columns(self, reports: pa.Table) -> pa.Table:
        """Give the reports the columns that the ledger knows, in the order of the whole table's schema."""
        positions = self.order.find_positions(reports["report_id"])
        pages = self._pages.take(pa.array(positions))
        schema = self._schemas["reports"]
        columns: list[pa.ChunkedArray] = []
        for name in schema.names:
            source = pages
            if name in reports.column_names:
                source = reports
            columns.append(source[name])
        return pa.Table.from_arrays(columns, schema=schema)


def _read_pages(ledger: Ledger, extractor: str, fields: list[pa.Field]) -> pa.Table:
    ids = [pa.field("page_id", pa.string()), pa.field("part_id", pa.string())]
    schema = pa.schema([*ids, *fields])
    batches = ledger.read_page_batches(extractor, schema)
    pages = pa.Table.from_batches(batches, schema=schema)
    return pages.combine_chunks()


def _read_years(
    parts: PartStore, pages: pa.Table, correct: ReportCorrector
) -> Positions:
    """Read the report years of pages from the parts that hold them."""
    years = np.full(len(pages), _UNKNOWN_YEAR, np.int64)
    columns = parts.get_schema("reports").names
    light = [name for name in columns if name != _TEXT_COLUMN]
    for part_pages in _group_by_part(pages):
        for batch in parts.read_batches(part_pages.part_id, "reports", light):
            rows, positions = _select_latest(batch, part_pages)
            captured_at = pages.take(pa.array(positions))["captured_at"]
            captured = rows.append_column("captured_at", captured_at)
            corrected = correct(captured)
            known = pc.fill_null(corrected["report_year"], _UNKNOWN_YEAR)
            years[positions] = known.to_numpy()
    return years


class _PartPages(NamedTuple):
    """The pages whose latest revisions a part holds: their ids, and their row numbers among all pages."""

    part_id: str
    ids: pa.Array
    positions: Positions


def _group_by_part(pages: pa.Table) -> Iterator[_PartPages]:
    """Give the pages of each part that holds latest revisions."""
    read = pages["part_id"].combine_chunks().dictionary_encode()
    codes = pc.fill_null(read.indices, -1).to_numpy()
    order = np.argsort(codes, kind="stable")
    part_ids = read.dictionary.to_pylist()
    numbers = np.arange(len(part_ids) + 1)
    cuts = np.searchsorted(codes[order], numbers)
    page_ids = pages["page_id"]
    for part_id, (start, end) in zip(part_ids, pairwise(cuts), strict=True):
        positions = order[start:end]
        ids = page_ids.take(pa.array(positions))
        yield _PartPages(part_id, ids.combine_chunks(), positions)


def _select_latest(
    batch: pa.RecordBatch, pages: _PartPages
) -> tuple[pa.Table, Positions]:
    """Give the rows of a part's batch that are of latest revisions, and the row number of each one's page.

    A part keeps the rows of pages that were captured anew since; those pages are not among its own.
    """
    which = pc.index_in(batch["report_id"], value_set=pages.ids)
    rows = pa.Table.from_batches([batch]).filter(which.is_valid())
    numbers = which.drop_null().to_numpy()
    return rows, pages.positions[numbers]

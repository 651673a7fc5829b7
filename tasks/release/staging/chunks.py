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

from tasks.ledger import Ledger
from tasks.model.run import BEIJING
from tasks.release.staging.row_order import Positions, ReleaseOrder, ReleaseSorter
from tasks.tables.part_store import PartStore

# Twenty sections and thirty quantities a report: some sixty megabytes, and several times that while rules are
# applied to them.
CHUNK_SIZE = 2048

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
        self._sorters: dict[str, ReleaseSorter] = {}
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
        self.order = ReleaseOrder(page_ids, years[order.to_numpy()], CHUNK_SIZE)

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

    def open_sorter(self, folder: Path, table: str, schema: pa.Schema) -> ReleaseSorter:
        """Open a sorter of further rows, which lasts as long as the chunks."""
        sorter = ReleaseSorter(folder / f"{table}.arrow", schema, self.order)
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

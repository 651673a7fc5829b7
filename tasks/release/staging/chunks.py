"""Parts and ledger to chunks: the rows of the latest revisions, joined with what the ledger knows, in release
order.

Only an index of the pages is held as a whole; all other rows are spilled to the disk in one pass over the
parts, and taken back a chunk at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.ledger import Ledger
from tasks.model.run import BEIJING
from tasks.release.staging.external_sort import Positions, ReleaseOrder, ReleaseSorter
from tasks.tables.part_store import PartStore

# A page whose year is not known stands after all others.
_UNKNOWN_YEAR = 9999
# The column that makes reports heavy.
_TEXT_COLUMN = "text"

ReportCorrector = Callable[[pa.Table], pa.Table]


def _keep_reports(reports: pa.Table) -> pa.Table:
    return reports


class ReleaseChunks:
    """The chunks of a release, each with all rows that parts and ledger hold of its pages.

    `schemas` are those of the release's tables; `mend` sets right what is wrong in reports without their
    texts, so that they stand under the right year. `order` is known at once, the chunks when the rows were
    spilled.
    """

    def __init__(
        self,
        parts: PartStore,
        ledger: Ledger,
        extractor: str,
        schemas: Mapping[str, pa.Schema],
        mend: ReportCorrector = _keep_reports,
    ) -> None:
        self._parts, self._ledger, self._schemas = parts, ledger, schemas
        self._sorters: dict[str, ReleaseSorter] = {}
        self._open = ExitStack()
        read = parts.get_schema("reports").names
        pages = _read_pages(
            ledger,
            extractor,
            [field for field in schemas["reports"] if field.name not in read],
        )
        years = _read_years(parts, pages, mend)
        keys = pa.table({"year": pa.array(years), "page": pages["page_id"]})
        order = pc.sort_indices(keys, [("year", "ascending"), ("page", "ascending")])
        self._pages = pages.take(order).combine_chunks()
        self.order = ReleaseOrder(
            self._pages["page_id"].combine_chunks(), years[order.to_numpy()]
        )

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
        return last.astimezone(BEIJING) if last else None

    def open_sorter(self, folder: Path, table: str, schema: pa.Schema) -> ReleaseSorter:
        """Open a sorter of further rows, which lasts as long as the gathering."""
        return self._open.enter_context(
            ReleaseSorter(folder / f"{table}.arrow", schema, self.order)
        )

    def iter_chunks(self, scratch: Path) -> Iterator[dict[str, pa.Table]]:
        """Give the chunks in release order, by table.

        Their rows are spilled into a folder before the first one.
        """
        self._store_rows(scratch)
        yield from map(self._read_chunk, self.order.chunks)

    def _read_chunk(self, number: int) -> dict[str, pa.Table]:
        chunk = {
            name: sorter.read_chunk(number) for name, sorter in self._sorters.items()
        }
        return {**chunk, "reports": self._join_ledger_columns(chunk["reports"])}

    def _store_rows(self, scratch: Path) -> None:
        revisions = self._schemas["revisions"]
        schemas = {
            **{name: self._parts.get_schema(name) for name in self._parts.tables},
            "revisions": revisions,
        }
        self._sorters = {
            name: self.open_sorter(scratch, f"read-{name}", schema)
            for name, schema in schemas.items()
        }
        for part, ids, places in _group_by_part(self._pages):
            for table in self._parts.tables:
                for batch in self._parts.read_batches(part, table):
                    rows, which = _select_latest(batch, ids)
                    self._sorters[table].add(rows, places[which])
        for batch in self._ledger.read_revision_batches(revisions):
            self._sorters["revisions"].add(pa.Table.from_batches([batch]))

    def _join_ledger_columns(self, reports: pa.Table) -> pa.Table:
        """Give the reports the columns that the ledger knows, in the order of the whole table's schema."""
        known = self._pages.take(
            pa.array(self.order.find_positions(reports["report_id"]))
        )
        schema = self._schemas["reports"]
        columns = [
            reports[name] if name in reports.column_names else known[name]
            for name in schema.names
        ]
        return pa.Table.from_arrays(columns, schema=schema)


def _read_pages(ledger: Ledger, extractor: str, fields: list[pa.Field]) -> pa.Table:
    schema = pa.schema(
        [pa.field("page_id", pa.string()), pa.field("part_id", pa.string()), *fields]
    )
    return pa.Table.from_batches(
        ledger.read_page_batches(extractor, schema), schema=schema
    ).combine_chunks()


def _read_years(parts: PartStore, pages: pa.Table, mend: ReportCorrector) -> Positions:
    """Read the report years of pages from the parts that hold them."""
    years = np.full(len(pages), _UNKNOWN_YEAR, np.int64)
    light = [name for name in parts.get_schema("reports").names if name != _TEXT_COLUMN]
    for part, ids, places in _group_by_part(pages):
        for batch in parts.read_batches(part, "reports", light):
            rows, which = _select_latest(batch, ids)
            known = pages.take(pa.array(places[which]))
            rows = mend(rows.append_column("captured_at", known["captured_at"]))
            years[places[which]] = pc.fill_null(
                rows["report_year"], _UNKNOWN_YEAR
            ).to_numpy()
    return years


def _group_by_part(pages: pa.Table) -> Iterator[tuple[str, pa.Array, Positions]]:
    """Give for each part that holds latest revisions the ids of their pages, and the row numbers of these."""
    read = pages["part_id"].combine_chunks().dictionary_encode()
    codes = pc.fill_null(read.indices, -1).to_numpy()
    order = np.argsort(codes, kind="stable")
    cuts = np.searchsorted(codes[order], np.arange(len(read.dictionary) + 1))
    for number, part in enumerate(read.dictionary.to_pylist()):
        places = order[cuts[number] : cuts[number + 1]]
        yield part, pages["page_id"].take(pa.array(places)).combine_chunks(), places


def _select_latest(batch: pa.RecordBatch, ids: pa.Array) -> tuple[pa.Table, Positions]:
    """Give the rows of a part's batch that are of latest revisions, and which of these pages each belongs to.

    A part keeps the rows of pages that were captured anew since; those pages are not among its `ids`.
    """
    which = pc.index_in(batch["report_id"], value_set=ids)
    return pa.Table.from_batches([batch]).filter(
        which.is_valid()
    ), which.drop_null().to_numpy()

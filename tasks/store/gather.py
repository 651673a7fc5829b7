"""Parts and ledger to tables: the rows of the latest revisions, joined with what the ledger knows, in release order.

Release order is report_year (unknown last), then report_id, then the order in which a report's rows were read. It does
not depend on how captures were batched, so a run that was killed and done again gives the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.capture import Capture
from tasks.store.ledger_rows import PageRow, PartRow
from tasks.store.parts import Parts

_LAST_YEAR = 9999


def latest(parts: Parts, rows: Sequence[PartRow], table: str) -> pa.Table:
    """Collect one table's rows of the pages that the part rows name, leaving out older revisions in the same parts."""
    pages: dict[str, list[str]] = {}
    for row in rows:
        pages.setdefault(row.part_id, []).append(row.page_id)
    batches = [
        batch.filter(pc.is_in(batch["report_id"], value_set=pa.array(wanted, pa.string())))
        for part, wanted in pages.items()
        for batch in parts.batches(part, table)
    ]
    return pa.Table.from_batches(batches, schema=parts.schema(table))


def join_ledger(
    reports: pa.Table, pages: Iterable[PageRow], captures: Iterable[Capture], schema: pa.Schema
) -> pa.Table:
    """Give the reports the columns that the ledger knows; `schema` is that of the whole table and sets the order."""
    rows: dict[str, dict[str, object]] = {
        page.page_id: {
            "url": page.url,
            "host": page.host,
            "source_id": page.source_id,
            "state": page.state.value,
            "first_seen_at": page.first_seen_at,
            "last_seen_at": page.last_seen_at,
        }
        for page in pages
    }
    for capture in captures:
        rows[capture.page_id] |= {
            "captured_at": capture.captured_at,
            "warc_file": capture.warc_file,
            "warc_offset": capture.warc_offset,
        }
    fields = [field for field in schema if field.name not in reports.schema.names]
    known = pa.Table.from_pylist(list(rows.values()), schema=pa.schema(fields))
    place = pc.index_in(reports["report_id"], value_set=pa.array(rows, pa.string()))
    columns = [
        reports[field.name] if field.name in reports.schema.names else known[field.name].take(place) for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


class ReleaseOrder:
    """The order of a release: every page with a capture, by the report year that was read from it."""

    def __init__(self, page_ids: Iterable[str], reports: pa.Table) -> None:
        years = dict(zip(reports["report_id"].to_pylist(), reports["report_year"].to_pylist(), strict=True))
        pages = sorted(page_ids, key=lambda page: (years.get(page) or _LAST_YEAR, page))
        self._pages = pa.array(pages, pa.string())
        self._years = pa.array([years.get(page) for page in pages], pa.int32())

    def by_year(self, table: pa.Table) -> Iterator[pa.Table]:
        """Give a table's rows in release order, one report year at a time; rows without a page come last."""
        place = pc.index_in(table["report_id"], value_set=self._pages)
        year = self._years.take(place.combine_chunks())
        for wanted in [*pc.unique(self._years.drop_null()).to_pylist(), None]:
            chosen = pc.is_null(year) if wanted is None else pc.fill_null(pc.equal(year, wanted), False)
            rows = table.filter(chosen)
            if rows.num_rows:
                keys = pa.table({"place": place.filter(chosen), "row": pa.array(range(rows.num_rows), pa.int64())})
                yield rows.take(pc.sort_indices(keys, [("place", "ascending"), ("row", "ascending")]))

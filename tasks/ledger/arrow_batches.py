"""The ledger by columns: pages, revisions and requests as Arrow batches, for who needs all of them.

Arrow is imported when it is needed, for a crawl does without its thirty megabytes.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tasks.ledger.engine import Database
from tasks.ledger.table_definitions import FETCHES, PAGES, PARTS, REVISIONS

if TYPE_CHECKING:
    import pyarrow as pa


# Of some hundred bytes each: a batch of rows is some megabytes of Python objects, and gone with the next one.
BATCH = 8192
# What a page is of itself comes from it, what it held from its latest revision.
_OF_PAGE: Mapping[str, sa.Column[object]] = {
    **dict(REVISIONS.columns.items()),
    **dict(PAGES.columns.items()),
}


class ArrowLedger(Database):
    """What the ledger knows, without an object a row."""

    def read_page_batches(
        self, extractor: str, schema: "pa.Schema"
    ) -> "Iterator[pa.RecordBatch]":
        """Give what `schema` names of every page and its latest revision; page_id tells them apart.

        The column part_id is the part that holds what the extractor read of that revision, null where none
        does.
        """
        columns = {**_OF_PAGE, "part_id": PARTS.c.part_id}
        of_part = sa.and_(
            PARTS.c.extractor == extractor,
            PARTS.c.page_id == PAGES.c.page_id,
            PARTS.c.revision == PAGES.c.revision,
        )
        query = (
            sa.select(*(columns[name] for name in schema.names))
            .select_from(PAGES)
            .join(
                REVISIONS,
                sa.and_(
                    REVISIONS.c.page_id == PAGES.c.page_id,
                    REVISIONS.c.revision == PAGES.c.revision,
                ),
            )
            .outerjoin(PARTS, of_part)
            .order_by(PAGES.c.page_id)
        )
        yield from self._read_batches(query, schema)

    def read_revision_batches(self, schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
        """Give what `schema` names of every revision, page by page in order; report_id is the page's id."""
        columns = {**dict(REVISIONS.columns.items()), "report_id": REVISIONS.c.page_id}
        query = (
            sa.select(*(columns[name] for name in schema.names))
            .join(
                PAGES,
                sa.and_(
                    PAGES.c.page_id == REVISIONS.c.page_id,
                    PAGES.c.revision >= REVISIONS.c.revision,
                ),
            )
            .order_by(REVISIONS.c.page_id, REVISIONS.c.revision)
        )
        yield from self._read_batches(query, schema)

    def read_fetch_batches(self, schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
        """Give what `schema` names of every request, in the order in which the ledger got them."""
        query = sa.select(*(FETCHES.c[name] for name in schema.names)).order_by(
            FETCHES.c.fetch_id
        )
        yield from self._read_batches(query, schema)

    def _read_batches(
        self, query: sa.Select[tuple[object, ...]], schema: "pa.Schema"
    ) -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        with self._begin_reading() as connection:
            result = connection.execution_options(yield_per=BATCH).execute(query)
            for rows in result.partitions():
                arrays = []
                for values, field in zip(zip(*rows, strict=True), schema, strict=True):
                    arrays.append(pa.array(values, field.type))
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)

"""The ledger's requests: one row for each that was answered, refused or given up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from tasks.ledger.engine import Database
from tasks.ledger.journal import Operation
from tasks.ledger.operations import ADD_FETCH, JournaledDatabase
from tasks.ledger.row_types import FetchRow
from tasks.ledger.table_definitions import FETCHES, REVISIONS

if TYPE_CHECKING:
    import pyarrow as pa

_REFERENCE_BATCH = 4096
_HAS_RECORD = FETCHES.c.warc_file.is_not(None)
_COUNT = sa.select(sa.func.count()).select_from(FETCHES).where(_HAS_RECORD)
_REQUESTS = (
    sa.select(
        FETCHES.c.warc_file, FETCHES.c.warc_offset, FETCHES.c.digest, FETCHES.c.url
    )
    .where(_HAS_RECORD, FETCHES.c.fetch_id % sa.bindparam("every") == 0)
    .order_by(FETCHES.c.warc_file, FETCHES.c.warc_offset)
)
_REVISIONS = sa.select(
    REVISIONS.c.warc_file,
    REVISIONS.c.warc_offset,
    REVISIONS.c.content_sha256,
    REVISIONS.c.page_id,
    REVISIONS.c.revision,
    REVISIONS.c.further,
    REVISIONS.c.attached,
).order_by(REVISIONS.c.page_id, REVISIONS.c.revision)
_FILES = (
    sa.select(FETCHES.c.warc_file, sa.func.max(FETCHES.c.warc_offset), sa.func.count())
    .where(_HAS_RECORD)
    .group_by(FETCHES.c.warc_file)
    .order_by(FETCHES.c.warc_file)
)

# What readers get under another name than the ledger has it.
_LEDGER_NAMES = {"fetched_at": "at"}


class RecordReference(NamedTuple):
    """A WARC record that is named somewhere: `sha256` of its body in hex, null when nobody says.

    `named_by` says who names it.
    """

    warc_file: str
    warc_offset: int
    sha256: str | None
    named_by: str


class ReferencedFile(NamedTuple):
    """A WARC file that the ledger names: the last record in it that it knows, and how many."""

    warc_file: str
    last_offset: int
    records: int


_BATCH = 1000
_LAST_BODY = (
    Database.select_rows(FETCHES, FetchRow)
    .where(
        FETCHES.c.url == sa.bindparam("url"),
        FETCHES.c.status == 200,
        FETCHES.c.outcome == "ok",
    )
    .order_by(FETCHES.c.fetch_id.desc())
    .limit(1)
)
_ARCHIVED = (
    Database.select_rows(FETCHES, FetchRow)
    .where(
        FETCHES.c.warc_file == sa.bindparam("file"),
        FETCHES.c.warc_offset == sa.bindparam("offset"),
    )
    .limit(1)
)
_NEXT = (
    Database.select_rows(FETCHES, FetchRow)
    .add_columns(FETCHES.c.fetch_id)
    .where(FETCHES.c.fetch_id > sa.bindparam("last"))
    .order_by(FETCHES.c.fetch_id)
    .limit(sa.bindparam("batch"))
)


class FetchLedger(JournaledDatabase):
    """The requests of all runs, and the records of the archive that they and the revisions name."""

    def record_fetch(self, fetch: FetchRow) -> None:
        """Add one request; its WARC record must be on the disk already."""
        self._write(Operation(ADD_FETCH, [Database.get_values(fetch)]))

    def find_last_body(self, url: str) -> FetchRow | None:
        """Find the latest request of a URL that gave a whole body.

        Its validators and digest serve the next one.
        """
        row = self._find_row(_LAST_BODY, {"url": url})
        if row is None:
            return None
        return FetchRow(**row)

    def find_fetch(self, warc_file: str, warc_offset: int) -> FetchRow | None:
        """Find the request whose answer a WARC record is."""
        row = self._find_row(_ARCHIVED, {"file": warc_file, "offset": warc_offset})
        if row is None:
            return None
        return FetchRow(**row)

    def iter_fetches(self) -> Iterator[FetchRow]:
        """Give every request, in the order in which the ledger got them.

        Reads in batches, holding no transaction.
        """
        last = 0
        while True:
            rows = list(self._iter_rows(_NEXT, {"last": last, "batch": _BATCH}))
            for row in rows:
                values = dict(row)
                last = values.pop("fetch_id")
                yield FetchRow(**values)
            if len(rows) < _BATCH:
                return

    def read_fetch_batches(self, schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
        """Give what `schema` names of every request, in the order in which the ledger got them."""
        columns = [FETCHES.c[_LEDGER_NAMES.get(name, name)] for name in schema.names]
        query = sa.select(*columns).order_by(FETCHES.c.fetch_id)
        yield from self._read_batches(query, schema)

    def list_files(self) -> list[ReferencedFile]:
        """List the WARC files that answers are in."""
        with self._begin_reading() as connection:
            return [ReferencedFile(*row) for row in connection.execute(_FILES).tuples()]

    def iter_request_records(
        self, most: int | None = None
    ) -> Iterator[RecordReference]:
        """Give the records of all answers, or of about so many of them, spread over all runs and hosts."""
        with self._begin_reading() as connection:
            count = connection.execute(_COUNT).scalar_one()
            every = 1 if most is None else max(1, count // max(1, most))
            found = connection.execution_options(yield_per=_REFERENCE_BATCH).execute(
                _REQUESTS, {"every": every}
            )
            for file, offset, digest, url in found.tuples():
                yield RecordReference(file, offset, digest, f"the answer of {url}")

    def iter_revision_records(self) -> Iterator[RecordReference]:
        """Give the records of all revisions: their pages, further pages and attachments."""
        with self._begin_reading() as connection:
            found = connection.execution_options(yield_per=_REFERENCE_BATCH).execute(
                _REVISIONS
            )
            for row in found.mappings():
                yield from _list_references(row)


def _list_references(row: sa.RowMapping) -> Iterator[RecordReference]:
    """Give the records of one revision: its page, further pages and attachments."""
    named_by = f"revision {row['revision']} of report {row['page_id']}"
    yield RecordReference(
        row["warc_file"], row["warc_offset"], row["content_sha256"], named_by
    )
    for file, offset in row["further"]:
        yield RecordReference(file, offset, None, named_by)
    for one in row["attached"]:
        if one.warc_file is not None:
            yield RecordReference(
                one.warc_file, one.warc_offset or 0, one.content_sha256, named_by
            )

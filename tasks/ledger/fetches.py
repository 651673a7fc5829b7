"""The ledger's requests: one row for each that was answered, refused or given up."""

from collections.abc import Iterator

import sqlalchemy as sa

from tasks.ledger.engine import rows_of, values_of
from tasks.ledger.journal import Operation
from tasks.ledger.operations import ADD_FETCH
from tasks.ledger.rows import FetchRow
from tasks.ledger.tables import FETCHES
from tasks.ledger.writing import Writing

_BATCH = 1000
_LAST_BODY = (
    rows_of(FETCHES, FetchRow)
    .where(
        FETCHES.c.url == sa.bindparam("url"),
        FETCHES.c.status == 200,
        FETCHES.c.outcome == "ok",
    )
    .order_by(FETCHES.c.fetch_id.desc())
    .limit(1)
)
_ARCHIVED = (
    rows_of(FETCHES, FetchRow)
    .where(
        FETCHES.c.warc_file == sa.bindparam("file"),
        FETCHES.c.warc_offset == sa.bindparam("offset"),
    )
    .limit(1)
)
_NEXT = (
    rows_of(FETCHES, FetchRow)
    .add_columns(FETCHES.c.fetch_id)
    .where(FETCHES.c.fetch_id > sa.bindparam("last"))
    .order_by(FETCHES.c.fetch_id)
    .limit(sa.bindparam("batch"))
)


class Fetches(Writing):
    """The requests of all runs."""

    def record_fetch(self, fetch: FetchRow) -> None:
        """Add one request; its WARC record must be on the disk already."""
        self._write(Operation(ADD_FETCH, [values_of(fetch)]))

    def last_body(self, url: str) -> FetchRow | None:
        """Find the latest request of a URL that gave a whole body.

        Its validators and digest serve the next one.
        """
        with self._reading() as connection:
            row = connection.execute(_LAST_BODY, {"url": url}).mappings().first()
        return None if row is None else FetchRow(**row)

    def fetch_of(self, warc_file: str, warc_offset: int) -> FetchRow | None:
        """Find the request whose answer a WARC record is."""
        with self._reading() as connection:
            row = (
                connection.execute(
                    _ARCHIVED, {"file": warc_file, "offset": warc_offset}
                )
                .mappings()
                .first()
            )
        return None if row is None else FetchRow(**row)

    def fetches(self) -> Iterator[FetchRow]:
        """Give every request, in the order in which the ledger got them.

        Reads in batches, holding no transaction.
        """
        last = 0
        while True:
            with self._reading() as connection:
                rows = (
                    connection.execute(_NEXT, {"last": last, "batch": _BATCH})
                    .mappings()
                    .all()
                )
            for row in rows:
                values = dict(row)
                last = values.pop("fetch_id")
                yield FetchRow(**values)
            if len(rows) < _BATCH:
                return

"""The ledger's detail pages: the state of each, the revisions of reports, and what was read of those."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tasks.ledger.engine import Database
from tasks.ledger.journal import Operation
from tasks.ledger.operations import (
    ADD_FETCH,
    ADD_REVISION,
    ADOPT,
    SET_PAGE,
    UPSERT_PART,
    JournaledDatabase,
)
from tasks.ledger.row_types import FetchRow, PageRow, PartRow, RevisionRow
from tasks.ledger.table_definitions import PAGES, PARTS, REVISIONS, RUNS
from tasks.model.page import Capture, ChangeKind, RevisionChange
from tasks.model.run import PageState

if TYPE_CHECKING:
    import pyarrow as pa

# What a page is of itself comes from it, what it held from its latest revision.
_OF_PAGE: Mapping[str, sa.Column[object]] = {
    **dict(REVISIONS.columns.items()),
    **dict(PAGES.columns.items()),
}

_PAGE_ID: sa.BindParameter[str] = sa.bindparam("page_id")
_PAGE = Database.select_rows(PAGES, PageRow).where(PAGES.c.page_id == _PAGE_ID)
_PAGES = (
    Database.select_rows(PAGES, PageRow)
    .where(PAGES.c.revision > 0)
    .order_by(PAGES.c.source_id, PAGES.c.page_id)
)
_WITHOUT_REVISION = _PAGES.where(
    ~sa.exists().where(
        REVISIONS.c.page_id == PAGES.c.page_id, REVISIONS.c.revision == PAGES.c.revision
    )
)
LATEST = (
    Database.select_rows(REVISIONS, Capture)
    .join(
        PAGES,
        sa.and_(
            PAGES.c.page_id == REVISIONS.c.page_id,
            PAGES.c.revision == REVISIONS.c.revision,
        ),
    )
    .order_by(REVISIONS.c.source_id, REVISIONS.c.page_id)
)
_LATEST_OF_PAGE = LATEST.where(REVISIONS.c.page_id == _PAGE_ID)
_LATEST_AT = LATEST.where(PAGES.c.url == sa.bindparam("url")).limit(1)
_REVISIONS = (
    Database.select_rows(REVISIONS, RevisionRow)
    .join(
        PAGES,
        sa.and_(
            PAGES.c.page_id == REVISIONS.c.page_id,
            PAGES.c.revision >= REVISIONS.c.revision,
        ),
    )
    .order_by(REVISIONS.c.page_id, REVISIONS.c.revision)
)
_REVISION = Database.select_rows(REVISIONS, Capture).where(
    REVISIONS.c.page_id == _PAGE_ID, REVISIONS.c.revision == sa.bindparam("revision")
)
_IDS = (
    sa.select(PAGES.c.page_id)
    .where(PAGES.c.page_id.startswith(sa.bindparam("prefix")))
    .order_by(PAGES.c.page_id)
    .limit(sa.bindparam("most"))
)
# What is said of a part without a digest is not known to be what was written.
_HAS_DIGEST = PARTS.c.digest.is_not(None)
_FORGET_PART = sa.delete(PARTS).where(
    PARTS.c.extractor == sa.bindparam("extractor"),
    PARTS.c.part_id == sa.bindparam("part_id"),
)
_DIGESTS = (
    sa.select(PARTS.c.part_id, PARTS.c.digest)
    .where(PARTS.c.extractor == sa.bindparam("extractor"), _HAS_DIGEST)
    .distinct()
    .order_by(PARTS.c.part_id)
)
_SOURCES_OF_PART = (
    sa.select(PAGES.c.source_id)
    .join(PARTS, PARTS.c.page_id == PAGES.c.page_id)
    .where(
        PARTS.c.extractor == sa.bindparam("extractor"),
        PARTS.c.part_id == sa.bindparam("part_id"),
    )
    .distinct()
    .order_by(PAGES.c.source_id)
)
_UP_TO: sa.BindParameter[int] = sa.bindparam("revision")
# A cosmetic revision is no news: the one before it, whose words it has, decides.
_REPORTED_AT = (
    sa.select(RUNS.c.finished_at)
    .join(REVISIONS, REVISIONS.c.run_id == RUNS.c.run_id)
    .where(REVISIONS.c.page_id == _PAGE_ID, REVISIONS.c.revision <= _UP_TO)
    .where(REVISIONS.c.change != ChangeKind.COSMETIC.value)
    .order_by(REVISIONS.c.revision.desc())
    .limit(1)
)


class PageLedger(JournaledDatabase):
    """The detail pages that a list ever named and that were asked for, and what the extractors have read."""

    def record_page(
        self,
        page: PageRow,
        fetch: FetchRow | None = None,
        capture: Capture | None = None,
        run_id: str = "",
        change: RevisionChange | None = None,
    ) -> None:
        """Set the state of a page, with the request that gave it and the new revision, in one transaction.

        A capture without a change is a first one, or one that nobody compared.
        """
        operations = []
        if fetch is not None:
            operations.append(Operation(ADD_FETCH, [Database.get_values(fetch)]))
        if capture is not None:
            change = change or RevisionChange(
                ChangeKind.NEW if capture.revision == 1 else ChangeKind.SUBSTANTIVE
            )
            row = {
                "run_id": run_id,
                **Database.get_values(capture),
                **_get_change_values(change),
            }
            operations.append(Operation(ADD_REVISION, [row]))
        self._write(*operations, Operation(SET_PAGE, [Database.get_values(page)]))

    def find_page(self, page_id: str) -> PageRow | None:
        """Find one page, with or without a capture."""
        row = self._find_row(_PAGE, {"page_id": page_id})
        if row is None:
            return None
        return _make_page_row(row)

    def load_pages(self) -> list[PageRow]:
        """List the pages that have a capture, in stable order."""
        return list(map(_make_page_row, self._iter_rows(_PAGES)))

    def find_pages_without_revision(self) -> list[PageRow]:
        """List the report pages whose latest revision is not there, in stable order.

        None in a ledger that is whole.
        """
        return list(map(_make_page_row, self._iter_rows(_WITHOUT_REVISION)))

    def load_source_pages(self, source_id: str) -> list[PageRow]:
        """List the report pages of a source, in stable order."""
        query = _PAGES.where(PAGES.c.source_id == source_id)
        return list(map(_make_page_row, self._iter_rows(query)))

    def find_latest_capture(self, page_id: str) -> Capture | None:
        """Find the latest revision of one page."""
        row = self._find_row(_LATEST_OF_PAGE, {"page_id": page_id})
        if row is None:
            return None
        return Capture(**row)

    def find_capture_at(self, url: str) -> Capture | None:
        """Find the latest revision of the report that stands at an address, though another one named it."""
        row = self._find_row(_LATEST_AT, {"url": url})
        if row is None:
            return None
        return Capture(**row)

    def find_capture(self, page_id: str, revision: int) -> Capture | None:
        """Find one revision of one page."""
        row = self._find_row(_REVISION, {"page_id": page_id, "revision": revision})
        if row is None:
            return None
        return Capture(**row)

    def find_page_ids(self, prefix: str, most: int) -> list[str]:
        """List the ids that begin with a prefix, at most so many, in order.

        Hex digits only are safe in a prefix.
        """
        which = {"prefix": prefix, "most": most}
        return self._read(
            lambda connection: list(connection.execute(_IDS, which).scalars())
        )

    def load_latest_captures(self) -> list[Capture]:
        """List the latest revision of every report page, in stable order."""
        return [Capture(**row) for row in self._iter_rows(LATEST)]

    def load_revisions(self) -> list[RevisionRow]:
        """List every revision of the pages that have a capture, in stable order."""
        return [RevisionRow(**row) for row in self._iter_rows(_REVISIONS)]

    def is_reported(self, page_id: str, revision: int) -> bool:
        """Tell whether a finished run has already reported the words of this revision.

        What a killed run captured is news to the run after it, so that both together say what one would have
        said.
        """
        which = {"page_id": page_id, "revision": revision}
        finished_at = self._read(
            lambda connection: connection.execute(
                _REPORTED_AT, which
            ).scalar_one_or_none()
        )
        return finished_at is not None

    def claim_revision(self, page_id: str, revision: int, run_id: str) -> None:
        """Note that this run reports what a killed run captured.

        The words of this revision are news once only.
        """
        row = {
            "page_id": page_id,
            "revision": revision,
            "run_id": run_id,
        }
        self._write(Operation(ADOPT, [row]))

    def find_unread_captures(self, extractor: str) -> list[Capture]:
        """List the latest revisions that have no part under this extractor yet, in stable order."""
        read = sa.exists().where(
            _HAS_DIGEST,
            PARTS.c.extractor == extractor,
            PARTS.c.page_id == REVISIONS.c.page_id,
            PARTS.c.revision == REVISIONS.c.revision,
        )
        return [Capture(**row) for row in self._iter_rows(LATEST.where(~read))]

    def record_part(
        self, extractor: str, part_id: str, digest: str, captures: Sequence[Capture]
    ) -> None:
        """Note that a part of this digest holds what this extractor read of the captures.

        A later part replaces an earlier one.
        """
        rows = []
        for capture in captures:
            row = {"page_id": capture.page_id, "revision": capture.revision}
            rows.append(
                {
                    "extractor": extractor,
                    "part_id": part_id,
                    "digest": digest,
                    **row,
                }
            )
        if rows:
            self._transact(
                lambda connection: connection.execute(UPSERT_PART, rows).close()
            )

    def forget_part(self, extractor: str, part_id: str) -> None:
        """Forget a part, so that what it held is to be read again."""
        which = {"extractor": extractor, "part_id": part_id}
        with self._begin_writing() as connection:
            connection.execute(_FORGET_PART, which)

    def find_sources_of_part(self, extractor: str, part_id: str) -> list[str]:
        """List the sources whose reports a part holds, in order."""
        which = {"extractor": extractor, "part_id": part_id}
        with self._begin_reading() as connection:
            return list(connection.execute(_SOURCES_OF_PART, which).scalars())

    def load_part_digests(self, extractor: str) -> dict[str, str]:
        """Give the digest of each part of this extractor by the part's id, superseded ones too."""
        which = {"extractor": extractor}
        return {row.part_id: row.digest for row in self._iter_rows(_DIGESTS, which)}

    def load_parts(self, extractor: str) -> list[PartRow]:
        """List the parts of this extractor that hold latest revisions, in stable order."""
        query = (
            Database.select_rows(PARTS, PartRow)
            .join(
                PAGES,
                sa.and_(
                    PAGES.c.page_id == PARTS.c.page_id,
                    PAGES.c.revision == PARTS.c.revision,
                ),
            )
            .where(PARTS.c.extractor == extractor, _HAS_DIGEST)
            .order_by(PAGES.c.source_id, PARTS.c.page_id)
        )
        return [PartRow(**row) for row in self._iter_rows(query)]

    def read_page_batches(
        self, extractor: str, schema: "pa.Schema"
    ) -> "Iterator[pa.RecordBatch]":
        """Give what `schema` names of every page and its latest revision; page_id tells them apart.

        The column part_id is the part that holds what the extractor read of that revision, null where none
        does.
        """
        columns = {**_OF_PAGE, "part_id": PARTS.c.part_id}
        of_part = sa.and_(
            _HAS_DIGEST,
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


def _make_page_row(row: sa.RowMapping) -> PageRow:
    return PageRow(**{**row, "state": PageState(row["state"])})


def _get_change_values(change: RevisionChange) -> dict[str, object]:
    return {
        "change": change.kind.value,
        "added": change.added,
        "removed": change.removed,
        "summary": change.summary,
    }

"""The ledger's parts: which revisions were read by which extractor, and where the reading is."""

from collections.abc import Sequence

import sqlalchemy as sa

from tasks.ledger.engine import rows_of, upsert
from tasks.ledger.pages import LATEST
from tasks.ledger.rows import PartRow
from tasks.ledger.tables import PAGES, PARTS, REVISIONS
from tasks.ledger.writing import Writing
from tasks.model.capture import Capture


class Parts(Writing):
    """What the extractors have read."""

    def captures_to_read(self, extractor: str) -> list[Capture]:
        """List the latest revisions that have no part under this extractor yet, in stable order."""
        read = sa.exists().where(
            PARTS.c.extractor == extractor,
            PARTS.c.page_id == REVISIONS.c.page_id,
            PARTS.c.revision == REVISIONS.c.revision,
        )
        with self._reading() as connection:
            return [
                Capture(**row)
                for row in connection.execute(LATEST.where(~read)).mappings()
            ]

    def record_part(
        self, extractor: str, part_id: str, captures: Sequence[Capture]
    ) -> None:
        """Note that a part holds what this extractor read of the captures.

        A later part replaces an earlier one.
        """
        rows = [
            {
                "extractor": extractor,
                "page_id": one.page_id,
                "revision": one.revision,
                "part_id": part_id,
            }
            for one in captures
        ]
        if rows:
            with self._writing() as connection:
                connection.execute(upsert(PARTS), rows)

    def parts(self, extractor: str) -> list[PartRow]:
        """List the parts of this extractor that hold latest revisions, in stable order."""
        query = (
            rows_of(PARTS, PartRow)
            .join(
                PAGES,
                sa.and_(
                    PAGES.c.page_id == PARTS.c.page_id,
                    PAGES.c.revision == PARTS.c.revision,
                ),
            )
            .where(PARTS.c.extractor == extractor)
            .order_by(PAGES.c.source_id, PARTS.c.page_id)
        )
        with self._reading() as connection:
            return [PartRow(**row) for row in connection.execute(query).mappings()]

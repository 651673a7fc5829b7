"""The ledger's tables. Times are kept in UTC and given back in Beijing time, by every database alike."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime

import sqlalchemy as sa

from tasks.model.page import Attached
from tasks.model.run import BEIJING

METADATA = sa.MetaData()


class _BeijingTime(sa.types.TypeDecorator[datetime]):
    """A moment: stored in UTC (SQLite keeps no zone), given back in Beijing time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Bring a moment to UTC before it is stored."""
        if value is None:
            return None
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Give a stored moment in Beijing time."""
        if value is None:
            return None
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return moment.astimezone(BEIJING)


class _SafeText(sa.types.TypeDecorator[str]):
    """Text in any words: what no database takes (NUL, halves of surrogate pairs) is left out or replaced.

    Compared byte by byte: an order that follows a locale would make other files of the same ledger.
    """

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[str]:
        """Give the column type: SQLite compares bytes anyway."""
        return dialect.type_descriptor(
            sa.String(collation="C") if dialect.name == "postgresql" else sa.String()
        )

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Make a text that every database takes."""
        if value is None:
            return None
        return value.replace("\x00", "").encode("utf-8", "replace").decode()


class _RecordPositions(sa.types.TypeDecorator[tuple[tuple[str, int], ...]]):
    """Places in the archive, in order: pairs of file and offset, kept as JSON."""

    impl = sa.JSON
    cache_ok = True

    def process_result_value(
        self,
        value: object,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> tuple[tuple[str, int], ...]:
        """Give stored places as tuples; none for a row from before there were any."""
        if not isinstance(value, list):
            return ()
        return tuple((str(file), int(offset)) for file, offset in value)


class _AttachedFiles(sa.types.TypeDecorator[tuple[Attached, ...]]):
    """What an article offered, in order, kept as JSON."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(
        self,
        value: tuple[Attached, ...] | None,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> list[dict[str, object]] | None:
        """Give the fields of each."""
        if value is None:
            return None
        return [asdict(one) for one in value]

    def process_result_value(
        self,
        value: object,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> tuple[Attached, ...]:
        """Give the stored attachments."""
        return _decode_attached(value)


def _decode_attached(value: object) -> tuple[Attached, ...]:
    """Make the attachments of an article from their JSON; none for a row from before there were any."""
    if not isinstance(value, list):
        return ()
    return tuple(Attached(**one) for one in value)


def find_converter(kind: sa.types.TypeEngine[object]) -> Callable[[object], object]:
    """Find what gives a value of a journal's JSON the type of its column."""
    if isinstance(kind, _BeijingTime):
        return lambda value: datetime.fromisoformat(str(value))
    if isinstance(kind, sa.Date):
        return lambda value: date.fromisoformat(str(value))
    if isinstance(kind, _AttachedFiles):
        return _decode_attached
    return lambda value: value


RUNS = sa.Table(
    "runs",
    METADATA,
    # Runs of the same night, as after a kill, may start at the same second: the number says which came later.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run_id", _SafeText, nullable=False, unique=True),
    sa.Column("started_at", _BeijingTime, nullable=False),
    sa.Column("finished_at", _BeijingTime),
)

# One row a request that was answered, refused or given up; robots.txt and list pages too.
FETCHES = sa.Table(
    "fetches",
    METADATA,
    sa.Column("fetch_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run_id", _SafeText, nullable=False, index=True),
    sa.Column("source_id", _SafeText, nullable=False),
    sa.Column("kind", _SafeText, nullable=False),
    sa.Column("url", _SafeText, nullable=False, index=True),
    sa.Column("at", _BeijingTime, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("outcome", _SafeText, nullable=False),
    sa.Column("robots", _SafeText, nullable=False),
    sa.Column("delay", sa.Float, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("digest", _SafeText),
    sa.Column("warc_file", _SafeText),
    sa.Column("warc_offset", sa.BigInteger),
    sa.Column("media_type", _SafeText, nullable=False),
    sa.Column("etag", _SafeText),
    sa.Column("last_modified", _SafeText),
    sa.Column("tls", _SafeText, nullable=False, server_default=""),
)

# One row a detail page that a list ever named and that was fetched, report or not.
PAGES = sa.Table(
    "pages",
    METADATA,
    sa.Column("page_id", _SafeText, primary_key=True),
    sa.Column("source_id", _SafeText, nullable=False, index=True),
    sa.Column("url", _SafeText, nullable=False),
    sa.Column("host", _SafeText, nullable=False),
    sa.Column("state", _SafeText, nullable=False),
    sa.Column("kind", _SafeText, nullable=False),
    sa.Column("first_seen_at", _BeijingTime, nullable=False),
    sa.Column("last_seen_at", _BeijingTime, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("revised_at", _BeijingTime),
    sa.Column("missing_days", sa.Integer, nullable=False),
    sa.Column("missing_on", sa.Date),
)

REVISIONS = sa.Table(
    "revisions",
    METADATA,
    sa.Column("page_id", _SafeText, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("run_id", _SafeText, nullable=False),
    sa.Column("source_id", _SafeText, nullable=False),
    sa.Column("url", _SafeText, nullable=False),
    sa.Column("captured_at", _BeijingTime, nullable=False),
    sa.Column("content_sha256", _SafeText, nullable=False),
    sa.Column("text_sha256", _SafeText, nullable=False),
    sa.Column("warc_file", _SafeText, nullable=False),
    sa.Column("warc_offset", sa.BigInteger, nullable=False),
    sa.Column("media_type", _SafeText, nullable=False),
    sa.Column("listed_title", _SafeText),
    sa.Column("listed_on", sa.Date),
    sa.Column("listed_publisher", _SafeText),
    sa.Column("further", _RecordPositions),
    sa.Column("attached", _AttachedFiles),
    sa.Column("change", _SafeText, nullable=False, server_default="substantive"),
    sa.Column("added", sa.Integer, nullable=False, server_default="0"),
    sa.Column("removed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("summary", _SafeText, nullable=False, server_default=""),
)

# One row a link of a source's list in a run, with what was decided about it and why.
LINKS = sa.Table(
    "links",
    METADATA,
    sa.Column("run_id", _SafeText, primary_key=True),
    sa.Column("source_id", _SafeText, primary_key=True),
    sa.Column("page_id", _SafeText, primary_key=True),
    sa.Column("url", _SafeText, nullable=False),
    sa.Column("title", _SafeText, nullable=False),
    sa.Column("listed_on", sa.Date),
    sa.Column("listed_at", _SafeText, nullable=False),
    sa.Column("document_number", _SafeText),
    sa.Column("publisher", _SafeText),
    sa.Column("relevant", sa.Boolean, nullable=False),
    sa.Column("doubtful", sa.Boolean, nullable=False),
    sa.Column("kind", _SafeText, nullable=False),
    sa.Column("evidence", _SafeText, nullable=False),
)

OUTCOMES = sa.Table(
    "outcomes",
    METADATA,
    sa.Column("run_id", _SafeText, primary_key=True),
    sa.Column("source_id", _SafeText, primary_key=True),
    sa.Column("host", _SafeText, nullable=False),
    sa.Column("kind", _SafeText, nullable=False),
    sa.Column("reason", _SafeText, nullable=False),
    *(
        sa.Column(count, sa.Integer, nullable=False)
        for count in (
            "list_pages",
            "links",
            "relevant",
            "new",
            "revised",
            "unchanged",
            "missing",
            "withdrawn",
            "problems",
        )
    ),
    # added later: tasks/ledger/migrations.py says what they are for older rows
    sa.Column("list_complete", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("left_out", sa.Integer, nullable=False, server_default="0"),
)

PROBLEMS = sa.Table(
    "problems",
    METADATA,
    sa.Column("problem_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run_id", _SafeText, nullable=False, index=True),
    sa.Column("source_id", _SafeText, nullable=False),
    sa.Column("page_id", _SafeText),
    sa.Column("stage", _SafeText, nullable=False),
    sa.Column("code", _SafeText, nullable=False),
    sa.Column("severity", _SafeText, nullable=False),
    sa.Column("responsibility", _SafeText, nullable=False),
    sa.Column("message", _SafeText, nullable=False),
    sa.Column("evidence", _SafeText, nullable=False),
    sa.Column("url", _SafeText),
    # added later: tasks/ledger/migrations.py says what it is for older rows
    sa.Column("message_zh", _SafeText, nullable=False, server_default=""),
    sa.Column("subject", _SafeText),
)

# The number of the last entry that the ledger wrote to its journal in the archive; one row.
JOURNAL = sa.Table(
    "journal",
    METADATA,
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    # of the last entry; null in a ledger whose last entry is from before there was a chain
    sa.Column("digest", _SafeText),
)

# How many transactions each worker has committed: what a server that crashed knows of the one whose
# commit it did not answer. Its own numbers of transactions are given out again then.
COMMITS = sa.Table(
    "commits",
    METADATA,
    sa.Column("worker", _SafeText, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
)

# The random name of the home whose ledger this is; one row.
HOMES = sa.Table(
    "homes",
    METADATA,
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("home_id", _SafeText, nullable=False),
)

# Which part holds what was read of a revision, by extractor version, and the digest of its files; a part
# without one, from before there were any, is not trusted and made anew.
PARTS = sa.Table(
    "parts",
    METADATA,
    sa.Column("extractor", _SafeText, primary_key=True),
    sa.Column("page_id", _SafeText, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("part_id", _SafeText, nullable=False),
    sa.Column("digest", _SafeText),
)

"""The ledger's tables. Times are kept in UTC and given back in Beijing time, by every database alike."""

from datetime import UTC, datetime

import sqlalchemy as sa

from tasks.model.run import BEIJING

METADATA = sa.MetaData()


class BeijingTime(sa.types.TypeDecorator[datetime]):
    """A moment: stored in UTC (SQLite keeps no zone), given back in Beijing time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Bring a moment to UTC before it is stored."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give a stored moment in Beijing time."""
        if value is None:
            return None
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).astimezone(BEIJING)


RUNS = sa.Table(
    "runs",
    METADATA,
    # Runs of the same night, as after a kill, may start at the same second: the number says which came later.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run_id", sa.String, nullable=False, unique=True),
    sa.Column("started_at", BeijingTime, nullable=False),
    sa.Column("finished_at", BeijingTime),
)

# One row a request that was answered, refused or given up; robots.txt and list pages too.
FETCHES = sa.Table(
    "fetches",
    METADATA,
    sa.Column("fetch_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run_id", sa.String, nullable=False, index=True),
    sa.Column("source_id", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("url", sa.String, nullable=False, index=True),
    sa.Column("at", BeijingTime, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("robots", sa.String, nullable=False),
    sa.Column("delay", sa.Float, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.String),
    sa.Column("warc_file", sa.String),
    sa.Column("warc_offset", sa.BigInteger),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("etag", sa.String),
    sa.Column("last_modified", sa.String),
)

# One row a detail page that a list ever named and that was fetched, report or not.
PAGES = sa.Table(
    "pages",
    METADATA,
    sa.Column("page_id", sa.String, primary_key=True),
    sa.Column("source_id", sa.String, nullable=False, index=True),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("host", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("first_seen_at", BeijingTime, nullable=False),
    sa.Column("last_seen_at", BeijingTime, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("revised_at", BeijingTime),
    sa.Column("missing_days", sa.Integer, nullable=False),
    sa.Column("missing_on", sa.Date),
)

REVISIONS = sa.Table(
    "revisions",
    METADATA,
    sa.Column("page_id", sa.String, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.String, nullable=False),
    sa.Column("source_id", sa.String, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("captured_at", BeijingTime, nullable=False),
    sa.Column("content_sha256", sa.String, nullable=False),
    sa.Column("text_sha256", sa.String, nullable=False),
    sa.Column("warc_file", sa.String, nullable=False),
    sa.Column("warc_offset", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("listed_title", sa.String),
    sa.Column("listed_on", sa.Date),
    sa.Column("listed_publisher", sa.String),
)

# One row a link of a source's list in a run, with what was decided about it and why.
LINKS = sa.Table(
    "links",
    METADATA,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("page_id", sa.String, primary_key=True),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("listed_on", sa.Date),
    sa.Column("listed_at", sa.String, nullable=False),
    sa.Column("document_number", sa.String),
    sa.Column("publisher", sa.String),
    sa.Column("relevant", sa.Boolean, nullable=False),
    sa.Column("doubtful", sa.Boolean, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("evidence", sa.String, nullable=False),
)

OUTCOMES = sa.Table(
    "outcomes",
    METADATA,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("host", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
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
)

PROBLEMS = sa.Table(
    "problems",
    METADATA,
    sa.Column("problem_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run_id", sa.String, nullable=False, index=True),
    sa.Column("source_id", sa.String, nullable=False),
    sa.Column("page_id", sa.String),
    sa.Column("stage", sa.String, nullable=False),
    sa.Column("code", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False),
    sa.Column("responsibility", sa.String, nullable=False),
    sa.Column("message", sa.String, nullable=False),
    sa.Column("evidence", sa.String, nullable=False),
    sa.Column("url", sa.String),
)

# Which part file holds what was read of a revision, by extractor version.
PARTS = sa.Table(
    "parts",
    METADATA,
    sa.Column("extractor", sa.String, primary_key=True),
    sa.Column("page_id", sa.String, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("part_id", sa.String, nullable=False),
)

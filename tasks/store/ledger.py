"""The ledger: what was fetched, seen, decided and read; SQLite by default, PostgreSQL when its URL says so.

Every method is one short transaction. A row that names a WARC record is written after the record is on the disk, so a
process killed at any moment leaves at worst a record without a row, and the next run simply asks again.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import datetime

import sqlalchemy as sa

from tasks.model.capture import Capture
from tasks.model.errors import ConfigurationError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.revision import Change, ChangeKind
from tasks.model.run import Run
from tasks.model.state import Outcome, OutcomeKind, PageState
from tasks.store.ledger_engine import WRITES, engine_of, insert_once, upsert
from tasks.store.ledger_rows import FetchRow, LinkRow, PageRow, PartRow, ProblemRow, RevisionRow, RunRow
from tasks.store.ledger_tables import FETCHES, LINKS, OUTCOMES, PAGES, PARTS, PROBLEMS, REVISIONS, RUNS, make_tables

_BATCH = 1000
_SETUP = threading.Lock()


class Ledger:
    """The ledger behind a SQLAlchemy URL; one engine, safe to share between threads.

    Raises ConfigurationError when the URL is not one, or the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = engine_of(url)
            # Several host tasks open the ledger at once on a new home; only one of them may make the tables.
            with _SETUP, self._writing() as connection:
                make_tables(connection)
        except (sa.exc.SQLAlchemyError, ImportError) as error:
            raise ConfigurationError(
                f"ledger {url!r} cannot be opened: {str(error).splitlines()[0]}; "
                "check FAZHI_DATABASE_URL, or unset it to use SQLite in the home folder"
            ) from error

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    # Runs

    def start_run(self, run: Run) -> None:
        """Note that a run has started; starting it again changes nothing."""
        with self._writing() as connection:
            insert_once(connection, RUNS, ("run_id",), {"run_id": run.run_id, "started_at": run.started_at})

    def finish_run(self, run_id: str, at: datetime) -> None:
        """Note that a run came to its end; until then, what it found counts as new for the next run too."""
        with self._writing() as connection:
            connection.execute(sa.update(RUNS).where(RUNS.c.run_id == run_id).values(finished_at=at))

    def runs(self) -> list[RunRow]:
        """List the runs, oldest first."""
        with self._reading() as connection:
            return [RunRow(**row) for row in connection.execute(_rows(RUNS, RunRow).order_by(RUNS.c.number)).mappings()]

    # What a crawl writes

    def begin_source(self, run_id: str, source_id: str) -> None:
        """Forget the links and problems of an earlier, broken try of the same source in the same run."""
        with self._writing() as connection:
            for table in (LINKS, PROBLEMS):
                connection.execute(sa.delete(table).where(table.c.run_id == run_id, table.c.source_id == source_id))

    def record_fetch(self, fetch: FetchRow) -> None:
        """Add one request; its WARC record must be on the disk already."""
        with self._writing() as connection:
            connection.execute(sa.insert(FETCHES).values(**asdict(fetch)))

    def record_links(self, run_id: str, source_id: str, links: Iterable[LinkRow]) -> None:
        """Add the links of a source's list."""
        rows = [{"run_id": run_id, "source_id": source_id, **asdict(link)} for link in links]
        if rows:
            with self._writing() as connection:
                connection.execute(sa.insert(LINKS), rows)

    def record_page(
        self,
        page: PageRow,
        fetch: FetchRow | None = None,
        capture: Capture | None = None,
        run_id: str = "",
        change: Change | None = None,
    ) -> None:
        """Set where a page stands, with the request that told it and the new revision, all in one transaction.

        A capture without a change is a first one, or one that nobody compared.
        """
        with self._writing() as connection:
            if fetch is not None:
                connection.execute(sa.insert(FETCHES).values(**asdict(fetch)))
            if capture is not None:
                change = change or Change(ChangeKind.NEW if capture.revision == 1 else ChangeKind.SUBSTANTIVE)
                row = {"run_id": run_id, **asdict(capture), **_change_row(change)}
                connection.execute(sa.insert(REVISIONS).values(**row))
            upsert(connection, PAGES, ("page_id",), asdict(page))

    def record_problem(self, run_id: str, source_id: str, issue: Issue, page_id: str | None = None) -> None:
        """Add one thing that is wrong with a source or a page."""
        with self._writing() as connection:
            connection.execute(
                sa.insert(PROBLEMS).values(run_id=run_id, source_id=source_id, page_id=page_id, **asdict(issue))
            )

    def record_outcome(self, run_id: str, outcome: Outcome) -> None:
        """Set what a run came to for a source."""
        with self._writing() as connection:
            upsert(connection, OUTCOMES, ("run_id", "source_id"), {"run_id": run_id, **asdict(outcome)})

    # What a crawl asks

    def last_body(self, url: str) -> FetchRow | None:
        """Find the latest request of a URL that gave a whole body; its validators and digest serve the next one."""
        query = (
            _rows(FETCHES, FetchRow)
            .where(FETCHES.c.url == url, FETCHES.c.status == 200, FETCHES.c.outcome == "ok")
            .order_by(FETCHES.c.fetch_id.desc())
            .limit(1)
        )
        with self._reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else FetchRow(**row)

    def page(self, page_id: str) -> PageRow | None:
        """Find one page, with or without a capture."""
        with self._reading() as connection:
            row = connection.execute(_rows(PAGES, PageRow).where(PAGES.c.page_id == page_id)).mappings().first()
        return None if row is None else _page(row)

    def latest_capture(self, page_id: str) -> Capture | None:
        """Find the latest revision of one page."""
        with self._reading() as connection:
            row = connection.execute(_captures().where(REVISIONS.c.page_id == page_id)).mappings().first()
        return None if row is None else Capture(**row)

    def told(self, page_id: str, revision: int) -> bool:
        """Tell whether a finished run has already reported the words of this revision.

        What a killed run captured is news to the run after it, so that both together say what one would have said.
        A cosmetic revision is no news: the one before it, whose words it has, decides.
        """
        query = (
            sa.select(RUNS.c.finished_at)
            .join(REVISIONS, REVISIONS.c.run_id == RUNS.c.run_id)
            .where(REVISIONS.c.page_id == page_id, REVISIONS.c.revision <= revision)
            .where(REVISIONS.c.change != ChangeKind.COSMETIC.value)
            .order_by(REVISIONS.c.revision.desc())
            .limit(1)
        )
        with self._reading() as connection:
            return connection.execute(query).scalar_one_or_none() is not None

    def adopt(self, page_id: str, revision: int, run_id: str) -> None:
        """Note that this run tells of what a killed run captured: the words of this revision are news once only."""
        same_page = sa.and_(REVISIONS.c.page_id == page_id, REVISIONS.c.revision <= revision)
        with self._writing() as connection:
            connection.execute(sa.update(REVISIONS).where(same_page, ~_told(REVISIONS.c.run_id)).values(run_id=run_id))

    def pages_of(self, source_id: str) -> list[PageRow]:
        """List the report pages of a source, in stable order."""
        query = _rows(PAGES, PageRow).where(PAGES.c.revision > 0, PAGES.c.source_id == source_id)
        with self._reading() as connection:
            return [_page(row) for row in connection.execute(query.order_by(PAGES.c.page_id)).mappings()]

    def last_outcome(self, source_id: str, before: str) -> Outcome | None:
        """Find a source's outcome in the latest finished run before this one that saw a list page."""
        query = (
            _rows(OUTCOMES, Outcome)
            .join(RUNS, RUNS.c.run_id == OUTCOMES.c.run_id)
            .where(OUTCOMES.c.source_id == source_id, OUTCOMES.c.run_id != before, RUNS.c.finished_at.is_not(None))
            .where(OUTCOMES.c.list_pages > 0)
            .order_by(RUNS.c.number.desc())
            .limit(1)
        )
        with self._reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _outcome(row)

    # What the other verbs ask

    def latest_captures(self) -> list[Capture]:
        """List the latest revision of every report page, in stable order."""
        with self._reading() as connection:
            return [Capture(**row) for row in connection.execute(_captures()).mappings()]

    def captures_to_read(self, extractor: str) -> list[Capture]:
        """List the latest revisions that have no part under this extractor yet, in stable order."""
        read = sa.exists().where(
            PARTS.c.extractor == extractor,
            PARTS.c.page_id == REVISIONS.c.page_id,
            PARTS.c.revision == REVISIONS.c.revision,
        )
        with self._reading() as connection:
            return [Capture(**row) for row in connection.execute(_captures().where(~read)).mappings()]

    def record_part(self, extractor: str, part_id: str, captures: Sequence[Capture]) -> None:
        """Note that a part holds what this extractor read of the captures; a later part replaces an earlier one."""
        with self._writing() as connection:
            for capture in captures:
                row = {"extractor": extractor, "page_id": capture.page_id, "revision": capture.revision}
                upsert(connection, PARTS, tuple(row), {**row, "part_id": part_id})

    def parts(self, extractor: str) -> list[PartRow]:
        """List the parts of this extractor that hold latest revisions, in stable order."""
        query = (
            _rows(PARTS, PartRow)
            .join(PAGES, sa.and_(PAGES.c.page_id == PARTS.c.page_id, PAGES.c.revision == PARTS.c.revision))
            .where(PARTS.c.extractor == extractor)
            .order_by(PAGES.c.source_id, PARTS.c.page_id)
        )
        with self._reading() as connection:
            return [PartRow(**row) for row in connection.execute(query).mappings()]

    def pages(self) -> list[PageRow]:
        """List the pages that have a capture, in stable order."""
        query = _rows(PAGES, PageRow).where(PAGES.c.revision > 0).order_by(PAGES.c.source_id, PAGES.c.page_id)
        with self._reading() as connection:
            return [_page(row) for row in connection.execute(query).mappings()]

    def revisions(self) -> list[RevisionRow]:
        """List every revision of the pages that have a capture, in stable order."""
        query = (
            _rows(REVISIONS, RevisionRow)
            .join(PAGES, sa.and_(PAGES.c.page_id == REVISIONS.c.page_id, PAGES.c.revision >= REVISIONS.c.revision))
            .order_by(REVISIONS.c.page_id, REVISIONS.c.revision)
        )
        with self._reading() as connection:
            return [RevisionRow(**row) for row in connection.execute(query).mappings()]

    def fetches(self) -> Iterator[FetchRow]:
        """Give every request, in the order in which the ledger got them; reads in batches, holding no transaction."""
        last = 0
        query = _rows(FETCHES, FetchRow).add_columns(FETCHES.c.fetch_id).order_by(FETCHES.c.fetch_id).limit(_BATCH)
        while True:
            with self._reading() as connection:
                rows = connection.execute(query.where(FETCHES.c.fetch_id > last)).mappings().all()
            for row in rows:
                values = dict(row)
                last = values.pop("fetch_id")
                yield FetchRow(**values)
            if len(rows) < _BATCH:
                return

    def links(self, run_id: str) -> list[tuple[str, LinkRow]]:
        """List a run's links with their source's id, in stable order."""
        query = (
            _rows(LINKS, LinkRow)
            .add_columns(LINKS.c.source_id)
            .where(LINKS.c.run_id == run_id)
            .order_by(LINKS.c.source_id, LINKS.c.url)
        )
        with self._reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [(row.pop("source_id"), LinkRow(**row)) for row in rows]

    def problems(self) -> list[ProblemRow]:
        """List the issues that the last run of each source noticed, in stable order; one that did not look has none."""
        last = (
            sa.select(OUTCOMES.c.source_id, sa.func.max(RUNS.c.number).label("number"))
            .join(RUNS, RUNS.c.run_id == OUTCOMES.c.run_id)
            .where(
                OUTCOMES.c.kind.not_in([OutcomeKind.NOT_DUE.value, OutcomeKind.POSTPONED.value])
                | (OUTCOMES.c.problems > 0)
            )
            .group_by(OUTCOMES.c.source_id)
            .subquery()
        )
        query = (
            sa.select(PROBLEMS)
            .join(RUNS, RUNS.c.run_id == PROBLEMS.c.run_id)
            .join(last, sa.and_(last.c.source_id == PROBLEMS.c.source_id, last.c.number == RUNS.c.number))
            .order_by(PROBLEMS.c.source_id, PROBLEMS.c.problem_id)
        )
        with self._reading() as connection:
            return [_problem(row) for row in connection.execute(query).mappings()]

    def outcomes(self, run_id: str) -> list[Outcome]:
        """List what a run came to for each source, by source id."""
        query = _rows(OUTCOMES, Outcome).where(OUTCOMES.c.run_id == run_id).order_by(OUTCOMES.c.source_id)
        with self._reading() as connection:
            return [_outcome(row) for row in connection.execute(query).mappings()]

    def progress(self, run_id: str) -> tuple[int, int]:
        """Count a run's detail pages: those asked for so far, and those that its lists have promised so far."""
        asked = sa.select(sa.func.count()).where(FETCHES.c.run_id == run_id, FETCHES.c.kind == "detail")
        due = sa.select(sa.func.count()).where(LINKS.c.run_id == run_id, LINKS.c.relevant | LINKS.c.doubtful)
        with self._reading() as connection:
            return connection.execute(asked).scalar_one(), connection.execute(due).scalar_one()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._engine.execution_options(**WRITES).begin() as connection:
            yield connection


def _rows(table: sa.Table, row: type) -> sa.Select[tuple[object, ...]]:
    return sa.select(*(table.c[field.name] for field in fields(row)))


def _captures() -> sa.Select[tuple[object, ...]]:
    return (
        _rows(REVISIONS, Capture)
        .join(PAGES, sa.and_(PAGES.c.page_id == REVISIONS.c.page_id, PAGES.c.revision == REVISIONS.c.revision))
        .order_by(REVISIONS.c.source_id, REVISIONS.c.page_id)
    )


def _told(run_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.exists().where(RUNS.c.run_id == run_id, RUNS.c.finished_at.is_not(None))


def _change_row(change: Change) -> dict[str, object]:
    return {
        "change": change.kind.value,
        "added": change.added,
        "removed": change.removed,
        "summary": change.summary,
    }


def _page(row: sa.RowMapping) -> PageRow:
    return PageRow(**{**row, "state": PageState(row["state"])})


def _outcome(row: sa.RowMapping) -> Outcome:
    return Outcome(**{**row, "kind": OutcomeKind(row["kind"])})


def _problem(row: sa.RowMapping) -> ProblemRow:
    values = {field.name: row[field.name] for field in fields(Issue)}
    values["severity"] = Severity(values["severity"])
    values["responsibility"] = Responsibility(values["responsibility"])
    return ProblemRow(row["run_id"], row["source_id"], row["page_id"], Issue(**values))

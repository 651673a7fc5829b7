"""The ledger's runs, and each source in them: its list's links, what was wrong, and what it came to."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa

from tasks.ledger.engine import get_values, select_rows
from tasks.ledger.journal import Operation
from tasks.ledger.operations import (
    ADD_LINKS,
    ADD_PROBLEM,
    FINISH_RUN,
    FORGET_LINKS,
    FORGET_PROBLEMS,
    SET_OUTCOME,
    START_RUN,
    JournaledDatabase,
)
from tasks.ledger.row_types import LinkRow, ProblemRow, RunRow
from tasks.ledger.table_definitions import FETCHES, LINKS, OUTCOMES, PROBLEMS, RUNS
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.run import Outcome, OutcomeKind, Run

_RUNS = select_rows(RUNS, RunRow).order_by(RUNS.c.number)
_RUN: sa.BindParameter[str] = sa.bindparam("run_id")
_ASKED = sa.select(sa.func.count()).where(
    FETCHES.c.run_id == _RUN, FETCHES.c.kind == "detail"
)
_DUE = sa.select(sa.func.count()).where(
    LINKS.c.run_id == _RUN, LINKS.c.relevant | LINKS.c.doubtful
)


class RunLedger(JournaledDatabase):
    """The runs, from their start to their end."""

    def start_run(self, run: Run) -> None:
        """Note that a run has started; starting it again changes nothing."""
        self._write(
            Operation(START_RUN, [{"run_id": run.run_id, "started_at": run.started_at}])
        )

    def finish_run(self, run_id: str, at: datetime) -> None:
        """Note that a run came to its end; until then, what it found counts as new for the next run too."""
        self._write(Operation(FINISH_RUN, [{"run_id": run_id, "finished_at": at}]))

    def load_runs(self) -> list[RunRow]:
        """List the runs, oldest first."""
        return [RunRow(**row) for row in self._iter_rows(_RUNS)]

    def count_progress(self, run_id: str) -> tuple[int, int]:
        """Count a run's detail pages: those asked for so far, and those that its lists promise so far."""
        run = {"run_id": run_id}
        with self._begin_reading() as connection:
            asked = connection.execute(_ASKED, run).scalar_one()
            due = connection.execute(_DUE, run).scalar_one()
        return asked, due


_NOT_ASKED = [OutcomeKind.NOT_DUE.value, OutcomeKind.POSTPONED.value]
_LAST_VISITS = (
    sa.select(OUTCOMES.c.source_id, sa.func.max(RUNS.c.number).label("number"))
    .join(RUNS, RUNS.c.run_id == OUTCOMES.c.run_id)
    .where(OUTCOMES.c.kind.not_in(_NOT_ASKED) | (OUTCOMES.c.problems > 0))
    .group_by(OUTCOMES.c.source_id)
    .subquery()
)
_PROBLEMS = (
    sa.select(PROBLEMS)
    .join(RUNS, RUNS.c.run_id == PROBLEMS.c.run_id)
    .join(
        _LAST_VISITS,
        sa.and_(
            _LAST_VISITS.c.source_id == PROBLEMS.c.source_id,
            _LAST_VISITS.c.number == RUNS.c.number,
        ),
    )
    .order_by(PROBLEMS.c.source_id, PROBLEMS.c.problem_id)
)


class SourceLedger(JournaledDatabase):
    """The sources, run by run."""

    def begin_source(self, run_id: str, source_id: str) -> None:
        """Forget the links and problems of an earlier, broken try of the same source in the same run."""
        which = [{"run_id": run_id, "source_id": source_id}]
        self._write(Operation(FORGET_LINKS, which), Operation(FORGET_PROBLEMS, which))

    def record_links(
        self, run_id: str, source_id: str, links: Iterable[LinkRow]
    ) -> None:
        """Add the links of a source's list."""
        rows = [
            {"run_id": run_id, "source_id": source_id, **get_values(link)}
            for link in links
        ]
        if rows:
            self._write(Operation(ADD_LINKS, rows))

    def load_links(self, run_id: str) -> list[tuple[str, LinkRow]]:
        """List a run's links with their source's id, in stable order."""
        query = (
            select_rows(LINKS, LinkRow)
            .add_columns(LINKS.c.source_id)
            .where(LINKS.c.run_id == run_id)
            .order_by(LINKS.c.source_id, LINKS.c.url)
        )
        links = []
        for row in self._iter_rows(query):
            values = dict(row)
            source_id = values.pop("source_id")
            links.append((source_id, LinkRow(**values)))
        return links

    def record_problem(
        self, run_id: str, source_id: str, issue: Issue, page_id: str | None = None
    ) -> None:
        """Add one thing that is wrong with a source or a page."""
        row = {
            "run_id": run_id,
            "source_id": source_id,
            "page_id": page_id,
            **get_values(issue),
        }
        self._write(Operation(ADD_PROBLEM, [row]))

    def load_problems(self) -> list[ProblemRow]:
        """List the issues that the last run of each source noticed, in stable order.

        A run that did not ask a source noticed none.
        """
        return list(map(_make_problem_row, self._iter_rows(_PROBLEMS)))

    def record_outcome(self, run_id: str, outcome: Outcome) -> None:
        """Set what a run came to for a source."""
        self._write(Operation(SET_OUTCOME, [{"run_id": run_id, **get_values(outcome)}]))

    def load_outcomes(self, run_id: str) -> list[Outcome]:
        """List what a run came to for each source, by source id."""
        query = (
            select_rows(OUTCOMES, Outcome)
            .where(OUTCOMES.c.run_id == run_id)
            .order_by(OUTCOMES.c.source_id)
        )
        return list(map(_make_outcome, self._iter_rows(query)))

    def find_last_outcome(self, source_id: str, before: str) -> Outcome | None:
        """Find a source's outcome in the latest finished run before this one that saw a list page."""
        query = (
            select_rows(OUTCOMES, Outcome)
            .join(RUNS, RUNS.c.run_id == OUTCOMES.c.run_id)
            .where(
                OUTCOMES.c.source_id == source_id,
                OUTCOMES.c.run_id != before,
                RUNS.c.finished_at.is_not(None),
            )
            .where(OUTCOMES.c.list_pages > 0)
            .order_by(RUNS.c.number.desc())
            .limit(1)
        )
        row = self._find_row(query)
        return None if row is None else _make_outcome(row)


def _make_outcome(row: sa.RowMapping) -> Outcome:
    return Outcome(**{**row, "kind": OutcomeKind(row["kind"])})


def _make_problem_row(row: sa.RowMapping) -> ProblemRow:
    values = {field.name: row[field.name] for field in fields(Issue)}
    values["severity"] = Severity(values["severity"])
    values["responsibility"] = Responsibility(values["responsibility"])
    return ProblemRow(row["run_id"], row["source_id"], row["page_id"], Issue(**values))

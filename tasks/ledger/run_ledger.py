"""The ledger's runs, and each source in them: its list's links, what was wrong, and what it came to.

A source's history is the evidence for the table `coverage`; runs in which nobody asked it (not due,
postponed) leave no trace there: a night of rest changes no release.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

import sqlalchemy as sa

from tasks.ledger.engine import Database
from tasks.ledger.journal import Operation
from tasks.ledger.operations import (
    ADD_LINKS,
    ADD_PROBLEM,
    FINISH_RUN,
    FORGET_LINKS,
    FORGET_PROBLEMS,
    NAME_HOME,
    SET_OUTCOME,
    START_RUN,
    JournaledDatabase,
)
from tasks.ledger.row_types import LinkRow, ProblemRow
from tasks.ledger.table_definitions import (
    FETCHES,
    HOMES,
    LINKS,
    OUTCOMES,
    PAGES,
    PROBLEMS,
    RUNS,
)
from tasks.model.coverage import (
    DEADLINE,
    NOT_ASKED,
    SourceHistory,
    SourceVisit,
    UnreadLink,
)
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.run import BEIJING, Outcome, OutcomeKind, PageState, Run

_RUN_IDS: sa.BindParameter[Sequence[str]] = sa.bindparam("run_ids", expanding=True)
_VISITS = (
    sa.select(
        OUTCOMES.c.source_id,
        OUTCOMES.c.run_id,
        RUNS.c.started_at,
        OUTCOMES.c.kind,
        OUTCOMES.c.reason,
        OUTCOMES.c.list_complete,
        OUTCOMES.c.left_out,
    )
    .join(RUNS, RUNS.c.run_id == OUTCOMES.c.run_id)
    .where(OUTCOMES.c.kind.not_in([kind.value for kind in NOT_ASKED]))
    .order_by(RUNS.c.number)
)
_LISTS = (
    sa.select(
        FETCHES.c.source_id,
        FETCHES.c.run_id,
        FETCHES.c.warc_file,
        FETCHES.c.warc_offset,
    )
    .where(
        FETCHES.c.run_id.in_(_RUN_IDS),
        FETCHES.c.kind == "list",
        FETCHES.c.warc_file.is_not(None),
    )
    .order_by(FETCHES.c.warc_file, FETCHES.c.warc_offset)
)
_UNREAD = (
    sa.select(
        LINKS.c.source_id, LINKS.c.run_id, LINKS.c.title, LINKS.c.url, PAGES.c.state
    )
    .join(PAGES, PAGES.c.page_id == LINKS.c.page_id, isouter=True)
    .where(LINKS.c.run_id.in_(_RUN_IDS), LINKS.c.relevant | LINKS.c.doubtful)
    .where(PAGES.c.page_id.is_(None) | (PAGES.c.revision == 0))
    .where(PAGES.c.state.is_(None) | (PAGES.c.state != PageState.NOT_A_REPORT.value))
    .order_by(LINKS.c.source_id, LINKS.c.url)
)


@dataclass(frozen=True, slots=True)
class _RunRow:
    """One run; `finished_at` is null while it works and for ever when it was killed."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None


_HOME = sa.select(HOMES.c.home_id)
_RUNS = Database.select_rows(RUNS, _RunRow).order_by(RUNS.c.number)
_RUN: sa.BindParameter[str] = sa.bindparam("run_id")
_ASKED = sa.select(sa.func.count()).where(
    FETCHES.c.run_id == _RUN, FETCHES.c.kind == "detail"
)
_DUE = sa.select(sa.func.count()).where(
    LINKS.c.run_id == _RUN, LINKS.c.relevant | LINKS.c.doubtful
)


_NOT_ASKED = sorted(kind.value for kind in NOT_ASKED)
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
    .where(PROBLEMS.c.stage == "crawl")
    .order_by(PROBLEMS.c.source_id, PROBLEMS.c.problem_id)
)


class RunLedger(JournaledDatabase):
    """The runs from their start to their end, and in them each source with its list, problems and outcome."""

    def find_home_id(self) -> str:
        """Find the random name of the home whose ledger this is; empty when no home has claimed it yet."""
        row = self._find_row(_HOME)
        return str(row["home_id"]) if row else ""

    def record_home_id(self, home_id: str) -> None:
        """Note whose ledger this is; it stays that of the first who does."""
        self._write(Operation(NAME_HOME, [{"place": 1, "home_id": home_id}]))

    def start_run(self, run: Run) -> None:
        """Note that a run has started; starting it again changes nothing."""
        self._write(
            Operation(START_RUN, [{"run_id": run.run_id, "started_at": run.started_at}])
        )

    def finish_run(self, run_id: str, at: datetime) -> None:
        """Note that a run came to its end; until then, what it found counts as new for the next run too."""
        self._write(Operation(FINISH_RUN, [{"run_id": run_id, "finished_at": at}]))

    def load_runs(self) -> list[_RunRow]:
        """List the runs, oldest first."""
        return [_RunRow(**row) for row in self._iter_rows(_RUNS)]

    def count_progress(self, run_id: str) -> tuple[int, int]:
        """Count a run's detail pages: those asked for so far, and those that its lists promise so far."""
        run = {"run_id": run_id}
        with self._begin_reading() as connection:
            asked = connection.execute(_ASKED, run).scalar_one()
            due = connection.execute(_DUE, run).scalar_one()
        return asked, due

    def begin_source(self, run_id: str, source_id: str) -> None:
        """Forget the links and problems of an earlier, broken try of the same source in the same run."""
        which = [{"run_id": run_id, "source_id": source_id}]
        self._write(Operation(FORGET_LINKS, which), Operation(FORGET_PROBLEMS, which))

    def record_links(
        self, run_id: str, source_id: str, links: Iterable[LinkRow]
    ) -> None:
        """Add the links of a source's list."""
        rows = [
            {
                "run_id": run_id,
                "source_id": source_id,
                **Database.get_values(link),
            }
            for link in links
        ]
        if rows:
            self._write(Operation(ADD_LINKS, rows))

    def load_links(self, run_id: str) -> list[tuple[str, LinkRow]]:
        """List a run's links with their source's id, in stable order."""
        query = (
            Database.select_rows(LINKS, LinkRow)
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
        self,
        run_id: str,
        source_id: str,
        issue: Issue,
        page_id: str | None = None,
    ) -> None:
        """Add one thing that is wrong with a source or a page."""
        row = {
            "run_id": run_id,
            "source_id": source_id,
            "page_id": page_id,
            **Database.get_values(issue),
        }
        self._write(Operation(ADD_PROBLEM, [row]))

    def load_problems(self) -> list[ProblemRow]:
        """List the issues that the last run of each source noticed while crawling, in stable order.

        A run that did not ask a source noticed none.
        """
        return list(map(_make_problem_row, self._iter_rows(_PROBLEMS)))

    def load_interruptions(self) -> dict[str, Issue]:
        """Give, by page, what last kept a capture from being read; those that were read since stay in it."""
        query = (
            sa.select(PROBLEMS)
            .where(PROBLEMS.c.stage != "crawl", PROBLEMS.c.page_id.is_not(None))
            .order_by(PROBLEMS.c.problem_id)
        )
        rows = map(_make_problem_row, self._iter_rows(query))
        return {row.page_id: row.issue for row in rows if row.page_id}

    def record_outcome(self, run_id: str, outcome: Outcome) -> None:
        """Set what a run came to for a source."""
        self._write(
            Operation(SET_OUTCOME, [{"run_id": run_id, **Database.get_values(outcome)}])
        )

    def load_outcomes(self, run_id: str) -> list[Outcome]:
        """List what a run came to for each source, by source id."""
        query = (
            Database.select_rows(OUTCOMES, Outcome)
            .where(OUTCOMES.c.run_id == run_id)
            .order_by(OUTCOMES.c.source_id)
        )
        return list(map(_make_outcome, self._iter_rows(query)))

    def find_last_outcome(self, source_id: str, before: str) -> Outcome | None:
        """Find a source's outcome in the latest finished run before this one that saw a list page."""
        query = (
            Database.select_rows(OUTCOMES, Outcome)
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
        if row is None:
            return None
        return _make_outcome(row)

    def was_asked(self, source_id: str) -> bool:
        """Tell whether any run asked a source; one that was not due, or put off, was not asked."""
        query = (
            sa.select(OUTCOMES.c.source_id)
            .where(
                OUTCOMES.c.source_id == source_id,
                OUTCOMES.c.kind.not_in(_NOT_ASKED),
            )
            .limit(1)
        )
        return self._find_row(query) is not None

    def load_source_histories(self) -> Mapping[str, SourceHistory]:
        """Give the history of every source that was ever asked, by its id; three statements for all."""
        with self._begin_reading() as connection:
            histories = _fold_visits(connection.execute(_VISITS).tuples().all())
            full_walks = _list_full_walks(histories.values())
            runs = {"run_ids": sorted({run_id for _, run_id in full_walks})}
            lists = connection.execute(_LISTS, runs).tuples().all()
            links = connection.execute(_UNREAD, runs).tuples().all()
        records: dict[str, dict[str, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for source_id, run_id, file, offset in lists:
            if (source_id, run_id) in full_walks:
                records[source_id][file].append(offset)
        unread: dict[str, list[UnreadLink]] = defaultdict(list)
        for source_id, run_id, title, url, state in links:
            if (source_id, run_id) in full_walks:
                page_state = PageState(state) if state else None
                unread[source_id].append(UnreadLink(title, url, page_state))
        whole: dict[str, SourceHistory] = {}
        for source_id, history in histories.items():
            whole[source_id] = replace(
                history,
                list_records=_freeze_records(records[source_id]),
                unread_links=tuple(unread[source_id]),
            )
        return whole


def _make_outcome(row: sa.RowMapping) -> Outcome:
    return Outcome(**{**row, "kind": OutcomeKind(row["kind"])})


def _make_problem_row(row: sa.RowMapping) -> ProblemRow:
    values = {field.name: row[field.name] for field in fields(Issue)}
    values["severity"] = Severity(values["severity"])
    values["responsibility"] = Responsibility(values["responsibility"])
    return ProblemRow(row["run_id"], row["source_id"], row["page_id"], Issue(**values))


def _list_full_walks(histories: Iterable[SourceHistory]) -> set[tuple[str, str]]:
    """Name the latest run of each source that saw its list whole: pairs of source and run."""
    return {
        (history.source_id, history.last_full_walk.run_id)
        for history in histories
        if history.last_full_walk
    }


def _freeze_records(
    records: Mapping[str, Sequence[int]],
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((file, tuple(offsets)) for file, offsets in records.items())


def _fold_visits(
    rows: Sequence[tuple[str, str, datetime, str, str, bool, int]],
) -> dict[str, SourceHistory]:
    """Fold outcomes, oldest first, into one history a source."""
    last: dict[str, SourceVisit] = {}
    full_walks: dict[str, SourceVisit] = {}
    before_deadline: dict[str, dict[int, datetime]] = defaultdict(dict)
    for row in rows:
        source_id = row[0]
        started_at = row[2]
        visit = SourceVisit(row[1], started_at, OutcomeKind(row[3]), *row[4:])
        last[source_id] = visit
        if visit.saw_whole_list:
            full_walks[source_id] = visit
            day = started_at.astimezone(BEIJING).date()
            if (day.month, day.day) <= DEADLINE:
                before_deadline[source_id][day.year] = started_at
    histories = {}
    for source_id in sorted(last):
        histories[source_id] = SourceHistory(
            source_id,
            last[source_id],
            full_walks.get(source_id),
            walked_before_deadline=before_deadline[source_id],
        )
    return histories

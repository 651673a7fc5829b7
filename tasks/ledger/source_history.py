"""Source histories: what the ledger knows of every source, as evidence for the table `coverage`.

Three statements for all of them.

Runs in which nobody asked a source (not due, postponed) leave no trace here: a night of rest changes no
release.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from tasks.ledger.engine import Database
from tasks.ledger.table_definitions import FETCHES, LINKS, OUTCOMES, PAGES, RUNS
from tasks.model.coverage import (
    DEADLINE,
    NOT_ASKED,
    SourceHistory,
    SourceVisit,
    UnreadLink,
)
from tasks.model.run import BEIJING, OutcomeKind, PageState

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


class SourceHistoryLedger(Database):
    """What every source's runs came to."""

    def load_source_histories(self) -> Mapping[str, SourceHistory]:
        """Give the history of every source that was ever asked, by its id."""
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
                link = UnreadLink(title, url, PageState(state) if state else None)
                unread[source_id].append(link)
        return {
            source_id: replace(
                history,
                list_records=_freeze_records(records[source_id]),
                unread_links=tuple(unread[source_id]),
            )
            for source_id, history in histories.items()
        }


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
        source_id, started_at = row[0], row[2]
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

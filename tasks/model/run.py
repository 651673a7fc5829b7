"""Run: one night's work, the clock it keeps, and the states and outcomes in which it explains itself."""

import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple, Self

# A page is withdrawn when it said itself on this many different days that it is gone: sites lose pages for a
# night now and then.
WITHDRAWN_AFTER = 3


class PageState(StrEnum):
    """Where a page of a report stands since the last run that looked at it.

    `unlisted`: it answers as before, and its list, which was seen whole, no longer names it; `missing`: it
    said itself that it is gone; `withdrawn`: it did so on several days.
    """

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    UNLISTED = "unlisted"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_A_REPORT = "not_a_report"
    UNSUPPORTED = "unsupported"

    @property
    def gone(self) -> bool:
        """Tell whether a report in this state said that it is not there (any more)."""
        return self in (PageState.MISSING, PageState.WITHDRAWN)

    @classmethod
    def determine(cls, revision: int, same_text: bool, reported: bool) -> Self:
        """Name the state of a report that was read.

        `revision` is the latest one known (0 for none), `same_text` whether it had the same text, `reported`
        whether a finished run has reported it: what a killed run captured is still news.
        """
        if revision == 0:
            return cls.NEW
        if same_text and reported:
            return cls.UNCHANGED
        if same_text and revision == 1:
            return cls.NEW
        return cls.REVISED

    def count_miss(self, days: int, last: date | None, today: date) -> "_MissCount":
        """Count one more miss of a page in this state, missed on so many days before.

        Several runs of one Beijing day count once.
        """
        if self is PageState.WITHDRAWN and last is not None:
            # So that the row keeps the day on which it was withdrawn.
            return _MissCount(self, days, last)
        days = days if last == today else days + 1
        missed = PageState.WITHDRAWN if days >= WITHDRAWN_AFTER else PageState.MISSING
        return _MissCount(missed, days, today)


class OutcomeKind(StrEnum):
    """What a run came to for one source.

    `not due`: its season or its quiet hours; `postponed`: its budget was used up before anything was seen, or
    another worker is at the host; `stopped`: the run was asked to end before it was through with it.
    """

    NEW = "new"
    NOTHING_NEW = "nothing new"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    LAYOUT_CHANGED = "layout changed"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_DUE = "not due"
    POSTPONED = "postponed"
    STOPPED = "stopped"


FAILURES = frozenset(
    {
        OutcomeKind.BLOCKED,
        OutcomeKind.UNREACHABLE,
        OutcomeKind.LAYOUT_CHANGED,
        OutcomeKind.REFUSED,
        OutcomeKind.FAILED,
    }
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to for one source, with the counts behind it and the reason in one line.

    `list_complete` is false when the list was not walked to its end; `left_out` counts the pages that it
    names and that were not asked for.
    """

    source_id: str
    host: str
    kind: OutcomeKind
    reason: str
    list_pages: int = 0
    links: int = 0
    relevant: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    missing: int = 0
    withdrawn: int = 0
    problems: int = 0
    list_complete: bool = True
    left_out: int = 0

    @property
    def failed(self) -> bool:
        """Tell whether an operator has to look at this source."""
        return self.kind in FAILURES


class _MissCount(NamedTuple):
    """A page's state after a miss, the days on which it was missed, and the last of them."""

    state: PageState
    days: int
    last: date


BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True)
class Run:
    """One night's work.

    `run_id` sorts by time (`20260302T020000-1a2b`), `home` is the folder that holds the archive and the
    releases, `database_url` the ledger's; `limit` is the most detail pages fetched for one source, and with
    it nothing counts as missing; a `forced` run crawls sources out of their season too; `outlet` is the URL
    of the object store where readers look as well, empty when there is none. The clock starts at `started_at`
    and goes on at the machine's pace, so that the demo can play another night than today's.
    """

    run_id: str
    started_at: datetime
    home: str
    database_url: str = field(repr=False)
    limit: int | None = None
    forced: bool = False
    outlet: str = field(default="", repr=False)
    _origin: float = field(
        default_factory=time.monotonic,
        repr=False,
        compare=False,
    )

    def now(self) -> datetime:
        """Give the run's present time, in Beijing time."""
        return (
            self.started_at + timedelta(seconds=time.monotonic() - self._origin)
        ).astimezone(BEIJING)

"""Coverage: in which words a release tells what became of a report that was to be published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tasks.model.run import OutcomeKind, PageState

# month and day of the following year by which a report is to be published
DEADLINE = (4, 1)

# Runs of these kinds read the source's list.
ANSWERED = frozenset({OutcomeKind.NEW, OutcomeKind.NOTHING_NEW})
# In these nobody asked the source, so they say nothing of it.
NOT_ASKED = frozenset({OutcomeKind.NOT_DUE, OutcomeKind.POSTPONED, OutcomeKind.STOPPED})


@dataclass(frozen=True, slots=True)
class SourceVisit:
    """What one run came to for a source; `at` is the run's start, the rest as its outcome says it."""

    run_id: str
    at: datetime
    kind: OutcomeKind
    reason: str
    list_complete: bool = True
    left_out: int = 0

    @property
    def saw_whole_list(self) -> bool:
        """Tell whether the list was walked to its end and all it names was asked for.

        What it lacks is not there, then.
        """
        return self.kind in ANSWERED and self.list_complete and not self.left_out


@dataclass(frozen=True, slots=True)
class UnreadLink:
    """One link that a list gives for a report, though its page was never read.

    `state` is null when nobody asked.
    """

    title: str
    url: str
    state: PageState | None


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """What the runs in which a source was asked have come to.

    `last_visit` is the latest of them, `last_full_walk` the latest that saw the list whole, null when none
    did. `list_records` are the WARC records of the list pages of that walk (file and offsets), `unread_links`
    the links in them that stayed unread. `walked_before_deadline` is, by year, the time of the last run
    before the end of 1 April that saw the list whole.
    """

    source_id: str
    last_visit: SourceVisit
    last_full_walk: SourceVisit | None = None
    list_records: tuple[tuple[str, tuple[int, ...]], ...] = ()
    unread_links: tuple[UnreadLink, ...] = ()
    walked_before_deadline: Mapping[int, datetime] = field(default_factory=dict)


class Duty(StrEnum):
    """Why an organ is on the roster: the rules demand its report, or it is usual.

    `none` keeps a source off it.
    """

    OBLIGED = "obliged"
    EXPECTED = "expected"
    NONE = "none"


# The duties that rows of the table have.
DUTIES = (Duty.OBLIGED, Duty.EXPECTED)


class CoverageStatus(StrEnum):
    """What became of an expected report; the last two are of governments that no source looks for."""

    FOUND = "found"
    LATE = "late"
    UNLISTED = "unlisted"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    UNREADABLE = "unreadable"
    WITHDRAWN = "withdrawn"
    AWAITED = "awaited"
    NO_SOURCE = "no_source"
    NO_SITE = "no_site"


class Trust(StrEnum):
    """How far the time of publication can be trusted.

    `high`: the page says it; `medium`: its list, or the page's last change; `low`: we only know when we first
    saw it, or the page says a day on which it was not there yet.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

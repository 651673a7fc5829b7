"""Look: what the runs have come to for one source, as evidence that a report is there, late or not there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tasks.model.state import OutcomeKind, PageState

# Runs of these kinds read the source's list.
ANSWERED = frozenset({OutcomeKind.NEW, OutcomeKind.NOTHING_NEW})
# In these nobody asked the source, so they say nothing of it.
SLEPT = frozenset({OutcomeKind.NOT_DUE, OutcomeKind.POSTPONED})
# `2 new; list not seen whole: page limit`, `3 unchanged; 12 pages left out by --limit`, as an outcome's
# reason says it
_PARTIAL = re.compile(r"list not seen whole|\d pages? left out")


@dataclass(frozen=True, slots=True)
class Looked:
    """What one run came to for a source; `at` is the run's start."""

    run_id: str
    at: datetime
    kind: OutcomeKind
    reason: str

    @property
    def whole(self) -> bool:
        """Tell whether the list was walked to its end and all it names was asked for: what it lacks is not
        there.
        """
        return self.kind in ANSWERED and not _PARTIAL.search(self.reason)


@dataclass(frozen=True, slots=True)
class Unread:
    """One link that a list gives for a report, though its page was never read.

    `state` is null when nobody asked.
    """

    title: str
    url: str
    state: PageState | None


@dataclass(frozen=True, slots=True)
class Look:
    """What the runs in which a source was asked have come to.

    `last` is the latest of them, `walked` the latest that saw the list whole, null when none did. `lists` are
    the WARC records of the list pages of `walked` (file and offsets), `unread` the links in them that stayed
    unread. `eves` is, by year, the time of the last run before the end of 1 April that saw the list whole.
    """

    source_id: str
    last: Looked
    walked: Looked | None = None
    lists: tuple[tuple[str, tuple[int, ...]], ...] = ()
    unread: tuple[Unread, ...] = ()
    eves: Mapping[int, datetime] = field(default_factory=dict)

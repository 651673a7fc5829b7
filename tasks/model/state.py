"""State of a page and Outcome of a source: the words in which a run explains itself."""

from dataclasses import dataclass
from enum import StrEnum


class PageState(StrEnum):
    """Where a page of a report stands since the last run that looked at it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_A_REPORT = "not_a_report"
    UNSUPPORTED = "unsupported"


class OutcomeKind(StrEnum):
    """What a run came to for one source."""

    NEW = "new"
    NOTHING_NEW = "nothing new"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    LAYOUT_CHANGED = "layout changed"
    REFUSED = "refused"
    FAILED = "failed"


FAILURES = frozenset(
    {OutcomeKind.BLOCKED, OutcomeKind.UNREACHABLE, OutcomeKind.LAYOUT_CHANGED, OutcomeKind.REFUSED, OutcomeKind.FAILED}
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to for one source, with the counts behind it and the reason in one line."""

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

    @property
    def failed(self) -> bool:
        """Tell whether an operator has to look at this source."""
        return self.kind in FAILURES

"""Coverage: in which words a release tells what became of a report that was to be published."""

from enum import StrEnum


class Duty(StrEnum):
    """Why an organ is on the roster: the rules demand its report, or it is usual.

    `none` keeps a source off it.
    """

    OBLIGED = "obliged"
    EXPECTED = "expected"
    NONE = "none"


# The duties that rows of the table have.
DUTIES = (Duty.OBLIGED, Duty.EXPECTED)


class Status(StrEnum):
    """What became of an expected report."""

    FOUND = "found"
    LATE = "late"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    AWAITED = "awaited"


class Trust(StrEnum):
    """How far the time of publication can be trusted.

    `high`: the page says it; `medium`: its list, or the page's last change; `low`: we only know when we first
    saw it, or the page says a day on which it was not there yet.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

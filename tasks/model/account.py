"""Account: what a release holds, in the numbers that its pages tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Tally = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Open:
    """One report of the roster that is late, missing or withdrawn, with what shows it."""

    organ: str
    report_year: int
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Account:
    """One release in numbers.

    `counts` are rows by table, `last_counts` those of the release before; `refused` the rows in quarantine by
    table and reason, `changes` the reports by kind of change, `coverage` the reports of the roster by level
    and status, an unknown level as an empty word. `open` names some of those that are late, missing or
    withdrawn, latest year first. `unread` names the tables that are too damaged to be counted.
    """

    counts: Tally
    last_counts: Tally
    refused: Mapping[str, Tally] = field(default_factory=dict)
    changes: Tally = field(default_factory=dict)
    coverage: Mapping[str, Tally] = field(default_factory=dict)
    open: tuple[Open, ...] = ()
    unread: tuple[str, ...] = ()

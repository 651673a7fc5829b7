"""Release: what becomes of the tables between extraction and the reader, and the night that made them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from tasks.model.errors import ReleaseError
from tasks.model.run import BEIJING, Outcome, OutcomeKind, Run
from tasks.model.source import Lifecycle, Source


@dataclass(frozen=True, slots=True)
class TableFile:
    """The Parquet file of one table: rows, size in bytes, hex SHA-256.

    `examples` gives for each column the first value that is neither null nor empty, on one line and cut when
    long; a column without any value is not in it.
    """

    table: str
    rows: int
    size: int
    sha256: str
    examples: Mapping[str, str]

    @property
    def name(self) -> str:
        """Give the file's name."""
        return f"{self.table}.parquet"


@dataclass(frozen=True, slots=True)
class Inventory:
    """One release and its files.

    `years` are the first and the last report year, null when no report tells its year.
    """

    release_id: str
    as_of: datetime
    files: tuple[TableFile, ...]
    years: tuple[int, int] | None

    @property
    def issued(self) -> str:
        """Give the time of the last fetch as ISO 8601 in Beijing time."""
        return self.as_of.astimezone(BEIJING).isoformat(timespec="seconds")


Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OpenReport:
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

    counts: Counts
    last_counts: Counts
    refused: Mapping[str, Counts] = field(default_factory=dict)
    changes: Counts = field(default_factory=dict)
    coverage: Mapping[str, Counts] = field(default_factory=dict)
    open: tuple[OpenReport, ...] = ()
    unread: tuple[str, ...] = ()


# In 2004 the State Council first asked governments to report on administration by law; an earlier year is
# misread.
FIRST_REPORT_YEAR = 2004
# The check of a table that could not be audited.
AUDIT_IS_POSSIBLE = "audit_is_possible"


@dataclass(frozen=True, slots=True)
class Staged:
    """Tables that wait for their audit in `folder`.

    `as_of` is the time of the last fetch, which the release speaks for; `counts` are rows by table,
    `quarantined` the rows kept out by table, `last_counts` the rows of the release that stands now, empty
    when there is none, and `last_folder` its folder.
    """

    release_id: str
    folder: str
    as_of: datetime
    counts: Mapping[str, int]
    quarantined: Mapping[str, int]
    last_counts: Mapping[str, int]
    last_folder: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What one expectation came to.

    `severity` is `critical` or `warning`; `observed` and `unexpected` are words for a reader, the latter a
    sample of rows or values; `explanation` says why the expectation is held, and what to do.
    """

    table: str
    expectation: str
    column: str
    severity: str
    success: bool
    observed: str
    unexpected: tuple[str, ...] = ()
    explanation: str = ""

    @classmethod
    def make_failure(cls, table: str, observed: str, explanation: str) -> Self:
        """Make the check of a table that could not be audited."""
        return cls(
            table, AUDIT_IS_POSSIBLE, "", "critical", False, observed, (), explanation
        )

    @property
    def blocks(self) -> bool:
        """Tell whether this check alone keeps a release from being published."""
        return not self.success and self.severity == "critical"


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of checking one staged release, with every check behind it."""

    release_id: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Tell whether the release may be published: something was checked, and no critical check failed."""
        return bool(self.checks) and not any(check.blocks for check in self.checks)

    @property
    def reason(self) -> str:
        """Say in one line what the result rests on."""
        blocking = []
        for check in self.checks:
            if check.blocks:
                blocking.append(f"{check.table}.{check.column or check.expectation}")
        if blocking:
            failed = f"{_format_count(len(blocking), 'critical check')} failed"
            return f"{failed}: {', '.join(dict.fromkeys(blocking))}"
        if not self.checks:
            return "nothing was checked"
        checks = _format_count(len(self.checks), "check")
        failures = sum(not check.success for check in self.checks)
        warnings = _format_count(failures, "warning")
        return f"{checks}, none critical failed, {warnings}"


def _format_count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


class Publication(StrEnum):
    """What publishing came to: a new release, a broken-off one completed, no change, or one held back.

    A release is held back when its audit failed (`blocked`), when an operator took the like of it back
    (`recalled`), or when readers were led to another one since it was staged, or to one that speaks for a
    later time (`overtaken`).
    """

    PUBLISHED = "published"
    COMPLETED = "completed"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    RECALLED = "recalled"
    OVERTAKEN = "overtaken"


_HELD_BACK = frozenset(
    {Publication.BLOCKED, Publication.RECALLED, Publication.OVERTAKEN}
)


@dataclass(frozen=True, slots=True)
class Release:
    """The release that readers now see, and how that came about.

    `release_id` and `folder` are empty when none was ever published; after a blocked publication they name
    the release before, and `reason` says why the staged one did not take its place.
    """

    release_id: str
    folder: str
    counts: Mapping[str, int]
    publication: Publication
    reason: str

    @property
    def blocked(self) -> bool:
        """Tell whether the staged release was held back."""
        return self.publication in _HELD_BACK


@dataclass(frozen=True, slots=True)
class Premises:
    """What suites of expectations rest on besides the table itself.

    `as_of` is the time that the release speaks for, `counts` its rows by table, `last_counts` those of the
    release that stands now; `indicators` are the codes of the vocabulary.
    """

    as_of: datetime
    counts: Mapping[str, int]
    last_counts: Mapping[str, int]
    indicators: Collection[str]

    @property
    def last_year(self) -> int:
        """Give the latest year that a report can be about."""
        return self.as_of.astimezone(BEIJING).year


@dataclass(frozen=True, slots=True)
class Night:
    """One run: its sources, their outcomes, the staged tables, the audit and the release that now stands.

    `unread` counts the captures that stay to be read, since archive or machine did not let us.
    """

    run: Run
    sources: tuple[Source, ...]
    outcomes: tuple[Outcome, ...]
    staged: Staged
    audit: Audit
    release: Release
    unread: int = 0

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """List the outcomes that an operator has to look at; a source known to block us is none of them."""
        known_to_block = set()
        for source in self.sources:
            if source.lifecycle is Lifecycle.BLOCKED:
                known_to_block.add(source.id)
        failed = []
        for outcome in self.outcomes:
            blocked = outcome.kind is OutcomeKind.BLOCKED
            expected = blocked and outcome.source_id in known_to_block
            if outcome.failed and not expected:
                failed.append(outcome)
        return tuple(failed)

    @property
    def good(self) -> bool:
        """Tell whether every source has an explained outcome and the staged release stands."""
        return not self.failed and not self.release.blocked


class HeldBack(ReleaseError):
    """Raised by a flow whose release was held back; `night` is what it came to all the same."""

    def __init__(self, night: Night) -> None:
        super().__init__(night.release.reason)
        self.night = night

"""What the values of a column may be: a set of words, a pattern, or a range."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tasks.model.coverage import DUTIES, Status, Trust
from tasks.model.issue import Responsibility, Severity
from tasks.model.keys import (
    CHANGES,
    DIVISION_CODE,
    FETCHES,
    PAGE_ID,
    PATH,
    SHA256,
    WARC_FILE,
)
from tasks.model.quantity import Change, Comparator
from tasks.model.release import FIRST_REPORT_YEAR
from tasks.model.report import LEVELS, QUALITIES, STYLES, OrganKind
from tasks.model.reuse import LIKE, ReuseKind
from tasks.model.revision import ChangeKind
from tasks.model.section import Confidence, Kind, Node
from tasks.model.state import PageState


class Constraint(NamedTuple):
    """What the values of a column keep to; null and empty where nothing is said."""

    words: tuple[str, ...] = ()
    pattern: str | None = None
    least: float | None = None
    most: float | None = None


def _words(words: type[StrEnum]) -> Constraint:
    return Constraint(words=tuple(word.value for word in words))


_NUMBERS = (
    *(
        "warc_offset",
        "start",
        "end",
        "other_start",
        "other_end",
        "characters",
        "added",
        "removed",
    ),
    *(
        "attempts",
        "milliseconds",
        "bytes",
        "delay",
        "issues",
        "reports",
        "reports_concerned",
    ),
)
# Whatever table they stand in, these columns mean the same.
_EVERYWHERE: Mapping[str, Constraint] = {
    "report_id": Constraint(pattern=PAGE_ID),
    "other_report_id": Constraint(pattern=PAGE_ID),
    "content_sha256": Constraint(pattern=SHA256),
    "text_sha256": Constraint(pattern=SHA256),
    "digest": Constraint(pattern=SHA256),
    "division_code": Constraint(pattern=DIVISION_CODE),
    "section_path": Constraint(pattern=PATH),
    "other_section_path": Constraint(pattern=PATH),
    "warc_file": Constraint(pattern=WARC_FILE),
    "report_year": Constraint(least=FIRST_REPORT_YEAR),
    "organ_kind": _words(OrganKind),
    "severity": _words(Severity),
    "responsibility": _words(Responsibility),
    "revision": Constraint(least=1),
    **dict.fromkeys(_NUMBERS, Constraint(least=0)),
}
_OF_A_TABLE: Mapping[tuple[str, str], Constraint] = {
    ("reports", "level"): Constraint(words=LEVELS),
    ("reports", "style"): Constraint(words=STYLES),
    ("reports", "quality"): Constraint(words=QUALITIES),
    ("reports", "state"): _words(PageState),
    ("revisions", "change"): _words(ChangeKind),
    ("sections", "path"): Constraint(pattern=PATH),
    ("sections", "parent"): Constraint(pattern=PATH),
    ("sections", "level"): Constraint(least=0),
    ("sections", "kind"): _words(Kind),
    ("sections", "kind_confidence"): _words(Confidence),
    ("sections", "node"): _words(Node),
    ("quantities", "comparator"): _words(Comparator),
    ("quantities", "change"): _words(Change),
    ("reuse", "kind"): _words(ReuseKind),
    ("reuse", "similarity"): Constraint(least=LIKE, most=1),
    ("coverage", "level"): Constraint(words=LEVELS),
    ("coverage", "duty"): Constraint(words=tuple(duty.value for duty in DUTIES)),
    ("coverage", "status"): _words(Status),
    ("coverage", "trust"): _words(Trust),
    ("changes", "change"): Constraint(words=CHANGES),
    ("changes", "revision_before"): Constraint(least=1),
    ("fetches", "kind"): Constraint(words=FETCHES),
}


def constraint_of(table: str, column: str) -> Constraint:
    """Give what the values of one column keep to."""
    return _OF_A_TABLE.get((table, column)) or _EVERYWHERE.get(column, Constraint())

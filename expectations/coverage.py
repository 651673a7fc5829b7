"""What the table `coverage` must be; without a roster it is empty."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from expectations.reports import DIVISION
from expectations.shape import (
    CRITICAL,
    WARNING,
    Expected,
    between,
    expect,
    holds,
    key,
    like,
    suite_of,
    words,
)
from tasks.model.coverage import DUTIES, Status, Trust
from tasks.model.keys import KEYS
from tasks.model.release import FIRST_REPORT_YEAR, Premises
from tasks.model.report import LEVELS, OrganKind

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

# Out of its season a source is due weekly: it may fail once, and be asked a week later.
LAST_ASKED = timedelta(days=14)
# Sources that were given up on purpose keep the date of their last night.
ASKED_LATELY = 0.9


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    tied = "a report is named where one was found, and nowhere else"
    return suite_of(
        "coverage",
        [
            *key(CRITICAL, *KEYS["coverage"]),
            *words(
                {
                    "status": Status,
                    "duty": DUTIES,
                    "trust": Trust,
                    "organ_kind": OrganKind,
                    "level": LEVELS,
                }
            ),
            between(
                "report_year",
                FIRST_REPORT_YEAR,
                premises.last_year,
                "no report is due yet",
            ),
            *like(
                DIVISION,
                "a code of another length falls out of every join",
                "division_code",
            ),
            holds("tied", CRITICAL, "names a wrong report or none", tied),
            _fresh(premises.as_of),
        ],
    )


def _fresh(as_of: datetime) -> Expected:
    """Expect most of what is found or missing to have been looked for of late.

    What was never asked says so itself.
    """
    why = "sources have not been asked for two weeks; look whether the schedule runs, and what the runs say of them"
    earliest = as_of - LAST_ASKED
    return expect(
        "ColumnValuesToBeBetween",
        WARNING,
        why,
        column="checked_at",
        min_value=earliest,
        mostly=ASKED_LATELY,
    )

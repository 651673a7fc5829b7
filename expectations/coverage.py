"""What the table `coverage` must be; without a roster it is empty."""

from typing import TYPE_CHECKING

from expectations.reports import DIVISION
from expectations.shape import CRITICAL, between, holds, key, like, suite_of, words
from tasks.model.coverage import DUTIES, Status, Trust
from tasks.model.keys import KEYS
from tasks.model.release import FIRST_REPORT_YEAR, Premises
from tasks.model.report import LEVELS, OrganKind

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    tied = "a report is named where one was found, and nowhere else"
    return suite_of(
        "coverage",
        [
            *key(CRITICAL, *KEYS["coverage"]),
            *words({"status": Status, "duty": DUTIES, "trust": Trust, "organ_kind": OrganKind, "level": LEVELS}),
            between("report_year", FIRST_REPORT_YEAR, premises.last_year, "no report is due yet"),
            *like(DIVISION, "a code of another length falls out of every join", "division_code"),
            holds("tied", CRITICAL, "names a wrong report or none", tied),
        ],
    )

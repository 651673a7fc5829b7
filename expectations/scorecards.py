"""What the table `scorecards` must be."""

from typing import TYPE_CHECKING

from expectations.shape import (
    CRITICAL,
    at_least,
    expect,
    holds,
    ordered,
    suite_of,
    words,
)
from tasks.model.catalogue import catalogue
from tasks.model.issue import Responsibility, Severity
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    kind = ["source_id", "code", "responsibility"]
    return suite_of(
        "scorecards",
        [
            expect(
                "CompoundColumnsToBeUnique",
                CRITICAL,
                "a kind told twice is counted twice",
                column_list=kind,
            ),
            *words(
                {
                    "code": catalogue(),
                    "responsibility": Responsibility,
                    "severity": Severity,
                }
            ),
            *at_least(
                0,
                "a count cannot be negative",
                "issues",
                "reports",
                "reports_concerned",
                "issues_before",
            ),
            ordered(CRITICAL, "reports_concerned", "reports"),
            holds(
                "counted",
                CRITICAL,
                "another number of reports",
                "shares are taken of the reports of the release",
            ),
        ],
    )

"""What the table `issues` must be; it may be empty, and has no key."""

from typing import TYPE_CHECKING

from expectations.shape import columns, suite_of, words
from tasks.model.issue import Responsibility, Severity
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "issues",
        [
            columns(premises.columns["issues"]),
            *words({"severity": Severity, "responsibility": Responsibility}),
        ],
    )

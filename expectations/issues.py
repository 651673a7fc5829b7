"""What the table `issues` must be; it may be empty, and has no key."""

from typing import TYPE_CHECKING

from expectations.reports import IDENTITY
from expectations.shape import WEB, like, suite_of, words
from tasks.model.catalogue import catalogue
from tasks.model.issue import Responsibility, Severity
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

STAGES = ("crawl", "text", "report", "extract", "audit")


def suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release.

    `report_id` may name a page that could not be read, which is in no other table.
    """
    return suite_of(
        "issues",
        [
            *words(
                {
                    "stage": STAGES,
                    "code": catalogue(),
                    "severity": Severity,
                    "responsibility": Responsibility,
                }
            ),
            *like(IDENTITY, "an id of another form is joined to nothing", "report_id"),
            *like(WEB, "an address that cannot be opened proves nothing", "url"),
        ],
    )

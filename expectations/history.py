"""What has become of the release that stands: one row a source, a year, or a column that may be null."""

from typing import TYPE_CHECKING

from expectations.shape import CRITICAL, WARNING, Expected, expect, suite_of
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

# Reports never leave, not even withdrawn ones. A tenth of a source or a year covers reports whose pages were
# merged.
REPORTS_MAY_LOSE = 0.1
# A newer reader gives up some facts that were wrong; a fifth of a column's values is more than it corrects.
VALUES_MAY_LOSE = 0.2
# Out of season a source publishes a report or two. One that grows by half has let in what is no report.
SOURCE_MAY_GAIN = 0.5
# Reports are due by 1 April, and come from New Year to the end of that month: then any growth is legal.
SEASON = range(1, 5)


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    reports = "reports of a source or a year are gone; look for a lost ledger, archive or part"
    values = "a column has lost values of reports that are as they were; look at what the reader does otherwise"
    return suite_of(
        "history",
        [
            _share("reports_lost", CRITICAL, REPORTS_MAY_LOSE, reports),
            _share("values_lost", CRITICAL, VALUES_MAY_LOSE, values),
            *_no_growth(premises),
        ],
    )


def _no_growth(premises: Premises) -> list[Expected]:
    why = "a source has grown much out of season; look whether what came in are reports"
    return (
        []
        if premises.as_of.month in SEASON
        else [_share("reports_gained", WARNING, SOURCE_MAY_GAIN, why)]
    )


def _share(column: str, severity: str, most: float, why: str) -> Expected:
    return expect(
        "ColumnValuesToBeBetween", severity, why, column=column, max_value=most
    )

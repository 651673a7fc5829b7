"""What the table `reports` must be."""

from math import ceil
from typing import TYPE_CHECKING

from expectations.shape import CRITICAL, WARNING, columns, expect, key, not_empty, suite_of, words
from tasks.model.release import FIRST_REPORT_YEAR, Premises
from tasks.model.report import OrganKind
from tasks.model.state import PageState

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

# Reports never leave the tables, not even withdrawn ones. A tenth covers sources that were retired on purpose in one
# night; a greater loss means a lost archive, a lost ledger or a broken reader.
SMALLEST_SHARE_OF_LAST = 0.9

# A title stands on the page, in its metadata or in the list; below this the reader met a layout that it does not know.
TITLES = 0.95
# The year is looked for in five places, down to the day of publication; below this they are all read wrongly somewhere.
REPORT_YEARS = 0.95
# Pages of subdistricts and departments often leave the organ to the site's masthead, and it then stays null.
ORGANS = 0.8

LEVELS = ("national", "province", "prefecture", "county", "township")
STYLES = ("statutory", "thematic")
QUALITIES = ("ok", "warning")


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    sets = {"organ_kind": OrganKind, "level": LEVELS, "state": PageState, "style": STYLES, "quality": QUALITIES}
    return suite_of(
        "reports",
        [
            columns(premises.columns["reports"]),
            not_empty(CRITICAL, "a release without reports is a failure of ours, not news"),
            *key("report_id"),
            *words(sets),
            _year(premises.last_year),
            *_no_shrinking(premises.last_counts.get("reports", 0)),
            _filled("title", TITLES),
            _filled("report_year", REPORT_YEARS),
            _filled("organ", ORGANS),
        ],
    )


def _year(last: int) -> "Expectation":
    why = "no such report was asked for before, and none is written about a year to come"
    bounds = {"min_value": FIRST_REPORT_YEAR, "max_value": last}
    return expect("ColumnValuesToBeBetween", CRITICAL, why, column="report_year", **bounds)


def _no_shrinking(last: int) -> list["Expectation"]:
    why = f"the last release had {last} reports, and none ever leaves; look for a lost ledger or archive"
    least = ceil(last * SMALLEST_SHARE_OF_LAST)
    return [expect("TableRowCountToBeBetween", CRITICAL, why, min_value=least)] if last else []


def _filled(column: str, share: float) -> "Expectation":
    why = f"usually at least {share:.0%} of the reports tell it; look for a layout that is new to us"
    return expect("ColumnValuesToNotBeNull", WARNING, why, column=column, mostly=share)

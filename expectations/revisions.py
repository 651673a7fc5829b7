"""What the table `revisions` must be."""

from typing import TYPE_CHECKING

from expectations.shape import CRITICAL, belongs, columns, expect, key, not_empty, suite_of, words
from tasks.model.release import Premises
from tasks.model.revision import ChangeKind

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "revisions",
        [
            columns(premises.columns["revisions"]),
            not_empty(CRITICAL, "every report has at least its first revision"),
            *key("report_id", "revision"),
            *words({"change": ChangeKind}),
            _at_least("revision", 1, "revisions are counted from 1"),
            _at_least("added", 0, "a count of characters cannot be negative"),
            _at_least("removed", 0, "a count of characters cannot be negative"),
            belongs(premises.report_ids),
        ],
    )


def _at_least(column: str, least: int, why: str) -> "Expectation":
    return expect("ColumnValuesToBeBetween", CRITICAL, why, column=column, min_value=least)

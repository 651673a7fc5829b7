"""What the tables of headlines must be: `indicators` and `indicators_wide`."""

from typing import TYPE_CHECKING

from expectations.contents import LARGEST_VALUE, PATH_PATTERN
from expectations.specs import CRITICAL, WARNING, Spec, SuiteBuilders, build_suite
from tasks.model.headline import Agreement, HeadlineRule
from tasks.model.release import Premises
from tasks.model.report import Comparator
from tasks.model.table_rules import KEYS

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def _build_indicators_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `indicators` for one staged release."""
    return build_suite(
        "indicators",
        [
            Spec.expect_rows(
                WARNING,
                "a few short reports may state no indicator; many reports without one are a fault",
            ),
            Spec.expect_known_report(CRITICAL),
            *Spec.expect_key(CRITICAL, *KEYS["indicators"]),
            Spec.expect_flag(
                "pointed",
                CRITICAL,
                "not what its quantity says",
                "a headline is traced to the number that it is, and has that number's value",
            ),
            *Spec.expect_vocabulary(
                {
                    "indicator": premises.indicators,
                    "comparator": Comparator,
                    "rule": HeadlineRule,
                    "agreement": Agreement,
                }
            ),
            Spec.expect_range("value", 0, LARGEST_VALUE, "no count or sum is so"),
            *Spec.expect_minimum(
                1, "a headline is one of the numbers that are there", "candidates"
            ),
            *Spec.expect_minimum(0, "an offset counts from 0", "start_offset"),
            Spec.expect_order(CRITICAL, "start_offset", "end_offset"),
            *Spec.expect_pattern(
                PATH_PATTERN, "positions are numbers parted by dots", "section_path"
            ),
        ],
    )


def _build_wide_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `indicators_wide` for one staged release."""
    return build_suite(
        "indicators_wide",
        [
            Spec.expect_rows(CRITICAL, "every report has its row"),
            Spec.expect_known_report(CRITICAL),
            *Spec.expect_key(CRITICAL, *KEYS["indicators_wide"]),
            Spec.expect_flag(
                "agreeing",
                CRITICAL,
                "not what the table indicators says",
                "two tables of one release that differ leave nobody knowing which holds",
            ),
        ],
    )


SUITES: SuiteBuilders = {
    "indicators": _build_indicators_suite,
    "indicators_wide": _build_wide_suite,
}

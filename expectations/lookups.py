"""What the lookups of a release must be: `sources`, `indicator_codes`, `issue_codes` and `divisions`."""

from typing import TYPE_CHECKING

from expectations.reports import DIVISION_CODE_PATTERN
from expectations.specs import (
    CRITICAL,
    WARNING,
    WEB_ADDRESS_PATTERN,
    Spec,
    SuiteBuilders,
    build_suite,
)
from tasks.model.issue import Responsibility, Severity
from tasks.model.report import LEVELS, OrganKind
from tasks.model.source import Family, Lifecycle
from tasks.model.table_rules import KEYS, MEASURES

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

    from tasks.model.release import Premises


def _build_sources_suite(_premises: "Premises") -> "ExpectationSuite":
    """Make the suite of `sources`; it is empty where the release was made without any."""
    return build_suite(
        "sources",
        [
            *Spec.expect_key(CRITICAL, *KEYS["sources"]),
            *Spec.expect_vocabulary(
                {"organ_kind": OrganKind, "family": Family, "lifecycle": Lifecycle}
            ),
            *Spec.expect_pattern(
                WEB_ADDRESS_PATTERN, "an address that cannot be opened", "url"
            ),
            _expect_division_codes(),
            Spec.expect(
                "ColumnValuesToNotBeNull",
                WARNING,
                'the source\'s file is gone; bring it back with lifecycle = "retired", so that readers '
                "know whose reports these are",
                column="name",
            ),
        ],
    )


def _build_indicator_codes_suite(premises: "Premises") -> "ExpectationSuite":
    """Make the suite of `indicator_codes`."""
    return build_suite(
        "indicator_codes",
        [
            *Spec.expect_key(CRITICAL, *KEYS["indicator_codes"]),
            *Spec.expect_vocabulary(
                {
                    "code": premises.indicators,
                    "parent": premises.indicators,
                    "measure": MEASURES,
                }
            ),
            _expect_rows(),
        ],
    )


def _build_issue_codes_suite(_premises: "Premises") -> "ExpectationSuite":
    """Make the suite of `issue_codes`."""
    return build_suite(
        "issue_codes",
        [
            *Spec.expect_key(CRITICAL, *KEYS["issue_codes"]),
            *Spec.expect_vocabulary(
                {"severity": Severity, "responsibility": Responsibility}
            ),
            _expect_rows(),
        ],
    )


def _build_divisions_suite(_premises: "Premises") -> "ExpectationSuite":
    """Make the suite of `divisions`."""
    unknown = "a code that the divisions do not know; mend the source or the row that names it"
    return build_suite(
        "divisions",
        [
            *Spec.expect_key(CRITICAL, *KEYS["divisions"]),
            *Spec.expect_vocabulary({"level": LEVELS}),
            _expect_division_codes(),
            Spec.expect("ColumnValuesToNotBeNull", WARNING, unknown, column="name"),
            _expect_rows(),
        ],
    )


def _expect_division_codes() -> Spec:
    why = "a code of another length falls out of every join"
    [spec] = Spec.expect_pattern(DIVISION_CODE_PATTERN, why, "division_code")
    return spec


def _expect_rows() -> Spec:
    return Spec.expect_rows(
        CRITICAL, "codes that other tables hold are explained nowhere"
    )


SUITES: SuiteBuilders = {
    "sources": _build_sources_suite,
    "indicator_codes": _build_indicator_codes_suite,
    "issue_codes": _build_issue_codes_suite,
    "divisions": _build_divisions_suite,
}

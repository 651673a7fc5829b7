"""What the tables on collecting must be: `coverage`, `fetches`, `issues` and `scorecards`."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from expectations.reports import DIVISION_CODE_PATTERN, REPORT_ID_PATTERN
from expectations.specs import (
    CRITICAL,
    DIGEST_PATTERN,
    WARNING,
    WEB_ADDRESS_PATTERN,
    Spec,
    SuiteBuilders,
    build_suite,
)
from tasks.model.catalogue import catalogue
from tasks.model.coverage import DUTIES, CoverageStatus, Trust
from tasks.model.issue import Responsibility, Severity
from tasks.model.release import FIRST_REPORT_YEAR, Premises
from tasks.model.report import LEVELS, OrganKind
from tasks.model.table_rules import FETCHES, KEYS

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


# Out of its season a source is due weekly: it may fail once, and be asked a week later.
LATEST_CHECK_AGE = timedelta(days=14)
# Sources that were given up on purpose keep the date of their last night.
RECENTLY_CHECKED_SHARE = 0.9


def _build_coverage_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `coverage`; without a roster the table is empty."""
    tied = "a report is named where one was found, and nowhere else"
    return build_suite(
        "coverage",
        [
            Spec.expect(
                "CompoundColumnsToBeUnique",
                CRITICAL,
                "a report that is expected twice is counted twice",
                column_list=["source_id", "organ", "division_code", "report_year"],
            ),
            *Spec.expect_vocabulary(
                {
                    "status": CoverageStatus,
                    "duty": DUTIES,
                    "trust": Trust,
                    "organ_kind": OrganKind,
                    "level": LEVELS,
                }
            ),
            Spec.expect_range(
                "report_year",
                FIRST_REPORT_YEAR,
                premises.last_year,
                "no report is due yet",
            ),
            *Spec.expect_pattern(
                DIVISION_CODE_PATTERN,
                "a code of another length falls out of every join",
                "division_code",
            ),
            Spec.expect_flag("tied", CRITICAL, "names a wrong report or none", tied),
            _expect_recent_checks(premises.as_of),
        ],
    )


def _build_organs_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `organs`; it is empty where no organ has an id."""
    return build_suite(
        "organs",
        [
            *Spec.expect_key(CRITICAL, *KEYS["organs"]),
            *Spec.expect_vocabulary({"organ_kind": OrganKind, "level": LEVELS}),
            *Spec.expect_minimum(0, "a number of reports counts from 0", "reports"),
            Spec.expect_order(CRITICAL, "first_report_year", "last_report_year"),
        ],
    )


def _expect_recent_checks(as_of: datetime) -> Spec:
    """Expect most of what is found or missing to have been looked for of late.

    What was never asked says so itself.
    """
    why = (
        "sources have not been asked for two weeks; "
        "look whether the schedule runs, and what the runs say of them"
    )
    earliest = as_of - LATEST_CHECK_AGE
    return Spec.expect(
        "ColumnValuesToBeBetween",
        WARNING,
        why,
        column="checked_at",
        min_value=earliest,
        mostly=RECENTLY_CHECKED_SHARE,
    )


# The codes that RFC 9110 knows, and those that servers make up beside them.
FIRST_STATUS, LAST_STATUS = 100, 999


def _build_fetches_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `fetches`; it has no key, for one URL may be asked for twice in a second."""
    return build_suite(
        "fetches",
        [
            Spec.expect_rows(
                WARNING,
                "only a ledger that was rebuilt from the archive knows of no request",
            ),
            *Spec.expect_vocabulary({"kind": FETCHES}),
            Spec.expect_range(
                "status", FIRST_STATUS, LAST_STATUS, "no server answers so"
            ),
            # a request that was refused was sent no time
            *Spec.expect_minimum(
                0,
                "no count is negative",
                "attempts",
                "delay",
                "milliseconds",
                "bytes",
                "warc_offset",
            ),
            *Spec.expect_pattern(
                WEB_ADDRESS_PATTERN,
                "an address that cannot be opened proves nothing",
                "url",
            ),
            *Spec.expect_pattern(
                DIGEST_PATTERN,
                "a digest of another form cannot be compared with the archive",
                "digest",
            ),
            Spec.expect_not_after("fetched_at", premises.as_of),
            *_expect_dated_by_last_fetch(premises),
        ],
    )


def _expect_dated_by_last_fetch(premises: Premises) -> list[Spec]:
    """Expect the release to speak for the last request; a ledger that knows of none is dated otherwise."""
    why = "the release is dated later than all that was fetched; look for a lost ledger"
    last = Spec.expect(
        "ColumnMaxToBeBetween",
        WARNING,
        why,
        column="fetched_at",
        min_value=premises.as_of.replace(microsecond=0),
    )
    if premises.counts.get("fetches"):
        return [last]
    return []


STAGES = ("crawl", "text", "report", "extract", "audit")


# Of the reports of a release so many may stay to be read, because our machine did not come to it.
INTERRUPTED_SHARE = 0.02


def _expect_whole_reading(premises: Premises) -> list[Spec]:
    """Expect nothing to stay to be read that our machine kept from it: any is shown, many hold it back."""
    machine = "our machine kept it from being read; look at memory, disk and load, and run again"
    many = f"of more than {INTERRUPTED_SHARE:.0%} of the reports, {machine}"
    allowed = premises.counts.get("reports", 0) * INTERRUPTED_SHARE
    mostly = max(0.0, 1 - allowed / max(premises.counts.get("issues", 0), 1))
    interrupted = ["reading_interrupted"]
    return [
        Spec.expect(
            "ColumnValuesToNotBeInSet",
            WARNING,
            machine,
            column="code",
            value_set=[*interrupted, "ocr_missing"],
        ),
        Spec.expect(
            "ColumnValuesToNotBeInSet",
            CRITICAL,
            many,
            column="code",
            value_set=interrupted,
            mostly=mostly,
        ),
    ]


def _build_issues_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `issues`; the table may be empty, and has no key.

    `report_id` may name a page that could not be read, which is in no other table.
    """
    return build_suite(
        "issues",
        [
            *Spec.expect_vocabulary(
                {
                    "stage": STAGES,
                    "code": catalogue(),
                    "severity": Severity,
                    "responsibility": Responsibility,
                }
            ),
            *Spec.expect_pattern(
                REPORT_ID_PATTERN,
                "an id of another form is joined to nothing",
                "report_id",
            ),
            *Spec.expect_pattern(
                WEB_ADDRESS_PATTERN,
                "an address that cannot be opened proves nothing",
                "url",
            ),
            *_expect_whole_reading(premises),
        ],
    )


def _build_scorecards_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `scorecards` for one staged release."""
    kind = ["source_id", "code", "responsibility"]
    return build_suite(
        "scorecards",
        [
            Spec.expect(
                "CompoundColumnsToBeUnique",
                CRITICAL,
                "a kind told twice is counted twice",
                column_list=kind,
            ),
            *Spec.expect_vocabulary(
                {
                    "code": catalogue(),
                    "responsibility": Responsibility,
                    "severity": Severity,
                }
            ),
            *Spec.expect_minimum(
                0,
                "a count cannot be negative",
                "issues",
                "reports",
                "reports_concerned",
                "issues_before",
            ),
            Spec.expect_order(CRITICAL, "reports_concerned", "reports"),
            Spec.expect_flag(
                "counted",
                CRITICAL,
                "another number of reports",
                "shares are taken of the reports of the release",
            ),
        ],
    )


SUITES: SuiteBuilders = {
    "organs": _build_organs_suite,
    "coverage": _build_coverage_suite,
    "fetches": _build_fetches_suite,
    "issues": _build_issues_suite,
    "scorecards": _build_scorecards_suite,
}

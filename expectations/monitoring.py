"""What the tables on collecting must be: `coverage`, `fetches`, `issues` and `scorecards`."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from expectations.reports import DIVISION_CODE_PATTERN, REPORT_ID_PATTERN
from expectations.specs import (
    CRITICAL,
    DIGEST_PATTERN,
    WARNING,
    WEB_ADDRESS_PATTERN,
    ExpectationSpec,
    SuiteBuilders,
    build_suite,
    expect,
    expect_flag,
    expect_key,
    expect_minimum,
    expect_not_after,
    expect_order,
    expect_pattern,
    expect_range,
    expect_rows,
    expect_vocabulary,
)
from tasks.model.catalogue import catalogue
from tasks.model.coverage import DUTIES, CoverageStatus, Trust
from tasks.model.issue import Responsibility, Severity
from tasks.model.keys import FETCHES, KEYS
from tasks.model.release import FIRST_REPORT_YEAR, Premises
from tasks.model.report import LEVELS, OrganKind

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
            *expect_key(CRITICAL, *KEYS["coverage"]),
            *expect_vocabulary(
                {
                    "status": CoverageStatus,
                    "duty": DUTIES,
                    "trust": Trust,
                    "organ_kind": OrganKind,
                    "level": LEVELS,
                }
            ),
            expect_range(
                "report_year",
                FIRST_REPORT_YEAR,
                premises.last_year,
                "no report is due yet",
            ),
            *expect_pattern(
                DIVISION_CODE_PATTERN,
                "a code of another length falls out of every join",
                "division_code",
            ),
            expect_flag("tied", CRITICAL, "names a wrong report or none", tied),
            _expect_recent_checks(premises.as_of),
        ],
    )


def _expect_recent_checks(as_of: datetime) -> ExpectationSpec:
    """Expect most of what is found or missing to have been looked for of late.

    What was never asked says so itself.
    """
    why = (
        "sources have not been asked for two weeks; "
        "look whether the schedule runs, and what the runs say of them"
    )
    earliest = as_of - LATEST_CHECK_AGE
    return expect(
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
            expect_rows(
                WARNING,
                "only a ledger that was rebuilt from the archive knows of no request",
            ),
            *expect_vocabulary({"kind": FETCHES}),
            expect_range("status", FIRST_STATUS, LAST_STATUS, "no server answers so"),
            # a request that was refused was sent no time
            *expect_minimum(
                0,
                "no count is negative",
                "attempts",
                "delay",
                "milliseconds",
                "bytes",
                "warc_offset",
            ),
            *expect_pattern(
                WEB_ADDRESS_PATTERN,
                "an address that cannot be opened proves nothing",
                "url",
            ),
            *expect_pattern(
                DIGEST_PATTERN,
                "a digest of another form cannot be compared with the archive",
                "digest",
            ),
            expect_not_after("at", premises.as_of),
            *_expect_dated_by_last_fetch(premises),
        ],
    )


def _expect_dated_by_last_fetch(premises: Premises) -> list[ExpectationSpec]:
    """Expect the release to speak for the last request; a ledger that knows of none is dated otherwise."""
    why = "the release is dated later than all that was fetched; look for a lost ledger"
    last = expect(
        "ColumnMaxToBeBetween",
        WARNING,
        why,
        column="at",
        min_value=premises.as_of.replace(microsecond=0),
    )
    return [last] if premises.counts.get("fetches") else []


STAGES = ("crawl", "text", "report", "extract", "audit")


def _build_issues_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `issues`; the table may be empty, and has no key.

    `report_id` may name a page that could not be read, which is in no other table.
    """
    return build_suite(
        "issues",
        [
            *expect_vocabulary(
                {
                    "stage": STAGES,
                    "code": catalogue(),
                    "severity": Severity,
                    "responsibility": Responsibility,
                }
            ),
            *expect_pattern(
                REPORT_ID_PATTERN,
                "an id of another form is joined to nothing",
                "report_id",
            ),
            *expect_pattern(
                WEB_ADDRESS_PATTERN,
                "an address that cannot be opened proves nothing",
                "url",
            ),
        ],
    )


def _build_scorecards_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `scorecards` for one staged release."""
    kind = ["source_id", "code", "responsibility"]
    return build_suite(
        "scorecards",
        [
            expect(
                "CompoundColumnsToBeUnique",
                CRITICAL,
                "a kind told twice is counted twice",
                column_list=kind,
            ),
            *expect_vocabulary(
                {
                    "code": catalogue(),
                    "responsibility": Responsibility,
                    "severity": Severity,
                }
            ),
            *expect_minimum(
                0,
                "a count cannot be negative",
                "issues",
                "reports",
                "reports_concerned",
                "issues_before",
            ),
            expect_order(CRITICAL, "reports_concerned", "reports"),
            expect_flag(
                "counted",
                CRITICAL,
                "another number of reports",
                "shares are taken of the reports of the release",
            ),
        ],
    )


SUITES: SuiteBuilders = {
    "coverage": _build_coverage_suite,
    "fetches": _build_fetches_suite,
    "issues": _build_issues_suite,
    "scorecards": _build_scorecards_suite,
}

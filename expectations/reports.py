"""What the tables `reports`, `revisions` and `changes` must be, and what may become of the last release."""

from math import ceil
from typing import TYPE_CHECKING

from expectations.specs import (
    CRITICAL,
    DIGEST_PATTERN,
    ROW,
    WARNING,
    WEB_ADDRESS_PATTERN,
    RowExpectations,
    Spec,
    SuiteBuilders,
    build_suite,
)
from tasks.model.page import ChangeKind
from tasks.model.release import FIRST_REPORT_YEAR, Premises
from tasks.model.report import LEVELS, QUALITIES, STYLES, OrganKind
from tasks.model.run import PageState
from tasks.model.table_rules import CHANGES, DIVISION_CODE, KEYS, PAGE_ID

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


# Reports never leave the tables, not even withdrawn ones. A tenth covers sources that were retired on purpose
# in one night; a greater loss means a lost archive, a lost ledger or a broken reader.
SMALLEST_SHARE_OF_LAST = 0.9

# A title stands on the page, in its metadata or in the list; below this the reader met a layout that it does
# not know.
TITLE_SHARE = 0.95
# The year is looked for in five places, down to the day of publication; below this they are all read wrongly
# somewhere.
REPORT_YEAR_SHARE = 0.95
# Pages of subdistricts and departments often leave the organ to the site's masthead, and it then stays null.
ORGAN_SHARE = 0.8
# Every source names its province, so only reports of no place (of ministries) lack one.
PROVINCE_SHARE = 0.8

REPORT_ID_PATTERN, DIVISION_CODE_PATTERN = f"^{PAGE_ID}$", f"^{DIVISION_CODE}$"


def _expect_report_rows(last_year: int) -> list[Spec]:
    """Declare what each report must be; `last_year` is the latest year that a report can be about."""
    return [
        *Spec.expect_key(ROW, *KEYS["reports"]),
        _expect_report_year(last_year),
        *_expect_report_flags(),
    ]


def _expect_report_flags() -> list[Spec]:
    return [
        Spec.expect_flag(
            "characters_hold",
            ROW,
            "characters do not count the text",
            "offsets count characters of the text",
        ),
        Spec.expect_flag(
            "rebuilt",
            ROW,
            "sections do not give the text",
            "what is lost or shifted is quoted wrongly",
        ),
        # A misprinted date is one report's fault: it must neither hold back the others nor stand as if it
        # were true.
        Spec.expect_flag(
            "published_by_then",
            ROW,
            "published after it was fetched",
            "a date to come is a misprint or misread",
        ),
        Spec.expect_flag(
            "year_had_come",
            ROW,
            "year after that of its publication",
            "no report is written on a year to come",
        ),
        Spec.expect_flag(
            "is_latest",
            ROW,
            "not the last of its revisions",
            "the table holds each report as it stands now",
        ),
        Spec.expect_flag(
            "seen_in_order",
            ROW,
            "first seen after it was last seen",
            "the ledger's times are the history of a page",
        ),
    ]


def _build_reports_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `reports` for one staged release."""
    return build_suite(
        "reports",
        [
            Spec.expect_rows(
                CRITICAL, "a release without reports is a failure of ours, not news"
            ),
            *_expect_report_rows(premises.last_year),
            *Spec.expect_vocabulary(
                {
                    "organ_kind": OrganKind,
                    "level": LEVELS,
                    "state": PageState,
                    "style": STYLES,
                    "quality": QUALITIES,
                }
            ),
            *_expect_report_forms(),
            *Spec.expect_minimum(1, "revisions are counted from 1", "revision"),
            *Spec.expect_minimum(0, "an offset counts bytes from 0", "warc_offset"),
            Spec.expect_not_after("captured_at", premises.as_of),
            *_expect_no_shrinking(premises.last_counts.get("reports", 0)),
            _expect_filled("title", TITLE_SHARE),
            _expect_filled("report_year", REPORT_YEAR_SHARE),
            _expect_filled("organ", ORGAN_SHARE),
            _expect_filled("province", PROVINCE_SHARE),
        ],
    )


def _expect_filled(column: str, share: float) -> Spec:
    """Expect most rows to have a value."""
    why = f"usually at least {share:.0%} of the rows tell it; look for a layout that is new to us"
    return Spec.expect(
        "ColumnValuesToNotBeNull", WARNING, why, column=column, mostly=share
    )


def _expect_report_forms() -> list[Spec]:
    return [
        *Spec.expect_pattern(
            REPORT_ID_PATTERN,
            "an id of another form is joined to nothing",
            "report_id",
        ),
        *Spec.expect_pattern(
            DIVISION_CODE_PATTERN,
            "a code of another length falls out of every join",
            "division_code",
        ),
        *Spec.expect_pattern(
            WEB_ADDRESS_PATTERN,
            "an address that cannot be opened proves nothing",
            "url",
            "text_url",
        ),
        *Spec.expect_pattern(
            DIGEST_PATTERN,
            "a digest of another form cannot be compared with the archive",
            "content_sha256",
        ),
    ]


def _expect_report_year(last: int) -> Spec:
    why = (
        "no such report was asked for before, and none is written about a year to come"
    )
    return Spec.expect(
        "ColumnValuesToBeBetween",
        ROW,
        why,
        column="report_year",
        min_value=FIRST_REPORT_YEAR,
        max_value=last,
    )


def _expect_no_shrinking(last: int) -> list[Spec]:
    why = f"the last release had {last} reports, and none ever leaves; look for a lost ledger or archive"
    if not last:
        return []
    least = ceil(last * SMALLEST_SHARE_OF_LAST)
    return [Spec.expect("TableRowCountToBeBetween", CRITICAL, why, min_value=least)]


def _expect_revision_rows(_last_year: int) -> list[Spec]:
    """Declare what each revision must be."""
    return [
        Spec.expect_known_report(ROW),
        *Spec.expect_key(ROW, *KEYS["revisions"]),
        Spec.expect_flag(
            "counted",
            ROW,
            "revisions do not count from 1",
            "a revision that is left out is a change untold",
        ),
    ]


def _build_revisions_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `revisions` for one staged release."""
    return build_suite(
        "revisions",
        [
            Spec.expect_rows(CRITICAL, "every report has at least its first revision"),
            *_expect_revision_rows(premises.last_year),
            *Spec.expect_vocabulary({"change": ChangeKind}),
            *Spec.expect_minimum(
                0,
                "a count or an offset cannot be negative",
                "added",
                "removed",
                "warc_offset",
            ),
            *Spec.expect_pattern(
                DIGEST_PATTERN,
                "a digest of another form cannot be compared",
                "content_sha256",
                "text_sha256",
            ),
            Spec.expect_not_after("captured_at", premises.as_of),
        ],
    )


def _build_changes_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `changes`; the table is empty when nothing has changed."""
    tied = "what is removed is not there, and all else is"
    return build_suite(
        "changes",
        [
            *Spec.expect_key(CRITICAL, *KEYS["changes"]),
            *Spec.expect_vocabulary({"change": CHANGES}),
            *Spec.expect_minimum(
                1, "revisions are counted from 1", "revision", "revision_before"
            ),
            Spec.expect_flag(
                "tied", CRITICAL, "of a report that is not in the release", tied
            ),
        ],
    )


# Reports never leave, not even withdrawn ones. A tenth of a source or a year covers reports whose pages were
# merged.
REPORTS_MAY_LOSE = 0.1
# A newer reader gives up some facts that were wrong; a fifth of a column's values is more than it corrects.
VALUES_MAY_LOSE = 0.2
# Out of season a source publishes a report or two. One that grows by half has let in what is no report.
SOURCE_MAY_GAIN = 0.5
# Reports are due by 1 April, and come from New Year to the end of that month: then any growth is legal.
PUBLICATION_MONTHS = range(1, 5)


def _build_history_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of what became of the last release: a row a source, a year or an optional column."""
    reports = "reports of a source or a year are gone; look for a lost ledger, archive or part"
    values = (
        "a column has lost values of reports that are as they were; "
        "look at what the reader does otherwise"
    )
    return build_suite(
        "history",
        [
            _expect_share_at_most("reports_lost", CRITICAL, REPORTS_MAY_LOSE, reports),
            _expect_share_at_most("values_lost", CRITICAL, VALUES_MAY_LOSE, values),
            *_expect_no_growth(premises),
        ],
    )


def _expect_no_growth(premises: Premises) -> list[Spec]:
    why = "a source has grown much out of season; look whether what came in are reports"
    if premises.as_of.month in PUBLICATION_MONTHS:
        return []
    return [_expect_share_at_most("reports_gained", WARNING, SOURCE_MAY_GAIN, why)]


def _expect_share_at_most(
    column: str,
    severity: str,
    most: float,
    why: str,
) -> Spec:
    return Spec.expect(
        "ColumnValuesToBeBetween", severity, why, column=column, max_value=most
    )


SUITES: SuiteBuilders = {
    "reports": _build_reports_suite,
    "revisions": _build_revisions_suite,
    "changes": _build_changes_suite,
    "history": _build_history_suite,
}
ROW_EXPECTATIONS: RowExpectations = {
    "reports": _expect_report_rows,
    "revisions": _expect_revision_rows,
}

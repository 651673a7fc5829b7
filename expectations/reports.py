"""What the table `reports` must be."""

from math import ceil
from typing import TYPE_CHECKING

from expectations.shape import (
    CRITICAL,
    DIGEST,
    ROW,
    WEB,
    Expected,
    at_least,
    expect,
    filled,
    holds,
    key,
    like,
    not_after,
    not_empty,
    suite_of,
    words,
)
from tasks.model.keys import DIVISION_CODE, KEYS, PAGE_ID
from tasks.model.release import FIRST_REPORT_YEAR, Premises
from tasks.model.report import LEVELS, QUALITIES, STYLES, OrganKind
from tasks.model.state import PageState

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

# Reports never leave the tables, not even withdrawn ones. A tenth covers sources that were retired on purpose
# in one night; a greater loss means a lost archive, a lost ledger or a broken reader.
SMALLEST_SHARE_OF_LAST = 0.9

# A title stands on the page, in its metadata or in the list; below this the reader met a layout that it does
# not know.
TITLES = 0.95
# The year is looked for in five places, down to the day of publication; below this they are all read wrongly
# somewhere.
REPORT_YEARS = 0.95
# Pages of subdistricts and departments often leave the organ to the site's masthead, and it then stays null.
ORGANS = 0.8
# Every source names its province, so only reports of no place (of ministries) lack one.
PROVINCES = 0.8

IDENTITY, DIVISION = f"^{PAGE_ID}$", f"^{DIVISION_CODE}$"


def rows(last_year: int) -> list[Expected]:
    """Declare what each row must be; `last_year` is the latest year that a report can be about."""
    return [
        *key(ROW, *KEYS["reports"]),
        _year(last_year),
        holds(
            "characters_hold",
            ROW,
            "characters do not count the text",
            "offsets count characters of the text",
        ),
        holds(
            "rebuilt",
            ROW,
            "sections do not give the text",
            "what is lost or shifted is quoted wrongly",
        ),
        # A misprinted date is one report's fault: it must neither hold back the others nor stand as if it
        # were true.
        holds(
            "published_by_then",
            ROW,
            "published after it was fetched",
            "a date to come is a misprint or misread",
        ),
        holds(
            "year_had_come",
            ROW,
            "year after that of its publication",
            "no report is written on a year to come",
        ),
        holds(
            "is_latest",
            ROW,
            "not the last of its revisions",
            "the table holds each report as it stands now",
        ),
        holds(
            "seen_in_order",
            ROW,
            "first seen after it was last seen",
            "the ledger's times are the history of a page",
        ),
    ]


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "reports",
        [
            not_empty(
                CRITICAL, "a release without reports is a failure of ours, not news"
            ),
            *rows(premises.last_year),
            *words(
                {
                    "organ_kind": OrganKind,
                    "level": LEVELS,
                    "state": PageState,
                    "style": STYLES,
                    "quality": QUALITIES,
                }
            ),
            *like(IDENTITY, "an id of another form is joined to nothing", "report_id"),
            *like(
                DIVISION,
                "a code of another length falls out of every join",
                "division_code",
            ),
            *like(
                WEB,
                "an address that cannot be opened proves nothing",
                "url",
                "text_url",
            ),
            *like(
                DIGEST,
                "a digest of another form cannot be compared with the archive",
                "content_sha256",
            ),
            *at_least(1, "revisions are counted from 1", "revision"),
            *at_least(0, "an offset counts bytes from 0", "warc_offset"),
            not_after("captured_at", premises.as_of),
            *_no_shrinking(premises.last_counts.get("reports", 0)),
            filled("title", TITLES),
            filled("report_year", REPORT_YEARS),
            filled("organ", ORGANS),
            filled("province", PROVINCES),
        ],
    )


def _year(last: int) -> Expected:
    why = (
        "no such report was asked for before, and none is written about a year to come"
    )
    return expect(
        "ColumnValuesToBeBetween",
        ROW,
        why,
        column="report_year",
        min_value=FIRST_REPORT_YEAR,
        max_value=last,
    )


def _no_shrinking(last: int) -> list[Expected]:
    why = f"the last release had {last} reports, and none ever leaves; look for a lost ledger or archive"
    least = ceil(last * SMALLEST_SHARE_OF_LAST)
    return (
        [expect("TableRowCountToBeBetween", CRITICAL, why, min_value=least)]
        if last
        else []
    )

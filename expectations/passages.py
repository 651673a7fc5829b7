"""What the tables on what reports say in words must be: `citations`, `shortcomings` and `plans`."""

from functools import partial
from typing import TYPE_CHECKING

from expectations.specs import (
    ROW,
    RowExpectations,
    Spec,
    SuiteBuilders,
    build_suite,
)
from tasks.model.release import Premises
from tasks.model.report import REPEATED, REPETITIONS, CitationKind
from tasks.model.table_rules import KEYS, PAGE_ID

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

_REPORT_ID_PATTERN = f"^{PAGE_ID}$"


def _expect_passage_rows(table: str, _last_year: int) -> list[Spec]:
    """Declare what each row of words must be."""
    return [
        Spec.expect_known_report(ROW),
        *Spec.expect_key(ROW, *KEYS[table]),
        Spec.expect_order(ROW, "start_offset", "end_offset"),
        Spec.expect_flag(
            "placed", ROW, "not within its section", "words are traced to their section"
        ),
        Spec.expect_flag(
            "held", ROW, "not in the text", "words must stand where their offsets say"
        ),
    ]


def _build_citations_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `citations`; it may be empty, for a few reports need not name any law."""
    return build_suite(
        "citations",
        [
            *_expect_passage_rows("citations", premises.last_year),
            *Spec.expect_vocabulary({"kind": CitationKind}),
            *Spec.expect_minimum(0, "an offset counts from 0", "start_offset"),
        ],
    )


def _build_statements_suite(table: str, premises: Premises) -> "ExpectationSuite":
    """Make the suite of a table of statements; it may be empty, for a report may lack the part."""
    alike = "below it the two do not say the same"
    return build_suite(
        table,
        [
            *_expect_passage_rows(table, premises.last_year),
            *Spec.expect_vocabulary({"repeated_as": REPETITIONS}),
            *Spec.expect_pattern(
                _REPORT_ID_PATTERN,
                "where it is said again is a report",
                "repeated_in",
            ),
            Spec.expect_range("similarity", REPEATED, 1, alike),
            *Spec.expect_minimum(1, "statements are counted from 1", "number"),
            *Spec.expect_minimum(
                0, "an offset counts from 0", "start_offset", "repeated_offset"
            ),
        ],
    )


SUITES: SuiteBuilders = {
    "citations": _build_citations_suite,
    "shortcomings": partial(_build_statements_suite, "shortcomings"),
    "plans": partial(_build_statements_suite, "plans"),
}
ROW_EXPECTATIONS: RowExpectations = {
    table: partial(_expect_passage_rows, table) for table in SUITES
}

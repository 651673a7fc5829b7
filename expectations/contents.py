"""What the tables on what stands in reports must be: `sections`, `quantities` and `reuse`."""

from typing import TYPE_CHECKING

from expectations.specs import (
    CRITICAL,
    ROW,
    WARNING,
    ExpectationSpec,
    RowExpectations,
    SuiteBuilders,
    build_suite,
    expect,
    expect_flag,
    expect_key,
    expect_known_report,
    expect_minimum,
    expect_order,
    expect_pattern,
    expect_range,
    expect_rows,
    expect_vocabulary,
)
from tasks.model.keys import KEYS, PATH
from tasks.model.release import Premises
from tasks.model.report import (
    SIMILARITY_THRESHOLD,
    Change,
    Comparator,
    Confidence,
    Kind,
    Node,
    ReuseKind,
    Role,
    Scope,
)

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


# pandas warns of groups that capture
PATH_PATTERN = f"^{PATH.replace('(', '(?:')}$"
# achievements | shortcomings,plans
KINDS_PATTERN = rf"^(?:{'|'.join(Kind)})(?:,(?:{'|'.join(Kind)}))*$"


def _expect_section_rows(_last_year: int) -> list[ExpectationSpec]:
    """Declare what each section must be."""
    return [
        expect_known_report(ROW),
        *expect_key(ROW, *KEYS["sections"]),
        expect_order(ROW, "start", "end"),
        expect_flag(
            "placed",
            ROW,
            "offsets do not fit the text",
            "a section is looked up in the text by its offsets",
        ),
        expect_flag(
            "nested",
            ROW,
            "parent or level do not fit the path",
            "readers climb the outline by parent and level",
        ),
    ]


def _build_sections_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `sections` for one staged release."""
    return build_suite(
        "sections",
        [
            expect_rows(
                CRITICAL, "every report has at least one section, be it its whole text"
            ),
            *_expect_section_rows(premises.last_year),
            *expect_vocabulary(
                {"kind": Kind, "kind_confidence": Confidence, "node": Node}
            ),
            *expect_pattern(
                PATH_PATTERN, "positions are numbers parted by dots", "path", "parent"
            ),
            *expect_pattern(
                KINDS_PATTERN,
                "a kind that the dictionary does not name is not found",
                "also_kinds",
            ),
            *expect_minimum(0, "a level or an offset counts from 0", "level", "start"),
        ],
    )


# No indicator has a negative value, and none of a report comes near: China's budget is under a tenth of it,
# in yuan.
LARGEST_VALUE = 1e15


def _expect_quantity_rows(_last_year: int) -> list[ExpectationSpec]:
    """Declare what each quantity must be."""
    return [
        expect_known_report(ROW),
        *expect_key(ROW, *KEYS["quantities"]),
        expect_order(ROW, "start", "end"),
        expect_flag(
            "placed", ROW, "not within its section", "a number is traced to its section"
        ),
        expect_flag(
            "held",
            ROW,
            "not in its phrase and sentence",
            "a number must stand where its sentence says",
        ),
        expect_flag(
            "tied",
            ROW,
            "part of no quantity of its report",
            "a part is held against its whole, and left out of sums that have the whole",
        ),
        expect(
            "ColumnValuesToBeBetween",
            ROW,
            "no count or sum is so",
            column="value",
            min_value=0,
            max_value=LARGEST_VALUE,
        ),
    ]


def _build_quantities_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `quantities` for one staged release."""
    return build_suite(
        "quantities",
        [
            expect_rows(
                WARNING,
                "a few short reports may hold no number at all; many reports without one are a fault",
            ),
            *_expect_quantity_rows(premises.last_year),
            *expect_vocabulary(
                {
                    "comparator": Comparator,
                    "change": Change,
                    "indicator": premises.indicators,
                    "role": Role,
                    "scope": Scope,
                    "rate_of": premises.indicators,
                }
            ),
            expect(
                "ColumnValuesToNotBeNull",
                CRITICAL,
                "a quantity without a number says nothing",
                column="value",
            ),
            *expect_minimum(
                0,
                "an offset counts from 0, and no value is below it",
                "start",
                "before",
                "part_of",
            ),
            expect_flag(
                "dated",
                CRITICAL,
                "a period that ends before it starts",
                "numbers are put on a line of time by the days of their periods",
            ),
        ],
    )


def _build_reuse_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `reuse`; the table may be empty, for a few reports need not share anything."""
    alike = "below it the two paragraphs are not alike, and above 1 the count of shared characters is wrong"
    place = "a paragraph is looked up in the text of its section, and so is the one that it is like"
    return build_suite(
        "reuse",
        [
            *expect_key(CRITICAL, *KEYS["reuse"]),
            *expect_vocabulary({"kind": ReuseKind}),
            expect_range("similarity", SIMILARITY_THRESHOLD, 1, alike),
            *expect_minimum(
                2, "a text that stands in one report alone is not reused", "reports"
            ),
            *expect_minimum(
                1,
                "what is shared has characters, paragraphs and an organ",
                "characters_shared",
                "paragraphs_shared",
                "organs",
            ),
            *expect_minimum(0, "a count cannot be negative", "provinces"),
            expect_order(CRITICAL, "start", "end"),
            expect_order(CRITICAL, "other_start", "other_end"),
            expect_order(CRITICAL, "characters_shared", "characters"),
            expect_flag("placed", CRITICAL, "no such paragraph", place),
            expect_flag(
                "other_placed", CRITICAL, "no such paragraph in the other report", place
            ),
        ],
    )


SUITES: SuiteBuilders = {
    "sections": _build_sections_suite,
    "quantities": _build_quantities_suite,
    "reuse": _build_reuse_suite,
}
ROW_EXPECTATIONS: RowExpectations = {
    "sections": _expect_section_rows,
    "quantities": _expect_quantity_rows,
}

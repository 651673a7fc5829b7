"""What the tables on what stands in reports must be: `sections`, `quantities` and `reuse`."""

from typing import TYPE_CHECKING

from expectations.specs import (
    CRITICAL,
    ROW,
    WARNING,
    RowExpectations,
    Spec,
    SuiteBuilders,
    build_suite,
)
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
from tasks.model.table_rules import KEYS, PATH

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


# pandas warns of groups that capture
PATH_PATTERN = f"^{PATH.replace('(', '(?:')}$"
# achievements | shortcomings,plans
KINDS_PATTERN = rf"^(?:{'|'.join(Kind)})(?:,(?:{'|'.join(Kind)}))*$"


def _expect_section_rows(_last_year: int) -> list[Spec]:
    """Declare what each section must be."""
    return [
        Spec.expect_known_report(ROW),
        *Spec.expect_key(ROW, *KEYS["sections"]),
        Spec.expect_order(ROW, "start_offset", "end_offset"),
        Spec.expect_flag(
            "placed",
            ROW,
            "offsets do not fit the text",
            "a section is looked up in the text by its offsets",
        ),
        Spec.expect_flag(
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
            Spec.expect_rows(
                CRITICAL, "every report has at least one section, be it its whole text"
            ),
            *_expect_section_rows(premises.last_year),
            *Spec.expect_vocabulary(
                {
                    "kind": Kind,
                    "kind_confidence": Confidence,
                    "node": Node,
                }
            ),
            *Spec.expect_pattern(
                PATH_PATTERN, "positions are numbers parted by dots", "path", "parent"
            ),
            *Spec.expect_pattern(
                KINDS_PATTERN,
                "a kind that the dictionary does not name is not found",
                "also_kinds",
            ),
            *Spec.expect_minimum(
                0, "a level or an offset counts from 0", "level", "start_offset"
            ),
        ],
    )


# No indicator has a negative value, and none of a report comes near: China's budget is under a tenth of it,
# in yuan.
LARGEST_VALUE = 1e15


def _expect_quantity_rows(_last_year: int) -> list[Spec]:
    """Declare what each quantity must be."""
    return [
        Spec.expect_known_report(ROW),
        *Spec.expect_key(ROW, *KEYS["quantities"]),
        Spec.expect_order(ROW, "start_offset", "end_offset"),
        Spec.expect_flag(
            "placed", ROW, "not within its section", "a number is traced to its section"
        ),
        Spec.expect_flag(
            "held",
            ROW,
            "not in its phrase and sentence",
            "a number must stand where its sentence says",
        ),
        Spec.expect_flag(
            "tied",
            ROW,
            "part of no quantity of its report",
            "a part is held against its whole, and left out of sums that have the whole",
        ),
        Spec.expect(
            "ColumnValuesToBeBetween",
            ROW,
            "no count or sum is so",
            column="value",
            min_value=0,
            max_value=LARGEST_VALUE,
        ),
        Spec.expect_flag(
            "valued",
            ROW,
            "not what its phrase says",
            "a value is what is printed, scale and unit included",
        ),
    ]


def _build_quantities_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `quantities` for one staged release."""
    return build_suite(
        "quantities",
        [
            Spec.expect_rows(
                WARNING,
                "a few short reports may hold no number at all; many reports without one are a fault",
            ),
            *_expect_quantity_rows(premises.last_year),
            *Spec.expect_vocabulary(
                {
                    "comparator": Comparator,
                    "change": Change,
                    "indicator": premises.indicators,
                    "role": Role,
                    "scope": Scope,
                    "rate_of": premises.indicators,
                }
            ),
            Spec.expect(
                "ColumnValuesToNotBeNull",
                CRITICAL,
                "a quantity without a number says nothing",
                column="value",
            ),
            *Spec.expect_minimum(
                0,
                "an offset counts from 0, and no value is below it",
                "start_offset",
                "before",
                "part_of",
            ),
            Spec.expect_flag(
                "dated",
                CRITICAL,
                "a period that ends before it starts",
                "numbers are put on a line of time by the days of their periods",
            ),
        ],
    )


def _expect_cell_rows(_last_year: int) -> list[Spec]:
    """Declare what each cell must be."""
    return [
        Spec.expect_known_report(ROW),
        *Spec.expect_key(ROW, *KEYS["cells"]),
        Spec.expect_order(ROW, "start_offset", "end_offset"),
        Spec.expect_flag(
            "held",
            ROW,
            "not in the text",
            "a cell must stand where its offsets say",
        ),
    ]


def _build_cells_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `cells` for one staged release; it may be empty, for few reports have tables."""
    return build_suite(
        "cells",
        [
            *_expect_cell_rows(premises.last_year),
            *Spec.expect_minimum(
                1,
                "tables, rows and columns are counted from 1, and a cell covers one at least",
                "table_number",
                "row_number",
                "column_number",
                "row_span",
                "column_span",
            ),
            *Spec.expect_minimum(0, "an offset counts from 0", "start_offset"),
            Spec.expect_range(
                "value", -LARGEST_VALUE, LARGEST_VALUE, "no count or sum is so"
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
            *Spec.expect_key(CRITICAL, *KEYS["reuse"]),
            *Spec.expect_vocabulary({"kind": ReuseKind}),
            Spec.expect_range("similarity", SIMILARITY_THRESHOLD, 1, alike),
            *Spec.expect_minimum(
                2, "a text that stands in one report alone is not reused", "reports"
            ),
            *Spec.expect_minimum(
                1,
                "what is shared has characters, paragraphs and an organ",
                "characters_shared",
                "paragraphs_shared",
                "organs",
            ),
            *Spec.expect_minimum(0, "a count cannot be negative", "provinces"),
            Spec.expect_order(CRITICAL, "start_offset", "end_offset"),
            Spec.expect_order(CRITICAL, "other_start_offset", "other_end_offset"),
            Spec.expect_order(CRITICAL, "characters_shared", "characters"),
            Spec.expect_flag("placed", CRITICAL, "no such paragraph", place),
            Spec.expect_flag(
                "other_placed", CRITICAL, "no such paragraph in the other report", place
            ),
        ],
    )


SUITES: SuiteBuilders = {
    "sections": _build_sections_suite,
    "quantities": _build_quantities_suite,
    "cells": _build_cells_suite,
    "reuse": _build_reuse_suite,
}
ROW_EXPECTATIONS: RowExpectations = {
    "sections": _expect_section_rows,
    "quantities": _expect_quantity_rows,
    "cells": _expect_cell_rows,
}

"""What the tables on what stands in reports must be: `sections`, `quantities` and `reuse`."""

from typing import TYPE_CHECKING

from expectations.specs import (
    CRITICAL,
    ROW,
    WARNING,
    Expected,
    RowExpectations,
    SuiteBuilders,
    at_least,
    between,
    expect,
    holds,
    key,
    like,
    not_empty,
    of_report,
    ordered,
    suite_of,
    words,
)
from tasks.model.keys import KEYS, PATH
from tasks.model.quantity import Change, Comparator
from tasks.model.release import Premises
from tasks.model.reuse import LIKE, ReuseKind
from tasks.model.section import Confidence, Kind, Node

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


# pandas warns of groups that capture
PATHS = f"^{PATH.replace('(', '(?:')}$"
# achievements | shortcomings,plans
KINDS = rf"^(?:{'|'.join(Kind)})(?:,(?:{'|'.join(Kind)}))*$"


def _expect_section_rows(_last_year: int) -> list[Expected]:
    """Declare what each section must be."""
    return [
        of_report(ROW),
        *key(ROW, *KEYS["sections"]),
        ordered(ROW, "start", "end"),
        holds(
            "placed",
            ROW,
            "offsets do not fit the text",
            "a section is looked up in the text by its offsets",
        ),
        holds(
            "nested",
            ROW,
            "parent or level do not fit the path",
            "readers climb the outline by parent and level",
        ),
    ]


def _build_sections_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `sections` for one staged release."""
    return suite_of(
        "sections",
        [
            not_empty(
                CRITICAL, "every report has at least one section, be it its whole text"
            ),
            *_expect_section_rows(premises.last_year),
            *words({"kind": Kind, "kind_confidence": Confidence, "node": Node}),
            *like(PATHS, "positions are numbers parted by dots", "path", "parent"),
            *like(
                KINDS,
                "a kind that the dictionary does not name is not found",
                "also_kinds",
            ),
            *at_least(0, "a level or an offset counts from 0", "level", "start"),
        ],
    )


# No indicator has a negative value, and none of a report comes near: China's budget is under a tenth of it,
# in yuan.
LARGEST = 1e15


def _expect_quantity_rows(_last_year: int) -> list[Expected]:
    """Declare what each quantity must be."""
    return [
        of_report(ROW),
        *key(ROW, *KEYS["quantities"]),
        ordered(ROW, "start", "end"),
        holds(
            "placed", ROW, "not within its section", "a number is traced to its section"
        ),
        holds(
            "held",
            ROW,
            "not in its phrase and sentence",
            "a number must stand where its sentence says",
        ),
        expect(
            "ColumnValuesToBeBetween",
            ROW,
            "no count or sum is so",
            column="value",
            min_value=0,
            max_value=LARGEST,
        ),
    ]


def _build_quantities_suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite of `quantities` for one staged release."""
    return suite_of(
        "quantities",
        [
            not_empty(
                WARNING,
                "a few short reports may hold no number at all; many reports without one are a fault",
            ),
            *_expect_quantity_rows(premises.last_year),
            *words(
                {
                    "comparator": Comparator,
                    "change": Change,
                    "indicator": premises.indicators,
                }
            ),
            expect(
                "ColumnValuesToNotBeNull",
                CRITICAL,
                "a quantity without a number says nothing",
                column="value",
            ),
            *at_least(
                0,
                "an offset counts from 0, and no value is below it",
                "start",
                "before",
            ),
        ],
    )


def _build_reuse_suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite of `reuse`; the table may be empty, for a few reports need not share anything."""
    alike = "below it the two paragraphs are not alike, and above 1 the count of shared characters is wrong"
    place = "a paragraph is looked up in the text of its section, and so is the one that it is like"
    return suite_of(
        "reuse",
        [
            *key(CRITICAL, *KEYS["reuse"]),
            *words({"kind": ReuseKind}),
            between("similarity", LIKE, 1, alike),
            *at_least(
                2, "a text that stands in one report alone is not reused", "reports"
            ),
            *at_least(
                1,
                "what is shared has characters, paragraphs and an organ",
                "characters_shared",
                "paragraphs_shared",
                "organs",
            ),
            *at_least(0, "a count cannot be negative", "provinces"),
            ordered(CRITICAL, "start", "end"),
            ordered(CRITICAL, "other_start", "other_end"),
            ordered(CRITICAL, "characters_shared", "characters"),
            holds("placed", CRITICAL, "no such paragraph", place),
            holds(
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

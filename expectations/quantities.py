"""What the table `quantities` must be."""

from typing import TYPE_CHECKING

from expectations.shape import (
    CRITICAL,
    ROW,
    WARNING,
    Expected,
    at_least,
    expect,
    holds,
    key,
    not_empty,
    of_report,
    ordered,
    suite_of,
    words,
)
from tasks.model.keys import KEYS
from tasks.model.quantity import Change, Comparator
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

# No indicator has a negative value, and none of a report comes near: China's budget is under a tenth of it,
# in yuan.
LARGEST = 1e15


def rows(_last_year: int) -> list[Expected]:
    """Declare what each row must be."""
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


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "quantities",
        [
            not_empty(
                WARNING,
                "a few short reports may hold no number at all; many reports without one are a fault",
            ),
            *rows(premises.last_year),
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

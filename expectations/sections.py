"""What the table `sections` must be."""

from typing import TYPE_CHECKING

from expectations.shape import (
    CRITICAL,
    ROW,
    Expected,
    at_least,
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
from tasks.model.release import Premises
from tasks.model.section import Confidence, Kind, Node

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

# pandas warns of groups that capture
PATHS = f"^{PATH.replace('(', '(?:')}$"
# achievements | shortcomings,plans
KINDS = rf"^(?:{'|'.join(Kind)})(?:,(?:{'|'.join(Kind)}))*$"


def rows(_last_year: int) -> list[Expected]:
    """Declare what each row must be."""
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


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "sections",
        [
            not_empty(
                CRITICAL, "every report has at least one section, be it its whole text"
            ),
            *rows(premises.last_year),
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

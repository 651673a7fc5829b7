"""What the table `reuse` must be; it may be empty, for a few reports need not share anything."""

from typing import TYPE_CHECKING

from expectations.shape import (
    CRITICAL,
    at_least,
    between,
    holds,
    key,
    ordered,
    suite_of,
    words,
)
from tasks.model.keys import KEYS
from tasks.model.release import Premises
from tasks.model.reuse import LIKE, ReuseKind

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
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

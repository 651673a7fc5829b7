"""What the table `changes` must be; it is empty when nothing has changed."""

from typing import TYPE_CHECKING

from expectations.shape import CRITICAL, at_least, holds, key, suite_of, words
from tasks.model.keys import CHANGES, KEYS
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(_premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    tied = "what is removed is not there, and all else is"
    return suite_of(
        "changes",
        [
            *key(CRITICAL, *KEYS["changes"]),
            *words({"change": CHANGES}),
            *at_least(1, "revisions are counted from 1", "revision", "revision_before"),
            holds("tied", CRITICAL, "of a report that is not in the release", tied),
        ],
    )

"""What the table `quantities` must be."""

from typing import TYPE_CHECKING

from expectations.shape import WARNING, belongs, columns, key, not_empty, ordered, suite_of, words
from tasks.model.quantity import Change, Comparator
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "quantities",
        [
            columns(premises.columns["quantities"]),
            not_empty(WARNING, "a few short reports may hold no number at all; many reports without one are a fault"),
            *key("report_id", "start", "end"),
            *words({"comparator": Comparator, "change": Change}),
            ordered("start", "end"),
            belongs(premises.report_ids),
        ],
    )

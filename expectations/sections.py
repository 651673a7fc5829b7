"""What the table `sections` must be."""

from typing import TYPE_CHECKING

from expectations.shape import CRITICAL, belongs, columns, key, not_empty, ordered, suite_of, words
from tasks.model.release import Premises
from tasks.model.section import Confidence, Kind, Node

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "sections",
        [
            columns(premises.columns["sections"]),
            not_empty(CRITICAL, "every report has at least one section, be it its whole text"),
            *key("report_id", "path"),
            *words({"kind": Kind, "kind_confidence": Confidence, "node": Node}),
            ordered("start", "end"),
            belongs(premises.report_ids),
        ],
    )

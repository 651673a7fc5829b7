"""What the table `reuse` must be."""

from typing import TYPE_CHECKING

from expectations.shape import CRITICAL, belongs, columns, expect, key, ordered, suite_of, words
from tasks.model.release import Premises
from tasks.model.reuse import LIKE, ReuseKind

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release; the table may be empty, for a few reports need not share anything."""
    alike = "below it the two paragraphs are not alike, and above 1 the count of shared characters is wrong"
    two = "a text that stands in one report alone is not reused"
    return suite_of(
        "reuse",
        [
            columns(premises.columns["reuse"]),
            *key("report_id", "start", "kind"),
            *words({"kind": ReuseKind}),
            expect("ColumnValuesToBeBetween", CRITICAL, alike, column="similarity", min_value=LIKE, max_value=1),
            expect("ColumnValuesToBeBetween", CRITICAL, two, column="reports", min_value=2),
            ordered("start", "end"),
            ordered("other_start", "other_end"),
            belongs(premises.report_ids),
        ],
    )

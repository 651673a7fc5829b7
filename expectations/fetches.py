"""What the table `fetches` must be; it has no key, for one URL may be asked for twice in a second."""

from typing import TYPE_CHECKING

from expectations.shape import WARNING, columns, not_empty, suite_of
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "fetches",
        [
            columns(premises.columns["fetches"]),
            not_empty(WARNING, "only a ledger that was rebuilt from the archive knows of no request"),
        ],
    )

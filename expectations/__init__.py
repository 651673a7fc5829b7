"""What a release must be like before readers see it: one suite a table, thresholds named and explained.

A suite is made by a function, and Great Expectations is imported inside it: whoever only names a suite does not pay for
the import. `critical` holds a release back, `warning` is shown and does not. Each expectation says why it is held.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from expectations import fetches, issues, quantities, reports, reuse, revisions, sections
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

SUITES: Mapping[str, "Callable[[Premises], ExpectationSuite]"] = {
    "reports": reports.suite,
    "revisions": revisions.suite,
    "sections": sections.suite,
    "quantities": quantities.suite,
    "issues": issues.suite,
    "reuse": reuse.suite,
    "fetches": fetches.suite,
}

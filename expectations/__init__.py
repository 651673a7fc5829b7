"""What a release must be like before readers see it: one suite a table, thresholds named and explained.

A suite is made by a function, and Great Expectations is imported inside it: whoever only names a suite does
not pay for the import. `critical` holds a release back, `warning` is shown and does not; a `row` that breaks
its rule is kept out when the release is staged (ROWS). Each expectation says why it is held.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from expectations import (
    changes,
    coverage,
    fetches,
    history,
    issues,
    quantities,
    reports,
    reuse,
    revisions,
    scorecards,
    sections,
)
from expectations.shape import rules_of
from tasks.model.release import Premises
from tasks.model.rule import Rule

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

SUITES: Mapping[str, "Callable[[Premises], ExpectationSuite]"] = {
    "reports": reports.suite,
    "revisions": revisions.suite,
    "sections": sections.suite,
    "quantities": quantities.suite,
    "issues": issues.suite,
    "reuse": reuse.suite,
    "coverage": coverage.suite,
    "changes": changes.suite,
    "scorecards": scorecards.suite,
    "fetches": fetches.suite,
    "history": history.suite,
}


def rules(last_year: int) -> Mapping[str, Sequence[Rule]]:
    """Make the rules that keep single rows out, by table; no report can be about a year after `last_year`."""
    declared = {
        "reports": reports,
        "revisions": revisions,
        "sections": sections,
        "quantities": quantities,
    }
    return {
        table: rules_of(module.rows(last_year)) for table, module in declared.items()
    }


ROWS: Callable[[int], Mapping[str, Sequence[Rule]]] = rules

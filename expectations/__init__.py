"""What a release must be like before readers see it: one suite a table, thresholds named and explained.

A suite is made by a function, and Great Expectations is imported inside it: whoever only names a suite does
not pay for the import. `critical` holds a release back, `warning` is shown and does not; a `row` that breaks
its rule is kept out when the release is staged (ROWS). Each expectation says why it is held.
"""

from collections.abc import Callable, Mapping, Sequence

from expectations import (
    contents,
    headlines,
    lookups,
    monitoring,
    passages,
    reports,
)
from expectations.specs import ROW, RowExpectations, SuiteBuilders
from tasks.model.table_rules import Rule

SUITES: SuiteBuilders = {
    **reports.SUITES,
    **contents.SUITES,
    **headlines.SUITES,
    **passages.SUITES,
    **monitoring.SUITES,
    **lookups.SUITES,
}
_ROW_EXPECTATIONS: RowExpectations = {
    **reports.ROW_EXPECTATIONS,
    **contents.ROW_EXPECTATIONS,
    **passages.ROW_EXPECTATIONS,
}


def _build_row_rules(last_year: int) -> Mapping[str, Sequence[Rule]]:
    """Make the rules that keep single rows out, by table; no report can be about a year after `last_year`."""
    rules = {}
    for table, declare in _ROW_EXPECTATIONS.items():
        specs = declare(last_year)
        rules[table] = [spec.build_rule() for spec in specs if spec.severity == ROW]
    return rules


ROWS: Callable[[int], Mapping[str, Sequence[Rule]]] = _build_row_rules

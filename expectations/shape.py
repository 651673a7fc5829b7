"""What every table must be: its columns in order, its keys present and unique, its words from their sets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

CRITICAL, WARNING = "critical", "warning"


def expect(name: str, severity: str, explanation: str, **arguments: object) -> "Expectation":
    """Make one of Great Expectations' expectations by the name of its class, less the word Expect.

    `explanation` goes into its `meta`, whence the audit takes it; the other arguments are the expectation's own.
    """
    import great_expectations.expectations as gxe

    kind = getattr(gxe, f"Expect{name}")
    made: Expectation = kind(severity=severity, meta={"explanation": explanation}, **arguments)
    return made


def suite_of(table: str, expectations: Iterable["Expectation"]) -> "ExpectationSuite":
    """Make a suite of expectations."""
    from great_expectations import ExpectationSuite

    return ExpectationSuite(name=table, expectations=list(expectations))


def columns(names: Sequence[str]) -> "Expectation":
    """Expect these columns in this order, as the schema has them."""
    why = "readers load columns by name and by place; a release must not change them unseen"
    return expect("TableColumnsToMatchOrderedList", CRITICAL, why, column_list=list(names))


def not_empty(severity: str, why: str) -> "Expectation":
    """Expect at least one row: on an empty table every other expectation passes."""
    return expect("TableRowCountToBeBetween", severity, why, min_value=1)


def key(*names: str) -> list["Expectation"]:
    """Expect columns that have a value in every row, and that together name one row."""
    why = "a row without its key cannot be joined or traced"
    present = [expect("ColumnValuesToNotBeNull", CRITICAL, why, column=name) for name in names]
    why = "a row that stands twice is counted twice"
    if len(names) == 1:
        return [*present, expect("ColumnValuesToBeUnique", CRITICAL, why, column=names[0])]
    return [*present, expect("CompoundColumnsToBeUnique", CRITICAL, why, column_list=list(names))]


def words(sets: Mapping[str, Iterable[str]]) -> list["Expectation"]:
    """Expect the values of each column to come from its set; a missing value passes."""
    why = "a word that the dictionary does not name falls out of every reader's grouping"
    return [
        expect("ColumnValuesToBeInSet", CRITICAL, why, column=column, value_set=[str(value) for value in values])
        for column, values in sets.items()
    ]


def ordered(first: str, second: str) -> "Expectation":
    """Expect the first number of each row not to be greater than the second."""
    why = "offsets that run backwards point to no text"
    return expect("ColumnPairValuesAToBeGreaterThanB", CRITICAL, why, column_A=second, column_B=first, or_equal=True)


def belongs(report_ids: Iterable[str]) -> "Expectation":
    """Expect each row's report to be in the table reports."""
    why = "a row of a report that is not in the release cannot be dated, placed or traced"
    return expect("ColumnValuesToBeInSet", CRITICAL, why, column="report_id", value_set=sorted(report_ids))

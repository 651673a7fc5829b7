"""What tables must be, said once: a declaration is an expectation of the audit, and a row's is a rule of the
stage too.

Three severities. `row`: a row that breaks it goes to quarantine with the reason when the release is staged,
and the audit confirms, as critical, that none stands. `critical`: the release is held back. `warning`: it is
shown, and the release goes out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tasks.model.keys import SHA256
from tasks.model.release import Premises
from tasks.model.rule import (
    Rule,
    disordered,
    foreign,
    missing,
    outside,
    repeated,
    unheld,
    unlike,
)

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

ROW, CRITICAL, WARNING = "row", "critical", "warning"

# https://www.example.gov.cn/fzzf/1.html
WEB = r"^https?://[^/\s]+(?:/|$)"
DIGEST = f"^{SHA256}$"
# An answer comes some minutes after the request that dates the release; servers' clocks are not asked.
CLOCKS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that a table must be.

    `name` is that of Great Expectations' class, less the word Expect, and `arguments` are the class's own;
    `why` says why it is held, and what to do. `reason` is the word in quarantine where the rule's own would
    say too little.
    """

    name: str
    severity: str
    why: str
    arguments: Mapping[str, Any]
    reason: str = ""


# By table, what makes its suite; and what its rows must be, given the latest year that a report can be about.
SuiteBuilders = Mapping[str, "Callable[[Premises], ExpectationSuite]"]
RowExpectations = Mapping[str, Callable[[int], list[Expected]]]


def expect(
    name: str, severity: str, why: str, reason: str = "", **arguments: object
) -> Expected:
    """Declare one expectation."""
    return Expected(name, severity, why, arguments, reason)


def suite_of(table: str, expected: Iterable[Expected]) -> "ExpectationSuite":
    """Make a suite of declarations."""
    from great_expectations import ExpectationSuite

    return ExpectationSuite(
        name=table, expectations=[_expectation(one) for one in expected]
    )


def _expectation(expected: Expected) -> "Expectation":
    import great_expectations.expectations as gxe

    kind = getattr(gxe, f"Expect{expected.name}")
    severity = WARNING if expected.severity == WARNING else CRITICAL
    made: Expectation = kind(
        severity=severity, meta={"explanation": expected.why}, **expected.arguments
    )
    return made


_RULES: Mapping[str, Callable[[Mapping[str, Any]], Rule]] = {
    "ColumnValuesToNotBeNull": lambda given: missing(given["column"]),
    "ColumnValuesToBeUnique": lambda given: repeated(given["column"]),
    "CompoundColumnsToBeUnique": lambda given: repeated(*given["column_list"]),
    "ColumnValuesToBeBetween": lambda given: outside(
        given["column"], given.get("min_value"), given.get("max_value")
    ),
    "ColumnValuesToBeInSet": lambda given: foreign(given["column"], given["value_set"]),
    "ColumnValuesToMatchRegex": lambda given: unlike(given["column"], given["regex"]),
    "ColumnPairValuesAToBeGreaterThanB": lambda given: disordered(
        given["column_B"], given["column_A"]
    ),
}


def rules_of(expected: Iterable[Expected]) -> list[Rule]:
    """Make the rules of the stage: those of the declarations that speak of single rows."""
    return [_rule(one) for one in expected if one.severity == ROW]


def _rule(expected: Expected) -> Rule:
    if expected.arguments.get("value_set") == [True]:
        return unheld(expected.arguments["column"], expected.reason)
    rule = _RULES[expected.name](expected.arguments)
    return rule._replace(reason=expected.reason or rule.reason)


def not_empty(severity: str, why: str) -> Expected:
    """Expect at least one row: on an empty table every other expectation passes."""
    return expect("TableRowCountToBeBetween", severity, why, min_value=1)


def key(severity: str, *names: str) -> list[Expected]:
    """Expect columns that have a value in every row, and that together name one row."""
    why = "a row without its key cannot be joined or traced"
    present = [
        expect("ColumnValuesToNotBeNull", severity, why, column=name) for name in names
    ]
    why = "a row that stands twice is counted twice"
    if len(names) == 1:
        return [
            *present,
            expect("ColumnValuesToBeUnique", severity, why, column=names[0]),
        ]
    return [
        *present,
        expect("CompoundColumnsToBeUnique", severity, why, column_list=list(names)),
    ]


def words(sets: Mapping[str, Iterable[str]]) -> list[Expected]:
    """Expect the values of each column to come from its set; a missing value passes."""
    why = (
        "a word that the dictionary does not name falls out of every reader's grouping"
    )
    return [
        expect(
            "ColumnValuesToBeInSet",
            CRITICAL,
            why,
            column=column,
            value_set=[str(value) for value in values],
        )
        for column, values in sets.items()
    ]


def ordered(severity: str, first: str, second: str) -> Expected:
    """Expect the first number of each row not to be greater than the second."""
    why = "offsets that run backwards point to no text"
    return expect(
        "ColumnPairValuesAToBeGreaterThanB",
        severity,
        why,
        column_A=second,
        column_B=first,
        or_equal=True,
    )


def holds(flag: str, severity: str, reason: str, why: str) -> Expected:
    """Expect a flag to be true in every row; `reason` says in a few words what is wrong where it is not."""
    return expect(
        "ColumnValuesToBeInSet", severity, why, reason, column=flag, value_set=[True]
    )


def at_least(least: float, why: str, *names: str) -> list[Expected]:
    """Expect numbers not to be smaller; a missing one passes."""
    return [
        expect("ColumnValuesToBeBetween", CRITICAL, why, column=name, min_value=least)
        for name in names
    ]


def between(column: str, low: float, high: float, why: str) -> Expected:
    """Expect numbers within bounds, both included; a missing one passes."""
    return expect(
        "ColumnValuesToBeBetween",
        CRITICAL,
        why,
        column=column,
        min_value=low,
        max_value=high,
    )


def like(pattern: str, why: str, *names: str) -> list[Expected]:
    """Expect texts of one form; a missing one passes."""
    return [
        expect("ColumnValuesToMatchRegex", CRITICAL, why, column=name, regex=pattern)
        for name in names
    ]


def filled(column: str, share: float) -> Expected:
    """Expect most rows to have a value."""
    why = f"usually at least {share:.0%} of the rows tell it; look for a layout that is new to us"
    return expect("ColumnValuesToNotBeNull", WARNING, why, column=column, mostly=share)


def not_after(column: str, as_of: datetime) -> Expected:
    """Expect times to be no later than what the release speaks for."""
    why = "a clock was wrong when it was fetched, or the time was lost on the way"
    return expect(
        "ColumnValuesToBeBetween",
        CRITICAL,
        why,
        column=column,
        max_value=as_of + CLOCKS,
    )


def of_report(severity: str) -> Expected:
    """Expect each row's report to be in the table reports."""
    why = (
        "a row of a report that is not in the release cannot be dated, placed or traced"
    )
    return holds("of_report", severity, "report not in the release", why)

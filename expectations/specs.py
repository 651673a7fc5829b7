"""Specs: what tables must be, said once for the audit, and for the stage where single rows are meant.

Three severities. `row`: a row that breaks it goes to quarantine with the reason when the release is staged,
and the audit confirms, as critical, that none stands. `critical`: the release is held back. `warning`: it is
shown, and the release goes out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from tasks.model.release import Premises
from tasks.model.table_rules import SHA256, Rule

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

ROW = "row"
CRITICAL, WARNING = "critical", "warning"

# https://www.example.gov.cn/fzzf/1.html
WEB_ADDRESS_PATTERN = r"^https?://[^/\s]+(?:/|$)"
DIGEST_PATTERN = f"^{SHA256}$"
# An answer comes some minutes after the request that dates the release; servers' clocks are not asked.
CLOCK_TOLERANCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Spec:
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

    @classmethod
    def expect(
        cls, name: str, severity: str, why: str, reason: str = "", **arguments: object
    ) -> Self:
        """Declare one expectation."""
        return cls(name, severity, why, arguments, reason)

    @classmethod
    def expect_rows(cls, severity: str, why: str) -> Self:
        """Expect at least one row: on an empty table every other expectation passes."""
        return cls.expect("TableRowCountToBeBetween", severity, why, min_value=1)

    @classmethod
    def expect_key(cls, severity: str, *names: str) -> list[Self]:
        """Expect columns that have a value in every row, and that together name one row."""
        why = "a row without its key cannot be joined or traced"
        specs = [
            cls.expect("ColumnValuesToNotBeNull", severity, why, column=name)
            for name in names
        ]
        specs.append(cls._expect_unique(severity, *names))
        return specs

    @classmethod
    def _expect_unique(cls, severity: str, *names: str) -> Self:
        why = "a row that stands twice is counted twice"
        if len(names) == 1:
            return cls.expect("ColumnValuesToBeUnique", severity, why, column=names[0])
        return cls.expect(
            "CompoundColumnsToBeUnique", severity, why, column_list=list(names)
        )

    @classmethod
    def expect_vocabulary(cls, sets: Mapping[str, Iterable[str]]) -> list[Self]:
        """Expect the values of each column to come from its set; a missing value passes."""
        why = "a word that the dictionary does not name falls out of every reader's grouping"
        specs = []
        for column, values in sets.items():
            words = list(map(str, values))
            spec = cls.expect(
                "ColumnValuesToBeInSet", CRITICAL, why, column=column, value_set=words
            )
            specs.append(spec)
        return specs

    @classmethod
    def expect_order(cls, severity: str, first: str, second: str) -> Self:
        """Expect the first number of each row not to be greater than the second."""
        why = "offsets that run backwards point to no text"
        return cls.expect(
            "ColumnPairValuesAToBeGreaterThanB",
            severity,
            why,
            column_A=second,
            column_B=first,
            or_equal=True,
        )

    @classmethod
    def expect_flag(
        cls,
        flag: str,
        severity: str,
        reason: str,
        why: str,
    ) -> Self:
        """Expect a flag to be true in every row; `reason` says in a few words what is wrong else."""
        return cls.expect(
            "ColumnValuesToBeInSet",
            severity,
            why,
            reason,
            column=flag,
            value_set=[True],
        )

    @classmethod
    def expect_minimum(cls, least: float, why: str, *names: str) -> list[Self]:
        """Expect numbers not to be smaller; a missing one passes."""
        return [
            cls.expect(
                "ColumnValuesToBeBetween", CRITICAL, why, column=name, min_value=least
            )
            for name in names
        ]

    @classmethod
    def expect_range(
        cls,
        column: str,
        low: float,
        high: float,
        why: str,
    ) -> Self:
        """Expect numbers within bounds, both included; a missing one passes."""
        return cls.expect(
            "ColumnValuesToBeBetween",
            CRITICAL,
            why,
            column=column,
            min_value=low,
            max_value=high,
        )

    @classmethod
    def expect_pattern(cls, pattern: str, why: str, *names: str) -> list[Self]:
        """Expect texts of one form; a missing one passes."""
        return [
            cls.expect(
                "ColumnValuesToMatchRegex", CRITICAL, why, column=name, regex=pattern
            )
            for name in names
        ]

    @classmethod
    def expect_not_after(cls, column: str, as_of: datetime) -> Self:
        """Expect times to be no later than what the release speaks for."""
        why = "a clock was wrong when it was fetched, or the time was lost on the way"
        return cls.expect(
            "ColumnValuesToBeBetween",
            CRITICAL,
            why,
            column=column,
            max_value=as_of + CLOCK_TOLERANCE,
        )

    @classmethod
    def expect_known_report(cls, severity: str) -> Self:
        """Expect each row's report to be in the table reports."""
        why = "a row of a report that is not in the release cannot be dated, placed or traced"
        return cls.expect_flag("of_report", severity, "report not in the release", why)

    def build_rule(self) -> Rule:
        """Make the rule of the stage; only a spec that speaks of single rows has one."""
        if self.arguments.get("value_set") == [True]:
            return Rule.refuse_unflagged(self.arguments["column"], self.reason)
        rule = _RULE_MAKERS[self.name](self.arguments)
        return rule._replace(reason=self.reason or rule.reason)


# By table, what makes its suite; and what its rows must be, given the latest year that a report can be about.
SuiteBuilders = Mapping[str, "Callable[[Premises], ExpectationSuite]"]
RowExpectations = Mapping[str, Callable[[int], list[Spec]]]


def build_suite(table: str, specs: Iterable[Spec]) -> "ExpectationSuite":
    """Make a suite of specs."""
    from great_expectations import ExpectationSuite

    return ExpectationSuite(
        name=table, expectations=list(map(_build_expectation, specs))
    )


def _build_expectation(spec: Spec) -> "Expectation":
    import great_expectations.expectations as gxe

    kind = getattr(gxe, f"Expect{spec.name}")
    severity = WARNING if spec.severity == WARNING else CRITICAL
    meta = {"explanation": spec.why}
    made: Expectation = kind(severity=severity, meta=meta, **spec.arguments)
    return made


_RULE_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], Rule]] = {
    "ColumnValuesToNotBeNull": lambda given: Rule.refuse_missing(given["column"]),
    "ColumnValuesToBeUnique": lambda given: Rule.refuse_duplicates(given["column"]),
    "CompoundColumnsToBeUnique": lambda given: Rule.refuse_duplicates(
        *given["column_list"]
    ),
    "ColumnValuesToBeBetween": lambda given: Rule.refuse_out_of_bounds(
        given["column"], given.get("min_value"), given.get("max_value")
    ),
    "ColumnValuesToBeInSet": lambda given: Rule.refuse_outside_set(
        given["column"], given["value_set"]
    ),
    "ColumnValuesToMatchRegex": lambda given: Rule.refuse_mismatched(
        given["column"], given["regex"]
    ),
    "ColumnPairValuesAToBeGreaterThanB": lambda given: Rule.refuse_disordered(
        given["column_B"], given["column_A"]
    ),
}

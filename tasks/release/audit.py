"""Audit: check a staged release against the suites of expectations.

What cannot be checked counts as failed.

Texts are walked some reports at a time; what is validated are slices of light columns, with flags for what
texts and other tables bear out. Great Expectations copies what it looks at, so it never gets a whole table of
a large release: what each expectation of single rows came to is added up over the slices. A slice holds all
sections or quantities of its reports, so that their keys are unique when they are in every slice. What only
the whole table tells (its rows, a maximum, the keys of the other tables) is asked of the columns it needs,
the words among them as codes.
"""

import gc
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.home import release_memory
from tasks.model.errors import ReleaseError, keep_secrets
from tasks.model.release import AUDIT_IS_POSSIBLE, Audit, Check, Premises, Staged
from tasks.release.staging.staged_files import DEPENDENT_TABLES, StagedFiles
from tasks.report.codebook import load_indicators
from tasks.tables.reference_flags import (
    FLAGGED_COLUMNS,
    REPORT_COLUMNS,
    SectionIndex,
    add_reference_flags,
)
from tasks.tables.schema import SCHEMAS, get_stored_schema
from tasks.tables.text_flags import add_text_flags

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core.expectation_validation_result import (
        ExpectationValidationResult,
    )
    from great_expectations.data_context.data_context.abstract_data_context import (
        AbstractDataContext,
    )
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import (
        ExpectationConfiguration,
    )

    SuiteMaker = Callable[[Premises], ExpectationSuite]

_CRITICAL = "critical"
# Measured: a slice of so many rows costs Great Expectations some fifty megabytes, and half a second whatever
# it holds.
_ROWS_PER_SLICE = 100_000
# What is left of smaller ones may wait: to look for it takes some tenths of a second.
_LARGE_SLICE = _ROWS_PER_SLICE // 10
# What says that no two rows of a table are alike.
_UNIQUENESS = (
    "expect_column_values_to_be_unique",
    "expect_compound_columns_to_be_unique",
)
_SAMPLE_SIZE = 5
# Great Expectations makes an object of each row that it samples from; where more rows are wrong they are only
# counted.
_MOST_SAMPLED = 10_000
_ROW_KEYS = {
    "reports": ["report_id"],
    "sections": ["report_id", "path"],
    "quantities": ["report_id", "start_offset", "end_offset"],
    "cells": ["report_id", "table_number", "row_number", "column_number"],
    "indicators": ["report_id", "indicator"],
    "indicators_wide": ["report_id"],
    "citations": ["report_id", "start_offset"],
    "shortcomings": ["report_id", "start_offset"],
    "plans": ["report_id", "start_offset"],
}
HISTORY = "history"
_WALKED_TABLES = ("reports", *DEPENDENT_TABLES)
# What this one holds stands in `indicators`, too.
_REPEATING_TABLES = ("indicators_wide",)


@task(
    name="audit",
    task_run_name="audit {staged.release_id}",
    cache_policy=NO_CACHE,
)
@keep_secrets
def audit(staged: Staged, suites: "Mapping[str, SuiteMaker]") -> Audit:
    """Check every staged table against its suite; a table without one, or one that cannot be checked, fails.

    `suites` make the suite of each table, by name; that of `history` is for what became of the release that
    stands.
    """
    checks = tuple(_ReleaseAudit(staged, suites).iter_checks())
    result = Audit(staged.release_id, checks)
    for check in result.checks:
        if not check.success:
            _log_failure(check)
    outcome = "passed" if result.passed else "failed"
    get_run_logger().info("%s: %s", outcome, result.reason)
    return result


def _log_failure(check: Check) -> None:
    level = logging.ERROR if check.blocks else logging.WARNING
    words = (check.table, check.column, check.expectation, check.observed)
    get_run_logger().log(level, "%s %s %s: %s", *words)


@dataclass
class _ReleaseAudit:
    """One audit under way: what its suites rest on, and what the walk through the reports left behind."""

    staged: Staged
    suite_makers: "Mapping[str, SuiteMaker]"
    _suites: "dict[str, ExpectationSuite]" = field(default_factory=dict)

    def iter_checks(self) -> Iterator[Check]:
        """Check the files, then the rows of those that can be read; never raises."""
        sound = [HISTORY] if self.staged.last_folder else []
        for table in self.staged.counts:
            checks = self._check_safely(table, self._check_file)
            yield from checks
            if not any(check.expectation == AUDIT_IS_POSSIBLE for check in checks):
                sound.append(table)
        for table in sound:
            yield from self._check_safely(table, self._check_rows)

    def _check_safely(
        self, table: str, check: Callable[[str], Iterable[Check]]
    ) -> list[Check]:
        """Give the checks of a table, or the failure to make them."""
        try:
            return list(check(table))
        except Exception as error:  # noqa: BLE001  (an audit that breaks must hold the release back, not let it pass)
            get_run_logger().exception("the audit of %s broke", table)
            advice = "the audit itself broke; the log of the run has the traceback"
            return [Check.make_failure(table, repr(error), advice)]

    def _check_file(self, table: str) -> Iterable[Check]:
        if table not in self.suite_makers:
            advice = "write one in expectations/ and name it in SUITES"
            return [Check.make_failure(table, "no suite", advice)]
        schema = get_stored_schema(SCHEMAS[table])
        return self._files.check(self.staged, table, schema)

    def _check_rows(self, table: str) -> Iterator[Check]:
        """Validate the rows of a table against its suite."""
        if table == HISTORY:
            return self._check_history()
        if table in _WALKED_TABLES:
            validation = self._walk_result.validations[table]
        else:
            validation = self._validate_table(table)
        return validation.iter_checks(
            lambda wanted: self._files.read_columns(table, wanted, coded=True)
        )

    def _check_history(self) -> Iterator[Check]:
        """Validate what became of the release that stands against the suite of `history`."""
        before = StagedFiles(Path(self.staged.last_folder))
        optional = {
            table: _list_optional_columns(table)
            for table in _WALKED_TABLES
            if table not in _REPEATING_TABLES
        }
        rows = self._files.compare(before, optional)
        validation = _SuiteValidation(HISTORY, self._get_suite(HISTORY))
        validation.add(rows)
        return validation.iter_checks(rows.select)

    def _validate_table(self, table: str) -> "_SuiteValidation":
        """Validate a table without texts, with flags for what it says of reports and sections."""
        validation = _SuiteValidation(table, self._get_suite(table))
        columns = _list_needed_columns(table, validation)
        for rows in self._files.iter_batches(table, columns):
            if table in FLAGGED_COLUMNS:
                walked = self._walk_result
                validation.add(
                    add_reference_flags(table, rows, walked.reports, walked.sections)
                )
            else:
                validation.add(rows)
        return validation

    @cached_property
    def _walk_result(self) -> "_WalkResult":
        """Walk through the reports with all that is theirs, with flags in place of the texts."""
        tables = [table for table in _WALKED_TABLES if table in self.staged.counts]
        validations = {
            table: _SuiteValidation(table, self._get_suite(table)) for table in tables
        }
        needed = {
            table: _list_needed_columns(table, validation)
            for table, validation in validations.items()
        }
        sections = SectionIndex()
        reports = []
        for chunk in self._files.walk_reports():
            sections.add(chunk["reports"], chunk["sections"])
            reports.append(_copy_columns(chunk["reports"], REPORT_COLUMNS))
            flagged = add_text_flags(chunk)
            # two chunks and what is made of them would need twice the memory
            del chunk
            for table, validation in validations.items():
                validation.add(_copy_columns(flagged[table], needed[table]))
            release_memory()
        return _WalkResult(validations, pa.concat_tables(reports), sections)

    @property
    def _files(self) -> StagedFiles:
        return StagedFiles(Path(self.staged.folder))

    def _get_suite(self, table: str) -> "ExpectationSuite":
        if table not in self._suites:
            self._suites[table] = self.suite_makers[table](self._premises)
        return self._suites[table]

    @cached_property
    def _premises(self) -> Premises:
        codes = [indicator.code for indicator in load_indicators()]
        return Premises(
            self.staged.as_of, self.staged.counts, self.staged.last_counts, codes
        )


@dataclass(frozen=True)
class _WalkResult:
    """What is left of a walk: a validation a table, and what other tables refer to."""

    validations: Mapping[str, "_SuiteValidation"]
    reports: pa.Table
    sections: SectionIndex


def _copy_columns(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Copy the columns that a table has: a part of it would keep all that was read with it in memory."""
    present = [name for name in columns if name in table.column_names]
    all_rows = pa.array(range(len(table)), pa.int64())
    return table.select(present).take(all_rows)


def _list_needed_columns(table: str, validation: "_SuiteValidation") -> list[str]:
    """Name the columns that a table's validation and its reference flags ask for."""
    columns = [*FLAGGED_COLUMNS.get(table, ()), *validation.columns]
    return list(dict.fromkeys(columns))


def _list_optional_columns(table: str) -> list[str]:
    """List the columns that may be null, of a table whose rows are known by their reports."""
    return [field.name for field in SCHEMAS[table] if field.nullable]


class _SuiteValidation:
    """One table validated against its suite: `add` all its rows, then ask for the checks."""

    def __init__(self, table: str, suite: "ExpectationSuite") -> None:
        self._table = table
        self._configurations = [one.configuration for one in suite.expectations]
        self._row_expectations: list[Expectation] = []
        self._table_expectations: list[Expectation] = []
        for expectation in suite.expectations:
            if _is_row_expectation(table, expectation):
                self._row_expectations.append(expectation)
            else:
                self._table_expectations.append(expectation)
        self._slice: list[pa.Table] = []
        self._slices = 0
        self._results: dict[str, _ExpectationResult] = {}

    @property
    def columns(self) -> list[str]:
        """The columns that the suite and its samples ask for; some stand in it more than once."""
        columns = list(_ROW_KEYS.get(self._table, ()))
        for configuration in self._configurations:
            columns += _list_columns(configuration.kwargs)
        return columns

    def add(self, rows: pa.Table) -> None:
        """Take in the next rows; those of one report come together."""
        self._slice.append(rows)
        if sum(map(len, self._slice)) >= _ROWS_PER_SLICE:
            self._validate_slice()

    def iter_checks(
        self, columns: Callable[[Sequence[str]], pa.Table]
    ) -> Iterator[Check]:
        """Give the checks; `columns` gives some of the table's own, whole."""
        if self._slice:
            self._validate_slice()
        if self._table_expectations:
            needed: list[str] = []
            for expectation in self._table_expectations:
                needed += _list_columns(expectation.configuration.kwargs)
            rows = columns(list(dict.fromkeys(needed)))
            self._validate(rows, self._table_expectations)
        came = 0
        for key in map(_build_key, self._configurations):
            if key in self._results:
                came += self._results[key].results
                yield self._results[key].build_check(self._table)
        due = self._slices * len(self._row_expectations)
        due += len(self._table_expectations)
        if came != due:
            asked = len(self._configurations)
            observed = f"{came} of {due} results came back for {asked} expectations"
            yield Check.make_failure(self._table, observed, "")

    def _validate_slice(self) -> None:
        """Validate a slice against the suite, and forget it."""
        rows = pa.concat_tables(self._slice)
        self._slice = []
        self._slices += 1
        self._validate(rows, self._row_expectations)
        is_large = len(rows) > _LARGE_SLICE
        del rows
        if is_large:
            # Great Expectations leaves reference cycles behind that hold the slice
            gc.collect()
            release_memory()

    def _validate(self, rows: pa.Table, expected: "Sequence[Expectation]") -> None:
        for result in _validate_rows(self._table, rows, expected):
            if result.expectation_config is None:
                raise ReleaseError(
                    f"{self._table}: a result of the audit does not say which expectation it is of"
                )
            key = _build_key(result.expectation_config)
            empty = _ExpectationResult(result.expectation_config)
            self._results.setdefault(key, empty).add(result)


@dataclass
class _ExpectationResult:
    """What one expectation came to, added up over the slices of a table."""

    config: "ExpectationConfiguration"
    results: int = 0
    rows: int = 0
    missing: int = 0
    unexpected: int = 0
    succeeded: bool = True
    observed: object = None
    errors: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)

    def add(self, result: "ExpectationValidationResult") -> None:
        """Add what a slice came to."""
        found = result.result
        self.results += 1
        self.rows += found.get("element_count", 0)
        self.missing += found.get("missing_count", 0)
        self.unexpected += found.get("unexpected_count", 0)
        self.succeeded = self.succeeded and bool(result.success)
        self.observed = found.get("observed_value")
        self.errors += _find_exceptions(result.exception_info)
        self.samples += _format_sample(found)

    def build_check(self, table: str) -> Check:
        """Give the check of all slices together."""
        severity = self.config.severity
        if "mostly" in self.config.kwargs or self.unexpected or self.rows:
            observed = _format_counts(self.unexpected, self.rows)
        else:
            observed = f"{self.observed}"
        return Check(
            table=table,
            expectation=self.config.type.removeprefix("expect_"),
            column=", ".join(_list_columns(self.config.kwargs)),
            # A warning that could not be computed says nothing at all, so it weighs as much as a critical
            # one.
            severity=str(severity.value) if severity and not self.errors else _CRITICAL,
            success=self._is_met and not self.errors,
            observed="; ".join(dict.fromkeys(self.errors)) or observed,
            unexpected=tuple(self.samples[:_SAMPLE_SIZE]),
            explanation=str((self.config.meta or {}).get("explanation", "")),
        )

    @property
    def _is_met(self) -> bool:
        """Tell whether it held in every slice, or in as large a share of the table as was asked for."""
        if self.succeeded:
            return True
        asked = float(self.config.kwargs.get("mostly", 1))
        rows = self.rows - self.missing
        return asked < 1 and rows - self.unexpected >= asked * rows > 0


@cache
def _create_context() -> "AbstractDataContext":
    import great_expectations as gx
    from great_expectations.data_context.types import base

    # Its own web pages load from other hosts, so no site is made; nothing is kept, counted or sent.
    config = base.DataContextConfig(
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
        progress_bars=base.ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _is_row_expectation(table: str, expectation: "Expectation") -> bool:
    """Tell whether an expectation holds of a table when it holds of every slice of it."""
    from great_expectations.expectations import expectation as kinds

    if expectation.expectation_type in _UNIQUENESS:
        columns = _list_columns(expectation.configuration.kwargs)
        return table in DEPENDENT_TABLES and "report_id" in columns
    of_rows = (
        kinds.ColumnMapExpectation
        | kinds.ColumnPairMapExpectation
        | kinds.MulticolumnMapExpectation
    )
    return isinstance(expectation, of_rows)


def _validate_rows(
    table: str, rows: pa.Table, expected: "Sequence[Expectation]"
) -> "list[ExpectationValidationResult]":
    """Validate rows; what fails in few of them is validated again, with a sample of them."""
    from great_expectations import ExpectationSuite

    source = _create_context().data_sources.add_or_update_pandas(table)
    asset = source.add_dataframe_asset(table)
    definition = asset.add_batch_definition_whole_dataframe("whole")
    batch = definition.get_batch({"dataframe": rows.to_pandas(split_blocks=True)})
    keys = [name for name in _ROW_KEYS.get(table, ()) if name in rows.column_names]
    sampled = {
        "result_format": "SUMMARY",
        "unexpected_index_column_names": keys,
        "partial_unexpected_count": _SAMPLE_SIZE,
    }
    suite = ExpectationSuite(name=table, expectations=[*expected])
    results = []
    for result in batch.validate(suite, result_format="BASIC").results:
        if result.expectation_config and _has_few_failures(result):
            expectation = result.expectation_config.to_domain_obj()
            results.append(batch.validate(expectation, result_format=sampled))
        else:
            results.append(result)
    return results


def _has_few_failures(result: "ExpectationValidationResult") -> bool:
    unexpected = result.result.get("unexpected_count", 0)
    return not result.success and 0 < unexpected <= _MOST_SAMPLED


def _build_key(config: "ExpectationConfiguration") -> str:
    """Build a key that tells an expectation from the others of its table, whatever slice it was held on."""
    arguments = dict(config.kwargs)
    arguments.pop("batch_id", None)
    return json.dumps([config.type, arguments], sort_keys=True, default=str)


def _list_columns(arguments: Mapping[str, Any]) -> list[str]:
    """Name the columns of one expectation, of one, a pair or a list."""
    single = ("column", "column_A", "column_B")
    named = [arguments[name] for name in single if name in arguments]
    return [*named, *arguments.get("column_list", ())]


def _find_exceptions(info: Mapping[str, Any]) -> list[str]:
    """Find what was raised: Great Expectations reports it as a plain failure, in one of two shapes."""
    shapes = [info, *(value for value in info.values() if isinstance(value, Mapping))]
    return [
        str(shape["exception_message"])
        for shape in shapes
        if shape.get("raised_exception")
    ]


def _format_counts(wrong: int, rows: int) -> str:
    if wrong:
        return f"{wrong} of {rows} rows do not hold"
    return f"all {rows} rows hold"


def _format_sample(result: Mapping[str, Any]) -> list[str]:
    rows = (
        result.get("partial_unexpected_index_list")
        or result.get("partial_unexpected_list")
        or []
    )
    return [_format_row(row) for row in rows[:_SAMPLE_SIZE]]


def _format_row(row: object) -> str:
    if isinstance(row, Mapping):
        return ", ".join(f"{name}={value}" for name, value in row.items())
    return str(row)

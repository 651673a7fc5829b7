"""Audit: check a staged release against the suites of expectations.

What cannot be checked counts as failed.

Texts are walked some reports at a time; what is validated are slices of light columns, with flags for what
texts and other tables bear out.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.home import release_memory
from tasks.model.release import AUDIT_IS_POSSIBLE, Audit, Check, Premises, Staged
from tasks.release.staging.staged_files import (
    DEPENDENT_TABLES,
    StagedFiles,
)
from tasks.release.validation import SuiteValidation
from tasks.report.indicators import load_indicators
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

    SuiteMaker = Callable[[Premises], ExpectationSuite]

HISTORY = "history"
_WALKED_TABLES = ("reports", *DEPENDENT_TABLES)


@task(name="audit", task_run_name="audit {staged.release_id}", cache_policy=NO_CACHE)
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
        optional = {table: _list_optional_columns(table) for table in _WALKED_TABLES}
        rows = self._files.compare(before, optional)
        validation = SuiteValidation(HISTORY, self._get_suite(HISTORY))
        validation.add(rows)
        return validation.iter_checks(rows.select)

    def _validate_table(self, table: str) -> SuiteValidation:
        """Validate a table without texts, with flags for what it says of reports and sections."""
        validation = SuiteValidation(table, self._get_suite(table))
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
            table: SuiteValidation(table, self._get_suite(table)) for table in tables
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

    validations: Mapping[str, SuiteValidation]
    reports: pa.Table
    sections: SectionIndex


def _copy_columns(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Copy the columns that a table has: a part of it would keep all that was read with it in memory."""
    present = [name for name in columns if name in table.column_names]
    all_rows = pa.array(range(len(table)), pa.int64())
    return table.select(present).take(all_rows)


def _list_needed_columns(table: str, validation: SuiteValidation) -> list[str]:
    """Name the columns that a table's validation and its reference flags ask for."""
    columns = [*FLAGGED_COLUMNS.get(table, ()), *validation.columns]
    return list(dict.fromkeys(columns))


def _list_optional_columns(table: str) -> list[str]:
    """List the columns that may be null, of a table whose rows are known by their reports."""
    return [field.name for field in SCHEMAS[table] if field.nullable]

"""Validate: hold a staged release against the suites of expectations.

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

from tasks.home import give_back
from tasks.model.release import Audit, Check, Premises, Staged
from tasks.release.staging.staged_files import (
    FOLLOWERS,
    batches_of,
    columns_of,
    file_checks,
    history,
    path_of,
    walk,
)
from tasks.release.validation import (
    IMPOSSIBLE,
    ROW_KEYS,
    Trial,
    columns_of_expectation,
    failed_check,
)
from tasks.report.indicators import vocabulary
from tasks.tables.reference_flags import COLUMNS, OF_REPORTS, Spans, tie
from tasks.tables.schema import SCHEMAS, as_stored
from tasks.tables.text_flags import witness

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

    SuiteMaker = Callable[[Premises], ExpectationSuite]

HISTORY = "history"
_WALKED = ("reports", *FOLLOWERS)
# The columns that may be null, of the tables whose rows can be told by their reports.
_OPTIONAL = {
    table: [field.name for field in SCHEMAS[table] if field.nullable]
    for table in _WALKED
}


@task(name="audit", task_run_name="audit {staged.release_id}", cache_policy=NO_CACHE)
def audit(staged: Staged, suites: "Mapping[str, SuiteMaker]") -> Audit:
    """Check every staged table against its suite; a table without one, or one that cannot be checked, fails.

    `suites` make the suite of each table, by name; that of `history` is for what became of the release that
    stands.
    """
    result = Audit(staged.release_id, tuple(_Examination(staged, suites).checks()))
    for check in result.checks:
        if not check.success:
            level = logging.ERROR if check.blocks else logging.WARNING
            get_run_logger().log(
                level,
                "%s %s %s: %s",
                check.table,
                check.column,
                check.expectation,
                check.observed,
            )
    get_run_logger().info(
        "%s: %s", "passed" if result.passed else "failed", result.reason
    )
    return result


@dataclass
class _Examination:
    """One audit under way: what its suites rest on, and what the walk through the reports left to be looked
    up.
    """

    staged: Staged
    makers: "Mapping[str, SuiteMaker]"
    _suites: "dict[str, ExpectationSuite]" = field(default_factory=dict)

    def checks(self) -> Iterator[Check]:
        """Check the files, then the rows of those that can be read; never raises."""
        sound = [HISTORY] if self.staged.last_folder else []
        for table in self.staged.counts:
            checks = self._closed(table, self._file)
            yield from checks
            if not any(check.expectation == IMPOSSIBLE for check in checks):
                sound.append(table)
        for table in sound:
            yield from self._closed(table, self._rows)

    def _closed(
        self, table: str, check: Callable[[str], Iterable[Check]]
    ) -> list[Check]:
        """Give the checks of a table, or the failure to make them."""
        try:
            return list(check(table))
        except Exception as error:  # noqa: BLE001  (an audit that breaks must hold the release back, not let it pass)
            get_run_logger().exception("the audit of %s broke", table)
            return [
                failed_check(
                    table,
                    repr(error),
                    "the audit itself broke; the log of the run has the traceback",
                )
            ]

    def _file(self, table: str) -> Iterable[Check]:
        if table not in self.makers:
            return [
                failed_check(
                    table,
                    "no suite",
                    "write one in expectations/ and name it in SUITES",
                )
            ]
        return file_checks(self.staged, table, as_stored(SCHEMAS[table]))

    def _rows(self, table: str) -> Iterator[Check]:
        """Hold the rows of a table against its suite."""
        if table == HISTORY:
            rows = history(
                Path(self.staged.last_folder), Path(self.staged.folder), _OPTIONAL
            )
            trial = Trial(HISTORY, self._suite(HISTORY))
            trial.take(rows)
            return trial.checks(rows.select)
        trial = self._walked.trials[table] if table in _WALKED else self._tied(table)
        return trial.checks(
            lambda wanted: columns_of(self._path(table), wanted, coded=True)
        )

    def _tied(self, table: str) -> "Trial":
        """Try a table of which no texts are asked, with flags for what it says of reports and sections."""
        trial = Trial(table, self._suite(table))
        for rows in batches_of(self._path(table), self._wanted(table)):
            trial.take(
                tie(table, rows, self._walked.reports, self._walked.sections)
                if table in COLUMNS
                else rows
            )
        return trial

    @cached_property
    def _walked(self) -> "_Walked":
        """Walk through the reports with all that is theirs, with flags in place of the texts."""
        trials = {
            table: Trial(table, self._suite(table))
            for table in _WALKED
            if table in self.staged.counts
        }
        wanted = {table: self._wanted(table) for table in trials}
        sections, reports = Spans(), []
        for chunk in walk(Path(self.staged.folder)):
            sections.add(chunk["reports"], chunk["sections"])
            reports.append(_those(chunk["reports"], OF_REPORTS))
            seen = witness(chunk)
            del (
                chunk
            )  # two of them and what is made of them would need twice the memory
            for table, trial in trials.items():
                trial.take(_those(seen[table], wanted[table]))
            give_back()
        return _Walked(trials, pa.concat_tables(reports), sections)

    def _path(self, table: str) -> Path:
        return path_of(Path(self.staged.folder), table)

    def _suite(self, table: str) -> "ExpectationSuite":
        if table not in self._suites:
            self._suites[table] = self.makers[table](self._premises)
        return self._suites[table]

    @cached_property
    def _premises(self) -> Premises:
        codes = [indicator.code for indicator in vocabulary()]
        return Premises(
            self.staged.as_of, self.staged.counts, self.staged.last_counts, codes
        )

    def _wanted(self, table: str) -> list[str]:
        """Name the columns that a table's suite, its samples and its ties ask for."""
        asked = (
            name
            for one in self._suite(table).expectations
            for name in columns_of_expectation(one.configuration.kwargs)
        )
        return list(
            dict.fromkeys([*ROW_KEYS.get(table, ()), *COLUMNS.get(table, ()), *asked])
        )


@dataclass(frozen=True)
class _Walked:
    """What is left of a walk: a trial a table, and what other tables are tied to."""

    trials: "Mapping[str, Trial]"
    reports: pa.Table
    sections: Spans


def _those(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Copy the columns that a table has: a part of it would keep all that was read with it in memory."""
    return table.select([name for name in columns if name in table.column_names]).take(
        pa.array(range(len(table)), pa.int64())
    )

"""Validate: hold a staged release against the suites of expectations. What cannot be checked counts as failed.

Texts are looked at chunk by chunk; what Great Expectations gets are light columns, with flags for what texts bear out.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Check, Premises, Staged
from tasks.report.indicators import vocabulary
from tasks.report.schema import SCHEMAS, as_stored
from tasks.report.ties import COLUMNS, tie
from tasks.report.witness import witness
from tasks.store.staging.history import history
from tasks.store.staging.staged import FOLLOWERS, columns_of, file_checks, path_of, walk

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext

    SuiteMaker = Callable[[Premises], ExpectationSuite]

HISTORY = "history"
_WALKED = ("reports", *FOLLOWERS)
# The columns that may be null, of the tables whose rows can be told by their reports.
_OPTIONAL = {table: [field.name for field in SCHEMAS[table] if field.nullable] for table in _WALKED}
_CRITICAL = "critical"
_IMPOSSIBLE = "audit_is_possible"
_SAMPLE = 5
# Great Expectations makes an object of each row that it samples from; where more rows are wrong they are only counted.
_MOST_SAMPLED = 10_000
_KEYS = {"reports": ["report_id"], "sections": ["report_id", "path"], "quantities": ["report_id", "start", "end"]}


@task(name="audit", task_run_name="audit {staged.release_id}", cache_policy=NO_CACHE)
def audit(staged: Staged, suites: "Mapping[str, SuiteMaker]") -> Audit:
    """Check every staged table against its suite; a table without one, or one that cannot be checked, fails.

    `suites` make the suite of each table, by name; that of `history` is for what became of the release that stands.
    """
    result = Audit(staged.release_id, tuple(_Examination(staged, suites).checks()))
    for check in result.checks:
        if not check.success:
            level = logging.ERROR if check.blocks else logging.WARNING
            get_run_logger().log(level, "%s %s %s: %s", check.table, check.column, check.expectation, check.observed)
    get_run_logger().info("%s: %s", "passed" if result.passed else "failed", result.reason)
    return result


@dataclass
class _Examination:
    """One audit under way: what its suites rest on, and the tables as they see them, both made when needed."""

    staged: Staged
    makers: "Mapping[str, SuiteMaker]"
    _suites: "dict[str, ExpectationSuite]" = field(default_factory=dict)

    def checks(self) -> Iterator[Check]:
        """Check the files, then the rows of those that can be read; never raises."""
        sound = [HISTORY] if self.staged.last_folder else []
        for table in self.staged.counts:
            checks = self._closed(table, self._file)
            yield from checks
            if not any(check.expectation == _IMPOSSIBLE for check in checks):
                sound.append(table)
        for table in sound:
            yield from self._closed(table, self._rows)

    def _closed(self, table: str, check: Callable[[str], Iterable[Check]]) -> list[Check]:
        """Give the checks of a table, or the failure to make them."""
        try:
            return list(check(table))
        except Exception as error:  # noqa: BLE001  (an audit that breaks must hold the release back, not let it pass)
            get_run_logger().exception("the audit of %s broke", table)
            return [_failed(table, repr(error), "the audit itself broke; the log of the run has the traceback")]

    def _file(self, table: str) -> Iterable[Check]:
        if table not in self.makers:
            return [_failed(table, "no suite", "write one in expectations/ and name it in SUITES")]
        return file_checks(self.staged, table, as_stored(SCHEMAS[table]))

    def _rows(self, table: str) -> Iterator[Check]:
        """Hold the rows of a table against its suite."""
        suite = self._suite(table)
        results = _validated(table, self._light(table), suite)
        yield from (_check(table, one) for one in results)
        if len(results) != len(suite.expectations):
            yield _failed(table, f"{len(results)} of {len(suite.expectations)} expectations were checked", "")

    def _suite(self, table: str) -> "ExpectationSuite":
        if table not in self._suites:
            self._suites[table] = self.makers[table](self._premises)
        return self._suites[table]

    @cached_property
    def _premises(self) -> Premises:
        codes = [indicator.code for indicator in vocabulary()]
        return Premises(self.staged.as_of, self.staged.counts, self.staged.last_counts, codes)

    def _light(self, table: str) -> pa.Table:
        """Give a table as its suite sees it: the columns that it asks for, and the flags."""
        folder = Path(self.staged.folder)
        if table == HISTORY:
            return history(Path(self.staged.last_folder), folder, _OPTIONAL)
        if table in _WALKED:
            return self._walked[table]
        rows = columns_of(path_of(folder, table), self._wanted(table))
        return tie(table, rows, self._walked["reports"], self._walked["sections"]) if table in COLUMNS else rows

    @cached_property
    def _walked(self) -> Mapping[str, pa.Table]:
        """Give the tables that hold texts or offsets into them, with the flags in place of the texts."""
        parts: dict[str, list[pa.Table]] = {table: [] for table in _WALKED}
        wanted = {table: self._wanted(table) for table in _WALKED}
        for chunk in walk(Path(self.staged.folder)):
            for table, rows in witness(chunk).items():
                parts[table].append(rows.select([name for name in wanted[table] if name in rows.column_names]))
        return {table: pa.concat_tables(rows) for table, rows in parts.items()}

    def _wanted(self, table: str) -> list[str]:
        """Name the columns that a table's suite, its samples and its ties ask for."""
        asked = (name for one in self._suite(table).expectations for name in _columns(one.configuration.kwargs))
        return list(dict.fromkeys([*_KEYS.get(table, ()), *COLUMNS.get(table, ()), *asked]))


@cache
def _context() -> "AbstractDataContext":
    import great_expectations as gx
    from great_expectations.data_context.types import base

    # Its own web pages load from other hosts, so no site is made; nothing is kept, counted or sent.
    config = base.DataContextConfig(
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
        progress_bars=base.ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _validated(table: str, rows: pa.Table, suite: "ExpectationSuite") -> "list[ExpectationValidationResult]":
    """Validate a suite; what fails in few rows is validated again, with a sample of them."""
    source = _context().data_sources.add_or_update_pandas(table)
    definition = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("whole")
    batch = definition.get_batch({"dataframe": rows.to_pandas()})
    sampled = {
        "result_format": "SUMMARY",
        "unexpected_index_column_names": _KEYS.get(table, []),
        "partial_unexpected_count": _SAMPLE,
    }
    results = batch.validate(suite, result_format="BASIC").results
    return [
        batch.validate(result.expectation_config.to_domain_obj(), result_format=sampled)
        if result.expectation_config and _is_small(result)
        else result
        for result in results
    ]


def _is_small(result: "ExpectationValidationResult") -> bool:
    return not result.success and 0 < result.result.get("unexpected_count", 0) <= _MOST_SAMPLED


def _columns(arguments: Mapping[str, Any]) -> list[str]:
    """Name the columns of one expectation, of one, a pair or a list."""
    named = [arguments[name] for name in ("column", "column_A", "column_B") if name in arguments]
    return [*named, *arguments.get("column_list", ())]


def _check(table: str, result: "ExpectationValidationResult") -> Check:
    config = result.expectation_config
    if config is None:
        raise ReleaseError(f"{table}: a result of the audit does not say which expectation it is of")
    broken = _exception(result.exception_info)
    return Check(
        table=table,
        expectation=config.type.removeprefix("expect_"),
        column=", ".join(_columns(config.kwargs)),
        # A warning that could not be computed says nothing at all, so it weighs as much as a critical one.
        severity=_CRITICAL if broken else str(config.severity.value),
        success=bool(result.success) and not broken,
        observed=broken or _observed(result.result),
        unexpected=_sample(result.result),
        explanation=str((config.meta or {}).get("explanation", "")),
    )


def _exception(info: Mapping[str, Any]) -> str:
    """Find what was raised: Great Expectations reports it as a plain failure, in one of two shapes."""
    shapes = [info, *(value for value in info.values() if isinstance(value, Mapping))]
    raised = [str(shape["exception_message"]) for shape in shapes if shape.get("raised_exception")]
    return "; ".join(dict.fromkeys(raised))


def _observed(result: Mapping[str, Any]) -> str:
    if "unexpected_count" in result:
        wrong, rows = result["unexpected_count"], result["element_count"]
        return f"{wrong} of {rows} rows do not hold" if wrong else f"all {rows} rows hold"
    return f"{result.get('observed_value')}"


def _sample(result: Mapping[str, Any]) -> tuple[str, ...]:
    rows = result.get("partial_unexpected_index_list") or result.get("partial_unexpected_list") or []
    return tuple(
        ", ".join(f"{name}={value}" for name, value in row.items()) if isinstance(row, Mapping) else str(row)
        for row in rows[:_SAMPLE]
    )


def _failed(table: str, observed: str, explanation: str) -> Check:
    return Check(table, _IMPOSSIBLE, "", _CRITICAL, False, observed, (), explanation)

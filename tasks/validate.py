"""Validate: hold a staged release against the suites of expectations. What cannot be checked counts as failed."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Check, Premises, Staged
from tasks.report.schema import SCHEMAS, as_stored

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core.expectation_validation_result import (
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
    )
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext

    SuiteMaker = Callable[[Premises], ExpectationSuite]

_CRITICAL = "critical"
_SAMPLE = 5
_KEYS = {"reports": ["report_id"], "sections": ["report_id", "path"], "quantities": ["report_id", "start", "end"]}


@task(name="audit", task_run_name="audit {staged.release_id}", cache_policy=NO_CACHE)
def audit(staged: Staged, suites: "Mapping[str, SuiteMaker]") -> Audit:
    """Check every staged table against its suite; a table without one, or one that cannot be checked, fails.

    `suites` make the suite of each table, by name, when it is needed.
    """
    examination = _Examination(staged, suites)
    result = Audit(staged.release_id, tuple(check for table in staged.counts for check in examination.checks(table)))
    for check in result.checks:
        if not check.success:
            level = logging.ERROR if check.blocks else logging.WARNING
            get_run_logger().log(level, "%s %s %s: %s", check.table, check.column, check.expectation, check.observed)
    get_run_logger().info("%s: %s", "passed" if result.passed else "failed", result.reason)
    return result


@dataclass
class _Examination:
    """One audit under way: what its suites rest on, and the context of Great Expectations, both made when needed."""

    staged: Staged
    suites: "Mapping[str, SuiteMaker]"

    def checks(self, table: str) -> Iterator[Check]:
        """Check one table, its file first; never raises."""
        if table not in self.suites:
            yield _failed(table, "no suite", "write one in expectations/ and name it in SUITES")
            return
        path = Path(self.staged.folder) / f"{table}.parquet"
        try:
            yield _file_check(path, table)
            suite = self.suites[table](self._premises)
            result = self._validate(path, table, suite)
            yield from (_check(table, one) for one in result.results)
            if len(result.results) != len(suite.expectations):
                yield _failed(
                    table, f"{len(result.results)} of {len(suite.expectations)} expectations were checked", ""
                )
        except Exception as error:  # noqa: BLE001  (an audit that breaks must hold the release back, not let it pass)
            get_run_logger().exception("the audit of %s broke", table)
            yield _failed(table, repr(error), "the audit itself broke; the log of the run has the traceback")

    @cached_property
    def _premises(self) -> Premises:
        reports = pq.read_table(Path(self.staged.folder) / "reports.parquet", columns=["report_id"])
        columns = {table: tuple(schema.names) for table, schema in SCHEMAS.items()}
        report_ids = frozenset(reports["report_id"].to_pylist())
        return Premises(columns, self.staged.as_of.year, report_ids, self.staged.last_counts)

    @cached_property
    def _context(self) -> "AbstractDataContext":
        import great_expectations as gx
        from great_expectations.data_context.types import base

        # Its own web pages load from other hosts, so no site is made; nothing is kept, counted or sent.
        config = base.DataContextConfig(
            store_backend_defaults=base.InMemoryStoreBackendDefaults(),
            progress_bars=base.ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        )
        return gx.get_context(mode="ephemeral", project_config=config)

    def _validate(self, path: Path, table: str, suite: "ExpectationSuite") -> "ExpectationSuiteValidationResult":
        source = self._context.data_sources.add_pandas(table)
        batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("whole")
        return batch.get_batch({"dataframe": pq.read_table(path).to_pandas()}).validate(
            suite,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": _KEYS.get(table, []),
                "partial_unexpected_count": _SAMPLE,
            },
        )


def _file_check(path: Path, table: str) -> Check:
    """Check types and descriptions of the file itself: pandas, which the suites see, keeps neither."""
    success = pq.read_schema(path).equals(as_stored(SCHEMAS[table]), check_metadata=True)
    observed = "as the schema says" if success else "not the schema's types, nulls or descriptions"
    return Check(
        table, "file_has_schema", "", _CRITICAL, success, observed, (), "the dictionary is made from the schema"
    )


def _check(table: str, result: "ExpectationValidationResult") -> Check:
    config = result.expectation_config
    if config is None:
        raise ReleaseError(f"{table}: a result of the audit does not say which expectation it is of")
    broken = _exception(result.exception_info)
    kwargs = config.kwargs
    columns = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    if config.type == "expect_compound_columns_to_be_unique":
        columns = kwargs["column_list"]
    return Check(
        table=table,
        expectation=config.type.removeprefix("expect_"),
        column=", ".join(columns),
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
        return f"{result['unexpected_count']} of {result['element_count']} rows do not hold"
    observed = result.get("observed_value")
    observed = f"{len(observed)} columns" if isinstance(observed, list) else observed
    details = result.get("details", {}).get("mismatched")
    return f"{observed}" + (f"; {details}" if details else "")


def _sample(result: Mapping[str, Any]) -> tuple[str, ...]:
    rows = result.get("partial_unexpected_index_list") or result.get("partial_unexpected_list") or []
    return tuple(
        ", ".join(f"{name}={value}" for name, value in row.items()) if isinstance(row, Mapping) else str(row)
        for row in rows[:_SAMPLE]
    )


def _failed(table: str, observed: str, explanation: str) -> Check:
    return Check(table, "audit_is_possible", "", _CRITICAL, False, observed, (), explanation)

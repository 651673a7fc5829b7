"""Quarantine: rows that a release must not hold, kept beside it with the reason, never dropped.

A rule names a reason and finds the rows it refuses; a row that breaks several rules is kept with the first of them.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.model.release import FIRST_REPORT_YEAR
from tasks.store.disk import sync

REASON = "reason"


class Rule(NamedTuple):
    """One reason for keeping rows out, and the function that marks them: a table to one flag a row, never null."""

    reason: str
    marks: Callable[[pa.Table], pa.ChunkedArray]


class Sifted(NamedTuple):
    """A table's rows after the rules: those kept, and those refused with a column `reason` before the others."""

    kept: pa.Table
    refused: pa.Table


def required(schema: pa.Schema) -> list[Rule]:
    """Refuse rows that have no value where the schema demands one: Arrow itself does not look."""
    return [Rule(f"no {field.name}", _missing(field.name)) for field in schema if not field.nullable]


def unique(*columns: str) -> Rule:
    """Refuse rows whose key was seen before; the first one stays."""

    def marks(table: pa.Table) -> pa.ChunkedArray:
        rows = pa.array(range(table.num_rows), pa.int64())
        first = table.select(columns).append_column("row", rows).group_by(columns).aggregate([("row", "min")])
        return pc.invert(pc.is_in(rows, value_set=first["row_min"].combine_chunks()))

    return Rule(f"duplicate {', '.join(columns)}", marks)


def among(column: str, allowed: pa.Array, reason: str) -> Rule:
    """Refuse rows whose value is not in a set; null passes only when the set holds it."""
    return Rule(reason, lambda table: pc.invert(pc.is_in(table[column], value_set=allowed)))


def between(column: str, low: int, high: int) -> Rule:
    """Refuse rows whose number lies outside of the bounds, both included; null passes."""
    outside = f"{column} outside {low} to {high}"
    return Rule(outside, lambda t: pc.fill_null(pc.or_(pc.less(t[column], low), pc.greater(t[column], high)), False))


def in_order(first: str, second: str) -> Rule:
    """Refuse rows where the first number is greater than the second; null passes."""
    return Rule(f"{first} after {second}", lambda t: pc.fill_null(pc.greater(t[first], t[second]), False))


def table_rules(table: str, schema: pa.Schema, reports: pa.Array, last_year: int) -> list[Rule]:
    """Give the rules of one table; `reports` are the ids that its rows may belong to, `last_year` the release's."""
    known = among("report_id", reports, "report not in the release")
    own = {
        "reports": [unique("report_id"), between("report_year", FIRST_REPORT_YEAR, last_year)],
        "revisions": [known, unique("report_id", "revision")],
        "sections": [known, unique("report_id", "path"), in_order("start", "end")],
        "quantities": [known, unique("report_id", "start", "end"), in_order("start", "end")],
    }
    return [*required(schema), *own.get(table, [])]


def sift(table: pa.Table, rules: Iterable[Rule]) -> Sifted:
    """Part a table into the rows that pass every rule, in their order, and the others with their reason."""
    kept = table
    refused = []
    for reason, marks in rules:
        marked = marks(kept)
        rows = kept.filter(marked)
        if rows.num_rows:
            refused.append(rows.add_column(0, REASON, pa.array([reason] * rows.num_rows, pa.string())))
            kept = kept.filter(pc.invert(marked))
    empty = table.schema.empty_table().add_column(0, REASON, pa.array([], pa.string()))
    return Sifted(kept, pa.concat_tables([empty, *refused]))


def store(folder: Path, refused: Mapping[str, pa.Table]) -> None:
    """Write the refused rows, one file a table that has any; `folder` appears whole or, when none has, not at all."""
    tables = {name: table for name, table in refused.items() if table.num_rows}
    if not tables or folder.is_dir():
        return
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, table in tables.items():
            pq.write_table(_nullable(table), draft / f"{name}.parquet", compression="zstd")
            sync(draft / f"{name}.parquet")
        os.rename(draft, folder)  # noqa: PTH104
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync(folder.parent)


def reasons(refused: pa.Table) -> Mapping[tuple[str | None, str], int]:
    """Count refused rows by report and reason, in the order in which they were refused."""
    keys = zip(refused["report_id"].to_pylist(), refused[REASON].to_pylist(), strict=True)
    return Counter(keys)


def _missing(column: str) -> Callable[[pa.Table], pa.ChunkedArray]:
    return lambda table: pc.is_null(table[column])


def _nullable(table: pa.Table) -> pa.Table:
    # A row may be here because it lacks what its table demands.
    return table.cast(pa.schema([field.with_nullable(True) for field in table.schema], metadata=table.schema.metadata))

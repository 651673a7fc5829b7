"""Quarantine: rows that a release must not hold, kept beside it with the reason, never dropped.

A rule names a reason and finds the rows it refuses; a row that breaks several rules is kept with the first of
them.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.home import sync
from tasks.model.rule import Rule, refuse_missing_required

REASON_COLUMN = "reason"
# A report stands with all of its sections and revisions, or not at all: less one of them it would be another
# report.
INSEPARABLE = ("sections", "revisions")
NO_REPORT = "report not in the release"


class FilteredTables(NamedTuple):
    """Tables after the rules: the rows kept, and those refused with a column `reason` before the others."""

    kept: dict[str, pa.Table]
    refused: dict[str, pa.Table]


def filter_rows(
    chunk: Mapping[str, pa.Table],
    seen: Mapping[str, pa.Table],
    rules: Mapping[str, Sequence[Rule]],
) -> FilteredTables:
    """Part the rows of some reports into those that pass every rule, in their order, and the others with
    their reason.

    `seen` are the same rows as `witness` gives them, which is what the rules look at; what a schema demands
    is a rule too. A report goes with a section or revision that is refused, and all that is a report's goes
    with it, but for its issues: they also tell of what is not in the release.
    """
    reports, of_reports = (
        chunk["reports"]["report_id"],
        chunk.keys() - {"reports", "issues"},
    )
    reasons = {
        name: pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
        for name, table in chunk.items()
    }
    for name in of_reports:
        reasons[name] = _add_reason(
            reasons[name], _mark_missing(chunk[name]["report_id"], reports), NO_REPORT
        )
    for name, table in chunk.items():
        reasons[name] = _apply_rules(
            reasons[name], table, seen[name], rules.get(name, ())
        )
    for name in INSEPARABLE:
        broken = chunk[name]["report_id"].filter(pc.is_valid(reasons[name]))
        lost = pc.invert(_mark_missing(reports, broken))
        reasons["reports"] = _add_reason(
            reasons["reports"], lost, f"its {name} are in quarantine"
        )
    kept = reports.filter(pc.is_null(reasons["reports"]))
    for name in of_reports:
        reasons[name] = _add_reason(
            reasons[name], _mark_missing(chunk[name]["report_id"], kept), NO_REPORT
        )
    parted = {name: _split_rows(table, reasons[name]) for name, table in chunk.items()}
    return FilteredTables(
        {name: kept for name, (kept, _) in parted.items()},
        {name: refused for name, (_, refused) in parted.items()},
    )


def _apply_rules(
    reasons: pa.ChunkedArray, table: pa.Table, seen: pa.Table, rules: Sequence[Rule]
) -> pa.ChunkedArray:
    """Hold rows against what their schema demands, then against the rules."""
    demanded = [(table, rule) for rule in refuse_missing_required(table.schema)]
    for rows, (reason, marks) in [*demanded, *((seen, rule) for rule in rules)]:
        reasons = _add_reason(reasons, marks(rows), reason)
    return reasons


def _add_reason(
    found: pa.ChunkedArray, marked: pa.ChunkedArray, reason: str
) -> pa.ChunkedArray:
    """Add a reason against the marked rows that have none yet."""
    if not pc.any(marked).as_py():
        return found
    return pa.chunked_array([pc.coalesce(found, pc.if_else(marked, reason, None))])


def _mark_missing(ids: pa.ChunkedArray, others: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(ids, value_set=others.drop_null()))


def _split_rows(table: pa.Table, reasons: pa.ChunkedArray) -> tuple[pa.Table, pa.Table]:
    wrong = pc.is_valid(reasons)
    refused = table.filter(wrong).add_column(0, REASON_COLUMN, reasons.filter(wrong))
    return table.filter(pc.is_null(reasons)) if refused.num_rows else table, refused


def write_quarantine(folder: Path, refused: Mapping[str, pa.Table]) -> None:
    """Write the refused rows, one file a table that has any.

    `folder` appears whole or, when none has, not at all.
    """
    tables = {name: table for name, table in refused.items() if table.num_rows}
    if not tables or folder.is_dir():
        return
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, table in tables.items():
            pq.write_table(
                _make_nullable(table), draft / f"{name}.parquet", compression="zstd"
            )
            sync(draft / f"{name}.parquet")
        os.rename(draft, folder)  # noqa: PTH104
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync(folder.parent)


def count_reasons(refused: pa.Table) -> Mapping[tuple[str | None, str], int]:
    """Count refused rows by report and reason, in the order in which they were refused."""
    keys = zip(
        refused["report_id"].to_pylist(),
        refused[REASON_COLUMN].to_pylist(),
        strict=True,
    )
    return Counter(keys)


def _make_nullable(table: pa.Table) -> pa.Table:
    # A row may be here because it lacks what its table demands.
    return table.cast(
        pa.schema(
            [field.with_nullable(True) for field in table.schema],
            metadata=table.schema.metadata,
        )
    )

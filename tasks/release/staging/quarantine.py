"""Quarantine: rows that a release must not hold, kept beside it with the reason, never dropped.

A rule names a reason and finds the rows it refuses; a row that breaks several rules is kept with the first of
them.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.home import sync
from tasks.model.rule import Rule

REASON_COLUMN = "reason"
# Two columns joined by it are one key: no report's id holds it.
_JOINT = "\x1f"
# A report stands with all of its sections and revisions, or not at all: less one of them it would be another
# report.
INSEPARABLE = ("sections", "revisions")
NO_REPORT = "report not in the release"


class _FilteredTables(NamedTuple):
    """Tables after the rules: the rows kept, and those refused with a column `reason` before the others."""

    kept: dict[str, pa.Table]
    refused: dict[str, pa.Table]


def filter_rows(
    chunk: Mapping[str, pa.Table],
    flagged: Mapping[str, pa.Table],
    rules: Mapping[str, Sequence[Rule]],
) -> _FilteredTables:
    """Split the rows of some reports into those that pass every rule, in their order, and the others.

    `flagged` are the same rows as `add_text_flags` gives them, which is what the rules look at; what a schema
    demands is a rule too. A report goes with a section or revision that is refused, and all that is a
    report's goes with it, but for its issues: they also tell of what is not in the release.
    """
    report_ids = chunk["reports"]["report_id"]
    reasons = {name: _make_empty_reasons(table) for name, table in chunk.items()}
    _refuse_without_report(chunk, reasons, report_ids)
    for name, table in chunk.items():
        _apply_rules(reasons, name, table, Rule.refuse_missing_required(table.schema))
        _apply_rules(reasons, name, flagged[name], rules.get(name, ()))
    for name in INSEPARABLE:
        broken = chunk[name]["report_id"].filter(pc.is_valid(reasons[name]))
        incomplete = pc.invert(_mark_missing(report_ids, broken))
        _add_reason(reasons, "reports", incomplete, f"its {name} are in quarantine")
    kept_ids = report_ids.filter(pc.is_null(reasons["reports"]))
    _refuse_without_report(chunk, reasons, kept_ids)
    filtered = _FilteredTables({}, {})
    for name, table in chunk.items():
        filtered.kept[name], filtered.refused[name] = _split_rows(table, reasons[name])
    if filtered.refused["quantities"].num_rows:
        filtered.kept["quantities"] = _untie_parts(filtered.kept["quantities"])
    return filtered


def _make_empty_reasons(table: pa.Table) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(table.num_rows, pa.string())])


def _refuse_without_report(
    chunk: Mapping[str, pa.Table],
    reasons: dict[str, pa.ChunkedArray],
    report_ids: pa.ChunkedArray,
) -> None:
    """Refuse what belongs to a report that is not among those given."""
    for name in chunk.keys() - {"reports", "issues"}:
        missing = _mark_missing(chunk[name]["report_id"], report_ids)
        _add_reason(reasons, name, missing, NO_REPORT)


def _apply_rules(
    reasons: dict[str, pa.ChunkedArray],
    name: str,
    rows: pa.Table,
    rules: Sequence[Rule],
) -> None:
    """Check the rows of a table against rules."""
    for reason, mark in rules:
        _add_reason(reasons, name, mark(rows), reason)


def _add_reason(
    reasons: dict[str, pa.ChunkedArray],
    name: str,
    marked: pa.ChunkedArray,
    reason: str,
) -> None:
    """Add a reason against the marked rows of a table that have none yet."""
    if pc.any(marked).as_py():
        added = pc.if_else(marked, reason, None)
        reasons[name] = pa.chunked_array([pc.coalesce(reasons[name], added)])


def _mark_missing(ids: pa.ChunkedArray, others: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(ids, value_set=others.drop_null()))


def _split_rows(table: pa.Table, reasons: pa.ChunkedArray) -> tuple[pa.Table, pa.Table]:
    wrong = pc.is_valid(reasons)
    refused = table.filter(wrong).add_column(0, REASON_COLUMN, reasons.filter(wrong))
    kept = table.filter(pc.is_null(reasons)) if refused.num_rows else table
    return kept, refused


def _untie_parts(quantities: pa.Table) -> pa.Table:
    """Take `part_of` from the rows whose whole was refused: they stand, as parts of nothing that is there."""
    report_id, part_of = quantities["report_id"], quantities["part_of"]
    starts = pc.binary_join_element_wise(
        report_id, quantities["start"].cast(pa.string()), _JOINT
    )
    wholes = pc.binary_join_element_wise(report_id, part_of.cast(pa.string()), _JOINT)
    is_there = pc.is_in(wholes, value_set=starts.combine_chunks())
    place = quantities.schema.get_field_index("part_of")
    tied = pc.if_else(is_there, part_of, None)
    return quantities.set_column(place, quantities.schema.field(place), tied)


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
            path = draft / f"{name}.parquet"
            pq.write_table(_make_nullable(table), path, compression="zstd")
            sync(path)
        os.rename(draft, folder)  # noqa: PTH104
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync(folder.parent)


def _make_nullable(table: pa.Table) -> pa.Table:
    # A row may be here because it lacks what its table demands.
    fields = [field.with_nullable(True) for field in table.schema]
    return table.cast(pa.schema(fields, metadata=table.schema.metadata))

"""History: a staged release held against the one that stands, by source, by year, and by what its columns
hold.

Counts go up and down for good reasons, so what counts is what was there and is gone. One of a few may go
without a word, as when a report's new revision is kept out: shares are of what is lost beyond the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.release.staging.staged import columns_of, path_of

# What a source may publish at any time of the year.
A_FEW = 2
SCHEMA = pa.schema(
    [
        ("of", pa.string()),  # source, year, or a table
        ("name", pa.string()),
        ("before", pa.int64()),
        ("now", pa.int64()),
        ("reports_lost", pa.float64()),  # share of the reports of a source or year
        ("reports_gained", pa.float64()),  # share that a source has more, beyond a few
        (
            "values_lost",
            pa.float64(),
        ),  # share of the values of a column, in reports that both releases have
    ]
)


def history(before: Path, now: Path, columns: Mapping[str, Sequence[str]]) -> pa.Table:
    """Compare two folders of tables; `columns` are those that may be null, by table.

    Raises OSError or ArrowException when a file of either cannot be read.
    """
    rows = [
        *_groups(before, now, "source", "source_id"),
        *_groups(before, now, "year", "report_year"),
    ]
    ids = [
        columns_of(path_of(folder, "reports"), ["report_id"])["report_id"]
        for folder in (before, now)
    ]
    both = (
        ids[0]
        .filter(pc.is_in(ids[0], value_set=ids[1].combine_chunks()))
        .combine_chunks()
    )
    for table, names in columns.items():
        held = [_held(path_of(folder, table), names, both) for folder in (before, now)]
        for name in names:
            if name in held[0] and name in held[1]:
                was, is_now = held[0][name], held[1][name]
                rows.append(
                    {
                        "of": table,
                        "name": name,
                        "before": was,
                        "now": is_now,
                        "values_lost": _lost(was, is_now),
                    }
                )
    return pa.Table.from_pylist(rows, SCHEMA)


def _groups(
    before: Path, now: Path, of: str, column: str
) -> Iterator[dict[str, object]]:
    """Count the reports by a column; a report that had no value may have one now, so null is no group."""
    counts = [_counts(path_of(folder, "reports"), column) for folder in (before, now)]
    for value in sorted({*counts[0], *counts[1]}, key=str):
        was, is_now = counts[0].get(value, 0), counts[1].get(value, 0)
        # a year has its season whenever its reports are due, so only sources are watched for growth
        gained = max(0, is_now - was - A_FEW) / was if was and of == "source" else None
        shares = {"reports_lost": _lost(was, is_now), "reports_gained": gained}
        yield {"of": of, "name": str(value), "before": was, "now": is_now, **shares}


def _counts(path: Path, column: str) -> dict[object, int]:
    counted = pc.value_counts(columns_of(path, [column])[column].drop_null())
    return {entry["values"]: entry["counts"] for entry in counted.to_pylist()}


def _held(path: Path, names: Sequence[str], report_ids: pa.Array) -> dict[str, int]:
    """Count the values of columns in the rows of some reports, a row group at a time."""
    counts: dict[str, int] = {}
    with pq.ParquetFile(path, pre_buffer=False) as file:
        there = [name for name in names if name in file.schema_arrow.names]
        for batch in file.iter_batches(columns=["report_id", *there]):
            rows = pc.is_in(batch["report_id"], value_set=report_ids)
            for name in there:
                held = pc.sum(pc.and_(rows, pc.is_valid(batch[name]))).as_py() or 0
                counts[name] = counts.get(name, 0) + held
    return counts


def _lost(before: int, now: int) -> float:
    return max(0, before - now - 1) / before if before else 0.0

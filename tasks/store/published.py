"""Rows of a published release: what readers see of single reports."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.model.errors import ReleaseError

Row = dict[str, object]


def rows_of_report(folder: Path, table: str, report_id: str) -> list[Row]:
    """Read one report's rows of a table of the release in a folder, in order; raises ReleaseError for a broken file."""
    return _read(folder, table, pc.field("report_id") == report_id)


def report_ids(folder: Path, prefix: str, most: int) -> list[str]:
    """List the ids of a release's reports that begin with a prefix, at most so many, in order."""
    rows = _read(folder, "reports", pc.starts_with(pc.field("report_id"), pattern=prefix), ["report_id"])
    return sorted(str(row["report_id"]) for row in rows)[:most]


def _read(folder: Path, table: str, wanted: pc.Expression, columns: list[str] | None = None) -> list[Row]:
    path = folder / f"{table}.parquet"
    try:
        rows: list[Row] = pq.read_table(path, columns=columns, filters=wanted).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise ReleaseError(
            f"{path} cannot be read ({error}); bring the release back from a copy, or publish anew with `fazhi extract`"
        ) from error
    return rows

"""Rows of a published release: what readers see of single reports."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.model.errors import ReleaseError
from tasks.tables.fingerprints import (
    FINGERPRINTED_TABLES,
    compute_fingerprints,
)

Row = dict[str, object]


def read_report_rows(folder: Path, table: str, report_id: str) -> list[Row]:
    """Read one report's rows of a table of the release in a folder, in order.

    Raises ReleaseError for a broken file.
    """
    return _read_rows(folder, table, pc.field("report_id") == report_id)


def list_report_ids(folder: Path, prefix: str, most: int) -> list[str]:
    """List the ids of a release's reports that begin with a prefix, at most so many, in order."""
    rows = _read_rows(
        folder,
        "reports",
        pc.starts_with(pc.field("report_id"), pattern=prefix),
        ["report_id"],
    )
    return sorted(str(row["report_id"]) for row in rows)[:most]


def iter_row_groups(folder: Path, table: str) -> Iterator[pa.Table]:
    """Give a table of the release in a folder a row group at a time.

    Raises ReleaseError for a broken file.
    """
    path = folder / f"{table}.parquet"
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            yield file.schema_arrow.empty_table()
            for group in range(file.num_row_groups):
                yield file.read_row_group(group)
    except (OSError, pa.ArrowException) as error:
        raise _build_error(path, error) from error


def read_fingerprints(folder: Path) -> pa.Table:
    """Compute the fingerprints of the reports of the release in a folder."""
    tables = {name: iter_row_groups(folder, name) for name in FINGERPRINTED_TABLES}
    return compute_fingerprints(tables)


def read_columns(folder: Path, table: str, columns: list[str]) -> pa.Table:
    """Read some columns of a table of the release in a folder; raises ReleaseError for a broken file."""
    path = folder / f"{table}.parquet"
    try:
        return pq.read_table(path, columns=columns)
    except (OSError, pa.ArrowException) as error:
        raise _build_error(path, error) from error


def _read_rows(
    folder: Path, table: str, wanted: pc.Expression, columns: list[str] | None = None
) -> list[Row]:
    path = folder / f"{table}.parquet"
    try:
        rows: list[Row] = pq.read_table(
            path, columns=columns, filters=wanted
        ).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise _build_error(path, error) from error
    return rows


def _build_error(path: Path, error: Exception) -> ReleaseError:
    return ReleaseError(
        f"{path} cannot be read ({error}); bring the release back from a copy, or publish anew with "
        "`fazhi extract`"
    )

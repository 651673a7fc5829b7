"""The tables of a published release, read back: rows of single reports, row groups, and fingerprints."""

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


class ReleaseTables:
    """The tables of the release in a folder; reading one raises ReleaseError for a broken file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read_report_rows(self, table: str, report_id: str) -> list[Row]:
        """Read one report's rows of a table, in order."""
        return self._read_rows(table, pc.field("report_id") == report_id)

    def list_report_ids(self, prefix: str, most: int) -> list[str]:
        """List the ids of reports that begin with a prefix, at most so many, in order."""
        wanted = pc.starts_with(pc.field("report_id"), pattern=prefix)
        rows = self._read_rows("reports", wanted, ["report_id"])
        return sorted(str(row["report_id"]) for row in rows)[:most]

    def iter_row_groups(self, table: str) -> Iterator[pa.Table]:
        """Give a table a row group at a time, an empty one first."""
        path = self._locate(table)
        try:
            with pq.ParquetFile(path, pre_buffer=False) as file:
                yield file.schema_arrow.empty_table()
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group)
        except (OSError, pa.ArrowException) as error:
            raise _build_error(path, error) from error

    def read_fingerprints(self) -> pa.Table:
        """Compute the fingerprints of the reports."""
        tables = {name: self.iter_row_groups(name) for name in FINGERPRINTED_TABLES}
        return compute_fingerprints(tables)

    def read_columns(self, table: str, columns: list[str]) -> pa.Table:
        """Read some columns of a table."""
        path = self._locate(table)
        try:
            return pq.read_table(path, columns=columns)
        except (OSError, pa.ArrowException) as error:
            raise _build_error(path, error) from error

    def _read_rows(
        self, table: str, wanted: pc.Expression, columns: list[str] | None = None
    ) -> list[Row]:
        path = self._locate(table)
        try:
            found = pq.read_table(path, columns=columns, filters=wanted)
            rows: list[Row] = found.to_pylist()
        except (OSError, pa.ArrowException) as error:
            raise _build_error(path, error) from error
        return rows

    def _locate(self, table: str) -> Path:
        return self._folder / f"{table}.parquet"


def _build_error(path: Path, error: Exception) -> ReleaseError:
    return ReleaseError(
        f"{path} cannot be read ({error}); bring the release back from a copy, or publish anew with "
        "`fazhi extract`"
    )

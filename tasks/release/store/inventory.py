"""Take the inventory of a release: sizes, checksums and example values of its files, read piece by piece."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.model.inventory import Inventory, TableFile
from tasks.model.run import BEIJING

# An example shows what a value looks like; whoever wants it whole opens the table.
LONGEST_EXAMPLE = 60
# Texts of reports are long, and the first of them will do.
_ROWS_AT_ONCE = 16


def take_inventory(
    folder: Path, release_id: str, as_of: datetime, tables: Iterable[str]
) -> Inventory:
    """Look at the Parquet files of some tables of the release in a folder.

    The same files give the same inventory.
    """
    files = tuple(_table_file(folder / f"{table}.parquet") for table in tables)
    return Inventory(release_id, as_of, files, _years(folder / "reports.parquet"))


def _table_file(path: Path) -> TableFile:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    with pq.ParquetFile(path) as file:
        found = {
            name: _first(file, column)
            for column, name in enumerate(file.schema_arrow.names)
        }
        rows = file.metadata.num_rows
    examples = {
        name: shown(value) for name, value in found.items() if value is not None
    }
    return TableFile(path.stem, rows, path.stat().st_size, digest, examples)


def _first(file: pq.ParquetFile, column: int) -> object:
    """Find the first value of a column that is neither null nor empty; row groups of nulls are not opened."""
    name = file.schema_arrow.names[column]
    for group in range(file.num_row_groups):
        counted = file.metadata.row_group(group).column(column).statistics
        if counted is not None and counted.num_values == 0:
            continue
        for batch in file.iter_batches(
            _ROWS_AT_ONCE, row_groups=[group], columns=[name]
        ):
            for value in batch.column(0).drop_null().to_pylist():
                if value != "":
                    return value
    return None


def shown(value: object) -> str:
    """Show a value on one line, cut when it is long; times are Beijing time."""
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"


def _years(path: Path) -> tuple[int, int] | None:
    years = pq.read_table(path, columns=["report_year"])["report_year"].drop_null()
    return (pc.min(years).as_py(), pc.max(years).as_py()) if len(years) else None

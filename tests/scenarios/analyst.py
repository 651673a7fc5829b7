"""An analyst, in the folder of a release: runs the recipes, and loads the same tables with every library.

Prints a digest of the values of each table by library, as JSON. Times count as instants, days as days.
"""

import contextlib
import hashlib
import io
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import fazhi
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.run import BEIJING
from tasks.release.exported_files import ExportFormat, export_release
from tests.scenarios.recipes import TABLES, find_blocks

Columns = dict[str, list[Any]]
_PART = re.compile(r" \(\d+\)$")


def _load_pandas(table: str) -> Columns:
    frame = pd.read_parquet(f"{table}.parquet")
    return {str(name): frame[name].tolist() for name in frame}


def _load_duckdb(table: str) -> Columns:
    rows = duckdb.read_parquet(f"{table}.parquet").to_arrow_table()
    return dict(rows.to_pydict())


def _load_exported_duckdb(table: str, folder: Path) -> Columns:
    with duckdb.connect(str(folder / "all.duckdb"), read_only=True) as database:
        return dict(database.table(table).to_arrow_table().to_pydict())


def _load_sqlite(table: str, folder: Path) -> Columns:
    with contextlib.closing(sqlite3.connect(folder / "all.sqlite")) as database:
        found = database.execute(f"SELECT * FROM {table}")
        names = [one[0] for one in found.description]
        return _transpose(names, found)


def _load_csv(table: str, folder: Path) -> Columns:
    path = folder / "all.csv" / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return {
        str(name): [word.removeprefix("'") for word in frame[name].tolist()]
        for name in frame
    }


def _load_workbook(table: str, folder: Path) -> Columns:
    book = openpyxl.load_workbook(folder / "all.xlsx", read_only=True)
    header, *rows = book[table].iter_rows(values_only=True)
    # a row ends with its last cell that is not empty
    rows = [row + (None,) * (len(header) - len(row)) for row in rows]
    book.close()
    names = [_PART.sub("", str(name)) for name in header]
    columns: Columns = {}
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        before = columns.get(name)
        if before is None:
            columns[name] = list(values)
        else:
            pairs = zip(before, values, strict=True)
            columns[name] = ["".join(filter(None, pair)) for pair in pairs]
    return columns


def _transpose(names: list[str], rows: Any) -> Columns:
    columns = zip(*rows, strict=True)
    return {name: list(values) for name, values in zip(names, columns, strict=True)}


def _make_plain(value: Any, kind: pa.DataType) -> object:
    """Give a value as all libraries should: an instant in seconds, a day, a number, words, or nothing."""
    if pd.isna(value) or value == "":
        return None
    if pa.types.is_timestamp(kind):
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return int((at if at.tzinfo else at.replace(tzinfo=BEIJING)).timestamp())
    if pa.types.is_date(kind):
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day:%F}"
    if pa.types.is_boolean(kind):
        return value == "true" if isinstance(value, str) else bool(value)
    if pa.types.is_integer(kind):
        return int(value)
    return float(value) if pa.types.is_floating(kind) else str(value)


def _digest(columns: Columns, schema: pa.Schema) -> str:
    said = hashlib.sha256()
    for field in schema:
        values = [_make_plain(value, field.type) for value in columns[field.name]]
        said.update(repr((field.name, values)).encode())
    return said.hexdigest()


def _iter_loaders(folder: Path) -> Iterator[tuple[str, Callable[[str], Columns]]]:
    release = fazhi.open(".")
    yield "pandas", _load_pandas
    yield "pyarrow", lambda table: dict(pq.read_table(f"{table}.parquet").to_pydict())
    yield (
        "polars",
        lambda table: pl.read_parquet(f"{table}.parquet").to_dict(as_series=False),
    )
    yield "DuckDB", _load_duckdb
    yield "fazhi", lambda table: dict(release.read(table, texts=True).to_pydict())
    for form in ExportFormat:
        export_release(release, form, folder / f"all.{form}", TABLES)
    yield "a database of DuckDB", lambda table: _load_exported_duckdb(table, folder)
    yield "SQLite", lambda table: _load_sqlite(table, folder)
    yield "CSV", lambda table: _load_csv(table, folder)
    yield "a workbook", lambda table: _load_workbook(table, folder)


def main() -> None:
    """Run the recipes, if they are asked for behind a folder for exports, then compare the libraries."""
    folder, *wanted = sys.argv[1:]
    if wanted:
        names: dict[str, object] = {}
        for block in find_blocks("python"):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block, "recipes", "exec"), names)
    digests: dict[str, dict[str, str]] = {table: {} for table in TABLES}
    for library, load in _iter_loaders(Path(folder)):
        for table in TABLES:
            schema = pq.read_schema(f"{table}.parquet")
            digests[table][library] = _digest(load(table), schema)
    sys.stdout.write(json.dumps(digests))

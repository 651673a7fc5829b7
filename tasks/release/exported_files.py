"""Export: tables of a release as files of other programs.

| Format | What is written | Times | Days |
|---|---|---|---|
| `csv` | a file a table, UTF-8; one table may be a file of its own | ISO 8601, +08:00 | ISO 8601 |
| `xlsx` | a workbook, a sheet a table (`exported_workbook`) | Beijing time, without a zone | dates |
| `duckdb` | a database, with the descriptions as comments | TIMESTAMP WITH TIME ZONE | DATE |
| `sqlite` | a database | ISO 8601, +08:00, as text | ISO 8601, as text |

Workbooks and CSV are opened by programs that take a cell for a formula when it begins with `=`, `+`, `-` or
`@`, and sites wrote what stands in those cells. In CSV such a cell has an apostrophe before it, and so has
one that begins with an apostrophe: whoever takes one off has the value. Numbers stay as they are, written
ones (`-3.5`) too. Controls, which no XML and few readers of CSV take, stand as symbols (␛) in all but
`duckdb`, and are told.

A file or folder takes its place whole, when all of it is written.
"""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from tasks.home import sync
from tasks.model.errors import ConfigurationError
from tasks.model.safe_words import show_steering
from tasks.release.exported_workbook import write_workbook
from tasks.release.reader import PublishedRelease
from tasks.release.row_condition import RowCondition, SelectedRows, import_duckdb

NOTES = "notes"
_NOTES_FILE = f"{NOTES}.txt"
_CSV_SUFFIX = ".csv"
# What programs take for a formula at the start of a cell, full-width signs too, and our own mark
_FORMULA = "^[=+\\-@\t\r\n＝＋－＠']"
_WRITTEN_NUMBER = r"^[+-]?\d[\d,]*(?:\.\d+)?%?$"
_DEFUSED = "'"
_CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]"
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
# 2026-03-02T02:00:07+0800
_ISO_TIME, _OFFSET = "%Y-%m-%dT%H:%M:%S%z", r"([+-]\d\d)(\d\d)$"


class ExportFormat(StrEnum):
    """What a release can be written as."""

    CSV = "csv"
    XLSX = "xlsx"
    DUCKDB = "duckdb"
    SQLITE = "sqlite"


@dataclass(slots=True)
class ExportedFiles:
    """What was written: where, how many rows of each table, and what a reader of it has to know."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be written, and what it came to so far."""

    release: PublishedRelease
    tables: Sequence[str]
    condition: RowCondition
    result: ExportedFiles

    def iter_tables(self, *, raw: bool = False) -> Iterator[tuple[str, SelectedRows]]:
        """Give the chosen rows of each table, and count them as they are taken; `raw` leaves controls in."""
        for table in self.tables:
            self.result.rows[table] = 0
            with self.condition.select(table) as rows:
                batches = self._follow(table, rows.batches, raw=raw)
                yield table, SelectedRows(rows.schema, batches)

    def _follow(
        self, table: str, batches: Iterable[pa.RecordBatch], *, raw: bool
    ) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            self.result.rows[table] += batch.num_rows
            yield batch if raw else self._show_controls(batch, table)

    def _show_controls(self, batch: pa.RecordBatch, table: str) -> pa.RecordBatch:
        """Write the controls of a batch's words as symbols, and note where there were some."""
        for index, name in enumerate(batch.schema.names):
            column = batch.column(index)
            if not pa.types.is_string(column.type):
                continue
            holding = pc.match_substring_regex(column, _CONTROLS)
            if not pc.any(holding).as_py():
                continue
            shown = pa.array(map(_show_controls, column.to_pylist()), pa.string())
            batch = batch.set_column(index, batch.schema.field(index), shown)
            words = f"{table}.{name}: control characters are written as symbols"
            if words not in self.result.notes:
                self.result.notes.append(words)
        return batch


def export_release(
    release: PublishedRelease,
    form: ExportFormat,
    to: Path,
    tables: Sequence[str] = (),
    where: str = "",
    *,
    force: bool = False,
) -> ExportedFiles:
    """Write some tables of a release, or all, to a file or folder; `where` is a condition on their rows.

    Raises ConfigurationError when a table is unknown, the condition does not fit one, the place is taken and
    not `force`d, or a library is missing; ReleaseError when a table cannot be read; OSError when the place
    cannot be written to. What stood there stays then.
    """
    chosen = list(dict.fromkeys(tables)) or list(release.tables)
    for table in chosen:
        release.dataset(table)
    single = form is ExportFormat.CSV and len(chosen) == 1 and to.suffix == _CSV_SUFFIX
    is_folder = form is ExportFormat.CSV and not single
    _refuse_taken(to, release.tables, force=force, is_folder=is_folder)
    result = ExportedFiles(to)
    job = _Job(release, chosen, RowCondition(release, where), result)
    result.notes += _list_notes(release, where)
    with _write_whole(to) as draft:
        if is_folder:
            draft.mkdir()
            _write_csv_files(job, draft)
        elif single:
            _write_csv(job, draft)
        else:
            _WRITERS[form](job, draft)
    return result


def _list_notes(release: PublishedRelease, where: str) -> list[str]:
    notes = [f"release {release.release_id}"]
    if where:
        notes.append(f"rows where {where}")
    return notes


def _refuse_taken(
    to: Path, tables: Iterable[str], *, force: bool, is_folder: bool
) -> None:
    """Refuse a place where something lies that is not to be replaced, or that no export can have made."""
    if not to.parent.is_dir():
        raise ConfigurationError(f"{to.parent}: there is no such folder; make it first")
    if not to.exists():
        return
    if to.is_dir() != is_folder:
        kind = "folder" if to.is_dir() else "file"
        raise ConfigurationError(f"{to} is a {kind}; name another place with --to")
    if not force:
        raise ConfigurationError(
            f"{to} is there already; name another place, or replace it with --force"
        )
    if is_folder:
        ours = {_NOTES_FILE, *(f"{table}{_CSV_SUFFIX}" for table in tables)}
        others = sorted({path.name for path in to.iterdir()} - ours)
        if others:
            raise ConfigurationError(
                f"{to} holds what no export has written ({', '.join(others[:3])}); name another place"
            )


@contextmanager
def _write_whole(to: Path) -> Iterator[Path]:
    """Give a place to write to, and let it take its place then; after an error nothing has changed."""
    with tempfile.TemporaryDirectory(prefix=f".{to.name}.", dir=to.parent) as folder:
        draft = Path(folder) / to.name
        yield draft
        for path in (draft, *draft.glob("*")):
            sync(path)
        if to.is_dir():
            to.rename(Path(folder) / "replaced")
        draft.replace(to)
        sync(to.parent)


def _show_controls(words: str | None) -> str | None:
    if words is None:
        return None
    return _NO_CHARACTER.sub("�", show_steering(words, lines=True))


def _write_csv_files(job: _Job, folder: Path) -> None:
    for table, rows in job.iter_tables():
        _write_csv_rows(rows, folder / f"{table}{_CSV_SUFFIX}")
    notes = "".join(f"{line}\n" for line in job.result.notes)
    (folder / _NOTES_FILE).write_text(notes, encoding="utf-8")


def _write_csv(job: _Job, draft: Path) -> None:
    for _table, rows in job.iter_tables():
        _write_csv_rows(rows, draft)


def _write_csv_rows(rows: SelectedRows, path: Path) -> None:
    schema = _make_written(pa.RecordBatch.from_pylist([], rows.schema)).schema
    with path.open("wb") as file, csv.CSVWriter(file, schema) as writer:
        for batch in rows.batches:
            written = _make_written(batch)
            writer.write_batch(_defuse(written))


def _make_written(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Write times as words, with their offset."""
    columns = []
    for column in batch.columns:
        if pa.types.is_timestamp(column.type):
            seconds = column.cast(pa.timestamp("s", tz=column.type.tz))
            words = pc.strftime(seconds, _ISO_TIME)
            columns.append(pc.replace_substring_regex(words, _OFFSET, r"\1:\2"))
        else:
            columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _defuse(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Put an apostrophe before words that a program would take for a formula."""
    columns = map(_defuse_column, batch.columns)
    return pa.RecordBatch.from_arrays(list(columns), names=batch.schema.names)


def _defuse_column(column: pa.Array) -> pa.Array:
    if not pa.types.is_string(column.type):
        return column
    formula = pc.match_substring_regex(column, _FORMULA)
    number = pc.match_substring_regex(column, _WRITTEN_NUMBER)
    marked = pc.binary_join_element_wise(_DEFUSED, column, "")
    return pc.if_else(pc.and_not(formula, number), marked, column)


def _write_workbook(job: _Job, draft: Path) -> None:
    measured = replace(job, result=ExportedFiles(draft))
    write_workbook(draft, job.result.notes, measured.iter_tables(), job.iter_tables())


def _write_duckdb(job: _Job, draft: Path) -> None:
    duckdb = import_duckdb("--format duckdb")
    with duckdb.connect(str(draft)) as connection:
        for table, rows in job.iter_tables(raw=True):
            reader = pa.RecordBatchReader.from_batches(rows.schema, rows.batches)
            connection.register("_rows", reader)
            connection.execute(f'CREATE TABLE "{table}" AS SELECT * FROM _rows')
            connection.unregister("_rows")
            for statement in _list_comments(table, rows.schema):
                connection.execute(statement)
        connection.execute(f"CREATE TABLE {NOTES} (note VARCHAR)")
        for note in job.result.notes:
            connection.execute(f"INSERT INTO {NOTES} VALUES (?)", [note])


def _list_comments(table: str, schema: pa.Schema) -> Iterator[str]:
    """Give the statements that keep the descriptions of a table and its columns."""
    for kind, name, metadata in (
        ("TABLE", f'"{table}"', schema.metadata),
        *(("COLUMN", f'"{table}"."{one.name}"', one.metadata) for one in schema),
    ):
        words = _describe(metadata).replace("'", "''")
        if words:
            yield f"COMMENT ON {kind} {name} IS '{words}'"


def _describe(metadata: Mapping[bytes, bytes] | None) -> str:
    found = metadata or {}
    words = (found.get(b"description_zh", b""), found.get(b"description_en", b""))
    return " ".join(one.decode() for one in words if one)


def _write_sqlite(job: _Job, draft: Path) -> None:
    with closing(sqlite3.connect(draft)) as database:
        for table, rows in job.iter_tables():
            columns = ", ".join(
                f'"{one.name}" {_name_sqlite_type(one.type)}' for one in rows.schema
            )
            database.execute(f'CREATE TABLE "{table}" ({columns})')
            marks = ", ".join("?" * len(rows.schema))
            insert = f'INSERT INTO "{table}" VALUES ({marks})'
            for batch in rows.batches:
                written = _make_written(batch)
                database.executemany(insert, _list_rows(written))
        database.execute(f"CREATE TABLE {NOTES} (note TEXT)")
        notes = ((note,) for note in job.result.notes)
        database.executemany(f"INSERT INTO {NOTES} VALUES (?)", notes)
        database.commit()


def _list_rows(batch: pa.RecordBatch) -> Iterator[tuple[object, ...]]:
    columns = []
    for column in batch.columns:
        is_day = pa.types.is_date(column.type)
        columns.append((column.cast(pa.string()) if is_day else column).to_pylist())
    return zip(*columns, strict=True)


def _name_sqlite_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


_WRITERS: Mapping[ExportFormat, Callable[[_Job, Path], None]] = {
    ExportFormat.XLSX: _write_workbook,
    ExportFormat.DUCKDB: _write_duckdb,
    ExportFormat.SQLITE: _write_sqlite,
}

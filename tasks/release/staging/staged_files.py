"""Staged files, read back for the audit: columns of one table, or all tables side by side, some reports at a
time.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.model.errors import ReleaseError
from tasks.model.release import Check, Staged

# The tables that hold the rows of reports in the order of the reports.
DEPENDENT_TABLES = ("revisions", "sections", "quantities")
# Half of what the stage writes at once: some tens of megabytes of texts, beside what Great Expectations
# holds.
REPORTS_AT_ONCE = 1024
_ROWS_AT_ONCE = 16_384


def locate_table(folder: Path, table: str) -> Path:
    """Give the file of a table."""
    return folder / f"{table}.parquet"


def check_file(staged: Staged, table: str, schema: pa.Schema) -> Iterator[Check]:
    """Check a table's file itself, since a frame of its rows keeps neither types nor descriptions.

    `schema` is what the file must have, as it is read back. Raises OSError or ArrowException when it cannot
    be read.
    """
    with pq.ParquetFile(locate_table(Path(staged.folder), table)) as file:
        stored, rows = file.schema_arrow, file.metadata.num_rows
        release_id = (
            (file.metadata.metadata or {})
            .get(b"release_id", b"")
            .decode(errors="replace")
        )
    why = "readers load columns by name and by place; a release must not change them unseen"
    odd = sorted(set(stored.names) ^ set(schema.names))
    said = f"not as the schema says: {', '.join(odd) or 'another order'}"
    yield _build_check(
        table,
        "table_columns_to_match_ordered_list",
        stored.names == schema.names,
        said,
        why,
    )
    said, why = (
        "not the schema's types, nulls or descriptions",
        "the dictionary is made from the schema",
    )
    yield _build_check(
        table, "file_has_schema", stored.equals(schema, check_metadata=True), said, why
    )
    said, why = (
        f"made for the release {release_id or 'of no name'}",
        "tables of two nights do not fit each other",
    )
    yield _build_check(
        table, "file_has_release_id", release_id == staged.release_id, said, why
    )
    said, why = (
        f"{rows} rows, staged were {staged.counts[table]}",
        "the file was changed after it was staged",
    )
    yield _build_check(
        table, "file_has_staged_rows", rows == staged.counts[table], said, why
    )


def _build_check(
    table: str, name: str, success: bool, otherwise: str, why: str
) -> Check:
    return Check(
        table,
        name,
        "",
        "critical",
        success,
        "as it should be" if success else otherwise,
        (),
        why,
    )


def read_existing_columns(
    path: Path, wanted: Sequence[str], *, coded: bool = False
) -> pa.Table:
    """Read columns of a file, those that it has, in one piece; the rows of a table can be counted by them.

    `coded` gives words as numbers of a dictionary: of four million identities that are few, a tenth of the
    memory.
    """
    schema = pq.read_schema(path)
    columns = _select_existing(schema, wanted)
    words = [
        name for name in columns if coded and schema.field(name).type == pa.string()
    ]
    return pq.read_table(path, columns=columns, read_dictionary=words)


def iter_batches(path: Path, wanted: Sequence[str]) -> Iterator[pa.Table]:
    """Give columns of a file, those that it has, some rows at a time, at least once."""
    with pq.ParquetFile(path, pre_buffer=False) as file:
        columns = _select_existing(file.schema_arrow, wanted)
        if not file.metadata.num_rows:
            yield file.read(columns)
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=columns):
            yield pa.Table.from_batches([batch])


def _select_existing(schema: pa.Schema, wanted: Sequence[str]) -> list[str]:
    return [name for name in wanted if name in schema.names] or schema.names[:1]


def walk_reports(folder: Path) -> Iterator[dict[str, pa.Table]]:
    """Give reports and their revisions, sections and quantities, some reports at a time, with all their rows.

    A row of a report that is not there comes with the rows before it. Raises ReleaseError when rows of a
    table do not stand in the order of the reports, so that they cannot be walked side by side.
    """
    report_ids = _read_report_ids(folder)
    bounds = [*(range(0, len(report_ids), REPORTS_AT_ONCE) or [0]), len(report_ids)]
    cuts = {
        name: _count_rows_by_chunk(folder, name, report_ids, bounds)
        for name in DEPENDENT_TABLES
    }
    sizes = {"reports": REPORTS_AT_ONCE} | dict.fromkeys(
        DEPENDENT_TABLES, _ROWS_AT_ONCE
    )
    readers = {
        name: _RowReader(locate_table(folder, name), rows)
        for name, rows in sizes.items()
    }
    try:
        for number, (first, last) in enumerate(pairwise(bounds)):
            chunk = {"reports": readers["reports"].read(last - first)}
            yield chunk | {
                name: readers[name].read(cuts[name][number])
                for name in DEPENDENT_TABLES
            }
    finally:
        for reader in readers.values():
            reader.close()


def _read_report_ids(folder: Path) -> pa.Array:
    return pq.read_table(locate_table(folder, "reports"), columns=["report_id"])[
        "report_id"
    ].combine_chunks()


def _count_rows_by_chunk(
    folder: Path, table: str, report_ids: pa.Array, bounds: Sequence[int]
) -> Sequence[int]:
    """Count the rows of a table that belong to each run of reports."""
    ids = read_existing_columns(locate_table(folder, table), ["report_id"], coded=True)[
        "report_id"
    ]
    places = pc.fill_null(
        pc.fill_null_forward(pc.index_in(ids, value_set=report_ids)), 0
    ).to_numpy()
    if (np.diff(places) < 0).any():
        row = int(np.argmax(np.diff(places) < 0)) + 1
        raise ReleaseError(
            f"{table}: row {row}, of report {ids[row]}, does not stand in the order of the reports"
        )
    cuts = np.searchsorted(places, bounds)
    cuts[-1] = len(places)
    counts: list[int] = np.diff(cuts).tolist()
    return counts


class _RowReader:
    """One file, read from its beginning, so many rows at a time, of which as many are given as are asked for."""

    def __init__(self, path: Path, rows: int) -> None:
        self._file = pq.ParquetFile(path, pre_buffer=False)
        self._batches = self._file.iter_batches(rows)
        self._read: list[pa.RecordBatch] = []

    def read(self, rows: int) -> pa.Table:
        """Give the next rows."""
        taken = []
        while rows and (batch := self._read_batch()) is not None:
            taken.append(batch.slice(0, rows))
            if batch.num_rows > rows:
                self._read.append(batch.slice(rows))
            rows -= taken[-1].num_rows
        return pa.Table.from_batches(taken, schema=self._file.schema_arrow)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read_batch(self) -> pa.RecordBatch | None:
        return self._read.pop() if self._read else next(self._batches, None)


# What a source may publish at any time of the year.
SOURCE_ALLOWANCE = 2
HISTORY_SCHEMA = pa.schema(
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


def compare_releases(
    before: Path, now: Path, columns: Mapping[str, Sequence[str]]
) -> pa.Table:
    """Compare two folders of tables; `columns` are those that may be null, by table.

    Raises OSError or ArrowException when a file of either cannot be read.
    """
    rows = [
        *_compare_groups(before, now, "source", "source_id"),
        *_compare_groups(before, now, "year", "report_year"),
    ]
    ids = [
        read_existing_columns(locate_table(folder, "reports"), ["report_id"])[
            "report_id"
        ]
        for folder in (before, now)
    ]
    both = (
        ids[0]
        .filter(pc.is_in(ids[0], value_set=ids[1].combine_chunks()))
        .combine_chunks()
    )
    for table, names in columns.items():
        held = [
            _count_filled(locate_table(folder, table), names, both)
            for folder in (before, now)
        ]
        for name in names:
            if name in held[0] and name in held[1]:
                was, is_now = held[0][name], held[1][name]
                rows.append(
                    {
                        "of": table,
                        "name": name,
                        "before": was,
                        "now": is_now,
                        "values_lost": _compute_loss(was, is_now),
                    }
                )
    return pa.Table.from_pylist(rows, HISTORY_SCHEMA)


def _compare_groups(
    before: Path, now: Path, of: str, column: str
) -> Iterator[dict[str, object]]:
    """Count the reports by a column; a report that had no value may have one now, so null is no group."""
    counts = [
        _count_values(locate_table(folder, "reports"), column)
        for folder in (before, now)
    ]
    for value in sorted({*counts[0], *counts[1]}, key=str):
        was, is_now = counts[0].get(value, 0), counts[1].get(value, 0)
        # a year has its season whenever its reports are due, so only sources are watched for growth
        gained = (
            max(0, is_now - was - SOURCE_ALLOWANCE) / was
            if was and of == "source"
            else None
        )
        shares = {"reports_lost": _compute_loss(was, is_now), "reports_gained": gained}
        yield {"of": of, "name": str(value), "before": was, "now": is_now, **shares}


def _count_values(path: Path, column: str) -> dict[object, int]:
    counted = pc.value_counts(read_existing_columns(path, [column])[column].drop_null())
    return {entry["values"]: entry["counts"] for entry in counted.to_pylist()}


def _count_filled(
    path: Path, names: Sequence[str], report_ids: pa.Array
) -> dict[str, int]:
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


def _compute_loss(before: int, now: int) -> float:
    return max(0, before - now - 1) / before if before else 0.0

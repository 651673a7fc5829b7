"""Staged files, read back for the audit: columns of one table, or all tables some reports at a time."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.errors import ReleaseError
from tasks.model.release import Check, Staged
from tasks.release.staging.draft import ReleaseDraft
from tasks.release.staging.layout import LAYOUTS, LayoutCheck
from tasks.release.staging.row_order import ReleaseOrder, ReleaseSorter
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.schema import ADDED_TABLES

# The tables that hold the rows of reports in the order of the reports.
DEPENDENT_TABLES = (
    "revisions",
    "sections",
    "quantities",
    "cells",
    "indicators",
    "indicators_wide",
    "citations",
    "shortcomings",
    "plans",
)
_ORDERED_TABLES = tuple(name for name in DEPENDENT_TABLES if name not in LAYOUTS)
# Half of what the stage writes at once: some tens of megabytes of texts, beside what Great Expectations
# holds.
REPORTS_AT_ONCE = 1024
_ROWS_AT_ONCE = 16_384
_LIGHT_ROWS_AT_ONCE = 65_536
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
        # share of the values of a column, in reports that both releases have
        ("values_lost", pa.float64()),
    ]
)


class StagedFiles:
    """The files of a staged release, or of one that it is compared with, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self, staged: Staged, table: str, schema: pa.Schema) -> Iterator[Check]:
        """Check a table's file itself, since a frame of its rows keeps neither types nor descriptions.

        `schema` is what the file must have, as it is read back. Raises OSError or ArrowException when it
        cannot be read.
        """
        with CheckedParquet(self._locate(table)).open() as file:
            stored = file.schema_arrow
            rows = file.metadata.num_rows
            metadata = file.metadata.metadata or {}
        odd = sorted(set(stored.names) ^ set(schema.names))
        yield _build_check(
            table,
            "table_columns_to_match_ordered_list",
            stored.names == schema.names,
            failure=f"not as the schema says: {', '.join(odd) or 'another order'}",
            why="readers load columns by name and by place; a release must not change them unseen",
        )
        yield _build_check(
            table,
            "file_has_schema",
            stored.equals(schema, check_metadata=True),
            failure="not the schema's types, nulls or descriptions",
            why="the dictionary is made from the schema",
        )
        release_id = metadata.get(b"release_id", b"").decode(errors="replace")
        yield _build_check(
            table,
            "file_has_release_id",
            release_id == staged.release_id,
            failure=f"made for the release {release_id or 'of no name'}",
            why="tables of two nights do not fit each other",
        )
        yield _build_check(
            table,
            "file_has_staged_rows",
            rows == staged.counts[table],
            failure=f"{rows} rows, staged were {staged.counts[table]}",
            why="the file was changed after it was staged",
        )
        if table in LAYOUTS:
            wrong = self._find_disorder(table)
            yield _build_check(
                table,
                "rows_stand_in_order",
                wrong is None,
                failure=f"row {wrong} does not stand where the table's layout says",
                why="readers of some rows pass over row groups by what stands in them",
            )

    def read_columns(
        self, table: str, wanted: Sequence[str], *, coded: bool = False
    ) -> pa.Table:
        """Read columns of a table, those that it has, in one piece; its rows can be counted by them.

        `coded` gives words as numbers of a dictionary: of four million identities that are few, a tenth of
        the memory.
        """
        file = CheckedParquet(self._locate(table))
        schema = file.read_schema()
        columns = _select_existing(schema, wanted)
        if not coded:
            return file.read(columns)
        words = [name for name in columns if schema.field(name).type == pa.string()]
        return file.read(columns, coded=words)

    def iter_batches(self, table: str, wanted: Sequence[str]) -> Iterator[pa.Table]:
        """Give columns of a table, those that it has, some rows at a time, at least once."""
        file = CheckedParquet(self._locate(table))
        columns = _select_existing(file.read_schema(), wanted)
        if not file.read_metadata().num_rows:
            yield file.read(columns)
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns):
            yield pa.Table.from_batches([batch])

    def walk_reports(self) -> Iterator[dict[str, pa.Table]]:
        """Give some reports at a time, with all rows of the tables that hold rows of reports.

        A row of a report that is not there comes with the rows before it, or, where the table's layout is
        another one than the order of the reports, with the last ones. Raises ReleaseError when rows of a
        table in that order do not stand in it, so that they cannot be walked side by side.
        """
        report_ids = self._read_report_ids()
        starts = range(0, len(report_ids), REPORTS_AT_ONCE) or [0]
        bounds = [*starts, len(report_ids)]
        counts: dict[str, Sequence[int]] = {"reports": np.diff(bounds).tolist()}
        for name in _ORDERED_TABLES:
            counts[name] = self._count_rows_by_chunk(name, report_ids, bounds)
        with ExitStack() as stack:
            readers = {}
            for name in counts:
                rows = REPORTS_AT_ONCE if name == "reports" else _ROWS_AT_ONCE
                reader = _RowReader(self._locate(name), rows)
                readers[name] = stack.enter_context(closing(reader))
            regrouped = {}
            for name in LAYOUTS:
                walk = self._walk_regrouped(name, report_ids)
                regrouped[name] = stack.enter_context(closing(walk))
            for number in range(len(starts)):
                chunk = {}
                for name, reader in readers.items():
                    chunk[name] = reader.read(counts[name][number])
                for name, walk in regrouped.items():
                    chunk[name] = next(walk)
                yield chunk

    def compare(self, before: Self, columns: Mapping[str, Sequence[str]]) -> pa.Table:
        """Compare with the tables of a release before; `columns` are those that may be null, by table.

        Raises OSError or ArrowException when a file of either cannot be read.
        """
        rows = [
            *self._compare_groups(before, "source", "source_id"),
            *self._compare_groups(before, "year", "report_year"),
        ]
        old_ids = before._read_report_ids()
        new_ids = self._read_report_ids()
        both = old_ids.filter(pc.is_in(old_ids, value_set=new_ids))
        for table, names in columns.items():
            if table in ADDED_TABLES and not before._locate(table).exists():
                continue
            old_counts = before._count_filled(table, names, both)
            new_counts = self._count_filled(table, names, both)
            for name in names:
                if name in old_counts and name in new_counts:
                    old = old_counts[name]
                    new = new_counts[name]
                    row = {
                        "of": table,
                        "name": name,
                        "before": old,
                        "now": new,
                    }
                    rows.append({**row, "values_lost": _compute_loss(old, new)})
        return pa.Table.from_pylist(rows, HISTORY_SCHEMA)

    def _read_report_ids(self) -> pa.Array:
        reports = CheckedParquet(self._locate("reports")).read(["report_id"])
        return reports["report_id"].combine_chunks()

    def _walk_regrouped(
        self, table: str, report_ids: pa.Array
    ) -> Generator[pa.Table, None, None]:
        """Give the rows of a table in another layout as `walk_reports` does, sorted on the disk."""
        file = CheckedParquet(self._locate(table))
        order = ReleaseOrder(
            report_ids, np.zeros(len(report_ids), np.int64), REPORTS_AT_ONCE
        )
        folder = self._folder.parent
        with (
            ReleaseDraft.create_scratch(folder) as scratch,
            ReleaseSorter(
                scratch / f"{table}.arrow",
                file.read_schema(),
                order,
                LAYOUTS[table].then,
            ) as sorter,
        ):
            for batch in file.iter_batches(_LIGHT_ROWS_AT_ONCE):
                sorter.add(pa.Table.from_batches([batch]))
            last = max(len(order.chunks) - 1, 0)
            for number in range(last):
                yield sorter.read_chunk(number)
            rows = [sorter.read_chunk(n) for n in range(last, len(order.chunks) + 1)]
            yield pa.concat_tables(rows)

    def _find_disorder(self, table: str) -> int | None:
        """Find the first row of a table that does not stand where its layout says."""
        check = LayoutCheck(LAYOUTS[table], self._read_report_ids())
        file = CheckedParquet(self._locate(table))
        for batch in file.iter_batches(_LIGHT_ROWS_AT_ONCE, check.columns):
            wrong = check.find_disorder(pa.Table.from_batches([batch]))
            if wrong is not None:
                return wrong
        return None

    def _count_rows_by_chunk(
        self, table: str, report_ids: pa.Array, bounds: Sequence[int]
    ) -> Sequence[int]:
        """Count the rows of a table that belong to each run of reports."""
        ids = self.read_columns(table, ["report_id"], coded=True)["report_id"]
        found = pc.fill_null_forward(pc.index_in(ids, value_set=report_ids))
        positions = pc.fill_null(found, 0).to_numpy()
        falls = np.diff(positions) < 0
        if falls.any():
            row = int(np.argmax(falls)) + 1
            raise ReleaseError(
                f"{table}: row {row}, of report {ids[row]}, does not stand in the order of the reports"
            )
        cuts = np.searchsorted(positions, bounds)
        cuts[-1] = len(positions)
        counts: list[int] = np.diff(cuts).tolist()
        return counts

    def _compare_groups(
        self, before: Self, of: str, column: str
    ) -> Iterator[dict[str, object]]:
        """Count the reports by a column; a report that had no value may have one now, so null is no group."""
        old_counts = before._count_values("reports", column)
        new_counts = self._count_values("reports", column)
        for value in sorted({*old_counts, *new_counts}, key=str):
            old = old_counts.get(value, 0)
            new = new_counts.get(value, 0)
            gained = None
            # a year has its season whenever its reports are due, so only sources are watched for growth
            if old and of == "source":
                gained = max(0, new - old - SOURCE_ALLOWANCE) / old
            shares = {"reports_lost": _compute_loss(old, new), "reports_gained": gained}
            yield {
                "of": of,
                "name": str(value),
                "before": old,
                "now": new,
                **shares,
            }

    def _count_values(self, table: str, column: str) -> dict[object, int]:
        values = self.read_columns(table, [column])[column].drop_null()
        counted = pc.value_counts(values)
        return {entry["values"]: entry["counts"] for entry in counted.to_pylist()}

    def _count_filled(
        self, table: str, names: Sequence[str], report_ids: pa.Array
    ) -> dict[str, int]:
        """Count the values of columns in the rows of some reports, a row group at a time."""
        counts: dict[str, int] = {}
        file = CheckedParquet(self._locate(table))
        known = file.read_schema().names
        there = [name for name in names if name in known]
        for batch in file.iter_batches(_LIGHT_ROWS_AT_ONCE, ["report_id", *there]):
            is_wanted = pc.is_in(batch["report_id"], value_set=report_ids)
            for name in there:
                is_filled = pc.and_(is_wanted, pc.is_valid(batch[name]))
                filled = pc.sum(is_filled).as_py() or 0
                counts[name] = counts.get(name, 0) + filled
        return counts

    def _locate(self, table: str) -> Path:
        return self._folder / f"{table}.parquet"


def _build_check(
    table: str,
    expectation: str,
    success: bool,
    *,
    failure: str,
    why: str,
) -> Check:
    return Check(
        table=table,
        expectation=expectation,
        column="",
        severity="critical",
        success=success,
        observed="as it should be" if success else failure,
        explanation=why,
    )


def _select_existing(schema: pa.Schema, wanted: Sequence[str]) -> list[str]:
    return [name for name in wanted if name in schema.names] or schema.names[:1]


class _RowReader:
    """One file, read from its beginning so many rows at a time, and given as many as are asked for."""

    def __init__(self, path: Path, rows: int) -> None:
        file = CheckedParquet(path)
        self._schema = file.read_schema()
        self._batches = file.iter_batches(rows)
        self._read: list[pa.RecordBatch] = []

    def read(self, rows: int) -> pa.Table:
        """Give the next rows."""
        taken = []
        while rows and (batch := self._read_batch()) is not None:
            taken.append(batch.slice(0, rows))
            if batch.num_rows > rows:
                self._read.append(batch.slice(rows))
            rows -= taken[-1].num_rows
        return pa.Table.from_batches(taken, schema=self._schema)

    def close(self) -> None:
        """Close the file."""
        self._batches.close()

    def _read_batch(self) -> pa.RecordBatch | None:
        if self._read:
            return self._read.pop()
        return next(self._batches, None)


def _compute_loss(before: int, now: int) -> float:
    if before:
        return max(0, before - now - 1) / before
    return 0.0

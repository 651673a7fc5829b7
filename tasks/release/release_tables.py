"""The tables of a release, read back.

Rows of single reports, row groups and fingerprints; the numbers of its pages, and the inventory of its files
for its documents.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.errors import ReleaseError
from tasks.model.issue import Severity
from tasks.model.release import Account, Inventory, OpenReport, Staged, TableFile
from tasks.model.run import BEIJING
from tasks.release.staging.layout import LAYOUTS
from tasks.tables.fingerprints import (
    FINGERPRINTED_TABLES,
    compute_fingerprints,
)
from tasks.tables.parquet_files import CheckedParquet, ParquetFile
from tasks.tables.schema import ADDED_TABLES, SCHEMAS, rename_columns
from tasks.tables.table_rows import Row


class ReleaseTables:
    """The tables of the release in a folder; reading one raises ReleaseError for a broken file.

    What is counted for pages names the tables that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has_table(self, table: str) -> bool:
        """Tell whether the release has a table; older ones lack those that came later."""
        return self._locate(table).exists()

    def read_report_rows(self, table: str, report_id: str) -> list[Row]:
        """Read one report's rows of a table, in the order of its text."""
        path = self._locate(table)
        try:
            found = CheckedParquet(path).read_matching("report_id", report_id)
        except (OSError, pa.ArrowException) as error:
            raise _build_error(path, error) from error
        # releases of older schemas stand in the order of the reports
        if table in LAYOUTS and LAYOUTS[table].then in found.column_names:
            found = found.sort_by(LAYOUTS[table].then)
        rows: list[Row] = found.to_pylist()
        return rows

    def list_report_ids(self, prefix: str, most: int) -> list[str]:
        """List the ids of reports that begin with a prefix, at most so many, in order."""
        ids = self.read_columns("reports", ["report_id"])["report_id"]
        found = ids.filter(pc.starts_with(ids, pattern=prefix))
        return sorted(found.to_pylist())[:most]

    def iter_row_groups(self, table: str) -> Iterator[pa.Table]:
        """Give a table a row group at a time, an empty one first."""
        path = self._locate(table)
        try:
            with CheckedParquet(path).open() as file:
                yield rename_columns(table, file.schema_arrow.empty_table())
                for group in range(file.num_row_groups):
                    yield rename_columns(table, file.read_row_group(group))
        except (OSError, pa.ArrowException) as error:
            raise _build_error(path, error) from error

    def read_fingerprints(self) -> pa.Table:
        """Compute the fingerprints of the reports."""
        names = [
            name
            for name in FINGERPRINTED_TABLES
            if name not in ADDED_TABLES or self._locate(name).exists()
        ]
        return compute_fingerprints(
            {name: self.iter_row_groups(name) for name in names}
        )

    def read_columns(self, table: str, columns: list[str]) -> pa.Table:
        """Read some columns of a table."""
        path = self._locate(table)
        try:
            return CheckedParquet(path).read(columns)
        except (OSError, pa.ArrowException) as error:
            raise _build_error(path, error) from error

    def take_inventory(
        self,
        release_id: str,
        as_of: datetime,
        tables: Iterable[str],
    ) -> Inventory:
        """List the files of some tables, with their sizes and examples.

        The same files give the same inventory.
        """
        files = tuple(_describe_file(self._locate(table)) for table in tables)
        years = _find_years(self._locate("reports"))
        return Inventory(release_id, as_of, files, years)

    def count_release(self, quarantine: Path, staged: Staged) -> Account:
        """Count its rows, and those refused, in a folder that may be missing.

        A table that cannot be read is named as such: the release that its audit holds back has a page all the
        same.
        """
        unread = []
        coverage = _read_typed(self._locate("coverage"), _COVERAGE_SCHEMA)
        if coverage is None:
            unread.append("coverage")
        changes = _read_typed(self._locate("changes"), _CHANGE_SCHEMA)
        if changes is None:
            unread.append("changes")
        refused = {}
        for path in sorted(quarantine.glob("*.parquet")):
            rows = _read_typed(path, _REFUSAL_SCHEMA)
            if rows is None:
                unread.append(f"quarantine of {path.stem}")
            else:
                refused[path.stem] = _count_words(rows, "reason")
        return Account(
            counts=staged.counts,
            last_counts=staged.last_counts,
            refused=refused,
            changes={} if changes is None else _count_words(changes, "change"),
            coverage={} if coverage is None else _count_by_level(coverage),
            open=() if coverage is None else tuple(_list_open(coverage)),
            unread=tuple(unread),
        )

    def read_scores(self) -> list[Row]:
        """Read the scorecards: the kinds of issue that stand, worst and most first."""
        read = _read_typed(self._locate("scorecards"), SCHEMAS["scorecards"])
        if read is None:
            return [
                {"problem": "the table scorecards cannot be read; the audit says why"}
            ]
        scores: list[dict[str, Any]]
        scores = [row for row in read.to_pylist() if row["issues"]]
        scores.sort(key=_rank_score)
        return scores[:_MOST_SCORES]

    def read_rows(
        self, table: str, wanted: pc.Expression, columns: list[str] | None = None
    ) -> list[Row]:
        """Read the rows of a table that a filter lets pass, or some columns of them."""
        path = self._locate(table)
        try:
            found = CheckedParquet(path).read(columns, filters=wanted)
            rows: list[Row] = rename_columns(table, found).to_pylist()
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


# An example shows what a value looks like; whoever wants it whole opens the table.
LONGEST_EXAMPLE = 60
# Texts of reports are long, and the first of them will do.
_ROWS_AT_ONCE = 16


def _describe_file(path: Path) -> TableFile:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    examples: dict[str, str] = {}
    with CheckedParquet(path).open() as file:
        rows = file.metadata.num_rows
        for column, name in enumerate(file.schema_arrow.names):
            value = _find_example(file, column)
            if value is not None:
                examples[name] = _format_example(value)
    return TableFile(
        path.stem,
        rows,
        path.stat().st_size,
        digest,
        examples,
    )


def _find_example(file: ParquetFile, column: int) -> object:
    """Find the first value of a column that is neither null nor empty; row groups of nulls are not opened."""
    name = file.schema_arrow.names[column]
    for group in range(file.num_row_groups):
        statistics = file.metadata.row_group(group).column(column).statistics
        if statistics is not None and statistics.num_values == 0:
            continue
        batches = file.iter_batches(_ROWS_AT_ONCE, row_groups=[group], columns=[name])
        for batch in batches:
            for value in batch.column(0).drop_null().to_pylist():
                if value != "":
                    return value
    return None


def _format_example(value: object) -> str:
    """Show a value on one line, cut when it is long; times are Beijing time."""
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(str(value).split())
    if len(text) <= LONGEST_EXAMPLE:
        return text
    return f"{text[: LONGEST_EXAMPLE - 1]}…"


def _find_years(path: Path) -> tuple[int, int] | None:
    rows = CheckedParquet(path).read(["report_year"])
    years = rows["report_year"].drop_null()
    if not len(years):
        return None
    return pc.min(years).as_py(), pc.max(years).as_py()


# Of the reports that are not there as they should be, a page names so many; the table coverage has them all.
MOST_OPEN = 50
_OPEN_STATUSES = ("withdrawn", "missing", "late")
_CHANGE_SCHEMA = pa.schema([("change", pa.string())])
_REFUSAL_SCHEMA = pa.schema([("reason", pa.string())])
_COVERAGE_WORDS = ("level", "status", "organ", "evidence")
_COVERAGE_SCHEMA = pa.schema(
    [("report_year", pa.int32()), *((name, pa.string()) for name in _COVERAGE_WORDS)]
)


# Measured: a table artifact of 1 000 rows takes a tenth of a second to hang up.
_MOST_SCORES = 1000
_SEVERITIES = list(Severity)


def _read_typed(path: Path, schema: pa.Schema) -> pa.Table | None:
    """Read some columns as what they should be; null where the file does not give them."""
    try:
        table = CheckedParquet(path).read(schema.names)
        return table.select(schema.names).cast(schema)
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return None


def _count_words(table: pa.Table, column: str) -> dict[str, int]:
    """Count rows by the word in a column, most frequent first."""
    groups = table.group_by(column, use_threads=False)
    counted = groups.aggregate([([], "count_all")]).to_pylist()
    rows = sorted(counted, key=lambda row: (-row["count_all"], str(row[column])))
    return {str(row[column]): row["count_all"] for row in rows}


def _count_by_level(coverage: pa.Table) -> Mapping[str, dict[str, int]]:
    levels = pc.fill_null(coverage["level"], "")
    counts = {}
    for level in sorted(pc.unique(levels).to_pylist()):
        rows = coverage.filter(pc.equal(levels, level))
        counts[level] = _count_words(rows, "status")
    return counts


def _list_open(coverage: pa.Table) -> list[OpenReport]:
    statuses = pa.array(_OPEN_STATUSES)
    rows = coverage.filter(pc.is_in(coverage["status"], value_set=statuses))
    weight = pc.index_in(rows["status"], value_set=statuses)
    order = [
        ("report_year", "descending"),
        ("weight", "ascending"),
        ("organ", "ascending"),
    ]
    first = rows.append_column("weight", weight).sort_by(order).slice(0, MOST_OPEN)
    fields = ["organ", "report_year", "status", "evidence"]
    return [OpenReport(**row) for row in first.select(fields).to_pylist()]


def _rank_score(score: Mapping[str, Any]) -> tuple[int, int, str, str]:
    severity = _SEVERITIES.index(score["severity"])
    return -severity, -score["issues"], score["source_id"], score["code"]

"""Rows of a release that fulfil a condition, which is an expression of DuckDB's SQL.

    report_year = 2025 AND province IS NOT NULL
    report_id IN (SELECT report_id FROM reports WHERE level = 'county')

A condition sees the release's tables and nothing else: no file, no address, no extension, no variable of
Python's, and no setting can be changed from inside it. It is one expression; a second statement, an ORDER BY
or a LIMIT is none.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import NamedTuple

import pyarrow as pa

from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.release.reader import PublishedRelease

_ROWS_AT_ONCE = 4096
_CONFINED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
# A day that is compared with a time begins in Beijing, on whatever machine.
_ZONE = "Asia/Shanghai"


class SelectedRows(NamedTuple):
    """Rows of one table, in its order and with its schema."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class RowCondition:
    """A condition on the rows of a release's tables; an empty one lets every row pass."""

    def __init__(self, release: PublishedRelease, words: str = "") -> None:
        self._release = release
        self._words = words.strip()

    @contextmanager
    def select(self, table: str) -> Iterator[SelectedRows]:
        """Give the rows of a table that fulfil it.

        Raises ConfigurationError when the table is unknown or the condition does not fit it, and ReleaseError
        when a table cannot be read; the last of these also while the rows are taken.
        """
        opened = self._release.dataset(table)
        if self._words:
            with self._filter(table, opened.schema) as rows:
                yield rows
        else:
            batches = opened.to_batches(batch_size=_ROWS_AT_ONCE)
            yield SelectedRows(opened.schema, self._follow(table, batches))

    @contextmanager
    def _filter(self, table: str, schema: pa.Schema) -> Iterator[SelectedRows]:
        duckdb = import_duckdb("--where")
        with duckdb.connect(":memory:", config=_CONFINED) as connection:
            connection.execute(f"SET TimeZone = '{_ZONE}'")
            connection.execute("SET lock_configuration = true")
            for name in self._release.tables:
                connection.register(name, self._release.dataset(name))
            try:
                chosen = connection.view(table).filter(self._words)
                found = chosen.to_arrow_reader(_ROWS_AT_ONCE)
            except duckdb.Error as error:
                words = " ".join(str(error).split())
                raise ConfigurationError(
                    f"the condition {self._words!r} does not fit the table {table}: {words}"
                ) from error
            batches = (batch.cast(schema) for batch in self._follow(table, found))
            yield SelectedRows(schema, batches)

    def _follow(
        self, table: str, batches: Iterable[pa.RecordBatch]
    ) -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except (OSError, pa.ArrowException) as error:
            raise ReleaseError(
                f"{table} of {self._release.release_id} cannot be read ({error}); see what is wrong with "
                "`fazhi verify`, and that a condition fits all rows"
            ) from error


def import_duckdb(purpose: str) -> ModuleType:
    """Import DuckDB, which only exports need; raises ConfigurationError where it is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise ConfigurationError(
            f"{purpose} needs duckdb, which is not installed; install `fazhi[export]`"
        ) from error
    return duckdb

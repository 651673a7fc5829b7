"""Parquet files as we write and read them: every page has a checksum, and is checked when it is read.

A flipped bit in a page is an error then, and never another value: without the check, half of all flips read
as other data. The footer and the heads of the pages, which say where the pages lie and what is in them, have
no such checksum: whoever keeps a file keeps a digest of the whole of it, too, as it was handed to the disk.
"""

import hashlib
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import IO, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.home import sync

ParquetFile: TypeAlias = pq.ParquetFile
_COMPRESSION = "zstd"


class CheckedParquet:
    """One Parquet file; what cannot be read as it was written raises OSError or ArrowException."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> ParquetFile:
        """Open it to be read bit by bit, holding no more than is asked for; to be closed by the caller."""
        return ParquetFile(
            self._path, pre_buffer=False, page_checksum_verification=True
        )

    def iter_batches(
        self, most: int, columns: Sequence[str] | None = None
    ) -> Generator[pa.RecordBatch, None, None]:
        """Give its rows, or some columns of them, so many at a time.

        A page whose head was altered ends the rows early, without a word from Arrow.
        """
        wanted = None if columns is None else list(columns)
        with self.open() as file:
            left = file.metadata.num_rows
            for batch in file.iter_batches(most, columns=wanted):
                left -= batch.num_rows
                yield batch
        if left:
            raise OSError(f"{left} rows fewer than its footer says")

    def read(
        self,
        columns: Sequence[str] | None = None,
        *,
        filters: pc.Expression | None = None,
        coded: Sequence[str] | None = None,
    ) -> pa.Table:
        """Read it, or some columns of the rows that pass a filter; those `coded` come as dictionaries."""
        return pq.read_table(
            self._path,
            columns=None if columns is None else list(columns),
            filters=filters,
            read_dictionary=None if coded is None else list(coded),
            page_checksum_verification=True,
        )

    def read_matching(self, column: str, value: str) -> pa.Table:
        """Read the rows that have a value in a column of words.

        Of row groups that have none no more than this column is read, and not even that where their
        statistics tell.
        """
        with self.open() as file:
            found = [file.schema_arrow.empty_table()]
            place = file.schema.names.index(column)
            for group in range(file.num_row_groups):
                statistics = file.metadata.row_group(group).column(place).statistics
                if not _may_hold(statistics, value):
                    continue
                named = _read_group(file, group, [column])[column]
                is_wanted = pc.equal(named, value)
                if pc.any(is_wanted).as_py():
                    found.append(_read_group(file, group).filter(is_wanted))
            return pa.concat_tables(found)

    def read_metadata(self) -> pq.FileMetaData:
        """Read what its footer says: rows, row groups, and the metadata beside the schema."""
        return pq.read_metadata(self._path)

    def read_schema(self) -> pa.Schema:
        """Read its schema."""
        return pq.read_schema(self._path)

    def write(self, table: pa.Table, level: int) -> str:
        """Write a table, compressed at a level of zstd, and bring it to the disk.

        Give the digest of the bytes as they were handed over.
        """
        sink = pa.BufferOutputStream()
        with CheckedParquet.open_writer(sink, table.schema, level) as writer:
            writer.write_table(table)
        content = sink.getvalue()
        self._path.write_bytes(content)
        sync(self._path)
        return hashlib.sha256(content).hexdigest()

    @staticmethod
    def open_writer(
        sink: IO[bytes] | pa.NativeFile,
        schema: pa.Schema,
        level: int,
        *,
        has_page_index: bool = False,
    ) -> pq.ParquetWriter:
        """Open a writer of row groups, compressed at a level of zstd; to be closed by the caller.

        A page index tells readers of some rows which pages to leave out.
        """
        return pq.ParquetWriter(
            sink,
            schema,
            compression=_COMPRESSION,
            compression_level=level,
            write_page_checksum=True,
            write_page_index=has_page_index,
        )


def _read_group(
    file: ParquetFile, group: int, columns: list[str] | None = None
) -> pa.Table:
    """Read a row group; a page whose head was altered ends its rows early."""
    rows = file.read_row_group(group, columns=columns)
    left = file.metadata.row_group(group).num_rows - rows.num_rows
    if left:
        raise OSError(f"{left} rows fewer than its footer says")
    return rows


def _may_hold(statistics: pq.Statistics | None, value: str) -> bool:
    """Tell whether words that statistics speak of may have a value among them."""
    if statistics is None or not statistics.has_min_max:
        return True
    least: str = statistics.min
    greatest: str = statistics.max
    return least <= value <= greatest

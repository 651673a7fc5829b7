"""Spill: rows put aside on the disk by bucket, and taken back a bucket at a time, in the order in which they
came.

All buckets share one file of Arrow record batches, each batch of one bucket, so that any number of them needs
one open file. Rows wait in memory until there are enough of them for batches worth writing.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tasks.home import Home

_LEFT_BEHIND_SECONDS = 24 * 3600


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Make a scratch folder in a folder, and remove it with all that is in it at the end."""
    made = Path(tempfile.mkdtemp(prefix=".scratch-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(home: Home) -> list[Path]:
    """Remove the dotted folders that killed runs left in staging, quarantine and parts.

    Give those that were removed.

    A folder's age is that of its last new file, by the clock of the file system.
    """
    left = [
        path
        for folder in _swept(home)
        for path in sorted(folder.glob(".*"))
        if _is_left(path)
    ]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return left


def _swept(home: Home) -> Iterator[Path]:
    yield from (home.staging, home.quarantine)
    yield from sorted(path for path in home.parts.iterdir() if path.is_dir())


def _is_left(path: Path) -> bool:
    try:
        return (
            path.is_dir() and time.time() - path.stat().st_mtime > _LEFT_BEHIND_SECONDS
        )
    except FileNotFoundError:  # its own process removed it just now
        return False


# Each of the fifty buckets of 100 000 reports then gets some hundred kilobytes at a time.
WAITING_BYTES = 16 << 20
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class Spill:
    """The rows of one table, in a file of its own, which is deleted when the spill is closed."""

    def __init__(
        self, path: Path, schema: pa.Schema, most_waiting: int = WAITING_BYTES
    ) -> None:
        self._path, self._schema, self._most_waiting = path, schema, most_waiting
        self._waiting: dict[int, list[pa.Table]] = {}
        self._bytes = self._written = 0
        self._batches: dict[int, list[int]] = {}
        self._writer = pa.ipc.new_file(str(path), schema, options=_OPTIONS)
        self._source: pa.NativeFile | None = None

    def add(self, rows: pa.Table, buckets: NDArray[np.int64]) -> None:
        """Put rows aside, each in its bucket."""
        order = np.argsort(buckets, kind="stable")
        ordered, buckets = rows.take(pa.array(order)), buckets[order]
        starts = np.flatnonzero(np.diff(buckets, prepend=-1))
        for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
            self._waiting.setdefault(int(buckets[start]), []).append(
                ordered.slice(start, end - start)
            )
        self._bytes += ordered.nbytes
        if self._bytes >= self._most_waiting:
            self._flush()

    def take(self, bucket: int) -> pa.Table:
        """Give the rows of a bucket, in the order in which they were added.

        Nothing can be added from then on.
        """
        if self._source is None:
            self._flush()
            self._writer.close()
            # Read, not mapped: the pages of a mapped file would stay in memory, bucket after bucket.
            self._source = pa.OSFile(str(self._path))
        reader = pa.ipc.open_file(self._source)
        return pa.Table.from_batches(
            map(reader.get_batch, self._batches.get(bucket, ())), schema=self._schema
        )

    def close(self) -> None:
        """Delete the file."""
        self._writer.close()
        if self._source is not None:
            self._source.close()
        self._path.unlink(missing_ok=True)

    def _flush(self) -> None:
        for bucket, tables in sorted(self._waiting.items()):
            for batch in pa.concat_tables(tables).combine_chunks().to_batches():
                self._writer.write_batch(batch)
                self._batches.setdefault(bucket, []).append(self._written)
                self._written += 1
        self._waiting.clear()
        self._bytes = 0

"""Staging: tables written to Parquet, then named by what is in them.

The release id is the time of the last fetch and a hash of schemas and data, so it takes no wall clock and the
same tables always get the same id. The id is written into the footers, which the hash therefore leaves out.

Drafts and scratch folders are dotted; what killed runs left of them is removed by `remove_leftovers`.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.home import Home, sync
from tasks.model.run import BEIJING

COMPRESSION = "zstd"
COMPRESSION_LEVEL = 3
# Measured: level 9 is six times slower and saves 8 %. Larger row groups only cost a reader of few columns
# memory.
ROWS_PER_GROUP = 65_536
_HASH_DIGITS = 8
_LEFT_BEHIND_SECONDS = 24 * 3600


class ReleaseDraft:
    """The tables of a release while they are written, in a dotted folder that is removed without `finish`."""

    def __init__(self, staging: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self._staging = staging
        self._folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=staging))
        self._files = {
            name: _TableWriter(self._folder / f"{name}.parquet", schema)
            for name, schema in schemas.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @staticmethod
    @contextmanager
    def create_scratch(folder: Path) -> Iterator[Path]:
        """Make a scratch folder in a folder, and remove it with all that is in it at the end."""
        made = Path(tempfile.mkdtemp(prefix=".scratch-", dir=folder))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    @staticmethod
    def remove_leftovers(home: Home) -> list[Path]:
        """Remove the dotted folders that killed runs left in staging, quarantine and parts.

        Give those that were removed.

        A folder's age is that of its last new file, by the clock of the file system.
        """
        extractors = sorted(path for path in home.parts.iterdir() if path.is_dir())
        removed = []
        for folder in (home.staging, home.quarantine, *extractors):
            for path in filter(_is_leftover, sorted(folder.glob(".*"))):
                shutil.rmtree(path, ignore_errors=True)
                removed.append(path)
        return removed

    @property
    def counts(self) -> dict[str, int]:
        """Count the rows written so far, by table."""
        return {name: file.rows for name, file in self._files.items()}

    def write(self, table: str, rows: pa.Table) -> None:
        """Append rows, if there are any, as row groups of their own: a group never mixes two calls."""
        if rows.num_rows:
            self._files[table].write(rows)

    def finish(self, as_of: datetime) -> tuple[str, Path]:
        """Name the release, close its files and move them to their place; give id and folder.

        A staged release of the same id is the same and stays.
        """
        digests = "".join(file.compute_digest() for file in self._files.values())
        digest = hashlib.sha256(digests.encode()).hexdigest()[:_HASH_DIGITS]
        release_id = f"{as_of.astimezone(BEIJING):%Y%m%dT%H%M%S}-{digest}"
        for file in self._files.values():
            file.finish({"release_id": release_id})
        sync(self._folder)
        target = self._staging / release_id
        if not target.is_dir():
            os.rename(self._folder, target)  # noqa: PTH104
            sync(self._staging)
        return release_id, target


class _TableWriter:
    """One Parquet file in the making, with a running hash of the bytes before its footer."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._name = path.stem
        self._schema = schema
        self._sink = _HashingFile(path.open("wb"))
        self._writer = pq.ParquetWriter(
            self._sink,
            schema,
            compression=COMPRESSION,
            compression_level=COMPRESSION_LEVEL,
        )
        self.rows = 0

    def write(self, rows: pa.Table) -> None:
        # Where a page of the file ends depends on how the rows are held in memory: always in one piece.
        self._writer.write_table(rows.combine_chunks(), row_group_size=ROWS_PER_GROUP)
        self.rows += rows.num_rows

    def compute_digest(self) -> str:
        schema = hashlib.sha256(self._schema.serialize().to_pybytes()).hexdigest()
        return f"{self._name} {schema} {self._sink.hash.hexdigest()}\n"

    def finish(self, metadata: Mapping[str, str]) -> None:
        self._writer.add_key_value_metadata(metadata)
        self.close()
        sync(self._path)

    def close(self) -> None:
        self._writer.close()
        self._sink.close()


class _HashingFile:
    """The part of a binary file that Arrow writes to, hashing what passes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    @property
    def closed(self) -> bool:
        return self._file.closed

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def _is_leftover(path: Path) -> bool:
    try:
        age = time.time() - path.stat().st_mtime
        return path.is_dir() and age > _LEFT_BEHIND_SECONDS
    except FileNotFoundError:  # its own process removed it just now
        return False

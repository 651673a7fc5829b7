"""Pieces: rows of one schema that wait in a file of a scratch folder to be gone through, as often as needed."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa


class Pieces:
    """Tables of one schema in a file: first they are added, then gone through one at a time."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._writer = pa.ipc.new_file(
            str(path), schema, options=pa.ipc.IpcWriteOptions(compression="lz4")
        )

    def __iter__(self) -> Iterator[pa.Table]:
        self._writer.close()
        # Read, not mapped: the pages of a mapped file would count as memory of this process, piece after
        # piece.
        with pa.OSFile(str(self._path)) as file:
            reader = pa.ipc.open_file(file)
            for place in range(reader.num_record_batches):
                yield pa.Table.from_batches([reader.get_batch(place)])

    def add(self, rows: pa.Table) -> None:
        """Append a table in one piece."""
        self._writer.write_table(rows.combine_chunks())

"""Inventory: what the files of one release are, as its documents tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TableFile:
    """The Parquet file of one table: rows, size in bytes, hex SHA-256.

    `examples` gives for each column the first value that is neither null nor empty, on one line and cut when
    long; a column without any value is not in it.
    """

    table: str
    rows: int
    size: int
    sha256: str
    examples: Mapping[str, str]

    @property
    def name(self) -> str:
        """Give the file's name."""
        return f"{self.table}.parquet"


@dataclass(frozen=True, slots=True)
class Inventory:
    """One release and its files.

    `years` are the first and the last report year, null when no report tells its year.
    """

    release_id: str
    as_of: datetime
    files: tuple[TableFile, ...]
    years: tuple[int, int] | None

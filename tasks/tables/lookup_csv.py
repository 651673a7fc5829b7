"""The CSV files that people edit, read with errors that name file, line and column."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tasks.model.errors import ConfigurationError

Cells = Mapping[str, str]


def read_lookup(path: Path, columns: Sequence[str]) -> list[tuple[int, Cells]]:
    """Read the rows of a file that has these columns, each with its line.

    Cells that a short row lacks are empty.

    Raises ConfigurationError naming file, line and remedy.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restkey="", restval="", strict=True)
            if tuple(reader.fieldnames or ()) != tuple(columns):
                raise ConfigurationError(
                    f"{path}: line 1: the columns must be {','.join(columns)}; mend the header"
                )
            rows: list[tuple[int, Cells]] = [
                (reader.line_num, cells) for cells in reader
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error}); it must be a CSV file in UTF-8"
        ) from error
    for line, cells in rows:
        if "" in cells:
            raise ConfigurationError(
                f"{path}: line {line}: more cells than columns; put commas in quotation marks"
            )
    return rows


def ensure_valid(
    path: Path, line: int, cells: Cells, checks: Mapping[str, tuple[bool, str]]
) -> None:
    """Ensure that each named column's check holds.

    Raises ConfigurationError with what is wanted of the first.
    """
    for column, (is_valid, wanted) in checks.items():
        if not is_valid:
            raise ConfigurationError(
                f"{path}: line {line}: column {column}: {cells[column]!r} {wanted}"
            )

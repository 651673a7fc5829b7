"""The project's own files: where they lie, and the CSV files that people edit.

No other module knows where; errors name file, line and column.
"""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from tasks.model.errors import ConfigurationError

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
LOOKUPS = DATA / "lookups"


Cells = Mapping[str, str]


def read_lookup(
    path: Path, columns: Sequence[str], further: Sequence[str] = ()
) -> list[tuple[int, Cells]]:
    """Read the rows of a file that has these columns, each with its line; all the `further` ones may follow.

    Cells that a short row lacks are empty. A byte-order mark, as Excel writes it, is no part of a name.

    Raises ConfigurationError naming file, line and remedy.
    """
    reader = csv.DictReader(
        StringIO(_read_text(path), newline=""), restkey="", restval="", strict=True
    )
    try:
        present = tuple(reader.fieldnames or ())
        if present not in (tuple(columns), (*columns, *further)):
            raise ConfigurationError(
                f"{path}: line 1: the columns must be {','.join(columns)}; mend the header"
            )
        rows: list[tuple[int, Cells]] = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise ConfigurationError(
            f"{path}: line {reader.reader.line_num}: cannot be read as CSV ({error}); "
            "mend the quotation marks"
        ) from error
    for line, cells in rows:
        if "" in cells:
            raise ConfigurationError(
                f"{path}: line {line}: more cells than columns; put commas in quotation marks"
            )
    return rows


def read_keyed_lookup(path: Path, columns: Sequence[str]) -> list[tuple[int, Cells]]:
    """Read the rows of a file whose first column tells them apart, and which is never without a row.

    Raises ConfigurationError naming file, line and remedy.
    """
    key = columns[0]
    seen: dict[str, int] = {}
    rows = read_lookup(path, columns)
    if not rows:
        raise ConfigurationError(
            f"{path}: line 2: there is no row; bring the file back as it was"
        )
    for line, cells in rows:
        first = seen.setdefault(cells[key], line)
        twice = f"stands in line {first} already; keep one row"
        ensure_valid(path, line, cells, {key: (bool(cells[key]), "must be filled in")})
        ensure_valid(path, line, cells, {key: (first == line, twice)})
    return rows


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}); bring the file back"
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            f"{path}: line {line}: cannot be read ({error.reason}); it must be a CSV file in UTF-8, "
            "which Excel saves as “CSV UTF-8”"
        ) from error


def ensure_valid(
    path: Path,
    line: int,
    cells: Cells,
    checks: Mapping[str, tuple[bool, str]],
) -> None:
    """Ensure that each named column's check holds.

    Raises ConfigurationError with what is wanted of the first.
    """
    for column, (is_valid, wanted) in checks.items():
        if not is_valid:
            raise ConfigurationError(
                f"{path}: line {line}: column {column}: {cells[column]!r} {wanted}"
            )

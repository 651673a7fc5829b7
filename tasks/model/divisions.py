"""The administrative divisions by their codes, from the provinces down to all 41 000 townships.

A code has 12 digits; what a division belongs to is in it: 2 digits name the province, 4 the prefecture,
6 the county and 9 the township, the rest are zeros. Townships are unpacked when one is first asked for.
"""

import csv
import lzma
from collections.abc import Mapping, Sequence
from functools import cache
from io import StringIO
from typing import NamedTuple

from tasks.model.errors import ConfigurationError
from tasks.model.project_files import LOOKUPS, read_keyed_lookup

DIVISIONS = LOOKUPS / "divisions.csv"
TOWNSHIPS = LOOKUPS / "townships.csv.xz"
DIVISION_COLUMNS = ("code", "name", "level")
_TOWNSHIP_COLUMNS = ["code", "name"]
CODE_LENGTH = 12
# How many of the 12 digits name a division of each level, from the highest down.
DIGITS_BY_LEVEL = {
    "province": 2,
    "prefecture": 4,
    "county": 6,
    "township": 9,
}
# What stands between a municipality and its districts, or a province and counties of its own: no place's
# name.
FILLER_NAMES = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


class Division(NamedTuple):
    """A division: its 12-digit code, its own name, and its level."""

    code: str
    name: str
    level: str

    @property
    def short_code(self) -> str:
        """Give the code of 6 digits, which of a township is its county's."""
        return self.code[: DIGITS_BY_LEVEL["county"]]

    @property
    def is_filler(self) -> bool:
        """Tell whether this is a row of the table that is no place."""
        return self.name in FILLER_NAMES


def find_division(code: str) -> Division | None:
    """Find a division by its 12-digit code; null for an unknown one.

    Raises ConfigurationError for a damaged table.
    """
    known = _load_divisions().get(code)
    if known:
        return known
    name = find_township_name(code)
    return Division(code, name, "township") if name else None


def list_parents(code: str) -> list[Division]:
    """List what a division belongs to, from its province down, without itself and without fillers."""
    parents = []
    for digits in DIGITS_BY_LEVEL.values():
        above = code[:digits].ljust(CODE_LENGTH, "0")
        if above == code:
            break
        division = _load_divisions().get(above)
        if division and not division.is_filler:
            parents.append(division)
    return parents


def list_divisions() -> Sequence[Division]:
    """List the provinces, prefectures and counties, fillers left out, in the order of their codes."""
    return [
        one
        for one in _load_divisions().values()
        if one.level != "township" and not one.is_filler
    ]


def find_township_name(code: str) -> str | None:
    """Find the name of a township by its 12-digit code; null for what is none."""
    digits = DIGITS_BY_LEVEL["township"]
    county = DIGITS_BY_LEVEL["county"]
    if len(code) != CODE_LENGTH or not code[county:digits].strip("0"):
        return None
    if code[digits:].strip("0"):
        return None
    return load_townships().get(code[:digits])


def find_township_code(county: str, name: str) -> str | None:
    """Find the 12-digit code of a township by its county's code and its name; null for none or two."""
    start = county[: DIGITS_BY_LEVEL["county"]]
    codes = [
        code
        for code, other in load_townships().items()
        if other == name and code.startswith(start)
    ]
    if len(codes) == 1:
        return codes[0].ljust(CODE_LENGTH, "0")
    return None


@cache
def load_townships() -> Mapping[str, str]:
    """Load the names of the townships by the 9 digits of their codes, once.

    Raises ConfigurationError for a damaged table.
    """
    try:
        text = lzma.decompress(TOWNSHIPS.read_bytes()).decode("utf-8")
        header, *rows = csv.reader(StringIO(text, newline=""), strict=True)
        names = dict(rows)
    except (OSError, lzma.LZMAError, ValueError, csv.Error) as error:
        raise ConfigurationError(
            f"{TOWNSHIPS}: cannot be read ({error}); bring the file back"
        ) from error
    if header != _TOWNSHIP_COLUMNS:
        raise ConfigurationError(
            f"{TOWNSHIPS}: line 1: the columns must be {','.join(_TOWNSHIP_COLUMNS)}; "
            "bring the file back"
        )
    return names


@cache
def _load_divisions() -> Mapping[str, Division]:
    divisions = {}
    for _, cells in read_keyed_lookup(DIVISIONS, DIVISION_COLUMNS):
        code = cells["code"]
        divisions[code] = Division(code, cells["name"], cells["level"])
    return divisions

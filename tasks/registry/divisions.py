"""The administrative divisions: `data/lookups/divisions.csv`, and whether a source's region agrees with it."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tasks.model.paths import LOOKUPS
from tasks.model.source import Region

DIVISIONS = LOOKUPS / "divisions.csv"
# How many of the 12 digits name a division of each level; the rest are zeros.
_DIGITS = {"province": 2, "prefecture": 4, "county": 6, "township": 9}
# What stands between a municipality and its districts, or a province and counties of its own: no place's
# name.
_NAMELESS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@cache
def divisions(path: Path = DIVISIONS) -> Mapping[str, str]:
    """Give the names of the divisions by their 12-digit codes."""
    with path.open(encoding="utf-8") as table:
        return {row["code"]: row["name"] for row in csv.DictReader(table)}


def chain(code: str) -> dict[str, str]:
    """Give the names of a division and of those that it belongs to, by level.

    Empty when the code is unknown.
    """
    known = divisions()
    if code not in known:
        return {}
    names = {}
    for level, digits in _DIGITS.items():
        above = code[:digits].ljust(len(code), "0")
        name = known.get(above, "")
        if name and name not in _NAMELESS:
            names[level] = name
        if above == code:
            break
    return names


def disagreement(region: Region) -> str | None:
    """Say what is wrong between a region's code and its names; null when they agree or no code is given."""
    if region.division_code is None:
        return None
    looked_up = chain(region.division_code)
    if not looked_up:
        return f"division code {region.division_code} is not in {DIVISIONS.name}"
    told = {level: name for level in _DIGITS if (name := getattr(region, level))}
    if told == looked_up:
        return None
    return f"division code {region.division_code} is {_spelled(looked_up)}, the region says {_spelled(told)}"


def _spelled(names: Mapping[str, str]) -> str:
    return " ".join(names.values()) or "nothing"

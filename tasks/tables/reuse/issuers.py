"""Whose report it is, and how two reports are related: the same organ's, of which year, or another organ's.

Names are spelled in several ways (棠川镇, 汀蘅县棠川镇人民政府), so a government is known by its place, and
any other organ by its name without the place.
"""

from sys import intern
from typing import NamedTuple

import pyarrow as pa

from tasks.model.report import OrganKind, ReuseKind

PLACES = ("province", "prefecture", "county", "township")
# The governments, each with the level of its place
_LEVEL_OF_KIND = {
    OrganKind.PROVINCE: "province",
    OrganKind.PREFECTURE: "prefecture",
    OrganKind.COUNTY: "county",
    OrganKind.TOWN: "township",
    OrganKind.SUBDISTRICT: "township",
}


class Issuer(NamedTuple):
    """Who issued a report, and for which year.

    `places` are the names down to the organ's own level, null = not told.

    `name` is empty when the report does not tell whose it is.
    """

    name: str
    level: str | None
    places: tuple[str | None, ...]
    year: int | None

    @property
    def place(self) -> str | None:
        """Give the name of the lowest place."""
        return next((name for name in reversed(self.places) if name), None)

    @property
    def organ(self) -> tuple[object, ...]:
        """Give what tells this organ from others when organs are counted."""
        return (self.name, self.level, *self.places)


def list_issuers(reports: pa.Table) -> list[Issuer]:
    """Give the issuer of each row of the table `reports`."""
    columns = ["organ", "organ_kind", "level", *PLACES, "report_year"]
    return [_build_issuer(row) for row in reports.select(columns).to_pylist()]


def _build_issuer(row: dict[str, object]) -> Issuer:
    # The same few thousand places over and over: kept once each
    places = tuple(intern(str(row[level])) if row[level] else None for level in PLACES)
    own = (
        _LEVEL_OF_KIND.get(OrganKind(str(row["organ_kind"])))
        if row["organ_kind"]
        else None
    )
    name = str(row["organ"] or "")
    if own and row[own]:
        name = str(row[own])
    elif name:
        for place in places:
            name = name.removeprefix(place or "") or name
    year = row["report_year"]
    level = intern(str(row["level"])) if row["level"] else None
    return Issuer(intern(name), level, places, year if isinstance(year, int) else None)


def _is_same_organ(one: Issuer, other: Issuer) -> bool:
    """Tell whether two reports are one organ's: the same name, and no level on which their places differ."""
    if one.name != other.name or (
        one.level and other.level and one.level != other.level
    ):
        return False
    return find_differing_level(one, other) is None


def find_differing_level(one: Issuer, other: Issuer) -> int | None:
    """Give the first level on which both have a place, and not the same one; null when there is none."""
    both = enumerate(zip(one.places, other.places, strict=True))
    return next((level for level, (a, b) in both if a and b and a != b), None)


def classify_relation(one: Issuer, other: Issuer) -> ReuseKind | None:
    """Say how a text of one report may have come from the other; null when the other is of a later year."""
    if one.year is not None and other.year is not None and one.year < other.year:
        return None
    if not one.name or not other.name:
        return ReuseKind.UNPLACED
    if not _is_same_organ(one, other):
        return ReuseKind.COPIED
    if one.year is None or other.year is None:
        return ReuseKind.UNPLACED
    if one.year == other.year:
        return ReuseKind.MIRROR
    return ReuseKind.LAST_YEAR if one.year == other.year + 1 else ReuseKind.EARLIER_YEAR

"""Whose report it is, and how two reports are related: the same organ's, of which year, or another organ's.

Names are spelled in several ways (棠川镇, 汀蘅县棠川镇人民政府), so a government is known by its place, and
any other organ by its name without the place.
"""

import re
from collections.abc import Iterator, Sequence
from sys import intern
from typing import NamedTuple

import pyarrow as pa

from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue
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


_OF_OTHERS = (ReuseKind.COPIED, ReuseKind.BOILERPLATE, ReuseKind.TEMPLATE)
_OF_EARLIER = (ReuseKind.COPIED, ReuseKind.LAST_YEAR, ReuseKind.EARLIER_YEAR)
# A sentence that begins with the year as the report's own: `2024年，我镇…`, `2024年以来，`, `2024年度全县…`
_OWN_YEAR = re.compile(
    r"(?:^|(?<=[。；：]))\s*(?P<opening>(?P<year>20\d\d)年(?:度|以来)?(?:[，,]|[我全本][省市区县镇乡局街办]))"
)


class Issuer(NamedTuple):
    """Who issued a report, and for which year.

    `places` are the names down to the organ's own level, null = not told.

    `name` is empty when the report does not tell whose it is.
    """

    name: str
    level: str | None
    places: tuple[str | None, ...]
    year: int | None

    @classmethod
    def list_all(cls, reports: pa.Table) -> "list[Issuer]":
        """Give the issuer of each row of the table `reports`."""
        columns = ["organ", "organ_kind", "level", *PLACES, "report_year"]
        return [_build_issuer(row) for row in reports.select(columns).to_pylist()]

    @property
    def place(self) -> str | None:
        """Give the name of the lowest place."""
        return next((name for name in reversed(self.places) if name), None)

    @property
    def organ(self) -> tuple[object, ...]:
        """Give what tells this organ from others when organs are counted."""
        return (self.name, self.level, *self.places)

    def classify_relation(self, other: "Issuer") -> ReuseKind | None:
        """Say how a text of this report may have come from another; null when that is of a later year."""
        if self.year is not None and other.year is not None and self.year < other.year:
            return None
        if not self.name or not other.name:
            return ReuseKind.UNPLACED
        if not self._is_same_organ(other):
            return ReuseKind.COPIED
        if self.year is None or other.year is None:
            return ReuseKind.UNPLACED
        if self.year == other.year:
            return ReuseKind.MIRROR
        if self.year == other.year + 1:
            return ReuseKind.LAST_YEAR
        return ReuseKind.EARLIER_YEAR

    def _is_same_organ(self, other: "Issuer") -> bool:
        """Tell whether two reports are one organ's: of one name, and their places differ on no level."""
        if self.name != other.name or (
            self.level and other.level and self.level != other.level
        ):
            return False
        return self.find_differing_level(other) is None

    def find_differing_level(self, other: "Issuer") -> int | None:
        """Give the first level on which both have a place, and not the same one; null when there is none."""
        both = enumerate(zip(self.places, other.places, strict=True))
        return next((level for level, (a, b) in both if a and b and a != b), None)

    def check_leftovers(
        self,
        kind: ReuseKind,
        path: str,
        words: str,
        other: "Issuer",
        other_words: str,
    ) -> Iterator[Issue]:
        """Yield what a paragraph still says of the organ or the year of the one that it may come from."""
        if kind in _OF_OTHERS and self.find_differing_level(other) is not None:
            yield from _check_foreign_place(path, words, self.places, other.places)
        if kind in _OF_EARLIER and self.year and other.year:
            year = self.year
            other_year = other.year
            yield from _check_stale_year(path, words, other_words, year, other_year)


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


def _check_foreign_place(
    path: str,
    words: str,
    own: Sequence[str | None],
    other: Sequence[str | None],
) -> Iterator[Issue]:
    """Yield an issue where a paragraph that stands in another organ's report too names that organ's place.

    `own` and `other` are the places of the two organs, which differ on some level, from the province down,
    null where unknown. A superior's place is everybody's, a county may have a town of that name itself, and
    who names the own place too speaks of both.
    """
    own_level, own_name = _find_lowest_place(own)
    level, name = _find_lowest_place(other)
    if level > own_level or name not in words or own_name in words:
        return
    if any(name in place for place in own if place):
        return
    start = words.index(name)
    around = words[max(start - 20, 0) : start + len(name) + 20]
    yield make_issue("foreign_place", around, section=path, place=name)


def _find_lowest_place(places: Sequence[str | None]) -> tuple[int, str]:
    """Find the lowest place that is known, with its level."""
    return max((level, place) for level, place in enumerate(places) if place)


def _check_stale_year(
    path: str,
    words: str,
    other: str,
    year: int,
    other_year: int,
) -> Iterator[Issue]:
    """Yield an issue where a paragraph of `year` has an earlier report's year as its own, in its words."""
    for match in _OWN_YEAR.finditer(words):
        is_earlier = int(match["year"]) == other_year < year
        if is_earlier and match["opening"] in other:
            yield make_issue(
                "stale_year",
                words[match.start() : match.end() + 30],
                section=path,
                year=year,
                named=other_year,
            )
            return

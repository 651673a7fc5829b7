"""Names of two lookups: the places of `divisions.csv` down to the counties, and the central organs.

A place's name is its whole one (海宁市, 西湖区); the fillers between a municipality and its districts are no
places. A central organ of `central_organs.csv` goes by its whole name and the short ones in use.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tasks.model.project_files import LOOKUPS, read_keyed_lookup

_CENTRAL_ORGANS_CSV = LOOKUPS / "central_organs.csv"
_CENTRAL_COLUMNS = ("name", "short", "note")
# 中华人民共和国|司法部
_STATE = "中华人民共和国"
_DIVISIONS_CSV = LOOKUPS / "divisions.csv"
_COLUMNS = ("code", "name", "level")
# How many of a code's 12 digits name a division of each level; of two places of one name, the higher counts.
_DIGITS_BY_LEVEL = {
    "province": 2,
    "prefecture": 4,
    "county": 6,
}
_FILLER_NAMES = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
# 城区, 东区: a name so short is one only behind the place that it belongs to, and 东区街道 is another place
_SHORT_NAME = 2
_OTHER_PLACE = re.compile(r"街(?!区)|镇|乡(?!村|镇)|村|社(?!会)")
# 郑州|高新技术产业开发区, 苏州|工业园区
_ZONE = re.compile(
    r"(?:开发区|园区|高新区|经开区|新区|保税区|示范区|合作区|产业区|试验区|度假区|先导区)$"
)
# 西湖|分局: what may end the name of the district that a branch bureau is called after
_ENDINGS_OF_COUNTIES = ("区", "县", "市", "旗", "新区")


@cache
def _load_central_organs() -> dict[str, str]:
    """Load the whole name of each organ by every name that it goes by, once.

    Raises ConfigurationError for a damaged table.
    """
    names: dict[str, str] = {}
    for _, cells in read_keyed_lookup(_CENTRAL_ORGANS_CSV, _CENTRAL_COLUMNS):
        for name in (cells["name"], *filter(None, cells["short"].split("|"))):
            names[name] = cells["name"]
    return names


class CentralOrgans:
    """The organs of the centre, by their names and short names."""

    @staticmethod
    def list_words() -> Iterator[tuple[str, ...]]:
        """Yield the words of the table that decide what a row says."""
        yield from _load_central_organs().items()

    @staticmethod
    def find(name: str) -> str | None:
        """Find the whole name of a central organ by any of its names; null for another organ."""
        return _load_central_organs().get(name.removeprefix(_STATE))

    @staticmethod
    @cache
    def make_pattern() -> str:
        """Make a pattern of all names, the longest first."""
        names = sorted(_load_central_organs(), key=len, reverse=True)
        return f"(?:{_STATE})?(?:{'|'.join(map(re.escape, names))})"

    @staticmethod
    def cut(name: str) -> str:
        """Cut the central organ off the name of one of its branches: 国家税务总局|棠川县税务局."""
        found = _compile_central_prefix().match(name)
        if found:
            return name[found.end() :]
        return name.removeprefix(_STATE)


@cache
def _compile_central_prefix() -> re.Pattern[str]:
    return re.compile(CentralOrgans.make_pattern())


class _Division(NamedTuple):
    code: str
    level: str


@cache
def _load_divisions() -> dict[str, list[_Division]]:
    """Load the divisions by name, once, each name's from the highest level down.

    Raises ConfigurationError for a damaged table.
    """
    divisions: dict[str, list[_Division]] = {}
    for _, cells in read_keyed_lookup(_DIVISIONS_CSV, _COLUMNS):
        name = cells["name"]
        level = cells["level"]
        if level in _DIGITS_BY_LEVEL and name not in _FILLER_NAMES:
            divisions.setdefault(name, []).append(_Division(cells["code"], level))
    for several in divisions.values():
        several.sort(key=_get_rank)
    return divisions


def _get_rank(division: _Division) -> int:
    return _DIGITS_BY_LEVEL[division.level]


@cache
def _count_longest_name() -> int:
    return max(map(len, _load_divisions()))


class KnownPlaces:
    """The administrative divisions, by their names."""

    @staticmethod
    def list_words() -> Iterator[tuple[str, ...]]:
        """Yield the words of the table that decide what a row says."""
        for name, several in _load_divisions().items():
            for code, level in several:
                yield code, name, level

    @staticmethod
    def find_place_at(text: str, start: int, *, is_behind_place: bool) -> str | None:
        """Find the longest name of a division that begins at an offset; null where none does."""
        divisions = _load_divisions()
        longest = min(_count_longest_name(), len(text) - start)
        for length in range(longest, _SHORT_NAME, -1):
            name = text[start : start + length]
            if name in divisions:
                return name
        name = text[start : start + _SHORT_NAME]
        is_whole = name.endswith(("县", "市")) or is_behind_place
        if not is_whole or _OTHER_PLACE.match(text, start + _SHORT_NAME):
            return None
        if name in divisions:
            return name
        return None

    @staticmethod
    def find_place_level(name: str) -> str | None:
        """Find the level of a place: province, prefecture or county; null for an unknown one."""
        several = _load_divisions().get(name)
        if several:
            return several[0].level
        return None

    @staticmethod
    def is_inside(name: str, level: str, above: str) -> bool | None:
        """Tell whether a place belongs to one above it, at that level; null where one is unknown."""
        divisions = _load_divisions()
        digits = _DIGITS_BY_LEVEL[level]
        codes = {
            one.code[:digits] for one in divisions.get(above, ()) if one.level == level
        }
        own = {one.code[:digits] for one in divisions.get(name, ())}
        if codes and own:
            return bool(codes & own)
        return None

    @staticmethod
    def list_codes(name: str, level: str) -> list[str]:
        """List the codes of the places of a name and a level."""
        several = _load_divisions().get(name, ())
        return [one.code for one in several if one.level == level]

    @staticmethod
    def has_code_inside(code: str, level: str, above: str) -> bool:
        """Tell whether a code is of a place inside one of a name and a level; unknown ones hold none."""
        digits = _DIGITS_BY_LEVEL[level]
        return any(
            code.startswith(one[:digits])
            for one in KnownPlaces.list_codes(above, level)
        )

    @staticmethod
    def find_city_of_zone(zone: str) -> str | None:
        """Find the prefecture that a zone is called after: 郑州市 of 郑州高新区; null where none is."""
        if not _ZONE.search(zone):
            return None
        cities = (f"{zone[:length]}市" for length in range(_SHORT_NAME, len(zone)))
        known = (
            city
            for city in cities
            if KnownPlaces.find_place_level(city) == "prefecture"
        )
        return next(known, None)

    @staticmethod
    def find_district(stem: str, above: str) -> str | None:
        """Find a city's county by its short name: 西湖 in 杭州市; null where none or two are called so."""
        named = [f"{stem}{ending}" for ending in _ENDINGS_OF_COUNTIES]
        level = KnownPlaces.find_place_level(above)
        if level not in ("province", "prefecture"):
            return None
        inside = [name for name in named if KnownPlaces.is_inside(name, level, above)]
        if len(inside) == 1:
            return inside[0]
        return None

"""Organs: the id by which one organ is the same over years, sources, sites and wordings.

An organ is its place and what it does there. A government has the code of its place, a department that code
and its trade (`330106000000-justice`), an organ of the centre a code of its name (`cn-4f1c9a02`). A township,
and a place that the divisions do not know, has a code of its names behind that of the place above it. Where
its name fits two places, or does not say enough of one, an organ has no id: none is guessed.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cache, partial
from typing import NamedTuple

from tasks.model.project_files import LOOKUPS, ensure_valid, read_keyed_lookup
from tasks.model.report import OrganKind
from tasks.model.source import Region
from tasks.report.known_names import CentralOrgans, KnownPlaces
from tasks.tables.coverage.roster import OrganIdentity

_TRADES_CSV = LOOKUPS / "organ_trades.csv"
_TRADE_COLUMNS = ("slug", "name", "stems", "former", "name_en")
# 司法|局, 卫生健康|委员会, 公安局|分局: one body, whatever it is called here
_BODY = re.compile("(?:局|厅|委员会|委|办公室|办公厅|办|署|总局)?(?:分局|分中心)?$")
_CHINESE = re.compile("[一-鿿]+")
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_LEVELS = ("province", "prefecture", "county")
# The digits of a place's code of 12 that stand for the place above a township
_DIGITS_ABOVE = 6


class Trade(NamedTuple):
    """What departments of one kind do: its slug in ids, its usual names, and the stems that name it."""

    slug: str
    name: str
    name_en: str
    former: tuple[str, ...]


@cache
def load_trades() -> dict[str, Trade]:
    """Load the trades by each of their stems, once.

    Raises ConfigurationError naming file, line and column.
    """
    trades: dict[str, Trade] = {}
    for line, cells in read_keyed_lookup(_TRADES_CSV, _TRADE_COLUMNS):
        former = tuple(filter(None, cells["former"].split("|")))
        trade = Trade(cells["slug"], cells["name"], cells["name_en"], former)
        for stem in (*cells["stems"].split("|"), *former):
            once = (stem not in trades, f"{stem} stands twice; keep it in one row")
            ensure_valid(_TRADES_CSV, line, cells, {"stems": once})
            trades[stem] = trade
    return trades


def list_trade_words() -> list[tuple[str, ...]]:
    """List what the ids of rows depend on, in the file's order."""
    return [(stem, trade.slug) for stem, trade in load_trades().items()]


def find_organ_id(
    organ: str | None, kind: OrganKind | None, region: Region
) -> str | None:
    """Find the id of an organ by its name, its kind and its place; null where they do not tell one organ."""
    if not organ:
        return None
    identity = OrganIdentity.parse(organ, region)
    function = identity.function
    if function and not _CHINESE.fullmatch(function):
        return None
    if not identity.place:
        return _find_central_id(function, kind)
    place = find_place_code(identity.places)
    if place is None or not function:
        return place
    return f"{place}-{_find_slug(function)}"


def find_place_code(places: Sequence[str | None]) -> str | None:
    """Find the code of a place by its names from the province down to the township, 12 signs.

    Null where the names fit two places, or say too little of one that the divisions do not know.
    """
    *above, township = places
    if not any(above):
        return None
    code = _find_division_code(above)
    if code is None:
        code = _make_code_of_names(above)
    if code is None or not township:
        return code
    if code.startswith("x"):
        return _hash_names((*above, township))
    digits = _compute_digest(township)[: 11 - _DIGITS_ABOVE]
    return f"{code[:_DIGITS_ABOVE]}x{digits}"


def find_parent_id(organ_id: str) -> str | None:
    """Find the organ that an organ answers to by its id alone: the government of its place; else null."""
    place = organ_id.partition("-")[0]
    return place if place not in (organ_id, "cn") else None


def find_organ_trade(organ_id: str) -> Trade | None:
    """Find the trade of a department by its id; null for another organ."""
    return _index_trades().get(organ_id.partition("-")[2])


@cache
def _index_trades() -> dict[str, Trade]:
    return {trade.slug: trade for trade in load_trades().values()}


def _find_central_id(function: str, kind: OrganKind | None) -> str | None:
    is_central = kind is OrganKind.MINISTRY or CentralOrgans.find(function)
    return f"cn-{_compute_digest(function)[:8]}" if is_central else None


def _find_slug(function: str) -> str:
    stem = _BODY.sub("", function)
    trade = load_trades().get(stem) or load_trades().get(function)
    return trade.slug if trade else f"x{_compute_digest(stem)[:8]}"


def _find_division_code(names: Sequence[str | None]) -> str | None:
    """Find the one division of the lowest name that lies in all those above it; null for none or several."""
    lowest, *above = _list_named(names)
    fitting = KnownPlaces.list_codes(lowest.name, lowest.level)
    for level, name in above:
        inside = partial(KnownPlaces.has_code_inside, level=level, above=name)
        fitting = list(filter(inside, fitting))
    return fitting[0] if len(fitting) == 1 else None


class _NamedLevel(NamedTuple):
    level: str
    name: str


def _list_named(names: Sequence[str | None]) -> list[_NamedLevel]:
    """List the levels that have a name, the lowest first; there is one at least."""
    pairs = zip(reversed(_LEVELS), reversed(names), strict=True)
    return [_NamedLevel(level, name) for level, name in pairs if name]


def _make_code_of_names(names: Sequence[str | None]) -> str | None:
    """Make the code of a place that the divisions do not know, where all above it is said."""
    named = _list_named(names)
    lowest = named[0]
    highest = named[-1]
    if highest.level != "province":
        return None
    has_gap = lowest.level == "county" and len(named) < len(_LEVELS)
    if has_gap and highest.name not in _MUNICIPALITIES:
        return None
    codes = KnownPlaces.list_codes(lowest.name, lowest.level)
    # two places of the name in one province
    if any(KnownPlaces.has_code_inside(code, *highest) for code in codes):
        return None
    return _hash_names(names)


def _hash_names(names: Sequence[str | None]) -> str:
    return f"x{_compute_digest('/'.join(filter(None, names)))[:11]}"


def _compute_digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()

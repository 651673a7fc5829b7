"""The central organs of `data/lookups/central_organs.csv`, by their whole names and the short ones in use."""

import re
from collections.abc import Iterator
from functools import cache

from tasks.model.project_files import LOOKUPS, read_keyed_lookup

_CENTRAL_ORGANS_CSV = LOOKUPS / "central_organs.csv"
_COLUMNS = ("name", "short", "note")
# 中华人民共和国|司法部
_STATE = "中华人民共和国"


@cache
def _load_names() -> dict[str, str]:
    """Load the whole name of each organ by every name that it goes by, once.

    Raises ConfigurationError for a damaged table.
    """
    names: dict[str, str] = {}
    for _, cells in read_keyed_lookup(_CENTRAL_ORGANS_CSV, _COLUMNS):
        for name in (cells["name"], *filter(None, cells["short"].split("|"))):
            names[name] = cells["name"]
    return names


def list_central_organ_words() -> Iterator[tuple[str, ...]]:
    """Yield the words of the table that decide what a row says."""
    yield from _load_names().items()


def find_central_organ(name: str) -> str | None:
    """Find the whole name of a central organ by any of its names; null for another organ."""
    return _load_names().get(name.removeprefix(_STATE))


@cache
def make_central_pattern() -> str:
    """Make a pattern of all names, the longest first."""
    names = sorted(_load_names(), key=len, reverse=True)
    return f"(?:{_STATE})?(?:{'|'.join(map(re.escape, names))})"


@cache
def _compile_prefix() -> re.Pattern[str]:
    return re.compile(make_central_pattern())


def cut_central_organ(name: str) -> str:
    """Cut the central organ off the name of one of its branches: 国家税务总局|棠川县税务局."""
    found = _compile_prefix().match(name)
    return name[found.end() :] if found else name.removeprefix(_STATE)

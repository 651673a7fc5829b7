"""Which indicator of `data/lookups/indicators.csv` a quantity is.

The vocabulary holds one pattern a code, tried in the file's order, the special before the general. In a
pattern `#` stands for the quantity's number and `…` for up to 14 characters of the same clause (none of
，。；：、).
"""

import csv
import re
from dataclasses import dataclass
from functools import cache

from tasks.model.paths import LOOKUPS

_INDICATORS_CSV = LOOKUPS / "indicators.csv"
_GAP_PATTERN = "[^，。；：、,;:#]{0,14}?"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One code of the vocabulary with its names, its usual unit, its group and the pattern that finds it."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    group: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class IndicatorMatch:
    """A code that fits a quantity, and the words of the sentence that it was found by."""

    code: str
    words: str


@cache
def load_indicators() -> tuple[Indicator, ...]:
    """Read the vocabulary, once."""
    with _INDICATORS_CSV.open(encoding="utf-8", newline="") as file:
        return tuple(
            Indicator(
                row["code"], row["name_zh"], row["name_en"], row["unit"], row["group"],
                re.compile(row["pattern"].replace("…", _GAP_PATTERN)),
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


@cache
def _list_indicators_of_unit(unit: str) -> tuple[Indicator, ...]:
    """Give the entries that may count in a unit: their patterns spell its first sign (#件 stands for 件次,
    too).

    None counts in a rate (元/吨, 件/万人), which is no amount.
    """
    if "/" in unit:
        return ()
    return tuple(
        entry for entry in load_indicators() if unit[0] in entry.pattern.pattern
    )


def mask_number(text: str, start: int, end: int, unit: str) -> str:
    """Write a sentence with the number between two offsets as `#` and its unit."""
    return f"{text[:start]}#{unit}{text[end:]}"


def find_indicator(sentence: str) -> str | None:
    """Find the code of the quantity that stands as `#` in a masked sentence; null when no wording fits."""
    return next(
        (entry.code for entry in load_indicators() if entry.pattern.search(sentence)),
        None,
    )


def match_indicator(sentence: str, printed: str, unit: str) -> IndicatorMatch | None:
    """Find the code of a masked quantity and the words that gave it, with the number as printed put back."""
    for entry in _list_indicators_of_unit(unit):
        match = entry.pattern.search(sentence)
        if match:
            return IndicatorMatch(
                entry.code,
                match.group().replace(f"#{unit}", printed).replace("#", printed),
            )
    return None

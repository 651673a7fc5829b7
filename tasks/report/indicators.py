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
class _Indicator:
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

    @classmethod
    def find(
        cls, sentence: str, start: int, end: int, unit: str
    ) -> "IndicatorMatch | None":
        """Match the quantity between two offsets of a sentence with an indicator, by the words around it.

        The number is masked for the search, and put back into the words as printed.
        """
        masked = f"{sentence[:start]}#{unit}{sentence[end:]}"
        printed = sentence[start:end]
        for indicator in _list_indicators_of_unit(unit):
            match = indicator.pattern.search(masked)
            if match:
                words = match.group().replace(f"#{unit}", printed).replace("#", printed)
                return cls(indicator.code, words)
        return None


@cache
def load_indicators() -> tuple[_Indicator, ...]:
    """Load the vocabulary, once."""
    indicators = []
    with _INDICATORS_CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            indicators.append(
                _Indicator(
                    row["code"],
                    row["name_zh"],
                    row["name_en"],
                    row["unit"],
                    row["group"],
                    re.compile(row["pattern"].replace("…", _GAP_PATTERN)),
                )
            )
    return tuple(indicators)


@cache
def _list_indicators_of_unit(unit: str) -> tuple[_Indicator, ...]:
    """List the indicators that may count in a unit: their patterns spell its first sign.

    #件 stands for 件次, too. None counts in a rate (元/吨, 件/万人), which is no amount.
    """
    if "/" in unit:
        return ()
    return tuple(
        indicator
        for indicator in load_indicators()
        if unit[0] in indicator.pattern.pattern
    )

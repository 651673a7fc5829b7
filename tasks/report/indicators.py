"""Which indicator of `data/lookups/indicators.csv` a quantity is.

The vocabulary holds one pattern a code, tried in the file's order, the special before the general. In a
pattern `#` stands for the quantity's number and `…` for up to 14 characters of the same clause (none of
，。；：、).
"""

import re
from dataclasses import dataclass
from functools import cache

from tasks.model.lookup_csv import Cells, ensure_valid, read_keyed_lookup
from tasks.model.paths import LOOKUPS

_INDICATORS_CSV = LOOKUPS / "indicators.csv"
_COLUMNS = ("code", "name_zh", "name_en", "unit", "group", "pattern")
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
        cls,
        sentence: str,
        start: int,
        end: int,
        unit: str,
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
    """Load the vocabulary, once.

    Raises ConfigurationError naming file, line and column.
    """
    rows = read_keyed_lookup(_INDICATORS_CSV, _COLUMNS)
    return tuple(_parse_indicator(line, cells) for line, cells in rows)


def _parse_indicator(line: int, cells: Cells) -> _Indicator:
    checks = {name: (bool(cells[name]), "must be filled in") for name in _COLUMNS}
    wrong = _find_wrong_pattern(cells["pattern"])
    ensure_valid(
        _INDICATORS_CSV, line, cells, {**checks, "pattern": (not wrong, wrong)}
    )
    names = {name: cells[name] for name in _COLUMNS if name != "pattern"}
    return _Indicator(**names, pattern=_compile_pattern(cells["pattern"]))


def _find_wrong_pattern(words: str) -> str:
    """Say what is wrong with a pattern as it stands in the file; empty when nothing is."""
    if "#" not in words:
        return "must have a # for the number"
    try:
        _compile_pattern(words)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression ({error}); mend it"
    return ""


def _compile_pattern(words: str) -> re.Pattern[str]:
    return re.compile(words.replace("…", _GAP_PATTERN))


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

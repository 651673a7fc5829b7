"""Stated numbers: what a report says that its year came to, as candidates for the headline of an indicator.

Plans, demands, last year's numbers, sums over several years, and what was undone are left out by their role.
Whatever word is counted with, an indicator has the unit of the codebook: 件, 起 and 宗 are one. Of amounts
and rates only those in that very unit are comparable.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Self

from tasks.model.report import Role, Scope
from tasks.report.codebook import Indicator, load_indicators

# The offsets of a quantity, by which a number is found again.
START = "start_offset"
END = "end_offset"
# What is asked of the table `quantities`, beside the report's id.
COLUMNS = (
    "indicator", "value", "unit", "comparator", "role", "scope", "section_path", "phrase", "period",
    "period_start", "period_end", "part_of", "sentence_start", START, END,
)  # fmt: skip
# Measures that no two units share.
_MEASURED = frozenset(("amount", "rate"))
# A part of a part: 其中 within 其中
_MOST_WHOLES = 4

QuantityRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """One number that a report gives for an indicator, with the place where it stands.

    `first` and `last` are the days of its period, null where the report's year is not known; `period` the
    words for it, null where there are none. `is_part` says that the whole of the same indicator stands beside
    it (其中市场监管领域126件).
    """

    value: float
    comparator: str | None
    section_path: str
    phrase: str
    period: str | None
    first: date | None
    last: date | None
    start: int
    end: int
    is_own: bool
    is_part: bool

    def covers_year(self, year: int | None) -> bool:
        """Tell whether it speaks of a whole year; where no days are known, it may."""
        if self.first is None or self.last is None or year is None:
            return True
        return self.first <= date(year, 1, 1) and self.last >= date(year, 12, 31)

    @property
    def days(self) -> int:
        """Count the days of its period; 0 where they are not known."""
        if self.first is None or self.last is None:
            return 0
        return (self.last - self.first).days + 1

    def covers(self, other: Self) -> bool:
        """Tell whether its period holds that of another number."""
        if self.first is None or self.last is None:
            return False
        if other.first is None or other.last is None:
            return False
        return self.first <= other.first and other.last <= self.last


def group_stated_numbers(
    quantities: Iterable[QuantityRow],
) -> dict[Indicator, list[StatedNumber]]:
    """Group the candidates of one report by indicator, in the codebook's order, each in that of the text.

    `quantities` have the columns of `COLUMNS`, in any order.
    """
    actual = [row for row in quantities if row["role"] == Role.ACTUAL]
    actual.sort(key=itemgetter(START))
    parts = _find_parts(actual)
    by_code: dict[str, list[StatedNumber]] = {}
    for row in actual:
        if _has_comparable_unit(row):
            number = _build_stated_number(row, is_part=row[START] in parts)
            by_code.setdefault(row["indicator"], []).append(number)
    return {
        indicator: by_code[indicator.code]
        for indicator in load_indicators()
        if indicator.code in by_code
    }


@cache
def _index_indicators() -> Mapping[str, Indicator]:
    return {indicator.code: indicator for indicator in load_indicators()}


def _has_comparable_unit(row: QuantityRow) -> bool:
    """Tell whether a number has a known code and a unit of it; a corrected row may have neither."""
    indicator = _index_indicators().get(row["indicator"])
    if indicator is None:
        return False
    return indicator.measure not in _MEASURED or indicator.unit == row["unit"]
    return indicator.measure not in _MEASURED or indicator.unit == row["unit"]


def _build_stated_number(row: QuantityRow, *, is_part: bool) -> StatedNumber:
    return StatedNumber(
        value=float(row["value"]),
        comparator=row["comparator"],
        section_path=row["section_path"],
        phrase=row["phrase"],
        period=row["period"],
        first=row["period_start"],
        last=row["period_end"],
        start=row[START],
        end=row[END],
        is_own=row["scope"] == Scope.OWN,
        is_part=is_part,
    )


def _find_parts(rows: Sequence[QuantityRow]) -> set[int]:
    """Find the starts of the numbers that are parts of another number of the same indicator."""
    by_start = {row[START]: row for row in rows}
    parts = set()
    for row in rows:
        wholes = _iter_wholes(row, by_start)
        if any(whole["indicator"] == row["indicator"] for whole in wholes):
            parts.add(row[START])
    for _, said in groupby(rows, itemgetter("sentence_start")):
        parts |= _find_companions(list(said), parts)
    return parts


def _iter_wholes(
    row: QuantityRow, by_start: Mapping[int, QuantityRow]
) -> Iterator[QuantityRow]:
    """Give what a number is a part of, and what that is a part of."""
    for _ in range(_MOST_WHOLES):
        whole = by_start.get(row["part_of"])
        if whole is None:
            return
        yield whole
        row = whole


def _find_companions(said: Sequence[QuantityRow], parts: Set[int]) -> set[int]:
    """Find what one sentence says beside a part of something else.

    挽回820万元，其中农民工案件312件，挽回460万元: the whole stands before that part, and is not less.
    """
    found = set()
    before_part: dict[str, float] = {}
    seen: dict[str, float] = {}
    for row in said:
        code = row["indicator"]
        if row[START] in parts:
            before_part = dict(seen)
        elif code in before_part and row["value"] <= before_part[code]:
            found.add(row[START])
        if code is not None:
            seen.setdefault(code, row["value"])
    return found

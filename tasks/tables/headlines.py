"""Headlines: of all the numbers that a report gives for an indicator, the one that its year came to.

Candidates are set aside step by step, the surest step first, until those that are left agree. Where they do
not agree at the end, or the year's number is below what a part of the year had, the headline is ambiguous: it
has no value, and says so. Nothing is added up: a headline is always a number that stands in the report.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tasks.model.headline import Agreement, HeadlineRule
from tasks.model.report import Comparator
from tasks.report.codebook import Indicator
from tasks.tables.stated_numbers import (
    QuantityRow,
    StatedNumber,
    group_stated_numbers,
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of one indicator in one report; an ambiguous one has no `number`."""

    indicator: Indicator
    number: StatedNumber | None
    rule: HeadlineRule
    candidates: int
    agreement: Agreement


def find_headlines(
    quantities: Iterable[QuantityRow], year: int | None
) -> Iterator[Headline]:
    """Find the headline of each indicator that one report gives a number of its own for.

    `quantities` are the rows of the report, with `stated_numbers.COLUMNS`; `year` is its report year. The
    order is that of the codebook.
    """
    for indicator, numbers in group_stated_numbers(quantities).items():
        own = [number for number in numbers if number.is_own]
        if own:
            number, rule = _choose(own, indicator, year)
            if rule is HeadlineRule.ONLY_VALUE and len(own) < len(numbers):
                rule = HeadlineRule.OWN_OVER_OTHER
            yield Headline(indicator, number, rule, len(own), _compare(own))


def _compare(own: Sequence[StatedNumber]) -> Agreement:
    if len(own) == 1:
        return Agreement.SINGLE
    return Agreement.AGREE if _agree(own) else Agreement.DIFFER


_Choice = tuple[StatedNumber | None, HeadlineRule]


def _choose(
    own: Sequence[StatedNumber], indicator: Indicator, year: int | None
) -> _Choice:
    """Choose the headline among a report's own numbers of an indicator."""
    if len(own) == 1:
        return own[0], HeadlineRule.ONLY_VALUE
    left = own
    rule = HeadlineRule.AGREED
    for step, keep in _STEPS:
        if _agree(left):
            break
        kept = keep(left, indicator, year)
        if kept and len(kept) < len(left):
            left = kept
            rule = step
    if not _agree(left):
        return None, HeadlineRule.UNDECIDED
    number = _pick_first(left)
    if _is_contradicted(number, own, indicator, year):
        return None, HeadlineRule.CONTRADICTED
    return number, rule


def _pick_first(agreeing: Sequence[StatedNumber]) -> StatedNumber:
    """Pick the first number that is exact and no part, as far as there is one."""
    return min(agreeing, key=lambda one: (one.comparator is not None, one.is_part))


# How far a rounded number may be from the exact one: 近1300 is 1286, 2万余 is 20480.
_ROUNDING = 0.1


def _agree(numbers: Sequence[StatedNumber]) -> bool:
    """Tell whether numbers say the same; a rounded one agrees with the exact one that it rounds."""
    exact = {one.value for one in numbers if one.comparator is None}
    if len(exact) > 1:
        return False
    if not exact:
        return len({one.value for one in numbers}) == 1
    (value,) = exact
    return all(_rounds(one, value) for one in numbers)


def _rounds(number: StatedNumber, value: float) -> bool:
    """Tell whether a number is a value, or rounds it to its own side."""
    if number.comparator is None:
        return number.value == value
    if abs(number.value - value) > _ROUNDING * value:
        return False
    if number.comparator == Comparator.AT_LEAST:
        return value >= number.value
    if number.comparator in (Comparator.NEARLY, Comparator.AT_MOST):
        return value <= number.value
    return True


def _is_contradicted(
    number: StatedNumber,
    own: Sequence[StatedNumber],
    indicator: Indicator,
    year: int | None,
) -> bool:
    """Tell whether what adds up over a year was more in a part of it."""
    if not _adds_up(indicator) or number.comparator is not None:
        return False
    return any(
        one.value > number.value and not one.is_part and not one.covers_year(year)
        for one in own
        if one.comparator in (None, Comparator.AT_LEAST)
    )


def _adds_up(indicator: Indicator) -> bool:
    """Tell whether what is counted over months adds up to the year's."""
    return indicator.additive == "yes"


def _grows(indicator: Indicator) -> bool:
    """Tell whether a whole has more than each of its parts; a rate has not."""
    return indicator.measure != "rate"


_Numbers = Sequence[StatedNumber]


def _keep_wholes(numbers: _Numbers, _of: Indicator, _year: int | None) -> _Numbers:
    return [one for one in numbers if not one.is_part]


def _keep_whole_year(numbers: _Numbers, _of: Indicator, year: int | None) -> _Numbers:
    return [one for one in numbers if one.covers_year(year)]


def _keep_longest(numbers: _Numbers, of: Indicator, year: int | None) -> _Numbers:
    """Keep what speaks of the year up to its latest day, where no number speaks of all of it.

    What adds up must hold the shorter periods: the first half of a year says nothing of a second half.
    """
    if any(one.covers_year(year) for one in numbers):
        return numbers
    longest = max(numbers, key=lambda one: one.days)
    if not all(longest.covers(one) for one in numbers):
        return numbers
    largest = max(one.value for one in numbers)
    if _grows(of) and longest.value < largest:
        return numbers
    return [one for one in numbers if one.days == longest.days]


# 今年新增“法律明白人”18名: no level, but by how much it rose
_GROWTH = re.compile(r"新增|增加|增设|增聘|新聘|新招|新建|净增")


def _keep_levels(numbers: _Numbers, of: Indicator, _year: int | None) -> _Numbers:
    """Keep the levels of what does not add up."""
    if _adds_up(of):
        return numbers
    return [one for one in numbers if not _GROWTH.search(one.phrase)]


# Two parts may make up a third number by chance.
_FEWEST_PARTS = 2


def _keep_sum(numbers: _Numbers, of: Indicator, _year: int | None) -> _Numbers:
    """Keep the number that all others make up."""
    values = sorted(one.value for one in numbers)
    *parts, largest = values
    is_exact = all(one.comparator is None for one in numbers)
    if not _grows(of) or not is_exact or len(parts) < _FEWEST_PARTS:
        return numbers
    if sum(parts) != largest:
        return numbers
    return [one for one in numbers if one.value == largest]


# Of all the organ or all its year: 全年共, 全县, 2024年, 一年来
_OF_ALL = re.compile(
    r"全(?:年|市|县|区|旗|州|省|镇|乡|街道|办|局|系统)|年内|一年来|今年以来|本年度|20\d\d年(?!\d{1,2}月)"
)
# 共计, 合计: of whatever the sentence speaks of
_SUMMED = re.compile(r"共(?!同|享|建|治|产|青|和)|合计|总计|累计|总数|总量|总共")


def _keep_of_all(numbers: _Numbers, of: Indicator, _year: int | None) -> _Numbers:
    """Keep what is said to be of the whole year or organ."""
    return _keep_named(numbers, of, [one for one in numbers if _is_of_all(one)])


def _keep_summed(numbers: _Numbers, of: Indicator, _year: int | None) -> _Numbers:
    """Keep what is called a sum.

    Two sections that each speak of the whole contradict each other, whichever of them has the word.
    """
    sections = {one.section_path for one in numbers}
    if len(sections) > 1 and all(map(_is_of_all, numbers)):
        return numbers
    named = [one for one in numbers if _SUMMED.search(one.phrase)]
    return _keep_named(numbers, of, named)


def _is_of_all(number: StatedNumber) -> bool:
    words = f"{number.period or ''} {number.phrase}"
    return bool(_OF_ALL.search(words))


def _keep_named(
    numbers: _Numbers, of: Indicator, named: Sequence[StatedNumber]
) -> _Numbers:
    """Keep the numbers so named; a total is not less than any other number."""
    largest = max(one.value for one in numbers)
    if _grows(of) and largest not in {one.value for one in named}:
        return numbers
    return named


# Surest first.
_STEPS: Sequence[
    tuple[HeadlineRule, Callable[[_Numbers, Indicator, int | None], _Numbers]]
] = (
    (HeadlineRule.TOTAL_OVER_PARTS, _keep_wholes),
    (HeadlineRule.WHOLE_YEAR_OVER_PERIOD, _keep_whole_year),
    (HeadlineRule.LONGER_PERIOD, _keep_longest),
    (HeadlineRule.LEVEL_OVER_GROWTH, _keep_levels),
    (HeadlineRule.TOTAL_BY_SUM, _keep_sum),
    (HeadlineRule.NAMED_TOTAL, _keep_of_all),
    (HeadlineRule.NAMED_TOTAL, _keep_summed),
)

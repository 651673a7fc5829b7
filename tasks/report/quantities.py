"""The quantities of a text: each number with its unit, its indicator, its period and its change.

`numbers` finds the numbers, `indicators` what they count, `quantity_changes` what they say of a change.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tasks.model.quantity import Change, Quantity
from tasks.model.section import Section
from tasks.report.indicators import IndicatorMatch, mask_number, match_indicator
from tasks.report.numbers import NumberMatch, find_numbers
from tasks.report.quantity_changes import NumberChange, find_changes
from tasks.report.sentences import SentenceIndex, find_periods

# By how much a number changed and what it was before are no levels: no indicator may count them.
_NO_LEVEL_CHANGES = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})
_NO_CHANGE = NumberChange()


def extract_quantities(
    text: str, sections: Sequence[Section], after: int
) -> Iterator[Quantity]:
    """Extract the quantities behind the title, which ends at offset `after`, in the order of the text."""
    sentences = SentenceIndex(text)
    section_starts = [section.start for section in sections]
    behind_title = (number for number in find_numbers(text) if number.start >= after)
    for (first, last), numbers in _group_by_sentence(behind_title, sentences):
        periods = list(find_periods(text[first:last]))
        changes = find_changes(text, numbers, first, last)
        for place, number in enumerate(numbers):
            section = max(bisect_right(section_starts, number.start) - 1, 0)
            clause = slice(*sentences.find_clause(number.start, number.end))
            change = changes.get(place, _NO_CHANGE)
            indicator = _find_indicator(text, number, change, first, last)
            yield Quantity(
                section_path=sections[section].path,
                phrase=text[clause].strip(),
                value=number.value,
                unit=number.unit,
                comparator=number.comparator,
                indicator=indicator.code if indicator else None,
                sentence=text[first:last].strip(),
                start=number.start,
                end=number.end,
                indicator_evidence=indicator.words if indicator else None,
                period=_find_period(text, periods, first, number),
                change=change.change,
                before=change.before,
                compared_with=change.compared_with,
            )


def _group_by_sentence(
    numbers: Iterable[NumberMatch], sentences: SentenceIndex
) -> Iterator[tuple[tuple[int, int], list[NumberMatch]]]:
    """Yield the span of each sentence with the numbers in it."""

    def find_span(number: NumberMatch) -> tuple[int, int]:
        return sentences.find_sentence(number.start)

    for span, group in groupby(numbers, key=find_span):
        yield span, list(group)


def _find_indicator(
    text: str, number: NumberMatch, change: NumberChange, first: int, last: int
) -> IndicatorMatch | None:
    """Find the indicator of a number, with the number put back into the words that matched."""
    if change.change in _NO_LEVEL_CHANGES:
        return None
    start = number.start if change.start is None else change.start
    sentence = mask_number(
        text[first:last], start - first, number.end - first, number.unit
    )
    return match_indicator(sentence, text[start : number.end], number.unit)


def _find_period(
    text: str, periods: Sequence[tuple[int, int]], first: int, number: NumberMatch
) -> str | None:
    """Find the last period that the sentence names before a number: it holds until the next one."""
    for start, end in reversed(periods):
        if first + end > number.start:
            continue
        # 2022年的2.3倍 is a comparison
        behind = text[first + end : number.start]
        if number.unit == "倍" and behind == "的":
            continue
        return text[first + start : first + end]
    return None

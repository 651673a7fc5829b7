"""The quantities of a text: each number with its unit, its indicator, its period and its change.

`numbers` finds the numbers, `indicators` what they count, `changes` and `periods` what the words around them
say of a change and of their period.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tasks.model.report import Change, Quantity
from tasks.report.changes import NumberChange, find_changes
from tasks.report.indicators import IndicatorMatch
from tasks.report.numbers import NumberMatch, find_numbers
from tasks.report.outline import OutlineEntry
from tasks.report.periods import find_period, find_periods
from tasks.report.sentences import SentenceIndex

# By how much a number changed and what it was before are no levels: no indicator may count them.
_NO_LEVEL_CHANGES = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})
_NO_CHANGE = NumberChange()


def extract_quantities(
    text: str, entries: Sequence[OutlineEntry], after: int
) -> Iterator[Quantity]:
    """Extract the quantities behind the title, which ends at offset `after`, in the order of the text."""
    sentences = SentenceIndex(text)
    starts = [entry.start for entry in entries]
    behind_title = (number for number in find_numbers(text) if number.start >= after)
    for (first, last), numbers in _group_by_sentence(behind_title, sentences):
        periods = list(find_periods(text[first:last]))
        changes = find_changes(text, numbers, first, last)
        for place, number in enumerate(numbers):
            entry = entries[max(bisect_right(starts, number.start) - 1, 0)]
            clause = slice(*sentences.find_clause(number.start, number.end))
            change = changes.get(place, _NO_CHANGE)
            indicator = _find_indicator(text, number, change, first, last)
            yield Quantity(
                section_path=entry.path,
                phrase=text[clause].strip(),
                value=number.value,
                unit=number.unit,
                comparator=number.comparator,
                indicator=indicator.code if indicator else None,
                sentence=text[first:last].strip(),
                start=number.start,
                end=number.end,
                indicator_evidence=indicator.words if indicator else None,
                period=find_period(text, periods, first, number),
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
    """Find the indicator of a number; what a change starts from belongs to the number then."""
    if change.change in _NO_LEVEL_CHANGES:
        return None
    start = number.start if change.start is None else change.start
    return IndicatorMatch.find(
        text[first:last], start - first, number.end - first, number.unit
    )

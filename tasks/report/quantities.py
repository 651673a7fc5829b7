"""The quantities of a text: each number with its unit, its indicator, its period and its change.

`numbers` finds the numbers, `indicators` what they count, `changes` and `periods` what the words around them
say of a change and of their period.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tasks.model.report import Quantity
from tasks.report.changes import AMOUNTS_OF_CHANGE, NumberChange, find_changes
from tasks.report.indicators import IndicatorFinder
from tasks.report.numbers import NumberMatch, find_numbers
from tasks.report.outline import OutlineEntry
from tasks.report.periods import find_period, find_periods
from tasks.report.sentences import SentenceIndex

# What was said longer ago than this many characters no longer says what a number counts.
_LONGEST_CONTEXT = 200
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
        levels = [
            changes.get(place, _NO_CHANGE).change not in AMOUNTS_OF_CHANGE
            for place in range(len(numbers))
        ]
        context = _collect_context(text, entries, starts, first)
        finder = IndicatorFinder(text, first, last, numbers, context)
        indicators = finder.find_all(levels)
        for place, number in enumerate(numbers):
            entry = entries[max(bisect_right(starts, number.start) - 1, 0)]
            clause = slice(*sentences.find_clause(number.start, number.end))
            change = changes.get(place, _NO_CHANGE)
            indicator = indicators[place]
            is_level = levels[place]
            yield Quantity(
                section_path=entry.path,
                phrase=text[clause].strip(),
                value=number.value,
                unit=number.unit,
                comparator=number.comparator,
                indicator=indicator.code if indicator and is_level else None,
                sentence=text[first:last].strip(),
                start=number.start,
                end=number.end,
                indicator_evidence=indicator.words if indicator and is_level else None,
                period=find_period(text, periods, first, number),
                change=change.change,
                before=change.before,
                compared_with=change.compared_with,
                rate_of=indicator.code if indicator and not is_level else None,
            )


def _group_by_sentence(
    numbers: Iterable[NumberMatch], sentences: SentenceIndex
) -> Iterator[tuple[tuple[int, int], list[NumberMatch]]]:
    """Yield the span of each sentence with the numbers in it."""

    def find_span(number: NumberMatch) -> tuple[int, int]:
        return sentences.find_sentence(number.start)

    for span, group in groupby(numbers, key=find_span):
        yield span, list(group)


def _collect_context(
    text: str, entries: Sequence[OutlineEntry], starts: Sequence[int], first: int
) -> str:
    """Collect what was said before a sentence: the heading above it, and the end of its paragraph so far."""
    entry = entries[max(bisect_right(starts, first) - 1, 0)]
    paragraph = max(text.rfind("\n", 0, first) + 1, first - _LONGEST_CONTEXT)
    return f"{entry.heading or ''}\n{text[paragraph:first]}"

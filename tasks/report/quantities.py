"""The quantities of a text: each number with its unit, the words about it, its indicator, its period and its
change.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
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
    """Yield the quantities behind the title, which ends at offset `after`, in the order of the text."""
    sentences = SentenceIndex(text)
    position = 0
    found = (item for item in find_numbers(text) if item.start >= after)
    for (first, last), together in groupby(
        found, key=lambda item: sentences.find_sentence(item.start)
    ):
        items = tuple(together)
        periods = list(find_periods(text[first:last]))
        changes = find_changes(text, items, first, last)
        for place, item in enumerate(items):
            while (
                position + 1 < len(sections)
                and sections[position + 1].start <= item.start
            ):
                position += 1
            left, right = sentences.find_clause(item.start, item.end)
            told = changes.get(place, _NO_CHANGE)
            wording = _find_indicator(text, item, told, first, last)
            yield Quantity(
                section_path=sections[position].path,
                phrase=text[left:right].strip(),
                value=item.value,
                unit=item.unit,
                comparator=item.comparator,
                indicator=wording.code if wording else None,
                sentence=text[first:last].strip(),
                start=item.start,
                end=item.end,
                indicator_evidence=wording.words if wording else None,
                period=_find_period(text, periods, first, item),
                change=told.change,
                before=told.before,
                compared_with=told.compared_with,
            )


def _find_indicator(
    text: str, item: NumberMatch, told: NumberChange, first: int, last: int
) -> IndicatorMatch | None:
    """Find the indicator of a number, with the number put back into the words that matched."""
    if told.change in _NO_LEVEL_CHANGES:
        return None
    start = item.start if told.start is None else told.start
    return match_indicator(
        mask_number(text[first:last], start - first, item.end - first, item.unit),
        text[start : item.end],
        item.unit,
    )


def _find_period(
    text: str, periods: Sequence[tuple[int, int]], first: int, item: NumberMatch
) -> str | None:
    """Give the last period that the sentence names before a number: it holds until the next one."""
    count = bisect_right(periods, item.start - first, key=lambda span: span[1])
    # 2022年的2.3倍 is a comparison
    if (
        count
        and item.unit == "倍"
        and text[first + periods[count - 1][1] : item.start] == "的"
    ):
        count -= 1
    return (
        text[first + periods[count - 1][0] : first + periods[count - 1][1]]
        if count
        else None
    )

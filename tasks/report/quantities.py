"""The quantities of a text: each number with its unit, the words about it, its indicator, its period and its
change.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from tasks.model.quantity import Change, Quantity
from tasks.model.section import Section
from tasks.report.indicators import Wording, masked, wording_of
from tasks.report.numbers import Found, find_quantities
from tasks.report.quantity_changes import Told, changes_in
from tasks.report.sentences import Sentences, find_periods

# By how much a number changed and what it was before are no levels: no indicator may count them.
_NO_LEVEL = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})
_PLAIN = Told()


def quantities_of(
    text: str, sections: Sequence[Section], after: int
) -> Iterator[Quantity]:
    """Yield the quantities behind the title, which ends at offset `after`, in the order of the text."""
    sentences = Sentences(text)
    position = 0
    found = (item for item in find_quantities(text) if item.start >= after)
    for (first, last), together in groupby(
        found, key=lambda item: sentences.around(item.start)
    ):
        items = tuple(together)
        periods = list(find_periods(text[first:last]))
        changes = changes_in(text, items, first, last)
        for place, item in enumerate(items):
            while (
                position + 1 < len(sections)
                and sections[position + 1].start <= item.start
            ):
                position += 1
            left, right = sentences.clause(item.start, item.end)
            told = changes.get(place, _PLAIN)
            wording = _wording(text, item, told, first, last)
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
                period=_period(text, periods, first, item),
                change=told.change,
                before=told.before,
                compared_with=told.compared_with,
            )


def _wording(
    text: str, item: Found, told: Told, first: int, last: int
) -> Wording | None:
    """Find the indicator of a number, with the number put back into the words that matched."""
    if told.change in _NO_LEVEL:
        return None
    start = item.start if told.since is None else told.since
    return wording_of(
        masked(text[first:last], start - first, item.end - first, item.unit),
        text[start : item.end],
        item.unit,
    )


def _period(
    text: str, periods: Sequence[tuple[int, int]], first: int, item: Found
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

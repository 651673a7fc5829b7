"""Checks of what a report says against itself, and against the report of the year before.

A check speaks only where the words leave no other reading: a wrong alarm costs more trust than a missed slip.
Numbers that are printed as approximate, or rounded to 万 or 亿, are never compared.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from tasks.model.issue import Issue
from tasks.model.quantity import Quantity
from tasks.report.checks.placeholders import check_placeholders
from tasks.report.checks.rates import check_changes, check_rates
from tasks.report.checks.sentence_quantities import SentenceQuantities
from tasks.report.checks.sums import check_parts, check_totals

_SENTENCE_CHECKS = (check_totals, check_parts, check_rates, check_changes)


def check_report(text: str, quantities: Sequence[Quantity]) -> Iterator[Issue]:
    """Yield what does not fit together in one report, sentence by sentence, then what was never filled in."""
    for _, together in groupby(quantities, key=attrgetter("section_path", "sentence")):
        sentence = SentenceQuantities(text, tuple(together))
        for check in _SENTENCE_CHECKS:
            yield from check(sentence)
    yield from check_placeholders(text)

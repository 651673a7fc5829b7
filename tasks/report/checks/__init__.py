"""Checks of what a report says against itself, and against the report of the year before.

A check speaks only where the words leave no other reading: a wrong alarm costs more trust than a missed slip.
Numbers that are printed as approximate, or rounded to 万 or 亿, are never compared.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tasks.model.issue import Issue
from tasks.model.quantity import Quantity
from tasks.report.checks.placeholders import mask_issues
from tasks.report.checks.rates import change_issues, rate_issues
from tasks.report.checks.statement import Statement
from tasks.report.checks.sums import part_issues, sum_issues

_OF_A_SENTENCE = (sum_issues, part_issues, rate_issues, change_issues)


def check_issues(text: str, quantities: Sequence[Quantity]) -> Iterator[Issue]:
    """Yield what does not fit together in one report, sentence by sentence, then what was never filled in."""
    for _, together in groupby(
        quantities, key=lambda quantity: (quantity.section_path, quantity.sentence)
    ):
        statement = Statement(text, tuple(together))
        for check in _OF_A_SENTENCE:
            yield from check(statement)
    yield from mask_issues(text)

"""Parts that are more than their whole."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from tasks.model.issue import Issue
from tasks.model.quantity import Quantity
from tasks.report.checks.statement import Statement
from tasks.report.checks.sums import REST

# What leads to a part of the number right before it: `，其中调解结案12件`, `（其中党员3名`
_OF_WHICH = re.compile(
    r"^[^，。；：、\d]{0,6}[，；（(]其中[：，]?[^，。；：、\d]{1,14}$"
)
# One more part, joined by 、: 党员3名、妇女2名
_AND = re.compile(r"^、[^，。；：、\d]{1,12}$")
# Persons may be counted under two heads at once (党员3名、妇女2名), and people come several times.
_PERSONS = frozenset("人 名 位 人次 户 家".split())
# What cannot be more than the other, by indicator, when one sentence states both of the same time.
_BOUND = {
    "hazards_rectified": "hazards_found",
    "reconsideration_accepted": "reconsideration_applications",
}


def part_issues(statement: Statement) -> Iterator[Issue]:
    """Yield an issue for each part, or list of parts, that is more than its whole."""
    for place, part in enumerate(statement.quantities):
        whole = statement.quantities[place - 1] if place else None
        if (
            whole
            and whole.unit == part.unit
            and _OF_WHICH.match(statement.between(whole, part))
        ):
            # 其中 may go back to an earlier number: 受理120件，办结10件，其中网上申请80件
            wholes = [
                item for item in statement.quantities[:place] if item.unit == part.unit
            ]
            widest = max(wholes, key=lambda item: item.value)
            yield from _compare(statement, widest, [part, *_listed(statement, place)])
    yield from _bound(statement)


def _listed(statement: Statement, place: int) -> Iterator[Quantity]:
    """Yield the parts that 、 joins to the one at a place.

    Persons are not added up, and closed lists elsewhere.
    """
    row = statement.quantities[place:]
    if any(REST.search(statement.before(quantity)) for quantity in row):
        return
    for left, right in pairwise(row):
        if (
            right.unit != row[0].unit
            or right.unit in _PERSONS
            or not _AND.match(statement.between(left, right))
        ):
            return
        yield right


def _compare(
    statement: Statement, whole: Quantity, parts: list[Quantity]
) -> Iterator[Issue]:
    if all(statement.exact(quantity) for quantity in (whole, *parts)):
        made = sum((part.value for part in parts), Decimal(0))
        if made > whole.value:
            terms = " + ".join(f"{part.value:f}" for part in parts)
            message = f"of {whole.value:f}{whole.unit} the parts are {terms}; ask the publisher which holds"
            yield statement.issue("part_exceeds_whole", message)


def _bound(statement: Statement) -> Iterator[Issue]:
    """Compare found with rectified, and applied for with accepted, where each is stated once and exactly."""
    stated: dict[str, list[Quantity]] = {}
    for quantity in statement.quantities:
        if quantity.indicator:
            stated.setdefault(quantity.indicator, []).append(quantity)
    for less, more in _BOUND.items():
        pair = (*stated.get(less, ()), *stated.get(more, ()))
        if (
            len(pair) != 2
            or len(stated.get(less, ())) != 1
            or not all(map(statement.exact, pair))
        ):
            continue
        part, whole = pair
        if (
            part.value > whole.value
            and part.unit == whole.unit
            and part.period == whole.period
        ):
            message = (
                f"{part.value:f}{part.unit} ({less}) are more than {whole.value:f}{whole.unit} ({more}); "
                "older ones may be counted in: ask the publisher"
            )
            yield statement.issue("part_exceeds_whole", message)

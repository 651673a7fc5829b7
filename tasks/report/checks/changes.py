"""Changes whose words and values do not agree: a fall to more, a growth that the two values do not give."""

from collections.abc import Iterator

from tasks.model.issue import Issue
from tasks.model.quantity import Change, Quantity
from tasks.report.checks.rates import mismatch, same_rate
from tasks.report.checks.statement import Statement
from tasks.report.quantity_changes import BY_HOW_MUCH, contradicts

_BY = {Change.UP_TO: Change.UP_BY, Change.DOWN_TO: Change.DOWN_BY}


def change_issues(statement: Statement) -> Iterator[Issue]:
    """Yield an issue for each change told the wrong way round, and for each growth that is not of its values."""
    for place, quantity in enumerate(statement.quantities):
        if quantity.before is None or not statement.exact(quantity):
            continue
        if contradicts(statement.text, quantity):
            yield _contradicted(statement, quantity)
        else:
            yield from _growth(statement, place, quantity)


def _contradicted(statement: Statement, new: Quantity) -> Issue:
    told = f"from {new.before:f} to {new.value:f}{new.unit}"
    message = f"the words tell of the contrary of a change {told}; ask the publisher which holds"
    return statement.issue("change_contradicted", message)


def _growth(statement: Statement, place: int, new: Quantity) -> Iterator[Issue]:
    """Compare how much something changed, in per cent, with the values before and after."""
    row = statement.quantities
    after = (
        place + 2
        if place + 1 < len(row) and row[place + 1].change is Change.FROM
        else place + 1
    )
    if (
        after >= len(row)
        or row[after].unit != "%"
        or row[after].comparator
        or new.unit == "%"
        or not new.before
    ):
        return
    by = row[after]
    if by.change not in _BY.values() or not BY_HOW_MUCH.fullmatch(
        statement.between(row[after - 1], by)
    ):
        return
    made = abs(new.value - new.before) / new.before * 100
    if by.change is not _BY.get(new.change or Change.FROM):
        yield _contradicted(statement, new)
    elif not same_rate(made, by.value):
        yield mismatch(
            statement, f"a change from {new.before:f} to {new.value:f}", made, by
        )

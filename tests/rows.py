"""One rule over all rows of a table of data: one test, which names every row that breaks it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

_RowT = TypeVar("_RowT")


def check_rows(check: Callable[[_RowT], object], rows: Iterable[_RowT]) -> None:
    """Check each row by a function that asserts, and fail once, with a line for each row that is wrong.

    Raises
    ------
    AssertionError
        If any row is wrong; its cause is what the first of them raised.

    """
    wrong: dict[str, Exception] = {}
    count = 0
    for row in rows:
        count += 1
        try:
            check(row)
        except Exception as error:  # noqa: BLE001 whatever a row raises is wrong with that row
            wrong[str(row)] = error
    assert count, "there are no rows"
    if wrong:
        lines = [f"{row}: {error or repr(error)}" for row, error in wrong.items()]
        msg = f"{len(wrong)} of {count} rows are wrong:\n" + "\n".join(lines)
        raise AssertionError(msg) from next(iter(wrong.values()))

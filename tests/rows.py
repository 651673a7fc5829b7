"""One rule over all rows of a table of data: one test, which names every row that breaks it."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
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


def each_row(
    names: str | tuple[str, ...],
    rows: Iterable[object],
    ids: Iterable[str] | None = None,
) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Make one test of a function and all rows of a table; written as `parametrize` is, for short tests.

    With several `names` a row is a tuple of so many values. A row that is wrong is named by its label in
    `ids`, else by its number, from 1.
    """
    parameters = (names,) if isinstance(names, str) else names
    labelled = enumerate(rows, 1) if ids is None else zip(ids, rows, strict=True)
    table: list[tuple[object, object]] = list(labelled)

    def decorate(check: Callable[..., None]) -> Callable[[], None]:
        def check_one(line: tuple[object, object]) -> None:
            _label, row = line
            values = (row,) if isinstance(names, str) else row
            check(**dict(zip(parameters, values, strict=True)))  # type: ignore[call-overload]

        def check_all() -> None:
            check_rows(check_one, table)

        update_wrapper(check_all, check)
        # pytest would ask for the parameters of what is wrapped
        del check_all.__wrapped__  # type: ignore[attr-defined]
        return check_all

    return decorate

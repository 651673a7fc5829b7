"""Hostile files: each case makes the bytes of one, and says in a line what is wrong with it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[], bytes]


@dataclass(frozen=True)
class Case:
    """One hostile file.

    `codes` are what may be told of it, `reads` that its text may come out whole nevertheless.
    """

    name: str
    what: str
    make: Make
    codes: frozenset[str]
    reads: bool


CASES: dict[str, Case] = {}


def hostile(*codes: str, reads: bool = False) -> Callable[[Make], Make]:
    """Make a case of a function; its docstring says what is wrong."""

    def enter(make: Make) -> Make:
        name = make.__name__
        CASES[name] = Case(
            name, inspect.getdoc(make) or "", make, frozenset(codes), reads
        )
        return make

    return enter

"""The quantities of one sentence, and what the words around them allow to be compared."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from tasks.model.report import Change, Quantity

# 1.2万件 may stand for 12345: it is no exact number
_ROUNDED = re.compile(r"[万亿千]")
# `83.56万元`, `1,024件`: the digits as printed, and the decimals among them
_DIGITS = re.compile(r"\D{0,4}(?P<whole>\d[\d,，]*)(?:[.．](?P<decimals>\d+))?")
_NO_COUNT_CHANGES = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})
SHARE_UNITS = frozenset("% ‰ 个百分点".split())


class ValueBounds(NamedTuple):
    """The least and the greatest that a printed number may stand for; the same where it is exact."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class SentenceQuantities:
    """The quantities of one sentence, in order; `text` is the whole report, whose offsets they have."""

    text: str
    quantities: tuple[Quantity, ...]

    @property
    def sentence(self) -> str:
        """Give the sentence, which is the evidence of its issues."""
        return self.quantities[0].sentence

    def is_exact(self, quantity: Quantity) -> bool:
        """Tell whether a number is printed to the last digit, and is a count of its own, not of a change."""
        if quantity.comparator is not None or quantity.change in _NO_COUNT_CHANGES:
            return False
        return not _ROUNDED.search(self.text, quantity.start, quantity.end)

    def find_bounds(self, quantity: Quantity) -> ValueBounds | None:
        """Find what a printed number may stand for: 1.2万件 is 11000 to 13000, be it rounded or cut off.

        Null where that is not known: about 30, or 三万.
        """
        if quantity.comparator is not None or quantity.value <= 0:
            return None
        digits = _DIGITS.match(self.text, quantity.start, quantity.end)
        if digits is None:
            return None
        decimals = digits["decimals"] or ""
        whole = re.sub("[,，]", "", digits["whole"])
        scale = quantity.value / Decimal(f"{whole}.{decimals or 0}")
        step = scale.scaleb(-len(decimals))
        if step <= 1 and not decimals:
            step = Decimal(0)
        return ValueBounds(quantity.value - step, quantity.value + step)

    def get_words_between(self, left: Quantity, right: Quantity) -> str:
        """Get the words between two quantities."""
        return self.text[left.end : right.start]

    def get_words_before(self, quantity: Quantity, width: int = 16) -> str:
        """Get up to `width` characters before a quantity, of its sentence's paragraph."""
        start = max(quantity.start - width, 0)
        return self.text[start : quantity.start].rpartition("\n")[2]


def group_by_sentence(
    text: str, quantities: Iterable[Quantity]
) -> Iterator[SentenceQuantities]:
    """Yield the quantities of each sentence together."""
    for _, together in groupby(quantities, key=attrgetter("section_path", "sentence")):
        yield SentenceQuantities(text, tuple(together))


def are_alike(one: Quantity, other: Quantity) -> bool:
    """Tell whether the same is said of two numbers: role, whose they are, and the time that they speak of."""
    if one.period_start and other.period_start:
        same_time = get_span(one) == get_span(other)
    else:
        same_time = one.period == other.period
    return same_time and one.role is other.role and one.scope is other.scope


def get_span(quantity: Quantity) -> tuple[date | None, date | None]:
    """Get the first and the last day that a number speaks of."""
    return quantity.period_start, quantity.period_end


def print_amount(quantity: Quantity) -> str:
    """Print a value with its unit, as sentences name it."""
    return f"{print_number(quantity.value)}{quantity.unit}"


def print_number(value: Decimal) -> str:
    """Print a number without zeros behind its last decimal: 11000.0 is 11000."""
    return f"{value.normalize():f}"


def join_terms(parts: Sequence[Quantity]) -> str:
    """Print the values of quantities as the terms of a sum."""
    return " + ".join(print_number(part.value) for part in parts)

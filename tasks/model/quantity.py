"""Quantity: one number with a unit in running text."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Comparator(StrEnum):
    """How the true value stands to the printed one: 余/多/超/以上/不少于, 近, 约/左右, 不超过/以内."""

    AT_LEAST = "at_least"
    NEARLY = "nearly"
    ABOUT = "about"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with a unit.

    `value` is in `unit` with 万 and 亿 multiplied out (4.55万元 is 45500 元); `phrase` is the clause it stands in,
    `sentence` the whole sentence; `start` and `end` are offsets of number and unit into the clean text.
    """

    section_path: str
    phrase: str
    value: Decimal
    unit: str
    comparator: Comparator | None
    indicator: str | None
    sentence: str
    start: int
    end: int
    period: str | None = None

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


class Change(StrEnum):
    """What a number says of a change: by how much (增长62.5%), to what (降至326项), from what (从799项)."""

    UP_BY = "up_by"
    DOWN_BY = "down_by"
    UP_TO = "up_to"
    DOWN_TO = "down_to"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with a unit.

    `value` is in `unit` with 万 and 亿 multiplied out (4.55万元 is 45500 元); `phrase` is the clause it
    stands in, `sentence` the whole sentence; `start` and `end` are offsets of number and unit into the clean
    text. `indicator` and the words that gave it, `indicator_evidence`, are null for what is no level: by how
    much something changed, and what it was before. `period` and `compared_with` are as printed (截至10月,
    较上年); `before` is the value that a change to `value` started from.
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
    indicator_evidence: str | None = None
    period: str | None = None
    change: Change | None = None
    before: Decimal | None = None
    compared_with: str | None = None

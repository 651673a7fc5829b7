"""Change: what sets one revision of a report apart from the one before."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """`new`: the first capture.

    `cosmetic`: the same words under other punctuation or spacing; else `substantive`.
    """

    NEW = "new"
    COSMETIC = "cosmetic"
    SUBSTANTIVE = "substantive"


@dataclass(frozen=True, slots=True)
class Change:
    """What sets a revision apart from the one before.

    `added` and `removed` count characters of the clean text; `summary` says in words what changed.
    """

    kind: ChangeKind
    added: int = 0
    removed: int = 0
    summary: str = ""

"""Section: one node of a report's outline."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a section is about: the five statutory kinds, and what is none of them."""

    ACHIEVEMENTS = "achievements"
    SHORTCOMINGS = "shortcomings"
    LEADERSHIP = "leadership"
    PLANS = "plans"
    OTHER = "other"
    PREAMBLE = "preamble"
    THEMATIC = "thematic"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"


STATUTORY = (
    Kind.ACHIEVEMENTS,
    Kind.SHORTCOMINGS,
    Kind.LEADERSHIP,
    Kind.PLANS,
    Kind.OTHER,
)


class Node(StrEnum):
    """What an outline node is: a numbered heading, an item such as 一是, or a part without a number."""

    PREAMBLE = "preamble"
    HEADING = "heading"
    ITEM = "item"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"


class Confidence(StrEnum):
    """How sure a section's kind is: named by a whole wording, by a part of one, or by nothing plain."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Section:
    """One node of the outline.

    `path` counts positions from 1 (`2.3`), whatever numbers are printed; the preamble is `0`, the signature
    and the attachments come after the last heading. `label` keeps what is printed (`三、`), `heading` the
    words after it, null when the number starts running text. `start` and `end` are offsets into the clean
    text; the nodes of a report, in order, cover it without gaps, so `text` is the node's own, without its
    children's. `also_kinds` are the further kinds that a merged heading names (存在的问题和下一步打算).
    """

    path: str
    parent: str | None
    level: int
    label: str | None
    heading: str | None
    kind: Kind
    kind_evidence: str
    kind_confidence: Confidence
    also_kinds: tuple[Kind, ...]
    node: Node
    text: str
    start: int
    end: int

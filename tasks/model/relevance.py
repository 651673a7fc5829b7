"""Relevance: whether a link or page is an annual report, and what it is instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relevance:
    """A judgement: `kind` is `report` or names the look-alike, `evidence` are the words that decided.

    `doubtful` says that the title alone cannot tell; then `relevant` is true, so that the page is fetched and
    asked.
    """

    relevant: bool
    kind: str
    evidence: str
    doubtful: bool = False

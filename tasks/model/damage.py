"""Damage: something in the archive, the ledger or a release that is not as it was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is broken: where (a path inside the home), what is wrong, and how to mend it.

    A `harmless` one is what a killed run leaves: worth telling, but nothing is lost.
    """

    place: str
    words: str
    remedy: str
    harmless: bool = False

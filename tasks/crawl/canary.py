"""The canary: an old report by which a redesign is noticed. Pure."""

from collections.abc import Iterable

Looks = dict[str, str]
"""By page: how a report that was known before no longer reads as it did; empty while it does."""


def sick_canary(pages: Iterable[str], looks: Looks) -> tuple[str, str] | None:
    """Give the canary and how it changed, null when it is well: the first of the pages that was answered is
    it.

    A page that was not answered says nothing: whether it is gone is told elsewhere.
    """
    canary = next((page for page in pages if page in looks), None)
    return (canary, looks[canary]) if canary is not None and looks[canary] else None

"""Page: headings, words and tables that a person reads, whatever they are rendered as."""

from collections.abc import Sequence
from typing import NamedTuple

# What a first cell shows of a check: it held, it holds the release back, or it warns.
GOOD, BAD, WARN = "✓", "✗", "⚠"


class Grid(NamedTuple):
    """A table: its header, and rows of as many cells.

    One of long words becomes a card a row where there is no room.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    wordy: bool = False


class Section(NamedTuple):
    """A heading with paragraphs and tables below it; a folded one is opened by whoever wants to see it."""

    title: str
    blocks: Sequence[str | Grid]
    folded: bool = False


class Page(NamedTuple):
    """A page: its title, a mark for its verdict, a line that sums it up, numbers with their labels, and
    sections.
    """

    title: str
    mark: str
    lead: str
    numbers: Sequence[tuple[str, str]]
    sections: Sequence[Section]

"""Setting Chinese text on a terminal.

Lines break between any two characters, but not before 。 or inside a word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

# What may not be parted: a character, a Latin word, or a number and the unit's first character (`12件`), with
# the brackets that open before it and what closes behind.
_CLOSING = "，。、；：！？）》”’」』〕】⟧› ,.;:!?)"
_UNIT = re.compile(
    rf"[（《“‘「『〔【⟦‹(]*(?:[\x21-\x7e]+(?:(?<=\d)[一-鿿])?|[^\x21-\x7e])[{_CLOSING}]*",
    re.DOTALL,
)
_NARROWEST = 8

# What is marked stands out without colour, too.
MARKS = "⟦{}⟧"
SEVERITIES = {
    "error": "bold red",
    "warning": "yellow",
    "info": "dim",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A styled text that is broken as Chinese is; it may stand in a table's cell."""

    text: Text

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """Give the text's lines."""
        yield from self.break_lines(options.max_width)

    def __rich_measure__(
        self, console: Console, options: ConsoleOptions
    ) -> Measurement:
        """Say how narrow and how wide it may be."""
        widest = max(map(cell_len, self.text.plain.split("\n")), default=0)
        return Measurement(min(widest, _NARROWEST), min(widest, options.max_width))

    def break_lines(self, width: int) -> Iterator[Text]:
        """Break the text into lines of at most so many cells; a unit that is wider is parted anywhere."""
        for line in self.text.split("\n", allow_blank=True):
            for part in line.divide(_find_breaks(line.plain, max(width, 2))):
                part.rstrip()
                part.no_wrap = True
                part.overflow = "ignore"
                yield part


def set_plain(words: str, style: str = "") -> Folded:
    """Set words of one style."""
    return Folded(Text(words, style))


def shorten(words: str, most: int) -> str:
    """Cut words that are longer than so many characters, and say how long they were."""
    if len(words) <= most:
        return words
    return f"{words[:most]} … ({len(words)} characters)"


def _find_breaks(words: str, width: int) -> Iterable[int]:
    used = at = 0
    for unit in _UNIT.findall(words):
        cells = cell_len(unit.rstrip(" "))
        if used and used + cells > width:
            yield at
            used = 0
        rest = unit
        while cell_len(rest.rstrip(" ")) > width:
            head = set_cell_size(rest, width).rstrip(" ") or rest[0]
            if not rest[len(head) :].strip(_CLOSING):
                head = head.rstrip(_CLOSING)[:-1] or head
            at = at + len(head)
            rest = rest[len(head) :]
            yield at
        at += len(rest)
        used += cell_len(rest)

"""Word's lists: how their levels count, and the label that a paragraph shows.

The rules are those of ECMA-376 part 1, 17.9; DOC stores the same in other bytes, so both readers count here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tasks.documents.word.numerals import BULLETS, numeral

# ECMA-376 and the binary format both have nine levels.
LEVELS = 9
# `%1` in `第%1章`, `%1.%2`
_PLACEHOLDER = re.compile(r"%([1-9])")
_COUNTABLE = 0x7FFF


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its numbers' format and start, its text (`（%1）`), and what follows the label.

    `restart` is the level, from 1, at or above which a paragraph makes this one start again: null for any
    level above, 0 for never. `legal` prints all numbers of the label as decimals. `style` is the paragraph
    style it is tied to.
    """

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    suffix: str = " "
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """A list as paragraphs refer to it: lists of one `counter` count on together.

    `starts` holds the levels that this one begins anew, from which number.
    """

    counter: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Counters:
    """The state of all lists while a document is read from its start."""

    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, name: str, found: WordList, depth: int) -> str:
        """Count one paragraph of the list called `name` at a level from 0.

        Give its label with what follows it.

        Empty for a bullet, and for a level that shows nothing.
        """
        counts = self.counts.setdefault(found.counter, {})
        level = found.levels.get(depth, Level())
        begins = found.starts.get(depth)
        if begins is not None and (name, depth) not in self.begun:
            self.begun.add((name, depth))
            counts[depth] = begins
        elif depth in counts:
            counts[depth] = min(counts[depth] + 1, _COUNTABLE)
        else:
            counts[depth] = level.start
        for deeper in [other for other in counts if other > depth]:
            if _restarts(found.levels.get(deeper, Level()), depth):
                del counts[deeper]
        if level.number_format in BULLETS:
            return ""
        label = _PLACEHOLDER.sub(
            lambda match: _number(found, counts, int(match[1]) - 1, level), level.text
        )
        return label + level.suffix if label.strip() else ""


def _restarts(level: Level, above: int) -> bool:
    return level.restart is None or above < level.restart


def _number(found: WordList, counts: Mapping[int, int], depth: int, of: Level) -> str:
    """Print the count of one level inside a label; a level that was skipped shows its start."""
    level = found.levels.get(depth, Level())
    count = counts.get(depth, found.starts.get(depth, level.start))
    legal = of.legal and level.number_format != "none"
    return numeral(count, "decimal" if legal else level.number_format)

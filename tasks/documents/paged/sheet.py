"""Sheets of lines: what fixed-layout files (PDF, OFD, scanned pages) are before anything is known of
paragraphs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# between two of these a line's break was a space
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z,.;:]$"), re.compile(r"^[A-Za-z]")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    Its box is in points from the sheet's top left corner, `size` the letters' height in points.

    Words far apart on one height are lines of their own: columns and cells stay apart.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One drawn line, upright or level, in points from the sheet's top left corner: a table's grid is made of
    them.
    """

    left: float
    top: float
    right: float
    bottom: float

    @property
    def upright(self) -> bool:
        """Tell whether it runs from top to bottom."""
        return self.bottom - self.top > self.right - self.left


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, from 1, with its lines in reading order.

    Width and height in points; `rules` are drawn on it.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...] = ()


def rows_of(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Put lines that stand side by side into rows, from top to bottom; each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        middle = (line.top + line.bottom) / 2
        if (
            rows
            and rows[-1][0].top < middle < rows[-1][0].bottom
            and _beside(rows[-1], line)
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(sorted(row, key=lambda line: line.left)) for row in rows]


def _beside(row: Sequence[Line], line: Line) -> bool:
    slack = 0.5 * line.size
    return all(
        line.left >= other.right - slack or line.right <= other.left + slack
        for other in row
    )


def joined(texts: Sequence[str]) -> str:
    """Join the texts of lines: without a space, except where both sides are Latin words."""
    whole = ""
    for text in texts:
        if whole.endswith(_SOFT_HYPHEN):
            whole = whole[:-1] + text
        elif _LATIN_END.search(whole) and _LATIN_START.match(text):
            whole += " " + text
        else:
            whole += text
    return whole


def origin_of(number: int, lines: Sequence[Line]) -> str:
    """Say where lines of one sheet stand: `page 3 (72,118,523,151)`."""
    left, top = min(line.left for line in lines), min(line.top for line in lines)
    right, bottom = (
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )
    return f"page {number} ({left:.0f},{top:.0f},{right:.0f},{bottom:.0f})"

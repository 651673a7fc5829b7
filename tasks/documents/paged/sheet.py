"""Sheets of lines: what fixed-layout files (PDF, OFD, scans) are before anything is known of paragraphs.

Readers place runs of letters on a sheet; runs become lines, and lines that stand side by side rows.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

# between two of these a line's break was a space
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z,.;:]$"), re.compile(r"^[A-Za-z]")
_SOFT_HYPHEN = "\u00ad"
# Two pieces on one height stand apart beyond this many letters' heights; Latin words part at a smaller gap.
_FAR_APART, _WORD_GAP = 1.5, 0.2
# Baselines this near belong to one line: less than any line spacing, more than a raised ² or a mixed font.
_SAME_LINE = 0.4
# What is printed twice for weight is shifted by no more than this.
_PRINTED_AGAIN = 0.3
# A line's box above and below its baseline: the Chinese em square stands like this.
_ASCENT, _DESCENT = 0.88, 0.12
# A drawn stroke may touch the letters beside it, by so many points.
_TOUCH = 2.0


@dataclass(frozen=True, slots=True)
class TextLine:
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
class RuledLine:
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
    lines: tuple[TextLine, ...]
    rules: tuple[RuledLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRun:
    """Letters that stand side by side, in points from the sheet's top left corner; `size` is their height."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False


def build_lines(
    runs: Iterable[TextRun], rules: Iterable[RuledLine] = ()
) -> tuple[TextLine, ...]:
    """Put runs together to lines, from top to bottom and from left to right.

    An upright rule parts two cells.
    """
    upright = [rule for rule in rules if rule.upright]
    lines: list[TextLine] = []
    row: list[TextRun] = []
    for run in sorted(runs, key=lambda run: run.baseline):
        if row and run.baseline - row[0].baseline > _SAME_LINE * max(
            run.size, row[0].size
        ):
            lines += _split_row(row, upright)
            row = []
        row.append(run)
    return (*lines, *_split_row(row, upright))


def measure_advance(letter: str, size: float) -> float:
    """Guess a letter's width: a whole one where East Asian, else half of it."""
    return size if unicodedata.east_asian_width(letter) in "WFA" else size / 2


def _split_row(
    row: Sequence[TextRun], upright: Sequence[RuledLine]
) -> Iterator[TextLine]:
    """Yield the lines of one height, cut where runs stand far apart.

    What is printed twice for weight counts once.
    """
    line: TextRun | None = None
    for run in sorted(row, key=lambda run: run.left):
        if line is None:
            line = run
        elif _is_printed_again(line, run):
            line = replace(line, bold=True)
        elif run.left - line.right > _FAR_APART * min(
            line.size, run.size
        ) or _has_rule_between(line, run, upright):
            yield _make_line(line)
            line = run
        else:
            line = _append_run(line, run)
    if line:
        yield _make_line(line)


def _is_printed_again(line: TextRun, run: TextRun) -> bool:
    near = _PRINTED_AGAIN * run.size
    return (
        line.text.endswith(run.text)
        and abs(line.right - run.right) < near
        and run.left - line.left > -near
    )


def _has_rule_between(
    line: TextRun, run: TextRun, upright: Sequence[RuledLine]
) -> bool:
    middle = line.baseline - 0.4 * line.size
    return any(
        line.right - _TOUCH <= rule.left <= run.left + _TOUCH
        and rule.top <= middle <= rule.bottom
        for rule in upright
    )


def _append_run(line: TextRun, run: TextRun) -> TextRun:
    spaced = (
        run.left - line.right > _WORD_GAP * run.size
        and line.text[-1].isascii()
        and run.text[0].isascii()
    )
    return TextRun(
        f"{line.text}{' ' if spaced else ''}{run.text}",
        line.left,
        max(line.right, run.right),
        line.baseline,
        line.size if len(line.text) >= len(run.text) else run.size,
        line.bold and run.bold,
    )


def _make_line(run: TextRun) -> TextLine:
    top, bottom = run.baseline - _ASCENT * run.size, run.baseline + _DESCENT * run.size
    return TextLine(run.text, run.left, top, run.right, bottom, run.size, run.bold)


def group_rows(lines: Sequence[TextLine]) -> list[tuple[TextLine, ...]]:
    """Put lines that stand side by side into rows, from top to bottom; each row from left to right."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        middle = (line.top + line.bottom) / 2
        if (
            rows
            and rows[-1][0].top < middle < rows[-1][0].bottom
            and _is_beside(rows[-1], line)
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(sorted(row, key=lambda line: line.left)) for row in rows]


def _is_beside(row: Sequence[TextLine], line: TextLine) -> bool:
    slack = 0.5 * line.size
    return all(
        line.left >= other.right - slack or line.right <= other.left + slack
        for other in row
    )


def join_texts(texts: Sequence[str]) -> str:
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


def describe_origin(number: int, lines: Sequence[TextLine]) -> str:
    """Say where lines of one sheet stand: `page 3 (72,118,523,151)`."""
    left, top = min(line.left for line in lines), min(line.top for line in lines)
    right, bottom = (
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )
    return f"page {number} ({left:.0f},{top:.0f},{right:.0f},{bottom:.0f})"

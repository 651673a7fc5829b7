"""Pieces of text placed on a sheet to lines: what PDF, OFD and OCR have in common."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.documents.paged.sheet import Line, Rule

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
class Run:
    """Letters that stand side by side, in points from the sheet's top left corner; `size` is their height."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False


def lines_of(runs: Iterable[Run], rules: Iterable[Rule] = ()) -> tuple[Line, ...]:
    """Put runs together to lines, from top to bottom and from left to right.

    An upright rule parts two cells.
    """
    upright = [rule for rule in rules if rule.upright]
    lines: list[Line] = []
    row: list[Run] = []
    for run in sorted(runs, key=lambda run: run.baseline):
        if row and run.baseline - row[0].baseline > _SAME_LINE * max(
            run.size, row[0].size
        ):
            lines += _row_lines(row, upright)
            row = []
        row.append(run)
    return (*lines, *_row_lines(row, upright))


def advance(letter: str, size: float) -> float:
    """Guess a letter's width: a whole one where East Asian, else half of it."""
    return size if unicodedata.east_asian_width(letter) in "WFA" else size / 2


def _row_lines(row: Sequence[Run], upright: Sequence[Rule]) -> Iterator[Line]:
    """Yield the lines of one height, cut where runs stand far apart.

    What is printed twice for weight counts once.
    """
    line: Run | None = None
    for run in sorted(row, key=lambda run: run.left):
        if line is None:
            line = run
        elif _printed_again(line, run):
            line = replace(line, bold=True)
        elif run.left - line.right > _FAR_APART * min(line.size, run.size) or _parted(
            line, run, upright
        ):
            yield _line(line)
            line = run
        else:
            line = _joined(line, run)
    if line:
        yield _line(line)


def _printed_again(line: Run, run: Run) -> bool:
    near = _PRINTED_AGAIN * run.size
    return (
        line.text.endswith(run.text)
        and abs(line.right - run.right) < near
        and run.left - line.left > -near
    )


def _parted(line: Run, run: Run, upright: Sequence[Rule]) -> bool:
    middle = line.baseline - 0.4 * line.size
    return any(
        line.right - _TOUCH <= rule.left <= run.left + _TOUCH
        and rule.top <= middle <= rule.bottom
        for rule in upright
    )


def _joined(line: Run, run: Run) -> Run:
    spaced = (
        run.left - line.right > _WORD_GAP * run.size
        and line.text[-1].isascii()
        and run.text[0].isascii()
    )
    return Run(
        f"{line.text}{' ' if spaced else ''}{run.text}",
        line.left,
        max(line.right, run.right),
        line.baseline,
        line.size if len(line.text) >= len(run.text) else run.size,
        line.bold and run.bold,
    )


def _line(run: Run) -> Line:
    top, bottom = run.baseline - _ASCENT * run.size, run.baseline + _DESCENT * run.size
    return Line(run.text, run.left, top, run.right, bottom, run.size, run.bold)

"""The text of an OFD page (GB/T 33190-2016, 8 and 11): text objects placed on the sheet, and lines made of them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import hypot, isfinite

from lxml import etree

from tasks.text.paged.sheet import Line, Rule

# a b c d e f: x' = ax + cy + e, y' = bx + dy + f
Matrix = tuple[float, float, float, float, float, float]

# Two runs on one height stand apart beyond this many letters' widths; Latin words part at a smaller gap.
_FAR_APART, _WORD_GAP = 1.5, 0.2
# Baselines this near belong to one line: less than any line spacing, more than a raised ² or a mixed font.
_SAME_LINE = 0.4
# Where a font's ascent and descent are unknown: of a Chinese letter, above and below the baseline.
_ASCENT, _DESCENT = 0.86, 0.14
_BOLD_WEIGHT = 600
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# `g 15 4.2333 2.1`: fifteen times 4.2333, then 2.1
_DELTA = re.compile(r"g\s+(\d+)\s+(\S+)|(\S+)")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that stand side by side, in points from the sheet's top left corner."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


def numbers(text: str | None, count: int) -> tuple[float, ...]:
    """Read `count` numbers of an attribute; zeros where it holds fewer or an endless one."""
    found = [number if isfinite(number) else 0.0 for number in map(float, _NUMBER.findall(text or "")[:count])]
    return (*found, *[0.0] * (count - len(found)))


def placed(element: etree._Element, outer: Matrix) -> Matrix:
    """Give the matrix from an object's own space to the sheet: its CTM, its Boundary's corner, then the outer one."""
    x, y = numbers(element.get("Boundary"), 2)
    moved = times((1, 0, 0, 1, x, y), outer)
    ctm = element.get("CTM")
    if not ctm:
        return moved
    a, b, c, d, e, f = numbers(ctm, 6)
    return times((a, b, c, d, e, f), moved)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Give the matrix that applies the inner one first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def is_turned(element: etree._Element, place: Matrix) -> bool:
    """Tell whether a text object does not run from left to right: watermarks, labels on edges, vertical text."""
    reading = element.get("ReadDirection", "0").partition(".")[0]
    return reading not in {"0", "360"} or abs(place[1]) > 0.2 * abs(place[0]) or place[0] < 0


def runs_of(element: etree._Element, place: Matrix, heavy_fonts: frozenset[str]) -> Iterator[Run]:
    """Yield the runs of one text object, in the order of its text codes."""
    size = numbers(element.get("Size"), 1)[0]
    height = size * hypot(place[2], place[3])
    if height <= 0:
        return
    bold = numbers(element.get("Weight"), 1)[0] >= _BOLD_WEIGHT or element.get("Font") in heavy_fonts
    x = y = 0.0
    for code in element:
        if not code.tag.endswith("TextCode"):
            continue
        # A missing coordinate is the one of the text code before.
        x = numbers(code.get("X"), 1)[0] if code.get("X") else x
        y = numbers(code.get("Y"), 1)[0] if code.get("Y") else y
        text = (code.text or "").strip("\r\n\t")
        if text:
            steps = _steps(code, text, size, numbers(element.get("HScale") or "1", 1)[0])
            for words, left, right, down in _pieces(text, steps, size):
                yield Run(
                    words,
                    place[0] * (x + left) + place[2] * (y + down) + place[4],
                    place[0] * (x + right) + place[2] * (y + down) + place[4],
                    place[1] * (x + left) + place[3] * (y + down) + place[5],
                    height,
                    bold,
                )


def spread(deltas: str, count: int) -> list[float]:
    """Write out the steps between letters; `g n v` stands for n times v, and the last one goes on where some lack."""
    steps: list[float] = []
    for times_, value, single in _DELTA.findall(deltas):
        step = numbers(value or single, 1)[0]
        steps += [step] * min(int(times_[:9] or 1), count - len(steps))
        if len(steps) >= count:
            break
    return steps + [steps[-1] if steps else 0.0] * (count - len(steps))


def lines_of(runs: Iterable[Run], rules: Iterable[Rule] = ()) -> tuple[Line, ...]:
    """Put runs together to lines, from top to bottom and from left to right; an upright rule parts two cells."""
    upright = [rule for rule in rules if rule.upright]
    lines: list[Line] = []
    row: list[Run] = []
    for run in sorted(runs, key=lambda run: run.baseline):
        if row and run.baseline - row[0].baseline > _SAME_LINE * max(run.size, row[0].size):
            lines += _row_lines(row, upright)
            row = []
        row.append(run)
    return (*lines, *_row_lines(row, upright))


def advance(letter: str, size: float) -> float:
    """Guess a letter's width: a whole one where East Asian, else half of it."""
    return size if unicodedata.east_asian_width(letter) in "WFA" else size / 2


def _steps(code: etree._Element, text: str, size: float, stretch: float) -> tuple[list[float], list[float]]:
    """Give the steps to the right and down between a text's letters, one fewer than letters."""
    across, down = code.get("DeltaX"), code.get("DeltaY")
    count = len(text) - 1
    if not across and not down:
        return [stretch * advance(letter, size) for letter in text[:-1]], [0.0] * count
    return spread(across or "", count), spread(down or "", count) if down else [0.0] * count


def _pieces(
    text: str, steps: tuple[list[float], list[float]], size: float
) -> Iterator[tuple[str, float, float, float]]:
    """Yield words, left, right and depth of the pieces of one text code, cut where it jumps."""
    across, down = steps
    start = 0
    at = list(accumulate(across, initial=0.0))
    depth = list(accumulate(down, initial=0.0))
    # Even steps are letter spacing however wide: 年　度　报　告.
    even = not across or (0 < min(across) == max(across) < 4 * size)
    widest = 4 * size if even else (1 + _FAR_APART) * size
    for end in range(1, len(text) + 1):
        if end < len(text) and 0 <= across[end - 1] <= widest and abs(down[end - 1]) < _SAME_LINE * size:
            continue
        words = text[start:end].rstrip()
        first = start + len(words) - len(words.lstrip())
        last = start + len(words) - 1
        if words.strip():
            yield words.lstrip(), at[first], at[last] + advance(text[last], size), depth[first]
        start = end


def _row_lines(row: Sequence[Run], upright: Sequence[Rule]) -> Iterator[Line]:
    """Yield the lines of one height, cut where runs stand far apart; what is printed twice for weight counts once."""
    line: Run | None = None
    for run in sorted(row, key=lambda run: run.left):
        if line is None:
            line = run
        elif _printed_again(line, run):
            line = replace(line, bold=True)
        elif run.left - line.right > _FAR_APART * max(line.size, run.size) or _parted(line, run, upright):
            yield _line(line)
            line = run
        else:
            line = _joined(line, run)
    if line:
        yield _line(line)


def _printed_again(line: Run, run: Run) -> bool:
    near = 0.3 * run.size
    return line.text.endswith(run.text) and abs(line.right - run.right) < near and run.left - line.left > -near


def _parted(line: Run, run: Run, upright: Sequence[Rule]) -> bool:
    middle = line.baseline - 0.4 * line.size
    return any(line.right - 2 <= rule.left <= run.left + 2 and rule.top <= middle <= rule.bottom for rule in upright)


def _joined(line: Run, run: Run) -> Run:
    gap = run.left - line.right > _WORD_GAP * run.size and line.text[-1].isascii() and run.text[0].isascii()
    return Run(
        f"{line.text}{' ' if gap else ''}{run.text}",
        line.left,
        max(line.right, run.right),
        line.baseline,
        max(line.size, run.size),
        line.bold and run.bold,
    )


def _line(run: Run) -> Line:
    top, bottom = run.baseline - _ASCENT * run.size, run.baseline + _DESCENT * run.size
    return Line(run.text, run.left, top, run.right, bottom, run.size, run.bold)

"""The text of an OFD page (GB/T 33190-2016, 8 and 11): text objects as runs of letters placed on the sheet."""

import re
from collections.abc import Iterator
from itertools import accumulate
from math import hypot, isfinite

from lxml import etree

from tasks.documents.paged.sheet import TextRun, measure_advance

# a b c d e f: x' = ax + cy + e, y' = bx + dy + f
Matrix = tuple[float, float, float, float, float, float]

# A text code is cut where it jumps this many letters' heights across, or this share of one up or down.
_FAR_APART, _OTHER_HEIGHT = 1.5, 0.4
_BOLD_WEIGHT = 600
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# `g 15 4.2333 2.1`: fifteen times 4.2333, then 2.1
_DELTA = re.compile(r"g\s+(\d+)\s+(\S+)|(\S+)")


def parse_numbers(text: str | None, count: int) -> tuple[float, ...]:
    """Read `count` numbers of an attribute; zeros where it holds fewer or an endless one."""
    found = [
        number if isfinite(number) else 0.0
        for number in map(float, _NUMBER.findall(text or "")[:count])
    ]
    return (*found, *[0.0] * (count - len(found)))


def build_matrix(element: etree._Element, outer: Matrix) -> Matrix:
    """Give the matrix from an object's own space to the sheet: its CTM, its Boundary's corner, then the outer
    one.
    """
    x, y = parse_numbers(element.get("Boundary"), 2)
    moved = multiply_matrices((1, 0, 0, 1, x, y), outer)
    ctm = element.get("CTM")
    if not ctm:
        return moved
    a, b, c, d, e, f = parse_numbers(ctm, 6)
    return multiply_matrices((a, b, c, d, e, f), moved)


def multiply_matrices(inner: Matrix, outer: Matrix) -> Matrix:
    """Give the matrix that applies the inner one first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def is_turned(element: etree._Element, place: Matrix) -> bool:
    """Tell whether a text object does not run from left to right: watermarks, labels on edges, vertical text."""
    reading = element.get("ReadDirection", "0").partition(".")[0]
    return (
        reading not in {"0", "360"}
        or abs(place[1]) > 0.2 * abs(place[0])
        or place[0] < 0
    )


def build_runs(
    element: etree._Element, place: Matrix, heavy_fonts: frozenset[str]
) -> Iterator[TextRun]:
    """Yield the runs of one text object, in the order of its text codes."""
    size = parse_numbers(element.get("Size"), 1)[0]
    height = size * hypot(place[2], place[3])
    if height <= 0:
        return
    bold = (
        parse_numbers(element.get("Weight"), 1)[0] >= _BOLD_WEIGHT
        or element.get("Font") in heavy_fonts
    )
    x = y = 0.0
    for code in element:
        if not code.tag.endswith("TextCode"):
            continue
        # A missing coordinate is the one of the text code before.
        x = parse_numbers(code.get("X"), 1)[0] if code.get("X") else x
        y = parse_numbers(code.get("Y"), 1)[0] if code.get("Y") else y
        text = (code.text or "").strip("\r\n\t")
        if text:
            steps = _measure_steps(
                code, text, size, parse_numbers(element.get("HScale") or "1", 1)[0]
            )
            for words, left, right, down in _split_text(text, steps, size):
                yield TextRun(
                    words,
                    place[0] * (x + left) + place[2] * (y + down) + place[4],
                    place[0] * (x + right) + place[2] * (y + down) + place[4],
                    place[1] * (x + left) + place[3] * (y + down) + place[5],
                    height,
                    bold,
                )


def expand_deltas(deltas: str, count: int) -> list[float]:
    """Write out the steps between letters.

    `g n v` stands for n times v, and the last one goes on where some lack.
    """
    steps: list[float] = []
    for times_, value, single in _DELTA.findall(deltas):
        step = parse_numbers(value or single, 1)[0]
        steps += [step] * min(int(times_[:9] or 1), count - len(steps))
        if len(steps) >= count:
            break
    return steps + [steps[-1] if steps else 0.0] * (count - len(steps))


def _measure_steps(
    code: etree._Element, text: str, size: float, stretch: float
) -> tuple[list[float], list[float]]:
    """Give the steps to the right and down between a text's letters, one fewer than letters."""
    across, down = code.get("DeltaX"), code.get("DeltaY")
    count = len(text) - 1
    if not across and not down:
        return [stretch * measure_advance(letter, size) for letter in text[:-1]], [
            0.0
        ] * count
    return expand_deltas(across or "", count), expand_deltas(
        down or "", count
    ) if down else [0.0] * count


def _split_text(
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
        if (
            end < len(text)
            and 0 <= across[end - 1] <= widest
            and abs(down[end - 1]) < _OTHER_HEIGHT * size
        ):
            continue
        words = text[start:end].rstrip()
        first = start + len(words) - len(words.lstrip())
        last = start + len(words) - 1
        if words.strip():
            yield (
                words.lstrip(),
                at[first],
                at[last] + measure_advance(text[last], size),
                depth[first],
            )
        start = end

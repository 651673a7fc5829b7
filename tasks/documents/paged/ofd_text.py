"""The text of an OFD page (GB/T 33190-2016, 8 and 11): text objects as runs of letters on the sheet."""

import re
from collections.abc import Iterator
from itertools import accumulate
from math import hypot, isfinite
from typing import NamedTuple

from lxml import etree

from tasks.documents.paged.sheet import PlacedRun, measure_advance

# A text code is cut where it jumps this many letters' heights across, or this share of one up or down.
_FAR_APART, _OTHER_HEIGHT = 1.5, 0.4
_BOLD_WEIGHT = 600
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# `g 15 4.2333 2.1`: fifteen times 4.2333, then 2.1
_DELTA = re.compile(r"g\s+(\d+)\s+(\S+)|(\S+)")


class Matrix(NamedTuple):
    """An affine map from one space to another: x' = ax + cy + e, y' = bx + dy + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def map_point(self, x: float, y: float) -> tuple[float, float]:
        """Give where a point is in the other space."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def parse_numbers(text: str | None, count: int) -> tuple[float, ...]:
    """Read `count` numbers of an attribute; zeros where it holds fewer or an endless one."""
    found = map(float, _NUMBER.findall(text or "")[:count])
    finite = [number if isfinite(number) else 0.0 for number in found]
    return (*finite, *[0.0] * (count - len(finite)))


def build_matrix(element: etree._Element, outer: Matrix) -> Matrix:
    """Give the matrix from an object's own space to the sheet.

    Its CTM comes first, then its Boundary's corner, then the outer one.
    """
    x, y = parse_numbers(element.get("Boundary"), 2)
    moved = _multiply_matrices(Matrix(1, 0, 0, 1, x, y), outer)
    ctm = element.get("CTM")
    if not ctm:
        return moved
    return _multiply_matrices(Matrix(*parse_numbers(ctm, 6)), moved)


def _multiply_matrices(inner: Matrix, outer: Matrix) -> Matrix:
    """Give the matrix that applies the inner one first."""
    e, f = outer.map_point(inner.e, inner.f)
    return Matrix(
        inner.a * outer.a + inner.b * outer.c,
        inner.a * outer.b + inner.b * outer.d,
        inner.c * outer.a + inner.d * outer.c,
        inner.c * outer.b + inner.d * outer.d,
        e,
        f,
    )


def is_turned(element: etree._Element, place: Matrix) -> bool:
    """Tell whether a text object does not run from left to right.

    Such are watermarks, labels on edges, vertical text.
    """
    reading = element.get("ReadDirection", "0").partition(".")[0]
    return (
        reading not in {"0", "360"} or abs(place.b) > 0.2 * abs(place.a) or place.a < 0
    )


def build_runs(
    element: etree._Element, place: Matrix, heavy_fonts: frozenset[str]
) -> Iterator[PlacedRun]:
    """Yield the runs of one text object, in the order of its text codes."""
    size = _parse_number(element.get("Size"))
    height = size * hypot(place.c, place.d)
    if height <= 0:
        return
    weight = _parse_number(element.get("Weight"))
    font = element.get("Font")
    bold = weight >= _BOLD_WEIGHT or font in heavy_fonts
    stretch = _parse_number(element.get("HScale") or "1")
    x = y = 0.0
    for code in element:
        if not code.tag.endswith("TextCode"):
            continue
        # A missing coordinate is the one of the text code before.
        x = _parse_number(code.get("X")) if code.get("X") else x
        y = _parse_number(code.get("Y")) if code.get("Y") else y
        text = (code.text or "").strip("\r\n\t")
        if not text:
            continue
        steps = _measure_steps(code, text, size, stretch)
        for piece in _split_text(text, steps, size):
            left, baseline = place.map_point(x + piece.left, y + piece.depth)
            right, _ = place.map_point(x + piece.right, y + piece.depth)
            yield PlacedRun(piece.text, left, right, baseline, height, bold)


def _parse_number(text: str | None) -> float:
    return parse_numbers(text, 1)[0]


def expand_deltas(deltas: str, count: int) -> list[float]:
    """Write out the steps between letters.

    `g n v` stands for n times v, and the last one goes on where some lack.
    """
    steps: list[float] = []
    for repeats, value, single in _DELTA.findall(deltas):
        step = _parse_number(value or single)
        steps += [step] * min(int(repeats[:9] or 1), count - len(steps))
        if len(steps) >= count:
            break
    last = steps[-1] if steps else 0.0
    return steps + [last] * (count - len(steps))


class _Steps(NamedTuple):
    """The steps to the right and down between a text's letters, one fewer than letters."""

    across: list[float]
    down: list[float]


def _measure_steps(
    code: etree._Element, text: str, size: float, stretch: float
) -> _Steps:
    across = code.get("DeltaX")
    down = code.get("DeltaY")
    count = len(text) - 1
    level = [0.0] * count
    if not across and not down:
        return _Steps(
            [stretch * measure_advance(letter, size) for letter in text[:-1]], level
        )
    return _Steps(
        expand_deltas(across or "", count),
        expand_deltas(down, count) if down else level,
    )


class _CodePiece(NamedTuple):
    """Words of a text code with their place, from where the code begins."""

    text: str
    left: float
    right: float
    depth: float


def _split_text(text: str, steps: _Steps, size: float) -> Iterator[_CodePiece]:
    """Yield the pieces of one text code, cut where it jumps."""
    places = list(accumulate(steps.across, initial=0.0))
    depths = list(accumulate(steps.down, initial=0.0))
    widest = _find_widest_step(steps.across, size)
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text):
            goes_on = 0 <= steps.across[end - 1] <= widest
            if goes_on and abs(steps.down[end - 1]) < _OTHER_HEIGHT * size:
                continue
        words = text[start:end].rstrip()
        stripped = words.lstrip()
        first = start + len(words) - len(stripped)
        last = start + len(words) - 1
        if stripped:
            right = places[last] + measure_advance(text[last], size)
            yield _CodePiece(stripped, places[first], right, depths[first])
        start = end


def _find_widest_step(across: list[float], size: float) -> float:
    """Find how wide a step within one piece may be: even steps are letter spacing: 年　度　报　告."""
    is_even = not across or (0 < min(across) == max(across) < 4 * size)
    return 4 * size if is_even else (1 + _FAR_APART) * size

"""The lines that are drawn on a page's image, such as a table's grid."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

from tasks.documents.paged.sheet import Rule

# The shortest strokes, in points: longer than the strokes of letters, shorter than a column's width, a row's
# height.
_SHORTEST_LEVEL, _SHORTEST_UPRIGHT = 36.0, 22.0
# On a coarser page strokes cannot be told from letters; a page twice as wide as this is made coarser.
_FEWEST_PIXELS, _WIDTH = 16, 1600
# Ink is darker than this share of the paper, also where a thin stroke lies between two rows of pixels.
_DARK = 0.8
# Of a stroke, so much is ink: noise breaks it. Its rows of pixels follow each other at this distance at most.
_UNBROKEN, _NEXT_ROW = 0.95, 3


def rules_of(page: Image.Image, scale: float) -> tuple[Rule, ...]:
    """Find the level and the upright lines on a grey page that lies straight.

    `scale` is points to a pixel.
    """
    finer = max(page.width // _WIDTH, 1)
    grey, scale = np.asarray(page.reduce(finer)), scale * finer
    ink = grey < _DARK * np.median(grey[::4, ::4])
    level = _strokes(ink, round(_SHORTEST_LEVEL / scale))
    upright = _strokes(np.ascontiguousarray(ink.T), round(_SHORTEST_UPRIGHT / scale))
    return (
        *(
            Rule(start * scale, row * scale, end * scale, row * scale)
            for row, start, end in level
        ),
        *(
            Rule(column * scale, start * scale, column * scale, end * scale)
            for column, start, end in upright
        ),
    )


def _strokes(
    ink: npt.NDArray[np.bool_], shortest: int
) -> Iterator[tuple[float, float, float]]:
    """Yield the place, start and end, in pixels, of each level stroke that is long enough."""
    if not _FEWEST_PIXELS <= shortest < ink.shape[1]:
        return
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    counts = np.zeros((ink.shape[0], ink.shape[1] + 1), np.int32)
    np.cumsum(thick, axis=1, out=counts[:, 1:])
    full = counts[:, shortest:] - counts[:, :-shortest] >= _UNBROKEN * shortest
    growing: list[list[tuple[int, int, int]]] = []
    for row in map(int, np.flatnonzero(full.any(axis=1))):
        yield from (
            _whole(stroke) for stroke in growing if row - stroke[-1][0] > _NEXT_ROW
        )
        growing = [stroke for stroke in growing if row - stroke[-1][0] <= _NEXT_ROW]
        for run in _runs(full[row]):
            start, end = int(run[0]), int(run[-1]) + shortest
            touching = next(
                (
                    stroke
                    for stroke in growing
                    if start <= stroke[-1][2] and end >= stroke[-1][1]
                ),
                None,
            )
            if touching is None:
                growing.append([(row, start, end)])
            else:
                touching.append((row, start, end))
    yield from map(_whole, growing)


def _runs(row: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.intp]]:
    places = np.flatnonzero(row)
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)


def _whole(stroke: list[tuple[int, int, int]]) -> tuple[float, float, float]:
    rows, starts, ends = zip(*stroke, strict=True)
    return (min(rows) + max(rows)) / 2, min(starts), max(ends)

"""Reading order on pages of two columns of text."""

from collections import Counter
from collections.abc import Sequence

from tasks.documents.paged.sheet import Line

# Fewer lines on a side are a signature, a table without a grid or a caption, not a column.
_FEWEST = 8
# A column's lines mostly fill it, this share of their widest.
_FILLED = 0.75
# Where gutters are looked for: steps of a hundredth of the width, around its middle.
_HUNDREDTHS = range(40, 61)


def gutter_of(pages: Sequence[tuple[Sequence[Line], float]]) -> float | None:
    """Find the gutter of a document in two columns, as a share of the width.

    `pages` are lines with a sheet's width.
    """
    found = Counter(share for lines, width in pages for share in _gutters(lines, width))
    share, count = max(
        found.items(), key=lambda pair: (pair[1], -abs(pair[0] - 0.5)), default=(0.0, 0)
    )
    return share if count >= max(1, len(pages) / 3) else None


def in_columns(lines: Sequence[Line], gutter: float | None) -> list[tuple[Line, ...]]:
    """Give strips of text in reading order: one, or around a gutter what is above, the left, the right, what
    is below.

    `gutter` is in points from the sheet's left edge.
    """
    right = [line for line in lines if gutter is not None and line.left >= gutter]
    if gutter is None or not right:
        return [tuple(lines)] if lines else []
    crossing = [line for line in lines if line.left < gutter < line.right]
    left = [line for line in lines if line.right <= gutter]
    top = min(line.top for line in right)
    above = [line for line in crossing if line.top < top]
    below = [line for line in crossing if line not in above]
    return [tuple(strip) for strip in (above, left, right, below) if strip]


def _gutters(lines: Sequence[Line], width: float) -> list[float]:
    """List the places at which two columns of running text are parted."""
    found = []
    for share in (hundredths / 100 for hundredths in _HUNDREDTHS):
        gutter = share * width
        left = [line for line in lines if line.right <= gutter]
        right = [line for line in lines if line.left >= gutter]
        crossing = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < _FEWEST or crossing > 0.1 * len(lines):
            continue
        if _is_filled(left) and _is_filled(right):
            found.append(share)
    return found


def _is_filled(lines: Sequence[Line]) -> bool:
    widest = max(line.right - line.left for line in lines)
    return (
        sum(line.right - line.left > _FILLED * widest for line in lines)
        >= len(lines) / 2
    )

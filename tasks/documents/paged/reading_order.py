"""Reading order: a sheet's strips of text and tables from top to bottom, on pages of one or two columns."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.documents.paged.ruled_tables import GridTable, find_tables
from tasks.documents.paged.sheet import Sheet, Strip, TextLine, find_bounds, group_rows

# Fewer lines on a side are a signature, a table without a grid or a caption, not a column.
_FEWEST = 8
# A column's lines mostly fill it, this share of their widest.
_FILLED = 0.75
# Where gutters are looked for: steps of a hundredth of the width, around its middle.
_HUNDREDTHS = range(40, 61)


@dataclass(frozen=True, slots=True)
class PageFlow:
    """One sheet in reading order: strips of text, and the tables between them."""

    sheet: Sheet
    parts: tuple[tuple[TextLine, ...] | GridTable, ...]

    @classmethod
    def build(cls, sheet: Sheet, gutter_share: float | None) -> "PageFlow":
        """Order one sheet; `gutter_share` is where the gutter of two columns stands, of the sheet's width."""
        gutter = None if gutter_share is None else gutter_share * sheet.width
        tables = find_tables(sheet)
        in_tables: set[TextLine] = set()
        for table in tables:
            in_tables.update(table.iter_lines())
        parts: list[tuple[TextLine, ...] | GridTable] = []
        rest = [line for line in sheet.lines if line not in in_tables]
        for table in tables:
            above, rest = _split_at(rest, table.box.top)
            parts += map(_join_rows, _split_columns(above, gutter))
            parts.append(table)
        parts += map(_join_rows, _split_columns(rest, gutter))
        return cls(sheet, tuple(parts))

    def list_strips(self) -> list[tuple[TextLine, ...]]:
        """Give the strips of text without the tables."""
        return [part for part in self.parts if not isinstance(part, GridTable)]


def _split_at(
    lines: Sequence[TextLine], height: float
) -> tuple[list[TextLine], list[TextLine]]:
    """Part the lines that stand above a height, in points from the top, from the others."""
    above: list[TextLine] = []
    below: list[TextLine] = []
    for line in lines:
        (above if line.middle < height else below).append(line)
    return above, below


def _join_rows(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Join what stands side by side in one column of text.

    Such are a label and its words, and names parted by wide spaces.
    """
    return tuple(map(_join_row, group_rows(lines)))


def _join_row(row: Sequence[TextLine]) -> TextLine:
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda line: len(line.text))
    text = " ".join(line.text for line in row)
    bold = all(line.bold for line in row)
    return TextLine(text, *find_bounds(row), longest.size, bold)


def group_strips(
    flows: Sequence[PageFlow], *, columns: bool = False
) -> list[list[Strip]]:
    """Put strips together that share their width.

    They stand on sheets of the same size, and in two columns on the same side of it.
    """
    groups: defaultdict[tuple[int, int], list[Strip]] = defaultdict(list)
    for flow in flows:
        width = flow.sheet.width
        for lines in flow.list_strips():
            side = _find_side(lines, width) if columns else 0
            groups[round(width / 20), side].append(Strip(flow.sheet.number, lines))
    return list(groups.values())


def _find_side(lines: Sequence[TextLine], width: float) -> int:
    """Tell on which side of the page a strip stands: 0 on both, 1 on the left, 2 on the right."""
    bounds = find_bounds(lines)
    if bounds.left > 0.45 * width:
        return 2
    return 1 if bounds.right < 0.55 * width else 0


def find_gutter(pages: Sequence[Sheet]) -> float | None:
    """Find the gutter of a document in two columns, as a share of the width."""
    counts: Counter[float] = Counter()
    for page in pages:
        counts.update(_iter_gutters(page.lines, page.width))
    if not counts:
        return None
    best = max(counts, key=lambda share: (counts[share], -abs(share - 0.5)))
    return best if counts[best] >= max(1, len(pages) / 3) else None


def _split_columns(
    lines: Sequence[TextLine], gutter: float | None
) -> list[tuple[TextLine, ...]]:
    """Give strips of text in reading order.

    There is one strip, or around a gutter what is above, the left, the right, what is below.
    `gutter` is in points from the sheet's left edge.
    """
    if gutter is None or not any(line.left >= gutter for line in lines):
        return [tuple(lines)] if lines else []
    sides = _split_sides(lines, gutter)
    top = min(line.top for line in sides.right)
    above: list[TextLine] = []
    below: list[TextLine] = []
    for line in sides.crossing:
        (above if line.top < top else below).append(line)
    strips = (above, sides.left, sides.right, below)
    return [tuple(strip) for strip in strips if strip]


@dataclass(slots=True)
class _Sides:
    """The lines of a sheet on both sides of a gutter, and those that cross it."""

    left: list[TextLine]
    right: list[TextLine]
    crossing: list[TextLine]


def _split_sides(lines: Sequence[TextLine], gutter: float) -> _Sides:
    sides = _Sides([], [], [])
    for line in lines:
        if line.right <= gutter:
            sides.left.append(line)
        if line.left >= gutter:
            sides.right.append(line)
        if line.left < gutter < line.right:
            sides.crossing.append(line)
    return sides


def _iter_gutters(lines: Sequence[TextLine], width: float) -> Iterator[float]:
    """Yield the places, as shares of the width, at which two columns of running text are parted."""
    for hundredths in _HUNDREDTHS:
        share = hundredths / 100
        sides = _split_sides(lines, share * width)
        left = len(sides.left)
        right = len(sides.right)
        crossing = len(lines) - left - right
        if min(left, right) < _FEWEST or crossing > 0.1 * len(lines):
            continue
        if _is_filled(sides.left) and _is_filled(sides.right):
            yield share


def _is_filled(lines: Sequence[TextLine]) -> bool:
    widest = max(line.width for line in lines)
    filled = sum(line.width > _FILLED * widest for line in lines)
    return filled >= len(lines) / 2

"""Reading order: a sheet's strips of text and tables from top to bottom, on pages of one or two columns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.documents.paged.ruled_tables import GridTable, find_tables
from tasks.documents.paged.sheet import Sheet, TextLine, group_rows

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
    def build(cls, sheet: Sheet, share: float | None) -> "PageFlow":
        """Order one sheet; `share` is where the gutter of two columns stands, of the sheet's width."""
        gutter = None if share is None else share * sheet.width
        tables = find_tables(sheet)
        inside = {line for table in tables for line in table.iter_lines()}
        parts: list[tuple[TextLine, ...] | GridTable] = []
        left = [line for line in sheet.lines if line not in inside]
        for table in tables:
            above = [
                line for line in left if (line.top + line.bottom) / 2 < table.box.top
            ]
            left = [line for line in left if line not in above]
            parts += [*split_columns(above, gutter), table]
        parts += split_columns(left, gutter)
        merged = (
            part if isinstance(part, GridTable) else tuple(_join_rows(part))
            for part in parts
        )
        return cls(sheet, tuple(part for part in merged if part))

    def list_strips(self) -> list[tuple[TextLine, ...]]:
        """Give the strips of text without the tables."""
        return [part for part in self.parts if not isinstance(part, GridTable)]


def _join_rows(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Join what stands side by side in one column of text: a label and its words, names parted by wide
    spaces.
    """
    for row in group_rows(lines):
        first = row[0]
        if len(row) == 1:
            yield first
            continue
        size = max(row, key=lambda line: len(line.text)).size
        yield TextLine(
            " ".join(line.text for line in row),
            first.left,
            min(line.top for line in row),
            max(line.right for line in row),
            max(line.bottom for line in row),
            size,
            all(line.bold for line in row),
        )


def group_strips(
    flows: Sequence[PageFlow], *, columns: bool = False
) -> list[list[tuple[int, tuple[TextLine, ...]]]]:
    """Put strips together that share their width: the same size of sheet, and in two columns the same side of
    it.
    """
    groups: dict[tuple[int, int], list[tuple[int, tuple[TextLine, ...]]]] = {}
    for flow in flows:
        for strip in flow.list_strips():
            side = _find_side(strip, flow.sheet.width) if columns else 0
            groups.setdefault((round(flow.sheet.width / 20), side), []).append(
                (flow.sheet.number, strip)
            )
    return list(groups.values())


def _find_side(strip: Sequence[TextLine], width: float) -> int:
    """Tell on which side of the page a strip stands: 0 on both, 1 on the left, 2 on the right."""
    if min(line.left for line in strip) > 0.45 * width:
        return 2
    return 1 if max(line.right for line in strip) < 0.55 * width else 0


def find_gutter(pages: Sequence[tuple[Sequence[TextLine], float]]) -> float | None:
    """Find the gutter of a document in two columns, as a share of the width.

    `pages` are lines with a sheet's width.
    """
    found = Counter(
        share for lines, width in pages for share in _list_gutters(lines, width)
    )
    share, count = max(
        found.items(), key=lambda pair: (pair[1], -abs(pair[0] - 0.5)), default=(0.0, 0)
    )
    return share if count >= max(1, len(pages) / 3) else None


def split_columns(
    lines: Sequence[TextLine], gutter: float | None
) -> list[tuple[TextLine, ...]]:
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


def _list_gutters(lines: Sequence[TextLine], width: float) -> list[float]:
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


def _is_filled(lines: Sequence[TextLine]) -> bool:
    widest = max(line.right - line.left for line in lines)
    return (
        sum(line.right - line.left > _FILLED * widest for line in lines)
        >= len(lines) / 2
    )

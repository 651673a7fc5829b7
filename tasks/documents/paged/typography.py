"""How a document is set: the edges of its column of text, the pitch of its lines, the indent of its
paragraphs.

Everything is measured on the lines themselves; sizes are in points, indents in ems (heights of the text's
letters).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from tasks.documents.paged.sheet import TextLine
from tasks.documents.paragraph_joins import OPENS_WITH_MARKER

# Lines whose letters differ no more than this are of one size.
SAME_SIZE = 0.08
# Where too few lines show their pitch, none of a paragraph stand farther apart, in ems: double spacing is
# some 2.6.
_WIDEST_STEP = 3.5
# From here on, in ems, an indent is meant.
LEAST_INDENT = 0.8
# Space between paragraphs is at least so much, in points: letters' places are exact to a tenth.
_LEAST_SPACE = 0.5
# A line that stands in farther than this, in ems, is centred or set to the right.
FARTHEST_INDENT = 6.0
# Fewer lines do not show where a sheet's left edge is, nor what the pitch is.
_ENOUGH_LINES = 4
# Marks that may hang over the right edge.
_HANGING = re.compile(r"[，。、；：！？,.;:]$")
# The first letters that cannot be parted at a line's end: `（二）`, `“一`, `设，`, `25-26`, `3·15、4·15`,
# `——`, `》等`
_UNIT = re.compile(
    r"[“‘（《〈「『【〔(\[]*(?:—{1,2}|…{1,2}|\d[\d·.,、%-]*|[\x21-\x27\x2a-\x7e·]+|.)[”’）》〉」』】〕)\]，。、；：！？,.;:%％…·]*"
    r"(?:(?<=[”’])[“‘].|(?<=[〕）)\]])\d+)?"
)
_NARROW = re.compile(r"[\x20-\x7e]")
# `二是完善决策机制。`
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}是")
# What a line is written in: `、` and letters count one em, digits and Latin letters half of it.
_NARROW_WIDTH = 0.5
# Of those, capitals and the percent sign are broader.
_BROAD = re.compile(r"[A-Z%&@]")
_BROAD_WIDTH = 0.8


def measure_width(text: str) -> float:
    """Estimate a text's width in ems."""
    narrow, broad = len(_NARROW.findall(text)), len(_BROAD.findall(text))
    return (
        len(text)
        - narrow * (1 - _NARROW_WIDTH)
        + broad * (_BROAD_WIDTH - _NARROW_WIDTH)
    )


def measure_first_unit(text: str) -> float:
    """Estimate the width in ems of what a line's break cannot part at its beginning."""
    match = _UNIT.match(text)
    return measure_width(match.group()) if match else 1.0


@dataclass(frozen=True, slots=True)
class TextFrame:
    """One column of text on one sheet: its edges, its lines from top to bottom, and the text's size in
    points.
    """

    sheet: int
    lines: tuple[TextLine, ...]
    left: float
    right: float
    size: float


@dataclass(frozen=True, slots=True)
class Typography:
    """What all frames of one document have in common.

    `size` is the text's letters' height; `indent` how far (in ems) a paragraph's first line stands in;
    `spaced` that paragraphs stand farther apart than lines; `widest_step` how far apart two lines of a
    paragraph may stand; `justified` that full lines end at the right edge; `hanging` that lines below a
    numbered first one stand in; `parts_items` that 一是 and 二是 begin paragraphs.
    """

    size: float
    indent: float
    spaced: bool
    widest_step: float
    justified: bool
    hanging: bool
    items_start_paragraphs: bool
    frames: tuple[TextFrame, ...]

    @property
    def indented(self) -> bool:
        """Tell whether paragraphs are known by their first line's indent."""
        return self.indent >= LEAST_INDENT


def is_full(
    line: TextLine, following: str, frame: TextFrame, slack: float = 0.2
) -> bool:
    """Tell whether a line ends because nothing more fits into it: the next line's first unit would not.

    `slack` in ems is for what the estimate of widths leaves open.
    """
    return _measure_room(line, frame) < measure_first_unit(following) + slack


def _measure_room(line: TextLine, frame: TextFrame) -> float:
    """Give the room that a line leaves in ems: behind it, or on both sides when it is centred or set to the
    right.
    """
    if is_centred(line, frame) or line.left - frame.left > FARTHEST_INDENT * line.size:
        return (frame.right - frame.left - (line.right - line.left)) / line.size
    return (frame.right - line.right) / line.size


def is_centred(line: TextLine, frame: TextFrame) -> bool:
    """Tell whether a line stands in the middle, away from both edges."""
    before, after = line.left - frame.left, frame.right - line.right
    # A paragraph's first line has an indent of two ems, and may chance to end two ems early.
    least, most = (0.2, 1.2) if line.size > frame.size * 1.1 else (2.6, 0.6)
    return (
        min(before, after) > least * line.size
        and abs(before - after) < most * line.size
    )


def measure_inset(line: TextLine, frame: TextFrame) -> float:
    """Give how far a line stands in from the left edge, in ems of the text."""
    return (line.left - frame.left) / frame.size


@dataclass(slots=True)
class _LineSteps:
    """What was seen between neighbouring lines: steps inside paragraphs and between them, insets of first
    lines.
    """

    inside: list[float] = field(default_factory=list)
    between: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    items: int = 0
    labels: int = 0
    hanging: int = 0

    def add(self, line: TextLine, after: TextLine, frame: TextFrame) -> None:
        """Look at two neighbouring lines of the text's own size."""
        place = measure_inset(after, frame)
        if measure_inset(line, frame) < 0.4 and OPENS_WITH_MARKER.match(line.text):
            self.labels += 1
            self.hanging += (
                is_full(line, after.text, frame)
                and LEAST_INDENT < place < FARTHEST_INDENT
            )
        if is_full(line, after.text, frame):
            if place < 0.5:
                self.inside.append(_measure_step(line, after))
                self.ends.append(frame.right - line.right)
        elif place < FARTHEST_INDENT:
            self.between.append(_measure_step(line, after))
            self.starts.append(round(place * 4) / 4)
            self.items += bool(_ITEM.match(after.text))


def measure_typography(
    groups: Sequence[Sequence[tuple[int, tuple[TextLine, ...]]]],
) -> Typography:
    """Measure a document's setting.

    Strips of lines, each with its sheet's number, come in groups of one width.
    """
    size = _find_usual_size(
        line for group in groups for _sheet, lines in group for line in lines
    )
    frames = tuple(frame for group in groups for frame in _build_frames(group, size))
    steps = _LineSteps()
    for frame in frames:
        for line, after in pairwise(frame.lines):
            if (
                _is_same_size(line.size, size)
                and _is_same_size(after.size, size)
                and not is_centred(after, frame)
            ):
                steps.add(line, after, frame)
    return _build_typography(steps, size, frames)


def _build_typography(
    steps: _LineSteps, size: float, frames: tuple[TextFrame, ...]
) -> Typography:
    gap = median(steps.between) if steps.between else 1.5 * size
    pitch = median(steps.inside) if steps.inside else gap
    between = (pitch + gap) / 2
    spaced = (
        gap - pitch > _LEAST_SPACE
        and _compute_share(step < between for step in steps.inside) >= 0.95
    )
    indent = _find_usual_indent(steps.starts)
    # Where indents tell paragraphs, a high letter that spreads two lines must not part them.
    known_by_space = spaced and indent < LEAST_INDENT
    widest = 1.25 * pitch
    if sum(abs(step - pitch) < 0.1 * pitch for step in steps.inside) < _ENOUGH_LINES:
        widest = min(widest, _WIDEST_STEP * size)
    return Typography(
        size,
        indent,
        spaced,
        min(widest, between) if known_by_space else widest,
        _compute_share(end < 0.15 * size for end in steps.ends) >= 0.8,
        steps.hanging > 1 and steps.hanging >= 0.5 * steps.labels,
        steps.items > 1,
        frames,
    )


def _compute_share(told: Iterable[bool]) -> float:
    """Give the share of what is true; none of nothing is all of it."""
    listed = list(told)
    return sum(listed) / len(listed) if listed else 1.0


def _measure_step(line: TextLine, after: TextLine) -> float:
    return (after.top + after.bottom - line.top - line.bottom) / 2


def _is_same_size(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_SIZE * other


def _find_usual_size(lines: Iterable[TextLine]) -> float:
    """Give the size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] or 1.0 if sizes else 1.0


def _find_usual_indent(starts: Sequence[float]) -> float:
    """Give the commonest indent; near ones count together, since letters hang over or are spaced."""
    counts = Counter(starts)
    near = {
        start: sum(counts[start + step] for step in (-0.25, 0.0, 0.25))
        for start in counts
    }
    return max(near, key=lambda start: (near[start], counts[start]), default=0.0)


def _build_frames(
    group: Sequence[tuple[int, tuple[TextLine, ...]]], size: float
) -> list[TextFrame]:
    """Find the edges of frames of one width: the same width for all, the left edge of each its own."""
    wide = [
        line
        for _sheet, lines in group
        for line in lines
        if size * 0.7 < line.size < size * 1.3
    ]
    if not wide:
        wide = [line for _sheet, lines in group for line in lines]
    if not wide:
        return []
    own = _find_left_edges(group, _find_left_edge(wide, size), size)
    shifted = [
        (line, own[sheet])
        for sheet, lines in group
        for line in lines
        if size * 0.7 < line.size < size * 1.3
    ] or [(line, own[sheet]) for sheet, lines in group for line in lines]
    width = _find_column_width(
        [(line.right - start, line) for line, start in shifted], size
    )
    return [
        TextFrame(sheet, lines, own[sheet], own[sheet] + width, size)
        for sheet, lines in group
    ]


def _find_left_edge(lines: Sequence[TextLine], size: float) -> float:
    """Find the leftmost place where several lines begin."""
    lefts = sorted(line.left for line in lines)
    enough = max(2, round(0.03 * len(lefts)))
    for index, left in enumerate(lefts):
        near = [other for other in lefts[index:] if other - left <= 0.3 * size]
        if len(near) >= enough:
            return median(near)
    return lefts[0]


def _find_left_edges(
    group: Sequence[tuple[int, tuple[TextLine, ...]]], usual: float, size: float
) -> dict[int, float]:
    """Find each sheet's left edge: mirrored margins and crooked scans move it, a page of first lines does
    not.
    """
    lines_on: dict[int, list[TextLine]] = {}
    for sheet, lines in group:
        lines_on.setdefault(sheet, []).extend(lines)
    sure = {
        sheet: _find_left_edge(lines, size)
        for sheet, lines in lines_on.items()
        if len(lines) >= _ENOUGH_LINES
    }
    own = {
        sheet: left
        for sheet, left in sure.items()
        if _is_margin_shift((left - usual) / size)
    }
    sides = [
        [left for sheet, left in own.items() if sheet % 2 == side] for side in (0, 1)
    ]
    # A last page of few lines stands as the other left or right pages do.
    return {
        sheet: own.get(sheet, median(sides[sheet % 2] or [usual])) for sheet in lines_on
    }


def _is_margin_shift(shift: float) -> bool:
    """Tell whether a page's lines begin, in ems from the usual edge, where its margin put them."""
    # A page of headings alone stands in by their indent, which is two ems.
    return abs(shift - 2.0) >= 0.35 and shift <= FARTHEST_INDENT


def _find_column_width(rights: Sequence[tuple[float, TextLine]], size: float) -> float:
    """Find the column's width: where full lines end together, or else the farthest end that is not alone."""
    ends = sorted((end for end, _line in rights), reverse=True)
    flush = Counter(round(end) for end in ends)
    top = max(ends[min(2, len(ends) - 1)], 1.0)
    place, _count = max(
        (
            (place, flush[place - 1] + flush[place] + flush[place + 1])
            for place in flush
            if place > top - 1.6 * size
        ),
        key=lambda pair: (pair[1], pair[0]),
    )
    near = [end for end in ends if abs(end - place) <= 1.5]
    # Lines of whole characters end together by chance; then others with figures in them go farther.
    farther = sum(
        end > place + 2.5 for end, line in rights if not _HANGING.search(line.text)
    )
    if (
        farther <= 0.02 * len(rights)
        and len(near) >= 3
        and len(near) >= 0.35 * sum(end > place - 1.5 * size for end in ends)
    ):
        return median(near)
    inside = sorted(
        end - (size if _HANGING.search(line.text) else 0) for end, line in rights
    )
    return inside[-1] if len(inside) < 20 else inside[-2]

"""How a document is set: its columns' edges, the pitch of its lines, the indent of its paragraphs.

Everything is measured on the lines themselves; sizes are in points, indents in ems (heights of the text's
letters).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple, Self

from tasks.documents.paged.sheet import Strip, TextLine
from tasks.documents.paragraph_joins import OPENS_WITH_MARKER

# Lines whose letters differ no more than this are of one size.
_SAME_SIZE = 0.08
# Where too few lines show their pitch, none of a paragraph stand farther apart, in ems: double spacing is
# some 2.6.
_WIDEST_STEP = 3.5
# From here on, in ems, an indent is meant.
_LEAST_INDENT = 0.8
# Space between paragraphs is at least so much, in points: letters' places are exact to a tenth.
_LEAST_SPACE = 0.5
# A line that stands in farther than this, in ems, is centred or set to the right.
_FARTHEST_INDENT = 6.0
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


def _measure_width(text: str) -> float:
    """Estimate a text's width in ems."""
    narrow = len(_NARROW.findall(text))
    broad = len(_BROAD.findall(text))
    saved = narrow * (1 - _NARROW_WIDTH)
    added = broad * (_BROAD_WIDTH - _NARROW_WIDTH)
    return len(text) - saved + added


def _measure_first_unit(text: str) -> float:
    """Estimate the width in ems of what a line's break cannot part at its beginning."""
    match = _UNIT.match(text)
    if match is None:
        return 1.0
    return _measure_width(match.group())


@dataclass(frozen=True, slots=True)
class TextFrame:
    """One column of text on one sheet.

    It has edges, lines from top to bottom, and the text's size in points. `letters` is how many a full line
    has where lines are cut by their number, wherever they end; else 0.
    """

    sheet: int
    lines: tuple[TextLine, ...]
    left: float
    right: float
    size: float
    letters: int = 0

    def is_full(
        self,
        line: TextLine,
        following: str,
        slack: float = 0.2,
    ) -> bool:
        """Tell whether a line ends because nothing more fits into it: the next line's first unit would not.

        `slack` in ems is for what the estimate of widths leaves open.
        """
        if self.letters:
            return _count_letters(line, self.left) >= self.letters
        needed = _measure_first_unit(following) + slack
        return self._measure_room(line) < needed

    def _measure_room(self, line: TextLine) -> float:
        """Give the room in ems behind a line, or on both sides when it is centred or set to the right."""
        inset = line.left - self.left
        is_far = inset > _FARTHEST_INDENT * line.size
        room = self.right - line.right
        if is_far or self.is_centred(line):
            room = self.right - self.left - line.width
        return room / line.size

    def is_centred(self, line: TextLine) -> bool:
        """Tell whether a line stands in the middle, away from both edges."""
        before = line.left - self.left
        after = self.right - line.right
        # A paragraph's first line has an indent of two ems, and may chance to end two ems early.
        least = 2.6 * line.size
        most = 0.6 * line.size
        if line.size > self.size * 1.1:
            least = 0.2 * line.size
            most = 1.2 * line.size
        is_inside = min(before, after) > least
        return is_inside and abs(before - after) < most

    def measure_inset(self, line: TextLine) -> float:
        """Give how far a line stands in from the left edge, in ems of the text."""
        return (line.left - self.left) / self.size


_LinePair = tuple[TextLine, TextLine]


@dataclass(frozen=True, slots=True)
class _LinePitch:
    """How far apart the lines of a paragraph stand, in points.

    A line that holds figures or Latin letters is set as high as their font says, at times twice as high as
    one without: `by_kind` holds the pitch by whether the line above and the line below hold such.
    """

    usual: float
    by_kind: Mapping[tuple[bool, bool], float]

    @classmethod
    def measure(cls, pairs: Sequence[_LinePair], otherwise: float) -> Self:
        """Measure neighbouring lines of paragraphs; `otherwise` is the pitch where there are none."""
        steps: defaultdict[tuple[bool, bool], list[float]] = defaultdict(list)
        for line, after in pairs:
            steps[cls._find_kind(line, after)].append(line.measure_step(after))
        usual = median(list(chain.from_iterable(steps.values())) or [otherwise])
        by_kind = {
            kind: median(listed)
            for kind, listed in steps.items()
            if len(listed) >= _ENOUGH_LINES
        }
        return cls(usual, by_kind)

    def measure_step(self, line: TextLine, after: TextLine) -> float:
        """Give how far below a line the next one stands, as if both were of the usual kind."""
        pitch = self.by_kind.get(self._find_kind(line, after), self.usual)
        return line.measure_step(after) - pitch + self.usual

    def list_steps(self, pairs: Iterable[_LinePair]) -> list[float]:
        """List the steps between lines, as if all were of the usual kind."""
        return [self.measure_step(line, after) for line, after in pairs]

    @staticmethod
    def _find_kind(line: TextLine, after: TextLine) -> tuple[bool, bool]:
        above = _NARROW.search(line.text) is not None
        below = _NARROW.search(after.text) is not None
        return above, below


@dataclass(frozen=True, slots=True)
class Typography:
    """What all frames of one document have in common.

    `size` is the text's letters' height; `indent` how far (in ems) a paragraph's first line stands in;
    `spaced` that paragraphs stand farther apart than lines; `pitch` how far apart lines stand, and
    `widest_step` how far two lines of a paragraph may; `justified` that full lines end at the right edge;
    `hanging` that lines below a numbered first one stand in; `items_start_paragraphs` that 一是 and 二是
    begin paragraphs.
    """

    size: float
    indent: float
    spaced: bool
    pitch: _LinePitch
    widest_step: float
    justified: bool
    hanging: bool
    items_start_paragraphs: bool
    frames: tuple[TextFrame, ...]

    @classmethod
    def measure(cls, groups: Sequence[Sequence[Strip]]) -> "Typography":
        """Measure how a document is set; its strips of lines come in groups of one width."""
        strips = chain.from_iterable(groups)
        lines = chain.from_iterable(strip.lines for strip in strips)
        size = _find_usual_size(lines)
        frames: list[TextFrame] = []
        for group in groups:
            frames += _build_frames(group, size)
        steps = _LineSteps()
        for frame in frames:
            for line, after in pairwise(frame.lines):
                in_text = _is_same_size(line.size, size)
                in_text = in_text and _is_same_size(after.size, size)
                if in_text and not frame.is_centred(after):
                    steps.add(line, after, frame)
        return _build_typography(steps, size, tuple(frames))

    @property
    def indented(self) -> bool:
        """Tell whether paragraphs are known by their first line's indent."""
        return self.indent >= _LEAST_INDENT


@dataclass(slots=True)
class _LineSteps:
    """What was seen between neighbouring lines.

    Steps inside paragraphs and between them, insets of first lines, what full lines leave at the right.
    """

    inside: list[_LinePair] = field(default_factory=list)
    between: list[_LinePair] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    items: int = 0
    labels: int = 0
    hanging: int = 0

    def add(self, line: TextLine, after: TextLine, frame: TextFrame) -> None:
        """Look at two neighbouring lines of the text's own size."""
        inset = frame.measure_inset(after)
        full = frame.is_full(line, after.text)
        has_marker = OPENS_WITH_MARKER.match(line.text) is not None
        if has_marker and frame.measure_inset(line) < 0.4:
            self.labels += 1
            is_hanging = _LEAST_INDENT < inset < _FARTHEST_INDENT
            self.hanging += full and is_hanging
        if full:
            if inset < 0.5:
                self.inside.append((line, after))
                self.ends.append(frame.right - line.right)
        elif inset < _FARTHEST_INDENT:
            quarters = round(inset * 4)
            self.between.append((line, after))
            self.starts.append(quarters / 4)
            self.items += bool(_ITEM.match(after.text))


def _build_typography(
    steps: _LineSteps,
    size: float,
    frames: tuple[TextFrame, ...],
) -> Typography:
    pitch = _LinePitch.measure(steps.inside or steps.between, 1.5 * size)
    inside = pitch.list_steps(steps.inside)
    gap = median(pitch.list_steps(steps.between) or [pitch.usual])
    between = (pitch.usual + gap) / 2
    is_apart = gap - pitch.usual > _LEAST_SPACE
    close = _compute_share(step < between for step in inside)
    spaced = is_apart and close >= 0.95
    indent = _find_usual_indent(steps.starts)
    widest = _find_widest_step(inside, pitch.usual, size)
    # Where indents tell paragraphs, a high letter that spreads two lines must not part them.
    if spaced and indent < _LEAST_INDENT:
        widest = min(widest, between)
    justified = _compute_share(end < 0.15 * size for end in steps.ends)
    return Typography(
        size=size,
        indent=indent,
        spaced=spaced,
        pitch=pitch,
        widest_step=widest,
        justified=justified >= 0.8,
        hanging=steps.hanging > 1 and steps.hanging >= 0.5 * steps.labels,
        items_start_paragraphs=steps.items > 1,
        frames=frames,
    )


def _find_widest_step(
    inside: Sequence[float],
    pitch: float,
    size: float,
) -> float:
    """Find how far apart two lines of a paragraph may stand, in points."""
    widest = 1.25 * pitch
    tolerance = 0.1 * pitch
    usual = sum(abs(step - pitch) < tolerance for step in inside)
    if usual < _ENOUGH_LINES:
        return min(widest, _WIDEST_STEP * size)
    return widest


def _compute_share(flags: Iterable[bool]) -> float:
    """Give the share of what is true; none of nothing is all of it."""
    listed = list(flags)
    if not listed:
        return 1.0
    return sum(listed) / len(listed)


def _is_same_size(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME_SIZE * other


def _find_usual_size(lines: Iterable[TextLine]) -> float:
    """Give the size that most letters have."""
    letters: Counter[float] = Counter()
    for line in lines:
        halves = round(line.size * 2)
        letters[halves / 2] += len(line.text)
    if not letters:
        return 1.0
    [(usual, _count)] = letters.most_common(1)
    return usual or 1.0


def _find_usual_indent(starts: Sequence[float]) -> float:
    """Give the commonest indent; near ones count together, since letters hang over or are spaced."""
    counts = Counter(starts)

    def rank(start: float) -> tuple[int, int]:
        near = counts[start - 0.25] + counts[start] + counts[start + 0.25]
        return near, counts[start]

    return max(counts, key=rank, default=0.0)


def _build_frames(group: Sequence[Strip], size: float) -> list[TextFrame]:
    """Find the edges of frames of one width: the same width for all, the left edge of each its own."""
    lines = [(strip.sheet, line) for strip in group for line in strip.lines]
    in_text = [pair for pair in lines if size * 0.7 < pair[1].size < size * 1.3]
    measured = in_text or lines
    if not measured:
        return []
    usual = _find_left_edge([line for _sheet, line in measured], size)
    lefts = _find_left_edges(group, usual, size)
    ends = []
    for sheet, line in measured:
        hangs = _HANGING.search(line.text) is not None
        ends.append(_LineEnd(line.right - lefts[sheet], hangs))
    width = _find_column_width(ends, size)
    letters = _find_cut(measured, lefts, size)
    frames = []
    for sheet, lines_of_sheet in group:
        left = lefts[sheet]
        right = left + width
        frames.append(
            TextFrame(
                sheet,
                lines_of_sheet,
                left,
                right,
                size,
                letters,
            )
        )
    return frames


def _count_letters(line: TextLine, left: float) -> int:
    """Count a line's letters, with those that its indent has room for."""
    return len(line.text) + round((line.left - left) / line.size)


def _find_cut(
    lines: Sequence[tuple[int, TextLine]], lefts: Mapping[int, float], size: float
) -> int:
    """Find the number of letters at which lines are cut, wherever they end: programs cut so; else 0."""
    by_count: defaultdict[int, list[float]] = defaultdict(list)
    for sheet, line in lines:
        left = lefts[sheet]
        count = _count_letters(line, left)
        by_count[count].append(line.right)
    most = max(by_count)
    ends = by_count[most]
    if len(ends) < _ENOUGH_LINES:
        return 0
    near = 0
    for fewer in range(max(most - 3, 1), most):
        near += len(by_count[fewer])
    if len(ends) <= 2 * near:
        return 0
    spread = max(ends) - min(ends)
    if spread > size:
        return most
    return 0


def _find_left_edge(lines: Sequence[TextLine], size: float) -> float:
    """Find the leftmost place where several lines begin."""
    lefts = sorted(line.left for line in lines)
    enough = max(2, round(0.03 * len(lefts)))
    distance = 0.3 * size
    for index, left in enumerate(lefts):
        farther = lefts[index:]
        near = [other for other in farther if other - left <= distance]
        if len(near) >= enough:
            return median(near)
    return lefts[0]


def _find_left_edges(
    group: Sequence[Strip],
    usual: float,
    size: float,
) -> dict[int, float]:
    """Find each sheet's left edge.

    Mirrored margins and crooked scans move it, a page of first lines does not.
    """
    lines_on: defaultdict[int, list[TextLine]] = defaultdict(list)
    for strip in group:
        lines_on[strip.sheet].extend(strip.lines)
    sides: tuple[list[float], list[float]] = ([], [])
    lefts: dict[int, float] = {}
    for sheet, lines in lines_on.items():
        if len(lines) < _ENOUGH_LINES:
            continue
        left = _find_left_edge(lines, size)
        shift = (left - usual) / size
        if _is_margin_shift(shift):
            lefts[sheet] = left
            sides[sheet % 2].append(left)
    # A last page of few lines stands as the other left or right pages do.
    for sheet in lines_on:
        side = sides[sheet % 2]
        lefts.setdefault(sheet, median(side or [usual]))
    return lefts


def _is_margin_shift(shift: float) -> bool:
    """Tell whether a page's lines begin, in ems from the usual edge, where its margin put them."""
    # A page of headings alone stands in by their indent, which is two ems.
    is_indent = abs(shift - 2.0) < 0.35
    return not is_indent and shift <= _FARTHEST_INDENT


class _LineEnd(NamedTuple):
    """Where a line ends, in points from the left edge, and whether its last mark may hang over the right."""

    place: float
    hangs: bool

    def measure_inside(self, size: float) -> float:
        """Give where the line ends without a mark that may hang over."""
        if self.hangs:
            return self.place - size
        return self.place


def _find_column_width(ends: Sequence[_LineEnd], size: float) -> float:
    """Find the column's width: where full lines end together, or else the farthest end that is not alone."""
    places = sorted((end.place for end in ends), reverse=True)
    flush = _find_flush_place(places, size)
    near = [place for place in places if abs(place - flush) <= 1.5]
    nearly_flush = flush - 1.5 * size
    candidates = sum(place > nearly_flush for place in places)
    enough = max(3, 0.35 * candidates)
    if len(near) >= enough:
        # Lines of whole characters end together by chance; then others with figures in them go farther.
        beyond = flush + 2.5
        farther = sum(end.place > beyond for end in ends if not end.hangs)
        if farther <= 0.02 * len(ends):
            return median(near)
    inside = [end.measure_inside(size) for end in ends]
    inside.sort()
    if len(inside) < 20:
        return inside[-1]
    return inside[-2]


def _find_flush_place(places: Sequence[float], size: float) -> int:
    """Find where most lines end together; `places` are their ends, the farthest first."""
    counts = Counter(map(round, places))
    third = min(2, len(places) - 1)
    top = max(places[third], 1.0)
    least = top - 1.6 * size

    def rank(place: int) -> tuple[int, int]:
        near = counts[place - 1] + counts[place] + counts[place + 1]
        return near, place

    return max((place for place in counts if place > least), key=rank)

"""Sheets of lines: what fixed-layout files (PDF, OFD, scans) are before anything is known of paragraphs.

Readers place runs of letters on a sheet; runs become lines, and lines that stand side by side rows.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import NamedTuple, Self

# between two of these a line's break was a space
_LATIN_END = re.compile(r"[A-Za-z,.;:]$")
_LATIN_START = re.compile(r"^[A-Za-z]")
_SOFT_HYPHEN = "\u00ad"
# Two pieces on one height stand apart beyond this many letters' heights; Latin words part at a smaller gap.
_FAR_APART = 1.5
_WORD_GAP = 0.2
# Cells of a table without rules stand apart by this much at least, in letters' heights; more than between
# Chinese and Latin letters.
CELL_GAP = 0.45
# Baselines this near belong to one line: less than any line spacing, more than a raised ² or a mixed font.
_SAME_LINE = 0.4
# What is printed twice for weight is shifted by no more than this.
_PRINTED_AGAIN = 0.3
# A line's box above and below its baseline: the Chinese em square stands like this.
_ASCENT = 0.88
_DESCENT = 0.12
# Figures this much smaller than the line, and raised by so much of its height, are powers and marks.
_RAISED_SIZE = 0.8
_RAISED = 0.15
_FIGURES = re.compile(r"\d{1,3}")
_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# In greys of 255: letters nearer to what lies behind them are not seen; nearer than the second, they are
# pale, as those of watermarks are.
UNSEEN = 22
PALE = 106
# Letters smaller than this, in points, are specks.
SMALLEST = 1.5
# A drawn stroke may touch the letters beside it, by so many points.
_TOUCH = 2.0
# So much of their height above the baseline stands the middle of letters.
_MIDDLE = 0.4


def mix_grey(
    red: float,
    green: float,
    blue: float,
) -> float:
    """Give the grey of a colour, all from 0 to 255."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


class Box(NamedTuple):
    """A box in points from the sheet's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def enclose(cls, lines: Sequence["TextLine"]) -> Self:
        """Find the smallest box around one or more lines."""
        left = lines[0].left
        top = lines[0].top
        right = lines[0].right
        bottom = lines[0].bottom
        for line in lines:
            left = min(left, line.left)
            top = min(top, line.top)
            right = max(right, line.right)
            bottom = max(bottom, line.bottom)
        return cls(
            left,
            top,
            right,
            bottom,
        )

    @property
    def center(self) -> float:
        """Give the place halfway between its sides, in points from the left."""
        return (self.left + self.right) / 2

    def describe_origin(self, page: int) -> str:
        """Say where the box stands, as origins do: `page 3 (72,118,523,151)`."""
        place = f"{self.left:.0f},{self.top:.0f},{self.right:.0f},{self.bottom:.0f}"
        return f"page {page} ({place})"


class Gap(NamedTuple):
    """White between two letters of a line that may part cells: before which letter, and from where to where.

    `left` and `right` are in points from the sheet's left edge.
    """

    place: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line.

    Its box is in points from the sheet's top left corner, `size` the letters' height in points.

    Words far apart on one height are lines of their own: columns and cells stay apart. Smaller `gaps` part
    cells only where other lines say so.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def build_all(
        cls,
        runs: Iterable["PlacedRun"],
        rules: Iterable["RuledLine"] = (),
    ) -> "tuple[TextLine, ...]":
        """Put runs together to lines, from top to bottom and from left to right.

        An upright rule parts two cells.
        """
        upright = UprightRules.sort(rules)
        lines: list[TextLine] = []
        row: list[PlacedRun] = []
        for run in sorted(runs, key=lambda run: run.baseline):
            if row and _is_next_row(run, row[0]):
                lines += _split_row(row, upright)
                row = []
            row.append(run)
        return (*lines, *_split_row(row, upright))

    @staticmethod
    def group_rows(lines: Iterable["TextLine"]) -> "list[tuple[TextLine, ...]]":
        """Put lines that stand side by side into rows, from top to bottom; each row from left to right."""
        rows: list[list[TextLine]] = []
        for line in sorted(lines, key=lambda line: line.middle):
            if rows and _is_beside(rows[-1], line):
                rows[-1].append(line)
            else:
                rows.append([line])
        return [tuple(sorted(row, key=lambda line: line.left)) for row in rows]

    @property
    def width(self) -> float:
        """Give the line's length in points."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Give the height of the line's middle, in points from the top."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Give the place halfway between its ends, in points from the left."""
        return (self.left + self.right) / 2

    def split_at_gaps(self) -> "tuple[TextLine, ...]":
        """Give the pieces between its gaps, from left to right; the line itself where it has none."""
        if not self.gaps:
            return (self,)
        places = [0]
        lefts = [self.left]
        rights = []
        for gap in self.gaps:
            places.append(gap.place)
            lefts.append(gap.right)
            rights.append(gap.left)
        places.append(len(self.text))
        rights.append(self.right)
        pieces = []
        sides = zip(pairwise(places), lefts, rights, strict=True)
        for (start, end), left, right in sides:
            words = self.text[start:end].strip()
            piece = replace(self, text=words, left=left, right=right, gaps=())
            pieces.append(piece)
        return tuple(pieces)

    def measure_step(self, after: "TextLine") -> float:
        """Give how far below this line the next one stands, in points."""
        return (after.top + after.bottom - self.top - self.bottom) / 2

    @staticmethod
    def join_texts(texts: Iterable[str]) -> str:
        """Join the texts of lines: without a space, except where both sides are Latin words."""
        joined = ""
        for text in texts:
            if joined.endswith(_SOFT_HYPHEN):
                joined = joined[:-1] + text
            elif _LATIN_END.search(joined) and _LATIN_START.match(text):
                joined += " " + text
            else:
                joined += text
        return joined


@dataclass(frozen=True, slots=True)
class RuledLine:
    """One drawn line, upright or level, in points from the sheet's top left corner.

    A table's grid is made of them.
    """

    left: float
    top: float
    right: float
    bottom: float

    @property
    def upright(self) -> bool:
        """Tell whether it runs from top to bottom."""
        return self.bottom - self.top > self.right - self.left


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, from 1, with its lines in reading order.

    Width and height in points; `rules` are drawn on it.
    """

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    rules: tuple[RuledLine, ...] = ()


class Strip(NamedTuple):
    """Lines of one column of text on one sheet, from top to bottom."""

    sheet: int
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """Letters that stand side by side, in points from the sheet's top left corner; `size` is their height.

    `pale` says that they hardly stand out from the paper, `vivid` that they have a colour, as stamps have,
    `shared` that a template of pages draws them;
    `lefts` where each letter begins, where a reader knows it.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    pale: bool = False
    shared: bool = False
    vivid: bool = False
    gaps: tuple[Gap, ...] = ()
    lefts: tuple[float, ...] = ()

    @property
    def box(self) -> Box:
        """Give the box of the letters: the Chinese em square."""
        top = self.baseline - _ASCENT * self.size
        return Box(
            self.left,
            top,
            self.right,
            self.baseline + _DESCENT * self.size,
        )

    def list_lefts(self) -> tuple[float, ...]:
        """Give where each letter begins; guessed from their widths where the reader does not know."""
        if len(self.lefts) == len(self.text):
            return self.lefts
        widths = [self.measure_advance(letter, 1.0) for letter in self.text]
        scale = (self.right - self.left) / max(sum(widths), 0.5)
        return tuple(
            self.left + scale * before
            for before in accumulate(widths[:-1], initial=0.0)
        )

    def cut(self, start: int, end: int) -> Self:
        """Give the letters between two places as a run of their own."""
        lefts = self.list_lefts()
        right = lefts[end] if end < len(lefts) else self.right
        gaps = []
        for gap in self.gaps:
            if start < gap.place < end:
                gaps.append(gap._replace(place=gap.place - start))
        return replace(
            self,
            text=self.text[start:end],
            left=lefts[start],
            right=right,
            gaps=tuple(gaps),
            lefts=lefts[start:end],
        )

    @staticmethod
    def measure_advance(letter: str, size: float) -> float:
        """Guess a letter's width: a whole one where East Asian, else half of it."""
        if unicodedata.east_asian_width(letter) in "WFA":
            return size
        return size / 2


def _is_next_row(run: PlacedRun, first: PlacedRun) -> bool:
    return run.baseline - first.baseline > _SAME_LINE * max(run.size, first.size)


def _split_row(row: Sequence[PlacedRun], upright: "UprightRules") -> Iterator[TextLine]:
    """Yield the lines of one height, cut where runs stand far apart.

    What is printed twice for weight counts once.
    """
    line: PlacedRun | None = None
    for run in sorted(row, key=lambda run: run.left):
        if line is None:
            line = run
        elif _is_printed_again(line, run):
            line = replace(line, bold=True)
        elif _is_far_apart(line, run) or _is_parted(line, run, upright):
            yield _make_line(line)
            line = run
        else:
            line = _append_run(line, run)
    if line:
        yield _make_line(line)


def _is_printed_again(line: PlacedRun, run: PlacedRun) -> bool:
    near = _PRINTED_AGAIN * run.size
    if not line.text.endswith(run.text):
        return False
    return abs(line.right - run.right) < near and run.left - line.left > -near


def _is_parted(line: PlacedRun, run: PlacedRun, upright: "UprightRules") -> bool:
    """Tell whether an upright rule stands between a line and the run behind it."""
    middle = line.baseline - _MIDDLE * line.size
    return upright.has_between(line.right, run.left, middle)


def _is_far_apart(line: PlacedRun, run: PlacedRun) -> bool:
    return run.left - line.right > _FAR_APART * min(line.size, run.size)


@dataclass(frozen=True, slots=True)
class UprightRules:
    """The upright rules of a sheet, from left to right, and where each stands."""

    rules: tuple[RuledLine, ...]
    places: tuple[float, ...]

    @classmethod
    def sort(cls, rules: Iterable[RuledLine]) -> Self:
        """Keep the upright ones of some rules."""
        upright = [rule for rule in rules if rule.upright]
        upright.sort(key=lambda rule: rule.left)
        return cls(tuple(upright), tuple(rule.left for rule in upright))

    def has_between(
        self,
        right: float,
        left: float,
        middle: float,
    ) -> bool:
        """Tell whether one of them parts letters that end at `right` from those that begin at `left`.

        `middle` is the height of the letters' middle.
        """
        first = bisect_left(self.places, right - _TOUCH)
        last = bisect_right(self.places, left + _TOUCH)
        between = self.rules[first:last]
        return any(rule.top <= middle <= rule.bottom for rule in between)


def _has_space_between(line: PlacedRun, run: PlacedRun) -> bool:
    """Tell whether the white before a run is a space: between Latin letters, as none stands in Chinese."""
    if run.left - line.right <= _WORD_GAP * run.size:
        return False
    return line.text[-1].isascii() and run.text[0].isascii()


def _append_run(line: PlacedRun, run: PlacedRun) -> PlacedRun:
    white = run.left - line.right
    space = ""
    text = run.text
    if _is_raised(line, run):
        text = text.translate(_RAISED_DIGITS)
    elif _has_space_between(line, run):
        space = " "
    longer = run
    if len(line.text) >= len(run.text):
        longer = line
    place = len(line.text) + len(space)
    gaps = list(line.gaps)
    if white > CELL_GAP * min(line.size, run.size):
        gaps.append(Gap(place, line.right, run.left))
    for gap in run.gaps:
        gaps.append(gap._replace(place=gap.place + place))
    return PlacedRun(
        f"{line.text}{space}{text}",
        line.left,
        max(line.right, run.right),
        line.baseline,
        longer.size,
        line.bold and run.bold,
        gaps=tuple(gaps),
    )


def _is_raised(line: PlacedRun, run: PlacedRun) -> bool:
    """Tell whether figures are a power or a footnote's mark: small, and raised."""
    is_small = run.size <= _RAISED_SIZE * line.size
    is_high = run.baseline <= line.baseline - _RAISED * line.size
    return is_small and is_high and _FIGURES.fullmatch(run.text) is not None


def _make_line(run: PlacedRun) -> TextLine:
    top = run.baseline - _ASCENT * run.size
    bottom = run.baseline + _DESCENT * run.size
    return TextLine(
        run.text,
        run.left,
        top,
        run.right,
        bottom,
        run.size,
        run.bold,
        run.gaps,
    )


def _is_beside(row: Sequence[TextLine], line: TextLine) -> bool:
    """Tell whether a line stands at the height of a row's first line, beside all of its lines."""
    if not row[0].top < line.middle < row[0].bottom:
        return False
    slack = 0.5 * line.size
    return all(
        line.left >= other.right - slack or line.right <= other.left + slack
        for other in row
    )

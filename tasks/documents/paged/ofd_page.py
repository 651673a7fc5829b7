"""What an OFD page shows (GB/T 33190-2016, 7.7, 8 and 11): objects, also of templates and composite units.

Text objects become runs of letters on the sheet.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, pairwise
from math import hypot, isfinite
from typing import NamedTuple

from lxml import etree

from tasks.documents.paged.sheet import (
    PALE,
    SMALLEST,
    UNSEEN,
    Box,
    PlacedRun,
    RuledLine,
    mix_grey,
)
from tasks.model.errors import UnreadableDocument

# A text code is cut where it jumps this many letters' heights across, or this share of one up or down.
_FAR_APART = 1.5
_OTHER_HEIGHT = 0.4
_BOLD_WEIGHT = 600
POINTS = 72 / 25.4  # to a millimetre
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# `g 15 4.2333 2.1`: fifteen times 4.2333, then 2.1
_DELTA = re.compile(r"g\s+(\d+)\s+(\S+)|(\S+)")
# Composite units may hold composite units: honest files go two deep, and a long report shows some ten
# thousand objects.
_DEEPEST = 8
MOST_OBJECTS = 300_000
# Drawn lines are at most this thick, and at least this long, in points.
_THICKEST = 2.5
_SHORTEST = 6.0
# `M 0 0 L 71.4 0 L 71.4 8.4 C`: commands of AbbreviatedData with their numbers
_COMMAND = re.compile(r"([SMLQBAC])([^SMLQBAC]*)")
# So many of the last pictures and filled boxes are looked at behind letters.
_LOOKED_AT = 100
# A box that covers has so many commands and lets through next to nothing, of 255; pages of words have fewer.
_COMMANDS = range(4, 8)
_OPAQUE = 250
_MOST_COVERS = 1_000
# Layers in the order of drawing, wherever they stand in the file.
_LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}
_BLOCKS = frozenset({"Content", "Layer", "PageBlock"})
# A point on the sheet, in points from its top left corner.
_Point = tuple[float, float]


class _Matrix(NamedTuple):
    """An affine map from one space to another: x' = ax + cy + e, y' = bx + dy + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def map_point(
        self,
        x: float,
        y: float,
    ) -> tuple[float, float]:
        """Give where a point is in the other space."""
        across = self.a * x + self.c * y + self.e
        down = self.b * x + self.d * y + self.f
        return across, down


class OfdXml:
    """How OFD states things; producers spell its namespace in several ways."""

    @staticmethod
    def parse_numbers(text: str | None, count: int) -> tuple[float, ...]:
        """Read `count` numbers of an attribute; zeros where it holds fewer or an endless one."""
        numbers = [0.0] * count
        stated = _NUMBER.findall(text or "")
        for index, digits in enumerate(stated[:count]):
            number = float(digits)
            if isfinite(number):
                numbers[index] = number
        return tuple(numbers)

    @staticmethod
    def get_local_name(element: etree._Element) -> str:
        """Give an element's name without its namespace, which producers spell in several ways."""
        return element.tag.rpartition("}")[2]

    @staticmethod
    def iter_children(element: etree._Element, name: str) -> Iterator[etree._Element]:
        """Yield an element's children of a name."""
        for child in element:
            if OfdXml.get_local_name(child) == name:
                yield child

    @staticmethod
    def find_child(element: etree._Element, name: str) -> etree._Element | None:
        """Find an element's first child of a name."""
        return next(OfdXml.iter_children(element, name), None)


@dataclass(frozen=True, slots=True)
class Picture:
    """One image on a page: its resource's ID and its box in points."""

    resource: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Give the box's width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Give the box's height in points."""
        return self.bottom - self.top


@dataclass
class Resources:
    """What pages refer to by ID: fonts that are bold, image files, composite units."""

    heavy_fonts: frozenset[str] = frozenset()
    draw_params: dict[str, etree._Element] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    composites: dict[str, etree._Element] = field(default_factory=dict)


@dataclass
class ShownObjects:
    """What a page shows, in points.

    Runs of letters, images, straight lines, turned letters, and how many drawings. `columns` are letters
    below each other, as runs on a page that is turned to the left, where they stand side by side; `hidden`
    the letters of the paper's colour; `fills` the filled boxes with their greys.
    """

    runs: list[PlacedRun] = field(default_factory=list)
    columns: list[PlacedRun] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    fills: list[tuple[RuledLine, int]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    rules: list[RuledLine] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    drawings: int = 0

    def cover(self, box: RuledLine) -> None:
        """Hide the letters that lie wholly behind a filled box drawn after them."""
        kept = []
        for run in self.runs:
            its = run.box
            slack = 0.2 * run.size
            is_beside = box.left > its.left + slack or box.right < its.right - slack
            if (
                is_beside
                or box.top > its.top + slack
                or box.bottom < its.bottom - slack
            ):
                kept.append(run)
            else:
                self.hidden.append(run.text)
        self.runs = kept

    def find_grey_behind(self, box: Box) -> int:
        """Give the grey of what was last filled or shown behind a box: a picture is as dark as can be."""
        x = (box.left + box.right) / 2
        y = (box.top + box.bottom) / 2
        for picture in self.pictures[-_LOOKED_AT:]:
            if (
                picture.left <= x <= picture.right
                and picture.top <= y <= picture.bottom
            ):
                return -255
        for fill, grey in reversed(self.fills[-_LOOKED_AT:]):
            if fill.left <= x <= fill.right and fill.top <= y <= fill.bottom:
                return grey
        return 255


class ObjectCollector:
    """Goes through pages' objects.

    Counts them over a document, since composite units can multiply without end.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._left = MOST_OBJECTS
        self._covers = 0
        self._unseen: list[str] = []

    def collect(
        self,
        page: etree._Element,
        corner: tuple[float, float],
        shown: ShownObjects,
        *,
        shared: bool = False,
    ) -> None:
        """Add what a page's or template's content shows; raises UnreadableDocument: too_many_objects.

        `corner` is the sheet's top left one, in millimetres; `shared` content is a template's.
        """
        left, top = corner
        outer = _Matrix(
            POINTS,
            0.0,
            0.0,
            POINTS,
            -left * POINTS,
            -top * POINTS,
        )
        for element, place in self._iter_objects(page, outer, 0):
            name = OfdXml.get_local_name(element)
            if name == "TextObject":
                self._add_text(
                    element,
                    place,
                    shown,
                    shared=shared,
                )
            elif name == "ImageObject":
                shown.pictures.append(_place_picture(element, place))
            elif name == "PathObject":
                shown.drawings += 1
                shown.rules += _extract_rules(element, place)
                shown.fills += _extract_fill(element, place, self._resources)
                self._cover_letters(element, place, shown)
        shown.hidden += self._unseen
        self._unseen.clear()

    def _cover_letters(
        self,
        element: etree._Element,
        place: _Matrix,
        shown: ShownObjects,
    ) -> None:
        """Hide what lies behind a filled box that lets nothing through."""
        if self._covers < _MOST_COVERS and _is_opaque_box(element, self._resources):
            for box, _grey in _extract_fill(element, place, self._resources):
                self._covers += 1
                shown.cover(box)

    def _add_text(
        self,
        element: etree._Element,
        place: _Matrix,
        shown: ShownObjects,
        *,
        shared: bool,
    ) -> None:
        heavy_fonts = self._resources.heavy_fonts
        grey = _find_grey(element, self._resources)
        if _is_turned(element, place):
            codes = OfdXml.iter_children(element, "TextCode")
            text = "".join(code.text or "" for code in codes)
            shown.turned.append(text.strip())
            return
        runs = list(_build_runs(element, place, heavy_fonts))
        is_drawn = _is_true(element, "Fill", "true") or _is_true(
            element, "Stroke", "false"
        )
        is_speck = any(run.size < SMALLEST for run in runs)
        if not is_drawn or is_speck:
            shown.hidden += [run.text for run in runs]
            return
        columns = []
        if _is_in_columns(element):
            columns = _build_columns(runs)
        for run in columns or runs:
            contrast = abs(shown.find_grey_behind(run.box) - grey)
            if columns:
                shown.columns.append(
                    replace(
                        run,
                        pale=contrast < PALE,
                        shared=shared,
                    )
                )
            elif contrast < UNSEEN:
                shown.hidden.append(run.text)
            else:
                shown.runs.append(
                    replace(
                        run,
                        pale=contrast < PALE,
                        shared=shared,
                    )
                )

    def _iter_objects(
        self, parent: etree._Element, outer: _Matrix, depth: int
    ) -> Iterator[tuple[etree._Element, _Matrix]]:
        for element in sorted(parent, key=_get_layer):
            name = OfdXml.get_local_name(element)
            self._left -= 1
            if self._left < 0:
                raise UnreadableDocument("too_many_objects", most=MOST_OBJECTS)
            if not _is_true(element, "Visible", "true"):
                self._unseen += _iter_words(element)
                continue
            if name in _BLOCKS:
                yield from self._iter_objects(element, outer, depth)
            elif name == "CompositeObject":
                resource = element.get("ResourceID", "")
                unit = self._resources.composites.get(resource)
                if unit is not None and depth < _DEEPEST:
                    place = _build_matrix(element, outer)
                    yield from self._iter_objects(unit, place, depth + 1)
            elif name.endswith("Object"):
                yield element, _build_matrix(element, outer)

    @staticmethod
    def expand_deltas(deltas: str, count: int) -> list[float]:
        """Write out the steps between letters.

        `g n v` stands for n times v, and the last one goes on where some lack.
        """
        steps: list[float] = []
        for repeats, value, single in _DELTA.findall(deltas):
            step = _parse_number(value or single)
            stated = int(repeats[:9] or 1)
            room = count - len(steps)
            steps += [step] * min(stated, room)
            if len(steps) >= count:
                break
        last = 0.0
        if steps:
            last = steps[-1]
        lacking = count - len(steps)
        return steps + [last] * lacking


def _get_layer(element: etree._Element) -> int:
    """Give when a layer is drawn; all that is none is drawn as it stands."""
    if not isinstance(element.tag, str):
        return 1
    if OfdXml.get_local_name(element) != "Layer":
        return 1
    return _LAYERS.get(element.get("Type", "Body"), 1)


def _place_picture(element: etree._Element, place: _Matrix) -> Picture:
    """Place an image: it fills the unit square of its own space, or its Boundary where it has no CTM."""
    width = height = 1.0
    if not element.get("CTM"):
        boundary = OfdXml.parse_numbers(element.get("Boundary"), 4)
        width, height = boundary[2:]
    end = place.e + place.a * width + place.c * height
    foot = place.f + place.b * width + place.d * height
    left, right = sorted((place.e, end))
    top, bottom = sorted((place.f, foot))
    resource = element.get("ResourceID", "")
    return Picture(
        resource,
        left,
        top,
        right,
        bottom,
    )


def _extract_rules(element: etree._Element, place: _Matrix) -> Iterator[RuledLine]:
    """Yield the level and upright strokes of a path, and a thin box as one stroke."""
    data = OfdXml.find_child(element, "AbbreviatedData")
    if data is None:
        return
    outlines = _trace_outlines(data.text, place)
    points = list(chain.from_iterable(outlines))
    if not points:
        return
    box = _make_box(points)
    strokes: Iterable[RuledLine] = [box]
    if not _is_thin(box):
        sides = chain.from_iterable(map(pairwise, outlines))
        strokes = map(_make_box, sides)
    for stroke in strokes:
        width = stroke.right - stroke.left
        height = stroke.bottom - stroke.top
        if _is_thin(stroke) and max(width, height) >= _SHORTEST:
            yield stroke


def _trace_outlines(data: str | None, place: _Matrix) -> list[list[_Point]]:
    """Trace the straight parts of a path: a list of points from each start on."""
    outlines: list[list[_Point]] = []
    for command, rest in _COMMAND.findall(data or ""):
        starts_late = command == "L" and not outlines
        if command in "SM" or starts_late:
            outlines.append([])
        if command in "SML":
            x, y = OfdXml.parse_numbers(rest, 2)
            point = place.map_point(x, y)
            outlines[-1].append(point)
    return outlines


def _is_thin(stroke: RuledLine) -> bool:
    width = stroke.right - stroke.left
    height = stroke.bottom - stroke.top
    return min(width, height) <= _THICKEST


def _make_box(points: Iterable[_Point]) -> RuledLine:
    across, down = zip(*points, strict=True)
    return RuledLine(
        min(across),
        min(down),
        max(across),
        max(down),
    )


def _build_matrix(element: etree._Element, outer: _Matrix) -> _Matrix:
    """Give the matrix from an object's own space to the sheet.

    Its CTM comes first, then its Boundary's corner, then the outer one.
    """
    x, y = OfdXml.parse_numbers(element.get("Boundary"), 2)
    shift = _Matrix(
        1,
        0,
        0,
        1,
        x,
        y,
    )
    moved = _multiply_matrices(shift, outer)
    ctm = element.get("CTM")
    if not ctm:
        return moved
    own = _Matrix(*OfdXml.parse_numbers(ctm, 6))
    return _multiply_matrices(own, moved)


def _multiply_matrices(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """Give the matrix that applies the inner one first."""
    e, f = outer.map_point(inner.e, inner.f)
    return _Matrix(
        inner.a * outer.a + inner.b * outer.c,
        inner.a * outer.b + inner.b * outer.d,
        inner.c * outer.a + inner.d * outer.c,
        inner.c * outer.b + inner.d * outer.d,
        e,
        f,
    )


def _find_grey(element: etree._Element, resources: Resources) -> int:
    """Give the grey of an object's filling on paper, from 0 (black) to 255; black where it names none."""
    color = _find_fill_color(element, resources)
    strength = _read_strength(element)
    grey = 0.0
    if color is not None:
        strength *= _read_strength(color) / 255
        numbers = _NUMBER.findall(color.get("Value", ""))
        grey = _mix_values(list(map(float, numbers)))
    strength = min(max(strength, 0.0), 255.0)
    darkness = (255 - grey) * strength / 255
    return round(255 - darkness)


def _read_strength(element: etree._Element) -> float:
    """Read how far an object or colour covers what is below: from 0 (not at all) to 255."""
    written = element.get("Alpha", "255")
    return OfdXml.parse_numbers(written, 1)[0]


def _mix_values(values: list[float]) -> float:
    """Give the grey of a colour of one (grey), three (red, green, blue) or four (inks) numbers."""
    if len(values) == 3:
        return mix_grey(*values)
    if len(values) == 4:
        return max(255.0 - sum(values[:3]) / 3 - values[3], 0.0)
    if values:
        return values[0]
    return 0.0


def _is_true(element: etree._Element, name: str, usual: str) -> bool:
    return element.get(name, usual).strip().lower() in {"true", "1"}


def _iter_words(element: etree._Element) -> Iterator[str]:
    """Yield the words of the texts in an object, layer or block."""
    for code in element.iter("{*}TextCode"):
        words = (code.text or "").strip()
        if words:
            yield words


def _is_opaque_box(element: etree._Element, resources: Resources) -> bool:
    """Tell whether a path is one box, of straight lines alone, whose colour lets nothing through."""
    data = OfdXml.find_child(element, "AbbreviatedData")
    if data is None:
        return False
    commands = [command for command, _rest in _COMMAND.findall(data.text or "")]
    if len(commands) not in _COMMANDS:
        return False
    if not set(commands) <= set("SMLC"):
        return False
    color = _find_fill_color(element, resources)
    strength = _read_strength(element)
    if color is not None:
        strength *= _read_strength(color) / 255
    return strength >= _OPAQUE


def _find_fill_color(
    element: etree._Element, resources: Resources
) -> etree._Element | None:
    """Find the colour of an object's filling, its own or that of its parameters of drawing."""
    color = OfdXml.find_child(element, "FillColor")
    if color is None:
        params = resources.draw_params.get(element.get("DrawParam", ""))
        if params is not None:
            color = OfdXml.find_child(params, "FillColor")
    return color


def _extract_fill(
    element: etree._Element,
    place: _Matrix,
    resources: Resources,
) -> Iterator[tuple[RuledLine, int]]:
    """Yield the box of a filled path with its grey."""
    data = OfdXml.find_child(element, "AbbreviatedData")
    if data is None or element.get("Fill", "false").lower() != "true":
        return
    points = list(chain.from_iterable(_trace_outlines(data.text, place)))
    if points:
        yield _make_box(points), _find_grey(element, resources)


def _get_direction(element: etree._Element) -> str:
    return element.get("ReadDirection", "0").partition(".")[0]


def _is_in_columns(element: etree._Element) -> bool:
    """Tell whether a text object's letters stand below each other, upright."""
    if _get_direction(element) == "90":
        return True
    for code in OfdXml.iter_children(element, "TextCode"):
        letters = len((code.text or "").strip())
        if letters > 1 and code.get("DeltaY") and not _has_steps(code.get("DeltaX")):
            return True
    return False


def _has_steps(deltas: str | None) -> bool:
    return any(ObjectCollector.expand_deltas(deltas or "", 1))


def _build_columns(runs: Iterable[PlacedRun]) -> list[PlacedRun]:
    """Put letters below each other together, as runs on a page that is turned to the left.

    What is down there is to the right here; the column at the right is the highest line.
    """
    columns: list[PlacedRun] = []
    for run in runs:
        top = run.baseline - 0.88 * run.size
        height = run.size * len(run.text)
        # The middle of a column is that of the line that it becomes.
        baseline = -(run.left + run.size / 2) + 0.38 * run.size
        turned = replace(
            run,
            left=top,
            right=top + height,
            baseline=baseline,
            lefts=(),
        )
        last = None
        if columns:
            last = columns[-1]
        if last and abs(last.baseline - baseline) < 0.3 * run.size:
            gap = turned.left - last.right
            if -0.5 * run.size < gap < 1.5 * run.size:
                text = last.text + run.text
                columns[-1] = replace(
                    last,
                    text=text,
                    right=turned.right,
                )
                continue
        columns.append(turned)
    return columns


def _is_turned(element: etree._Element, place: _Matrix) -> bool:
    """Tell whether a text object runs neither from left to right nor in columns of upright letters.

    Such are watermarks, labels on edges, letters that lie on their sides.
    """
    turned = element.get("CharDirection", "0").partition(".")[0] not in {"0", "360"}
    if _get_direction(element) not in {"0", "360", "90"} or turned:
        return True
    is_steep = abs(place.b) > 0.2 * abs(place.a)
    return is_steep or place.a < 0


def _build_runs(
    element: etree._Element,
    place: _Matrix,
    heavy_fonts: frozenset[str],
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
    x = 0.0
    y = 0.0
    for code in element:
        if not code.tag.endswith("TextCode"):
            continue
        # A missing coordinate is the one of the text code before.
        if code.get("X"):
            x = _parse_number(code.get("X"))
        if code.get("Y"):
            y = _parse_number(code.get("Y"))
        text = (code.text or "").strip("\r\n\t")
        if not text:
            continue
        steps = _measure_steps(code, text, size, stretch)
        for piece in _split_text(text, steps, size):
            depth = y + piece.depth
            left, baseline = place.map_point(x + piece.left, depth)
            right, _ = place.map_point(x + piece.right, depth)
            lefts = [place.map_point(x + at, depth)[0] for at in piece.lefts]
            yield PlacedRun(
                piece.text,
                left,
                right,
                baseline,
                height,
                bold,
                lefts=tuple(lefts),
            )


def _parse_number(text: str | None) -> float:
    [number] = OfdXml.parse_numbers(text, 1)
    return number


class _Steps(NamedTuple):
    """The steps to the right and down between a text's letters, one fewer than letters."""

    across: list[float]
    down: list[float]


def _measure_steps(
    code: etree._Element,
    text: str,
    size: float,
    stretch: float,
) -> _Steps:
    across = code.get("DeltaX")
    down = code.get("DeltaY")
    count = len(text) - 1
    level = [0.0] * count
    if not across and not down:
        advances = [PlacedRun.measure_advance(letter, size) for letter in text[:-1]]
        widths = [stretch * advance for advance in advances]
        return _Steps(widths, level)
    widths = ObjectCollector.expand_deltas(across or "", count)
    if not down:
        return _Steps(widths, level)
    return _Steps(widths, ObjectCollector.expand_deltas(down, count))


class _CodePiece(NamedTuple):
    """Words of a text code with their place, from where the code begins."""

    text: str
    left: float
    right: float
    depth: float
    lefts: tuple[float, ...]


def _split_text(
    text: str,
    steps: _Steps,
    size: float,
) -> Iterator[_CodePiece]:
    """Yield the pieces of one text code, cut where it jumps."""
    places = list(accumulate(steps.across, initial=0.0))
    depths = list(accumulate(steps.down, initial=0.0))
    widest = _find_widest_step(steps.across, size)
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text):
            step = steps.across[end - 1]
            drop = steps.down[end - 1]
            is_level = abs(drop) < _OTHER_HEIGHT * size
            if is_level and 0 <= step <= widest:
                continue
        words = text[start:end].rstrip()
        stripped = words.lstrip()
        first = start + len(words) - len(stripped)
        last = start + len(words) - 1
        if stripped:
            advance = PlacedRun.measure_advance(text[last], size)
            right = places[last] + advance
            lefts = tuple(places[first : last + 1])
            yield _CodePiece(
                stripped,
                places[first],
                right,
                depths[first],
                lefts,
            )
        start = end


def _find_widest_step(across: list[float], size: float) -> float:
    """Find how wide a step within one piece may be: even steps are letter spacing: 年　度　报　告."""
    widest = 4 * size
    if not across:
        return widest
    narrowest = min(across)
    is_even = narrowest == max(across)
    if is_even and 0 < narrowest < widest:
        return widest
    return (1 + _FAR_APART) * size

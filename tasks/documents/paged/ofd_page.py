"""What an OFD page shows (GB/T 33190-2016, 7.7 and 8): objects, also of templates and of composite units."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from tasks.documents.paged.ofd_text import (
    Matrix,
    build_matrix,
    build_runs,
    is_turned,
    parse_numbers,
)
from tasks.documents.paged.sheet import PlacedRun, RuledLine
from tasks.model.errors import UnreadableDocument

# Composite units may hold composite units: honest files go two deep, and a long report shows some ten
# thousand objects.
_DEEPEST = 8
MOST_OBJECTS = 300_000
# Drawn lines are at most this thick, and at least this long, in points.
_THICKEST, _SHORTEST = 2.5, 6.0
# `M 0 0 L 71.4 0 L 71.4 8.4 C`: commands of AbbreviatedData with their numbers
_COMMAND = re.compile(r"([SMLQBAC])([^SMLQBAC]*)")
_BLOCKS = frozenset({"Content", "Layer", "PageBlock"})

# A point on the sheet, in points from its top left corner.
_Point = tuple[float, float]


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
    images: dict[str, str] = field(default_factory=dict)
    composites: dict[str, etree._Element] = field(default_factory=dict)


@dataclass
class ShownObjects:
    """What a page shows, in points.

    Runs of letters, images, straight lines, turned letters, and how many drawings.
    """

    runs: list[PlacedRun] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    rules: list[RuledLine] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    drawings: int = 0


class ObjectCollector:
    """Goes through pages' objects.

    Counts them over a document, since composite units can multiply without end.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._left = MOST_OBJECTS

    def collect(self, page: etree._Element, outer: Matrix, shown: ShownObjects) -> None:
        """Add what a page's or template's content shows; raises UnreadableDocument: too_many_objects."""
        for element, place in self._iter_objects(page, outer, 0):
            name = get_local_name(element)
            if name == "TextObject":
                self._add_text(element, place, shown)
            elif name == "ImageObject":
                shown.pictures.append(_place_picture(element, place))
            elif name == "PathObject":
                shown.drawings += 1
                shown.rules += _extract_rules(element, place)

    def _add_text(
        self, element: etree._Element, place: Matrix, shown: ShownObjects
    ) -> None:
        if is_turned(element, place):
            codes = iter_children(element, "TextCode")
            shown.turned.append("".join(code.text or "" for code in codes).strip())
        else:
            shown.runs += build_runs(element, place, self._resources.heavy_fonts)

    def _iter_objects(
        self, parent: etree._Element, outer: Matrix, depth: int
    ) -> Iterator[tuple[etree._Element, Matrix]]:
        for element in parent:
            name = get_local_name(element)
            self._left -= 1
            if self._left < 0:
                raise UnreadableDocument("too_many_objects", most=MOST_OBJECTS)
            if element.get("Visible", "true").lower() == "false":
                continue
            if name in _BLOCKS:
                yield from self._iter_objects(element, outer, depth)
            elif name == "CompositeObject":
                unit = self._resources.composites.get(element.get("ResourceID", ""))
                if unit is not None and depth < _DEEPEST:
                    place = build_matrix(element, outer)
                    yield from self._iter_objects(unit, place, depth + 1)
            elif name.endswith("Object"):
                yield element, build_matrix(element, outer)


def get_local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace, which producers spell in several ways."""
    return element.tag.rpartition("}")[2]


def iter_children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield an element's children of a name."""
    for child in element:
        if get_local_name(child) == name:
            yield child


def find_child(element: etree._Element, name: str) -> etree._Element | None:
    """Find an element's first child of a name."""
    return next(iter_children(element, name), None)


def _place_picture(element: etree._Element, place: Matrix) -> Picture:
    """Place an image: it fills the unit square of its own space, or its Boundary where it has no CTM."""
    width = height = 1.0
    if not element.get("CTM"):
        width, height = parse_numbers(element.get("Boundary"), 4)[2:]
    right = place.e + place.a * width + place.c * height
    bottom = place.f + place.b * width + place.d * height
    across = sorted((place.e, right))
    down = sorted((place.f, bottom))
    resource = element.get("ResourceID", "")
    return Picture(resource, across[0], down[0], across[1], down[1])


def _extract_rules(element: etree._Element, place: Matrix) -> Iterator[RuledLine]:
    """Yield the level and upright strokes of a path, and a thin box as one stroke."""
    data = find_child(element, "AbbreviatedData")
    outlines = _trace_outlines(data.text if data is not None else None, place)
    points = [point for outline in outlines for point in outline]
    if not points:
        return
    strokes = [_make_box(points)]
    if not _is_thin(strokes[0]):
        strokes = [
            _make_box(ends) for outline in outlines for ends in pairwise(outline)
        ]
    for stroke in strokes:
        longest = max(stroke.right - stroke.left, stroke.bottom - stroke.top)
        if _is_thin(stroke) and longest >= _SHORTEST:
            yield stroke


def _trace_outlines(data: str | None, place: Matrix) -> list[list[_Point]]:
    """Trace the straight parts of a path: a list of points from each start on."""
    outlines: list[list[_Point]] = []
    for command, rest in _COMMAND.findall(data or ""):
        if command in "SM" or (command == "L" and not outlines):
            outlines.append([])
        if command in "SML":
            x, y = parse_numbers(rest, 2)
            outlines[-1].append(place.map_point(x, y))
    return outlines


def _is_thin(stroke: RuledLine) -> bool:
    return min(stroke.right - stroke.left, stroke.bottom - stroke.top) <= _THICKEST


def _make_box(points: Iterable[_Point]) -> RuledLine:
    across, down = zip(*points, strict=True)
    return RuledLine(min(across), min(down), max(across), max(down))

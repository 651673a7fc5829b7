"""One page of a PDF as a sheet: letters to lines by their baselines, and the lines drawn on the page."""

import ctypes
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from statistics import median
from typing import NamedTuple

import pypdfium2.raw as pdfium

from tasks.documents.paged.pdf_ink import (
    LIGHT,
    UNPRINTED,
    DrawnObject,
    Ink,
    InkReader,
    PageNotes,
    PagePicture,
)
from tasks.documents.paged.sheet import (
    CELL_GAP,
    SMALLEST,
    Box,
    Gap,
    PlacedRun,
    RuledLine,
    UprightRules,
)
from tasks.documents.paged.watermarks import PlacedPage

# Fewer letters than this (a page number, a watermark) prove nothing.
FEWEST_LETTERS = 20
# Of letters that are no characters (private use, unassigned, control, U+FFFD) a good text layer has a bullet
# or two.
_MOST_BROKEN_SHARE = 0.1
# In a Chinese text these make up a fifth to a quarter of all Chinese characters; in a layer whose mapping is
# shifted, one in a hundred.
_COMMON_CHARACTERS = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
    "政府治建设依全市县镇街道区乡党组织推各强执督监务服村落责公安事员情况报告规范宣传培训律司调解矛盾纠纷决策决审核深入"
)
_LEAST_COMMON_SHARE = 0.08
# letters of Western Europe where Chinese was meant: `ÖÐ¹ú` is 中国 in GBK
_WESTERN = re.compile(r"[\u0080-\u00ff\u0100-\u024f]")
_CHINESE = re.compile(r"[㐀-䶿一-鿿]")
_BROKEN = re.compile(
    r"[\ue000-\uf8ff\ufffd\ufffe\uffff\x00-\x08\x0e-\x1f\x7f-\x9f\U000f0000-\U0010ffff]"
)
_WORDLIKE = re.compile(r"[A-Za-z0-9]")
# A page of small print has some 4 000 letters and a ruled form some thousand strokes; beyond these a page is
# no text.
MOST_LETTERS = 60_000
MOST_OBJECTS = 30_000
# In heights of a letter: a gap as wide parts columns and cells, a step as high starts a line.
_WIDEST_GAP = 1.5
_HIGHEST_STEP = 0.35
# Cells leave at least so much room on both sides of a rule.
_LEAST_ROOM = 0.2
# Text that leans more than this is a watermark or a stamp.
_MOST_DEGREES = 3.0
_BOLD_WEIGHT = 600
# So many letters show which way a page's text stands.
_LOOKED_AT = 40
# Drawn lines are at most this thick, and at least this long, in points.
_THICKEST = 2.5
_SHORTEST = 6.0
# `ABCDEF+SimHei-Bold`, `FZXBSJW-GB1-Heavy`
_BOLD_NAME = re.compile(rb"bold|heavy|black", re.IGNORECASE)
_SPACES = frozenset({0x3000, 0xA0})
# between two of these a printed space is kept
_LATIN = re.compile(r"[\x21-\x7e]")
# With fewer letters than `FEWEST_LETTERS`, a page that an image covers by this share is a scan.
_SCANNED_SHARE = 0.4
# A page without letters is one already when its largest image covers this share.
_PICTURE_SHARE = 0.05
# A page without letters, but with more strokes than a frame has, may show words drawn as outlines.
_FEWEST_STROKES = 40
# A Chinese letter drawn as an outline has some eighty segments, a figure some twenty; a page of words has so
# many letters, an emblem beside them fewer.
_SEGMENTS_A_LETTER = 60
_FEWEST_OUTLINED = 60
# Pages of words have fewer pictures and filled boxes.
_MOST_BOXES = 300
# In greys of 255: a filled box and letters on it look alike.
_SAME_GREY = 40
# In heights of a letter: letters that stand apart by this much are spaced out.
_SPACED_OUT = 0.25
# So wide, in points, are the spots that show which layers are on.
_SPOT = 4.0
# So many forms of a page with layers are looked at one by one.
_MOST_FORMS = 30


@dataclass(frozen=True, slots=True)
class PageDrawing:
    """What a page holds beside letters, as shown.

    `rules` are the lines drawn on it, `images` the boxes of its pictures, `fills` the filled boxes with their
    greys and when they are drawn, `outlined` the segments of all filled outlines; `objects` counts everything
    drawn, `orders` says when each text object is, by its address; `clipped` are the orders of those that are
    clipped away.
    """

    rules: tuple[RuledLine, ...]
    images: tuple[tuple[Box, int], ...]
    fills: tuple[tuple[Box, int, int], ...]
    image_share: float
    outlined: int
    objects: int
    orders: Mapping[int, int]
    clipped: frozenset[int] = frozenset()

    def holds_words(self, text: str) -> bool:
        """Tell whether the words of a page with such a text are in its image, or drawn as outlines."""
        letters = len("".join(text.split()))
        if letters and self.has_outlined_words(letters):
            return True
        if letters >= FEWEST_LETTERS:
            return False
        if text:
            return self.image_share >= _SCANNED_SHARE
        return self.image_share >= _PICTURE_SHARE or self.objects >= _FEWEST_STROKES

    def has_outlined_words(self, letters: int) -> bool:
        """Tell whether far more is drawn as outlines than so many letters say."""
        outlined = self.outlined / _SEGMENTS_A_LETTER
        return outlined >= _FEWEST_OUTLINED and outlined > 2 * letters

    def lies_on_picture(self, box: Box) -> bool:
        """Tell whether the middle of a box lies on a picture."""
        return any(_holds_middle(image, box) for image, _order in self.images)

    def is_covered(
        self,
        box: Box,
        order: int,
    ) -> bool:
        """Tell whether a filled box lies over what is drawn before it."""
        covering = (fill for fill, _grey, later in self.fills if later > order >= 0)
        return any(_encloses(fill, box) for fill in covering)

    def is_below_picture(
        self,
        box: Box,
        order: int,
    ) -> bool:
        """Tell whether a picture lies over the middle of a box that is drawn before it."""
        later = (image for image, when in self.images if when > order >= 0)
        return any(_holds_middle(image, box) for image in later)

    def has_fill_like(
        self,
        box: Box,
        grey: int,
    ) -> bool:
        """Tell whether a filled box of nearly the same grey lies around another box."""
        for fill, its_grey, _order in self.fills:
            if abs(its_grey - grey) < _SAME_GREY and _holds_middle(fill, box):
                return True
        return False


@dataclass(frozen=True, slots=True)
class PageLetters:
    """A page's letters: what is shown of them, and what is not.

    `leaning` counts the letters that lean, stand off the page or are too many; `hidden` are the words that no
    reader sees; `layer` counts the letters that lie unseen on a picture, as OCR puts them there.
    """

    page: PlacedPage
    leaning: int
    hidden: tuple[str, ...]
    layer: int

    @property
    def text(self) -> str:
        """Give the words that are shown or lie on a picture, in the order of the file."""
        return "".join(run.text for run in self.page.runs)


class PageView:
    """A page as shown: its own space's points become points from the top left corner, the text upright.

    `page` and `text_page` are PDFium's raw handles.
    """

    def __init__(
        self,
        page: object,
        text_page: object,
    ) -> None:
        self._page = page
        self._text_page = text_page
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self._box = box
        self.turns = _count_turns(page, text_page)
        across = abs(box.right - box.left)
        down = abs(box.top - box.bottom)
        self.width, self.height = (down, across) if self.turns % 2 else (across, down)

    def read_letters(
        self,
        number: int,
        drawing: PageDrawing,
        fields: Sequence[tuple[Box, str]] = (),
    ) -> PageLetters:
        """Read the page's letters as runs, those that a reader sees, and the words of fields."""
        count = pdfium.FPDFText_CountChars(self._text_page)
        left_out = max(count - MOST_LETTERS, 0)
        shown: list[PlacedRun] = []
        hidden: list[str] = []
        layer = 0
        sight = _Sight(self, drawing)
        for run in _collect_runs(self._text_page, self, drawing):
            placed = run.make_run()
            if not run.is_shown(self):
                left_out += len(run.text)
                continue
            seen = sight.look(placed, run.ink)
            layer += len(run.text) if seen.layer else 0
            if seen.hidden:
                hidden.append(placed.text)
            else:
                vivid = run.ink.vivid
                shown.append(replace(placed, pale=seen.pale, vivid=vivid))
        for box, words in fields:
            shown += PageNotes.place_field(self.map_box(*box), words)
        page = PlacedPage(number, self.width, self.height, tuple(shown), drawing.rules)
        return PageLetters(page, left_out, tuple(hidden), layer)

    def render(self) -> PagePicture:
        """Render the page in greys, as its letters stand."""
        return PagePicture(
            self._page,
            self.width,
            self.height,
            self.turns,
        )

    def read_drawing(
        self, strikes: Iterable[Box] = (), *, layered: bool = False
    ) -> PageDrawing:
        """Look at the page's images and strokes, also at those inside of forms.

        `strikes` are the boxes of words that notes strike, in the page's own space. `layered` says that the
        file has layers: what is in one that is off is left out, but for its words, which count as clipped.
        """
        rules = [_strike(self.map_box(*box)) for box in strikes]
        images: list[tuple[Box, int]] = []
        fills: list[tuple[Box, int, int]] = []
        orders: dict[int, int] = {}
        clipped: set[int] = set()
        outlined = count = 0
        things: Iterable[DrawnObject]
        things = DrawnObject.iter_page(self._page, MOST_OBJECTS, layered=layered)
        off: frozenset[int] = frozenset()
        if layered:
            things = list(things)
            off = self._find_switched_off(things)
        for thing in things:
            count += 1
            if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT:
                orders[DrawnObject.find_address(thing.handle)] = thing.order
                if thing.order in off or thing.is_clipped_away():
                    clipped.add(thing.order)
            elif thing.order in off:
                continue
            elif thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE and len(images) < _MOST_BOXES:
                images.append((self.map_box(*thing.bounds), thing.order))
            elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH:
                box = self.map_box(*thing.bounds)
                rules += _list_strokes(box)
                outlined += thing.count_segments()
                grey = thing.find_fill()
                is_box = grey is not None and min(_measure_sides(box)) >= _SHORTEST
                if is_box and grey is not None and len(fills) < _MOST_BOXES:
                    fills.append((box, grey, thing.order))
        return PageDrawing(
            rules=tuple(rules),
            images=tuple(images),
            fills=tuple(fills),
            image_share=self._measure_share(images),
            outlined=outlined,
            objects=count,
            orders=orders,
            clipped=frozenset(clipped),
        )

    def _find_switched_off(self, things: Sequence[DrawnObject]) -> frozenset[int]:
        """Give the orders of what belongs to layers that are not shown, by marks or as a form."""
        marks: dict[int, object] = {}
        for thing in things:
            for mark in thing.marks:
                marks[DrawnObject.find_address(mark)] = mark
        marks_off = self._find_marks_off(marks)
        off: set[int] = set()
        forms: defaultdict[int, list[DrawnObject]] = defaultdict(list)
        for thing in things:
            addresses = map(DrawnObject.find_address, thing.marks)
            if not marks_off.isdisjoint(addresses):
                off.add(thing.order)
            elif thing.form and thing.kind != pdfium.FPDF_PAGEOBJ_FORM:
                forms[thing.form].append(thing)
        images = []
        for thing in things:
            if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE and thing.order not in off:
                images.append(thing)
        for thing in self._iter_unseen(forms.values(), images):
            off.add(thing.order)
        return frozenset(off)

    def _find_marks_off(self, marks: Mapping[int, object]) -> frozenset[int]:
        """Give the addresses of the marks that nothing is shown under.

        Under each a black spot is drawn onto a white sheet that lies over the page: PDFium shows those of
        layers that are on, whatever says so.
        """
        if not marks:
            return frozenset()
        box = _sort_sides(self._box)
        spots = [_draw_spot(self._page, box, 255)]
        shown: dict[int, Box] = {}
        for number, (address, mark) in enumerate(marks.items()):
            place = _place_spot(number, box)
            spot = _draw_spot(self._page, place, 0)
            pdfium.FPDFPageObj_AddExistingMark(spot, mark)
            spots.append(spot)
            if place.bottom <= box.bottom:
                shown[address] = self.map_box(*place)
        picture = self.render()
        for spot in spots:
            pdfium.FPDFPage_RemoveObject(self._page, spot)
            pdfium.FPDFPageObj_Destroy(spot)
        off = []
        for address, place in shown.items():
            middle = (place.top + place.bottom) / 2
            if not picture.is_dark_at(place.center, middle):
                off.append(address)
        return frozenset(off)

    def _iter_unseen(
        self, forms: Iterable[Sequence[DrawnObject]], images: Sequence[DrawnObject]
    ) -> Iterator[DrawnObject]:
        """Yield what stands in forms without which the page looks the same, but for words below a picture."""
        printed = list(filter(_has_printed_text, forms))
        if not printed:
            return
        whole = self.render()
        rest = self._render_without(chain.from_iterable(printed))
        for number, held in enumerate(printed):
            is_seen = self._differ(held, whole, rest)
            if is_seen and len(printed) > 1 and number < _MOST_FORMS:
                is_seen = self._differ(held, whole, self._render_without(held))
            for one in held:
                if not is_seen and not _is_beneath(one, images):
                    yield one

    def _render_without(self, things: Iterable[DrawnObject]) -> PagePicture:
        listed = list(things)
        for thing in listed:
            thing.show(False)
        picture = self.render()
        for thing in listed:
            thing.show(True)
        return picture

    def _differ(
        self, held: Iterable[DrawnObject], whole: PagePicture, rest: PagePicture
    ) -> bool:
        """Tell whether two pictures differ where some objects stand."""
        return any(whole.differs(rest, self.map_box(*one.bounds)) for one in held)

    def _measure_share(self, images: Sequence[tuple[Box, int]]) -> float:
        """Give the share of the page that its pictures cover, at most all of it: scans come in strips."""
        covered = 0.0
        for box, _order in images:
            wide, high = _measure_sides(box)
            covered += wide * high
        area = float(max(self.width * self.height, 1.0))
        return min(covered / area, 1.0)

    def map_point(
        self,
        x: float,
        y: float,
    ) -> tuple[float, float]:
        """Give a point's distance from the left and from the top."""
        box = self._box
        if self.turns == 0:
            return x - box.left, box.top - y
        if self.turns == 1:
            return y - box.bottom, x - box.left
        if self.turns == 2:
            return box.right - x, y - box.bottom
        return box.top - y, box.right - x

    def map_box(
        self,
        left: float,
        bottom: float,
        right: float,
        top: float,
    ) -> Box:
        """Give a box as shown."""
        x, y = self.map_point(left, bottom)
        other_x, other_y = self.map_point(right, top)
        return Box(
            min(x, other_x),
            min(y, other_y),
            max(x, other_x),
            max(y, other_y),
        )

    @staticmethod
    def is_garbled(text: str) -> bool:
        """Tell whether a page's text is garbage, by the shares of broken, foreign and common characters."""
        letters = "".join(text.split())
        if len(letters) < FEWEST_LETTERS:
            return False
        broken = len(_BROKEN.findall(letters))
        if broken > _MOST_BROKEN_SHARE * len(letters):
            return True
        chinese = _CHINESE.findall(letters)
        if len(chinese) >= 0.2 * len(letters):
            common = sum(map(_COMMON_CHARACTERS.__contains__, chinese))
            return len(chinese) >= 60 and common < _LEAST_COMMON_SHARE * len(chinese)
        # A page of Latin letters and figures (an annex) is words; one of marks is a shifted mapping.
        western = len(_WESTERN.findall(letters))
        wordlike = len(_WORDLIKE.findall(letters))
        if western > 0.2 * len(letters):
            return True
        return wordlike < 0.4 * len(letters)


class _Seen(NamedTuple):
    """What a reader sees of letters: nothing, little of them, or only the picture that they lie on."""

    hidden: bool = False
    pale: bool = False
    layer: bool = False


class _Sight:
    """Tells what a reader sees of a page's letters; the page is rendered for light ones only."""

    def __init__(
        self,
        view: PageView,
        drawing: PageDrawing,
    ) -> None:
        self._view = view
        self._drawing = drawing
        self._picture: PagePicture | None = None

    def look(
        self,
        run: PlacedRun,
        ink: Ink,
    ) -> _Seen:
        """Look at a run."""
        box = run.box
        if not ink.printed or ink.grey >= UNPRINTED:
            on_picture = self._drawing.lies_on_picture(box)
            if not ink.printed or on_picture:
                return _Seen(hidden=not on_picture, layer=on_picture)
        is_clipped = ink.order in self._drawing.clipped
        is_unseen = run.size < SMALLEST or is_clipped
        if is_unseen or self._drawing.is_covered(box, ink.order):
            return _Seen(hidden=True)
        if ink.grey < LIGHT and not self._drawing.has_fill_like(box, ink.grey):
            return _Seen(layer=self._drawing.is_below_picture(box, ink.order))
        if self._picture is None:
            self._picture = self._view.render()
        contrast = self._picture.find_contrast(box, ink.grey)
        return _Seen(hidden=not contrast, pale=PagePicture.is_pale(contrast))


def _sort_sides(box: Box) -> Box:
    """Give a box with its lesser sides first."""
    left, right = sorted((box.left, box.right))
    low, high = sorted((box.top, box.bottom))
    return Box(left, low, right, high)


def _place_spot(number: int, box: Box) -> Box:
    """Give a spot its place, row by row; those that have no room lie outside of the box."""
    width = box.right - box.left
    spots_in_row = max(int(width / _SPOT), 1)
    row, column = divmod(number, spots_in_row)
    x = box.left + column * _SPOT
    y = box.top + row * _SPOT
    return Box(x, y, x + _SPOT, y + _SPOT)


def _draw_spot(page: object, box: Box, grey: int) -> object:
    """Fill a box over all else of a page, in the page's own space; gives the object."""
    width, height = _measure_sides(box)
    spot = pdfium.FPDFPageObj_CreateNewRect(box.left, box.top, width, height)
    pdfium.FPDFPageObj_SetFillColor(spot, grey, grey, grey, 255)
    pdfium.FPDFPath_SetDrawMode(spot, pdfium.FPDF_FILLMODE_WINDING, 0)
    pdfium.FPDFPage_InsertObject(page, spot)
    return spot


def _has_printed_text(things: Iterable[DrawnObject]) -> bool:
    return any(thing.is_printed_text() for thing in things)


def _is_beneath(thing: DrawnObject, images: Iterable[DrawnObject]) -> bool:
    """Tell whether text prints nothing, or a picture that is drawn later lies over its middle."""
    if thing.kind != pdfium.FPDF_PAGEOBJ_TEXT:
        return False
    if not thing.is_printed_text():
        return True
    box = _sort_sides(thing.bounds)
    later = (image.bounds for image in images if image.order > thing.order)
    return any(_holds_middle(_sort_sides(image), box) for image in later)


def _measure_sides(box: Box) -> tuple[float, float]:
    return box.right - box.left, box.bottom - box.top


def _holds_middle(outer: Box, box: Box) -> bool:
    x = (box.left + box.right) / 2
    y = (box.top + box.bottom) / 2
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def _encloses(outer: Box, box: Box) -> bool:
    """Tell whether a box lies inside another, but for the white around its letters."""
    slack = 0.2 * (box.bottom - box.top)
    return (
        outer.left <= box.left + slack
        and outer.right >= box.right - slack
        and outer.top <= box.top + slack
        and outer.bottom >= box.bottom - slack
    )


class _Letter(NamedTuple):
    """One printed letter: its index, its place in points, its ink, and whether a space stands before it."""

    number: int
    text: str
    left: float
    right: float
    baseline: float
    spaced: bool
    ink: Ink

    def is_drawn_as(self, ink: Ink) -> bool:
        """Tell whether it has the colour and the size of other letters."""
        return self.ink[:3] == ink[:3]


@dataclass(slots=True)
class _LetterRun:
    """Letters on one baseline, side by side, while they are gathered.

    `first` and `last` are the letters' indices; `lefts` where each letter begins, `gaps` the room before each
    but the first, `spaces` the places in `text` where a typed space stands between Latin letters.
    """

    text: list[str]
    left: float
    right: float
    baseline: float
    first: int
    last: int
    size: float
    upright: bool
    ink: Ink
    bold: bool = False
    lefts: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    spaces: list[int] = field(default_factory=list)

    def append(self, letter: _Letter) -> None:
        """Add the next letter."""
        before = self.text[-1]
        if letter.spaced and _LATIN.match(letter.text) and _LATIN.match(before):
            self.spaces.append(len(self.text))
        self.gaps.append(letter.left - self.right)
        self.text.append(letter.text)
        self.lefts.append(letter.left)
        self.right = max(self.right, letter.right)
        self.last = letter.number

    def is_shown(self, view: PageView) -> bool:
        """Tell whether the letters stand upright on the page."""
        is_inside = 0 <= self.left <= view.width and 0 <= self.baseline <= view.height
        return self.upright and is_inside

    def make_run(self) -> PlacedRun:
        """Give them as a run of text."""
        usual = median(self.gaps or [0.0])
        least = -math.inf
        if usual > _SPACED_OUT * self.size:
            least = usual + _SPACED_OUT * 3 * self.size
        joined = self._join_letters(least)
        return PlacedRun(
            joined.text,
            self.left,
            self.right,
            self.baseline,
            self.size,
            self.bold,
            gaps=tuple(joined.gaps),
            lefts=tuple(joined.lefts),
        )

    def _join_letters(self, least: float) -> "_JoinedLetters":
        """Join the letters, with the spaces that part words.

        Where all letters stand apart, what is as wide as between them is no space: `2 0 2 5 年`; nothing up
        to `least` is one.
        """
        text = self.text[0]
        found = []
        lefts = [self.left]
        spaces = set(self.spaces)
        for place, white in enumerate(self.gaps, 1):
            left = self.lefts[place]
            if place in spaces and white > least:
                text += " "
                lefts.append(left - white)
            if white > max(CELL_GAP * self.size, least):
                found.append(Gap(len(text), left - white, left))
            text += self.text[place]
            lefts.append(left)
        return _JoinedLetters(text, found, lefts)


class _JoinedLetters(NamedTuple):
    """Letters with spaces, the gaps that may part cells, and where each letter of the text begins."""

    text: str
    gaps: list[Gap]
    lefts: list[float]


def _count_turns(page: object, text_page: object) -> int:
    """Count the quarter turns to the left of most letters.

    Without letters, those that the page is shown with.
    """
    count = pdfium.FPDFText_CountChars(text_page)
    matrix = pdfium.FS_MATRIX()
    turns: Counter[int] = Counter()
    for index in range(0, count, max(count // _LOOKED_AT, 1)):
        is_printed = pdfium.FPDFText_GetUnicode(text_page, index) > 0x20
        if is_printed and pdfium.FPDFText_GetMatrix(text_page, index, matrix):
            angle = math.atan2(matrix.b, matrix.a)
            quarters = round(angle / (math.pi / 2))
            turns[quarters % 4] += 1
    if turns:
        return turns.most_common(1)[0][0]
    rotation: int = pdfium.FPDFPage_GetRotation(page)
    return max(rotation, 0) % 4


def _strike(box: Box) -> RuledLine:
    """Give the line through the middle of a box of words."""
    middle = (box.top + box.bottom) / 2
    return RuledLine(box.left, middle, box.right, middle)


def _list_strokes(box: Box) -> list[RuledLine]:
    """Give a drawn box as the lines that it shows.

    A thin one is a line itself; one that frames something is its four edges.
    """
    width = box.right - box.left
    height = box.bottom - box.top
    whole = RuledLine(*box)
    if min(width, height) <= _THICKEST:
        if max(width, height) >= _SHORTEST:
            return [whole]
        return []
    if min(width, height) < _SHORTEST:
        return []
    return [
        replace(whole, bottom=box.top),
        replace(whole, top=box.bottom),
        replace(whole, right=box.left),
        replace(whole, left=box.right),
    ]


def _iter_letters(
    text_page: object,
    view: PageView,
    orders: Mapping[int, int],
) -> Iterator[_Letter]:
    """Yield each printed letter."""
    inks = InkReader(text_page, orders)
    box = pdfium.FS_RECTF()
    x = ctypes.c_double()
    y = ctypes.c_double()
    spaced = False
    for index in range(min(pdfium.FPDFText_CountChars(text_page), MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code <= 0x20 or code in _SPACES:
            spaced = True
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        left, baseline = view.map_point(x.value, y.value)
        right = view.map_box(box.left, box.bottom, box.right, box.top).right
        yield _Letter(
            index,
            _decode_letter(code),
            left,
            right,
            baseline,
            spaced,
            inks.read(index),
        )
        spaced = False


def _collect_runs(
    text_page: object,
    view: PageView,
    drawing: PageDrawing,
) -> Iterator[_LetterRun]:
    """Yield runs of letters in the order that the file draws them; an upright rule parts two."""
    run: _LetterRun | None = None
    upright = UprightRules.sort(drawing.rules)
    for letter in _iter_letters(text_page, view, drawing.orders):
        if run and _is_next(run, letter) and not _is_parted(run, letter, upright):
            run.append(letter)
            continue
        if run:
            yield _set_weight(run, text_page)
        run = _start_run(letter, text_page, view)
    if run:
        yield _set_weight(run, text_page)


def _decode_letter(code: int) -> str:
    if not 0xD800 <= code <= 0xDFFF:
        return chr(code)
    return "\ufffd"


def _is_next(run: _LetterRun, letter: _Letter) -> bool:
    gap = letter.left - run.right
    if not letter.is_drawn_as(run.ink):
        return False
    return (
        abs(letter.baseline - run.baseline) <= _HIGHEST_STEP * run.size
        and -run.size < gap <= _WIDEST_GAP * run.size
    )


def _is_parted(run: _LetterRun, letter: _Letter, upright: UprightRules) -> bool:
    """Tell whether an upright rule stands in the room between a run and a letter."""
    if letter.left - run.right < _LEAST_ROOM * run.size:
        return False
    middle = run.baseline - 0.4 * run.size
    return upright.has_between(run.right, letter.left, middle)


def _start_run(
    letter: _Letter,
    text_page: object,
    view: PageView,
) -> _LetterRun:
    size, degrees = _measure_letter(text_page, letter.number, view)
    return _LetterRun(
        text=[letter.text],
        left=letter.left,
        right=letter.right,
        baseline=letter.baseline,
        first=letter.number,
        last=letter.number,
        size=max(size, 0.1),
        upright=degrees <= _MOST_DEGREES,
        ink=letter.ink,
        lefts=[letter.left],
    )


def _measure_letter(
    text_page: object,
    index: int,
    view: PageView,
) -> tuple[float, float]:
    """Give a letter's height in points and how many degrees it leans on the page as shown."""
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    if not pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        return size, 0.0
    lean = math.degrees(math.atan2(matrix.b, matrix.a)) - 90.0 * view.turns
    return size * math.hypot(matrix.c, matrix.d), abs((lean + 180.0) % 360.0 - 180.0)


def _set_weight(run: _LetterRun, text_page: object) -> _LetterRun:
    looked_at = {run.first, (run.first + run.last) // 2, run.last}
    run.bold = all(_is_bold(text_page, index) for index in looked_at)
    return run


def _is_bold(text_page: object, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(
        text_page,
        index,
        name,
        128,
        ctypes.c_int(),
    )
    return bool(_BOLD_NAME.search(name.value))

"""What a reader sees of a PDF page: letters by their colour on what lies behind and modes that print nothing.

Beside the content stand fields and typed notes, which are read, and other marks.
"""

import ctypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2.raw as pdfium

from tasks.documents.paged.sheet import PALE, UNSEEN, Box, PlacedRun, mix_grey

_MOST = 2_000
_UNSEEN_FLAGS = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
# Their words are printed where they stand; the first two are no words of anybody.
_SHOWN = frozenset({pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET})
_WORDLESS = frozenset({pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP})
# Letters of a field without a look of its own: this size, in points, or what its height leaves.
_FIELD_SIZE = 12.0
_FIELD_SHARE = 0.7
# in bytes; what a person fills in or notes is shorter
_LONGEST = 200_000


@dataclass(slots=True)
class PageNotes:
    """The annotations of one page.

    `fields` are words to be placed, each with its box in the page's own space; `strikes` the boxes of words
    that are struck; `left_out` the words of marks that are not read; `drawn` says that others became part of
    the page, which is to be loaded anew.
    """

    fields: list[tuple[Box, str]] = field(default_factory=list)
    strikes: list[Box] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    drawn: bool = False

    @staticmethod
    def read(page: object) -> "PageNotes":
        """Draw what is shown of a page's annotations onto the page, and take the others off it."""
        notes = PageNotes()
        count = min(max(pdfium.FPDFPage_GetAnnotCount(page), 0), _MOST)
        for index in reversed(range(count)):
            annotation = pdfium.FPDFPage_GetAnnot(page, index)
            if not annotation:
                continue
            stays = _read_annotation(annotation, notes)
            pdfium.FPDFPage_CloseAnnot(annotation)
            if not stays:
                pdfium.FPDFPage_RemoveAnnot(page, index)
            notes.drawn = notes.drawn or stays
        notes.fields.reverse()
        notes.left_out.reverse()
        if notes.drawn:
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        return notes

    @staticmethod
    def place_field(box: Box, words: str) -> list[PlacedRun]:
        """Place the words of a field in its box as shown, a run each line, from the top."""
        words = words.replace("\r", "\n")
        lines = words.split("\n")
        height = (box.bottom - box.top) / len(lines)
        fitting = max(_FIELD_SHARE * height, 4.0)
        size = min(_FIELD_SIZE, fitting)
        middle = (height + _FIELD_SHARE * size) / 2
        farthest = max(box.right, box.left + size)
        runs = []
        for number, line in enumerate(lines):
            text = line.strip()
            if not text:
                continue
            width = sum(PlacedRun.measure_advance(letter, size) for letter in line)
            end = box.left + width
            right = min(end, farthest)
            top = box.top + number * height
            baseline = top + middle
            run = PlacedRun(text, box.left, right, baseline, size)
            runs.append(run)
        return runs


def _read_annotation(annotation: object, notes: PageNotes) -> bool:
    """Note the words of an annotation; tells whether its own drawing of them is to be kept."""
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind in _WORDLESS:
        return False
    words = _read_string(annotation, b"Contents")
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        words = _read_string(annotation, b"V")
    is_seen = not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS
    if kind == pdfium.FPDF_ANNOT_STRIKEOUT and is_seen:
        notes.strikes += _iter_quads(annotation)
    if kind not in _SHOWN or not is_seen:
        notes.left_out += [words] if words else []
        return False
    if _is_drawn(annotation):
        return True
    rect = pdfium.FS_RECTF()
    if words and pdfium.FPDFAnnot_GetRect(annotation, rect):
        box = Box(rect.left, rect.bottom, rect.right, rect.top)
        notes.fields.append((box, words))
    return False


def _iter_quads(annotation: object) -> Iterator[Box]:
    """Yield the boxes of the words that an annotation marks, in the page's own space."""
    points = pdfium.FS_QUADPOINTSF()
    count = min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MOST)
    for place in range(count):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, place, points):
            across = (points.x1, points.x2, points.x3, points.x4)
            down = (points.y1, points.y2, points.y3, points.y4)
            yield Box(min(across), min(down), max(across), max(down))


def _is_drawn(annotation: object) -> bool:
    mode = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    return (
        int(
            pdfium.FPDFAnnot_GetAP(
                annotation,
                mode,
                None,
                0,
            )
        )
        > 2
    )


def _read_string(annotation: object, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(
        annotation,
        key,
        None,
        0,
    )
    if not 2 < size <= _LONGEST:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(
        annotation,
        key,
        buffer,
        size,
    )
    return bytes(buffer).decode("utf-16-le", "replace").strip("\0 \r\n")


# Of greys from 0 (black) to 255 (paper), letters from this on may not be seen.
LIGHT = 150
# Letters of this grey on paper are as good as not printed at all.
UNPRINTED = 250
# Letters cover less than this share of their boxes: what lies behind shows in the rest.
_BEHIND = 0.4
_MOST_SIDE = 3_000
# Of a box, so many rows of pixels are looked at, and of each four times as many.
_LOOKED_AT = 24
# Forms hold forms: honest files go three deep.
_DEEPEST = 6
# What covers less than this, of 255, lets through what lies behind it.
_OPAQUE = 250
# Colours whose parts differ by so much, of 255, are no greys.
_VIVID = 90
# Clips of more outlines and segments are no boxes; letters so many points outside of a clip are not seen.
_MOST_CLIPS = 20
_MOST_CLIP_SEGMENTS = 200
_OUTSIDE = 0.5
# Outlines of fewer segments are boxes and strokes, no letters.
_FEWEST_SEGMENTS = 7
_INVISIBLE_MODES = frozenset(
    {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
)
_STROKED = pdfium.FPDF_TEXTRENDERMODE_STROKE
# the name of the marks around what belongs to a layer, as PDFium gives it
_LAYER_MARK = "OC\0".encode("utf-16-le")


class Ink(NamedTuple):
    """How letters are drawn: their grey on paper, whether at all, their font's size, when on the page.

    `vivid` says that their colour is no grey, as that of stamps is.
    """

    grey: int
    printed: bool
    size: float
    order: int
    vivid: bool = False


NO_INK = Ink(0, True, 0.0, -1)


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One object of a page or of its forms: its kind, its box in the page's own space, when it is drawn.

    `marks` say what layers it belongs to, `form` is the address of the innermost form that holds it, or 0.
    """

    handle: object
    kind: int
    bounds: Box
    order: int
    marks: tuple[object, ...] = ()
    form: int = 0

    def is_printed_text(self) -> bool:
        """Tell whether it is text that prints something, in a font that the file holds."""
        if self.kind != pdfium.FPDF_PAGEOBJ_TEXT:
            return False
        if pdfium.FPDFTextObj_GetTextRenderMode(self.handle) in _INVISIBLE_MODES:
            return False
        font = pdfium.FPDFTextObj_GetFont(self.handle)
        return bool(pdfium.FPDFFont_GetIsEmbedded(font) == 1)

    def show(self, shown: bool) -> None:
        """Let it be rendered, or not."""
        pdfium.FPDFPageObj_SetIsActive(self.handle, shown)

    def count_segments(self) -> int:
        """Count the segments of an outline that is filled as letters are; none of boxes and strokes."""
        segments = pdfium.FPDFPath_CountSegments(self.handle)
        if segments < _FEWEST_SEGMENTS or not self._is_filled():
            return 0
        return int(segments)

    def _is_filled(self) -> bool:
        mode = ctypes.c_int()
        stroke = ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(self.handle, mode, stroke)
        return bool(mode.value != pdfium.FPDF_FILLMODE_NONE)

    def find_fill(self) -> int | None:
        """Give the grey of a filled box that hides what lies behind it; null when it is none."""
        segments = pdfium.FPDFPath_CountSegments(self.handle)
        if segments >= _FEWEST_SEGMENTS or not self._is_filled():
            return None
        color = _read_color(self.handle, pdfium.FPDFPageObj_GetFillColor)
        if color is None or color.alpha < _OPAQUE:
            return None
        return round(color.grey)

    def is_clipped_away(self) -> bool:
        """Tell whether it lies outside of the boxes that it is clipped to, so that nothing of it is seen."""
        sides = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(self.handle, *sides):
            return False
        own = Box(*(side.value for side in sides))
        return any(not _meets(own, clip) for clip in _iter_clips(self.handle))

    @staticmethod
    def find_address(handle: object) -> int:
        """Give the address that tells an object of PDFium from others; 0 of none."""
        return ctypes.cast(handle, ctypes.c_void_p).value or 0  # type: ignore[arg-type]

    @staticmethod
    def iter_page(
        page: object, most: int, *, layered: bool = False
    ) -> "Iterator[DrawnObject]":
        """Yield a page's objects in the order of drawing, at most so many, those of forms in their place.

        `layered` asks for their marks, too.
        """
        count = max(pdfium.FPDFPage_CountObjects(page), 0)
        order = 0
        stack: list[_Held] = []
        for index in range(count):
            stack.append(_Held(pdfium.FPDFPage_GetObject(page, index), ()))
            while stack and order < most:
                held = stack.pop()
                handle = held.handle
                kind = pdfium.FPDFPageObj_GetType(handle)
                order += 1
                marks = held.marks
                if layered:
                    marks += tuple(_iter_layer_marks(handle))
                depth = len(held.matrices)
                if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                    stack += reversed(_list_held(held, marks))
                bounds = _find_bounds(handle, held.matrices)
                if bounds:
                    yield DrawnObject(handle, kind, bounds, order, marks, held.form)


def _iter_clips(handle: object) -> Iterator[Box]:
    """Yield the boxes of the outlines that an object is clipped to, in its own space."""
    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    if not clip:
        return
    x = ctypes.c_float()
    y = ctypes.c_float()
    for path in range(min(pdfium.FPDFClipPath_CountPaths(clip), _MOST_CLIPS)):
        segments = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        across: list[float] = []
        down: list[float] = []
        for index in range(segments if segments <= _MOST_CLIP_SEGMENTS else 0):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                across.append(x.value)
                down.append(y.value)
        if across:
            yield Box(min(across), min(down), max(across), max(down))


def _meets(own: Box, clip: Box) -> bool:
    """Tell whether a box lies in another, be it in part."""
    return (
        own.left < clip.right + _OUTSIDE
        and own.right > clip.left - _OUTSIDE
        and own.top < clip.bottom + _OUTSIDE
        and own.bottom > clip.top - _OUTSIDE
    )


class _DrawnColor(NamedTuple):
    """A colour's grey, how much of it covers, and how far its parts differ, all from 0 to 255."""

    grey: float
    alpha: int
    spread: int

    def put_on_paper(self) -> int:
        """Give the grey that it has on paper."""
        return round(255 - (255 - self.grey) * self.alpha / 255)


def _read_color(handle: object, get_color: Callable[..., int]) -> _DrawnColor | None:
    """Read a colour of an object; null when it has none."""
    numbers = [ctypes.c_uint() for _ in range(4)]
    if not get_color(handle, *numbers):
        return None
    values = [number.value for number in numbers]
    parts = values[:3]
    return _DrawnColor(mix_grey(*parts), values[3], max(parts) - min(parts))


class _Held(NamedTuple):
    """An object with the matrices and marks of the forms that hold it, and the address of the innermost."""

    handle: object
    matrices: tuple[pdfium.FS_MATRIX, ...]
    marks: tuple[object, ...] = ()
    form: int = 0


def _list_held(form: _Held, marks: tuple[object, ...]) -> list[_Held]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(form.handle, matrix)
    matrices = (matrix, *form.matrices)
    address = DrawnObject.find_address(form.handle)
    held = []
    for index in range(max(pdfium.FPDFFormObj_CountObjects(form.handle), 0)):
        handle = pdfium.FPDFFormObj_GetObject(form.handle, index)
        held.append(_Held(handle, matrices, marks, address))
    return held


def _iter_layer_marks(handle: object) -> Iterator[object]:
    """Yield the marks by which an object belongs to layers."""
    for place in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, place)
        name = (ctypes.c_ushort * 4)()
        size = ctypes.c_ulong()
        pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), size)
        if size.value == len(_LAYER_MARK) and bytes(name).startswith(_LAYER_MARK):
            yield mark


def _find_bounds(handle: object, matrices: Sequence[pdfium.FS_MATRIX]) -> Box | None:
    """Find an object's box in the page's space: left, bottom, right, top as `Box` orders them."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(handle, *sides):
        return None
    box = Box(*(side.value for side in sides))
    for matrix in matrices:
        box = _map_box(box, matrix)
    return box


def _map_box(box: Box, matrix: pdfium.FS_MATRIX) -> Box:
    across = []
    down = []
    for x in (box.left, box.right):
        for y in (box.top, box.bottom):
            across.append(matrix.a * x + matrix.c * y + matrix.e)
            down.append(matrix.b * x + matrix.d * y + matrix.f)
    return Box(
        min(across),
        min(down),
        max(across),
        max(down),
    )


class InkReader:
    """Gives the ink of letters; each text object is looked at once.

    `orders` say when each is drawn, by its address.
    """

    def __init__(
        self,
        text_page: object,
        orders: Mapping[int, int],
    ) -> None:
        self._text_page = text_page
        self._orders = orders
        self._inks: dict[int, Ink] = {}

    def read(self, index: int) -> Ink:
        """Give the ink of a letter."""
        handle = pdfium.FPDFText_GetTextObject(self._text_page, index)
        address = DrawnObject.find_address(handle)
        if not address:
            return NO_INK
        if address not in self._inks:
            self._inks[address] = _read_ink(handle, self._orders.get(address, -1))
        return self._inks[address]


def _read_ink(handle: object, order: int) -> Ink:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    get_color = pdfium.FPDFPageObj_GetFillColor
    if mode == _STROKED:
        get_color = pdfium.FPDFPageObj_GetStrokeColor
    color = _read_color(handle, get_color)
    grey = 0
    if color:
        grey = color.put_on_paper()
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    return Ink(
        grey,
        mode not in _INVISIBLE_MODES,
        size.value,
        order,
        color is not None and color.spread >= _VIVID,
    )


class PagePicture:
    """A page in greys, a pixel a point, turned as its letters stand."""

    def __init__(self, page: object, width: float, height: float, turns: int) -> None:
        self._width = max(min(round(width), _MOST_SIDE), 1)
        self._height = max(min(round(height), _MOST_SIDE), 1)
        bitmap = pdfium.FPDFBitmap_CreateEx(
            self._width, self._height, pdfium.FPDFBitmap_Gray, None, 0
        )
        place = (0, 0, self._width, self._height)
        pdfium.FPDFBitmap_FillRect(bitmap, *place, 0xFFFFFFFF)
        further = (turns - pdfium.FPDFPage_GetRotation(page)) % 4
        pdfium.FPDF_RenderPageBitmap(
            bitmap, page, *place, further, pdfium.FPDF_GRAYSCALE
        )
        self._stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = pdfium.FPDFBitmap_GetBuffer(bitmap)
        self._pixels = ctypes.string_at(buffer, self._stride * self._height)
        pdfium.FPDFBitmap_Destroy(bitmap)

    def find_contrast(
        self,
        box: Box,
        grey: int,
    ) -> int:
        """Tell how far what lies behind letters of a grey differs from them; 0 when they are not seen."""
        behind: list[int] = []
        count = 0
        left = max(int(box.left), 0)
        right = min(int(box.right) + 1, self._width)
        top = max(int(box.top), 0)
        bottom = min(int(box.bottom) + 1, self._height)
        height = bottom - top
        width = right - left
        down = max(height // _LOOKED_AT, 1)
        across = max(width // (4 * _LOOKED_AT), 1)
        for row in range(top, bottom, down):
            start = row * self._stride
            first = start + left
            end = start + right
            pixels = self._pixels[first:end:across]
            count += len(pixels)
            behind += [one for one in pixels if abs(one - grey) > UNSEEN]
        if not count or len(behind) < _BEHIND * count:
            return 0
        behind.sort()
        return abs(behind[len(behind) // 2] - grey)

    def is_dark_at(self, x: float, y: float) -> bool:
        """Tell whether the pixel at a place, in points from the top left corner, is nearer to black."""
        across = min(max(int(x), 0), self._width - 1)
        down = min(max(int(y), 0), self._height - 1)
        return bool(self._pixels[down * self._stride + across] < 128)

    def differs(self, other: "PagePicture", box: Box) -> bool:
        """Tell whether another picture of the same page differs inside of a box."""
        left = max(int(box.left) - 1, 0)
        right = min(int(box.right) + 2, self._width)
        for row in range(
            max(int(box.top) - 1, 0), min(int(box.bottom) + 2, self._height)
        ):
            start = row * self._stride
            first = start + left
            end = start + right
            if self._pixels[first:end] != other._pixels[first:end]:
                return True
        return False

    @staticmethod
    def is_pale(contrast: int) -> bool:
        """Tell whether letters stand out as little as those of watermarks do."""
        return contrast < PALE

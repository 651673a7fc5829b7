"""One page of a PDF as a sheet: letters to lines by their baselines, and the lines that are drawn on the
page.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium

from tasks.documents.paged.sheet import RuledLine, Sheet, TextRun, build_lines

# A page of small print has some 4 000 letters and a ruled form some thousand strokes; beyond these a page is
# no text.
MOST_LETTERS = 60_000
MOST_OBJECTS = 30_000
# In heights of a letter: a gap as wide parts columns and cells, a step as high starts a line.
_WIDEST_GAP = 1.5
_HIGHEST_STEP = 0.35
# Text that leans more than this is a watermark or a stamp.
_MOST_DEGREES = 3.0
_BOLD_WEIGHT = 600
# So many letters tell which way a page's text stands.
_LOOKED_AT = 40
# Drawn lines are at most this thick, and at least this long, in points.
_THICKEST, _SHORTEST = 2.5, 6.0
# `ABCDEF+SimHei-Bold`, `FZXBSJW-GB1-Heavy`
_BOLD_NAME = re.compile(rb"bold|heavy|black", re.IGNORECASE)
_SPACES = frozenset({0x3000, 0xA0})
# between two of these a printed space is kept
_LATIN = re.compile(r"[\x21-\x7e]")


@dataclass(frozen=True, slots=True)
class PageDrawing:
    """What a page holds beside letters: the lines drawn on it, and the share of it that its largest image
    covers.

    `objects` counts everything drawn; `nested` tells that some of it is drawn inside of forms, unseen from
    here.
    """

    rules: tuple[RuledLine, ...]
    image_share: float
    objects: int
    nested: bool


class PageView:
    """Turns points of the page's own space into points from the top left corner, with the text upright."""

    def __init__(self, page: object, text_page: object) -> None:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self._left, self._bottom, self._right, self._top = (
            box.left,
            box.bottom,
            box.right,
            box.top,
        )
        self.turns = _count_turns(page, text_page)
        across, down = abs(box.right - box.left), abs(box.top - box.bottom)
        self.width, self.height = (down, across) if self.turns % 2 else (across, down)

    def map_point(self, x: float, y: float) -> tuple[float, float]:
        """Give a point's distance from the left and from the top."""
        if self.turns == 0:
            return x - self._left, self._top - y
        if self.turns == 1:
            return y - self._bottom, x - self._left
        if self.turns == 2:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def map_box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Give left, top, right, bottom as shown."""
        x, y = self.map_point(left, bottom)
        other_x, other_y = self.map_point(right, top)
        return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


@dataclass(slots=True)
class _LetterRun:
    """Letters on one baseline, side by side, while they are gathered: `first` and `last` are letters'
    indices.
    """

    text: list[str]
    left: float
    right: float
    base: float
    first: int
    last: int
    size: float
    upright: bool
    bold: bool = False

    def make_run(self) -> TextRun:
        """Give them as a run."""
        return TextRun(
            "".join(self.text), self.left, self.right, self.base, self.size, self.bold
        )


def _count_turns(page: object, text_page: object) -> int:
    """Count the quarter turns to the left of most letters.

    Without letters, those that the page is shown with.
    """
    count = pdfium.FPDFText_CountChars(text_page)
    matrix = pdfium.FS_MATRIX()
    seen: Counter[int] = Counter()
    for index in range(0, count, max(count // _LOOKED_AT, 1)):
        if pdfium.FPDFText_GetUnicode(
            text_page, index
        ) > 0x20 and pdfium.FPDFText_GetMatrix(text_page, index, matrix):
            seen[round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4] += 1
    return (
        seen.most_common(1)[0][0]
        if seen
        else max(pdfium.FPDFPage_GetRotation(page), 0) % 4
    )


def build_sheet(
    text_page: object, number: int, drawn: PageDrawing, view: PageView
) -> tuple[Sheet, int]:
    """Read a page's letters as a sheet, and count those left out: leaning ones, those off the page, those too
    many.

    `text_page` is PDFium's raw handle.
    """
    runs = list(_collect_runs(text_page, view))
    shown = [
        run
        for run in runs
        if run.upright and 0 <= run.left <= view.width and 0 <= run.base <= view.height
    ]
    left_out = sum(len(run.text) for run in runs) - sum(len(run.text) for run in shown)
    left_out += max(pdfium.FPDFText_CountChars(text_page) - MOST_LETTERS, 0)
    lines = build_lines((run.make_run() for run in shown), drawn.rules)
    return Sheet(number, view.width, view.height, lines, drawn.rules), left_out


def read_drawing(page: object, view: PageView) -> PageDrawing:
    """Look at a page's images and strokes; those inside of forms count as objects only."""
    count = max(pdfium.FPDFPage_CountObjects(page), 0)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    rules: list[RuledLine] = []
    largest, nested = 0.0, False
    for index in range(min(count, MOST_OBJECTS)):
        thing = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        nested = nested or kind == pdfium.FPDF_PAGEOBJ_FORM
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            continue
        if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            continue
        box = view.map_box(left.value, bottom.value, right.value, top.value)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            largest = max(largest, (box[2] - box[0]) * (box[3] - box[1]))
        else:
            rules += _list_strokes(RuledLine(*box))
    return PageDrawing(
        tuple(rules), largest / max(view.width * view.height, 1.0), count, nested
    )


def _list_strokes(box: RuledLine) -> list[RuledLine]:
    """Give a drawn box as the lines that it shows: itself when thin, its four edges when it frames something."""
    width, height = box.right - box.left, box.bottom - box.top
    if min(width, height) <= _THICKEST:
        return [box] if max(width, height) >= _SHORTEST else []
    if min(width, height) < _SHORTEST:
        return []
    return [
        replace(box, bottom=box.top),
        replace(box, top=box.bottom),
        replace(box, right=box.left),
        replace(box, left=box.right),
    ]


def _iter_letters(
    text_page: object, view: PageView
) -> Iterator[tuple[int, str, float, float, float, bool]]:
    """Yield each printed letter: its index, itself, left, right, baseline, and whether a space stands before
    it.
    """
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    spaced = False
    for index in range(min(pdfium.FPDFText_CountChars(text_page), MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code <= 0x20 or code in _SPACES:
            spaced = True
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        left, base = view.map_point(x.value, y.value)
        right = view.map_box(box.left, box.bottom, box.right, box.top)[2]
        yield index, _decode_letter(code), left, right, base, spaced
        spaced = False


def _collect_runs(text_page: object, view: PageView) -> Iterator[_LetterRun]:
    """Yield runs of letters in the order that the file draws them."""
    run: _LetterRun | None = None
    for index, letter, left, right, base, spaced in _iter_letters(text_page, view):
        if run and _is_next(run, left, base):
            if spaced and _LATIN.match(letter) and _LATIN.match(run.text[-1]):
                run.text.append(" ")
            run.text.append(letter)
            run.right, run.last = max(run.right, right), index
            continue
        if run:
            yield _set_weight(run, text_page)
        size, degrees = _measure_letter(text_page, index, view)
        run = _LetterRun(
            [letter],
            left,
            right,
            base,
            index,
            index,
            max(size, 0.1),
            degrees <= _MOST_DEGREES,
        )
    if run:
        yield _set_weight(run, text_page)


def _decode_letter(code: int) -> str:
    return chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _is_next(run: _LetterRun, left: float, base: float) -> bool:
    gap = left - run.right
    return (
        abs(base - run.base) <= _HIGHEST_STEP * run.size
        and -run.size < gap <= _WIDEST_GAP * run.size
    )


def _measure_letter(
    text_page: object, index: int, view: PageView
) -> tuple[float, float]:
    """Give a letter's height in points and how many degrees it leans on the page as shown."""
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    if not pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        return size, 0.0
    lean = math.degrees(math.atan2(matrix.b, matrix.a)) - 90.0 * view.turns
    return size * math.hypot(matrix.c, matrix.d), abs((lean + 180.0) % 360.0 - 180.0)


def _set_weight(run: _LetterRun, text_page: object) -> _LetterRun:
    run.bold = all(
        _is_bold(text_page, index)
        for index in {run.first, (run.first + run.last) // 2, run.last}
    )
    return run


def _is_bold(text_page: object, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, ctypes.c_int())
    return bool(_BOLD_NAME.search(name.value))

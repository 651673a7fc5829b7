"""One page of a PDF as a sheet: letters to lines by their baselines, and the lines drawn on the page."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import pypdfium2.raw as pdfium

from tasks.documents.paged.sheet import Box, PlacedRun, RuledLine, Sheet, TextLine

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
# Text that leans more than this is a watermark or a stamp.
_MOST_DEGREES = 3.0
_BOLD_WEIGHT = 600
# So many letters show which way a page's text stands.
_LOOKED_AT = 40
# Drawn lines are at most this thick, and at least this long, in points.
_THICKEST, _SHORTEST = 2.5, 6.0
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


@dataclass(frozen=True, slots=True)
class _PageDrawing:
    """What a page holds beside letters.

    `rules` are the lines drawn on it, `image_share` the share of it that its largest image covers; `objects`
    counts everything drawn; `nested` says that some of it is drawn inside of forms, unseen from here.
    """

    rules: tuple[RuledLine, ...]
    image_share: float
    objects: int
    nested: bool

    def holds_words(self, text: str) -> bool:
        """Tell whether the words of a page with such a text are in its image, or drawn as outlines."""
        if len("".join(text.split())) >= FEWEST_LETTERS:
            return False
        if text:
            return self.image_share >= _SCANNED_SHARE
        return (
            self.image_share >= _PICTURE_SHARE
            or self.nested
            or self.objects >= _FEWEST_STROKES
        )


class PageView:
    """A page as shown: its own space's points become points from the top left corner, the text upright.

    `page` and `text_page` are PDFium's raw handles.
    """

    def __init__(self, page: object, text_page: object) -> None:
        self._page = page
        self._text_page = text_page
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self._box = box
        self.turns = _count_turns(page, text_page)
        across = abs(box.right - box.left)
        down = abs(box.top - box.bottom)
        self.width, self.height = (down, across) if self.turns % 2 else (across, down)

    def build_sheet(self, number: int, drawing: _PageDrawing) -> tuple[Sheet, int]:
        """Read the page's letters as a sheet, and count those left out.

        Left out are leaning ones, those off the page, those too many.
        """
        count = pdfium.FPDFText_CountChars(self._text_page)
        left_out = max(count - MOST_LETTERS, 0)
        shown: list[PlacedRun] = []
        for run in _collect_runs(self._text_page, self):
            if run.is_shown(self):
                shown.append(run.make_run())
            else:
                left_out += len(run.text)
        lines = TextLine.build_all(shown, drawing.rules)
        return Sheet(
            number,
            self.width,
            self.height,
            lines,
            drawing.rules,
        ), left_out

    def read_drawing(self) -> _PageDrawing:
        """Look at the page's images and strokes; those inside of forms count as objects only."""
        count = max(pdfium.FPDFPage_CountObjects(self._page), 0)
        rules: list[RuledLine] = []
        largest = 0.0
        nested = False
        for index in range(min(count, MOST_OBJECTS)):
            thing = pdfium.FPDFPage_GetObject(self._page, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            nested = nested or kind == pdfium.FPDF_PAGEOBJ_FORM
            if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
                continue
            box = _find_bounds(thing, self)
            if box is None:
                continue
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                largest = max(largest, (box.right - box.left) * (box.bottom - box.top))
            else:
                rules += _list_strokes(box)
        share = largest / max(self.width * self.height, 1.0)
        return _PageDrawing(tuple(rules), share, count, nested)

    def map_point(self, x: float, y: float) -> tuple[float, float]:
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
        return Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))

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
        return western > 0.2 * len(letters) or wordlike < 0.4 * len(letters)


class _Letter(NamedTuple):
    """One printed letter: its index, its place in points, and whether a space stands before it."""

    number: int
    text: str
    left: float
    right: float
    baseline: float
    spaced: bool


@dataclass(slots=True)
class _LetterRun:
    """Letters on one baseline, side by side, while they are gathered.

    `first` and `last` are the letters' indices.
    """

    text: list[str]
    left: float
    right: float
    baseline: float
    first: int
    last: int
    size: float
    upright: bool
    bold: bool = False

    def append(self, letter: _Letter) -> None:
        """Add the next letter."""
        if letter.spaced and _LATIN.match(letter.text) and _LATIN.match(self.text[-1]):
            self.text.append(" ")
        self.text.append(letter.text)
        self.right = max(self.right, letter.right)
        self.last = letter.number

    def is_shown(self, view: PageView) -> bool:
        """Tell whether the letters stand upright on the page."""
        is_inside = 0 <= self.left <= view.width and 0 <= self.baseline <= view.height
        return self.upright and is_inside

    def make_run(self) -> PlacedRun:
        """Give them as a run of text."""
        text = "".join(self.text)
        return PlacedRun(
            text, self.left, self.right, self.baseline, self.size, self.bold
        )


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
            turns[round(angle / (math.pi / 2)) % 4] += 1
    if turns:
        return turns.most_common(1)[0][0]
    rotation: int = pdfium.FPDFPage_GetRotation(page)
    return max(rotation, 0) % 4


def _find_bounds(thing: object, view: PageView) -> Box | None:
    """Find the box of a drawn object as shown; null when it has none."""
    left = ctypes.c_float()
    bottom = ctypes.c_float()
    right = ctypes.c_float()
    top = ctypes.c_float()
    if not pdfium.FPDFPageObj_GetBounds(
        thing,
        left,
        bottom,
        right,
        top,
    ):
        return None
    return view.map_box(left.value, bottom.value, right.value, top.value)


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


def _iter_letters(text_page: object, view: PageView) -> Iterator[_Letter]:
    """Yield each printed letter."""
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
        )
        spaced = False


def _collect_runs(text_page: object, view: PageView) -> Iterator[_LetterRun]:
    """Yield runs of letters in the order that the file draws them."""
    run: _LetterRun | None = None
    for letter in _iter_letters(text_page, view):
        if run and _is_next(run, letter):
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
    return (
        abs(letter.baseline - run.baseline) <= _HIGHEST_STEP * run.size
        and -run.size < gap <= _WIDEST_GAP * run.size
    )


def _start_run(letter: _Letter, text_page: object, view: PageView) -> _LetterRun:
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

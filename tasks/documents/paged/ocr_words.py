"""The words of a page's image and where they stand, by OCR, with second looks at what is often misread."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol, Self, cast

import numpy as np
import numpy.typing as npt

from tasks.documents.paged.sheet import PlacedRun
from tasks.model.catalogue import make_phrase
from tasks.model.errors import UnreadableDocument
from tasks.model.traditional import simplify_strays

if TYPE_CHECKING:
    from PIL import Image

    from tasks.documents.paged.ocr_image import GreyPage

# Measured at 200 dpi: at 960 the thin 一、 before a heading is lost more often, for a third of a second less
# a page.
_DETECTION_SIDE = 1280
# The longest side at which a page is read: A4 at 200 dpi; more only costs time.
_LONGEST_SIDE = 2400
_PARAMETERS = {
    "Global.log_level": "error",
    "Global.use_cls": False,  # turns single lines round, also those of marks alone
    "Global.text_score": 0.0,
    "Global.max_side_len": _LONGEST_SIDE,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Rec.rec_batch_num": 1,  # no line is padded to the longest: faster, and two thirds of the memory
    "Det.limit_type": "max",
    "Det.limit_side_len": _DETECTION_SIDE,
}
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = str.maketrans(",:;?!()", "，：；？！（）")
# `有力,社会`, `97%,满意`, `情况:`: a half-width mark with a Chinese character on one side
_MARK = re.compile(rf"(?<=[{_HAN}”》）])[,:;?!]|[,:;?!](?=[{_HAN}“《（])")
# `社会.`, `社会.全县`
_STOP = re.compile(rf"(?<=[{_HAN}”》）])\.(?=[{_HAN}“《]|$)")
# `(一)`, `(以下简称“条例”)`: a pair with a Chinese character inside
_PAIR = re.compile(rf"[(（]([^()（）]*[{_HAN}][^()（）]*)[)）]")
# `(以下简称`, `条例)`: the half of a pair that goes over the line's end
_HALF = re.compile(rf"\((?=[{_HAN}“《])|(?<=[{_HAN}”》])\)")
# `〔2025]17号`, `[2025]17号`: the brackets of a document number
_NUMBER = re.compile(r"[\[〔【(（](20\d\d)[\]〕】)）](?=\d+号)")
# `“3+N’工作法`: a double quotation mark that ends as a single one
_QUOTED = re.compile(r"“([^“”‘’]*)’")
# `-4一`, `- 12 -`, `一3一`: a page number, which is printed — 4 —
_FOLIO = re.compile(r"^[-—–一·.]\s*(\d{1,3})\s*[-—–一·.]$")
# `6%o`, `6%0`: 6‰
_PER_MILLE = re.compile(r"(?<=\d)%[oO0]")
# Words read with less confidence are noise, as of stains and seals.
LEAST_CONFIDENCE = 0.5
# `一、`, `（二）`: a heading's label
_LABEL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)"
)
# So many heights of its box a label stands before its line at most; a line is at least so long.
_LABEL_ROOM = 4.8
_LEAST_LENGTH = 3.0
# In heights: what stands nearer to the line is of it; white around a label.
_BESIDE = 0.15
_WHITE = 0.6
# Paper is whiter than ink. 一 is this much wider than high.
_INK = 130
_FLAT = 0.3
# `6%` in a long line; the same place read by itself, so many heights to both sides: `率降至6%o，群`
_PERCENT = re.compile(r"\d%(?![oO0])")
_AROUND = 3.0
# What a slanting stroke alone is read as, and how far one slants, in its height, at least.
_STROKES = frozenset("1lI|丨")
_SLANT = 0.17


class _EngineResult(Protocol):
    """What RapidOCR gives: quadrilaterals in pixels, texts and confidences; null when nothing was found."""

    boxes: list[list[list[float]]] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class _OcrEngine(Protocol):
    """Reads images."""

    def __call__(
        self,
        image: object,
        *,
        use_det: bool,
    ) -> _EngineResult:
        """Read a page, or a single line of one without `use_det`."""


@cache
def load_engine() -> _OcrEngine:
    """Give this process's engine; raises UnreadableDocument: ocr_missing."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        what = make_phrase("words_in_image")
        raise UnreadableDocument("ocr_missing", what=what) from error
    return cast("_OcrEngine", RapidOCR(params=_PARAMETERS))


def _read_strip(strip: "Image.Image") -> tuple[str, float]:
    """Read a strip that holds a single line, or a part of one, with its confidence."""
    engine = load_engine()
    result = engine(strip, use_det=False)
    if not result.txts or not result.scores:
        return "", 0.0
    text = result.txts[0]
    score = result.scores[0]
    return text.strip(), float(score)


def _correct_marks(text: str) -> str:
    """Give half-width marks beside Chinese characters their full width, as they were printed."""
    text = _FOLIO.sub(r"— \1 —", text)
    text = _PAIR.sub(r"（\1）", text)
    text = _PER_MILLE.sub("‰", text)
    text = _NUMBER.sub(r"〔\1〕", text)
    text = _QUOTED.sub(r"“\1”", text)
    text = _STOP.sub("。", text)
    text = _HALF.sub(_widen_mark, text)
    return _MARK.sub(_widen_mark, text)


def _widen_mark(match: re.Match[str]) -> str:
    mark = match.group()
    return mark.translate(_WIDE)


@dataclass(frozen=True, slots=True)
class Word:
    """One piece of a line: its four corners in pixels, from the top left one clockwise."""

    text: str
    score: float
    corners: tuple[tuple[float, float], ...]

    @classmethod
    def recognize(
        cls,
        text: str,
        score: float,
        box: Sequence[Sequence[float]],
        row: int = 0,
    ) -> Self:
        """Take what the engine found in a piece of a page that begins at a row of pixels."""
        corners = tuple((float(x), float(y) + row) for x, y in box)
        return cls(_correct_marks(text.strip()), float(score), corners)

    @property
    def lean(self) -> float:
        """Give how far the piece leans, in radians, clockwise."""
        start, end = self.corners[:2]
        across = end[0] - start[0]
        down = end[1] - start[1]
        return math.atan2(down, across)

    @property
    def width(self) -> float:
        """Give the box's length in pixels."""
        start, end = self.corners[:2]
        return math.dist(start, end)

    @property
    def height(self) -> float:
        """Give the box's height in pixels."""
        top, bottom = self.corners[1:3]
        return math.dist(top, bottom)

    @property
    def center(self) -> tuple[float, float]:
        """Give the middle of the box in pixels."""
        xs, ys = zip(*self.corners, strict=True)
        return sum(xs) / 4, sum(ys) / 4

    @property
    def is_level(self) -> bool:
        """Tell whether the piece runs neither upwards nor downwards, or is too short to say."""
        if self.width >= self.height:
            return True
        return len(self.text) < 3

    def covers(
        self,
        left: float,
        right: float,
        middle: float,
    ) -> bool:
        """Tell whether the piece stands in a strip around a height, from left to right; all in pixels."""
        x, top = self.corners[0]
        far = self.corners[1][0]
        low = self.corners[3][1]
        if x >= right or far <= left:
            return False
        strip_center = (left + right) / 2
        descent = math.tan(self.lean) * (strip_center - x)
        here = (top + low) / 2 + descent
        return abs(here - middle) < self.height / 2

    @staticmethod
    def is_level_stroke(letter: npt.NDArray[np.bool_]) -> bool:
        """Tell whether ink is a single level stroke, as of 一, which is read as 二 at times."""
        rows = np.flatnonzero(letter.any(axis=1))
        if not rows.size:
            return False
        height = int(rows[-1]) - int(rows[0])
        width: int = letter.shape[1]
        return height < _FLAT * width

    @staticmethod
    def is_slanting_stroke(letter: npt.NDArray[np.bool_]) -> bool:
        """Tell whether the upper third of ink stands right of the lower one, farther than in italics."""
        rows = np.flatnonzero(letter.any(axis=1))
        third = len(rows) // 3
        if not third:
            return False
        upper_third = letter[rows[:third]]
        lower_third = letter[rows[-third:]]
        upper = np.nonzero(upper_third)[1].mean()
        lower = np.nonzero(lower_third)[1].mean()
        height = int(rows[-1]) - int(rows[0]) + 1
        return bool(upper - lower > _SLANT * height)

    @classmethod
    def read_all(cls, page: "GreyPage") -> "list[Word]":
        """Read a page as it lies; raises UnreadableDocument: ocr_missing."""
        words: list[Word] = []
        for row, piece in page.split():
            engine = load_engine()
            result = engine(piece, use_det=True)
            words += _list_words(result, row)
        read = [word for word in words if word.text]
        corrected: list[Word] = []
        for word in read:
            precise = _correct_slash(_correct_per_mille(word, page.image), page.image)
            corrected.append(_add_label(precise, read, page.image))
        texts = simplify_strays([word.text for word in corrected])
        return [
            replace(word, text=text)
            for word, text in zip(corrected, texts, strict=True)
        ]


def _list_words(result: _EngineResult, row: int) -> list[Word]:
    """List what the engine found in a piece of a page that begins at a row of pixels."""
    if result.boxes is None or result.txts is None or result.scores is None:
        return []
    words = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        words.append(
            Word.recognize(
                text,
                score,
                box,
                row,
            )
        )
    return words


def _correct_per_mille(word: Word, page: "Image.Image") -> Word:
    """Look again at each percent sign: in a long line ‰ is read as %."""
    text = word.text
    length = _measure_length(text)
    for match in _PERCENT.finditer(word.text):
        end = match.end()
        share = _measure_length(text[:end]) / length
        read = _read_around(word, share, page)
        digit = match.group()[0]
        if f"{digit}‰" in _correct_marks(read):
            before = text[: end - 1]
            after = text[end:]
            text = f"{before}‰{after}"
    return replace(word, text=text)


def _correct_slash(word: Word, page: "Image.Image") -> Word:
    """Look again at a stroke that stands alone: / in a cell that holds nothing is read as 1."""
    if word.text not in _STROKES:
        return word
    left, top = map(int, word.corners[0])
    right, bottom = map(int, word.corners[2])
    ink = np.asarray(page.crop((left, top, right, bottom))) < _INK
    if Word.is_slanting_stroke(ink):
        return replace(word, text="/")
    return word


def _read_around(
    word: Word,
    share: float,
    page: "Image.Image",
) -> str:
    """Read a part of a line by itself, around the place that a share of its length is at."""
    start, end = word.corners[:2]
    left, top = start
    x = left + share * word.width
    y = top + share * (end[1] - top)
    room = _AROUND * word.height
    area = (int(x - room), int(y), int(x + room), int(y + word.height))
    text, _score = _read_strip(page.crop(area))
    return text


def _measure_length(text: str) -> float:
    """Give a text's length in whole letters' widths."""
    return sum(PlacedRun.measure_advance(letter, 1.0) for letter in text)


@dataclass(frozen=True, slots=True)
class _LabelRoom:
    """The strip before a line in which a label may stand, in pixels."""

    left: int
    right: int
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def is_covered(self, words: Iterable[Word]) -> bool:
        """Tell whether words stand in it."""
        return any(word.covers(self.left, self.right, self.middle) for word in words)


def _add_label(
    word: Word,
    words: list[Word],
    page: "Image.Image",
) -> Word:
    """Give a line the label that was overlooked before it: detection misses the thin strokes of 一、."""
    room = _find_label_room(word)
    others = [one for one in words if one is not word]
    if room is None or room.is_covered(others):
        return word
    area = (room.left, int(room.top), room.right, int(room.bottom))
    pixels = np.asarray(page.crop(area))
    ink = pixels < _INK
    columns = np.flatnonzero(ink.any(axis=0))
    if not columns.size:
        return word
    left = room.left + int(columns[0])
    right = room.left + int(columns[-1])
    inked = replace(
        room,
        left=left,
        right=right,
    )
    label = _read_label(page, inked)
    if label is None:
        return word
    numeral = ink[:, _select_first_stroke(columns)]
    if Word.is_level_stroke(numeral):
        label = "一、"
    upper_left = (left, room.top)
    lower_left = (left, room.bottom)
    corners = (upper_left, *word.corners[1:3], lower_left)
    return replace(
        word,
        text=label + word.text,
        corners=corners,
    )


def _select_first_stroke(columns: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Select the columns of ink that come before the first gap."""
    beyond = columns[-1] + 2
    is_gap = np.diff(columns, append=beyond) > 1
    last = int(np.argmax(is_gap))
    return columns[: last + 1]


def _find_label_room(word: Word) -> _LabelRoom | None:
    """Find where a label may stand before a line; null when the line is short or has no room before it."""
    left, top = word.corners[0]
    bottom = word.corners[3][1]
    height = bottom - top
    farthest = left - _LABEL_ROOM * height
    start = int(max(farthest, 0))
    end = int(left - _BESIDE * height)
    is_short = word.width < _LEAST_LENGTH * height
    if is_short or end - start < height:
        return None
    return _LabelRoom(
        start,
        end,
        top,
        bottom,
    )


def _read_label(page: "Image.Image", room: _LabelRoom) -> str | None:
    """Read what may be a heading's label; null when it is none, or can hardly be read."""
    # It is read best with some white around.
    white = _WHITE * room.height
    left = int(room.left - white)
    right = int(room.right + white)
    top = int(room.top - white / 3)
    bottom = int(room.bottom + white / 3)
    strip = page.crop((left, top, right, bottom))
    read, score = _read_strip(strip)
    label = _LABEL.fullmatch(_correct_marks(read))
    if label is None or score < LEAST_CONFIDENCE:
        return None
    return label.group()

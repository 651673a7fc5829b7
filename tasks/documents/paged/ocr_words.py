"""The words of a page's image and where they stand: the OCR engine, with second looks at what is often misread."""

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt

from tasks.documents.paged.sheet import measure_advance
from tasks.model.errors import UnreadableDocument

if TYPE_CHECKING:
    from PIL import Image

REMEDY = "install the reader of images: pip install fazhi[ocr]"
# Measured at 200 dpi: at 960 the thin 一、 before a heading is lost more often, for a third of a second less
# a page.
_DETECTION_SIDE = 1280
_PARAMETERS = {
    "Global.log_level": "error",
    "Global.use_cls": False,  # turns single lines round, also those of marks alone
    "Global.text_score": 0.0,
    "Global.max_side_len": 2400,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Rec.rec_batch_num": 1,  # no line is padded to the longest: faster, and two thirds of the memory
    "Det.limit_type": "max",
    "Det.limit_side_len": _DETECTION_SIDE,
}


class EngineResult(Protocol):
    """What RapidOCR gives: quadrilaterals in pixels, texts and confidences; null when nothing was found."""

    boxes: list[list[list[float]]] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class OcrEngine(Protocol):
    """Reads images."""

    def __call__(self, image: object, *, use_det: bool) -> EngineResult:
        """Read a page, or a single line of one without `use_det`."""


@cache
def load_engine() -> OcrEngine:
    """Give this process's engine; raises UnreadableDocument: ocr_missing."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise UnreadableDocument(
            "ocr_missing", f"the words are in an image; {REMEDY}"
        ) from error
    return cast("OcrEngine", RapidOCR(params=_PARAMETERS))


def read_strip(strip: "Image.Image") -> tuple[str, float]:
    """Read a strip that holds a single line, or a part of one, with its confidence."""
    found = load_engine()(strip, use_det=False)
    return (
        (found.txts[0].strip(), float(found.scores[0]))
        if found.txts and found.scores
        else ("", 0.0)
    )


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


def correct_marks(text: str) -> str:
    """Give half-width marks beside Chinese characters their full width, as they were printed."""
    text = _PAIR.sub(r"（\1）", _FOLIO.sub(r"— \1 —", text))
    text = _PER_MILLE.sub("‰", text)
    text = _QUOTED.sub(r"“\1”", _NUMBER.sub(r"〔\1〕", text))
    text = _STOP.sub("。", text)
    text = _HALF.sub(lambda mark: mark.group().translate(_WIDE), text)
    return _MARK.sub(lambda mark: mark.group().translate(_WIDE), text)


# Words read with less confidence are noise, as of stains and seals.
LEAST_CONFIDENCE = 0.5
# `一、`, `（二）`: a heading's label
_LABEL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)"
)
# So many heights of its box a label stands before its line at most; a line is at least so long.
_LABEL_ROOM, _LEAST_LENGTH = 4.8, 3.0
# In heights: what stands nearer to the line is of it; white around a label.
_BESIDE, _WHITE = 0.15, 0.6
# Paper is whiter than ink. 一 is this much wider than high.
_INK, _FLAT = 130, 0.3
# `6%` in a long line; the same place read by itself, so many heights to both sides: `率降至6%o，群`
_PERCENT = re.compile(r"\d%(?![oO0])")
_AROUND = 3.0


@dataclass(frozen=True, slots=True)
class Word:
    """One piece of a line: its four corners in pixels, from the top left one clockwise."""

    text: str
    score: float
    corners: tuple[tuple[float, float], ...]

    @property
    def lean(self) -> float:
        """Give how far the piece leans, in radians, clockwise."""
        (x, y), (right, lower) = self.corners[:2]
        return math.atan2(lower - y, right - x)

    @property
    def width(self) -> float:
        """Give the box's length in pixels."""
        return math.dist(*self.corners[:2])

    @property
    def height(self) -> float:
        """Give the box's height in pixels."""
        return math.dist(*self.corners[1:3])

    def covers(self, left: float, right: float, middle: float) -> bool:
        """Tell whether the piece stands in a strip around a height, from left to right; all in pixels."""
        (x, top), (far, _), _, (_, low) = self.corners
        if x >= right or far <= left:
            return False
        here = (top + low) / 2 + math.tan(self.lean) * ((left + right) / 2 - x)
        return abs(here - middle) < self.height / 2


def read_words(page: "Image.Image") -> list[Word]:
    """Read a page as it lies; raises UnreadableDocument: ocr_missing."""
    from tasks.documents.paged.ocr_image import split_page

    words: list[Word] = []
    for row, piece in split_page(page):
        found = load_engine()(piece, use_det=True)
        if found.boxes is None or found.txts is None or found.scores is None:
            continue
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            corners = tuple((float(x), float(y) + row) for x, y in box)
            words.append(Word(correct_marks(text.strip()), float(score), corners))
    read = [word for word in words if word.text]
    return [_add_label(_correct_per_mille(word, page), read, page) for word in read]


def _correct_per_mille(word: Word, page: "Image.Image") -> Word:
    """Look again at each percent sign: in a long line ‰ is read as %."""
    text = word.text
    (left, top), (_, right_top) = word.corners[:2]
    whole = sum(measure_advance(letter, 1.0) for letter in text)
    for match in _PERCENT.finditer(word.text):
        share = (
            sum(measure_advance(letter, 1.0) for letter in text[: match.end()]) / whole
        )
        x, y = left + share * word.width, top + share * (right_top - top)
        room = _AROUND * word.height
        strip = page.crop((int(x - room), int(y), int(x + room), int(y + word.height)))
        if f"{match.group()[0]}‰" in correct_marks(read_strip(strip)[0]):
            text = f"{text[: match.end() - 1]}‰{text[match.end() :]}"
    return replace(word, text=text)


def _add_label(word: Word, words: list[Word], page: "Image.Image") -> Word:
    """Give a line the label that was overlooked before it: detection misses the thin strokes of 一、."""
    (left, top), (_, low) = word.corners[0], word.corners[3]
    height = low - top
    start, end = int(max(left - _LABEL_ROOM * height, 0)), int(left - _BESIDE * height)
    if word.width < _LEAST_LENGTH * height or end - start < height:
        return word
    if any(
        other.covers(start, end, (top + low) / 2)
        for other in words
        if other is not word
    ):
        return word
    dark = np.asarray(page.crop((start, int(top), end, int(low)))) < _INK
    columns = np.flatnonzero(dark.any(axis=0))
    if not columns.size:
        return word
    # It is read best with some white around.
    room = _WHITE * height
    begin, until = start + int(columns[0]), start + int(columns[-1])
    strip = page.crop(
        (int(begin - room), int(top - room / 3), int(until + room), int(low + room / 3))
    )
    read, score = read_strip(strip)
    label = _LABEL.fullmatch(correct_marks(read))
    if not label or score < LEAST_CONFIDENCE:
        return word
    numeral = dark[
        :, columns[: int(np.argmax(np.diff(columns, append=columns[-1] + 2) > 1)) + 1]
    ]
    text = "一、" if is_level_stroke(numeral) else label.group()
    return replace(
        word,
        text=text + word.text,
        corners=((begin, top), *word.corners[1:3], (begin, low)),
    )


def is_level_stroke(letter: npt.NDArray[np.bool_]) -> bool:
    """Tell whether ink is a single level stroke, as of 一, which is read as 二 at times."""
    rows = np.flatnonzero(letter.any(axis=1))
    return bool(rows.size and int(rows[-1]) - int(rows[0]) < _FLAT * letter.shape[1])

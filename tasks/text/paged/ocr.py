"""Pages that are images to sheets of lines, by OCR (RapidOCR's PP-OCR models, which come with its wheel).

One engine a process, made when the first page comes; one thread, since several processes read several files.
"""

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Protocol, cast

from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.text import progress
from tasks.text.paged import layout
from tasks.text.paged.ofd_text import Run, advance, lines_of
from tasks.text.paged.sheet import Sheet

if TYPE_CHECKING:
    from PIL import Image

REMEDY = "install the reader of images: pip install fazhi[ocr]"
# Lines read with less confidence are told; those below the lower one are noise, as of stains and seals.
DOUBTFUL, NOISE = 0.85, 0.5
# Below this mean confidence a page may lie on its side or head.
_UPRIGHT = 0.8
# Measured at 200 dpi: at 960 the thin 一、 before a heading is lost more often, for a third of a second less a page.
_DETECTION_SIDE = 1280
# A box is a little higher than its letters; its middle stands this much of a letter above the baseline.
_SIZE_OF_BOX, _BELOW = 0.88, 0.36
# A size this near the page's usual one is that one; a box of fewer letters than this says little of theirs.
_SAME_SIZE, _FEWEST_LETTERS = 0.12, 5
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
# `一、`, `（二）`: a heading's label
_LABEL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)$")
# So many heights of its box a label stands before its line; paper is whiter than ink.
_LABEL_ROOM, _INK = 3.6, 130
# `-4一`, `- 12 -`, `一3一`: a page number, which is printed — 4 —
_FOLIO = re.compile(r"^[-—–一·.]\s*(\d{1,3})\s*[-—–一·.]$")
# A mark fills half of its square: the box of a line ends too early after 。 and begins too late before “.
_LEFT_HALF, _RIGHT_HALF = "，。、；：！？）》”’〕", "（《“‘〔"


class _Found(Protocol):
    """What RapidOCR gives: quadrilaterals in pixels, texts and confidences; null when nothing was found."""

    boxes: list[list[list[float]]] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class _Engine(Protocol):
    def __call__(self, image: object, *, use_det: bool) -> _Found: ...


@dataclass(frozen=True, slots=True)
class _Word:
    """One piece of a line: its four corners in pixels, from the top left one clockwise."""

    text: str
    score: float
    corners: tuple[tuple[float, float], ...]

    @property
    def turn(self) -> float:
        """Give how far the piece leans, in radians, clockwise."""
        (x, y), (right, lower) = self.corners[:2]
        return math.atan2(lower - y, right - x)

    @property
    def width(self) -> float:
        return math.dist(*self.corners[:2])

    @property
    def height(self) -> float:
        return math.dist(*self.corners[1:3])


def sheet_of(image: bytes, number: int, *, dpi: float | None = None) -> Sheet:
    """Read one page's image; raises as `recognise` does."""
    return recognise(image, number, dpi=dpi)[0]


def recognise(image: bytes, number: int, *, dpi: float | None = None) -> tuple[Sheet, tuple[Issue, ...]]:
    """Read one page's image to a sheet, with an issue where lines are doubtful; a sheet without lines shows no words.

    Without `dpi` the file's own resolution counts, then A4's width. Raises UnreadableDocument: ocr_missing,
    damaged_image, too_many_pixels.
    """
    _engine()
    from tasks.text.paged.ocr_image import frames_of, open_image

    return _page(next(frames_of(open_image(image))), number, dpi)


def read(body: bytes, *, url: str = "") -> Document:
    """Read an image file, a page each frame of a TIFF.

    Raises UnreadableDocument: ocr_missing, damaged_image, too_many_pixels, no_text.
    """
    _engine()
    from tasks.text.paged.ocr_image import MIME_TYPES, MOST_FRAMES, frame_count, frames_of, open_image

    opened = open_image(body)
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    for number, frame in enumerate(frames_of(opened), 1):
        sheet, found = _page(frame, number, None)
        sheets.append(sheet)
        issues += found
    if frame_count(opened) > MOST_FRAMES:
        message = f"only the first {MOST_FRAMES} pages were read; look at what the file is"
        issues.append(Issue("text", "too_many_pages", Severity.ERROR, Responsibility.PUBLISHER, message))
    paragraphs, found = layout.paragraphs_of(sheets)
    if not paragraphs:
        raise UnreadableDocument("no_text", "no words were found in the image; look at the archived file")
    told = tuple(replace(issue, url=issue.url or url or None) for issue in (*issues, *found))
    return Document(paragraphs, MIME_TYPES[opened.format or ""], issues=told)


def widened(text: str) -> str:
    """Give half-width marks beside Chinese characters their full width, as they were printed."""
    text = _PAIR.sub(r"（\1）", _FOLIO.sub(r"— \1 —", text))
    text = _QUOTED.sub(r"“\1”", _NUMBER.sub(r"〔\1〕", text))
    text = _STOP.sub("。", text)
    text = _HALF.sub(lambda mark: mark.group().translate(_WIDE), text)
    return _MARK.sub(lambda mark: mark.group().translate(_WIDE), text)


@cache
def _engine() -> _Engine:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise UnreadableDocument("ocr_missing", f"the words are in an image; {REMEDY}") from error
    return cast("_Engine", RapidOCR(params=_PARAMETERS))


def _page(frame: "Image.Image", number: int, dpi: float | None) -> tuple[Sheet, tuple[Issue, ...]]:
    from tasks.text.paged.ocr_image import page_of, width_in_points, without_seals

    page, words = _upright(without_seals(page_of(frame)))
    # A page that lies on its side is as wide as its file says it is high.
    scale = width_in_points(frame, dpi) / frame.width
    progress.page_done()
    lines = lines_of(_runs([word for word in words if word.score >= NOISE], page, scale))
    return Sheet(number, page.width * scale, page.height * scale, lines), _doubts(number, words)


def _upright(page: "Image.Image") -> tuple["Image.Image", list[_Word]]:
    """Read a page as it lies, and turned where that makes little sense; the surest reading counts."""
    from PIL.Image import Transpose

    best, words = page, _words(page)
    for turn in (Transpose.ROTATE_90, Transpose.ROTATE_270, Transpose.ROTATE_180):
        if _sureness(words) >= _UPRIGHT:
            break
        turned = page.transpose(turn)
        read_so = _words(turned)
        if _sureness(read_so) > _sureness(words):
            best, words = turned, read_so
    return best, words


def _sureness(words: list[_Word]) -> float:
    """Give the mean confidence of a page's letters; none of words that run upwards or downwards."""
    level = sum(len(word.text) * word.score for word in words if word.width >= word.height or len(word.text) < 3)
    return level / max(sum(len(word.text) for word in words), 1) if words else 1.0


def _words(page: "Image.Image") -> list[_Word]:
    from tasks.text.paged.ocr_image import pieces_of

    words: list[_Word] = []
    for row, piece in pieces_of(page):
        found = _engine()(piece, use_det=True)
        if found.boxes is None or found.txts is None or found.scores is None:
            continue
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            corners = tuple((float(x), float(y) + row) for x, y in box)
            words.append(_Word(widened(text.strip()), float(score), corners))
    return [_labelled(word, words, page) for word in words if word.text]


def _labelled(word: _Word, words: list[_Word], page: "Image.Image") -> _Word:
    """Give a line the label that was overlooked before it: detection misses the thin strokes of 一、."""
    (left, top), (_, low) = word.corners[0], word.corners[3]
    room = _LABEL_ROOM * word.height
    if (
        word.width < 3 * word.height
        or left < room
        or any(
            other.corners[1][0] > left - room
            and other.corners[0][0] < left
            and other.corners[1][1] < low
            and other.corners[2][1] > top
            for other in words
            if other is not word
        )
    ):
        return word
    strip = page.crop((int(left - room), int(top), int(left), int(low)))
    ink = strip.point([255 * (grey < _INK) for grey in range(256)]).getbbox()
    if ink is None:
        return word
    found = _engine()(strip, use_det=False)
    if not found.txts or not found.scores or found.scores[0] < NOISE or not _LABEL.match(widened(found.txts[0])):
        return word
    start = [(x - room + ink[0], y) for x, y in (word.corners[0], word.corners[3])]
    return _Word(widened(found.txts[0]) + word.text, word.score, (start[0], *word.corners[1:3], start[1]))


def _runs(words: list[_Word], page: "Image.Image", scale: float) -> list[Run]:
    """Make the page level and give its words in points, from the top."""
    if not words:
        return []
    usual = median(_size(word) for word in words)
    lean = median([word.turn for word in words if word.width > 3 * word.height] or [0.0])
    across, down = math.cos(lean), math.sin(lean)
    middle_x, middle_y = page.width / 2, page.height / 2
    before = usual
    runs = []
    for word in sorted(words, key=lambda word: word.corners[0][1]):
        size = _size(word)
        if len(word.text) < _FEWEST_LETTERS:  # the last letters of a paragraph or of a title
            size = min(usual, before, key=lambda known: abs(known - size))
        elif abs(size / usual - 1) < _SAME_SIZE:
            size = usual
        before = size
        x = sum(corner[0] for corner in word.corners) / 4 - middle_x
        y = sum(corner[1] for corner in word.corners) / 4 - middle_y
        x, y = middle_x + across * x + down * y, middle_y - down * x + across * y
        left = x - word.width / 2 - (size / 2 if word.text[0] in _RIGHT_HALF else 0)
        right = x + word.width / 2 + (size / 2 if word.text[-1] in _LEFT_HALF else 0)
        runs.append(Run(word.text, left * scale, right * scale, (y + _BELOW * size) * scale, size * scale, False))
    return runs


def _size(word: _Word) -> float:
    """Give the letters' size in pixels: by their pitch, which says more than the box's height, where there are some."""
    pitch = sum(advance(letter, 1.0) for letter in word.text) - (word.text[-1] in _LEFT_HALF) / 2
    by_height = _SIZE_OF_BOX * word.height
    if pitch < _FEWEST_LETTERS:
        return by_height
    return min(max(word.width / pitch, 0.75 * by_height), 1.25 * by_height)


def _doubts(number: int, words: list[_Word]) -> tuple[Issue, ...]:
    unsure = (word for word in words if word.score < DOUBTFUL and not word.text.startswith("— "))
    doubtful = sorted(unsure, key=lambda word: word.score)
    if not doubtful:
        return ()
    lost = sum(word.score < NOISE for word in doubtful)
    message = (
        f"{len(doubtful)} of {len(words)} lines of page {number} were read with little confidence"
        f"{f', {lost} of them left out as noise' if lost else ''}; compare the page"
    )
    evidence = "\n".join(f"page {number}, {word.score:.2f}: {word.text}" for word in doubtful)
    return (Issue("text", "doubtful_ocr", Severity.WARNING, Responsibility.US, message, evidence[:400]),)

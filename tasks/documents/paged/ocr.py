"""Pages that are images to sheets of lines, by OCR."""

import math
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.ocr_words import LEAST_CONFIDENCE, Word, load_engine
from tasks.documents.paged.sheet import PlacedRun, Sheet, TextLine
from tasks.documents.sandbox import report_progress
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue

if TYPE_CHECKING:
    from tasks.documents.paged.ocr_image import GreyPage, ImageFrame

# Lines read with less confidence are reported.
_DOUBTFUL = 0.85
# A sample is this share of a page's height.
_SAMPLED = 1 / 7
# Below this mean confidence a page may lie on its side or head.
_UPRIGHT = 0.8
# A box is a little higher than its letters; its middle stands this much of a letter above the baseline.
_SIZE_OF_BOX = 0.88
_BELOW = 0.36
# A size this near the page's usual one is that one; a box of fewer letters' widths says little of their size.
_SAME_SIZE = 0.12
_FEWEST_LETTERS = 5.0
# A mark fills half of its square: the box of a line ends too early after 。 and begins too late before “.
_LEFT_HALF = "，。、；：！？）》”’〕"
_RIGHT_HALF = "（《“‘〔"


def read_page_image(
    image: bytes,
    number: int,
    *,
    dpi: float | None = None,
) -> tuple[Sheet, tuple[Issue, ...]]:
    """Read one page's image to a sheet, with an issue where lines are doubtful.

    A sheet without lines shows no words.

    Without `dpi` the file's own resolution counts, then A4's width. Raises UnreadableDocument: ocr_missing,
    damaged_image, too_many_pixels.
    """
    load_engine()  # says what is missing before anything else is needed of it
    from tasks.documents.paged.ocr_image import ImageFile

    return _read_frame(next(ImageFile(image).iter_frames()), number, dpi)


def read_sample(image: bytes) -> str:
    """Read the part of a page's image that holds most ink, a seventh of its height.

    Raises UnreadableDocument: ocr_missing, damaged_image, too_many_pixels.
    """
    load_engine()
    from tasks.documents.paged.ocr_image import GreyPage, ImageFile

    page = GreyPage.from_colours(next(ImageFile(image).iter_frames()).decode())
    words = Word.read_all(page.crop_inked(_SAMPLED))
    return "".join(word.text for word in words if word.score >= _DOUBTFUL)


def read(body: bytes, *, url: str = "") -> Document:
    """Read an image file, a page each frame of a TIFF.

    Raises UnreadableDocument: ocr_missing, damaged_image, too_many_pixels, no_text.
    """
    load_engine()
    from tasks.documents.paged.ocr_image import MOST_FRAMES, ImageFile

    opened = ImageFile(body)
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    for number, frame in enumerate(opened.iter_frames(), 1):
        sheet, doubts = _read_frame(frame, number, None)
        sheets.append(sheet)
        issues += doubts
    count = opened.count_frames()
    if count > MOST_FRAMES:
        issue = make_issue(
            "later_pages_not_read",
            count=count,
            most=MOST_FRAMES,
        )
        issues.append(issue)
    paragraphs, furniture = build_paragraphs(sheets)
    if not paragraphs:
        problem = make_phrase("no_words_in_image")
        raise UnreadableDocument("no_text", problem=problem)
    issues += furniture
    placed = tuple(replace(issue, url=issue.url or url or None) for issue in issues)
    return Document(
        paragraphs,
        opened.media_type,
        issues=placed,
        recognised=True,
    )


def _read_frame(
    frame: "ImageFrame",
    number: int,
    dpi: float | None,
) -> tuple[Sheet, tuple[Issue, ...]]:
    from tasks.documents.paged.ocr_image import GreyPage

    as_it_lies = GreyPage.from_colours(frame.decode())
    page, words = _read_upright(as_it_lies)
    # A page that lies on its side is as wide as its file says it is high.
    scale = frame.measure_scale(dpi)
    report_progress()
    lean = _measure_lean(words)
    rules = page.find_rules(scale, lean)
    sure = [word for word in words if word.score >= LEAST_CONFIDENCE]
    width, height = page.image.size
    runs = _place_words(sure, (width / 2, height / 2), lean, scale)
    lines = TextLine.build_all(runs, rules)
    sheet = Sheet(
        number,
        width * scale,
        height * scale,
        lines,
        rules,
    )
    return sheet, _report_doubtful_lines(number, words)


def _read_upright(page: "GreyPage") -> tuple["GreyPage", list[Word]]:
    """Read a page as it lies, and turned where that makes little sense; the surest reading counts."""
    best = page
    words = Word.read_all(page)
    for turned in page.iter_turned():
        if _measure_confidence(words) >= _UPRIGHT:
            break
        turned_words = Word.read_all(turned)
        if _measure_confidence(turned_words) > _measure_confidence(words):
            best = turned
            words = turned_words
    return best, words


def _measure_confidence(words: list[Word]) -> float:
    """Give the mean confidence of a page's letters; none of words that run upwards or downwards."""
    if not words:
        return 1.0
    letters = sum(len(word.text) for word in words)
    level = [word for word in words if word.is_level]
    confidence = sum(len(word.text) * word.score for word in level)
    return confidence / max(letters, 1)


def _measure_lean(words: list[Word]) -> float:
    """Give how far a page's lines lean, in radians, clockwise; short words say little of it."""
    leans = [word.lean for word in words if word.width > 3 * word.height]
    return median(leans or [0.0])


def _place_words(
    words: list[Word],
    middle: tuple[float, float],
    lean: float,
    scale: float,
) -> list[PlacedRun]:
    """Turn words level around their page's middle and give them in points; `scale` is points to a pixel."""
    if not words:
        return []
    usual = median(_measure_letter_size(word) for word in words)
    previous = usual
    runs = []
    for word in sorted(words, key=lambda word: word.corners[0][1]):
        size = _measure_letter_size(word)
        if _measure_length(word) < _FEWEST_LETTERS:
            # the last letters of a paragraph or of a title
            is_usual = abs(usual - size) <= abs(previous - size)
            size = usual if is_usual else previous
        elif abs(size / usual - 1) < _SAME_SIZE:
            size = usual
        previous = size
        x, y = _level_point(word.center, middle, lean)
        white_before = 0.0
        if word.text[0] in _RIGHT_HALF:
            white_before = size / 2
        white_after = 0.0
        if word.text[-1] in _LEFT_HALF:
            white_after = size / 2
        half = word.width / 2
        left = (x - half - white_before) * scale
        right = (x + half + white_after) * scale
        baseline = (y + _BELOW * size) * scale
        runs.append(
            PlacedRun(
                word.text,
                left,
                right,
                baseline,
                size * scale,
            )
        )
    return runs


def _level_point(
    point: tuple[float, float],
    middle: tuple[float, float],
    lean: float,
) -> tuple[float, float]:
    """Turn a point, in pixels, around the middle of its page so that the lines are level."""
    across = math.cos(lean)
    down = math.sin(lean)
    middle_x, middle_y = middle
    x = point[0] - middle_x
    y = point[1] - middle_y
    return middle_x + across * x + down * y, middle_y - down * x + across * y


def _measure_letter_size(word: Word) -> float:
    """Give the letters' size in pixels.

    Where there are some, their pitch says more than the box's height.
    """
    by_height = _SIZE_OF_BOX * word.height
    letters = _measure_length(word)
    if letters < _FEWEST_LETTERS:
        return by_height
    return min(max(word.width / letters, 0.75 * by_height), 1.25 * by_height)


def _measure_length(word: Word) -> float:
    """Give a word's length in whole letters' widths; the box ends before the white half of a last mark."""
    advance = sum(PlacedRun.measure_advance(letter, 1.0) for letter in word.text)
    return advance - (word.text[-1] in _LEFT_HALF) / 2


def _report_doubtful_lines(number: int, words: list[Word]) -> tuple[Issue, ...]:
    unsure = [word for word in words if word.score < _DOUBTFUL]
    doubtful = [word for word in unsure if not word.text.startswith("— ")]
    if not doubtful:
        return ()
    lost = sum(word.score < LEAST_CONFIDENCE for word in doubtful)
    evidence = []
    for word in sorted(doubtful, key=lambda word: word.score):
        evidence.append(f"page {number}, {word.score:.2f}: {word.text}")
    issue = make_issue(
        "doubtful_ocr",
        "\n".join(evidence)[:400],
        doubtful=len(doubtful),
        lines=len(words),
        page=number,
        left_out=make_phrase("left_out_as_noise", lost=lost) if lost else "",
    )
    return (issue,)

"""Images of pages before their words are read: limits, frames, seals, and long images cut into pieces."""

from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from tasks.model.errors import UnreadableDocument

if TYPE_CHECKING:
    from PIL import Image
import math
import struct
import warnings
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageChops, ImageOps

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


class Found(Protocol):
    """What RapidOCR gives: quadrilaterals in pixels, texts and confidences; null when nothing was found."""

    boxes: list[list[list[float]]] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class Engine(Protocol):
    """Reads images."""

    def __call__(self, image: object, *, use_det: bool) -> Found:
        """Read a page, or a single line of one without `use_det`."""


@cache
def engine() -> Engine:
    """Give this process's engine; raises UnreadableDocument: ocr_missing."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise UnreadableDocument(
            "ocr_missing", f"the words are in an image; {REMEDY}"
        ) from error
    return cast("Engine", RapidOCR(params=_PARAMETERS))


def read_strip(strip: "Image.Image") -> tuple[str, float]:
    """Read a strip that holds a single line, or a part of one, with its confidence."""
    found = engine()(strip, use_det=False)
    return (
        (found.txts[0].strip(), float(found.scores[0]))
        if found.txts and found.scores
        else ("", 0.0)
    )


# A3 at 600 dpi has 70 million; decoded, a pixel costs three bytes, and two copies are held at a time.
MOST_PIXELS = 80_000_000
MOST_FRAMES = 300
MIME_TYPES = {
    name: f"image/{name.lower()}"
    for name in ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
}
# The longest side at which a page is read: A4 at 200 dpi; more only costs time.
LONGEST_SIDE = 2400
# A page is at most this much higher than wide; a longer image (a screenshot of a whole article) is read in
# pieces.
_HIGHEST = 2.0
# A colour is red ink when red is this much above green and blue, and black ink when red is below this.
_RED, _BLACK = 60, 110
# A signature under a seal has several times its ink; where red is this much more, it is what the page is
# written in.
_RED_PAGE = 10
_A4_POINTS = 595.0
# What Pillow raises on broken files, by kind and place of the damage.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    struct.error,
)
_SANE_WIDTHS = (150.0, 3000.0)


def open_image(image: bytes) -> Image.Image:
    """Open an image by its header only; raises UnreadableDocument: damaged_image, too_many_pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", Image.DecompressionBombWarning
            )  # the limit below is ours
            opened = Image.open(BytesIO(image), formats=tuple(MIME_TYPES))
    except Image.DecompressionBombError as error:
        raise _too_large(str(error)) from error
    except _DAMAGE as error:
        raise _damaged(error) from error
    _permit(opened)
    return opened


def frame_count(opened: Image.Image) -> int:
    """Count the pages of an image file: every one of a TIFF, one of others; raises as `page_of` does."""
    try:
        return int(getattr(opened, "n_frames", 1)) if opened.format == "TIFF" else 1
    except _DAMAGE as error:
        raise _damaged(error) from error


def frames_of(opened: Image.Image) -> Iterator[Image.Image]:
    """Yield at most `MOST_FRAMES` pages of an image file; raises as `page_of` does."""
    for number in range(min(frame_count(opened), MOST_FRAMES)):
        try:
            opened.seek(number)
        except _DAMAGE as error:
            raise _damaged(error) from error
        yield opened


def page_of(frame: Image.Image) -> Image.Image:
    """Decode one page upright, in colours on white.

    Raises UnreadableDocument: damaged_image, too_many_pixels.
    """
    _permit(frame)
    try:
        upright = ImageOps.exif_transpose(frame)
        if upright.mode.startswith("I;16"):
            upright = upright.point(lambda value: value / 256).convert("L")
        if upright.mode in {"P", "PA", "LA", "RGBA"}:
            clear = upright.convert("RGBA")
            upright = Image.new("RGBA", clear.size, "white")
            upright.alpha_composite(clear)
        return upright.convert("RGB")
    except (*_DAMAGE, MemoryError, Image.DecompressionBombError) as error:
        raise _damaged(error) from error


def width_in_points(frame: Image.Image, dpi: float | None) -> float:
    """Give a page's width by the given resolution, by the file's own where that is sane, or as A4."""
    stated = dpi or float(frame.info.get("dpi", (0, 0))[0] or 0)
    width = frame.width * 72 / stated if stated > 0 else 0.0
    return width if dpi or _SANE_WIDTHS[0] <= width <= _SANE_WIDTHS[1] else _A4_POINTS


def without_seals(page: Image.Image) -> Image.Image:
    """Give the page in grey without red ink, under which black letters stay; red pages are only made grey."""
    red, green, blue = page.split()
    ink = ImageChops.subtract(red, ImageChops.lighter(green, blue)).histogram()
    reddish, black = sum(ink[_RED:]), sum(red.histogram()[:_BLACK])
    if not reddish or reddish > _RED_PAGE * max(black, 1):
        return page.convert("L")
    return red


def level(page: Image.Image, lean: float) -> Image.Image:
    """Turn a grey page on which the lines lean by so many radians clockwise so that they are level."""
    return (
        page.rotate(math.degrees(lean), Image.Resampling.BILINEAR, fillcolor=255)
        if lean
        else page
    )


def pieces_of(page: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Yield the page's pieces with the row where each begins, cut where no letter stands."""
    tall = int(_HIGHEST * page.width)
    if page.height <= tall:
        yield 0, page
        return
    rows = page.resize((1, page.height), Image.Resampling.BOX).tobytes()
    start = 0
    while start < page.height:
        end = min(start + tall, page.height)
        if end < page.height:
            # the whitest row of the last third, the lowest of equals
            end = max(
                range(start + 2 * tall // 3, end), key=lambda row: (rows[row], row)
            )
        yield start, page.crop((0, start, page.width, end))
        start = end


def _permit(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS or min(opened.size) < 1:
        raise _too_large(f"{opened.width} × {opened.height}")


def _too_large(what: str) -> UnreadableDocument:
    return UnreadableDocument(
        "too_many_pixels",
        f"the image is too large to be a page ({what}); look at what it is",
    )


def _damaged(error: BaseException) -> UnreadableDocument:
    return UnreadableDocument(
        "damaged_image", f"the image cannot be decoded ({error}); fetch the file again"
    )

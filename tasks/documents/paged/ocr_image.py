"""Images of pages before their words are read: limits, frames, seals, long images in pieces, drawn lines."""

import math
import struct
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter, ImageOps

from tasks.documents.paged.sheet import RuledLine
from tasks.model.errors import UnreadableDocument

# A3 at 600 dpi has 70 million; decoded, a pixel costs three bytes, and two copies are held at a time.
MOST_PIXELS = 80_000_000
MOST_FRAMES = 300
_MIME_TYPES = {
    name: f"image/{name.lower()}"
    for name in ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
}
# A page is at most this much higher than wide; a longer image (a screenshot of a whole article) is read in
# pieces.
_HIGHEST = 2.0
# A colour is red ink when red is this much above green and blue, and black ink when red is below this.
_RED = 60
_BLACK = 110
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
# The shortest strokes, in points: longer than the strokes of letters, shorter than a column's width, a row's
# height.
_SHORTEST_LEVEL = 36.0
_SHORTEST_UPRIGHT = 22.0
# On a coarser page strokes look like letters; a page twice as wide as this is made coarser.
_FEWEST_PIXELS = 16
_WIDTH = 1600
# Ink is darker than this share of the paper, also where a thin stroke lies between two rows of pixels.
_DARK = 0.8
# Of a stroke, so much is ink: noise breaks it. Its rows of pixels follow each other at this distance at most.
_UNBROKEN = 0.95
_NEXT_ROW = 3
# Of a stroke below a seal, so much is seen.
_KNOWN = 0.6


class ImageFile:
    """An image file, opened by its header only.

    Opening raises UnreadableDocument: damaged_image, too_many_pixels.
    """

    def __init__(self, body: bytes) -> None:
        try:
            with warnings.catch_warnings():
                # the limit below is ours
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                self._opened = Image.open(BytesIO(body), formats=tuple(_MIME_TYPES))
        except Image.DecompressionBombError as error:
            raise _make_size_error(str(error)) from error
        except _DAMAGE as error:
            raise _make_damage_error(error) from error
        _check_size(self._opened)

    @property
    def media_type(self) -> str:
        """The type that its bytes show."""
        return _MIME_TYPES[self._opened.format or ""]

    def count_frames(self) -> int:
        """Count the pages: every one of a TIFF, one of others; raises as `ImageFrame.decode` does."""
        if self._opened.format != "TIFF":
            return 1
        try:
            return int(getattr(self._opened, "n_frames", 1))
        except _DAMAGE as error:
            raise _make_damage_error(error) from error

    def iter_frames(self) -> Iterator["ImageFrame"]:
        """Yield at most `MOST_FRAMES` pages; raises as `ImageFrame.decode` does."""
        for number in range(min(self.count_frames(), MOST_FRAMES)):
            try:
                self._opened.seek(number)
            except _DAMAGE as error:
                raise _make_damage_error(error) from error
            yield ImageFrame(self._opened)


@dataclass(frozen=True, slots=True)
class ImageFrame:
    """One page of an image file, not decoded yet."""

    image: Image.Image

    def decode(self) -> Image.Image:
        """Decode the page upright, in colours on white.

        Raises UnreadableDocument: damaged_image, too_many_pixels.
        """
        _check_size(self.image)
        try:
            upright = ImageOps.exif_transpose(self.image)
            if upright.mode.startswith("I;16"):
                upright = upright.point(lambda value: value / 256).convert("L")
            if upright.mode in {"P", "PA", "LA", "RGBA"}:
                clear = upright.convert("RGBA")
                upright = Image.new("RGBA", clear.size, "white")
                upright.alpha_composite(clear)
            return upright.convert("RGB")
        except (*_DAMAGE, MemoryError, Image.DecompressionBombError) as error:
            raise _make_damage_error(error) from error

    def measure_scale(self, dpi: float | None) -> float:
        """Give the points to a pixel.

        By the given resolution, the file's own where that is sane, or for a page as wide as A4.
        """
        width = self.image.width
        own = self.image.info.get("dpi", (0, 0))[0]
        stated = dpi or float(own or 0)
        points = 0.0
        if stated > 0:
            points = width * 72 / stated
        narrowest, widest = _SANE_WIDTHS
        if not dpi and not narrowest <= points <= widest:
            points = _A4_POINTS
        return points / width


@dataclass(frozen=True, slots=True)
class GreyPage:
    """A page as it is read: in grey, without seals; `seal` is white where one was."""

    image: Image.Image
    seal: Image.Image | None = None

    @classmethod
    def from_colours(cls, page: Image.Image) -> Self:
        """Make a page grey and take red ink off it, under which black letters stay.

        Where red ink is all there is, the page is only made grey.
        """
        bands = page.split()
        red = bands[0]
        others = ImageChops.lighter(bands[1], bands[2])
        redness = ImageChops.subtract(red, others)
        reddish = sum(redness.histogram()[_RED:])
        black = sum(red.histogram()[:_BLACK])
        if not reddish or reddish > _RED_PAGE * max(black, 1):
            return cls(page.convert("L"))
        # A seal's own strokes would still show, as grey as faint letters are.
        seal = _draw_from(redness, _RED)
        light = _draw_from(red, _BLACK)
        seal = ImageChops.darker(seal, light)
        grey = ImageChops.lighter(red, seal)
        around = seal.filter(ImageFilter.MaxFilter(3))
        return cls(grey, around)

    def crop_inked(self, share: float) -> "GreyPage":
        """Give the part of the page that holds most ink, of a share of its height."""
        page = self.image
        rows = np.asarray(page, dtype=np.int64).sum(axis=1)
        height = max(round(share * page.height), 1)
        sums = np.concatenate(([0], np.cumsum(rows)))
        light = sums[height:] - sums[:-height]
        top = int(np.argmin(light))
        bottom = top + height
        part = page.crop((0, top, page.width, bottom))
        return GreyPage(part)

    def iter_turned(self) -> Iterator["GreyPage"]:
        """Yield the page turned to its sides and upon its head."""
        turns = Image.Transpose
        for turn in (turns.ROTATE_90, turns.ROTATE_270, turns.ROTATE_180):
            seal = None
            if self.seal:
                seal = self.seal.transpose(turn)
            yield GreyPage(self.image.transpose(turn), seal)

    def split(self) -> Iterator[tuple[int, Image.Image]]:
        """Yield the page's pieces with the row where each begins, cut where no letter stands."""
        page = self.image
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
                last_third = range(start + 2 * tall // 3, end)
                end = max(last_third, key=lambda row: (rows[row], row))
            yield start, page.crop((0, start, page.width, end))
            start = end

    def find_rules(
        self,
        scale: float,
        lean: float = 0.0,
    ) -> tuple[RuledLine, ...]:
        """Find the level and the upright lines, as they stand once the page is turned level.

        `scale` is points to a pixel; the page leans by `lean` radians clockwise.
        """
        page = self.image
        seal = self.seal
        if lean:
            turn = partial(
                Image.Image.rotate,
                angle=math.degrees(lean),
                resample=Image.Resampling.BILINEAR,
            )
            page = turn(page, fillcolor=255)
            seal = turn(seal, fillcolor=0) if seal else None
        finer = max(page.width // _WIDTH, 1)
        scale *= finer
        grey = np.asarray(page.reduce(finer))
        paper = np.median(grey[::4, ::4])
        ink = grey < _DARK * paper
        # A stroke goes on below a seal that covers it.
        unknown = np.asarray(seal.reduce(finer)) > 0 if seal else np.zeros_like(ink)
        rules = []
        for level in _find_strokes(ink, unknown, round(_SHORTEST_LEVEL / scale)):
            row = level.row * scale
            start = level.start * scale
            end = level.end * scale
            rules.append(RuledLine(start, row, end, row))
        turned = np.ascontiguousarray(ink.T)
        below = np.ascontiguousarray(unknown.T)
        for upright in _find_strokes(turned, below, round(_SHORTEST_UPRIGHT / scale)):
            column = upright.row * scale
            start = upright.start * scale
            end = upright.end * scale
            rules.append(RuledLine(column, start, column, end))
        return tuple(rules)


def _check_size(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS or min(opened.size) < 1:
        raise _make_size_error(f"{opened.width} × {opened.height}")


def _make_size_error(what: str) -> UnreadableDocument:
    return UnreadableDocument("too_many_pixels", size=what)


def _make_damage_error(error: BaseException) -> UnreadableDocument:
    return UnreadableDocument("damaged_image", error=str(error))


class _Segment(NamedTuple):
    """Ink on one row of pixels."""

    row: float
    start: int
    end: int


def _find_strokes(
    ink: npt.NDArray[np.bool_],
    unknown: npt.NDArray[np.bool_],
    shortest: int,
) -> Iterator[_Segment]:
    """Yield each level stroke that is long enough, in pixels, at the middle of its rows.

    What is unknown may be ink, but most of a stroke, and enough for one, is known to be.
    """
    for stroke in _trace_strokes(ink | unknown, shortest):
        row = int(stroke.row)
        around = ink[max(row - 1, 0) : row + 3, stroke.start : stroke.end]
        known = int(around.any(axis=0).sum())
        if known >= max(shortest, _KNOWN * (stroke.end - stroke.start)):
            yield stroke


def _draw_from(band: Image.Image, least: int) -> Image.Image:
    """Draw what is as bright as stated white, all else black."""
    return band.point(lambda value: 255 if value >= least else 0)


def _trace_strokes(ink: npt.NDArray[np.bool_], shortest: int) -> Iterator[_Segment]:
    if not _FEWEST_PIXELS <= shortest < ink.shape[1]:
        return
    unbroken = _find_unbroken(ink, shortest)
    growing: list[list[_Segment]] = []
    for row in map(int, np.flatnonzero(unbroken.any(axis=1))):
        reaching = []
        for stroke in growing:
            if row - stroke[-1].row <= _NEXT_ROW:
                reaching.append(stroke)
            else:
                yield _merge_stroke(stroke)
        growing = reaching
        for run in _split_runs(unbroken[row]):
            start = int(run[0])
            end = int(run[-1]) + shortest
            segment = _Segment(row, start, end)
            touching = _find_touching(growing, segment)
            if touching is None:
                growing.append([segment])
            else:
                touching.append(segment)
    yield from map(_merge_stroke, growing)


def _find_unbroken(ink: npt.NDArray[np.bool_], length: int) -> npt.NDArray[np.bool_]:
    """Tell of each pixel whether, from it on to the right, ink goes on for a length."""
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    counts = np.zeros((ink.shape[0], ink.shape[1] + 1), np.int32)
    np.cumsum(
        thick,
        axis=1,
        out=counts[:, 1:],
    )
    unbroken: npt.NDArray[np.bool_] = (
        counts[:, length:] - counts[:, :-length] >= _UNBROKEN * length
    )
    return unbroken


def _split_runs(row: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.intp]]:
    places = np.flatnonzero(row)
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)


def _find_touching(
    strokes: Sequence[list[_Segment]], segment: _Segment
) -> list[_Segment] | None:
    """Find the first stroke that a segment goes on."""
    for stroke in strokes:
        if segment.start <= stroke[-1].end and segment.end >= stroke[-1].start:
            return stroke
    return None


def _merge_stroke(stroke: Sequence[_Segment]) -> _Segment:
    middle = (stroke[0].row + stroke[-1].row) / 2
    start = min(segment.start for segment in stroke)
    end = max(segment.end for segment in stroke)
    return _Segment(middle, start, end)

"""The engine that reads images, RapidOCR with the PP-OCR models that come with its wheel.

One engine a process, made when the first page comes; one thread, since several processes read several files.
"""

from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

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

"""Scans: pages of a PDF as an office's scanner gives them: 200 dpi, askew, noisy, grey, pressed as JPEG."""

import io
import time
from random import Random

import numpy
import pypdfium2
from PIL import Image

DPI = 200


def scan_pages(pdf: bytes, seed: int, *, most: int | None = None) -> list[Image.Image]:
    """Draw the pages, or the first `most`, as grey images; each lies a little askew by itself."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document) if most is None else min(most, len(document))
        return [
            _scanned(document[number], Random(f"scan-{seed}-{number}"))
            for number in range(count)
        ]
    finally:
        document.close()


def _scanned(page: pypdfium2.PdfPage, rng: Random) -> Image.Image:
    image = page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
    paper, ink = rng.randint(228, 252), rng.randint(10, 70)
    image = image.rotate(rng.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=255)
    grey = ink + numpy.asarray(image, numpy.float32) / 255 * (paper - ink)
    noise = numpy.random.default_rng(rng.randrange(2**32)).normal(
        0, rng.uniform(2, 9), grey.shape
    )
    return Image.fromarray(numpy.clip(grey + noise, 0, 255).astype(numpy.uint8))


def quality_of(seed: int) -> int:
    """Draw the JPEG quality that a scanner is set to."""
    return Random(f"quality-{seed}").randint(40, 80)


def jpeg(image: Image.Image, quality: int) -> bytes:
    """Give one page as a JPEG file with its resolution."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, dpi=(DPI, DPI))
    return file.getvalue()


def black_and_white(image: Image.Image) -> Image.Image:
    """Give a page as a scanner set to two colours does; it takes a tenth of the bytes."""
    return image.point(lambda grey: 255 if grey > 150 else 0).convert("1")


def image_pdf(images: list[Image.Image], quality: int | None = None) -> bytes:
    """Give pages as a PDF of images without any text, the same bytes at every run.

    Only grey ones have a quality.
    """
    file = io.BytesIO()
    moment = time.gmtime(1_767_925_800)
    how = {
        "creationDate": moment,
        "modDate": moment,
        "resolution": DPI,
        **({"quality": quality} if quality else {}),
    }
    images[0].save(file, "PDF", save_all=True, append_images=images[1:], **how)
    return file.getvalue()

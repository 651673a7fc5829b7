"""Scans that were pasted into a Word file: its images, read by OCR as pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from tasks.documents import media_types
from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.sheet import Sheet
from tasks.documents.word.paragraphs import Findings
from tasks.model.catalogue import make_phrase
from tasks.model.document import Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue

# A document with less text than a heading, and images, is a scan pasted into Word.
_LEAST_TEXT = 60
# A scanned page costs some seconds of a processor.
_MOST_IMAGES = 60


def read_scan(
    paragraphs: Sequence[Paragraph],
    images: Iterator[bytes],
    findings: Findings,
    url: str,
) -> tuple[tuple[Paragraph, ...], tuple[Issue, ...]]:
    """Read the images of a file that has next to no text beside them.

    A file with text keeps them as ornaments.

    Raises UnreadableDocument: `no_text`.
    """
    if _has_enough_text(paragraphs):
        return (), ()
    first = next(images, None)
    if first is None:
        if paragraphs:
            return (), ()
        problem = make_phrase("no_text_and_no_images")
        raise UnreadableDocument("no_text", problem=problem)
    images = chain([first], images)
    scanned, issues = read_images(paragraphs, images, findings, url)
    if not scanned and not paragraphs and "images_not_read" not in findings.evidence:
        problem = make_phrase("no_text_nor_in_images")
        raise UnreadableDocument("no_text", problem=problem)
    return scanned, issues


def _has_enough_text(paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether a file has so much text that its images only adorn it."""
    return sum(len(paragraph.text) for paragraph in paragraphs) >= _LEAST_TEXT


def read_images(
    paragraphs: Sequence[Paragraph],
    images: Iterable[bytes],
    findings: Findings,
    url: str,
) -> tuple[tuple[Paragraph, ...], tuple[Issue, ...]]:
    """Read images in order as the pages of one text, with issues where words are doubtful.

    Beside enough text they are ornaments, and are not read. An image that cannot be read is a finding, and
    so is it when there is none at all. Origins name the image.
    """
    from tasks.documents.paged import ocr

    if _has_enough_text(paragraphs):
        return (), ()
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    number = 0
    for number, image in enumerate(images, 1):
        if number > _MOST_IMAGES:
            findings.add_finding(
                "images_not_read", f"images after the first {_MOST_IMAGES}"
            )
            break
        if media_types.detect_signature(image) not in media_types.IMAGES:
            kinds = "no PNG, JPEG, TIFF, BMP, GIF or WEBP"
            findings.add_finding("images_not_read", f"image {number}: {kinds}")
            continue
        try:
            sheet, doubts = ocr.read_page_image(image, number)
        except UnreadableDocument as error:
            findings.add_finding("images_not_read", f"image {number}: {error}")
            if error.code == "ocr_missing":
                break
            continue
        sheets.append(sheet)
        issues += doubts
    if not number:
        findings.add_finding("images_not_read", "the images themselves are missing")
    read, layout_issues = build_paragraphs(sheets)
    placed = []
    for issue in (*issues, *layout_issues):
        placed.append(replace(issue, url=issue.url or url or None))
    return tuple(map(_name_image, read)), tuple(placed)


def _name_image(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, origin=paragraph.origin.replace("page", "image", 1))

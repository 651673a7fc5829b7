"""Scans that were pasted into a Word file: its images, read by OCR as pages."""

from collections.abc import Iterable
from dataclasses import replace

from tasks.model.document import Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue
from tasks.text.paged.layout import paragraphs_of
from tasks.text.paged.sheet import Sheet
from tasks.text.word.findings import Findings

# A scanned page costs some seconds of a processor.
MOST_IMAGES = 60


def read_pasted(images: Iterable[bytes], findings: Findings) -> tuple[tuple[Paragraph, ...], tuple[Issue, ...]]:
    """Read images in order as the pages of one text, with issues where words are doubtful.

    An image that cannot be read is a finding, and so is it when there is none at all. Origins name the image.
    """
    from tasks.text.paged import ocr

    sheets: list[Sheet] = []
    issues: list[Issue] = []
    number = 0
    for number, image in enumerate(images, 1):
        if number > MOST_IMAGES:
            findings.add("images_not_read", f"images after the first {MOST_IMAGES}")
            break
        try:
            sheet, doubts = ocr.recognise(image, number)
        except UnreadableDocument as error:
            findings.add("images_not_read", f"image {number}: {error}")
            if error.code == "ocr_missing":
                break
            continue
        sheets.append(sheet)
        issues += doubts
    if not number:
        findings.add("images_not_read", "the images themselves are missing")
    paragraphs, found = paragraphs_of(sheets)
    placed = tuple(replace(one, origin=one.origin.replace("page", "image", 1)) for one in paragraphs)
    return placed, (*issues, *found)

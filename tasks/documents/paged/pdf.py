"""PDF to a document: text pages by their letters, scanned ones through OCR, all paragraphs by geometry."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.pdf_page import MOST_LETTERS, PageView
from tasks.documents.paged.sheet import Sheet
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Bilingual, Issue

# The longest report of a province has some 60 pages, a bound yearbook some 400.
MOST_PAGES = 400
# A scanned page costs one or two seconds of a processor.
MOST_SCANNED = 60
# The resolution that OCR reads best, and the largest picture made for it: an A3 page at that resolution is 8
# million.
_SCAN_DPI = 200
MOST_PIXELS = 12_000_000


@dataclass(slots=True)
class _PdfReading:
    """What is known while the pages of one file are read."""

    sheets: list[Sheet] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    scanned: int = 0
    leaning: int = 0
    unread: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)

    def list_issues(self, count: int) -> list[Issue]:
        """List what is wrong with the file; `count` are its pages."""
        issues = list(self.issues)
        if count > MOST_PAGES:
            issues.append(_report_page_limit(count))
        if self.unread:
            issues.append(_report_unread(self.unread))
        if self.left_out:
            issues.append(_report_left_out(self.left_out))
        if self.leaning:
            issues.append(_report_leaning(self.leaning))
        return issues


def read(body: bytes, *, url: str = "") -> Document:
    """Read a PDF's paragraphs.

    Pages without a usable text layer go through OCR; one that cannot be read is an issue that names it.
    Raises UnreadableDocument with the code `encrypted_document`, `damaged_document` (PDFium counts a file
    without pages among them), or `no_text_layer` when no page can be read.
    """
    reading = _PdfReading()
    with _open_document(body) as document:
        count = len(document)
        for number in range(1, min(count, MOST_PAGES) + 1):
            _read_page(document, number, reading)
    if not any(sheet.lines for sheet in reading.sheets):
        raise UnreadableDocument("no_text_layer", reason=_explain_no_text(reading))
    paragraphs, furniture = build_paragraphs(reading.sheets)
    return Document(
        paragraphs,
        "application/pdf",
        issues=(*reading.list_issues(count), *furniture),
        url=url,
        whole=True,
    )


@contextmanager
def _open_document(body: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        raise _explain_unopened(error, body) from error
    try:
        yield document
    finally:
        document.close()


def _explain_unopened(error: pdfium.PdfiumError, body: bytes) -> UnreadableDocument:
    # PDFium keeps the code of an earlier file where it sets none for this one.
    has_password = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
    if has_password and b"/Encrypt" in body:
        return UnreadableDocument("encrypted_document", what=make_phrase("the_pdf"))
    damage = make_phrase("pdf_not_opened", error=str(error))
    return UnreadableDocument("damaged_document", damage=damage)


def _read_page(document: pdfium.PdfDocument, number: int, reading: _PdfReading) -> None:
    """Read one page, by its letters or by OCR; a page that cannot be loaded is noted."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        reading.unread.append(number)
        return
    try:
        with _open_text_page(page) as text_page:
            view = PageView(page.raw, text_page)
            drawing = view.read_drawing()
            sheet, leaning = view.build_sheet(number, drawing)
        reading.leaning += leaning
        text = "".join(line.text for line in sheet.lines)
        garbled = PageView.is_garbled(text)
        if not garbled and not drawing.holds_words(text):
            reading.sheets.append(sheet)
        elif reading.scanned >= MOST_SCANNED:
            reading.left_out.append(number)
        else:
            reading.scanned += 1
            _read_scan(page, number, reading, garbled=garbled)
    finally:
        page.close()


@contextmanager
def _open_text_page(page: pdfium.PdfPage) -> Iterator[object]:
    text_page = raw.FPDFText_LoadPage(page.raw)
    try:
        yield text_page
    finally:
        raw.FPDFText_ClosePage(text_page)


def _read_scan(
    page: pdfium.PdfPage,
    number: int,
    reading: _PdfReading,
    *,
    garbled: bool,
) -> None:
    """Read a page from its picture; where that fails, the page is an issue."""
    from tasks.documents.paged import ocr

    try:
        picture, dpi = _render_picture(page)
        sheet, doubts = ocr.read_page_image(picture, number, dpi=dpi)
    except UnreadableDocument as error:
        reading.issues.append(_report_unread_scan(number, error, garbled=garbled))
        return
    reading.sheets.append(sheet)
    reading.issues += doubts


def _report_unread_scan(
    number: int, error: UnreadableDocument, *, garbled: bool
) -> Issue:
    code = "garbage_text_layer" if garbled else "scanned_page_not_read"
    return make_issue(code, f"page {number}", page=number, error=error.message)


def _render_picture(page: pdfium.PdfPage) -> tuple[bytes, float]:
    """Render a page as PNG, in colours so that seals can go, and give its resolution.

    A huge page is rendered coarser.
    """
    width, height = page.get_size()
    scale = min(_SCAN_DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    file = io.BytesIO()
    page.render(scale=scale).to_pil().save(file, "PNG", compress_level=1)
    return file.getvalue(), scale * 72


def _explain_no_text(reading: _PdfReading) -> Bilingual:
    if reading.issues:
        return reading.issues[0].sentence
    return make_phrase("pages_not_loaded" if reading.unread else "pages_blank")


def _report_page_limit(count: int) -> Issue:
    evidence = f"{count} pages"
    return make_issue("later_pages_not_read", evidence, count=count, most=MOST_PAGES)


def _report_unread(pages: list[int]) -> Issue:
    listed = _list_pages(pages)
    return make_issue("unreadable_pages", listed.en, count=len(pages), pages=listed)


def _report_leaning(letters: int) -> Issue:
    evidence = f"{letters} letters"
    return make_issue("leaning_text", evidence, letters=letters, most=MOST_LETTERS)


def _report_left_out(pages: list[int]) -> Issue:
    listed = _list_pages(pages)
    return make_issue(
        "too_many_scanned_pages",
        listed.en,
        count=len(pages),
        most=MOST_SCANNED,
        pages=listed,
    )


def _list_pages(pages: list[int]) -> Bilingual:
    """Name up to twenty pages: `pages 3, 4`."""
    if len(pages) == 1:
        return make_phrase("one_page", page=pages[0])
    shown = ", ".join(map(str, pages[:20]))
    more = ", …" if len(pages) > 20 else ""
    return make_phrase("several_pages", pages=f"{shown}{more}")

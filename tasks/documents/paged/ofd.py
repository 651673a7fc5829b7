"""OFD, China's fixed-layout format (GB/T 33190-2016), to a document: zip and XML, pages of placed letters.

OFD.xml names the documents, each Document.xml its pages, templates and resources, each page's Content.xml the
objects that it shows. Lengths are millimetres from the top left corner.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lxml import etree

from tasks.documents.boilerplate import EMPTY_VALUES, LABELS
from tasks.documents.paged import layout
from tasks.documents.paged.ocr_words import REMEDY
from tasks.documents.paged.ofd_package import (
    Package,
    open_package,
    resources_of,
    text_of,
)
from tasks.documents.paged.ofd_page import Painter, Picture, Resources, Shown, local
from tasks.documents.paged.ofd_text import Matrix, numbers
from tasks.documents.paged.sheet import Line, Rule, Sheet, lines_of
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity

MEDIA_TYPE = "application/ofd"
MOST_PAGES = 3_000
_POINTS = 72 / 25.4  # to a millimetre
_A4 = (0.0, 0.0, 210.0, 297.0)
# A page with few letters, as of a page number, is a scan when its images cover this share of it; one without
# any, less.
_FEW_LETTERS, _SCANNED_SHARE, _PICTURE_SHARE = 20, 0.4, 0.1
_Placed = TypeVar("_Placed", Line, Rule)
_ASIDE = {
    "Annotations": "stamps and notes",
    "Signatures": "electronic signatures",
    "Attachments": "attached files",
}


def read(body: bytes, *, url: str = "") -> Document:
    """Read an OFD file with all documents in it.

    Raises UnreadableDocument: not_ofd, encrypted_document, too_many_pages, too_many_objects, no_text,
    ocr_missing, and what `zipped` raises. A page that cannot be read is an issue; when none can, its error is
    raised.
    """
    package = open_package(body, url)
    name, root = package.part("", "OFD.xml")
    bodies = [element for element in root if local(element) == "DocBody"]
    sheets: list[Sheet] = []
    unread: list[int] = []
    for number, one in enumerate(bodies, 1):
        try:
            reader = _document(package, name, one, len(sheets))
            sheets += reader.sheets()
            unread += reader.unread
        except UnreadableDocument as error:
            if len(bodies) == 1:
                raise
            package.lost("lost_part", f"document {number} of the file", error)
    paragraphs, found = layout.paragraphs_of(sheets)
    if not paragraphs:
        raise _without_text(unread)
    metadata, origin = _metadata(
        bodies, "".join(paragraph.text for paragraph in paragraphs)
    )
    issues = [*package.issues, *found, *([_scans(unread)] if unread else [])]
    placed = tuple(replace(issue, url=issue.url or url or None) for issue in issues)
    return Document(paragraphs, MEDIA_TYPE, None, metadata, origin, issues=placed)


@dataclass
class _Pages:
    """The pages of one document of the file, to be read to sheets.

    `unread` are those that wanted OCR in vain.
    """

    package: Package
    base: str
    elements: list[etree._Element]
    area: tuple[float, ...]
    templates: dict[str, str | None]
    resources: Resources
    before: int
    unread: list[int] = field(default_factory=list)

    def sheets(self) -> Iterator[Sheet]:
        """Yield every page's sheet, an empty one where it cannot be read; raises when none can."""
        painter = Painter(self.resources)
        errors: list[UnreadableDocument] = []
        for number, element in enumerate(self.elements, self.before + 1):
            try:
                name, page = self.package.part(self.base, element.get("BaseLoc"))
                yield self._sheet(number, name, page, painter)
            except UnreadableDocument as error:
                self.package.lost("lost_page", f"page {number}", error)
                errors.append(error)
                yield Sheet(number, self.area[2] * _POINTS, self.area[3] * _POINTS, ())
        if errors and len(errors) == len(self.elements):
            raise errors[0]

    def _sheet(
        self, number: int, name: str, page: etree._Element, painter: Painter
    ) -> Sheet:
        left, top, width, height = next(
            (_area(child) for child in page if local(child) == "Area"), self.area
        )
        outer: Matrix = (_POINTS, 0.0, 0.0, _POINTS, -left * _POINTS, -top * _POINTS)
        shown = Shown()
        for use in (child for child in page if local(child) == "Template"):
            location = self.templates.get(use.get("TemplateID", ""))
            template = self.package.spare(
                self.base, location, f"the template of page {number}"
            )
            if template:
                painter.paint(template[1], outer, shown)
        painter.paint(page, outer, shown)
        empty = Sheet(number, width * _POINTS, height * _POINTS, (), tuple(shown.rules))
        runs = [
            run
            for run in shown.runs
            if 0 <= run.left <= empty.width
            and 0 <= run.baseline <= empty.height
            and 0 <= run.size <= empty.height
        ]
        sheet = replace(empty, lines=lines_of(runs, shown.rules))
        if _is_scan(sum(len(run.text) for run in runs), shown.pictures, empty):
            images = (
                self.resources.images | resources_of(self.package, name, page).images
            )
            for read in self._recognised(number, shown.pictures, images):
                sheet = replace(
                    sheet,
                    lines=(*sheet.lines, *read.lines),
                    rules=(*sheet.rules, *read.rules),
                )
        self._note_left_out(
            number, shown, len(shown.runs) - len(runs), empty=not sheet.lines
        )
        return sheet

    def _note_left_out(
        self, number: int, shown: Shown, off_page: int, *, empty: bool
    ) -> None:
        if shown.turned:
            words = " ".join(shown.turned)
            self.package.note(
                "turned_text",
                Severity.INFO,
                f"turned text on page {number} is left out",
                words,
            )
        if empty and shown.drawings and number not in self.unread:
            message = f"page {number} has drawings and no text; compare the page"
            self.package.note(
                "page_without_text",
                Severity.WARNING,
                message,
                f"{shown.drawings} drawings",
            )
        if off_page:
            self.package.note(
                "text_off_page",
                Severity.INFO,
                f"text outside of page {number} is left out",
                str(off_page),
            )

    def _recognised(
        self, number: int, pictures: list[Picture], images: dict[str, str]
    ) -> Iterator[Sheet]:
        """Read a scanned page's images by OCR and give what they show where they stand."""
        from tasks.documents.paged import ocr

        for picture in sorted(pictures, key=lambda picture: picture.top):
            try:
                image = self.package.archive.read(
                    images.get(picture.resource, f"image {picture.resource}")
                )
                sheet, issues = ocr.recognise(image, number)
            except UnreadableDocument as error:
                if error.code == "ocr_missing":
                    self.unread.append(number)
                    return
                self.package.lost("lost_page", f"the image of page {number}", error)
                continue
            self.package.issues += issues
            yield _moved(sheet, picture)


def _document(package: Package, base: str, body: etree._Element, before: int) -> _Pages:
    """Open one DocBody's document; `before` counts the pages of the documents before it."""
    name, document = package.part(base, text_of(body, "DocRoot"))
    common = next(
        (child for child in document if local(child) == "CommonData"), document
    )
    pages = [
        page
        for child in document
        if local(child) == "Pages"
        for page in child
        if local(page) == "Page"
    ]
    if before + len(pages) > MOST_PAGES:
        raise UnreadableDocument(
            "too_many_pages",
            f"the file claims more than {MOST_PAGES} pages; look at what it is",
        )
    aside = [
        what
        for tag, what in _ASIDE.items()
        if text_of(body, tag) or text_of(document, tag)
    ]
    if aside:
        package.note(
            "left_aside",
            Severity.INFO,
            f"the file also holds {', '.join(aside)}; they are no text of it",
        )
    return _Pages(
        package,
        name,
        pages,
        next((_area(child) for child in common if local(child) == "PageArea"), _A4),
        {
            child.get("ID", ""): child.get("BaseLoc")
            for child in common
            if local(child) == "TemplatePage"
        },
        resources_of(package, name, common),
        before,
    )


def _area(element: etree._Element) -> tuple[float, ...]:
    """Give x, y, width and height in millimetres of a page's physical box; A4 where it says nothing sane."""
    box = numbers(text_of(element, "PhysicalBox"), 4)
    return box if 10 <= box[2] <= 5000 and 10 <= box[3] <= 5000 else _A4


def _is_scan(letters: int, pictures: list[Picture], sheet: Sheet) -> bool:
    covered = sum(
        (picture.right - picture.left) * (picture.bottom - picture.top)
        for picture in pictures
    )
    share = covered / (sheet.width * sheet.height)
    return letters < _FEW_LETTERS and share >= (
        _SCANNED_SHARE if letters else _PICTURE_SHARE
    )


def _moved(sheet: Sheet, picture: Picture) -> Sheet:
    """Give a recognised image's lines and rules the size and place that the image has on its page."""
    wide, high = (
        (picture.right - picture.left) / sheet.width,
        (picture.bottom - picture.top) / sheet.height,
    )

    def moved(thing: _Placed) -> _Placed:
        left, right = (
            picture.left + wide * thing.left,
            picture.left + wide * thing.right,
        )
        top, bottom = picture.top + high * thing.top, picture.top + high * thing.bottom
        return replace(thing, left=left, right=right, top=top, bottom=bottom)

    lines = tuple(replace(moved(line), size=high * line.size) for line in sheet.lines)
    return replace(sheet, lines=lines, rules=tuple(map(moved, sheet.rules)))


def _scans(pages: list[int]) -> Issue:
    return Issue(
        "text",
        "ocr_missing",
        Severity.ERROR,
        Responsibility.US,
        f"{len(pages)} pages are images and were not read; {REMEDY}",
        f"pages {', '.join(map(str, pages))}"[:200],
    )


def _without_text(unread: list[int]) -> UnreadableDocument:
    if unread:
        return UnreadableDocument(
            "ocr_missing", f"all {len(unread)} pages are images; {REMEDY}"
        )
    return UnreadableDocument(
        "no_text", "the OFD shows no text; look at the archived file"
    )


def _metadata(
    bodies: list[etree._Element], printed: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Keep of DocInfo what the text itself says: authors and titles there are often those of another file."""
    words = "".join(printed.split())
    metadata: dict[str, str] = {}
    origin: dict[str, str] = {}
    for info in (
        child for body in bodies for child in body if local(child) == "DocInfo"
    ):
        custom = [
            one for child in info if local(child) == "CustomDatas" for one in child
        ]
        said = [("title", text_of(info, "Title"), "DocInfo Title")]
        for one in custom:
            label = one.get("Name", "").strip()
            name = next(
                (name for name, labels in LABELS.items() if name and label in labels),
                "",
            )
            said.append((name, (one.text or "").strip(), f"DocInfo CustomData {label}"))
        for name, value, where in said:
            known = (
                name in {"title", "publisher", "document_number"}
                and name not in metadata
            )
            if (
                known
                and len(value) > 4
                and value not in EMPTY_VALUES
                and "".join(value.split()) in words
            ):
                metadata[name], origin[name] = value, where
    return metadata, origin

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
    OfdPackage,
    find_text,
    load_resources,
    open_package,
)
from tasks.documents.paged.ofd_page import (
    ObjectCollector,
    Picture,
    Resources,
    ShownObjects,
    get_local_name,
)
from tasks.documents.paged.ofd_text import Matrix, parse_numbers
from tasks.documents.paged.sheet import RuledLine, Sheet, TextLine, build_lines
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
_ShapeT = TypeVar("_ShapeT", TextLine, RuledLine)
_OTHER_CONTENT = {
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
    name, root = package.load_part("", "OFD.xml")
    bodies = [element for element in root if get_local_name(element) == "DocBody"]
    sheets: list[Sheet] = []
    unread: list[int] = []
    for number, one in enumerate(bodies, 1):
        try:
            reader = _open_document(package, name, one, len(sheets))
            sheets += reader.iter_sheets()
            unread += reader.unread
        except UnreadableDocument as error:
            if len(bodies) == 1:
                raise
            package.report_loss("lost_part", f"document {number} of the file", error)
    paragraphs, found = layout.build_paragraphs(sheets)
    if not paragraphs:
        raise _make_no_text_error(unread)
    metadata, origin = _extract_metadata(
        bodies, "".join(paragraph.text for paragraph in paragraphs)
    )
    issues = [*package.issues, *found, *([_report_scans(unread)] if unread else [])]
    placed = tuple(replace(issue, url=issue.url or url or None) for issue in issues)
    return Document(paragraphs, MEDIA_TYPE, None, metadata, origin, issues=placed)


@dataclass
class _DocumentPages:
    """The pages of one document of the file, to be read to sheets.

    `unread` are those that wanted OCR in vain.
    """

    package: OfdPackage
    base: str
    elements: list[etree._Element]
    area: tuple[float, ...]
    templates: dict[str, str | None]
    resources: Resources
    pages_before: int
    unread: list[int] = field(default_factory=list)

    def iter_sheets(self) -> Iterator[Sheet]:
        """Yield every page's sheet, an empty one where it cannot be read; raises when none can."""
        painter = ObjectCollector(self.resources)
        errors: list[UnreadableDocument] = []
        for number, element in enumerate(self.elements, self.pages_before + 1):
            try:
                name, page = self.package.load_part(self.base, element.get("BaseLoc"))
                yield self._read_sheet(number, name, page, painter)
            except UnreadableDocument as error:
                self.package.report_loss("lost_page", f"page {number}", error)
                errors.append(error)
                yield Sheet(number, self.area[2] * _POINTS, self.area[3] * _POINTS, ())
        if errors and len(errors) == len(self.elements):
            raise errors[0]

    def _read_sheet(
        self, number: int, name: str, page: etree._Element, painter: ObjectCollector
    ) -> Sheet:
        left, top, width, height = next(
            (_parse_area(child) for child in page if get_local_name(child) == "Area"),
            self.area,
        )
        outer: Matrix = (_POINTS, 0.0, 0.0, _POINTS, -left * _POINTS, -top * _POINTS)
        shown = ShownObjects()
        for use in (child for child in page if get_local_name(child) == "Template"):
            location = self.templates.get(use.get("TemplateID", ""))
            template = self.package.load_optional_part(
                self.base, location, f"the template of page {number}"
            )
            if template:
                painter.collect(template[1], outer, shown)
        painter.collect(page, outer, shown)
        empty = Sheet(number, width * _POINTS, height * _POINTS, (), tuple(shown.rules))
        runs = [
            run
            for run in shown.runs
            if 0 <= run.left <= empty.width
            and 0 <= run.baseline <= empty.height
            and 0 <= run.size <= empty.height
        ]
        sheet = replace(empty, lines=build_lines(runs, shown.rules))
        if _is_scan(sum(len(run.text) for run in runs), shown.pictures, empty):
            images = (
                self.resources.images | load_resources(self.package, name, page).images
            )
            for read in self._read_pictures(number, shown.pictures, images):
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
        self, number: int, shown: ShownObjects, off_page: int, *, empty: bool
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

    def _read_pictures(
        self, number: int, pictures: list[Picture], images: dict[str, str]
    ) -> Iterator[Sheet]:
        """Read a scanned page's images by OCR and give what they show where they stand."""
        from tasks.documents.paged import ocr

        for picture in sorted(pictures, key=lambda picture: picture.top):
            try:
                image = self.package.archive.read(
                    images.get(picture.resource, f"image {picture.resource}")
                )
                sheet, issues = ocr.read_page_image(image, number)
            except UnreadableDocument as error:
                if error.code == "ocr_missing":
                    self.unread.append(number)
                    return
                self.package.report_loss(
                    "lost_page", f"the image of page {number}", error
                )
                continue
            self.package.issues += issues
            yield _move_sheet(sheet, picture)


def _open_document(
    package: OfdPackage, base: str, body: etree._Element, before: int
) -> _DocumentPages:
    """Open one DocBody's document; `before` counts the pages of the documents before it."""
    name, document = package.load_part(base, find_text(body, "DocRoot"))
    common = next(
        (child for child in document if get_local_name(child) == "CommonData"), document
    )
    pages = [
        page
        for child in document
        if get_local_name(child) == "Pages"
        for page in child
        if get_local_name(page) == "Page"
    ]
    if before + len(pages) > MOST_PAGES:
        raise UnreadableDocument(
            "too_many_pages",
            f"the file claims more than {MOST_PAGES} pages; look at what it is",
        )
    aside = [
        what
        for tag, what in _OTHER_CONTENT.items()
        if find_text(body, tag) or find_text(document, tag)
    ]
    if aside:
        package.note(
            "left_aside",
            Severity.INFO,
            f"the file also holds {', '.join(aside)}; they are no text of it",
        )
    return _DocumentPages(
        package,
        name,
        pages,
        next(
            (
                _parse_area(child)
                for child in common
                if get_local_name(child) == "PageArea"
            ),
            _A4,
        ),
        {
            child.get("ID", ""): child.get("BaseLoc")
            for child in common
            if get_local_name(child) == "TemplatePage"
        },
        load_resources(package, name, common),
        before,
    )


def _parse_area(element: etree._Element) -> tuple[float, ...]:
    """Give x, y, width and height in millimetres of a page's physical box; A4 where it says nothing sane."""
    box = parse_numbers(find_text(element, "PhysicalBox"), 4)
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


def _move_sheet(sheet: Sheet, picture: Picture) -> Sheet:
    """Give a recognised image's lines and rules the size and place that the image has on its page."""
    wide, high = (
        (picture.right - picture.left) / sheet.width,
        (picture.bottom - picture.top) / sheet.height,
    )

    def moved(thing: _ShapeT) -> _ShapeT:
        left, right = (
            picture.left + wide * thing.left,
            picture.left + wide * thing.right,
        )
        top, bottom = picture.top + high * thing.top, picture.top + high * thing.bottom
        return replace(thing, left=left, right=right, top=top, bottom=bottom)

    lines = tuple(replace(moved(line), size=high * line.size) for line in sheet.lines)
    return replace(sheet, lines=lines, rules=tuple(map(moved, sheet.rules)))


def _report_scans(pages: list[int]) -> Issue:
    return Issue(
        "text",
        "ocr_missing",
        Severity.ERROR,
        Responsibility.US,
        f"{len(pages)} pages are images and were not read; {REMEDY}",
        f"pages {', '.join(map(str, pages))}"[:200],
    )


def _make_no_text_error(unread: list[int]) -> UnreadableDocument:
    if unread:
        return UnreadableDocument(
            "ocr_missing", f"all {len(unread)} pages are images; {REMEDY}"
        )
    return UnreadableDocument(
        "no_text", "the OFD shows no text; look at the archived file"
    )


def _extract_metadata(
    bodies: list[etree._Element], printed: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Keep of DocInfo what the text itself says: authors and titles there are often those of another file."""
    words = "".join(printed.split())
    metadata: dict[str, str] = {}
    origin: dict[str, str] = {}
    for info in (
        child for body in bodies for child in body if get_local_name(child) == "DocInfo"
    ):
        custom = [
            one
            for child in info
            if get_local_name(child) == "CustomDatas"
            for one in child
        ]
        said = [("title", find_text(info, "Title"), "DocInfo Title")]
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

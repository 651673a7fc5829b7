"""OFD, China's fixed-layout format (GB/T 33190-2016), to a document: zip and XML, pages of placed letters.

OFD.xml names the documents, each Document.xml its pages, templates and resources, each page's Content.xml the
objects that it shows. Lengths are millimetres from the top left corner.
"""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple, Self, TypeVar

from lxml import etree

from tasks.documents.boilerplate import EMPTY_VALUES, LABELS
from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.ofd_page import (
    POINTS,
    ObjectCollector,
    OfdXml,
    Picture,
    Resources,
    ShownObjects,
)
from tasks.documents.paged.placed_pages import build_sheets, turn_page
from tasks.documents.paged.sheet import PlacedRun, RuledLine, Sheet, TextLine
from tasks.documents.paged.watermarks import PlacedPage
from tasks.documents.safe_zip import SafeZip
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.document import Document, Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Bilingual, Issue

# These end a whole file; what else is wrong with a part costs that part.
_FATAL = frozenset(
    {"zip_bomb", "encrypted_document", "too_many_objects", "too_many_pages"}
)
_DECLARING = frozenset({"PublicRes", "DocumentRes", "PageRes"})
MEDIA_TYPE = "application/ofd"
MOST_PAGES = 3_000
# A page with few letters, as of a page number, is a scan when its images cover this share of it; one without
# any, less.
_FEW_LETTERS = 20
_SCANNED_SHARE = 0.4
_PICTURE_SHARE = 0.1
_ShapeT = TypeVar("_ShapeT", TextLine, RuledLine)
_OTHER_CONTENT = {
    "Annotations": "stamps_and_notes",
    "Signatures": "electronic_signatures",
    "Attachments": "attached_files",
}
_COMMA = Bilingual("、", ", ")
_LONGEST_EVIDENCE = 200
# What DocInfo may say of a document.
_FIELDS = frozenset({"title", "publisher", "document_number"})


@dataclass
class _OfdPackage:
    """The zip, the folder in which OFD.xml stands, and what was found wrong on the way."""

    archive: SafeZip
    home: str
    url: str
    issues: list[Issue] = field(default_factory=list)
    recognised: bool = False

    @classmethod
    def open(cls, body: bytes, url: str) -> Self:
        """Open a file.

        OFD.xml stands in the root, or in one more folder where somebody packed the file anew. Raises
        UnreadableDocument: not_ofd, encrypted_document, and what `SafeZip.open` raises.
        """
        archive = SafeZip.open(body)
        starts = filter(_is_start, archive.names)
        start = min(starts, key=len, default=None)
        if start is None and archive.find("Encryptions.xml"):
            raise UnreadableDocument("encrypted_document", what=make_phrase("the_ofd"))
        if start is None:
            raise UnreadableDocument("not_ofd")
        return cls(archive, posixpath.dirname(start), url)

    def find(
        self,
        base: str,
        location: str | None,
    ) -> str | None:
        """Resolve a location as written in the part `base`.

        It is absolute, next to the part, or (a slip) from the file's root.
        """
        written = (location or "").strip().replace("\\", "/")
        if not written:
            return None
        beside = posixpath.join(posixpath.dirname(base) if base else self.home, written)
        absolute = posixpath.join(self.home, written.lstrip("/"))
        tried = (absolute, beside) if written.startswith("/") else (beside, absolute)
        found = map(self.archive.find, map(posixpath.normpath, tried))
        return next(filter(None, found), None)

    def load_part(
        self,
        base: str,
        location: str | None,
    ) -> tuple[str, etree._Element]:
        """Give a part's name and root element; raises UnreadableDocument."""
        name = self.find(base, location)
        if name is None:
            place = base or make_phrase("the_zip")
            part = make_phrase(
                "part_named_in",
                part=repr(location),
                base=place,
            )
            raise UnreadableDocument("missing_part", part=part)
        return name, self.archive.read_xml(name)

    def load_optional_part(
        self,
        base: str,
        location: str | None,
        what: Bilingual,
    ) -> tuple[str, etree._Element] | None:
        """Give a part that the rest can be read without; when it is lost, that is an issue."""
        try:
            return self.load_part(base, location)
        except UnreadableDocument as error:
            self.report_loss("lost_part", what, error)
            return None

    def report_loss(
        self,
        code: str,
        what: Bilingual,
        error: UnreadableDocument,
    ) -> None:
        """Record that something is lost by an error; raises the error where it ends the whole file."""
        if error.code in _FATAL:
            raise error
        issue = make_issue(
            code,
            error.code,
            url=self.url or None,
            what=what,
            error=error.message,
        )
        self.issues.append(issue)

    def load_resources(
        self,
        base: str,
        owner: etree._Element,
    ) -> Resources:
        """Read the resource files that a CommonData or a page names; one that is lost is an issue."""
        heavy: set[str] = set()
        params: dict[str, etree._Element] = {}
        images: dict[str, str] = {}
        composites: dict[str, etree._Element] = {}
        for declaring in owner:
            if OfdXml.get_local_name(declaring) not in _DECLARING:
                continue
            what = make_phrase("resource_file")
            part = self.load_optional_part(base, declaring.text, what)
            if part is None:
                continue
            name, root = part
            for element in chain.from_iterable(root):
                key = element.get("ID", "")
                kind = OfdXml.get_local_name(element)
                if kind == "DrawParam":
                    params[key] = element
                if kind == "Font" and _is_heavy(element):
                    heavy.add(key)
                elif kind == "CompositeGraphicUnit":
                    composites[key] = element
                elif kind == "MultiMedia":
                    images[key] = _find_media_file(self, name, root, element)
        return Resources(frozenset(heavy), params, images, composites)


def _is_start(name: str) -> bool:
    return posixpath.basename(name).lower() == "ofd.xml"


def _find_text(element: etree._Element, name: str) -> str:
    """Give the text of the first child of a name; empty when there is none."""
    child = OfdXml.find_child(element, name)
    if child is None:
        return ""
    return (child.text or "").strip()


def _find_media_file(
    package: _OfdPackage,
    name: str,
    root: etree._Element,
    media: etree._Element,
) -> str:
    """Find an image's file: in the folder that its resource file names, next to that file, or as written."""
    folder = posixpath.join(posixpath.dirname(name), root.get("BaseLoc", ""), "x")
    written = _find_text(media, "MediaFile")
    return package.find(folder, written) or package.find(name, written) or written


def _is_heavy(font: etree._Element) -> bool:
    is_marked = font.get("Bold", "").lower() == "true"
    return is_marked or "bold" in font.get("FontName", "").lower()


def read(body: bytes, *, url: str = "") -> Document:
    """Read an OFD file with all documents in it.

    Raises UnreadableDocument: not_ofd, encrypted_document, too_many_pages, too_many_objects, no_text,
    ocr_missing, and what `SafeZip.open` raises. A page that cannot be read is an issue; when none can, its
    error is raised.
    """
    package = _OfdPackage.open(body, url)
    name, root = package.load_part("", "OFD.xml")
    bodies = list(OfdXml.iter_children(root, "DocBody"))
    paragraphs: tuple[Paragraph, ...] = ()
    furniture: list[Issue] = []
    unread: list[int] = []
    count = 0
    tables = 0
    for number, element in enumerate(bodies, 1):
        try:
            pages = _open_document(package, name, element, count)
            sheets = pages.read_sheets()
            count += len(sheets)
            unread += pages.unread
            # What repeats in two documents, as their titles may, is no furniture of either.
            own, left_out = build_paragraphs(sheets, tables)
            tables = max((one.row.table for one in own if one.row), default=tables)
            paragraphs += own
            furniture += left_out
        except UnreadableDocument as error:
            if len(bodies) == 1:
                raise
            what = make_phrase("one_document", number=number)
            package.report_loss("lost_part", what, error)
    if not paragraphs:
        raise _make_no_text_error(unread)
    printed = "".join(paragraph.text for paragraph in paragraphs)
    metadata, origin = _extract_metadata(bodies, printed)
    issues = [*package.issues, *furniture]
    if unread:
        issues.append(_report_scans(unread))
    placed = tuple(replace(issue, url=issue.url or url or None) for issue in issues)
    return Document(
        paragraphs,
        MEDIA_TYPE,
        None,
        metadata,
        origin,
        issues=placed,
        recognised=package.recognised,
    )


class _Area(NamedTuple):
    """A page's physical box in millimetres."""

    left: float
    top: float
    width: float
    height: float


_A4 = _Area(0.0, 0.0, 210.0, 297.0)


@dataclass
class _DocumentPages:
    """The pages of one document of the file, to be read to sheets.

    `unread` are those that wanted OCR in vain.
    """

    package: _OfdPackage
    base: str
    elements: list[etree._Element]
    area: _Area
    templates: dict[str, str | None]
    resources: Resources
    pages_before: int
    unread: list[int] = field(default_factory=list)

    def read_sheets(self) -> list[Sheet]:
        """Read every page's sheet, an empty one where it cannot be read; raises when none can."""
        pages = list(self._iter_pages())
        sheets, marks = build_sheets([placed for placed, _scans in pages])
        self.package.issues += marks
        merged = []
        for sheet, (_placed, scans) in zip(sheets, pages, strict=True):
            lines = list(sheet.lines)
            rules = list(sheet.rules)
            for scan in scans:
                lines += scan.lines
                rules += scan.rules
            merged.append(replace(sheet, lines=tuple(lines), rules=tuple(rules)))
        return merged

    def _iter_pages(self) -> Iterator[tuple[PlacedPage, list[Sheet]]]:
        """Yield every page's runs, and what OCR reads of its pictures."""
        collector = ObjectCollector(self.resources)
        errors: list[UnreadableDocument] = []
        for number, element in enumerate(self.elements, self.pages_before + 1):
            try:
                yield self._read_page(number, element, collector)
            except UnreadableDocument as error:
                what = make_phrase("one_page", page=number)
                self.package.report_loss("lost_page", what, error)
                errors.append(error)
                yield _make_empty_page(number, self.area), []
        if errors and len(errors) == len(self.elements):
            raise errors[0]

    def _read_page(
        self,
        number: int,
        element: etree._Element,
        collector: ObjectCollector,
    ) -> tuple[PlacedPage, list[Sheet]]:
        name, page = self.package.load_part(self.base, element.get("BaseLoc"))
        child = OfdXml.find_child(page, "Area")
        area = self.area
        if child is not None:
            area = _parse_area(child)
        shown = self._collect_objects(number, page, area, collector)
        empty = _make_empty_page(number, area)
        runs = [run for run in shown.runs if _is_on_page(run, empty)]
        placed = replace(
            empty,
            runs=tuple(runs),
            rules=tuple(shown.rules),
        )
        if _count_letters(shown.columns) > _count_letters(runs):
            placed = turn_page(placed, shown.columns)
        elif shown.columns:
            shown.turned += [run.text for run in shown.columns]
        scans: list[Sheet] = []
        if _is_scan(_count_letters(placed.runs), shown.pictures, placed):
            of_page = self.package.load_resources(name, page)
            images = self.resources.images | of_page.images
            scans += self._read_pictures(number, shown.pictures, images)
        is_empty = not placed.runs and not any(scan.lines for scan in scans)
        off_page = len(shown.runs) - len(runs)
        self._note_left_out(
            number,
            shown,
            is_empty=is_empty,
            off_page=off_page,
        )
        return placed, scans

    def _collect_objects(
        self,
        number: int,
        page: etree._Element,
        area: _Area,
        collector: ObjectCollector,
    ) -> ShownObjects:
        """Collect what a page shows, its templates' objects first."""
        corner = (area.left, area.top)
        shown = ShownObjects()
        for use in OfdXml.iter_children(page, "Template"):
            location = self.templates.get(use.get("TemplateID", ""))
            what = make_phrase("template_of_page", page=number)
            template = self.package.load_optional_part(self.base, location, what)
            if template:
                collector.collect(template[1], corner, shown, shared=True)
        collector.collect(page, corner, shown)
        return shown

    def _note_left_out(
        self,
        number: int,
        shown: ShownObjects,
        *,
        is_empty: bool,
        off_page: int,
    ) -> None:
        if shown.hidden:
            words = "\n".join(shown.hidden)[:_LONGEST_EVIDENCE]
            self._note(make_issue("hidden_text", words, count=len(shown.hidden)))
        if shown.turned:
            words = " ".join(shown.turned)[:_LONGEST_EVIDENCE]
            self._note(make_issue("turned_text", words, page=number))
        if is_empty and shown.drawings and number not in self.unread:
            drawings = f"{shown.drawings} drawings"
            self._note(make_issue("page_without_text", drawings, page=number))
        if off_page:
            self._note(make_issue("text_off_page", str(off_page), page=number))

    def _note(self, issue: Issue) -> None:
        self.package.issues.append(issue)

    def _read_pictures(
        self, number: int, pictures: list[Picture], images: dict[str, str]
    ) -> Iterator[Sheet]:
        """Read a scanned page's images by OCR and give what they show where they stand."""
        from tasks.documents.paged import ocr

        for picture in sorted(pictures, key=lambda picture: picture.top):
            name = images.get(picture.resource, f"image {picture.resource}")
            try:
                image = self.package.archive.read(name)
                sheet, issues = ocr.read_page_image(image, number)
            except UnreadableDocument as error:
                if error.code == "ocr_missing":
                    self.unread.append(number)
                    return
                what = make_phrase("image_of_page", page=number)
                self.package.report_loss("lost_page", what, error)
                continue
            self.package.issues += issues
            self.package.recognised = True
            yield _move_sheet(sheet, picture)


def _open_document(
    package: _OfdPackage,
    base: str,
    body: etree._Element,
    pages_before: int,
) -> _DocumentPages:
    """Open one DocBody's document; `pages_before` counts the pages of the documents before it."""
    name, document = package.load_part(base, _find_text(body, "DocRoot"))
    elements: list[etree._Element] = []
    for pages in OfdXml.iter_children(document, "Pages"):
        elements += OfdXml.iter_children(pages, "Page")
    if pages_before + len(elements) > MOST_PAGES:
        raise UnreadableDocument("too_many_pages", most=MOST_PAGES)
    _note_other_content(package, body, document)
    common = OfdXml.find_child(document, "CommonData")
    if common is None:
        common = document
    area = OfdXml.find_child(common, "PageArea")
    templates: dict[str, str | None] = {}
    for template in OfdXml.iter_children(common, "TemplatePage"):
        templates[template.get("ID", "")] = template.get("BaseLoc")
    return _DocumentPages(
        package=package,
        base=name,
        elements=elements,
        area=_A4 if area is None else _parse_area(area),
        templates=templates,
        resources=package.load_resources(name, common),
        pages_before=pages_before,
    )


def _note_other_content(
    package: _OfdPackage,
    body: etree._Element,
    document: etree._Element,
) -> None:
    """Note what a file holds beside its pages."""
    held: list[Bilingual] = []
    for tag, content in _OTHER_CONTENT.items():
        if _find_text(body, tag) or _find_text(document, tag):
            held.append(make_phrase(content))
    if held:
        contents = _COMMA.join(held)
        package.issues.append(make_issue("left_aside", contents=contents))


def _parse_area(element: etree._Element) -> _Area:
    """Give a page's physical box; A4 where it says nothing sane."""
    area = _Area(*OfdXml.parse_numbers(_find_text(element, "PhysicalBox"), 4))
    is_sane = 10 <= area.width <= 5000 and 10 <= area.height <= 5000
    if is_sane:
        return area
    return _A4


def _make_empty_page(number: int, area: _Area) -> PlacedPage:
    return PlacedPage(
        number,
        area.width * POINTS,
        area.height * POINTS,
        (),
    )


def _count_letters(runs: Iterable[PlacedRun]) -> int:
    return sum(len(run.text) for run in runs)


def _is_on_page(run: PlacedRun, page: PlacedPage) -> bool:
    return (
        0 <= run.left <= page.width
        and 0 <= run.baseline <= page.height
        and 0 <= run.size <= page.height
    )


def _is_scan(
    letters: int,
    pictures: list[Picture],
    page: PlacedPage,
) -> bool:
    covered = sum(picture.width * picture.height for picture in pictures)
    share = covered / (page.width * page.height)
    least = _SCANNED_SHARE if letters else _PICTURE_SHARE
    return letters < _FEW_LETTERS and share >= least


def _move_sheet(sheet: Sheet, picture: Picture) -> Sheet:
    """Give a recognised image's lines and rules the size and place that the image has on its page."""
    wide = picture.width / sheet.width
    high = picture.height / sheet.height

    def move(shape: _ShapeT) -> _ShapeT:
        return replace(
            shape,
            left=picture.left + wide * shape.left,
            right=picture.left + wide * shape.right,
            top=picture.top + high * shape.top,
            bottom=picture.top + high * shape.bottom,
        )

    lines = tuple(replace(move(line), size=high * line.size) for line in sheet.lines)
    return replace(
        sheet,
        lines=lines,
        rules=tuple(map(move, sheet.rules)),
    )


def _report_scans(pages: list[int]) -> Issue:
    evidence = f"pages {', '.join(map(str, pages))}"[:_LONGEST_EVIDENCE]
    what = make_phrase("pages_are_images", count=len(pages))
    return make_issue(
        "ocr_missing",
        evidence,
        stage="text",
        what=what,
    )


def _make_no_text_error(unread: list[int]) -> UnreadableDocument:
    if unread:
        what = make_phrase("all_pages_are_images", count=len(unread))
        return UnreadableDocument("ocr_missing", what=what)
    return UnreadableDocument("no_text", problem=make_phrase("ofd_without_text"))


class _DocInfoField(NamedTuple):
    """What DocInfo says: the field that is meant, or nothing; its value; and where it stands."""

    name: str
    value: str
    origin: str


def _extract_metadata(
    bodies: list[etree._Element], printed: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Keep of DocInfo what the text itself says: authors and titles there are often those of another file."""
    words = "".join(printed.split())
    metadata: dict[str, str] = {}
    origin: dict[str, str] = {}
    for body in bodies:
        for info in OfdXml.iter_children(body, "DocInfo"):
            for said in _iter_fields(info):
                if said.name not in metadata and _is_printed(said, words):
                    metadata[said.name] = said.value
                    origin[said.name] = said.origin
    return metadata, origin


def _iter_fields(info: etree._Element) -> Iterator[_DocInfoField]:
    """Yield what a DocInfo says, its title first."""
    yield _DocInfoField("title", _find_text(info, "Title"), "DocInfo Title")
    for custom in OfdXml.iter_children(info, "CustomDatas"):
        for element in custom:
            label = element.get("Name", "").strip()
            value = (element.text or "").strip()
            origin = f"DocInfo CustomData {label}"
            yield _DocInfoField(_find_field_name(label), value, origin)


def _find_field_name(label: str) -> str:
    """Find the field that a label names; empty when it names none."""
    for name, labels in LABELS.items():
        if name and label in labels:
            return name
    return ""


def _is_printed(said: _DocInfoField, words: str) -> bool:
    """Tell whether a field says something that the text, given without spaces, says as well."""
    if said.name not in _FIELDS or len(said.value) <= 4:
        return False
    if said.value in EMPTY_VALUES:
        return False
    return "".join(said.value.split()) in words

"""DOCX to a document: the body's paragraphs and tables with Word's automatic numbers, as Word shows them.

Headers and footers are left out; notes follow the paragraph that refers to them. Strict files
(ISO/IEC 29500) read the same as transitional ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath

from lxml import etree

from tasks.documents.media_types import DOCX
from tasks.documents.safe_zip import SafeZip
from tasks.documents.word.docx_reader import DocxReader
from tasks.documents.word.docx_styles import (
    Numbering,
    R,
    W,
    WordStyles,
    collect_text,
    get_local_name,
)
from tasks.documents.word.paragraphs import Findings
from tasks.documents.word.pasted_scans import read_images
from tasks.model.catalogue import make_phrase
from tasks.model.document import Document, Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue

_MOST_HEADERS = 30
_STRICT = {
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": R,
}
_STRICT_MARK = "http://purl.oclc.org/ooxml/"
# Findings that stand for content in a form that is not read.
_UNREAD_CONTENT = frozenset({"embedded_document_not_read", "images_not_read"})


def _convert_to_transitional(root: etree._Element) -> etree._Element:
    """Rename a strict part's elements and attributes to their transitional names, in place."""
    if not any((uri or "").startswith(_STRICT_MARK) for uri in root.nsmap.values()):
        return root
    for element in root.iter("*"):
        element.tag = _convert_name(str(element.tag))
        for name, value in list(element.attrib.items()):
            renamed = _convert_name(str(name))
            if renamed != name:
                del element.attrib[name]
                element.set(renamed, value)
    return root


def _convert_name(name: str) -> str:
    end = name.rfind("}") + 1
    namespace = name[:end]
    return _STRICT.get(namespace, namespace) + name[end:]


@dataclass(frozen=True, slots=True)
class _Relationship:
    """One relationship of a part: its id, the last word of its type, and the member that it leads to."""

    key: str
    kind: str
    target: str


class _Package:
    """A DOCX as parts: the main one, and those that it is related to."""

    def __init__(self, body: bytes, findings: Findings) -> None:
        self.archive: SafeZip = SafeZip.open(body)
        self.findings = findings
        self.name = self._find_main_part()
        self.relationships = self._read_relationships(self.name)

    def _find_main_part(self) -> str:
        for relationship in self._read_relationships(""):
            is_main = relationship.kind == "officeDocument"
            if is_main and self.archive.find(relationship.target):
                return relationship.target
        return "word/document.xml"

    def parse_main_part(self) -> etree._Element:
        """Parse the main part; raises UnreadableDocument when it is missing, broken or no text document."""
        root = _convert_to_transitional(self.archive.read_xml(self.name))
        if root.tag != W + "document":
            kind = make_phrase("other_office_file", element=get_local_name(root))
            raise UnreadableDocument("unsupported_type", kind=kind)
        return root

    def iter_related_parts(self, *kinds: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield the main part's related parts of some kinds with their kind; a broken one is a finding."""
        for relationship in self.relationships:
            if relationship.kind in kinds and self.archive.find(relationship.target):
                root = self._parse_part(relationship.target)
                if root is not None:
                    yield relationship.kind, root

    def find_part(self, kind: str) -> etree._Element | None:
        """Give the one related part of a kind, such as the styles; null when there is none to be read."""
        return next((root for _, root in self.iter_related_parts(kind)), None)

    def _parse_part(self, name: str) -> etree._Element | None:
        try:
            return _convert_to_transitional(self.archive.read_xml(name))
        except UnreadableDocument as error:
            self.findings.add_finding("damaged_part_left_out", f"{name}: {error}")
            return None

    def _read_relationships(self, name: str) -> list[_Relationship]:
        path = join(dirname(name), "_rels", f"{basename(name)}.rels")
        root = self._parse_part(path) if self.archive.find(path) else None
        if root is None:
            return []
        return [
            _read_relationship(element, dirname(name))
            for element in root.iter("{*}Relationship")
            if element.get("TargetMode") != "External"
        ]


def _read_relationship(element: etree._Element, folder: str) -> _Relationship:
    target = join("/", folder, element.get("Target") or "")
    kind = (element.get("Type") or "").rpartition("/")[2]
    return _Relationship(element.get("Id") or "", kind, normpath(target).lstrip("/"))


def read(body: bytes, *, url: str = "") -> Document:
    """Read a DOCX.

    Where a scan was pasted into it, its images are read by OCR.
    Raises UnreadableDocument: `no_text`, `unsupported_type`, and what `safe_zip` raises for a member.
    """
    findings = Findings()
    package = _Package(body, findings)
    content = package.parse_main_part().find(W + "body")
    styles = WordStyles.read(package.find_part("styles"))
    numbering = Numbering.read(package.find_part("numbering"), styles)
    reader = DocxReader(styles, numbering, findings, _collect_notes(package))
    paragraphs: Sequence[Paragraph] = ()
    if content is not None:
        paragraphs = reader.read(content, basename(package.name))
    if numbering.unknown_formats:
        formats = ", ".join(sorted(numbering.unknown_formats))
        findings.add_finding("number_format_unknown", formats)
    _note_headers_and_footers(package, findings)
    ocr_issues: tuple[Issue, ...] = ()
    if reader.image_count:
        images = _read_images(package)
        scanned, ocr_issues = read_images(paragraphs, images, findings, url)
        paragraphs = (*paragraphs, *scanned)
    if not paragraphs and not findings.evidence.keys() & _UNREAD_CONTENT:
        problem = make_phrase("no_text_nor_in_images")
        raise UnreadableDocument("no_text", problem=problem)
    issues = (*findings.build_issues(url), *ocr_issues)
    return Document(tuple(paragraphs), DOCX, issues=issues, url=url)


def _read_images(package: _Package) -> Iterator[bytes]:
    """Yield the images of the body in their order, each once; one that cannot be unpacked is a finding."""
    targets: dict[str, str] = {}
    for relationship in package.relationships:
        if relationship.kind == "image":
            targets[relationship.key] = relationship.target
    seen: set[str] = set()
    for element in package.parse_main_part().iter("{*}blip", "{*}imagedata"):
        key = element.get(R + "embed") or element.get(R + "id") or ""
        target = targets.get(key, "")
        if target in seen or not package.archive.find(target):
            continue
        seen.add(target)
        try:
            yield package.archive.read(target)
        except UnreadableDocument as error:
            package.findings.add_finding("damaged_part_left_out", f"{target}: {error}")


def _collect_notes(package: _Package) -> dict[tuple[str, str], etree._Element]:
    """Collect foot- and endnotes by kind and id, without the separators, which have a type."""
    notes: dict[tuple[str, str], etree._Element] = {}
    for _, root in package.iter_related_parts("footnotes", "endnotes"):
        for note in root.iterchildren(W + "footnote", W + "endnote"):
            if note.get(W + "type") in (None, "normal"):
                notes[get_local_name(note), note.get(W + "id") or ""] = note
    return notes


def _note_headers_and_footers(package: _Package, findings: Findings) -> None:
    lines: list[str] = []
    for count, (_, root) in enumerate(package.iter_related_parts("header", "footer")):
        if count == _MOST_HEADERS:
            break
        lines.append(collect_text(root).strip())
    findings.add_furniture(lines)

"""DOCX to a document: the body's paragraphs and tables with Word's automatic numbers, as Word shows them.

Headers and footers are furniture and left out; notes follow the paragraph that refers to them. Strict files
(ISO/IEC 29500) read the same as transitional ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from posixpath import basename, dirname, join, normpath

from lxml import etree

from tasks.documents.media_types import DOCX
from tasks.documents.safe_zip import SafeZip, open_zip
from tasks.documents.word.docx_numbering import read_numbering
from tasks.documents.word.docx_reader import DocxReader
from tasks.documents.word.docx_styles import (
    R,
    W,
    convert_to_transitional,
    get_local_name,
    read_styles,
)
from tasks.documents.word.findings import MIN_TEXT_LENGTH, Findings, is_page_number
from tasks.documents.word.pasted_scans import read_images
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue

_MOST_HEADERS = 30


@dataclass(frozen=True, slots=True)
class _Relationship:
    """One relationship of a part: the last word of its type, and the member that it leads to."""

    key: str
    kind: str
    target: str


class _Package:
    """A DOCX as parts: the main one, and those that it is related to."""

    def __init__(self, body: bytes, findings: Findings) -> None:
        self.zipped: SafeZip = open_zip(body)
        self.findings = findings
        starts = [
            one.target
            for one in self._read_relationships("")
            if one.kind == "officeDocument"
        ]
        self.name = next(
            (name for name in starts if self.zipped.find(name)), "word/document.xml"
        )
        self.relationships = self._read_relationships(self.name)

    def parse_main_part(self) -> etree._Element:
        """Parse the main part; raises UnreadableDocument when it is missing, broken or no text document."""
        root = convert_to_transitional(self.zipped.read_xml(self.name))
        if root.tag != W + "document":
            raise UnreadableDocument(
                "unsupported_type",
                f"its main part is a {get_local_name(root)}, not a text document; look at the archived bytes",
            )
        return root

    def iter_related_parts(self, *kinds: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield the main part's related parts of some kinds with their kind; a broken one is a finding."""
        for relation in self.relationships:
            if relation.kind in kinds and self.zipped.find(relation.target):
                root = self._parse_part(relation.target)
                if root is not None:
                    yield relation.kind, root

    def find_part(self, kind: str) -> etree._Element | None:
        """Give the one related part of a kind, such as the styles; null when there is none to be read."""
        return next((root for _, root in self.iter_related_parts(kind)), None)

    def _parse_part(self, name: str) -> etree._Element | None:
        try:
            return convert_to_transitional(self.zipped.read_xml(name))
        except UnreadableDocument as error:
            self.findings.add("damaged_part", f"{name}: {error}")
            return None

    def _read_relationships(self, name: str) -> list[_Relationship]:
        path = join(dirname(name), "_rels", f"{basename(name)}.rels")
        root = self._parse_part(path) if self.zipped.find(path) else None
        return [
            _Relationship(
                element.get("Id") or "",
                (element.get("Type") or "").rpartition("/")[2],
                normpath(join("/", dirname(name), element.get("Target") or "")).lstrip(
                    "/"
                ),
            )
            for element in (() if root is None else root.iter("{*}Relationship"))
            if element.get("TargetMode") != "External"
        ]


def read(body: bytes, *, url: str = "") -> Document:
    """Read a DOCX.

    Where a scan was pasted into it, its images are read by OCR.
    Raises UnreadableDocument: `no_text`, `unsupported_type`, and what `zipped` raises for archives and parts.
    """
    findings = Findings()
    package = _Package(body, findings)
    content = package.parse_main_part().find(W + "body")
    styles = read_styles(package.find_part("styles"))
    numbering = read_numbering(package.find_part("numbering"), styles)
    story = DocxReader(styles, numbering, findings, _collect_notes(package))
    paragraphs = (
        story.read(content, basename(package.name)) if content is not None else []
    )
    if numbering.unknown_formats:
        findings.add(
            "number_format_unknown", ", ".join(sorted(numbering.unknown_formats))
        )
    _note_headers_and_footers(package, findings)
    told: tuple[Issue, ...] = ()
    if (
        story.image_count
        and sum(len(paragraph.text) for paragraph in paragraphs) < MIN_TEXT_LENGTH
    ):
        scanned, told = read_images(_read_images(package), findings)
        paragraphs += scanned
    if not paragraphs and not findings.evidence.keys() & {
        "embedded_document_not_read",
        "images_not_read",
    }:
        raise UnreadableDocument(
            "no_text",
            "the file has no text, also not in its images; look at the archived bytes",
        )
    issues = (
        *findings.build_issues(url),
        *(replace(issue, url=issue.url or url or None) for issue in told),
    )
    return Document(tuple(paragraphs), DOCX, issues=issues, url=url)


def _read_images(package: _Package) -> Iterator[bytes]:
    """Yield the images of the body in their order, each once; one that cannot be unpacked is a finding."""
    targets = {
        relation.key: relation.target
        for relation in package.relationships
        if relation.kind == "image"
    }
    seen: set[str] = set()
    for element in package.parse_main_part().iter("{*}blip", "{*}imagedata"):
        target = targets.get(
            element.get(R + "embed") or element.get(R + "id") or "", ""
        )
        if target in seen or not package.zipped.find(target):
            continue
        seen.add(target)
        try:
            yield package.zipped.read(target)
        except UnreadableDocument as error:
            package.findings.add("damaged_part", f"{target}: {error}")


def _collect_notes(package: _Package) -> dict[tuple[str, str], etree._Element]:
    """Collect foot- and endnotes by kind and id, without the separators, which have a type."""
    return {
        (get_local_name(note), note.get(W + "id") or ""): note
        for _, root in package.iter_related_parts("footnotes", "endnotes")
        for note in root.iterchildren(W + "footnote", W + "endnote")
        if note.get(W + "type") in (None, "normal")
    }


def _note_headers_and_footers(package: _Package, findings: Findings) -> None:
    lines: dict[str, None] = {}
    for count, (_, root) in enumerate(package.iter_related_parts("header", "footer")):
        if count == _MOST_HEADERS:
            break
        line = "".join(text.text or "" for text in root.iter(W + "t")).strip()
        if not is_page_number(line):
            lines[line] = None
    if lines:
        findings.add("furniture_dropped", " | ".join(lines))

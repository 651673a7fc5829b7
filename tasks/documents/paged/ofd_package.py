"""The parts of an OFD file: the zip behind it, how parts name each other, and what resource files declare."""

import posixpath
from dataclasses import dataclass, field
from itertools import chain
from typing import Self

from lxml import etree

from tasks.documents.paged.ofd_page import Resources, find_child, get_local_name
from tasks.documents.safe_zip import SafeZip
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Bilingual, Issue

# These end a whole file; what else is wrong with a part costs that part.
_FATAL = frozenset(
    {"zip_bomb", "encrypted_document", "too_many_objects", "too_many_pages"}
)
_DECLARING = frozenset({"PublicRes", "DocumentRes", "PageRes"})


@dataclass
class OfdPackage:
    """The zip, the folder in which OFD.xml stands, and what was found wrong on the way."""

    archive: SafeZip
    home: str
    url: str
    issues: list[Issue] = field(default_factory=list)

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

    def find(self, base: str, location: str | None) -> str | None:
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

    def load_part(self, base: str, location: str | None) -> tuple[str, etree._Element]:
        """Give a part's name and root element; raises UnreadableDocument."""
        name = self.find(base, location)
        if name is None:
            place = base or make_phrase("the_zip")
            part = make_phrase("part_named_in", part=repr(location), base=place)
            raise UnreadableDocument("missing_part", part=part)
        return name, self.archive.read_xml(name)

    def load_optional_part(
        self, base: str, location: str | None, what: Bilingual
    ) -> tuple[str, etree._Element] | None:
        """Give a part that the rest can be read without; when it is lost, that is an issue."""
        try:
            return self.load_part(base, location)
        except UnreadableDocument as error:
            self.report_loss("lost_part", what, error)
            return None

    def report_loss(
        self, code: str, what: Bilingual, error: UnreadableDocument
    ) -> None:
        """Record that something is lost by an error; raises the error where it ends the whole file."""
        if error.code in _FATAL:
            raise error
        issue = make_issue(
            code, error.code, url=self.url or None, what=what, error=error.message
        )
        self.issues.append(issue)

    def load_resources(self, base: str, owner: etree._Element) -> Resources:
        """Read the resource files that a CommonData or a page names; one that is lost is an issue."""
        heavy: set[str] = set()
        images: dict[str, str] = {}
        composites: dict[str, etree._Element] = {}
        for declaring in owner:
            if get_local_name(declaring) not in _DECLARING:
                continue
            what = make_phrase("resource_file")
            part = self.load_optional_part(base, declaring.text, what)
            if part is None:
                continue
            name, root = part
            for element in chain.from_iterable(root):
                key = element.get("ID", "")
                kind = get_local_name(element)
                if kind == "Font" and _is_heavy(element):
                    heavy.add(key)
                elif kind == "CompositeGraphicUnit":
                    composites[key] = element
                elif kind == "MultiMedia":
                    images[key] = _find_media_file(self, name, root, element)
        return Resources(frozenset(heavy), images, composites)


def _is_start(name: str) -> bool:
    return posixpath.basename(name).lower() == "ofd.xml"


def find_text(element: etree._Element, name: str) -> str:
    """Give the text of the first child of a name; empty when there is none."""
    child = find_child(element, name)
    return "" if child is None else (child.text or "").strip()


def _find_media_file(
    package: OfdPackage, name: str, root: etree._Element, media: etree._Element
) -> str:
    """Find an image's file: in the folder that its resource file names, next to that file, or as written."""
    folder = posixpath.join(posixpath.dirname(name), root.get("BaseLoc", ""), "x")
    written = find_text(media, "MediaFile")
    return package.find(folder, written) or package.find(name, written) or written


def _is_heavy(font: etree._Element) -> bool:
    is_marked = font.get("Bold", "").lower() == "true"
    return is_marked or "bold" in font.get("FontName", "").lower()

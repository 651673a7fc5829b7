"""The parts of an OFD file: the zip behind it, how parts name each other, and what resource files declare."""

import posixpath
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from tasks.documents.paged.ofd_page import Resources, get_local_name
from tasks.documents.safe_zip import SafeZip, open_zip
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity

# These end a whole file; what else is wrong with a part costs that part.
FATAL = frozenset(
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

    def find(self, base: str, location: str | None) -> str | None:
        """Resolve a location as written in the part `base`: absolute, next to it, or (a slip) from the file's
        root.
        """
        written = (location or "").strip().replace("\\", "/")
        if not written:
            return None
        beside = posixpath.join(posixpath.dirname(base) if base else self.home, written)
        absolute = posixpath.join(self.home, written.lstrip("/"))
        tried = (absolute, beside) if written.startswith("/") else (beside, absolute)
        return next(
            (
                found
                for path in tried
                if (found := self.archive.find(posixpath.normpath(path)))
            ),
            None,
        )

    def load_part(self, base: str, location: str | None) -> tuple[str, etree._Element]:
        """Give a part's name and root element; raises UnreadableDocument."""
        name = self.find(base, location)
        if name is None:
            raise UnreadableDocument(
                "missing_part",
                f"part {location!r}, named in {base or 'the zip'}, is not there",
            )
        return name, self.archive.read_xml(name)

    def load_optional_part(
        self, base: str, location: str | None, what: str
    ) -> tuple[str, etree._Element] | None:
        """Give a part that the rest can be read without; when it is lost, that is an issue."""
        try:
            return self.load_part(base, location)
        except UnreadableDocument as error:
            self.report_loss("lost_part", what, error)
            return None

    def report_loss(self, code: str, what: str, error: UnreadableDocument) -> None:
        """Record that something is lost by an error; raises the error where it ends the whole file."""
        if error.code in FATAL:
            raise error
        self.note(
            code,
            Severity.ERROR,
            f"{what} is lost: {error}; ask the publisher for a whole file",
            error.code,
        )

    def note(
        self, code: str, severity: Severity, message: str, evidence: str = ""
    ) -> None:
        """Record one thing wrong."""
        self.issues.append(
            Issue(
                "text",
                code,
                severity,
                Responsibility.PUBLISHER,
                message,
                evidence[:200],
                self.url or None,
            )
        )


def open_package(body: bytes, url: str) -> OfdPackage:
    """Open a file; raises UnreadableDocument: not_ofd, encrypted_document, and what `zipped.open_zip` raises.

    OFD.xml stands in the root, or in one more folder where somebody packed the file anew.
    """
    archive = open_zip(body)
    starts = (
        name for name in archive.names if posixpath.basename(name).lower() == "ofd.xml"
    )
    start = min(starts, key=len, default=None)
    if start is None and archive.find("Encryptions.xml"):
        raise UnreadableDocument(
            "encrypted_document",
            "the OFD is encrypted; ask the publisher for an open copy",
        )
    if start is None:
        raise UnreadableDocument(
            "not_ofd", "the archive has no OFD.xml; look at what it is"
        )
    return OfdPackage(archive, posixpath.dirname(start), url)


def find_text(element: etree._Element, name: str) -> str:
    """Give the text of the first child of a name; empty when there is none."""
    return next(
        (child.text or "" for child in element if get_local_name(child) == name), ""
    ).strip()


def load_resources(package: OfdPackage, base: str, owner: etree._Element) -> Resources:
    """Read the resource files that a CommonData or a page names; one that is lost is an issue."""
    heavy: set[str] = set()
    images: dict[str, str] = {}
    composites: dict[str, etree._Element] = {}
    for declaring in (child for child in owner if get_local_name(child) in _DECLARING):
        part = package.load_optional_part(base, declaring.text, "a resource file")
        if part is None:
            continue
        name, root = part
        folder = posixpath.join(posixpath.dirname(name), root.get("BaseLoc", ""), "x")
        for element in chain.from_iterable(root):
            key = element.get("ID", "")
            if get_local_name(element) == "Font" and _is_heavy(element):
                heavy.add(key)
            elif get_local_name(element) == "CompositeGraphicUnit":
                composites[key] = element
            elif get_local_name(element) == "MultiMedia":
                written = find_text(element, "MediaFile")
                images[key] = (
                    package.find(folder, written)
                    or package.find(name, written)
                    or written
                )
    return Resources(frozenset(heavy), images, composites)


def _is_heavy(font: etree._Element) -> bool:
    return (
        font.get("Bold", "").lower() == "true"
        or "bold" in font.get("FontName", "").lower()
    )

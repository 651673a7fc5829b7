"""ZIP attachments to one document: the first of those inside by name, with the others attached to it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from tasks.documents.media_types import IMAGES, ZIP, detect_media_type
from tasks.documents.safe_zip import open_zip
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity

Convert = Callable[[bytes, str], Document]
"""Converts one member's bytes; the second is the URL of the archive."""

# `__MACOSX/._附件1.docx`, `.DS_Store`, `Thumbs.db`, `desktop.ini`, Word's lock file `~$附件1.docx`
_JUNK = re.compile(
    r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE
)
_DIGITS = re.compile(r"(\d+)")
# Of one text under one name, the form that loses least is read.
_RENDITIONS = (".docx", ".doc", ".wps", ".ofd", ".rtf", ".pdf", ".html", ".htm", ".txt")
_MOST_DOCUMENTS = 50


@dataclass(frozen=True, slots=True)
class _ArchiveMember:
    """One document of an archive; `name` has the names of the archives around it before it."""

    name: str
    content: bytes


def read(body: bytes, convert: Convert, *, url: str = "") -> Document:
    """Read the documents of a ZIP; what is not read is an issue of the document.

    Raises UnreadableDocument: no_document_in_archive, and what `zipped.open_zip` raises.
    """
    issues: list[Issue] = []
    members = _drop_pictures(list(_list_members(body, issues, url)), issues, url)
    documents = list(_convert_members(members, convert, issues, url))
    if not documents:
        reasons = (
            "; ".join(f"{issue.evidence}: {issue.message}" for issue in issues)
            or "it is empty"
        )
        raise UnreadableDocument(
            "no_document_in_archive",
            f"no file of the archive can be read ({reasons[:500]})",
        )
    first, *others = documents
    return replace(first, issues=(*issues, *first.issues), attached=tuple(others))


def join_documents(documents: Sequence[Document]) -> Document:
    """Put documents one after the other, with the first one's metadata; their tables are counted on."""
    tables = 0
    paragraphs = []
    for document in documents:
        own = [
            paragraph.row.table for paragraph in document.paragraphs if paragraph.row
        ]
        for paragraph in document.paragraphs:
            row = paragraph.row
            moved = (
                replace(paragraph, row=replace(row, table=row.table + tables))
                if row and tables
                else paragraph
            )
            paragraphs.append(moved)
        tables += max(own, default=0)
    return replace(
        documents[0],
        paragraphs=tuple(paragraphs),
        attachments=tuple(
            dict.fromkeys(one for document in documents for one in document.attachments)
        ),
        issues=tuple(
            dict.fromkeys(issue for document in documents for issue in document.issues)
        ),
    )


def build_sort_key(name: str) -> tuple[tuple[int, str], ...]:
    """Give a key that sorts 附件2 before 附件10."""
    return tuple(
        (int(part), "") if part.isdecimal() else (0, part.casefold())
        for part in _DIGITS.split(name)
    )


def _list_members(
    body: bytes, issues: list[Issue], url: str, outer: str = ""
) -> Iterator[_ArchiveMember]:
    """Yield the files in natural order, those of an inner archive in its place.

    Deeper ones are not opened.
    """
    archive = open_zip(body)
    for name in sorted(archive.names, key=build_sort_key):
        if _JUNK.search(name):
            continue
        place = f"{outer}{name}"
        try:
            content = archive.read(name)
            if detect_media_type(content) != ZIP:
                yield _ArchiveMember(place, content)
            elif outer:
                issues.append(
                    _build_unread_issue(
                        place,
                        "it is an archive inside an archive inside an archive; unpack it",
                        url,
                    )
                )
            else:
                yield from _list_members(content, issues, url, f"{place}/")
        except UnreadableDocument as error:
            issues.append(_build_unread_issue(place, str(error), url))


def _drop_pictures(
    members: list[_ArchiveMember], issues: list[Issue], url: str
) -> list[_ArchiveMember]:
    """Leave out pictures beside documents: alone, they are a scan's pages."""
    pictures = [
        member for member in members if detect_media_type(member.content) in IMAGES
    ]
    if len(pictures) == len(members):
        return members
    issues += [
        _build_unread_issue(
            one.name, "it is a picture beside documents", url, Severity.INFO
        )
        for one in pictures
    ]
    return [member for member in members if member not in pictures]


def _convert_members(
    members: Sequence[_ArchiveMember], convert: Convert, issues: list[Issue], url: str
) -> Iterator[Document]:
    """Convert one file of each name; its other renditions are tried only where that one cannot be read."""
    for number, group in enumerate(_group_renditions(members), 1):
        read = ""
        for member in group:
            if number > _MOST_DOCUMENTS:
                issues.append(
                    _build_unread_issue(
                        member.name,
                        f"only the first {_MOST_DOCUMENTS} documents are read",
                        url,
                    )
                )
            elif read:
                issues.append(
                    _build_unread_issue(
                        member.name, f"{read} is the same text", url, Severity.INFO
                    )
                )
            else:
                try:
                    yield add_origin_prefix(convert(member.content, url), member.name)
                    read = member.name
                except UnreadableDocument as error:
                    issues.append(_build_unread_issue(member.name, str(error), url))


def _group_renditions(members: Sequence[_ArchiveMember]) -> list[list[_ArchiveMember]]:
    """Put together the files that differ in a document's suffix alone, the best rendition first."""
    groups: dict[str, list[_ArchiveMember]] = {}
    for member in members:
        suffix = PurePosixPath(member.name).suffix
        known = suffix.lower() in _RENDITIONS
        groups.setdefault(
            member.name.removesuffix(suffix) if known else member.name, []
        ).append(member)
    return [sorted(group, key=_rank_rendition) for group in groups.values()]


def _rank_rendition(member: _ArchiveMember) -> int:
    suffix = PurePosixPath(member.name).suffix.lower()
    return _RENDITIONS.index(suffix) if suffix in _RENDITIONS else len(_RENDITIONS)


def add_origin_prefix(document: Document, name: str) -> Document:
    """Put a file's name, or its address, before the origins of its paragraphs: there are other files beside
    it.
    """
    paragraphs = tuple(
        replace(part, origin=f"{name}: {part.origin}") for part in document.paragraphs
    )
    return replace(document, paragraphs=paragraphs)


def _build_unread_issue(
    name: str, why: str, url: str, severity: Severity = Severity.WARNING
) -> Issue:
    return Issue(
        "text",
        "attachment_not_read",
        severity,
        Responsibility.SITE,
        f"a file of the archive is not read: {why}",
        evidence=name,
        url=url or None,
    )

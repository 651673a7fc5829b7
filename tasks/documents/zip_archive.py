"""ZIP attachments to one document: the first of those inside by name, with the others attached to it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from tasks.documents.media_types import IMAGES, ZIP, detect_media_type
from tasks.documents.safe_zip import SafeZip
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import SEMICOLON, Bilingual, Issue

Convert = Callable[[bytes, str], Document]
"""Converts one member's bytes; the second is the URL of the archive."""

# `__MACOSX/._附件1.docx`, `.DS_Store`, `Thumbs.db`, `desktop.ini`, Word's lock file `~$附件1.docx`
_JUNK = re.compile(
    r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE
)
_DIGITS = re.compile(r"(\d{1,18})")
# Of one text under one name, the form that loses least is read.
_RENDITIONS = (".docx", ".doc", ".wps", ".ofd", ".rtf", ".pdf", ".html", ".htm", ".txt")
_MOST_DOCUMENTS = 50
_LONGEST_REASONS = 500


@dataclass(frozen=True, slots=True)
class _ArchiveMember:
    """One document of an archive; `name` has the names of the archives around it before it."""

    name: str
    content: bytes


def read(body: bytes, convert: Convert, *, url: str = "") -> Document:
    """Read the documents of a ZIP; what is not read is an issue of the document.

    Raises UnreadableDocument: no_document_in_archive, and what `SafeZip.open` raises.
    """
    reader = _ArchiveReader(convert, url)
    members = reader.drop_pictures(list(reader.list_members(body)))
    documents = list(reader.convert_members(members))
    issues = reader.issues
    if not documents:
        raise UnreadableDocument(
            "no_document_in_archive", reasons=_join_reasons(issues)
        )
    first, *others = documents
    return replace(
        first,
        issues=(*issues, *first.issues),
        attached=tuple(others),
    )


def _join_reasons(issues: Sequence[Issue]) -> Bilingual:
    """Join why no file could be read, as much as a sentence can hold."""
    if not issues:
        return make_phrase("empty_archive")
    reasons: list[Bilingual] = []
    for issue in issues:
        why = issue.sentence
        reasons.append(
            make_phrase(
                "member_and_why",
                name=issue.evidence,
                why=why,
            )
        )
    joined = SEMICOLON.join(reasons)
    return Bilingual(joined.zh[:_LONGEST_REASONS], joined.en[:_LONGEST_REASONS])


class _ArchiveReader:
    """One way through an archive at `url`; what is not read is among its issues."""

    def __init__(
        self,
        convert: Convert,
        url: str,
    ) -> None:
        self._convert = convert
        self._url = url
        self.issues: list[Issue] = []

    def list_members(self, body: bytes, outer: str = "") -> Iterator[_ArchiveMember]:
        """Yield the files in natural order, those of an inner archive in its place.

        Deeper ones are not opened.
        """
        archive = SafeZip.open(body)
        for name in sorted(archive.names, key=_build_sort_key):
            if _JUNK.search(name):
                continue
            place = f"{outer}{name}"
            try:
                content = archive.read(name)
                if detect_media_type(content) != ZIP:
                    yield _ArchiveMember(place, content)
                elif outer:
                    self._note_unread(place, make_phrase("nested_archive"))
                else:
                    yield from self.list_members(content, f"{place}/")
            except UnreadableDocument as error:
                self._note_unread(place, error.message)

    def drop_pictures(self, members: list[_ArchiveMember]) -> list[_ArchiveMember]:
        """Leave out pictures beside documents: alone, they are a scan's pages."""
        documents: list[_ArchiveMember] = []
        pictures: list[_ArchiveMember] = []
        for member in members:
            is_picture = detect_media_type(member.content) in IMAGES
            (pictures if is_picture else documents).append(member)
        if not documents:
            return pictures
        for picture in pictures:
            why = make_phrase("picture_beside_documents")
            self._note_left_out(picture.name, why)
        return documents

    def convert_members(self, members: Sequence[_ArchiveMember]) -> Iterator[Document]:
        """Convert one file of each name; its other renditions are tried where that one cannot be read."""
        for number, group in enumerate(_group_renditions(members), 1):
            if number <= _MOST_DOCUMENTS:
                yield from self._convert_group(group)
                continue
            for member in group:
                why = make_phrase("beyond_first_documents", most=_MOST_DOCUMENTS)
                self._note_unread(member.name, why)

    def _convert_group(self, group: Sequence[_ArchiveMember]) -> Iterator[Document]:
        converted = ""
        for member in group:
            name = member.name
            if converted:
                why = make_phrase("same_text_as", name=converted)
                self._note_left_out(name, why)
                continue
            try:
                document = self._convert(member.content, self._url)
                yield document.prefix_origins(name)
                converted = name
            except UnreadableDocument as error:
                self._note_unread(name, error.message)

    def _note_unread(
        self,
        name: str,
        why: Bilingual,
    ) -> None:
        url = self._url or None
        issue = make_issue(
            "archive_member_not_read",
            name,
            url=url,
            why=why,
        )
        self.issues.append(issue)

    def _note_left_out(
        self,
        name: str,
        why: Bilingual,
    ) -> None:
        url = self._url or None
        issue = make_issue(
            "archive_member_left_out",
            name,
            url=url,
            why=why,
        )
        self.issues.append(issue)


def _build_sort_key(name: str) -> tuple[tuple[int, str], ...]:
    """Give a key that sorts 附件2 before 附件10."""
    return tuple(map(_build_part_key, _DIGITS.split(name)))


def _build_part_key(part: str) -> tuple[int, str]:
    if part.isdecimal():
        return (int(part), "")
    return (0, part.casefold())


def _group_renditions(members: Sequence[_ArchiveMember]) -> list[list[_ArchiveMember]]:
    """Put together the files that differ in a document's suffix alone, the best rendition first."""
    groups: dict[str, list[_ArchiveMember]] = {}
    for member in members:
        suffix = PurePosixPath(member.name).suffix
        is_known = suffix.lower() in _RENDITIONS
        name = member.name
        if is_known:
            name = member.name.removesuffix(suffix)
        groups.setdefault(name, []).append(member)
    return [sorted(group, key=_rank_rendition) for group in groups.values()]


def _rank_rendition(member: _ArchiveMember) -> int:
    suffix = PurePosixPath(member.name).suffix.lower()
    if suffix in _RENDITIONS:
        return _RENDITIONS.index(suffix)
    return len(_RENDITIONS)

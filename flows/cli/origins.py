"""Where a report's words come from.

Its archived files are read again, and offsets followed to paragraphs, files, records.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from tasks.archive.warc import Archive
from tasks.documents.article import read_article
from tasks.documents.clean_text import CleanText, clean
from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow
from tasks.model.errors import ArchiveError, UnreadableDocument
from tasks.model.page import Capture

_RESTORE = (
    "bring the file back from a copy of the archive; "
    "the next `fazhi run` fetches a page anew that is damaged"
)


@dataclass(frozen=True, slots=True)
class OriginSpot:
    """A paragraph of a file, where the file has it, and the part of the report's text that it gave."""

    url: str
    origin: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One archived answer of a report.

    `name` is the one that the page shows for an attachment, null for a page.
    """

    url: str
    name: str | None
    warc_file: str
    warc_offset: int
    fetch: FetchRow | None


@dataclass(frozen=True, slots=True)
class Origins:
    """The paragraphs that some words were read from, and all files of their report.

    `doubts` say what could not be followed; `damaged` that the archive does not give the bytes back.
    """

    spots: tuple[OriginSpot, ...]
    records: tuple[ArchivedFile, ...]
    doubts: tuple[str, ...] = ()
    damaged: bool = False

    def find_record(self, url: str) -> ArchivedFile | None:
        """Find the file of an address.

        Of the words' own where they were found, else of the one that is given.
        """
        wanted = self.spots[0] if self.spots else OriginSpot(url, "", 0, 0)
        for record in self.records:
            if wanted.origin.startswith(f"{record.url}: "):
                return record
        for record in self.records:
            if record.url == wanted.url:
                return record
        return next(iter(self.records), None)

    @classmethod
    def find(
        cls,
        capture: Capture,
        text: str,
        start: int,
        end: int,
        ledger: Ledger,
        archive: Archive,
    ) -> "Origins":
        """Follow a part of a report's published text to its paragraphs; `doubts` tell what goes wrong."""
        records = tuple(_list_records(capture, ledger))
        try:
            bodies = archive.read_bodies(capture)
            if hashlib.sha256(bodies[0].content).hexdigest() != capture.content_sha256:
                place = f"{capture.warc_file} at {capture.warc_offset}"
                raise ArchiveError(
                    f"{place}: the body is not the one that the ledger knows"
                )
            cleaned = clean(read_article(bodies))
        except ArchiveError as error:
            return cls(
                (),
                records,
                (f"the archive is damaged: {error}; {_RESTORE}",),
                damaged=True,
            )
        except UnreadableDocument as error:
            return cls(
                (), records, (f"the file cannot be read here ({error.code}): {error}",)
            )
        found = _find_place(cleaned.text, text, start, end)
        if found is None:
            words = (
                "the present reader no longer finds these words in the file; "
                "`fazhi extract` reads and publishes anew"
            )
            return cls((), records, (words,))
        return cls(tuple(_list_spots(cleaned, *found, moved=start - found[0])), records)


def _find_place(
    present: str,
    text: str,
    start: int,
    end: int,
) -> tuple[int, int] | None:
    """Find in the text as it is read now what stood at some offsets of the published one.

    Null when it is gone.
    """
    if present == text:
        return start, end
    line = text.rfind("\n", 0, start) + 1
    for opening in (
        line,
        start,
    ):  # with the words before it, or alone where they were changed
        at = present.find(text[opening:end])
        if at >= 0:
            return at + start - opening, at + end - opening
    return None


def _list_spots(
    cleaned: CleanText,
    start: int,
    end: int,
    *,
    moved: int,
) -> Iterable[OriginSpot]:
    for piece in cleaned.pieces:
        if piece.start < end and piece.end > start:
            yield OriginSpot(
                piece.url,
                piece.paragraph.origin,
                piece.start + moved,
                piece.end + moved,
            )


def _list_records(capture: Capture, ledger: Ledger) -> Iterable[ArchivedFile]:
    for file, offset in capture.records:
        fetch = ledger.find_fetch(file, offset)
        yield ArchivedFile(
            fetch.url if fetch else capture.url, None, file, offset, fetch
        )
    for one in capture.attached:
        if one.warc_file is not None and one.warc_offset is not None:
            fetch = ledger.find_fetch(one.warc_file, one.warc_offset)
            yield ArchivedFile(
                one.url,
                one.name,
                one.warc_file,
                one.warc_offset,
                fetch,
            )

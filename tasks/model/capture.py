"""Capture: a reference to one archived answer, and what sets its text apart from the revision before.

Bodies stay in the archive.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ChangeKind(StrEnum):
    """`new`: the first capture.

    `cosmetic`: the same words under other punctuation or spacing; else `substantive`.
    """

    NEW = "new"
    COSMETIC = "cosmetic"
    SUBSTANTIVE = "substantive"


@dataclass(frozen=True, slots=True)
class RevisionChange:
    """What sets a revision apart from the one before.

    `added` and `removed` count characters of the clean text; `summary` says in words what changed.
    """

    kind: ChangeKind
    added: int = 0
    removed: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment that a page offered: its address and name as the page gives them, where its answer is.

    `content_sha256` is the hex digest of its bytes. All of the last three are null for one that never came.
    """

    url: str
    name: str
    content_sha256: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived answer that a report is read from.

    `warc_file` is relative to the archive folder, `warc_offset` a byte offset of the record's gzip member,
    `content_sha256` the hex digest of the decompressed body, `text_sha256` of the clean text (what decides
    revisions). `listed_title`, `listed_on` and `listed_publisher` are what the list page said of it.
    `further` are the archived answers of an article that goes on over more pages, in order, each as file and
    offset; `attached` are all the attachments that the article offered.
    """

    page_id: str
    revision: int
    source_id: str
    url: str
    captured_at: datetime
    content_sha256: str
    text_sha256: str
    warc_file: str
    warc_offset: int
    media_type: str
    listed_title: str | None = None
    listed_on: date | None = None
    listed_publisher: str | None = None
    further: tuple[tuple[str, int], ...] = ()
    attached: tuple[Attached, ...] = ()

    @property
    def records(self) -> tuple[tuple[str, int], ...]:
        """Give the WARC records of the article's pages, in order."""
        return ((self.warc_file, self.warc_offset), *self.further)

"""Capture: a reference to one archived answer. Bodies stay in the archive."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived answer that a report is read from.

    `warc_file` is relative to the archive folder, `warc_offset` a byte offset of the record's gzip member,
    `content_sha256` the hex digest of the decompressed body, `text_sha256` of the clean text (what decides revisions).
    `listed_title`, `listed_on` and `listed_publisher` are what the list page said of it. `further` are the archived
    answers of an article that goes on over more pages, in order, each as file and offset.
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

    @property
    def records(self) -> tuple[tuple[str, int], ...]:
        """Give the WARC records of all pages that the report stands on, in order."""
        return ((self.warc_file, self.warc_offset), *self.further)

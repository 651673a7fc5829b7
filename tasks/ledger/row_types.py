"""Rows of the ledger as its readers and writers hold them."""

from dataclasses import dataclass
from datetime import date, datetime

from tasks.model.issue import Issue
from tasks.model.run import PageState


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One request and its answer.

    `kind` is robots, list or detail; `status` null when no answer came; `outcome` a word or short phrase
    (`ok`, `not modified`, `missing`, `blocked(…)`, …); `robots` what robots.txt said; `delay` in seconds;
    `digest` the hex sha256 of the decompressed body; `warc_file` is relative to the archive folder; `tls` is
    `legacy` when only the compatible context reached the server.
    """

    run_id: str
    source_id: str
    kind: str
    url: str
    at: datetime
    status: int | None
    outcome: str
    robots: str = "allowed"
    delay: float = 0.0
    attempts: int = 1
    milliseconds: int = 0
    bytes: int = 0
    digest: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    tls: str = ""

    @property
    def validators(self) -> dict[str, str]:
        """Give the conditional headers for what the answer said of itself."""
        headers: dict[str, str] = {}
        if self.etag:
            headers["If-None-Match"] = self.etag
        if self.last_modified:
            headers["If-Modified-Since"] = self.last_modified
        return headers


@dataclass(frozen=True, slots=True)
class PageRow:
    """One detail page and its state.

    `kind` is `report` or names the look-alike; `revision` counts from 1 and is 0 for a page without a
    capture; `first_seen_at` and `last_seen_at` are the starts of the runs that saw it, so that a run which is
    done again says the same; `missing_days` counts the Beijing days on which a run missed it, `missing_on` is
    the last of them.
    """

    page_id: str
    source_id: str
    url: str
    host: str
    state: PageState
    first_seen_at: datetime
    last_seen_at: datetime
    revision: int = 0
    revised_at: datetime | None = None
    kind: str = "report"
    missing_days: int = 0
    missing_on: date | None = None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One revision of a page with what sets it apart from the one before.

    Counts are characters of the clean text.
    """

    page_id: str
    revision: int
    captured_at: datetime
    content_sha256: str
    text_sha256: str
    change: str
    added: int
    removed: int
    summary: str
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link of a source's list in a run, with the decision about it and the words that decided."""

    page_id: str
    url: str
    title: str
    listed_on: date | None
    listed_at: str
    document_number: str | None
    publisher: str | None
    relevant: bool
    doubtful: bool
    kind: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """Which part holds the reading of a page's latest revision, and the digest that its files had."""

    page_id: str
    revision: int
    part_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One issue of a crawl, with the run, the source and, where there is one, the page it belongs to."""

    run_id: str
    source_id: str
    page_id: str | None
    issue: Issue

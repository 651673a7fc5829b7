"""Request, Page and Capture: what a site is asked for, what it answered, and where that answer is archived.

Bodies stay in the archive: a capture is a reference.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlencode

from tasks.model.document import Attachment
from tasks.model.safe_words import STEERING

_UNSEEN = re.compile(f"[{STEERING}]")


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


@dataclass(frozen=True, slots=True)
class Relevance:
    """Whether a link or page is wanted.

    `kind` is `report` or names the look-alike, `evidence` are the words that decided.
    `doubtful` says that the title alone cannot tell; then `relevant` is true, so that the page is fetched and
    asked.
    """

    relevant: bool
    kind: str
    evidence: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a list page, absolute and canonical.

    `title` is the fullest wording that the list gives (a title attribute before a cut text), `listed_on` the
    date that the list shows, `listed_at` the URL of the list page it stood on, `attachments` the files that
    the list itself names.
    """

    url: str
    title: str
    listed_on: date | None = None
    listed_at: str = ""
    document_number: str | None = None
    publisher: str | None = None
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        """Drop from the title what nothing shows and what would steer a terminal."""
        if not self.title.isprintable():
            object.__setattr__(self, "title", _UNSEEN.sub("", self.title))


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: GET, or POST when `form` or `json` is given.

    `json` is a JSON body as text; `referer` and `headers` only where a site's API demands them.
    """

    url: str
    form: Mapping[str, str] | None = None
    referer: str | None = None
    json: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Name the HTTP method."""
        if self.form is None and self.json is None:
            return "GET"
        return "POST"

    @property
    def sent(self) -> str:
        """Give the body that is sent, as text of ASCII; empty for none."""
        if self.json is not None:
            return self.json
        return urlencode(self.form or {})


@dataclass(frozen=True, slots=True)
class Page:
    """One HTTP answer with its whole, decompressed body.

    `url` is where the redirects ended, `headers` have lower-case names, `attempts` counts the requests sent,
    `delay` is the pause in seconds that was kept before the last of them; `tls` is `legacy` when only the
    compatible context reached the server, else empty. `memo` holds what was worked out of the body already.
    """

    request: Request
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    milliseconds: int = 0
    attempts: int = 1
    delay: float = 0.0
    tls: str = ""
    http_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    memo: dict[str, object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def media_type(self) -> str:
        """Give the header's media type without parameters, lower-case; empty when the site names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

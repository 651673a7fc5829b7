"""Link: one entry of a list page."""

from dataclasses import dataclass
from datetime import date

from tasks.model.document import Attachment


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

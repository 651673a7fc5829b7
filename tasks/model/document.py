"""Document: what a converter makes of one file, before anything is known of reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tasks.model.issue import Issue


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of one file as they came: the header's content type is a hint, `url` resolves relative links."""

    content: bytes
    content_type: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a document, as the file breaks it.

    `origin` says where it stands (a DOM path, a line number, later a page and box); `emphasis` that all of it is bold
    or a heading in the file's own markup.
    """

    text: str
    origin: str = ""
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page offers: absolute URL and the name shown."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file as paragraphs.

    `metadata` holds what the file says of itself under our names: title, published, source, publisher,
    document_number; values as printed, with where each was read in `metadata_origin`.
    """

    paragraphs: tuple[Paragraph, ...]
    media_type: str
    charset: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    metadata_origin: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    issues: tuple[Issue, ...] = ()

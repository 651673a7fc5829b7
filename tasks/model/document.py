"""Document: what a converter makes of one file, before anything is known of reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tasks.model.issue import Issue


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of one file as they came: the header's content type is a hint, `url` resolves relative links.

    `attached_as` is the name that a page shows for an attachment; null for a page of the article itself.
    """

    content: bytes
    content_type: str = ""
    url: str = ""
    attached_as: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: which table of the document, from 1, and its cells' texts in order.

    A merged cell stands once, where it begins.
    """

    table: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a document, as the file breaks it.

    `origin` says where it stands (a DOM path, a line number, `page 3 (72,118,523,151)` with the box in points
    from the top left, a part's name and position), after the name or address of its file where a document has
    several; `emphasis` that all of it is bold or a heading in the file's own markup, `lead` how many of its
    first characters are where not all of it is. A table's row is a paragraph too: its `text` is its filled
    cells joined by a tab.
    """

    text: str
    origin: str = ""
    emphasis: bool = False
    row: Row | None = None
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page offers: absolute URL and the name shown."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file as paragraphs.

    `metadata` holds what the file says of itself under our names: title, published, source, publisher,
    document_number; values as printed, with where each was read in `metadata_origin`. `url` is the file that
    the paragraphs come from, `attachments` the files that it offers, `attached` those of them whose texts
    belong to this one's, in order. `whole` says that the paragraphs are as their author parted them, so that
    only what plainly goes on is joined.
    """

    paragraphs: tuple[Paragraph, ...]
    media_type: str
    charset: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    metadata_origin: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    issues: tuple[Issue, ...] = ()
    url: str = ""
    attached: tuple["Document", ...] = ()
    whole: bool = False

    @classmethod
    def join(cls, documents: Sequence["Document"]) -> "Document":
        """Put documents one after the other, with the first one's metadata; their tables are counted on."""
        paragraphs: list[Paragraph] = []
        attachments: list[Attachment] = []
        issues: list[Issue] = []
        tables = 0
        for document in documents:
            before = tables
            for paragraph in document.paragraphs:
                row = paragraph.row
                if row:
                    row = replace(row, table=before + row.table)
                    tables = max(tables, row.table)
                    paragraphs.append(replace(paragraph, row=row))
                else:
                    paragraphs.append(paragraph)
            attachments += document.attachments
            issues += document.issues
        return replace(
            documents[0],
            paragraphs=tuple(paragraphs),
            attachments=tuple(dict.fromkeys(attachments)),
            issues=tuple(dict.fromkeys(issues)),
        )

    def prefix_origins(self, name: str) -> "Document":
        """Put a file's name or address before the origins of the paragraphs: other files stand beside it."""
        prefixed = []
        for paragraph in self.paragraphs:
            origin = f"{name}: {paragraph.origin}"
            prefixed.append(replace(paragraph, origin=origin))
        return replace(self, paragraphs=tuple(prefixed))

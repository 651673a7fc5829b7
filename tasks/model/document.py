"""Document: what a converter makes of one file, before anything is known of reports."""

from collections.abc import Iterable, Mapping, Sequence
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
class Cell:
    """One cell of a table: the column where it begins, from 0, its words, the rows and columns it covers."""

    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: which table of the document and which of its rows, both from 1.

    `cells` are those that begin in it, empty ones too, by column; a merged cell stands where it begins.
    """

    table: int
    number: int
    cells: tuple[Cell, ...]

    @classmethod
    def build(cls, table: int, number: int, texts: Iterable[str]) -> "Row":
        """Build a row of cells that span one column each."""
        cells = tuple(Cell(column, text) for column, text in enumerate(texts))
        return cls(table, number, cells)

    @property
    def text(self) -> str:
        """Print the row: columns keep their places, parted by tabs, but for empty ones at its end."""
        return self.print_cells([cell.text for cell in self.cells])

    def print_cells(self, texts: Sequence[str]) -> str:
        """Print the row with other words in its cells, as `text` does."""
        parts = []
        column = 0
        for cell, text in zip(self.cells, texts, strict=True):
            parts.append("\t" * (cell.column - column) + text)
            column = cell.column
        return "".join(parts).rstrip("\t")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a document, as the file breaks it.

    `origin` says where it stands (a DOM path, a line number, `page 3 (72,118,523,151)` with the box in points
    from the top left, a part's name and position), after the name or address of its file where a document has
    several; `emphasis` that all of it is bold or a heading in the file's own markup, `lead` how many of its
    first characters are where not all of it is. A table's row is a paragraph too, with its cells in `row`.
    """

    text: str
    origin: str = ""
    emphasis: bool = False
    row: Row | None = None
    lead: int = 0


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a clean text's table, with its words' offsets there.

    `row` and `column` are where it begins, both from 0; `rows` and `columns` how many it covers.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a clean text, from 1: where its first row stands in its file, and its cells row by row."""

    number: int
    origin: str
    cells: tuple[TableCell, ...]


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
    only what plainly goes on is joined. `recognised` says that OCR looked at its pictures: another processor
    may read them otherwise.
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
    recognised: bool = False

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

"""Plain text to a document: one paragraph a line."""

import re

from tasks.model.document import Document, Paragraph
from tasks.text.labels import EMPTY_VALUES, name_of, read_labels

# Labels stand at the head of a text, before the first section.
LABELLED_LINES = 15
_BLANK = re.compile(r"^\s*$")


def read(text: str, charset: str | None = None) -> Document:
    """Read plain text; labels among the first lines (来源, 发布时间, 文号) become metadata."""
    paragraphs = tuple(
        Paragraph(line.strip(), f"line {number}")
        for number, line in enumerate(text.splitlines(), 1)
        if not _BLANK.match(line)
    )
    metadata: dict[str, str] = {}
    origin: dict[str, str] = {}
    for paragraph in paragraphs[:LABELLED_LINES]:
        if "。" in paragraph.text:
            continue
        for label, value in read_labels(paragraph.text).items():
            name = name_of(label)
            if name and value not in EMPTY_VALUES and name not in metadata:
                metadata[name], origin[name] = value, f"label {label}, {paragraph.origin}"
    return Document(paragraphs, "text/plain", charset, metadata, origin)

"""Plain text to a document: one paragraph a line."""

import re

from tasks.documents.boilerplate import EMPTY_VALUES, get_field_name, read_labels
from tasks.model.document import Document, Paragraph

# Labels stand at the head of a text, before the first section.
_LABELLED_LINES = 15
_BLANK = re.compile(r"^\s*$")
# Markdown: `## 二、存在的问题`, `**加强学习。**全镇…`
_HEADING = re.compile(r"#{1,6}\s*\S")
_STRONG = re.compile(r"\*\*[^*]+\*\*")


def read(text: str, charset: str | None = None) -> Document:
    """Read plain text; labels among the first lines (来源, 发布时间, 文号) become metadata."""
    paragraphs = tuple(
        _build_paragraph(line.strip(), f"line {number}")
        for number, line in enumerate(text.splitlines(), 1)
        if not _BLANK.match(line)
    )
    metadata: dict[str, str] = {}
    origin: dict[str, str] = {}
    for paragraph in paragraphs[:_LABELLED_LINES]:
        if "。" in paragraph.text:
            continue
        for label, value in read_labels(paragraph.text).items():
            name = get_field_name(label)
            if name and value not in EMPTY_VALUES and name not in metadata:
                metadata[name], origin[name] = (
                    value,
                    f"label {label}, {paragraph.origin}",
                )
    return Document(paragraphs, "text/plain", charset, metadata, origin)


def _build_paragraph(line: str, origin: str) -> Paragraph:
    strong = _STRONG.match(line)
    lead = strong.end() if strong else 0
    whole = lead == len(line) or bool(_HEADING.match(line))
    return Paragraph(line, origin, whole, lead=0 if whole else lead)

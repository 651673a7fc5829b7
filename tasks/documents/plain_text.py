"""Plain text to a document: one paragraph a line."""

import re

from tasks.documents.boilerplate import MetadataFields, get_field_name, read_labels
from tasks.model.document import Document, Paragraph

# Labels stand at the head of a text, before the first section.
_LABELLED_LINES = 15
_BLANK = re.compile(r"^\s*$")
# Markdown: `## 二、存在的问题`, `**加强学习。**全镇…`
_HEADING = re.compile(r"#{1,6}\s*\S")
_STRONG = re.compile(r"\*\*[^*]+\*\*")


def read(text: str, charset: str | None = None) -> Document:
    """Read plain text; labels among the first lines (来源, 发布时间, 文号) become metadata."""
    paragraphs = []
    for number, line in enumerate(text.splitlines(), 1):
        if not _BLANK.match(line):
            paragraphs.append(_build_paragraph(line.strip(), f"line {number}"))
    metadata = MetadataFields()
    for paragraph in paragraphs[:_LABELLED_LINES]:
        if "。" in paragraph.text:
            continue
        for label, value in read_labels(paragraph.text).items():
            origin = f"label {label}, {paragraph.origin}"
            metadata.add(get_field_name(label), value, origin)
    return Document(
        tuple(paragraphs), "text/plain", charset, metadata.values, metadata.origins
    )


def _build_paragraph(line: str, origin: str) -> Paragraph:
    strong = _STRONG.match(line)
    lead = strong.end() if strong else 0
    emphasis = lead == len(line) or bool(_HEADING.match(line))
    return Paragraph(line, origin, emphasis, lead=0 if emphasis else lead)

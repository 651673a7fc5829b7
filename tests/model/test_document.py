"""Documents: what is made of several, one after the other."""

from tasks.model.document import Document, Paragraph, Row


def test_tables_are_counted_on():
    """Two documents have no table in common."""
    parts = tuple(Paragraph("甲", row=Row.build(table, 1, ("甲",))) for table in (1, 2))
    one = Document((*parts, Paragraph("乙")), "text/html")
    assert [
        part.row.table if part.row else 0
        for part in Document.join([one, one]).paragraphs
    ] == [1, 2, 0, 3, 4, 0]

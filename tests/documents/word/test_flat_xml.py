"""Word's files in one piece of XML read like the DOCX that they stand for."""

import pytest

from tasks.documents.convert import convert, convert_here
from tasks.documents.word import docx
from tasks.model.errors import UnreadableDocument
from tests.documents.files.make import numbered, struck
from tests.documents.word.office_files import WORD_2003, flat


@pytest.mark.parametrize("source", [numbered, struck])
def test_a_flat_package_reads_like_its_docx(source):
    """Numbers, tables, notes and looks are those of the package."""
    mine, twin = convert_here(flat(source())), docx.read(source())
    assert mine.paragraphs == twin.paragraphs
    assert mine.issues == twin.issues


def test_word_2003_is_read():
    """Its sections only group, its lists say their numbers, its names are those of 2003."""
    document = convert(WORD_2003.encode())
    assert [one.text for one in document.paragraphs] == [
        "青原县报告", "一、总体", "办结41件。", "甲\t1", "\t2",
    ]  # fmt: skip
    rows = [one.row for one in document.paragraphs if one.row]
    assert rows[0].cells[0].rows == 2
    assert [issue.code for issue in document.issues] == ["struck_text"]


@pytest.mark.parametrize(
    "body", [WORD_2003.encode()[:-9], b"<w:wordDocument/>", flat(numbered())[:900]]
)
def test_what_cannot_be_read_says_why(body):
    """A broken one is an issue, never a blank."""
    with pytest.raises(UnreadableDocument):
        convert_here(body)

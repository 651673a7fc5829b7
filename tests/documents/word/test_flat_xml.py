"""Word's files in one piece of XML read like the DOCX that they stand for."""

import zipfile
from base64 import b64encode
from io import BytesIO
from xml.sax.saxutils import quoteattr

import pytest

from tasks.documents.convert import convert, convert_here
from tasks.documents.word import docx
from tasks.model.errors import UnreadableDocument
from tests.documents.files.make import numbered, struck

PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def flat(body):
    """Write a package as one piece of XML, as Word does."""
    parts = []
    with zipfile.ZipFile(BytesIO(body)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".rels")):
                xml = content.decode().rpartition("?>")[2]
                inner = f"<pkg:xmlData>{xml}</pkg:xmlData>"
            else:
                inner = (
                    f"<pkg:binaryData>{b64encode(content).decode()}</pkg:binaryData>"
                )
            called = quoteattr(f"/{name}")
            parts.append(f"<pkg:part pkg:name={called}>{inner}</pkg:part>")
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    package = f'<pkg:package xmlns:pkg="{PACKAGE}">{"".join(parts)}</pkg:package>'
    return f"{head}{package}".encode()


@pytest.mark.parametrize("source", [numbered, struck])
def test_a_flat_package_reads_like_its_docx(source):
    """Numbers, tables, notes and looks are those of the package."""
    mine, twin = convert_here(flat(source())), docx.read(source())
    assert mine.paragraphs == twin.paragraphs
    assert mine.issues == twin.issues


WORD_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:styles>'
    '<w:style w:type="character" w:styleId="S"><w:name w:val="s"/><w:rPr><w:strike/></w:rPr></w:style>'
    "</w:styles><w:body><wx:sect><w:p><w:r><w:t>青原县报告</w:t></w:r></w:p><wx:sub-section>"
    '<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="一、"/></w:listPr></w:pPr>'
    "<w:r><w:t>总体</w:t></w:r></w:p>"
    '<w:p><w:r><w:t>办结</w:t></w:r><w:r><w:rPr><w:rStyle w:val="S"/></w:rPr><w:t>35</w:t></w:r>'
    "<w:r><w:t>41件。</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc>"
    "<w:tcPr><w:vmerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr>"
    "<w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "</wx:sub-section></wx:sect></w:body></w:wordDocument>"
)


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

"""DOC: files that LibreOffice made of our own texts (`files/make.py`) read like the DOCX they come from."""

import pytest

from tasks.documents.convert import convert_here
from tasks.documents.word import docx
from tasks.documents.word.doc import read
from tasks.model.errors import UnreadableDocument
from tests.documents.files.make import changed, numbered, shaded, struck
from tests.faults.files import ole
from tests.paths import TESTS

FILES = TESTS / "documents" / "files"
SOURCES = {
    "numbered": numbered,
    "changed": changed,
    "struck": struck,
    "shaded": shaded,
}


def body(name="numbered"):
    """Give the bytes of one of the files."""
    return (FILES / f"{name}.doc").read_bytes()


@pytest.mark.parametrize("name", SOURCES)
def test_doc_reads_like_docx(name):
    """Numbers, tables, notes, boxes, changes and emphasis come out as from the DOCX of the same text."""
    mine, twin = read(body(name)), docx.read(SOURCES[name]())
    assert [(one.text, one.row, one.emphasis) for one in mine.paragraphs] == [
        (one.text, one.row, one.emphasis) for one in twin.paragraphs
    ]
    assert [(issue.code, issue.evidence) for issue in mine.issues] == [
        (one.code, one.evidence) for one in twin.issues
    ]


def test_numbers_are_printed():
    """Automatic numbers stand in the text, as Word shows them."""
    texts = [paragraph.text for paragraph in read(body()).paragraphs]
    assert texts[2:7] == [
        "一、总体情况",
        "（一）组织领导",
        "1. 召开会议3次。",
        "2. 印发要点1份。",
        "（二）普法宣传",
    ]
    assert "七、另起的编号" in texts


def test_signs_beyond_the_basic_plane_survive():
    """A character that takes two places in the file is read as one, and those after it are not shifted."""
    texts = [paragraph.text for paragraph in read(body("changed")).paragraphs]
    assert "生僻字𠮷和𣲗。" in texts
    assert texts[-1] == "末段。"


def patched(at, new):
    """Change bytes of the Word header."""
    content = bytearray(body())
    start = content.index(b"\xec\xa5")
    content[start + at : start + at + len(new)] = new
    return bytes(content)


def renamed(name):
    """Give the main stream another name."""
    entry = "WordDocument".encode("utf-16-le")
    at = body().index(entry)
    content = bytearray(body())
    content[at : at + 64] = name.encode("utf-16-le").ljust(64, b"\x00")
    content[at + 64] = 2 * len(name) + 2
    return bytes(content)


@pytest.mark.parametrize("name", ["worddocument", "WORDDOCUMENT"])
def test_streams_are_known_in_any_case(name):
    """As in Word itself."""
    loud = renamed(name)
    assert convert_here(loud).paragraphs == convert_here(body()).paragraphs


REFUSED = {
    "encrypted": (patched(0x0B, b"\x13"), "encrypted_document", "password"),
    "encrypted package": (
        renamed("EncryptedPackage"),
        "encrypted_document",
        "encrypted",
    ),
    "encrypted package beside a stub": (
        ole({"EncryptedPackage": bytes(4608), "WordDocument": bytes(4608)}),
        "encrypted_document",
        "encrypted",
    ),
    "word 6": (patched(0, b"\xdc\xa5"), "unsupported_type", "Word 6"),
    "excel": (renamed("Workbook"), "unsupported_type", "Excel"),
    "powerpoint": (renamed("PowerPoint Document"), "unsupported_type", "PowerPoint"),
    "something else": (renamed("Contents"), "unsupported_type", "no Word document"),
    "no header": (patched(0, b"\x00\x00"), "damaged_document", "header"),
    "no pieces": (patched(0x1A6, b"\x00\x00\x00\x00"), "damaged_document", "text lies"),
    "no compound file": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "damaged_document",
        "broken",
    ),
}


@pytest.mark.parametrize(("content", "code", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_says_why(content, code, words):
    """A file that cannot be read names what it is or what is wrong with it."""
    with pytest.raises(UnreadableDocument, match=words) as caught:
        read(content)
    assert caught.value.code == code


def test_every_truncation_ends_well():
    """A file cut anywhere is refused with a reason, or read as far as it goes."""
    whole, refused = read(body()), set[str]()
    for end in range(1, len(body()), 61):
        try:
            part = read(body()[:end])
        except UnreadableDocument as error:
            refused.add(error.code)
        else:
            assert len(part.paragraphs) <= len(whole.paragraphs) + 1
    assert refused <= {"damaged_document", "unsupported_type", "no_text"}

"""Documents that were read before come back as they were, and nothing depends on them."""

import logging

import pytest

from tasks.documents.article import read_article
from tasks.documents.cache import Documents
from tasks.model.document import Attachment, Document, Paragraph, Row
from tasks.model.issue import Issue, Responsibility, Severity
from tests.documents.test_article import CASES, LINKS, REPORT, file, page

ISSUE = Issue(
    "text",
    "doubtful_ocr",
    Severity.WARNING,
    Responsibility.US,
    "look",
    "page 3, 0.71",
    "http://u/",
)
DOCUMENTS = {
    "everything": Document(
        (
            Paragraph("甲\ud83d", "page 1 (1,2,3,4)", True),
            Paragraph("乙\t丙", row=Row(1, ("乙", "丙")), lead=1),
        ),
        "application/pdf",
        "utf-8",
        {"title": "题"},
        {"title": "DocInfo Title"},
        (Attachment("http://u/1", "附件"),),
        (ISSUE,),
        "http://u/",
        (Document((Paragraph("丁"),), "image/png"),),
        whole=True,
    ),
    "nothing": Document((), "image/png"),
    "an article": read_article(
        [
            page("详见附件。", links=LINKS),
            file("1.docx", *CASES),
            file("2.docx", *REPORT),
        ]
    ),
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_comes_back(document, tmp_path):
    """Equal to the last field, also in another process that names the same readers."""
    Documents(tmp_path, "one").keep("key", document)
    assert Documents(tmp_path, "one").find("key") == document


def test_other_readers_begin_anew(tmp_path):
    """What other readers made is not theirs."""
    Documents(tmp_path, "one").keep("key", DOCUMENTS["nothing"])
    assert Documents(tmp_path, "two").find("key") is None


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b\x08", b"text", b"half"])
def test_damage_is_told_and_costs_nothing(damage, tmp_path, caplog):
    """A file that a crash tore is as if it were not there."""
    documents = Documents(tmp_path, "one")
    documents.keep("key", DOCUMENTS["everything"])
    (kept,) = tmp_path.rglob("*.gz")
    kept.write_bytes(kept.read_bytes()[:99] if damage == b"half" else damage)
    with caplog.at_level(logging.WARNING):
        assert documents.find("key") is None
    assert "is read again" in caplog.text


def test_a_full_disk_is_told(tmp_path, caplog):
    """What cannot be kept is read again another time."""
    (tmp_path / "one").write_text("no folder", encoding="ascii")
    Documents(tmp_path, "one").keep("key", DOCUMENTS["nothing"])
    assert "was not kept" in caplog.text


def test_the_same_document_makes_the_same_file(tmp_path):
    """No clock and no order of chance is in it."""
    for name in ("one", "two"):
        Documents(tmp_path, name).keep("key", DOCUMENTS["everything"])
    first, second = (path.read_bytes() for path in sorted(tmp_path.rglob("*.gz")))
    assert first == second

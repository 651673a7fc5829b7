"""Which files are kept after they were read, and under which name."""

import logging
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from tasks.documents import media_types
from tasks.documents.article import read_article
from tasks.documents.cache import (
    SLOW_TYPES,
    DiskDocumentCache,
    _hash_readers,
    read_cached,
)
from tasks.documents.convert import convert
from tasks.model.document import Attachment, Document, Paragraph, Row
from tasks.model.issue import Issue, Responsibility, Severity
from tests.documents.test_article import CASES, LINKS, REPORT, file, page
from tests.faults import files

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
            Paragraph("乙\t丙", row=Row.build(1, 1, ("乙", "丙")), lead=1),
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
    DiskDocumentCache(tmp_path, lambda: "one").keep("key", document)
    assert DiskDocumentCache(tmp_path, lambda: "one").find("key") == document


def test_other_readers_begin_anew(tmp_path):
    """What other readers made is not theirs."""
    DiskDocumentCache(tmp_path, lambda: "one").keep("key", DOCUMENTS["nothing"])
    assert DiskDocumentCache(tmp_path, lambda: "two").find("key") is None


PASTED = Document((Paragraph("丁", "image 1 (1,2,3,4)"),), "application/msword")
RECOGNISED = {
    "a scan": replace(DOCUMENTS["everything"], recognised=True),
    "pasted scans": PASTED,
    "a scan in an archive": replace(DOCUMENTS["nothing"], attached=(PASTED,)),
}


@pytest.mark.parametrize("document", RECOGNISED.values(), ids=RECOGNISED)
def test_what_ocr_read_stays(document, tmp_path):
    """It stands in a folder of its own, and is found there when the other one was emptied."""
    folder, recognised = tmp_path / "documents", tmp_path / "recognised"
    documents = DiskDocumentCache(folder, lambda: "one", recognised=recognised)
    documents.keep("scan", document)
    documents.keep("text", DOCUMENTS["everything"])
    assert documents.find("text") == DOCUMENTS["everything"]
    shutil.rmtree(folder)
    assert (documents.find("scan"), documents.find("text")) == (document, None)


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b\x08", b"text", b"half"])
def test_damage_is_reported_and_costs_nothing(damage, tmp_path, caplog):
    """A file that a crash tore is as if it were not there."""
    documents = DiskDocumentCache(tmp_path, lambda: "one")
    documents.keep("key", DOCUMENTS["everything"])
    (kept,) = tmp_path.rglob("*.gz")
    kept.write_bytes(kept.read_bytes()[:99] if damage == b"half" else damage)
    with caplog.at_level(logging.WARNING):
        assert documents.find("key") is None
    assert "is read again" in caplog.text


def test_a_full_disk_is_reported(tmp_path, caplog):
    """What cannot be kept is read again another time."""
    (tmp_path / "one").write_text("no folder", encoding="ascii")
    DiskDocumentCache(tmp_path, lambda: "one").keep("key", DOCUMENTS["nothing"])
    assert "was not kept" in caplog.text


def test_the_same_document_makes_the_same_file(tmp_path):
    """No clock and no order of chance is in it."""
    for name in ("one", "two"):
        cache = DiskDocumentCache(tmp_path / name)
        cache.keep("key", DOCUMENTS["everything"])
    first, second = (path.read_bytes() for path in sorted(tmp_path.rglob("*.gz")))
    assert first == second


class Kept(dict[str, Document]):
    """A cache in memory."""

    find = dict[str, Document].get
    keep = dict[str, Document].__setitem__


@pytest.mark.parametrize(
    ("body", "kept"),
    [(files.good_pdf(), 1), (files.good_ofd(), 1), (files.good_docx(), 0)],
)
def test_what_may_be_a_scan_is_kept(body, kept):
    """PDF and OFD are, office files are read faster than found."""
    cache = Kept()
    first = convert(body, url="http://u/", cache=cache)
    assert len(cache) == kept
    assert (
        convert(body, url="http://u/", cache=cache)
        == first
        == convert(body, url="http://u/")
    )


def is_kept(document):
    """Tell whether a document stays in a cache once it was read."""
    cache = Kept()
    assert read_cached(cache, b"", "", lambda: document) is document
    return bool(cache)


def test_pasted_scans_are_kept():
    """Words that were recognised in a Word file took as long as those of a scan."""
    own, read = (
        Paragraph("扫描件", "document.xml paragraph 1"),
        Paragraph("青石镇", "image 1 (10, 20)"),
    )
    assert is_kept(Document((own, read), media_types.DOCX))
    assert not is_kept(Document((own,), media_types.DOCX))
    assert not is_kept(Document((), media_types.DOC))


def test_what_is_kept_is_given():
    """Without a look at the bytes."""
    body = files.good_pdf()
    cache = Kept()
    other = convert(files.good_ofd())
    read_cached(cache, body, "http://u/", lambda: other)
    assert convert(body, url="http://u/", cache=cache) is other
    assert convert(body, url="http://v/", cache=cache) is not other


def test_pages_are_not_looked_for():
    """Text of moderate size is read at once."""
    cache = Kept()
    convert("全年办理案件86件。".encode(), cache=cache)
    assert not cache


def test_names():
    """A file's name depends on its bytes and its address, the readers' on their source."""
    cache = Kept()
    scan = Document((), media_types.PDF)
    for body, url in ((b"a", "b"), (b"b", "a"), (b"ab", ""), (b"a", "b ")):
        read_cached(cache, body, url, lambda: scan)
    assert len(cache) == 4
    assert len(_hash_readers()) == 16
    words = "from tasks.documents.cache import _hash_readers; print(_hash_readers())"
    elsewhere = subprocess.check_output([sys.executable, "-c", words], text=True)
    assert elsewhere.strip() == _hash_readers()


def test_images_are_slow():
    """All that OCR reads by itself."""
    assert set(media_types.IMAGES) < SLOW_TYPES

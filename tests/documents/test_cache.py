"""Which files are kept after they were read, and under which name."""

import pytest

from tasks.documents import sniff
from tasks.documents.cache import SLOW, is_slow, key_of, readers
from tasks.documents.convert import convert
from tasks.model.document import Document, Paragraph
from tests.faults import files


class Kept(dict[str, Document]):
    """A shelf in memory."""

    find = dict[str, Document].get
    keep = dict[str, Document].__setitem__


@pytest.mark.parametrize(
    ("body", "kept"),
    [(files.good_pdf(), 1), (files.good_ofd(), 1), (files.good_docx(), 0)],
)
def test_what_may_be_a_scan_is_kept(body, kept):
    """PDF and OFD are, office files are read faster than found."""
    shelf = Kept()
    first = convert(body, url="http://u/", shelf=shelf)
    assert len(shelf) == kept
    assert (
        convert(body, url="http://u/", shelf=shelf)
        == first
        == convert(body, url="http://u/")
    )


def test_pasted_scans_are_kept():
    """Words that were recognised in a Word file took as long as those of a scan."""
    own, read = (
        Paragraph("扫描件", "document.xml paragraph 1"),
        Paragraph("青石镇", "image 1 (10, 20)"),
    )
    assert is_slow(Document((own, read), sniff.DOCX))
    assert not is_slow(Document((own,), sniff.DOCX))
    assert not is_slow(Document((), sniff.DOC))


def test_what_is_kept_is_given():
    """Without a look at the bytes."""
    body = files.good_pdf()
    shelf = Kept()
    other = convert(files.good_docx())
    shelf[key_of(body, "http://u/")] = other
    assert convert(body, url="http://u/", shelf=shelf) is other
    assert convert(body, url="http://v/", shelf=shelf) is not other


def test_pages_are_not_looked_for():
    """Text of moderate size is read at once."""
    shelf = Kept()
    convert("全年办理案件86件。".encode(), shelf=shelf)
    assert not shelf


def test_names():
    """A file's name depends on its bytes and its address, the readers' on their source."""
    assert (
        len(
            {
                key_of(b"a", "b"),
                key_of(b"b", "a"),
                key_of(b"ab", ""),
                key_of(b"a", "b "),
            }
        )
        == 4
    )
    assert readers() == readers.__wrapped__()
    assert len(readers()) == 16


def test_images_are_slow():
    """All that OCR reads by itself."""
    assert set(sniff.IMAGES) < SLOW

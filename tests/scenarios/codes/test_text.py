"""Every code of the stage `text` comes out of the reading of a file."""

import sys
from collections.abc import Iterator

import pytest

from tasks.documents.convert import convert_here
from tasks.documents.paged import ocr, ofd, ofd_page, pdf
from tasks.documents.paged.ocr_words import load_engine
from tasks.documents.paged.sheet import Sheet, TextLine
from tasks.documents.sandbox import SandboxProcess, _ConversionLimits
from tasks.model.document import Body
from tests.documents import test_article as articles
from tests.documents.paged.test_ofd import package, page, text
from tests.documents.test_safe_zip import packed
from tests.faults import files
from tests.scenarios.codes.case import demand_issue, of_article, of_file
from tests.scenarios.codes.text import (
    ARTICLES,
    BAD_LAYER,
    CHILD,
    FILES,
    GARBLED,
    SCANNED,
)


@pytest.fixture
def without_ocr(monkeypatch) -> Iterator[None]:
    """Take the library of the extra `ocr` away."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    load_engine.cache_clear()
    yield
    load_engine.cache_clear()


@pytest.mark.parametrize("code", FILES)
def test_file(code):
    """The smallest file of its kind gives the issue."""
    demand_issue(code, of_article([Body(FILES[code], url="http://town.example.cn/1")]))


@pytest.mark.parametrize("code", ARTICLES)
def test_article(code):
    """Several files of one article give the issue."""
    demand_issue(code, of_article(ARTICLES[code]))


def test_not_at_hand():
    """Why an attachment was not read is said in the issue that names it."""
    issues = of_article(ARTICLES["needed_attachment_not_read"])
    demand_issue("needed_attachment_not_read", issues)
    assert "(not_at_hand)" in issues[0].message


@pytest.mark.usefixtures("without_ocr")
def test_ocr_missing():
    """An image where no OCR is installed."""
    demand_issue("ocr_missing", of_file(convert_here, files.good_png()))


@pytest.mark.usefixtures("without_ocr")
def test_garbage_text_layer():
    """Letters without a mapping to Unicode, where no OCR is installed."""
    demand_issue("garbage_text_layer", of_file(convert_here, GARBLED))


@pytest.mark.usefixtures("without_ocr")
def test_doubtful_text_layer():
    """A layer of look-alikes over a scan, where no OCR is installed: it is kept."""
    document = convert_here(BAD_LAYER)
    assert len(document.paragraphs) > 0
    assert "doubtful_text_layer" in {issue.code for issue in document.issues}


def test_text_layer_replaced(monkeypatch):
    """A layer of look-alikes over a scan, of which OCR reads words."""
    line = "扎实开展行政执法，办理128件案件，依法推进法治政府建设和工作。"
    lines = tuple(
        TextLine(line, 74, 100.0 + 30 * number, 522, 116.0 + 30 * number, 16)
        for number in range(5)
    )
    sheet = Sheet(1, 595, 842, lines)
    monkeypatch.setattr(ocr, "read_page_image", lambda *_page, **_dpi: (sheet, ()))
    document = convert_here(BAD_LAYER)
    assert line in document.paragraphs[0].text
    assert "text_layer_replaced" in {issue.code for issue in document.issues}


@pytest.mark.usefixtures("without_ocr")
def test_scanned_page_not_read():
    """A page that is an image, where no OCR is installed."""
    demand_issue("scanned_page_not_read", of_file(convert_here, SCANNED))


def test_later_pages_not_read(monkeypatch):
    """A page more than are read of one file."""
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    demand_issue("later_pages_not_read", of_file(convert_here, SCANNED))


def test_too_many_scanned_pages(monkeypatch):
    """A scan more than are read of one file."""
    monkeypatch.setattr(pdf, "MOST_SCANNED", 0)
    demand_issue("too_many_scanned_pages", of_file(convert_here, SCANNED))


def test_too_many_objects(monkeypatch):
    """A page of more objects than are read of one file."""
    monkeypatch.setattr(ofd_page, "MOST_OBJECTS", 1)
    demand_issue(
        "too_many_objects", of_file(convert_here, package(page(text("一"), text("二"))))
    )


def test_not_ofd():
    """An archive of another kind that is handed to the reader."""
    demand_issue("not_ofd", of_file(ofd.read, packed([("a.txt", b"x")])))


@pytest.fixture
def child() -> Iterator[SandboxProcess]:
    """Start a child like that which the nightly run reads with; it goes wrong as it is asked to."""
    made = SandboxProcess(
        _ConversionLimits(memory=1 << 28), "tests.documents.misbehaving"
    )
    of_file(made.convert, b"ready")
    made.limits = _ConversionLimits(step=0.3, total=0.6, memory=1 << 28)
    yield made
    made.close()


@pytest.mark.faults
@pytest.mark.parametrize("code", CHILD)
def test_child(child, code):
    """A reader that stays, grows or fails."""
    demand_issue(code, of_file(child.convert, CHILD[code]))


@pytest.fixture
def of_failing_attachment(child, monkeypatch):
    """Read a page with a PDF that makes the reader stay, grow or fail; give the issues."""

    def read(page, reason):
        def fail(*_, **_named):
            return child.convert(CHILD[reason])

        monkeypatch.setattr("tasks.documents.convert.convert_in_sandbox", fail)
        attached = articles.file("1.docx", content=files.good_pdf())
        issues = of_article([*ARTICLES[page], attached])
        assert any(f"({reason})" in issue.message for issue in issues)
        return issues

    return read


@pytest.mark.faults
@pytest.mark.parametrize("reason", CHILD)
def test_attachment_conversion_failed(of_failing_attachment, reason):
    """A type that is read, in a file that was not; the page has a text of its own."""
    issues = of_failing_attachment("attachment_not_read", reason)
    demand_issue("attachment_conversion_failed", issues)


@pytest.mark.faults
@pytest.mark.parametrize("reason", CHILD)
def test_needed_attachment_conversion_failed(of_failing_attachment, reason):
    """The text that is missing may be in it."""
    issues = of_failing_attachment("needed_attachment_not_read", reason)
    demand_issue("needed_attachment_conversion_failed", issues)

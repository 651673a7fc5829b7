"""PDF files to documents: letters, turned pages, tables, scans, broken files and hostile ones."""

import importlib.util
import io
from contextlib import suppress

import pytest
from PIL import Image, ImageDraw, ImageFont

from tasks.documents.paged import pdf as reader
from tasks.documents.paged.pdf import read
from tasks.model.errors import UnreadableDocument
from tests.documents.paged.pdf_files import Page, Words, pdf

BODY = "坚持把法治建设摆在全局工作的突出位置，年初有部署、年中有督导、年末有考核，推动各项任务落到实处。"
OCR = importlib.util.find_spec("rapidocr") is not None


def words(text=BODY, base=100.0, measure=28, size=16.0):
    """Break a paragraph into a page's words, with an indent of two."""
    lines = [
        text[: measure - 2],
        *(text[at : at + measure] for at in range(measure - 2, len(text), measure)),
    ]
    return [
        Words(line, 74.0 + (2 * size if n == 0 else 0), base + 28 * n, size)
        for n, line in enumerate(lines)
    ]


def texts(document):
    """Give a document's texts."""
    return [paragraph.text for paragraph in document.paragraphs]


def code_of(body):
    """Read a file that cannot be read, and give the code that says why."""
    with pytest.raises(UnreadableDocument) as caught:
        read(body)
    assert len(str(caught.value)) > 20
    return caught.value.code


def test_a_page_is_read():
    """Paragraphs come with place and emphasis; the document names its type and says that they are whole."""
    document = read(
        pdf([Page([*words(), *words(base=200)])]), url="http://127.0.0.1/1.pdf"
    )
    assert texts(document) == [BODY, BODY]
    assert document.paragraphs[0].origin == "page 1 (74,86,522,130)"
    assert not document.paragraphs[0].emphasis
    assert (document.media_type, document.whole, document.issues) == (
        "application/pdf",
        True,
        (),
    )


def test_bold_is_emphasis():
    """A bold font makes emphasis."""
    assert all(
        paragraph.emphasis
        for paragraph in read(pdf([Page(words())], bold=True)).paragraphs
    )


@pytest.mark.parametrize("shown", [0, 90])
@pytest.mark.parametrize(
    "turn", [(0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)], ids=["left", "over", "right"]
)
def test_a_page_drawn_sideways(turn, shown):
    """A page whose letters are drawn sideways is read in their direction, whichever way it is shown."""
    cos, sin = turn
    lines = ["Report on the year", "by the county"]
    drawn = [
        Words(line, 300 + 40 * n * sin, 300 + 40 * n * cos, 16, turn)
        for n, line in enumerate(lines)
    ]
    assert texts(read(pdf([Page(drawn, rotate=shown)], latin=True))) == [
        " ".join(lines)
    ]


def test_spaces_between_latin_words_only():
    """Typed spaces stay between Latin words, and vanish beside Chinese characters."""
    line = "推广 LED display 屏 30 块，满意度 98.5%。"
    assert (
        texts(read(pdf([Page([Words(line, 106, 100), *words(base=128)])])))[0]
        == "推广LED display屏30块，满意度98.5%。"
    )


def test_a_ruled_table():
    """Strokes make a table, and its cells rows."""
    cells = [
        Words("工作", 80, 116, 10),
        Words("件数", 180, 116, 10),
        Words("调解", 80, 136, 10),
        Words("12", 180, 136, 10),
    ]
    strokes = [(74, y, 274, y) for y in (100, 120, 140)] + [
        (x, 100, x, 140) for x in (74, 174, 274)
    ]
    rows = [paragraph.row for paragraph in read(pdf([Page(cells, strokes)])).paragraphs]
    assert [row.text for row in rows if row] == ["工作\t件数", "调解\t12"]


def test_a_watermark_is_left_out_and_reported():
    """Text that leans is no part of the report; an issue counts its letters."""
    document = read(
        pdf(
            [
                Page(
                    [
                        *words(),
                        Words("内部资料", 200, 500, 40, (0.7, 0.7)),
                        *words(base=200),
                    ]
                )
            ]
        )
    )
    assert texts(document) == [BODY, BODY]
    assert [(issue.code, issue.evidence) for issue in document.issues] == [
        ("leaning_text", "4 letters")
    ]


def test_words_printed_twice_are_read_once():
    """Letters drawn again over themselves, which makes them look bold, count once."""
    again = [
        Words(word.text, word.left + 0.3, word.base, word.size) for word in words()
    ]
    assert texts(read(pdf([Page([*words(), *again])]))) == [BODY]


def test_an_image_under_good_text_is_no_scan():
    """A scan with a good text layer is read by its text."""
    document = read(pdf([Page(words(), picture=1.0)]))
    assert texts(document) == [BODY]
    assert not document.issues


def test_blank_pages_say_nothing():
    """A blank page between two others is nothing to report."""
    document = read(pdf([Page(words()), Page(), Page(words(base=200))]))
    assert texts(document) == [BODY, BODY]
    assert not document.issues


def test_pages_beyond_the_limit_are_reported(monkeypatch):
    """The first pages are read, and an error says how many there are."""
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    document = read(pdf([Page(words()), Page(words(base=200)), Page(words())]))
    assert texts(document) == [BODY, BODY]
    assert [(issue.code, issue.evidence) for issue in document.issues] == [
        ("later_pages_not_read", "3 pages")
    ]


def test_scanned_pages_beyond_the_limit_are_reported(monkeypatch):
    """A scan too many is an error that names its page."""
    monkeypatch.setattr(reader, "MOST_SCANNED", 0)
    document = read(
        pdf(
            [
                Page(words()),
                Page(picture=1.0),
                Page([Words("— 3 —", 280, 800)], picture=1.0),
            ]
        )
    )
    assert texts(document) == [BODY]
    assert [(issue.code, issue.evidence) for issue in document.issues] == [
        ("too_many_scanned_pages", "pages 2, 3")
    ]


@pytest.mark.skipif(OCR, reason="the extra `ocr` is installed")
def test_a_scan_without_ocr_names_page_and_remedy():
    """Where OCR is missing, the page is an error that says what to install."""
    document = read(pdf([Page(words()), Page(picture=1.0)]))
    (issue,) = document.issues
    assert (issue.code, issue.evidence) == ("scanned_page_not_read", "page 2")
    assert "pip install" in issue.message


@pytest.mark.skipif(OCR, reason="the extra `ocr` is installed")
def test_a_garbled_page_without_ocr_names_page_and_remedy():
    """A page whose letters have no mapping to Unicode is an error of its own."""
    garbage = "".join(chr(0x7D00 + 7 * number) for number in range(120))
    (issue,) = read(pdf([Page(words()), Page(words(garbage))])).issues
    assert (issue.code, issue.evidence) == ("garbage_text_layer", "page 2")
    assert "pip install" in issue.message


@pytest.mark.slow
@pytest.mark.skipif(not OCR, reason="the extra `ocr` is not installed")
def test_a_scan_is_read_by_ocr():
    """A PDF of one picture is read from the picture."""
    image = Image.new("RGB", (1654, 2339), "white")
    ImageDraw.Draw(image).text(
        (250, 400), "REPORT 2023 FOR THE COUNTY", "black", ImageFont.load_default(60)
    )
    file = io.BytesIO()
    image.save(file, "PDF", resolution=200)
    assert "REPORT" in texts(read(file.getvalue()))[0]


def test_a_password():
    """A file that needs a password says so."""
    assert code_of(pdf([Page(words())], encrypted=True)) == "encrypted_document"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7",
        b"no pdf",
        b"%PDF-1.7\n1 0 obj<<>>endobj trailer<</Root 1 0 R>>",
    ],
)
def test_damaged_files(body):
    """What is no PDF, or the stump of one, says so."""
    assert code_of(body) == "damaged_document"


def test_no_pages_and_blank_pages():
    """A file without pages, and one whose pages are blank, cannot be read."""
    assert code_of(pdf([])) == "damaged_document"
    assert code_of(pdf([Page(), Page()])) == "no_text_layer"
    assert (
        code_of(pdf([Page([Words("\ufeff" * 9, 74.0, 100.0, 16.0)])]))
        == "no_text_layer"
    )


def test_a_million_pages_claimed():
    """Pages that are claimed and are not there are reported, not looked for to the last."""
    document = read(pdf([Page(words())], count=1_000_000))
    assert texts(document) == [BODY]
    assert {issue.code for issue in document.issues} <= {
        "later_pages_not_read",
        "unreadable_pages",
    }


def test_a_giant_page():
    """A page of kilometres is read like any other."""
    giant = Page(
        [Words(word.text, word.left, word.base, word.size) for word in words()],
        width=1e7,
        height=1e7,
    )
    assert "".join(texts(read(pdf([giant])))) == BODY


def test_every_stump_is_read_or_refused():
    """Cut at every tenth byte, a file gives a document or a clear refusal."""
    whole = pdf([Page(words()), Page(words())])
    for end in range(0, len(whole), 10):
        with suppress(UnreadableDocument):
            assert set(texts(read(whole[:end]))) <= {BODY}

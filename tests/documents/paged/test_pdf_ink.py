"""What a reader sees of a PDF's letters: colours, modes, what covers them, notes beside the page."""

import pytest

from tasks.documents.paged.pdf import read
from tests.documents.paged.pdf_files import Page, Words, pdf
from tests.documents.paged.test_pdf import BODY, texts, words

_SECRET = "罚没金额777万元"
_BOX = (70.0, 270.0, 400.0, 330.0)


def _found(document, code):
    return [issue for issue in document.issues if issue.code == code]


def _page(*more, **beside):
    return pdf([Page([*words(), *more], **beside)])


@pytest.mark.parametrize(
    "body",
    [
        _page(Words(_SECRET, 80, 300, grey=1.0)),
        _page(Words(_SECRET, 80, 300, grey=0.97)),
        _page(Words(_SECRET, 80, 300, mode=3)),
        _page(Words(_SECRET, 80, 300, size=1.0)),
        _page(Words(_SECRET, 80, 300), covers=[(*_BOX, 1.0)]),
        _page(Words(_SECRET, 80, 300, clip=(0, 800, 5, 805))),
        _page(Words(_SECRET, 80, 300, grey=0.05), boxes=[(*_BOX, 0.0)]),
    ],
    ids=[
        "white",
        "nearly white",
        "invisible",
        "a speck",
        "covered",
        "clipped away",
        "black on black",
    ],
)
def test_what_no_reader_sees(body):
    """Letters that nobody sees are dropped, counted and named."""
    document = read(body)
    assert texts(document) == [BODY]
    [issue] = _found(document, "hidden_text")
    assert issue.evidence == _SECRET
    assert "1" in issue.message


@pytest.mark.parametrize(
    "body",
    [
        _page(Words(_SECRET, 80, 300, grey=1.0), boxes=[(*_BOX, 0.2)]),
        _page(Words(_SECRET, 80, 300, grey=0.5)),
        _page(Words(_SECRET, 80, 300), boxes=[(*_BOX, 0.9)]),
        _page(Words(_SECRET, 80, 300), covers=[(70, 320, 400, 330, 1.0)]),
        _page(Words(_SECRET, 80, 300, clip=_BOX)),
        _page(Words(_SECRET, 80, 300, clip=(0, 290, 595, 842))),
    ],
    ids=["white on dark", "grey", "on a light box", "above a box", "in a clip", "cut"],
)
def test_what_a_reader_sees(body):
    """Light words on dark boxes and grey ones are text."""
    document = read(body)
    assert texts(document) == [BODY, _SECRET]
    assert not document.issues


def test_a_level_watermark_is_woven_into_no_sentence():
    """Pale letters across the lines go, and are named."""
    mark = Words("青川县门户网", 100, 140, 48, grey=0.85)
    document = read(pdf([Page([mark, *words(), *words(base=200)])]))
    assert texts(document) == [BODY, BODY]
    [issue] = _found(document, "watermark_text")
    assert issue.evidence == "青川县门户网"


def test_spaced_out_figures():
    """Figures of a line whose letters all stand apart are one number; words of Latin letters stay apart."""
    line = "三、2025年安排"
    document = read(_page(Words(" ".join(line), 106, 200)))
    assert texts(document)[-1] == line


_RECT = "/Rect[80 520 400 545]"


@pytest.mark.parametrize(
    "note",
    [
        f"/Subtype/FreeText{_RECT}/Contents(Total 41)/DA(/Helv 12 Tf)",
        f"/Subtype/Widget/FT/Tx{_RECT}/V(Total 41)/DA(/Helv 12 Tf)",
    ],
    ids=["a typed note", "a field"],
)
def test_shown_notes_are_read(note):
    """What is typed onto a page is read where it stands."""
    document = read(pdf([Page([*words(), *words(base=400)], notes=[note])]))
    assert texts(document) == [BODY, "Total 41", BODY]


@pytest.mark.parametrize(
    "note",
    [
        f"/Subtype/Text{_RECT}/Contents(Total 41)",
        f"/Subtype/FreeText/F 2{_RECT}/Contents(Total 41)",
    ],
    ids=["a comment", "hidden"],
)
def test_other_notes_are_reported(note):
    """Comments and hidden notes are no text; an issue names them."""
    document = read(pdf([Page(words(), notes=[note])]))
    assert texts(document) == [BODY]
    [issue] = _found(document, "left_aside")
    assert issue.evidence == "Total 41"


def test_links_are_no_words():
    """Links are neither read nor reported."""
    document = read(pdf([Page(words(), notes=[f"/Subtype/Link{_RECT}"])]))
    assert not document.issues

"""What a reader sees of a PDF's letters: colours, modes, what covers them, notes beside the page."""

import zlib

import pytest

from tasks.documents.paged import pdf as pdf_reader
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


_OFF = "/OFF[9900 0 R]"
_BASE_OFF = "/BaseState/OFF/ON[9901 0 R]"
_VIEW = "/AS[<</Event/View/Category[/View]/OCGs[9903 0 R]>>]"


def _layered(layer, states, *, in_form=False, base=300):
    secret = Words(_SECRET, 80, base, layer=layer, in_form=in_form)
    return pdf([Page([*words(), secret])], layers=states, embedded=True)


@pytest.mark.parametrize(
    "body",
    [
        _layered("A", _OFF),
        _layered("A", _BASE_OFF),
        _layered("M", _OFF),
        _layered("U", _VIEW),
        _layered("A", _OFF, in_form=True),
        _layered("M", _BASE_OFF, in_form=True),
        _layered("A", _OFF, base=100),
        _layered("A", _OFF, base=100, in_form=True),
    ],
    ids=[
        "off",
        "all but one off",
        "one of two off",
        "in print only",
        "a form",
        "a form of two",
        "over other words",
        "a form over other words",
    ],
)
def test_layers_that_are_switched_off(body):
    """Words of a layer that no reader sees are dropped, counted and named."""
    document = read(body)
    assert texts(document) == [BODY]
    [issue] = _found(document, "hidden_text")
    assert issue.evidence == _SECRET


@pytest.mark.parametrize(
    "body",
    [
        _layered("B", _OFF),
        _layered("B", _BASE_OFF),
        _layered("M", "/ON[9900 0 R]"),
        _layered("A", "/OFF[9901 0 R]", in_form=True),
        pdf([Page([*words(), Words(_SECRET, 80, 300, layer="A")])], layers="/ON[]"),
        pdf(
            [Page([*words(), Words(_SECRET, 80, 300, layer="A", in_form=True)])],
            layers="/ON[]",
        ),
    ],
    ids=["on", "the one on", "both on", "a form", "no font", "no font, form"],
)
def test_layers_that_are_on(body):
    """Words of layers that are shown are text, also where no shapes of their letters are at hand."""
    document = read(body)
    assert texts(document) == [BODY, _SECRET]
    assert not document.issues


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_packed_catalogue(is_packed):
    """Layers are known where the catalogue is packed, too."""
    inside = b"1 0 <</Type/Catalog/OCProperties<<>>>>" if is_packed else b"1 0 <<>>"
    body = b"5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\r\n"
    assert (
        pdf_reader._has_layers(body + zlib.compress(inside) + b"endstream") is is_packed
    )


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


_QUADS = "/QuadPoints[%g 546 %g 546 %g 529 %g 529]"
_OLD = "原定310件，现为128件。"


def _strike(left, right, kind="StrikeOut", more=""):
    quads = _QUADS % (left, right, left, right)
    note = f"/Subtype/{kind}/Rect[70 525 400 550]{quads}{more}"
    return pdf([Page([*words(), Words(_OLD, 80, 309)], notes=[note])])


@pytest.mark.parametrize(
    ("body", "left", "struck"),
    [
        (_strike(80, 152), "，现为128件。", "原定310件"),
        (_strike(80, 256), "", "原定310件，现为128件。"),
        (_strike(111, 153, more="/Contents(new)"), "原定，现为128件。", "310件"),
        (_strike(153, 111, more="/F 4"), "原定，现为128件。", "310件"),
        (_strike(80, 152, "Highlight"), _OLD, ""),
        (_strike(80, 152, "Underline"), _OLD, ""),
        (_strike(80, 152, "Squiggly"), _OLD, ""),
        (_strike(80, 152, more="/F 2"), _OLD, ""),
        (_strike(80, 152, "Redact"), _OLD, ""),
    ],
)
def test_notes_that_strike_words(body, left, struck):
    """Words that a note strikes go like those that a line is drawn through; other marks leave them."""
    document = read(body)
    assert texts(document) == [BODY, *([left] if left else [])]
    assert "".join(one.evidence for one in _found(document, "struck_text")) == struck


def test_links_are_no_words():
    """Links are neither read nor reported."""
    document = read(pdf([Page(words(), notes=[f"/Subtype/Link{_RECT}"])]))
    assert not document.issues

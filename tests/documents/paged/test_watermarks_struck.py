"""Words with a line through them go and are named; lines below, above or beyond words strike nothing."""

import pytest

from tasks.documents.paged import ofd
from tasks.documents.paged.pdf import read
from tests.documents.paged.pdf_files import Page, Words, pdf
from tests.documents.paged.test_ofd import FIRST, drawing, package, page, text
from tests.documents.paged.test_pdf import BODY, texts, words

_LINE = "全年立案35612件，罚款9万元。"
_KEPT = "全年立案612件，罚款9万元。"
# The first two figures of `_LINE`, letters of 16 points from 74 on; its baseline is 300.
_LEFT, _RIGHT = 138.0, 154.0


def _read(*strokes, line=_LINE):
    page = Page([*words(), Words(line, 74, 300)], strokes=strokes)
    return read(pdf([page], embedded=True))


def _struck(document):
    return [issue.evidence for issue in document.issues if issue.code == "struck_text"]


@pytest.mark.parametrize(
    "heights",
    [[294], [296], [293, 296], [291.5]],
    ids=["middle", "low", "double", "high"],
)
def test_struck_figures_go(heights):
    """A line through two figures takes these, and leaves their line whole."""
    document = _read(*((_LEFT, high, _RIGHT, high) for high in heights))
    assert texts(document) == [BODY, _KEPT]
    assert _struck(document) == ["35"]


def test_a_struck_sentence_goes():
    """A long hole parts no line into cells."""
    line = "一是全年共办理行政处罚案件三百余件。二是全年立案612件。"
    document = _read((106, 294, 362, 294), line=line)
    assert texts(document) == [BODY, "一是二是全年立案612件。"]
    assert _struck(document) == ["全年共办理行政处罚案件三百余件。"]


@pytest.mark.parametrize(
    "strokes",
    [
        [(_LEFT, 302, _RIGHT, 302)],
        [(_LEFT, 287, _RIGHT, 287)],
        [(74, 294, 500, 294)],
        [
            (_LEFT, 294, _RIGHT, 294),
            (_LEFT, 280, _LEFT, 310),
            (_RIGHT, 280, _RIGHT, 310),
        ],
        [(300, 294, 340, 294)],
    ],
    ids=["underline", "a bar above", "a line beyond", "of a table", "a dash behind"],
)
def test_lines_that_strike_nothing(strokes):
    """Underlines, bars and rules of tables leave words alone."""
    document = _read(*strokes)
    assert "35612件" in "".join(texts(document)).replace("\t", "").replace(" ", "")
    assert not _struck(document)


def test_struck_words_of_an_ofd():
    """In OFD a path through letters strikes them too."""
    line = text(
        "全年立案35612件。", y=60, code='X="0" Y="5" DeltaX="g 4 5.6 g 5 2.8 5.6"'
    )
    strike = drawing("52.4 63 6 0.1", "M 0 0 L 5.6 0")
    below = drawing("52.4 66 6 0.1", "M 0 0 L 5.6 0")
    document = ofd.read(package(page(text(FIRST), line, strike)))
    assert texts(document) == [FIRST, "全年立案612件。"]
    assert _struck(document) == ["35"]
    assert texts(ofd.read(package(page(text(FIRST), line, below)))) == [
        FIRST,
        "全年立案35612件。",
    ]

"""Pages whose letters stand below each other are read from the right column to the left."""

from tasks.documents.paged import ofd
from tasks.documents.paged.pdf import read
from tasks.documents.paged.placed_pages import build_sheets
from tasks.documents.paged.sheet import PlacedRun
from tasks.documents.paged.watermarks import PlacedPage
from tests.documents.paged.pdf_files import Page, Words, pdf
from tests.documents.paged.test_ofd import FIRST, SECOND, package, page, text
from tests.documents.paged.test_pdf import texts

_LINES = (FIRST, SECOND)


def _place(across, down):
    """Yield each letter with its place: columns of a step from the right, letters of a step downwards."""
    for column, line in enumerate(_LINES):
        for row, letter in enumerate(line):
            yield letter, column * across, row * down


def test_columns_of_a_pdf():
    """Each letter is drawn by itself."""
    letters = [
        Words(letter, 500 - left, 90 + top, 16) for letter, left, top in _place(28, 20)
    ]
    assert texts(read(pdf([Page(letters)], embedded=True))) == list(_LINES)


def test_columns_of_an_ofd():
    """Each letter is an object."""
    letters = [
        text(letter, x=180 - left, y=30 + top) for letter, left, top in _place(10, 7)
    ]
    assert texts(ofd.read(package(page(*letters)))) == list(_LINES)


def test_lines_of_single_letters():
    """Letters nearer beside each other than below are lines, though each is an object."""
    objects = []
    for row, line in enumerate(_LINES):
        left = 20.0
        for letter in line:
            objects.append(text(letter, x=left, y=30 + 9 * row))
            left += 2.8 if letter.isascii() else 5.6
    assert texts(ofd.read(package(page(*objects)))) == list(_LINES)


def test_a_table_of_single_signs():
    """Signs in cells stand in no columns of words."""
    runs = []
    for column in range(5):
        for row in range(6):
            left = 100.0 + 60 * column
            runs.append(PlacedRun("√", left, left + 16, 100 + 40 * row, 16))
    signs = PlacedPage(1, 595, 842, tuple(runs))
    [sheet], _issues = build_sheets([signs])
    tops = [round(line.top) for line in sheet.lines]
    assert tops == sorted(tops)
    assert {line.text for line in sheet.lines} == {"√"}

"""What OCR misreads at first sight: labels far before their lines, per mille signs, tables."""

import pytest

from tasks.documents.paged import ocr
from tasks.model.document import Row
from tests.documents.files.page import HARD, HARD_PICTURE, PICTURE

pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
import numpy as np
from PIL import Image, ImageDraw

from tasks.documents.paged.ocr import runs_of
from tasks.documents.paged.ocr_image import engine, level
from tasks.documents.paged.ocr_rules import rules_of
from tasks.documents.paged.ocr_words import Word, is_one, words_of

WORDS = [words for _, _, words in HARD]


@pytest.mark.slow
def test_second_looks():
    """A label that was overlooked comes before its line, and ‰ is no %; at first sight both are wrong."""
    page = Image.open(HARD_PICTURE).convert("L")
    at_first = engine()(page, use_det=True).txts or ()
    assert WORDS[1] in at_first
    assert not any("‰" in text or text.startswith("一") for text in at_first)
    texts = [word.text for word in words_of(page)]
    assert texts[:3] == [WORDS[0] + WORDS[1], *WORDS[2:4]]


@pytest.mark.slow
def test_a_table():
    """A table's rows are told by its drawn grid, though the page lies askew."""
    document = ocr.read(HARD_PICTURE.read_bytes())
    rows = [paragraph.row for paragraph in document.paragraphs if paragraph.row]
    assert rows == [Row(1, tuple(WORDS[4:6])), Row(1, tuple(WORDS[6:]))]


def test_one_is_a_dash():
    """一 is a single level stroke, also askew; 二 and 、 are none."""
    one, two, comma = (np.zeros((40, 34), bool) for _ in range(3))
    one[20:22, :17] = one[21:23, 17:] = True
    two[10:13, 4:30] = two[30:33] = True
    comma[28:38, 4:14] = True
    assert is_one(one)
    assert not is_one(two)
    assert not is_one(comma[:, 4:14])


def test_rules():
    """Strokes askew are found where they stand once the page is level, whole though noise breaks them."""
    page = Image.new("L", (1000, 600), 235)
    pen = ImageDraw.Draw(page)
    pen.line((100, 300, 900, 300), fill=60)
    pen.line((500, 100, 500, 500), fill=60, width=3)
    pen.line((300, 300, 304, 300), fill=235)
    lean = 0.012
    across, down = rules_of(level(level(page, -lean), lean), 0.5)
    assert (across.left, across.top, across.right, across.bottom) == pytest.approx(
        (50, 150, 450, 150), abs=3
    )
    assert (down.left, down.top, down.right, down.bottom) == pytest.approx(
        (250, 50, 250, 250), abs=3
    )


def test_rules_on_a_fine_page():
    """A page of twice the resolution gives the same places in points."""
    page = Image.new("L", (3200, 400), 235)
    ImageDraw.Draw(page).line((200, 200, 3000, 200), fill=40, width=4)
    (rule,) = rules_of(page, 0.18)
    assert (rule.left, rule.top, rule.right) == pytest.approx((36, 36, 540), abs=2.5)


def test_letters_are_no_rules():
    """The strokes of letters are too short, and on a coarse page nothing can be told."""
    page = Image.open(PICTURE).convert("L")
    assert not [
        rule for rule in rules_of(level(page, 0.0122), 0.72 * 0.5) if not rule.upright
    ]
    coarse = Image.new("L", (60, 60), 0)
    assert rules_of(coarse, 10.0) == ()


def test_the_picture_is_small():
    """The page that the tests read is no burden."""
    assert HARD_PICTURE.stat().st_size < 20_000


def test_sizes():
    """A short last line has the size of the lines before it, however high its box; a title keeps its own."""
    page = Image.new("L", (1000, 1000), "white")

    def word(text, top, width, height):
        return Word(
            text,
            1.0,
            (
                (100, top),
                (100 + width, top),
                (100 + width, top + height),
                (100, top + height),
            ),
        )

    body = "坚持把法治建设摆在全局工作的突出位置"
    words = [word("青石镇法治政府建设年度报告", 50, 13 * 44, 50)]
    words += [word(body, 150 + 60 * number, len(body) * 30, 34) for number in range(4)]
    words.append(word("150多个。", 400, 4 * 30, 48))
    sizes = [run.size for run in runs_of(words, page, 0.0, 0.5)]
    assert sizes == pytest.approx([22, 15, 15, 15, 15, 15], abs=0.1)

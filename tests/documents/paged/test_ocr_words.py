"""What OCR misreads at first sight: labels far before their lines, per mille signs, marks."""

import pytest

from tests.documents.files.page import HARD, HARD_PICTURE

pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
import numpy as np
from PIL import Image

from tasks.documents.paged.ocr_image import GreyPage
from tasks.documents.paged.ocr_words import Word, load_engine

WORDS = [words for _, _, words in HARD]


@pytest.mark.slow
def test_second_looks():
    """A label that was overlooked comes before its line, and ‰ is no %; at first sight both are wrong."""
    page = Image.open(HARD_PICTURE).convert("L")
    at_first = load_engine()(page, use_det=True).txts or ()
    assert WORDS[1] in at_first
    assert not any("‰" in text or text.startswith("一") for text in at_first)
    texts = [word.text for word in Word.read_all(GreyPage(page))]
    assert texts[:3] == [WORDS[0] + WORDS[1], *WORDS[2:4]]


def test_one_is_a_dash():
    """一 is a single level stroke, also askew; 二 and 、 are none."""
    one, two, comma = (np.zeros((40, 34), bool) for _ in range(3))
    one[20:22, :17] = one[21:23, 17:] = True
    two[10:13, 4:30] = two[30:33] = True
    comma[28:38, 4:14] = True
    assert Word.is_level_stroke(one)
    assert not Word.is_level_stroke(two)
    assert not Word.is_level_stroke(comma[:, 4:14])


def test_a_slash_is_no_one():
    """A stroke that slants is /; a level or an upright one, with a flag or leaning a little, is none."""
    slash, one, italic = (np.zeros((40, 34), bool) for _ in range(3))
    for row in range(36):
        slash[row, 20 - row // 3 : 23 - row // 3] = True
        italic[row, 20 - row // 6 : 23 - row // 6] = True
    one[2:38, 16:20] = one[4:8, 11:16] = True
    assert Word.is_slanting_stroke(slash)
    assert not Word.is_slanting_stroke(one)
    assert not Word.is_slanting_stroke(italic)
    assert not Word.is_slanting_stroke(one[:0])


def test_the_picture_is_small():
    """The page that the tests read is no burden."""
    assert HARD_PICTURE.stat().st_size < 20_000


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("有力,社会稳定.", "有力，社会稳定。"),
        ("(一)规范执法", "（一）规范执法"),
        ("(1)规范;有3,500件", "(1)规范；有3,500件"),
        ("达到97.5%,比上年(2023年)多", "达到97.5%，比上年（2023年）多"),
        ("以下简称(“条例", "以下简称（“条例"),
        ("于10:30召开,http://a.cn", "于10:30召开，http://a.cn"),
        ("青政发〔2025]17号", "青政发〔2025〕17号"),
        ("推行“3+N’工作法", "推行“3+N”工作法"),
        ("-4一", "— 4 —"),
        ("发案率降至6%o，", "发案率降至6‰，"),
        ("1.加强领导", "1.加强领导"),
    ],
)
def test_marks_have_their_width(printed, expected):
    """Half-width marks beside Chinese characters become full width; numbers, times and addresses stay."""
    corners = [[0, 0], [90, 0], [90, 9], [0, 9]]
    assert Word.recognize(printed, 1.0, corners).text == expected

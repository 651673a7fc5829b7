"""Powers, marks and large first letters stand in the line that they belong to."""

import pytest

from tasks.documents.paged.placed_pages import build_sheets
from tasks.documents.paged.sheet import PlacedRun
from tasks.documents.paged.watermarks import PlacedPage


def at(text, left, base=100.0, size=16.0):
    """Place letters; figures are half as wide as high."""
    width = sum(PlacedRun.measure_advance(letter, size) for letter in text)
    return PlacedRun(text, left, left + width, base, size)


def _build_lines(*runs):
    [sheet], _issues = build_sheets([PlacedPage(1, 595, 842, runs)])
    return sheet.lines


def _read_lines(*runs):
    return [line.text for line in _build_lines(*runs)]


@pytest.mark.parametrize("raised", [5.0, 6.9, 8.0, 10.4])
@pytest.mark.parametrize(
    ("before", "mark", "behind", "expected"),
    [
        ("整治10", "4", "平方米", "整治10⁴平方米"),
        ("清淤30m", "2", "，完工", "清淤30m²，完工"),
        ("调解41", "①", "件", "调解41①件"),
        ("调解41", "[1]", "件", "调解41[1]件"),
    ],
    ids=["a power", "a unit", "a mark", "in brackets"],
)
def test_raised_marks(before, mark, behind, expected, raised):
    """What is small, raised and right behind a word belongs to its line."""
    first = at(before, 74)
    small = at(mark, first.right, 100 - raised, 9.0)
    rest = at(behind, small.right + 1)
    above = at("全镇上下共同努力，完成各项任务。", 74, 72)
    assert _read_lines(above, small, first, rest) == [above.text, expected]


def test_small_figures_apart_stay_lines():
    """A small figure away from a word, or above it, is a line of its own."""
    line = at("清淤河道30米", 74)
    runs = [at("2024", 300, 91, 9.0), at("7", 90, 90, 9.0), line]
    assert _read_lines(*runs) == ["7", "2024", line.text]


def test_a_large_first_letter_begins_its_paragraph():
    """A first letter as high as two lines stands before the first of them."""
    cap = at("全", 74, 128, 42.0)
    lines = [at("年共受理复议申请41件，", 118), at("审结39件。", 118, 128)]
    first, second = _build_lines(*lines, cap)
    assert (first.text, second.text) == ("全年共受理复议申请41件，", "审结39件。")
    assert (first.left, second.left) == (102, 74)


@pytest.mark.parametrize(
    "more",
    [[], [at("第", 50, 100)], [at("共同发文", 300, 128)]],
    ids=["one line", "words before", "far away"],
)
def test_other_large_letters(more):
    """A large letter beside one line, or behind words, stays where it is."""
    cap = at("印", 74, 128, 42.0)
    beside = at("发文件", 118, 100)
    assert sorted(_read_lines(cap, beside, *more)) == sorted(
        _read_lines(cap) + _read_lines(beside, *more)
    )

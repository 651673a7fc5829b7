"""Boxes beside a page's text: blocks of their own, behind the paragraph that they stand beside."""

import pytest

from tasks.documents.paged.layout import _SideBox, build_paragraphs
from tasks.documents.paged.sheet import RuledLine, Sheet, TextLine

FIRST = "全年作出行政处罚决定128件，罚款34.5万元，开展检查1204次，受理复议案件41件，审结39件，"
LAST = "维持31件，办结率百分之百，法治政府建设各项任务圆满完成。"
NEXT = "基层执法力量仍显不足，普法针对性有待增强，制度落实不够到位。"
ITEMS = ["数说法治", "普法45场", "讲座12场"]


def _set(text, top, left, measure, size=14.0, indent=2):
    """Set a text in lines of so many letters; gives the lines and where the next begins."""
    lines: list[TextLine] = []
    rest = text
    while rest:
        room = measure - (0 if lines else indent)
        words, rest = rest[:room], rest[room:]
        start = left + (0 if lines else indent * size)
        right = start + size * len(words)
        lines.append(TextLine(words, start, top, right, top + size, size))
        top += 24
    return lines, top


def _frame(left, top, right, bottom):
    return [
        RuledLine(left, top, right, top),
        RuledLine(left, bottom, right, bottom),
        RuledLine(left, top, left, bottom),
        RuledLine(right, top, right, bottom),
    ]


def _page(off=0.0, at_left=False, rules=None, wide=False):
    """Set a page with a box beside the first paragraph, whose lines stand off the text's by so much."""
    left = 230 if at_left else 72
    side = 82 if at_left else 430
    text, top = _set(FIRST + LAST, 100, left, 20)
    more, _ = _set(NEXT * 2, top, 72 if wide else left, 30 if wide else 20)
    held = []
    for place, words in enumerate(ITEMS):
        at = 100 + off + 24 * place
        held.append(TextLine(words, side, at, side + 12 * len(words), at + 12, 12.0))
    frame = _frame(side - 10, 92, side + 100, 218)
    drawn = frame if rules is None else rules
    return Sheet(1, 595.0, 842.0, (*text, *more, *held), tuple(drawn))


def _texts(sheet):
    return [one.text for one in build_paragraphs([sheet])[0]]


@pytest.mark.parametrize("off", [0.0, 3.0, 7.0, 11.0])
@pytest.mark.parametrize("at_left", [False, True])
@pytest.mark.parametrize("wide", [False, True])
def test_a_box_beside_text(off, at_left, wide):
    """Its lines are woven into no sentence, and follow the paragraph beside them."""
    sheet = _page(off, at_left, wide=wide)
    assert _texts(sheet) == [FIRST + LAST, *ITEMS, NEXT * 2]


@pytest.mark.parametrize(
    "rules",
    [
        _frame(40, 60, 555, 800),
        [RuledLine(72, 117, 352, 117), RuledLine(72, 141, 352, 141)],
        _frame(72, 92, 360, 260),
        [*_frame(40, 92, 555, 260), RuledLine(380, 92, 380, 260)],
        _frame(200, 92, 330, 150),
        _frame(425, 96, 500, 116),
    ],
    ids=[
        "a page's",
        "underlines",
        "the text's",
        "a table's",
        "across words",
        "a line's",
    ],
)
def test_other_frames_hold_no_side_box(rules):
    """Frames of pages, tables and words, and underlines make no block of their own."""
    found = _SideBox.find_all(_page(rules=rules))
    assert [[line.text for line in box.lines] for box in found] in ([], [[]])


def test_boxes_of_a_drawing():
    """Boxes that stand beside boxes alone are a drawing's, not side boxes."""
    lines, rules = [], []
    for left in (100, 300):
        for place in range(3):
            top = 100 + 24 * place
            lines.append(TextLine("受理登记", left, top, left + 48, top + 12, 12.0))
        rules += _frame(left - 10, 92, left + 90, 180)
    sheet = Sheet(1, 595.0, 842.0, tuple(lines), tuple(rules))
    assert _SideBox.find_all(sheet) == []

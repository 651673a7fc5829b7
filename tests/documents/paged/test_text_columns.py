"""Two columns: the gutter between them, also where the last is short or the gutter narrow."""

from dataclasses import replace

import pytest

from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.sheet import PlacedRun, Sheet, TextLine
from tasks.documents.paged.text_columns import find_gutter, find_white
from tasks.documents.paged.watermarks import PlacedPage
from tests.documents.paged.typeset import Set, Style, set_in_type

BODY = "坚持把法治建设摆在全局工作的突出位置，年初有部署、年中有督导、年末有考核，推动各项任务落到实处。"
_NARROW = Style(size=12.0, measure=20, left=40.0, pitch=18.0, lines=20)
_LEFT = [Set("甲乙丙丁戊己庚辛"[number] * number + BODY) for number in range(6)]


def _move(lines, across):
    return [
        replace(line, left=line.left + across, right=line.right + across)
        for line in lines
    ]


def _set_columns(right, across):
    """Set a left column and a right one `across` points beside it; gives the lines and their texts."""
    left = set_in_type(_LEFT, _NARROW)[0].lines
    beside = set_in_type(right, _NARROW)[0].lines
    lines = sorted([*left, *_move(beside, across)], key=lambda line: line.top)
    return lines, [line.text for line in (*left, *beside)]


def _read(lines):
    paragraphs, _issues = build_paragraphs([Sheet(1, 595, 842, tuple(lines))])
    return "".join(paragraph.text for paragraph in paragraphs)


def test_a_short_last_column():
    """A column of few lines, of which one goes on, is read after the left one."""
    lines, want = _set_columns([Set("二、存在的问题"), Set(BODY[:32])], 270)
    assert _read(lines) == "".join(want)


@pytest.mark.parametrize("white", [12.0, 15.0, 30.0])
def test_a_narrow_gutter(white):
    """Columns nearer than a letter and a half are parted before they become lines."""
    lines, want = _set_columns(_LEFT, 240 + white)
    runs = []
    for line in lines:
        baseline = line.top + 0.88 * line.size
        runs.append(PlacedRun(line.text, line.left, line.right, baseline, line.size))
    sheet = PlacedPage(1, 560 + white, 842, tuple(runs)).build_sheet()
    paragraphs, _issues = build_paragraphs([sheet])
    assert "".join(one.text for one in paragraphs) == "".join(want)


def test_what_is_no_column():
    """A signature at the right, or a table's second column, makes no gutter."""
    left = set_in_type(_LEFT, _NARROW)[0].lines
    last = left[-1].top
    signature = [
        TextLine("青川县司法局", 400, last + 20, 472, last + 32, 12),
        TextLine("青川县普法办公室", 400, last + 38, 496, last + 50, 12),
        TextLine("2025年1月8日", 400, last + 56, 472, last + 68, 12),
    ]
    figures = [TextLine("41", 400, line.top, 412, line.bottom, 12) for line in left[:6]]
    assert find_gutter([Sheet(1, 595, 842, (*left, *signature))]) is None
    assert find_gutter([Sheet(1, 595, 842, (*left, *figures))]) is None


def test_no_white_in_plain_text():
    """Lines of the whole width have no white between them, nor have short cells."""
    lines = set_in_type(_LEFT, Style())[0].lines
    runs = [PlacedRun(one.text, one.left, one.right, one.bottom, 16) for one in lines]
    assert find_white(runs, 595) is None
    cells = []
    for row in range(12):
        cells.append(PlacedRun("乡镇", 200, 232, 100 + 20 * row, 16))
        cells.append(PlacedRun("41", 300, 316, 100 + 20 * row, 16))
    assert find_white(cells, 595) is None

"""The heads of a table without rules: of several lines, and over several columns."""

from tasks.documents.paged.aligned_cells import build_heads
from tasks.documents.paged.sheet import TextLine


def _line(text, middle, height, size=12.0):
    half = size * len(text) / 2
    return TextLine(text, middle - half, height, middle + half, height + size, size)


def _read(rows):
    return [
        [
            ("".join(line.text for line in cell.lines), cell.rows, cell.columns)
            for cell in row
        ]
        for row in rows
    ]


def test_lines_of_one_head():
    """Lines below each other in a column are one head, beside one of a single line."""
    above = {
        0: [_line("部门", 80, 108)],
        1: [_line("行政复议", 200, 100), _line("（件）", 200, 116)],
    }
    assert _read(build_heads(above, [], 2)) == [
        [("部门", 1, 1), ("行政复议（件）", 1, 1)]
    ]


def test_heads_over_columns():
    """A year in the middle of two columns covers both; the head beside them is as high as both rows."""
    above = {
        0: [_line("部门", 80, 110)],
        1: [_line("受理", 180, 120)],
        2: [_line("2023年", 220, 100), _line("办结", 260, 120)],
        3: [_line("2024年", 380, 100), _line("受理", 340, 120)],
        4: [_line("办结", 420, 120)],
    }
    assert _read(build_heads(above, [], 5)) == [
        [("部门", 2, 1), ("2023年", 1, 2), ("2024年", 1, 2)],
        [("受理", 1, 1), ("办结", 1, 1), ("受理", 1, 1), ("办结", 1, 1)],
    ]


def test_no_heads():
    """Without lines above there are no heads; two rows of them far apart stay two."""
    assert build_heads({}, [], 3) == []
    above = {
        0: [_line("项目", 80, 100)],
        1: [_line("数量", 200, 100), _line("件", 200, 140)],
    }
    assert len(build_heads(above, [], 2)) == 2

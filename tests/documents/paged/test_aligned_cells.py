"""The lines of one column of a table without rules: which stand in which row."""

from tasks.documents.paged.aligned_cells import ColumnRows, RowExtent, RowGroup
from tasks.documents.paged.sheet import TextLine

_HEIGHTS = (100.0, 140.0, 170.0)


def _line(text, middle, size=12.0):
    return TextLine(text, 80, middle - 6, 80 + size * len(text), middle + 6, size)


def _texts(rows):
    return [[line.text for line in row] for row in rows.rows]


def test_lines_around_a_row_are_one_cell():
    """A cell of two lines has its row's figures at the height between them; a head stands above."""
    lines = (
        _line("单位", 70),
        _line("人力资源和社会", 92),
        _line("保障局", 108),
        _line("公安局", 140),
        _line("财政局", 170),
    )
    rows = ColumnRows.assign(lines, _HEIGHTS)
    assert [line.text for line in rows.above] == ["单位"]
    assert _texts(rows) == [["人力资源和社会", "保障局"], ["公安局"], ["财政局"]]


def test_lines_from_a_row_down_are_one_cell():
    """A cell may begin at the height of its row's figures, also the last one."""
    lines = (
        _line("公安局", 100),
        _line("住房和城乡建", 140),
        _line("设局", 154),
        _line("自然资源和规", 170),
        _line("划局", 184),
        _line("以上为全年数据", 200),
    )
    rows = ColumnRows.assign(lines, _HEIGHTS)
    assert _texts(rows)[1:] == [["住房和城乡建", "设局"], ["自然资源和规", "划局"]]
    assert rows.lowest == 184


def test_words_between_rows_stand_alone():
    """A group's name is no line of the label below it, which does not need the room."""
    lines = (
        _line("受理行政复议案件", 100),
        _line("应诉", 124),
        _line("一审", 140),
        _line("二审", 170),
    )
    rows = ColumnRows.assign(lines, _HEIGHTS)
    assert [line.text for line in rows.alone] == ["应诉"]
    assert _texts(rows) == [["受理行政复议案件"], ["一审"], ["二审"]]


def test_labels_of_several_rows():
    """Labels in the middle of rows, of all of them, are groups; else none is."""
    rows = [RowExtent(top, top + 12) for top in (94.0, 114.0, 134.0, 154.0, 174.0)]
    groups = RowGroup.find_all((_line("执法", 120), _line("普法", 170)), rows)
    assert [(group.first, group.rows) for group in groups] == [(0, 3), (3, 2)]
    assert not RowGroup.find_all((_line("执法", 120), _line("普法", 180)), rows)

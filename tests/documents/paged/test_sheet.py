"""Pieces of text placed on a sheet become lines."""

import pytest

from tasks.documents.paged.sheet import PlacedRun, RuledLine, TextLine


def at(text, left, *, base=100.0, size=16.0, bold=False):
    """Place a piece whose letters are as wide as high."""
    return PlacedRun(text, left, left + size * len(text), base, size, bold)


CASES = {
    "side by side": ([at("政府", 106), at("法治", 74)], ["法治政府"]),
    "far apart": ([at("法治", 74), at("政府", 140)], ["法治", "政府"]),
    "one below the other": (
        [at("政府", 74, base=128), at("法治", 74)],
        ["法治", "政府"],
    ),
    "a raised figure": ([at("面积", 74), at("2", 106, base=95, size=9)], ["面积²"]),
    "printed twice for weight": ([at("法治", 74), at("法治", 74.5)], ["法治"]),
    "printed twice letter by letter": (
        [at("法", 74), at("法", 74.4), at("治", 90), at("治", 90.4)],
        ["法治"],
    ),
    "Latin words": (
        [PlacedRun("LED", 74, 98, 100, 16), PlacedRun("display", 106, 160, 100, 16)],
        ["LED display"],
    ),
}


@pytest.mark.parametrize(("runs", "expected"), CASES.values(), ids=CASES)
def test_lines(runs, expected):
    """Pieces on one height are one line as far as they are near."""
    assert [line.text for line in TextLine.build_all(runs)] == expected


def test_an_upright_rule_parts_cells():
    """Two pieces with a drawn line between them stay apart, unless the line ends above them."""
    runs = [at("件数", 74), at("比上年", 110)]
    assert [
        line.text for line in TextLine.build_all(runs, [RuledLine(108, 80, 108, 120)])
    ] == [
        "件数",
        "比上年",
    ]
    assert [
        line.text for line in TextLine.build_all(runs, [RuledLine(108, 10, 108, 50)])
    ] == ["件数比上年"]


def test_boxes_and_weight():
    """A line's box holds its pieces; it is bold when all of them are, or when it is printed twice."""
    (line,) = TextLine.build_all([at("法治", 74, bold=True), at("政府", 106)])
    assert (line.left, line.right, line.size, line.bold) == (74, 138, 16, False)
    assert line.top == pytest.approx(85.92)
    assert line.bottom == pytest.approx(101.92)
    assert TextLine.build_all([at("法治", 74), at("法治", 74.5)])[0].bold


def test_gaps_of_a_line_are_kept():
    """Where runs stand apart by less than columns do, a line knows its pieces."""
    runs = [
        PlacedRun("公安局", 80, 116, 100, 12),
        PlacedRun("41", 124, 136, 100, 12),
        PlacedRun("件", 137, 149, 100, 12),
    ]
    [line] = TextLine.build_all(runs)
    assert line.text == "公安局41件"
    pieces = [(one.text, one.left, one.right) for one in line.split_at_gaps()]
    assert pieces == [("公安局", 80, 116), ("41件", 124, 149)]

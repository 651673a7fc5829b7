"""Tables without rules: rows with columns; and what stands side by side without being a table."""

from dataclasses import replace

from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.sheet import Gap, Sheet, TextLine


def _cell(text, left, top, size=12.0):
    width = sum(size / 2 if letter.isascii() else size for letter in text)
    return TextLine(text, left, top, left + width, top + size, size)


def _rows(*rows):
    """Give the rows and cells of a page: rows of (words, left), 22 points apart."""
    lines = []
    for number, row in enumerate(rows):
        lines += [_cell(text, left, 200 + 22.0 * number) for text, left in row]
    sheet = Sheet(1, 595, 842, tuple(lines))
    return [paragraph.row for paragraph in build_paragraphs([sheet])[0]]


def _texts(rows):
    return [row.text if row else None for row in rows]


def test_empty_cells_keep_their_places():
    """Columns are parted by what no row crosses; a cell without words stays."""
    rows = _rows(
        [("单位", 80), ("收案（件）", 200), ("办结（件）", 320)],
        [("城管局", 80), ("128", 206), ("120", 326)],
        [("公安局", 80), ("17", 326)],
        [("合计", 80), ("128", 206), ("137", 326)],
    )
    assert _texts(rows) == [
        "单位\t收案（件）\t办结（件）",
        "城管局\t128\t120",
        "公安局\t\t17",
        "合计\t128\t137",
    ]
    assert {row.table for row in rows} == {1}


def test_a_head_over_two_columns():
    """A head in the middle of two columns covers both."""
    rows = _rows(
        [("项目", 80), ("2023年", 230), ("2024年", 390)],
        [("收案", 190), ("办结", 270), ("收案", 350), ("办结", 430)],
        [("复议", 80), ("66", 196), ("60", 276), ("71", 356), ("70", 436)],
        [("应诉", 80), ("9", 202), ("8", 282), ("11", 356), ("9", 442)],
    )
    assert [(cell.column, cell.columns) for cell in rows[0].cells] == [
        (0, 1),
        (1, 2),
        (3, 2),
    ]


def test_a_cell_that_wraps():
    """Words alone below a cell's words belong to it."""
    rows = _rows(
        [("单位", 80), ("事项", 180), ("件数", 400)],
        [("司法局", 80), ("行政复议案件的审理和", 180), ("41", 400)],
        [("决定", 180)],
        [("公安局", 80), ("行政处罚", 180), ("302", 400)],
    )
    assert _texts(rows)[1:] == [
        "司法局\t行政复议案件的审理和决定\t41",
        "公安局\t行政处罚\t302",
    ]


def test_labels_and_signatures_are_no_table():
    """Two lines of labels, and names without figures, are text."""
    assert not any(
        _rows(
            [("联系人：张三", 80), ("电话：0100", 300)],
            [("地址：青川路1号", 80), ("邮编：628100", 300)],
        )
    )
    names = [("张三", 80), ("李四", 200), ("王五", 320)]
    assert not any(_rows(names, names, names))


def _sheet(number, *rows):
    lines = []
    for place, row in enumerate(rows):
        lines += [_cell(text, left, 80 + 22.0 * place) for text, left in row]
    return Sheet(number, 595, 842, tuple(lines))


def test_a_table_goes_on_behind_the_end_of_a_page():
    """Two rows of heads that stand again are left out, and one row alone behind them is of the table."""
    heads = (
        [("项目", 80), ("2023年", 230), ("2024年", 390)],
        [("收案", 190), ("办结", 270), ("收案", 350), ("办结", 430)],
    )
    first = _sheet(
        1,
        *heads,
        [("复议", 80), ("66", 196), ("60", 276), ("71", 356), ("70", 436)],
        [("应诉", 80), ("9", 202), ("8", 282), ("11", 356), ("9", 442)],
    )
    last = [("信访", 80), ("41", 196), ("40", 276), ("38", 356), ("38", 436)]
    rows = [one.row for one in build_paragraphs([first, _sheet(2, *heads, last)])[0]]
    assert _texts(rows)[2:] == [
        "复议\t66\t60\t71\t70",
        "应诉\t9\t8\t11\t9",
        "信访\t41\t40\t38\t38",
    ]
    rows = [one.row for one in build_paragraphs([first, _sheet(2, last)])[0]]
    assert _texts(rows)[-1] == "信访\t41\t40\t38\t38"
    assert {row.table for row in rows if row} == {1}


def test_columns_near_each_other():
    """Gaps smaller than those between lines part cells where rows agree; a heading below is no cell."""
    rows = []
    for place, (label, *values) in enumerate(
        (("部门", "立案", "结案"), ("公安局", "41", "40"), ("水利局", "7", "6"))
    ):
        top = 200 + 22.0 * place
        words = "".join((label, *values))
        lefts = (80, 128, 164)
        ends = [
            left + sum(6 if letter.isascii() else 12 for letter in text)
            for left, text in zip(lefts, (label, *values), strict=True)
        ]
        gaps = (
            Gap(len(label), ends[0], lefts[1]),
            Gap(len(label) + len(values[0]), ends[1], lefts[2]),
        )
        rows.append(TextLine(words, 80, top, ends[2], top + 12, 12.0, gaps=gaps))
    heading = _cell("二、存在的问题", 80, 200 + 22.0 * 3)
    found = build_paragraphs([Sheet(1, 595, 842, (*rows, heading))])[0]
    assert [one.text for one in found] == [
        "部门\t立案\t结案",
        "公安局\t41\t40",
        "水利局\t7\t6",
        "二、存在的问题",
    ]


def test_lines_with_gaps_are_text():
    """Spaces inside of lines that share no columns make no table."""
    words = (
        "全年共受理案件 41 件，",
        "其中 行政复议案件 30 件，",
        "办结 28 件，调解 7 件，",
    )
    lines = []
    for place, text in enumerate(words):
        top = 200 + 22.0 * place
        gaps = []
        for at, letter in enumerate(text):
            if letter == " ":
                gaps.append(Gap(at + 1, 80 + 11.0 * at, 86 + 11.0 * at))
        right = 80 + 11.0 * len(text)
        lines.append(TextLine(text, 80, top, right, top + 12, 12.0, gaps=tuple(gaps)))
    found = build_paragraphs([Sheet(1, 595, 842, tuple(lines))])[0]
    assert not any(one.row for one in found)


def test_a_table_of_few_figures():
    """Rows with figures in some cells only are a table below heads of all columns; a unit may end a head."""
    rows = _rows(
        [("单位", 80), ("收案（件）", 180), ("不予受理", 300), ("办结（件）", 420)],
        [("（件）", 300)],
        [],
        [("城管局", 80), ("6", 300), ("4", 420)],
        [("公安局", 80), ("13", 180)],
    )
    assert _texts(rows) == [
        "单位\t收案（件）\t不予受理（件）\t办结（件）",
        "城管局\t\t6\t4",
        "公安局\t13",
    ]


def test_one_row_below_heads_with_units():
    """One row of figures is a table where each has a head with a unit."""
    assert _texts(
        _rows([("许可（件）", 200), ("强制（件）", 320)], [("56", 200), ("7", 320)])
    ) == [
        "许可（件）\t强制（件）",
        "56\t7",
    ]
    plain = _rows([("许可", 200), ("强制", 320)], [("56", 200), ("7", 320)])
    assert not any(plain)


def test_heads_that_touch():
    """Heads with units that no white parts stand over a column each."""
    figures = [
        [("海关办", 80), ("52", 150), ("7.1", 258)],
        [("邮政局", 80), ("9", 150), ("0.3", 258)],
        [("档案局", 80), ("2", 150), ("0.1", 258)],
    ]
    heads = [("部门", 80), ("处罚件数（件）罚没款（万元）", 150)]
    assert _texts(_rows(heads, *figures))[0] == "部门\t处罚件数（件）\t罚没款（万元）"


def test_a_caption_is_no_head():
    """The number and name of a table, with its unit, stand above its heads."""
    caption = replace(
        _cell("表2行政执法情况（单位：件）", 80, 200, 14.0), gaps=(Gap(2, 101, 115),)
    )
    rows = (
        [("单位", 80), ("处罚", 230), ("许可", 380)],
        [("城管局", 80), ("41", 230), ("204", 380)],
        [("公安局", 80), ("12", 230), ("66", 380)],
    )
    lines = [caption]
    for number, row in enumerate(rows, 1):
        lines += [_cell(text, left, 200 + 22.0 * number, 11.0) for text, left in row]
    paragraphs, _issues = build_paragraphs([Sheet(1, 595, 842, tuple(lines))])
    assert [one.row.text if one.row else None for one in paragraphs] == [
        None,
        "单位\t处罚\t许可",
        "城管局\t41\t204",
        "公安局\t12\t66",
    ]


def test_heads_that_were_read_as_one():
    """Heads with units that stand in one line without gaps are parted behind each unit."""
    rows = _rows(
        [("一、工作情况", 80)],
        [("单位", 80), ("受理（件）", 180), ("不予受理（件） 审结（件）", 300)],
        [("城管局", 80), ("6", 180), ("3", 300), ("4", 390)],
        [("公安局", 80), ("13", 180), ("5", 300)],
    )
    assert _texts(rows)[:2] == [None, "单位\t受理（件）\t不予受理（件）\t审结（件）"]


def test_heads_whose_units_wrap_are_no_caption():
    """Heads that go on below `（单位：`, or above `单位：件）`, are heads: neither line names the table."""
    heads = [
        ("部门", 80, 207),
        ("行政奖励（", 200, 200),
        ("行政检查（单位：", 320, 200),
        ("单位：件）", 200, 214),
        ("次）", 350, 214),
    ]
    figures = [("审计局", "9", "7"), ("城管局", "3638", "873"), ("统计局", "3", "58")]
    lines = [_cell(text, left, top) for text, left, top in heads]
    for number, row in enumerate(figures):
        top = 236 + 22.0 * number
        placed = zip(row, (80, 220, 340), strict=True)
        lines += [_cell(text, left, top) for text, left in placed]
    sheet = Sheet(1, 595, 842, tuple(lines))
    first, *others = build_paragraphs([sheet])[0]
    assert first.text == "部门\t行政奖励（单位：件）\t行政检查（单位：次）"
    assert [one.text for one in others] == ["\t".join(row) for row in figures]

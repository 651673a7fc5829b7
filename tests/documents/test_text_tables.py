"""Tables of plain texts: their rows and cells, whatever parts these."""

import pytest

from tasks.documents.convert import convert
from tasks.documents.text_tables import TextTables
from tasks.model.document import Cell, Paragraph, Row
from tests.rows import each_row


def read(*lines: str) -> list[str]:
    """Print the rows of the tables of some lines: cells parted by |, wide ones with their width."""
    tables = TextTables.find(lines)
    printed = []
    for row in tables.rows.values():
        cells = (
            f"{cell.text}>{cell.columns}" if cell.columns > 1 else cell.text
            for cell in row.cells
        )
        printed.append("|".join(cells))
    return printed


TABLES = {
    "tabs": (
        ("镇街\t处罚（件）", "云汀镇\t31"),
        ["镇街|处罚（件）", "云汀镇|31"],
    ),
    "blanks": (
        (
            "镇街      处罚（件）    罚款（万元）",
            "-" * 36,
            "云汀镇        31          4.2",
            "",
            "合　计                    1.5",
        ),
        ["镇街|处罚（件）|罚款（万元）", "云汀镇|31|4.2", "合计||1.5"],
    ),
    "wide blanks": (
        ("　　镇街　　处罚　　许可", "　　云汀镇　　12　　3"),
        ["镇街|处罚|许可", "云汀镇|12|3"],
    ),
    "heads over two columns each": (
        (
            "               行政处罚（件）         罚款（万元）",
            "镇街        2024年     2023年     2024年     2023年",
            "云汀镇        31         28        4.2        3.3",
            "柳坪乡        12                   1.5        0.8",
        ),
        [
            "|行政处罚（件）>2|罚款（万元）>2",
            "镇街|2024年|2023年|2024年|2023年",
            "云汀镇|31|28|4.2|3.3",
            "柳坪乡|12||1.5|0.8",
        ],
    ),
    "a signature below": (
        (
            "镇街    处罚（件）",
            "云汀镇      31",
            "",
            " " * 20 + "云汀镇人民政府    2025年1月8日",
        ),
        ["镇街|处罚（件）", "云汀镇|31"],
    ),
    "box characters": (
        (
            "┌────┬──────┐",
            "│镇街    │处罚（件）  │",
            "├────┼──────┤",
            "│云汀镇  │31          │",
            "└────┴──────┘",
        ),
        ["镇街|处罚（件）", "云汀镇|31"],
    ),
    "merged boxes": (
        (
            "┏━━━━┳━━━━━━━┓",
            "┃        ┃行政处罚（件）┃",
            "┃镇街    ┣━━━┳━━━┫",
            "┃        ┃2024年┃2023年┃",
            "┣━━━━╋━━━╋━━━┫",
            "┃云汀镇  ┃31    ┃28    ┃",
            "┗━━━━┻━━━┻━━━┛",
        ),
        ["镇街|行政处罚（件）>2", "|2024年|2023年", "云汀镇|31|28"],
    ),
    "narrow box characters": (
        (
            "┌────┬──────────┐",
            "│镇街│处罚（件）│",
            "├────┼──────────┤",
            "│云汀│31        │",
        ),
        ["镇街|处罚（件）", "云汀|31"],
    ),
    "no frame": (
        ("镇街 │处罚（件）", "─────┼──────────", "云汀镇│ 31"),
        ["镇街|处罚（件）", "云汀镇|31"],
    ),
    "cells of two lines": (
        ("│镇街  │工作内容│", "│云汀镇│化解纠│", "│      │纷      │", "│柳坪乡│普法│"),
        ["镇街|工作内容", "云汀镇|化解纠纷", "柳坪乡|普法"],
    ),
    "signs of a keyboard": (
        ("+----+----+", "| 镇街 | 处罚（件） |", "+----+----+", "| 云汀镇 | 31 |"),
        ["镇街|处罚（件）", "云汀镇|31"],
    ),
    "markdown": (
        ("| 镇街 | 处罚（件） |", "|:---|---:|", "| 云汀镇 | 31 |"),
        ["镇街|处罚（件）", "云汀镇|31"],
    ),
}


@pytest.mark.parametrize(("lines", "rows"), TABLES.values(), ids=TABLES)
def test_rows_of_tables(lines, rows):
    """Cells stand in their columns, empty ones too; lines that are drawn are no rows."""
    assert read(*lines) == rows


@pytest.mark.parametrize(
    "lines",
    [
        ("共检查  12  次，处罚  4  件。", "培训  3  场，参加  90  人次。"),
        ("联系人：李某    电话：另告", "传真：无        地址：政务中心"),
        ("一、加强  学习", "二、规范  执法"),
        ("云汀镇人民政府      2025年1月8日",),
        ("受理12件|办结3件",),
        ("────────", "正文", "————————"),
    ],
)
def test_what_is_no_table(lines):
    """Sentences with blanks, lists of words, a signature and lines alone are none."""
    assert read(*lines) == []
    assert not TextTables.find(lines).rules


def test_cells_are_not_glued_in_the_text():
    """The text of a report keeps the cells apart, and leaves out what is drawn around them."""
    text = "澄岭县报告\n┌──┬──┐\n│镇街│处罚│\n├──┼──┤\n│云汀│31  │\n└──┴──┘\n一、其他"
    document = convert(text.encode())
    assert [one.text for one in document.paragraphs] == [
        "澄岭县报告",
        "镇街\t处罚",
        "云汀\t31",
        "一、其他",
    ]
    assert [one.row is not None for one in document.paragraphs] == [0, 1, 1, 0]


COLUMNS = (
    "镇街\t\t处罚（件）\t罚款（万元）",
    "云汀镇\t128\t34.5",
    "合计\xa0\xa0\xa056\xa0\xa0\xa012.8",
)


def test_paragraphs_set_in_columns_are_rows():
    """Tabs and blanks between a document's words are columns; its tables are numbered behind others."""
    before = Paragraph(
        "镇街\t1", "row 1", row=Row(2, 1, (Cell(0, "镇街"), Cell(1, "1")))
    )
    paragraphs = [before, *(Paragraph(line, "line") for line in COLUMNS)]
    first, *others = TextTables.tabulate(paragraphs)
    assert first is before
    assert [one.text for one in others] == [
        "镇街\t处罚（件）\t罚款（万元）",
        "云汀镇\t128\t34.5",
        "合计\t56\t12.8",
    ]
    assert [one.row and (one.row.table, one.row.number) for one in others] == [
        (3, 1),
        (3, 2),
        (3, 3),
    ]


@each_row(
    "lines",
    [
        ("联系人：李某    电话：8812345", "地址：建设路    邮编：311200"),
        ("一、主要工作\t\t3", "二、存在的问题\t\t5"),
        ("第一章  总则", "第二章  3项任务"),
        ("1.\t加强学习", "2.\t强化监督"),
        ("全年办理案件    41件，罚款    34.5万元。", "受理复议    12件。"),
        ("澜石县人民政府          2025年1月3日", "抄送：县委办。      共印30份"),
        ("文号    澜政发〔2025〕3号", "日期    2025-01-03"),
    ],
)
def test_other_blanks_set_no_columns(lines):
    """Blanks in sentences, contents, lists, labels and signatures make no row."""
    paragraphs = [Paragraph(line, "line") for line in lines]
    assert TextTables.tabulate(paragraphs) == paragraphs

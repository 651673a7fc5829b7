"""Digits that a writer set apart with blanks, and numbers that stand side by side."""

import pytest

from tasks.documents.clean_text import clean
from tasks.model.document import Document, Paragraph, Row

SPACED = (
    ("全年立案 4 1 2 件。", "全年立案412件。"),
    ("罚款 1 2 . 5 万元", "罚款12.5万元"),
    ("罚 款 金 额 1 2 3.5 万 元", "罚款金额123.5万元"),
    ("培训４\u3000１人次", "培训41人次"),
    ("（9\xa08 . 2 %）", "（98.2 %）"),
    ("2 0 2 4 年，青原县立案3 6件", "2024年，青原县立案36件"),
    ("一、2 0 2 5 年工作打算", "一、2025年工作打算"),
    ("降至0 . 5 万元", "降至0.5万元"),
)


def read(*lines):
    """Give the clean text of some lines."""
    paragraphs = tuple(map(Paragraph, lines))
    return clean(Document(paragraphs, "text/plain")).text


@pytest.mark.parametrize(("spaced", "joined"), SPACED)
def test_digits_set_apart_are_one_number(spaced, joined):
    """Single digits with single blanks, words before and a measure behind are one number."""
    assert read(spaced) == joined


LISTS = (
    ("编号 3 5 8", "编号3 5 8"),
    ("三项分别为 3 5 8 件", "三项分别为3 5 8件"),
    ("第 3 5 件", "第3 5件"),
    ("第3 5 8条", "第3 5 8条"),
    ("3 5 件", "3 5件"),
    ("召开会议2024 12次", "召开会议2024 12次"),
    ("立案4 12件", "立案4 12件"),
    ("立案12 4 1件", "立案12 4 1件"),
    ("电话8 8 8 1", "电话8 8 8 1"),
    ("立案 0 5 件", "立案0 5件"),
)


@pytest.mark.parametrize(("line", "kept"), LISTS)
def test_numbers_side_by_side_stay(line, kept):
    """Lists, names, groups of digits and what no measure follows are not joined."""
    assert read(line) == kept


def read_row(*cells):
    """Give the cells of a row's clean text."""
    row = Row.build(1, 1, cells)
    paragraph = Paragraph(row.text, row=row)
    (table,) = clean(Document((paragraph,), "text/html")).tables
    return [cell.text for cell in table.cells]


def test_cells_set_apart_are_numbers():
    """A row whose words or decimals are set apart has its numbers set apart."""
    assert read_row("住 建 局", "3 9", "1 2 . 5") == ["住建局", "39", "12.5"]
    assert read_row("住建局", "3 9", "1 2 . 5") == ["住建局", "39", "12.5"]
    assert read_row("水 务 局", "3 9 件", "4") == ["水务局", "39件", "4"]


@pytest.mark.parametrize(
    "cells",
    [("住建局", "3 9"), ("许可 处罚", "3 9"), ("住 建 局", "3 9", "41")],
)
def test_cells_of_two_numbers_stay(cells):
    """Two numbers in a cell stay two where the row is not set apart, or holds a plain number."""
    assert "39" not in read_row(*cells)

"""Numbers of tables whose units stand in heads, in a column, in a label or in the caption."""

from decimal import Decimal

import pytest

from tasks.report.numbers import find_numbers
from tasks.report.table_numbers import find_table_numbers


def read(text):
    """Give words, value and unit of every number of a table."""
    return [
        (text[found.start : found.end], found.value, found.unit)
        for found in find_table_numbers(text)
    ]


def test_units_of_columns():
    """Each column has its own, scales are multiplied out, and totals are read like all rows."""
    text = "见下表。\n单位\t检查（户次）\t罚款(万元)\n城管\t1,204\t3.5\n合计\t1260\t12.25\n完。"
    assert read(text) == [
        ("1,204", Decimal(1204), "户次"),
        ("3.5", Decimal(35000), "元"),
        ("1260", Decimal(1260), "户次"),
        ("12.25", Decimal(122500), "元"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "指标\t单位\t数值\n行政复议\t件\t43",
        "指标\t数值\n行政复议（件）\t43",
        "指标\t数值\n行政复议/件\t43",
        "附表（单位：件）\n指标\t数值\n行政复议\t43",
        "序号\t指标\t收案（件）\n1\t行政复议\t43",
    ],
)
def test_where_a_unit_may_stand(text):
    """In a column, behind the label, in the caption."""
    assert read(text) == [("43", Decimal(43), "件")]


@pytest.mark.parametrize(
    "text",
    [
        "指标\t2023年\t2024年\n行政处罚（件）\t310\t455",
        "类别\t处罚（件）\t许可（件）\n城管\t128",
        "类别\t处罚\n城管\t128",
        "类别\t处罚（件）\n城管\t128件",
        "类别\t年度（件）\n城管\t2024",
        "一、处罚（件）\n128",
        "\t\n\t",
    ],
)
def test_what_is_left_alone(text):
    """Cells of several years, rows with a cell left out, numbers without a unit or with one of their own."""
    assert read(text) == []


def test_each_cell_is_one_number():
    """Cells with a unit of their own are read once."""
    numbers = find_numbers("类别\t处罚（件）\t罚款（万元）\n城管\t128件\t34.5")
    assert [(one.value, one.unit) for one in numbers] == [
        (Decimal(128), "件"),
        (Decimal(345000), "元"),
    ]

"""Tables: the heads of each cell, its unit, and the quantities that come of them."""

import pytest

from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report

_PAGE = "<html><body><h1>澄岭县2024年法治政府建设年度报告</h1><p>一、主要工作</p>{}</body></html>"


def write_table(*rows: str) -> str:
    """Write a table: rows of cells parted by |, where `>` before a cell makes it two columns wide."""
    made = []
    for row in rows:
        cells = []
        for cell in row.split("|"):
            wide = cell.startswith(">")
            cells.append(f"<td{' colspan=2' if wide else ''}>{cell.lstrip('>')}</td>")
        made.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(made)}</table>"


def read(markup: str):
    """Read a page that holds some markup."""
    document = convert(_PAGE.format(markup).encode())
    text = clean(document)
    return read_report(document, text.text, DocumentHints(), tables=text.tables)


def read_numbers(markup: str):
    """Give value, unit, indicator and the period's year of what a page's cells say."""
    return [
        (
            float(one.value),
            one.unit,
            one.indicator,
            one.period_start.year if one.period_start else None,
        )
        for one in read(markup).quantities
    ]


TABLES = {
    "units in the heads": (
        write_table("部门|行政处罚（件）|罚没金额（万元）", "城管|128|34.5"),
        [
            (128, "件", "penalty_decisions", 2024),
            (345000, "元", "fines_and_confiscations", 2024),
        ],
    ),
    "years in the heads": (
        write_table("指标|2023年|2024年", "行政处罚（件）|310|455"),
        [
            (310, "件", "penalty_decisions", 2023),
            (455, "件", "penalty_decisions", 2024),
        ],
    ),
    "a column of units": (
        write_table("序号|项目|单位|数量", "1|行政复议案件受理|件|1,043"),
        [(1043, "件", "reconsideration_accepted", 2024)],
    ),
    "merged heads": (
        write_table("部门|>行政复议（件）", "|受理|审结", "司法局||8"),
        [(8, "件", "reconsideration_concluded", 2024)],
    ),
    "labels beside values": (
        write_table(
            "行政复议受理（件）|41|行政应诉（件）|12", "罚款（万元）|3|宣传（场）|7"
        ),
        [
            (41, "件", "reconsideration_accepted", 2024),
            (12, "件", "administrative_lawsuits", 2024),
            (30000, "元", "fines_amount", 2024),
            (7, "场", "publicity_events", 2024),
        ],
    ),
    "a unit for all above": (
        "<p>单位：件、万元</p>" + write_table("部门|行政处罚|罚款金额", "城管|128|3"),
        [
            (128, "件", "penalty_decisions", 2024),
            (30000, "元", "fines_amount", 2024),
        ],
    ),
}


@pytest.mark.parametrize(("markup", "expected"), TABLES.values(), ids=TABLES)
def test_numbers_of_cells(markup, expected):
    """Unit and period come from the nearest head; an empty cell shifts nothing."""
    assert read_numbers(markup) == expected


def test_a_table_without_units_is_reported():
    """Numbers that no head explains are no quantities, and an issue names their table."""
    reading = read(write_table("部门|说明|另记", "城管|甲|128", "市监|乙|302"))
    assert not reading.quantities
    codes = [issue.code for issue in reading.issues]
    assert "table_not_read" in codes

"""XLSX: cells as Excel shows them, and what it hides."""

import pytest

from tasks.documents.convert import convert_here
from tasks.model.errors import UnreadableDocument
from tests.documents.word.docx_files import zipped

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = (
    '<numFmts><numFmt numFmtId="165" formatCode="#,##0.0&quot;万&quot;"/></numFmts>'
    "<fonts><font/><font><strike/></font></fonts><cellXfs>"
    '<xf numFmtId="0" fontId="0"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="14"/><xf fontId="1"/>'
    "</cellXfs>"
)


def workbook(rows, *, before="", after="", states=("visible",)):
    """Write a workbook whose sheets all hold the same rows."""
    numbers = range(1, len(states) + 1)
    sheets = "".join(
        f'<sheet name="表{number}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, state in zip(numbers, states, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    sheet = (
        f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
    strings = "<si><t>单位</t></si><si><r><t>处</t></r><r><t>罚</t></r><rPh><t>x</t></rPh></si>"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{REL}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
            "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet {MAIN}>{FORMATS}</styleSheet>",
            **{f"xl/worksheets/sheet{number}.xml": sheet for number in numbers},
        }
    )


def cell(place, value, kind="n", style=0):
    """Write one cell."""
    return f'<c r="{place}" t="{kind}" s="{style}"><v>{value}</v></c>'


HEAD = f'<row r="2">{cell("A2", 0, "s")}{cell("B2", 1, "s")}{cell("C2", "比例", "str")}</row>'
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>青原县情况表</t></is></c></row>'
    f'{HEAD}<row r="3">{cell("A3", "甲", "str")}{cell("C3", "0.982", style=1)}</row>'
    f'<row r="4">{cell("A4", "乙", "str")}{cell("B4", "1234.56", style=2)}'
    f"{cell('C4', '45657', style=3)}</row>"
)


def test_a_sheet_is_a_table():
    """Cells keep their columns and look as their formats say; a title above is a paragraph."""
    merged = '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'
    document = convert_here(workbook(ROWS, after=merged))
    assert [one.text for one in document.paragraphs] == [
        "青原县情况表", "单位\t处罚\t比例", "甲\t\t98.20%", "乙\t1234.6\t2024年12月31日",
    ]  # fmt: skip
    rows = [one.row for one in document.paragraphs if one.row]
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[0].cells[1].rows == 2
    assert document.issues == ()


def test_what_is_hidden_or_struck_out_is_left_out_with_an_issue():
    """Sheets, rows and columns that nobody sees, and what was struck out."""
    row = f'<row r="3" hidden="1">{cell("A3", "隐", "str")}</row>'
    further = f'<row r="4">{cell("A4", 7, style=4)}{cell("B4", 8)}</row>'
    rows = HEAD + row + further
    hidden = '<cols><col min="3" max="3" hidden="1"/></cols>'
    document = convert_here(workbook(rows, before=hidden, states=("visible", "hidden")))
    assert [one.text for one in document.paragraphs] == ["单位\t处罚", "\t8"]
    assert {issue.code for issue in document.issues} == {"hidden_text", "struck_text"}


def test_an_empty_workbook_says_so():
    """No cell is no text."""
    with pytest.raises(UnreadableDocument, match=r"word|text"):
        convert_here(workbook(""))

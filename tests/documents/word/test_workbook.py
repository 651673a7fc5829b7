"""Workbooks: cells as they are shown, and what is hidden."""

import struct
import zipfile
from io import BytesIO
from time import process_time

import pytest

from tasks.documents.convert import convert, convert_here
from tasks.model.errors import UnreadableDocument
from tests.documents.word.office_files import (
    FORMATS,
    HEAD,
    ROWS,
    cell,
    odt,
    old_cell,
    old_workbook,
    record,
    style,
    workbook,
)
from tests.faults.files import ole


def test_a_sheet_is_a_table():
    """Cells keep their columns and look as their formats say; a title above is a paragraph."""
    merged = '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'
    document = convert_here(workbook(ROWS, after=merged))
    assert [one.text for one in document.paragraphs] == [
        "青原县情况表", "单位\t处罚\t比例", "甲\t\t98.20%", "乙\t1234.6万\t2024年12月31日",
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


def test_cells_beyond_the_limit_are_an_issue():
    """Nothing of a sheet goes without a word: how many cells were not read, and what the first holds."""
    far = f'<row r="9">{cell("ZY9", 12)}{cell("ZZ9", 13)}</row>'
    (issue,) = convert_here(workbook(ROWS + far)).issues
    assert (issue.code, issue.evidence) == ("cells_not_read", "12")
    assert "2 cells beyond column 200" in issue.message


def test_an_empty_workbook_says_so():
    """No cell is no text."""
    with pytest.raises(UnreadableDocument, match=r"word|text"):
        convert_here(workbook(""))


def test_an_old_workbook_is_read_alike():
    """Formats, merged cells, what is struck out and what is hidden, in an XLS."""
    cells = (
        old_cell(0, 0, "青原县情况表")
        + old_cell(1, 0, "单位") + old_cell(1, 1, "处罚") + old_cell(1, 2, "比例")
        + old_cell(2, 1, 128.0) + old_cell(2, 2, 0.982, 1)
        + old_cell(3, 0, "乙") + old_cell(3, 1, 99.0, 3) + old_cell(3, 2, 45657.0, 2)
        + old_cell(3, 3, "隐列")
    )  # fmt: skip
    merged = record(0xE5, struct.pack("<HHHHH", 1, 1, 2, 0, 0))
    column = record(0x7D, struct.pack("<HHHHHH", 3, 3, 2000, 0, 1, 0))
    document = convert(
        old_workbook(cells, more=column + merged, hidden=old_cell(0, 0, "密"))
    )
    assert [one.text for one in document.paragraphs] == [
        "青原县情况表", "单位\t处罚\t比例", "\t128\t98.20%", "乙\t\t2024年12月31日",
    ]  # fmt: skip
    assert {issue.code for issue in document.issues} == {"hidden_text", "struck_text"}


def test_a_cell_far_off_costs_no_more_than_others():
    """Rows and columns between are not made."""
    cells = old_cell(0, 0, "甲") + old_cell(65535, 190, "远") + old_cell(65535, 1, "乙")
    began = process_time()
    document = convert_here(old_workbook(cells))
    found = "".join(one.text for one in document.paragraphs)
    assert found.replace("\t", "") == "甲乙远"
    assert process_time() - began < 3


def test_an_old_workbook_may_call_its_stream_in_capitals():
    """Some writers do."""
    body = old_workbook(old_cell(0, 0, "甲"))
    loud = body.replace("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))
    assert [one.text for one in convert_here(loud).paragraphs] == ["甲"]


@pytest.mark.parametrize(
    "body", [old_workbook(b"")[:2000], ole({"Workbook": bytes(4608)})]
)
def test_a_broken_old_workbook_says_so(body):
    """Whatever xlrd makes of it."""
    with pytest.raises(UnreadableDocument) as caught:
        convert_here(body)
    assert caught.value.code in ("damaged_document", "no_text")


def test_a_workbook_of_opendocument_is_read_alike():
    """Cells as they are shown; hidden rows and columns, struck-out cells and notes are left out."""
    struck = style(
        "S",
        "table-cell",
        '<style:text-properties style:text-line-through-style="solid"/>',
    )
    hidden = style("T", "table", '<style:table-properties table:display="false"/>')
    rows = (
        '<table:table-column/><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        "<table:table-row><table:table-cell><text:p>青原县情况表</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="3"/>'
        '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>甲</text:p>'
        "</table:table-cell>"
        "<table:table-cell><office:annotation><text:p>批注</text:p></office:annotation><text:p>98.2%</text:p>"
        "</table:table-cell><table:table-cell><text:p>5</text:p></table:table-cell>"
        "<table:table-cell><text:p>隐列</text:p></table:table-cell></table:table-row>"
        '<table:table-row><table:covered-table-cell/><table:table-cell table:style-name="S">'
        "<text:p>35</text:p></table:table-cell><table:table-cell><text:p>41</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:visibility="collapse"><table:table-cell><text:p>隐行</text:p>'
        '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048000"/>'
    )
    body = f'<table:table table:name="一">{rows}</table:table>'
    body += '<table:table table:name="密" table:style-name="T"/>'
    document = convert_here(odt(body, styles=struck + hidden, kind="spreadsheet"))
    assert [one.text for one in document.paragraphs] == [
        "青原县情况表",
        "甲\t98.2%\t5",
        "\t\t41",
    ]
    placed = [one.row for one in document.paragraphs if one.row]
    assert placed[0].cells[0].rows == 2
    assert {issue.code for issue in document.issues} == {"hidden_text", "struck_text"}


@pytest.mark.parametrize(
    ("ground", "is_seen"), [("", False), ("#ffffff", False), ("#1f4e79", True)]
)
def test_white_words_in_a_workbook_of_opendocument_are_hidden(ground, is_seen):
    """Nobody sees them but on a dark fill."""
    white = '<style:text-properties fo:color="#FFFFFF"/>'
    if ground:
        white += f'<style:table-cell-properties fo:background-color="{ground}"/>'
    rows = (
        "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell>"
        '<table:table-cell table:style-name="W"><text:p>9</text:p></table:table-cell></table:table-row>'
    )
    body = f'<table:table table:name="一">{rows}</table:table>'
    styles = style("W", "table-cell", white)
    document = convert_here(odt(body, styles=styles, kind="spreadsheet"))
    assert [one.text for one in document.paragraphs] == ["甲\t9" if is_seen else "甲"]
    assert [one.code for one in document.issues] == ["hidden_text"] * (not is_seen)


@pytest.mark.parametrize(
    "number", ["1e308", "-1E+300", "nan", "Infinity", "12345678901234567890"]
)
def test_numbers_beyond_all_counts_are_printed_as_stated(number):
    """None of them ends the reader."""
    row = f'<row r="1">{cell("A1", number)}{cell("B1", number, style=1)}{cell("C1", number, style=2)}</row>'
    assert convert_here(workbook(row)).paragraphs


@pytest.mark.parametrize(
    ("number_format", "printed"),
    [
        ('0"件"', "85件"),
        ('#,##0.0_ "万元"', "85.0万元"),
        ("0\\件", "85件"),
        ('0_);"-"0', "85"),
        ('0,"千元"', "0千元"),
        ('"共"0', "85"),
    ],
)
def test_a_format_prints_the_unit(number_format, printed):
    """What a number's format prints is read with it."""
    shown = number_format.replace('"', "&quot;")
    body = workbook(
        f'<row r="1">{cell("A1", 85, style=2)}{cell("B1", "甲", "str")}</row>'
    )
    changed = rewrite(body, "xl/styles.xml", "#,##0.0&quot;万&quot;", shown)
    assert convert_here(changed).paragraphs[0].text == f"{printed}\t甲"


def read_formatted(value, number_format, kind="n"):
    """Read a workbook of one cell with a format, and of one with a word."""
    shown = number_format.replace("&", "&amp;").replace('"', "&quot;")
    shown = shown.replace("<", "&lt;").replace(">", "&gt;")
    row = (
        f'<row r="1">{cell("A1", value, kind, style=2)}{cell("B1", "甲", "str")}</row>'
    )
    body = rewrite(workbook(row), "xl/styles.xml", "#,##0.0&quot;万&quot;", shown)
    document = convert_here(body)
    text = document.paragraphs[0].text.removesuffix("甲").removesuffix("\t")
    return text, [(one.code, one.evidence) for one in document.issues]


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        ("1203000", "0!.0,", "120.3"),
        ("-1203000", "0\\.0,", "-120.3"),
        ("12345678901", '0!.0000,"亿元"', "1234.5679亿元"),
        ("5000", '0"."0,"万元"', "0.5万元"),
        ("135000000", '0.00,,"百万元"', "135.00百万元"),
        ("1500", "0,.0", "1.5"),
        ("52300", '"¥"#,##0.00', "¥52300.00"),
        ("52300", "[$¥-804]#,##0", "¥52300"),
        ("12000", '[>=10000]0!.0,"万元";0"元"', "1.2万元"),
        ("500", '[>=10000]0!.0,"万元";0"元"', "500元"),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("-5", "#,##0_);[Red]\\(#,##0\\)", "-5"),
        ("-5", "#,##0;[Red]#,##0", "-5"),
        ("-5", "0_ ;[红色]\\-0\\ ", "-5"),
        ("-0.3", "0", "0"),
        ("2.5", "0", "3"),
        ("1.5", "0.0#", "1.5"),
        ("0.5", "#.0", "0.5"),
        ("7", "000", "007"),
        ("45", '0.0"%"', "45.0%"),
        ("0.45", "0.0%", "45.0%"),
        ("85", 'G/通用格式"件"', "85件"),
        ("1203000", "0.0E+00", "1203000"),
        ("1203000", "General", "1203000"),
        ("120", "[DBNum1]0", "120"),
        ("1203000", "#,##0", "1203000"),
    ],
)
def test_a_number_is_what_its_format_shows(value, number_format, printed):
    """Commas behind the digits scale, signs behind ! are words, sections are for signs and conditions."""
    assert read_formatted(value, number_format) == (printed, [])


@pytest.mark.parametrize(
    ("value", "number_format", "kind"),
    [("8", ";;;", "n"), ("0", "0;;", "n"), ("密", ";;;", "inlineStr")],
)
def test_a_format_may_hide_what_a_cell_holds(value, number_format, kind):
    """A section without a sign shows nothing."""
    if kind == "inlineStr":
        row = f'<row r="1"><c r="A1" t="inlineStr" s="2"><is><t>密</t></is></c>{cell("B1", 1)}</row>'
        body = rewrite(
            workbook(row), "xl/styles.xml", "#,##0.0&quot;万&quot;", number_format
        )
        document = convert_here(body)
        assert [one.text for one in document.paragraphs] == ["1"]
        assert [one.code for one in document.issues] == ["hidden_text"]
    else:
        assert read_formatted(value, number_format) == ("", [("hidden_text", value)])


@pytest.mark.parametrize("number_format", ["# ?/?", "h:mm", '0"件"/0', "0x"])
def test_a_format_that_is_not_understood_is_an_issue(number_format):
    """The number is printed as it is."""
    unknown = ("number_format_unknown", number_format)
    assert read_formatted("0.5", number_format) == ("0.5", [unknown])


def test_a_formula_without_its_value_is_an_issue():
    """What a formula makes is not known where nobody wrote it; an empty text is what it may make."""
    formulas = (
        '<c r="A1"><f>SUM(B1:C1)</f><v></v></c><c r="B1" t="str"><f>""</f><v></v></c>'
    )
    document = convert_here(workbook(f'<row r="1">{formulas}{cell("C1", 41)}</row>'))
    assert [one.text for one in document.paragraphs] == ["41"]
    assert [(one.code, one.evidence) for one in document.issues] == [
        ("embedded_object_not_read", "A1=SUM(B1:C1)")
    ]


_PALETTE = (
    '<colors><indexedColors><rgbColor rgb="00000000"/><rgbColor rgb="00FF0000"/>'
    "</indexedColors></colors>"
)


@pytest.mark.parametrize(
    ("ink", "fill", "more", "after", "is_seen"),
    [
        ('rgb="FFFFFFFF"', "", "", "", False),
        ('theme="0"', "", "", "", False),
        ('indexed="9"', "", "", "", False),
        ('indexed="1"', 'rgb="00FFFFFF"', "", "", False),
        ('rgb="FF1F4E79"', 'rgb="FF1F4E79"', "", "", False),
        ('rgb="FFFFFFFF"', 'rgb="FF1F4E79"', "", "", True),
        ('theme="0"', 'theme="4"', "", "", True),
        ('theme="0" tint="-0.5"', "", "", "", True),
        ('theme="1"', "", "", "", True),
        ('indexed="8"', 'rgb="FFFFFFFF"', "", "", True),
        ('indexed="1"', "", _PALETTE, "", True),
        ('rgb="FFFFFFFF"', "", "", "<tableParts/>", True),
        ('rgb="FFFFFFFF"', "", "", "<conditionalFormatting/>", True),
    ],
)
def test_words_of_the_colour_behind_them_are_hidden(ink, fill, more, after, is_seen):
    """White on white, by theme or number; not on a dark fill, nor where rules may colour the cell."""
    solid = (
        f'<patternFill patternType="solid"><fgColor {fill}/></patternFill>'
        if fill
        else "<patternFill/>"
    )
    styles = (
        f"<fonts><font/><font><color {ink}/></font></fonts><fills><fill>{solid}</fill></fills>"
        '<cellXfs><xf fontId="0"/><xf fontId="1" fillId="0"/></cellXfs>'
    )
    row = f'<row r="1">{cell("A1", 1)}{cell("B1", 9, style=1)}</row>'
    body = workbook(row, after=after)
    document = convert_here(rewrite(body, "xl/styles.xml", FORMATS, styles + more))
    assert [one.text for one in document.paragraphs] == ["1\t9" if is_seen else "1"]
    assert [one.code for one in document.issues] == ["hidden_text"] * (not is_seen)


def rewrite(body, name, old, new):
    """Replace words in one member of a workbook."""
    source = zipfile.ZipFile(BytesIO(body))
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in source.namelist():
            content = source.read(member).decode()
            archive.writestr(
                member, content.replace(old, new) if member == name else content
            )
    return target.getvalue()

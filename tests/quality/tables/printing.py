"""Reports with tables as a site's page and as a Word file."""

import io
import zipfile
from collections.abc import Iterator, Sequence

from tests.quality.tables.report import WrittenReport
from tests.quality.tables.shapes import PlacedCell, PrintedCell, WrittenTable


def split_table(table: WrittenTable) -> list[Sequence[Sequence[PrintedCell]]]:
    """Give the parts in which a page of a site prints a table, with heads again where it repeats them."""
    if not table.splits:
        return [table.rows]
    heads = table.rows[: table.heads] if table.repeats_heads else []
    return [table.rows[: table.splits], [*heads, *table.rows[table.splits :]]]


def print_html(report: WrittenReport) -> bytes:
    """Write a report as a page."""
    table = report.table
    border = " border=1" if table.has_borders else ""
    made = ""
    for part in split_table(table):
        made += f"<table{border}>{''.join(map(_print_html_row, part))}</table>"
    if table.is_nested:
        made = f"<table><tr><td><p>数据：</p>{made}</td></tr></table>"
    before = "".join(f"<p>{line}</p>" for line in report.lines_above)
    behind = "".join(f"<p>{line}</p>" for line in report.behind)
    title = f"<h1>{report.title}</h1>"
    body = f"<div class=TRS_Editor>{title}{before}{made}{behind}</div>"
    return f"<html><meta charset=utf-8><body>{body}</body></html>".encode()


def _print_html_row(row: Sequence[PrintedCell]) -> str:
    cells = (
        f"<td rowspan={one.rows} colspan={one.columns}>{one.text}</td>" for one in row
    )
    return f"<tr>{''.join(cells)}</tr>"


def print_docx(report: WrittenReport) -> bytes:
    """Write a report as a Word file."""
    table = report.table
    rows = list(_iter_docx_rows(report))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    style = "single" if table.has_borders else "nil"
    borders = "".join(f'<w:{side} w:val="{style}" w:sz="4"/>' for side in sides)
    layout = '<w:tblLayout w:type="autofit"/>'
    wide = f'<w:tblW w:w="{_TABLE}" w:type="dxa"/>'
    borders = f"<w:tblBorders>{borders}</w:tblBorders>"
    properties = f"<w:tblPr>{wide}{borders}{layout}</w:tblPr>"
    width = _TABLE // table.width
    grid = f'<w:gridCol w:w="{width}"/>' * table.width
    made = f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    if table.is_nested:
        cell = f"<w:tc>{_print_paragraph('数据：')}{made}{_print_paragraph('')}</w:tc>"
        made = f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"
    title = _print_paragraph(report.title, 22, "center")
    before = map(_print_paragraph, report.lines_above)
    behind = map(_print_paragraph, report.behind)
    body = f"{title}{''.join(before)}{made}{''.join(behind)}{_SECTION}"
    return _pack_docx(body)


def _iter_docx_rows(report: WrittenReport) -> Iterator[str]:
    """Yield each row; where a cell reaches down from above, an empty one goes on with it."""
    table = report.table
    placed = sorted(table.place_cells(), key=lambda one: one.column)
    for number in range(len(table.rows)):
        cells = ""
        for one in placed:
            if one.row <= number < one.row + one.cell.rows:
                cells += _print_docx_cell(one, number, report)
        is_again = table.repeats_heads and number < table.heads
        again = "<w:trPr><w:tblHeader/></w:trPr>" if is_again else ""
        yield f"<w:tr>{again}{cells}</w:tr>"


def _print_docx_cell(placed: PlacedCell, number: int, report: WrittenReport) -> str:
    cell, look = placed.cell, report.look
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    begins = placed.row == number
    merge = ' w:val="restart"' if begins else ""
    merged = f"<w:vMerge{merge}/>" if cell.rows > 1 else ""
    width = _TABLE // report.table.width * cell.columns
    wide = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    stands = look.labels if placed.column == 0 else look.values
    words = _print_paragraph(cell.text if begins else "", look.size, stands)
    middle = '<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{wide}{span}{merged}{middle}</w:tcPr>{words}</w:tc>"


def _print_paragraph(words: str, size: float = 16, stands: str = "left") -> str:
    height = (
        f'<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="{2 * size:.0f}"/></w:rPr>'
    )
    place = f'<w:pPr><w:jc w:val="{stands}"/></w:pPr>'
    return f"<w:p>{place}<w:r>{height}<w:t>{words}</w:t></w:r></w:p>"


def _pack_docx(body: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONSHIPS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), content)
    return packed.getvalue()


# The same report is the same bytes.
_MOMENT = (2026, 1, 9, 9, 30, 0)
# A table's width in twips, and A4 with its margins.
_TABLE = 9000
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/></w:sectPr>'
)
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)

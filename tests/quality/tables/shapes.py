"""Tables in eight shapes with what is right of them, written as HTML and as DOCX."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

YEAR = 2024
# What is counted: its words, the unit, the code, and what one of the unit is in the table of quantities.
COUNTED = (
    ("行政处罚", "件", "penalty_decisions", 1),
    ("行政许可", "件", "licences_handled", 1),
    ("罚款金额", "万元", "fines_amount", 10_000),
    ("行政复议受理", "件", "reconsideration_accepted", 1),
    ("行政诉讼案件", "件", "administrative_lawsuits", 1),
    ("法治宣传活动", "场", "publicity_events", 1),
)
BUREAUS = ("城管执法局", "市场监管局", "公安局", "水利局", "交通运输局", "卫生健康局")


class PrintedCell(NamedTuple):
    """A cell as it is written: its words, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


class RightNumber(NamedTuple):
    """A quantity that must come of a table."""

    value: float
    unit: str
    indicator: str
    year: int


class WrittenTable(NamedTuple):
    """A table with its right cells (row, column, rows, columns, words) and its right quantities.

    `splits` are the rows before which a new page begins.
    """

    rows: Sequence[Sequence[PrintedCell]]
    numbers: Sequence[RightNumber]
    above: str = ""
    splits: int = 0
    is_nested: bool = False
    has_borders: bool = True

    def list_cells(self) -> list[tuple[int, int, int, int, str]]:
        """List the cells with their places, each merged one where it begins."""
        taken: set[tuple[int, int]] = set()
        cells = []
        for number, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (number, column) in taken:
                    column += 1
                cells.append((number, column, cell.rows, cell.columns, cell.text))
                for below in range(number, number + cell.rows):
                    taken.update((below, column + one) for one in range(cell.columns))
        return cells


def _print_number(rng: Random, unit: str) -> str:
    if unit == "万元":
        return f"{rng.randint(1, 900)}.{rng.randint(1, 9)}"
    number = rng.randint(3, 1890)
    return f"{number:,}" if rng.random() < 0.3 else str(number)


def _build_number(
    printed: str, counted: tuple[str, str, str, int], year: int
) -> RightNumber:
    _, unit, code, scale = counted
    value = round(float(printed.replace(",", "")) * scale, 2)
    return RightNumber(value, unit.removeprefix("万"), code, year)


def _fill(
    rng: Random, counted: Sequence[tuple[str, str, str, int]], years: Sequence[int]
) -> tuple[list[PrintedCell], list[RightNumber]]:
    """Fill a row with a number for each of what is counted, in each year."""
    cells, numbers = [], []
    for what, year in zip(counted, years, strict=True):
        printed = _print_number(rng, what[1])
        cells.append(PrintedCell(printed))
        numbers.append(_build_number(printed, what, year))
    return cells, numbers


def _cells(*texts: str) -> list[PrintedCell]:
    return list(map(PrintedCell, texts))


def write_units_in_head(rng: Random) -> WrittenTable:
    """Write 部门 | 行政处罚（件） | 罚款金额（万元）."""
    counted = rng.sample(COUNTED, 3)
    rows = [_cells("部门", *(f"{name}（{unit}）" for name, unit, *_ in counted))]
    numbers: list[RightNumber] = []
    for bureau in rng.sample(BUREAUS, 4):
        cells, found = _fill(rng, counted, [YEAR] * 3)
        rows.append([PrintedCell(bureau), *cells])
        numbers += found
    return WrittenTable(rows, numbers)


def write_units_in_rows(rng: Random) -> WrittenTable:
    """Write 序号 | 项目 | 单位 | 数量."""
    rows = [_cells("序号", "项目", "单位", "数量")]
    numbers: list[RightNumber] = []
    for place, what in enumerate(rng.sample(COUNTED, 4), 1):
        cells, found = _fill(rng, [what], [YEAR])
        rows.append([*_cells(str(place), what[0], what[1]), *cells])
        numbers += found
    return WrittenTable(rows, numbers)


def write_two_years(rng: Random) -> WrittenTable:
    """Write 指标 | 2023年 | 2024年."""
    rows = [_cells("指标", f"{YEAR - 1}年", f"{YEAR}年")]
    numbers: list[RightNumber] = []
    for what in rng.sample(COUNTED, 4):
        cells, found = _fill(rng, [what, what], [YEAR - 1, YEAR])
        rows.append([PrintedCell(f"{what[0]}（{what[1]}）"), *cells])
        numbers += found
    return WrittenTable(rows, numbers)


def write_merged_heads(rng: Random) -> WrittenTable:
    """Write 部门 over two rows, and two years over two columns each."""
    counted = rng.sample(COUNTED, 2)
    names = [f"{name}（{unit}）" for name, unit, *_ in counted]
    first = [PrintedCell("部门", rows=2)]
    first += [PrintedCell(f"{year}年", columns=2) for year in (YEAR, YEAR - 1)]
    rows = [first, _cells(*names, *names)]
    numbers: list[RightNumber] = []
    for bureau in rng.sample(BUREAUS, 3):
        cells, found = _fill(rng, counted * 2, [YEAR, YEAR, YEAR - 1, YEAR - 1])
        rows.append([PrintedCell(bureau), *cells])
        numbers += found
    return WrittenTable(rows, numbers)


def write_borderless(rng: Random) -> WrittenTable:
    """Write labels and values side by side, without rules."""
    rows = []
    numbers: list[RightNumber] = []
    for pair in (COUNTED[:2], COUNTED[2:4], COUNTED[4:]):
        row: list[PrintedCell] = []
        for what in pair:
            cells, found = _fill(rng, [what], [YEAR])
            row += [PrintedCell(f"{what[0]}（{what[1]}）"), *cells]
            numbers += found
        rows.append(row)
    return WrittenTable(rows, numbers, has_borders=False)


def write_nested(rng: Random) -> WrittenTable:
    """Write a table within the cell of one that lays out the page."""
    return write_two_years(rng)._replace(is_nested=True)


def write_empty_cells(rng: Random) -> WrittenTable:
    """Write cells that are empty or hold a dash; the unit stands in the line above."""
    counted = [what for what in COUNTED if what[1] == "件"]
    rows = [_cells("部门", *(name for name, *_ in counted))]
    numbers: list[RightNumber] = []
    for bureau in rng.sample(BUREAUS, 4):
        cells, found = _fill(rng, counted, [YEAR] * len(counted))
        blank = rng.randrange(len(cells))
        cells[blank] = PrintedCell(rng.choice(["", "—", "/"]))
        rows.append([PrintedCell(bureau), *cells])
        numbers += found[:blank] + found[blank + 1 :]
    return WrittenTable(rows, numbers, above="单位：件")


def write_across_pages(rng: Random) -> WrittenTable:
    """Write a long table; in HTML it is two, the second without heads."""
    return write_units_in_head(rng)._replace(splits=3)


SHAPES: dict[str, Callable[[Random], WrittenTable]] = {
    "units in head": write_units_in_head,
    "units in rows": write_units_in_rows,
    "two years": write_two_years,
    "merged heads": write_merged_heads,
    "borderless": write_borderless,
    "nested": write_nested,
    "empty cells": write_empty_cells,
    "across pages": write_across_pages,
}
_TITLE = f"澄岭县{YEAR}年法治政府建设年度报告"
_BEFORE = (
    f"{YEAR}年，澄岭县坚持依法行政，深入推进法治政府建设，各项工作取得新进展。现将有关情况报告如下。",
    "一、主要工作",
    "全年主要数据见下表。",
)
_BEHIND = ("二、存在的问题", "基层力量仍显不足，有待进一步加强。")


def print_html(table: WrittenTable) -> bytes:
    """Write a report that holds a table as a page."""
    border = " border=1" if table.has_borders else ""
    rows = [_print_html_row(row) for row in table.rows]
    cut = table.splits or len(rows)
    parts = [rows[:cut], rows[cut:]]
    made = "".join(f"<table{border}>{''.join(part)}</table>" for part in parts if part)
    if table.is_nested:
        made = f"<table><tr><td><p>数据：</p>{made}</td></tr></table>"
    lines = [*_BEFORE, *filter(None, [table.above])]
    before = "".join(f"<p>{line}</p>" for line in lines)
    behind = "".join(f"<p>{line}</p>" for line in _BEHIND)
    body = f"<div class=TRS_Editor><h1>{_TITLE}</h1>{before}{made}{behind}</div>"
    return f"<html><meta charset=utf-8><body>{body}</body></html>".encode()


def _print_html_row(row: Sequence[PrintedCell]) -> str:
    cells = (
        f"<td rowspan={one.rows} colspan={one.columns}>{one.text}</td>" for one in row
    )
    return f"<tr>{''.join(cells)}</tr>"


def print_docx(table: WrittenTable) -> bytes:
    """Write a report that holds a table as a Word file."""
    made = "".join(f"<w:tr>{row}</w:tr>" for row in _iter_docx_rows(table))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    style = "single" if table.has_borders else "nil"
    borders = "".join(f'<w:{side} w:val="{style}" w:sz="4"/>' for side in sides)
    properties = f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
    made = f"<w:tbl>{properties}{made}</w:tbl>"
    if table.is_nested:
        cell = f"<w:tc>{_print_paragraph('数据：')}{made}{_print_paragraph('')}</w:tc>"
        made = f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"
    before = map(_print_paragraph, (_TITLE, *_BEFORE, *filter(None, [table.above])))
    behind = map(_print_paragraph, _BEHIND)
    body = f"{''.join(before)}{made}{''.join(behind)}"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _RELATIONSHIPS)
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return packed.getvalue()


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


def _print_paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def _iter_docx_rows(table: WrittenTable) -> Iterator[str]:
    """Yield the cells of each row; where one reaches down from above, an empty one goes on with it."""
    for number in range(len(table.rows)):
        row = []
        for first, column, rows, columns, text in table.list_cells():
            if first <= number < first + rows:
                row.append((column, first, rows, columns, text))
        yield "".join(
            _print_docx_cell(first == number, rows, columns, text)
            for _, first, rows, columns, text in sorted(row)
        )


def _print_docx_cell(begins: bool, rows: int, columns: int, text: str) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    merge = ' w:val="restart"' if begins else ""
    merged = f"<w:vMerge{merge}/>" if rows > 1 else ""
    words = _print_paragraph(text if begins else "")
    return f"<w:tc><w:tcPr>{span}{merged}</w:tcPr>{words}</w:tc>"

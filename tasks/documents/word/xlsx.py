"""XLSX to a document: each sheet's cells as a table, as Excel shows them; lines alone are paragraphs.

Hidden sheets, rows and columns are left out, and so is what is struck out, each with an issue.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from posixpath import join, normpath

from lxml import etree

from tasks.documents.media_types import XLSX
from tasks.documents.safe_zip import SafeZip
from tasks.documents.word.paragraphs import Findings
from tasks.model.catalogue import make_phrase
from tasks.model.document import Cell, Document, Paragraph, Row
from tasks.model.errors import UnreadableDocument

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_CELLS = 200_000
_MOST_COLUMNS = 200
_ON = frozenset({"1", "true"})
_PERCENT_FORMATS = {9: "0%", 10: "0.00%"}
_PLAIN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
}
_DATE_FORMATS = dict.fromkeys(
    (*range(14, 23), *range(27, 37), *range(50, 59)), "yyyy-m-d"
)
_FORMATS = {
    **_PERCENT_FORMATS,
    **_PLAIN_FORMATS,
    **_DATE_FORMATS,
}
# what a format says in quotes, brackets and behind backslashes prints no number
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DECIMALS = re.compile(r"0?\.([0#]+)")
_FIRST_DAY = datetime(1899, 12, 30)
_LAST_DAY = 2_958_465


@dataclass(frozen=True, slots=True)
class _CellStyle:
    number_format: str = ""
    struck: bool = False


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read: its cells by row and column from 0, and what merged cells cover."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    covered: set[tuple[int, int]] = field(default_factory=set)


def read(body: bytes, *, url: str = "") -> Document:
    """Read a workbook; raises UnreadableDocument: `no_text`, and what `safe_zip` raises."""
    archive = SafeZip.open(body)
    findings = Findings()
    reader = _WorkbookReader(
        archive, findings, _read_strings(archive), _read_styles(archive)
    )
    paragraphs = tuple(reader.read())
    if not paragraphs:
        raise UnreadableDocument("no_text", problem=make_phrase("no_words"))
    return Document(
        paragraphs,
        XLSX,
        issues=findings.build_issues(url),
        url=url,
    )


@dataclass(slots=True)
class _WorkbookReader:
    archive: SafeZip
    findings: Findings
    strings: Sequence[str]
    styles: Sequence[_CellStyle]
    _left: int = _MOST_CELLS

    def read(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of all sheets that are shown."""
        targets = self._read_targets()
        table = 0
        for sheet in self.archive.read_xml("xl/workbook.xml").iter("{*}sheet"):
            name = sheet.get("name") or ""
            key = sheet.get(_R + "id") or sheet.get(_STRICT_R + "id") or ""
            if sheet.get("state") in ("hidden", "veryHidden"):
                self.findings.add_finding("hidden_text", name)
            elif self.archive.find(targets.get(key, "")):
                table += 1
                yield from self._read_sheet(targets[key], name, table)

    def _read_targets(self) -> dict[str, str]:
        name = "xl/_rels/workbook.xml.rels"
        if not self.archive.find(name):
            return {}
        targets = {}
        for element in self.archive.read_xml(name).iter("{*}Relationship"):
            target = normpath(join("/xl", element.get("Target") or "")).lstrip("/")
            targets[element.get("Id") or ""] = target
        return targets

    def _read_sheet(
        self,
        target: str,
        name: str,
        table: int,
    ) -> Iterator[Paragraph]:
        root = self.archive.read_xml(target)
        sheet = _Sheet()
        hidden = _find_hidden_columns(root)
        for number, row in enumerate(root.iter("{*}row")):
            self._read_row(
                row,
                number,
                hidden,
                sheet,
            )
        _read_merges(root, sheet)
        yield from _print_sheet(sheet, f"sheet {name}", table)

    def _read_row(
        self,
        element: etree._Element,
        number: int,
        hidden: set[int],
        sheet: _Sheet,
    ) -> None:
        stated = element.get("r") or ""
        row = number
        if stated.isdecimal():
            row = int(stated) - 1
        is_hidden = element.get("hidden") in _ON
        for position, cell in enumerate(element.iter("{*}c")):
            place = _PLACE.fullmatch(cell.get("r") or "")
            column = position
            if place:
                column = _count_letters(place[1])
            text = ""
            if self._left > 0:
                text = self._read_cell(cell)
            if not text or column >= _MOST_COLUMNS:
                continue
            self._left -= 1
            if is_hidden or column in hidden:
                self.findings.add_finding("hidden_text", text)
            elif self._find_style(cell).struck:
                self.findings.add_finding("struck_text", text)
            else:
                sheet.rows.setdefault(row, {})[column] = text

    def _find_style(self, cell: etree._Element) -> _CellStyle:
        stated = cell.get("s") or "0"
        number = 0
        if stated.isdecimal():
            number = int(stated)
        if number < len(self.styles):
            return self.styles[number]
        return _CellStyle()

    def _read_cell(self, cell: etree._Element) -> str:
        kind = cell.get("t") or "n"
        value = cell.findtext("{*}v") or ""
        if kind == "inlineStr":
            return _join_text(cell)
        if kind == "s":
            number = int(value) if value.isdecimal() else len(self.strings)
            if number < len(self.strings):
                return self.strings[number]
            return ""
        if kind == "n" and value:
            return _print_number(value, self._find_style(cell).number_format)
        return " ".join(value.split())


def _join_text(element: etree._Element) -> str:
    """Join the words of a string; readings (`rPh`) are none of them, and struck-out runs neither."""
    words = []
    for text in element.iter("{*}t"):
        around = text.getparent()
        is_read = around is not None and not str(around.tag).endswith("}rPh")
        if is_read and (around is None or around.find("{*}rPr/{*}strike") is None):
            words.append(text.text or "")
    return " ".join("".join(words).split())


def _read_strings(archive: SafeZip) -> list[str]:
    name = "xl/sharedStrings.xml"
    if not archive.find(name):
        return []
    return list(map(_join_text, archive.read_xml(name).iter("{*}si")))


def _read_styles(archive: SafeZip) -> list[_CellStyle]:
    """Read the styles that cells name by number."""
    name = "xl/styles.xml"
    if not archive.find(name):
        return []
    root = archive.read_xml(name)
    formats = dict(_FORMATS)
    for one in root.iter("{*}numFmt"):
        formats[_read_int(one.get("numFmtId"))] = one.get("formatCode") or ""
    struck = []
    for font in root.iterfind("{*}fonts/{*}font"):
        strike = font.find("{*}strike")
        struck.append(strike is not None and strike.get("val", "1") in _ON)
    return [
        _read_style(one, formats, struck) for one in root.iterfind("{*}cellXfs/{*}xf")
    ]


def _read_style(
    element: etree._Element,
    formats: Mapping[int, str],
    struck: Sequence[bool],
) -> _CellStyle:
    font = _read_int(element.get("fontId"))
    number_format = formats.get(_read_int(element.get("numFmtId")), "")
    return _CellStyle(number_format, font < len(struck) and struck[font])


def _read_int(stated: str | None) -> int:
    if stated and stated.isdecimal() and len(stated) < 9:
        return int(stated)
    return 0


def _print_number(value: str, number_format: str) -> str:
    """Print a number as its format does: per cent, places behind the point, a day."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    plain = _QUOTED.sub("", number_format.partition(";")[0])
    if "%" in plain:
        return f"{_round(number * 100, plain)}%"
    if re.search(r"[yd年]", plain, re.IGNORECASE) and 0 < number <= _LAST_DAY:
        day = _FIRST_DAY + timedelta(days=int(number))
        return f"{day.year}年{day.month}月{day.day}日"
    if re.search(r"[0#]", plain):
        return _round(number, plain)
    rounded = number.normalize() if len(value) < 15 else round(number, 10).normalize()
    return f"{rounded:f}"


def _round(number: Decimal, plain: str) -> str:
    decimals = _DECIMALS.search(plain)
    places = 0
    if decimals:
        places = len(decimals[1])
    return f"{number:.{min(places, 10)}f}"


def _count_letters(letters: str) -> int:
    """Count a column by its letters, from 0: AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _find_hidden_columns(root: etree._Element) -> set[int]:
    hidden: set[int] = set()
    for column in root.iterfind("{*}cols/{*}col"):
        if column.get("hidden") in _ON:
            first = _read_int(column.get("min")) - 1
            last = min(_read_int(column.get("max")), _MOST_COLUMNS)
            hidden.update(range(first, last))
    return hidden


def _read_merges(root: etree._Element, sheet: _Sheet) -> None:
    """Take which cells are merged; those that others cover are none."""
    for merged in root.iterfind("{*}mergeCells/{*}mergeCell"):
        places = _PLACE.findall(merged.get("ref") or "")
        if len(places) != 2:
            continue
        start, end = places
        top = int(start[1]) - 1
        left = _count_letters(start[0])
        bottom = int(end[1]) - 1
        right = _count_letters(end[0])
        height = bottom - top + 1
        width = min(right, _MOST_COLUMNS) - left + 1
        is_whole = height >= 1 and width >= 1
        if not is_whole or height > len(sheet.rows) + 1:
            continue
        sheet.spans[top, left] = (height, width)
        for row in range(top, bottom + 1):
            for column in range(left, left + width):
                sheet.covered.add((row, column))
        sheet.covered.discard((top, left))


def _print_sheet(
    sheet: _Sheet,
    origin: str,
    table: int,
) -> Iterator[Paragraph]:
    """Yield a sheet's rows; those with one cell above and below the table are paragraphs."""
    filled = {row: cells for row, cells in sorted(sheet.rows.items()) if cells}
    several = {row for row, cells in filled.items() if len(cells) > 1}
    left = min((min(filled[row]) for row in several), default=_MOST_COLUMNS)
    right = max((max(filled[row]) for row in several), default=0)
    wide: list[int] = []
    for row, cells in filled.items():
        is_indented = min(cells) > left
        if row in several or is_indented:
            wide.append(row)
    first = 0
    last = -1
    if wide:
        first = wide[0]
        last = wide[-1]
    for row, cells in filled.items():
        place = f"{origin} row {row + 1}"
        if first <= row <= last:
            built = tuple(_build_cells(sheet, row, left, right))
            number = row - first + 1
            printed = Row(table, number, built)
            yield Paragraph(printed.text, place, row=printed)
            continue
        for text in cells.values():
            yield Paragraph(text, place)


def _build_cells(
    sheet: _Sheet,
    row: int,
    left: int,
    right: int,
) -> Iterator[Cell]:
    for column in range(left, right + 1):
        if (row, column) not in sheet.covered:
            height, width = sheet.spans.get((row, column), (1, 1))
            text = sheet.rows[row].get(column, "")
            cell = Cell(column - left, text)
            yield replace(
                cell,
                rows=height,
                columns=width,
            )

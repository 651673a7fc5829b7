"""Workbooks (XLSX, XLS, ODS) to documents: each sheet's cells as a table, as they are shown.

Lines alone are paragraphs. Hidden sheets, rows and columns are left out, and so is what is struck out, each
with an issue.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from os import devnull
from pathlib import Path
from posixpath import join, normpath

import xlrd
from lxml import etree

from tasks.documents.media_types import ODF, XLS, XLSX
from tasks.documents.safe_zip import SafeZip
from tasks.documents.word.docx_styles import WordXml
from tasks.documents.word.paragraphs import Findings
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.document import Cell, Document, Paragraph, Row
from tasks.model.errors import UnreadableDocument

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_CELLS = 200_000
# No row, style or string of a workbook has a number of so many digits.
_LONGEST_INDEX = 9
_MOST_COLUMNS = 200
_NOT_READ = "cells_not_read"
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
# `0"件"`, `#,##0.0_ "万元"`, `0\\件`, `0件`: a unit behind a number as its format prints it
_UNIT = re.compile(
    r"[0#](?:_.|[ \\])*(?:\"([一-鿿]{1,4})\"|([一-鿿]{1,4}))(?=[\s)_;@]|$)"
)
_DECIMALS = re.compile(r"0?\.([0#]+)")
_FIRST_DAY = datetime(1899, 12, 30)
_LAST_DAY = 2_958_465
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
# what xlrd raises on broken bytes, its own checks among them
_DAMAGE = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    xlrd.formula.FormulaError,
    struct.error,
    AssertionError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    OverflowError,
    ZeroDivisionError,
    EOFError,
    RecursionError,
)
# larger numbers are no counts, and are printed as they are stated
_LARGEST = Decimal(10) ** 16

FindProperty = Callable[[str, str, str, str], str]
"""Finds one property of an OpenDocument style by family, name, kind and key."""


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

    def merge(self, place: tuple[int, int], height: int, width: int) -> None:
        """Take that a cell covers others; what reaches far beyond the sheet's rows is left out."""
        top, left = place
        width = min(width, _MOST_COLUMNS - left)
        is_whole = height >= 1 and width >= 1
        if not is_whole or height > len(self.rows) + 1:
            return
        self.spans[place] = (height, width)
        for row in range(top, top + height):
            for column in range(left, left + width):
                self.covered.add((row, column))
        self.covered.discard(place)


def read(body: bytes, *, url: str = "") -> Document:
    """Read a workbook of Excel's.

    Raises UnreadableDocument: `no_text`, what `safe_zip` raises, and of an XLS `damaged_document`,
    `encrypted_document`.
    """
    findings = Findings()
    if body.startswith(_COMPOUND_FILE):
        book = _open_old_workbook(body)
        paragraphs = tuple(_OldWorkbookReader(book, findings).read())
        return _build_document(paragraphs, XLS, findings, url)
    archive = SafeZip.open(body)
    reader = _WorkbookReader(
        archive, findings, _read_strings(archive), _read_styles(archive)
    )
    return _build_document(tuple(reader.read()), XLSX, findings, url)


def read_tables(content: etree._Element, styles: FindProperty, url: str) -> Document:
    """Read the sheets of an OpenDocument workbook; raises UnreadableDocument: `no_text`."""
    findings = Findings()
    paragraphs = tuple(_TablesReader(styles, findings).read(content))
    return _build_document(paragraphs, ODF, findings, url)


def _build_document(
    paragraphs: tuple[Paragraph, ...],
    media_type: str,
    findings: Findings,
    url: str,
) -> Document:
    if not paragraphs:
        raise UnreadableDocument("no_text", problem=make_phrase("no_words"))
    words = findings.evidence.pop(_NOT_READ, "")
    issues = findings.build_issues(url)
    if count := findings.counts.get(_NOT_READ):
        unread = make_issue(
            "cells_not_read",
            words,
            url=url or None,
            count=count,
            columns=_MOST_COLUMNS,
            cells=_MOST_CELLS,
        )
        issues += (unread,)
    return Document(paragraphs, media_type, issues=issues, url=url)


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
        if stated.isdecimal() and len(stated) < _LONGEST_INDEX:
            row = int(stated) - 1
        is_hidden = element.get("hidden") in _ON
        for position, cell in enumerate(element.iter("{*}c")):
            place = _PLACE.fullmatch(cell.get("r") or "")
            column = position
            if place:
                column = _count_letters(place[1])
            text = self._read_cell(cell)
            if not text:
                continue
            self._left -= 1
            if column >= _MOST_COLUMNS or self._left < 0:
                self.findings.add_finding(_NOT_READ, text)
            elif is_hidden or column in hidden:
                self.findings.add_finding("hidden_text", text)
            elif self._find_style(cell).struck:
                self.findings.add_finding("struck_text", text)
            else:
                sheet.rows.setdefault(row, {})[column] = text

    def _find_style(self, cell: etree._Element) -> _CellStyle:
        stated = cell.get("s") or "0"
        number = 0
        if stated.isdecimal() and len(stated) < _LONGEST_INDEX:
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
            is_index = value.isdecimal() and len(value) < _LONGEST_INDEX
            number = int(value) if is_index else len(self.strings)
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
    if stated and stated.isdecimal() and len(stated) < _LONGEST_INDEX:
        return int(stated)
    return 0


def _print_number(value: str, number_format: str) -> str:
    """Print a number as its format does: per cent, places behind the point, a day."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    first = number_format.partition(";")[0]
    plain = _QUOTED.sub("", first)
    if not number.is_finite():
        return value
    unit = _find_unit(first)
    if unit:
        return f"{_round(number, plain)}{unit}"
    if "%" in plain:
        return f"{_round(number * 100, plain)}%"
    if re.search(r"[yd年]", plain, re.IGNORECASE) and 0 < number <= _LAST_DAY:
        day = _FIRST_DAY + timedelta(days=int(number))
        return f"{day.year}年{day.month}月{day.day}日"
    if re.search(r"[0#]", plain):
        return _round(number, plain)
    if abs(number) > _LARGEST:
        return value
    rounded = number.normalize() if len(value) < 15 else round(number, 10).normalize()
    return f"{rounded:f}"


def _find_unit(number_format: str) -> str:
    """Find the unit that a format prints behind a number: 0"件", 0.0_"万元", #,##0件."""
    unit = _UNIT.search(number_format)
    if unit is None:
        return ""
    return unit[1] or unit[2]


def _round(number: Decimal, plain: str) -> str:
    if abs(number) > _LARGEST:
        return f"{number}"
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
        top, left = _read_place(*places[0])
        bottom, right = _read_place(*places[1])
        height = bottom - top + 1
        width = right - left + 1
        sheet.merge((top, left), height, width)


def _read_place(letters: str, number: str) -> tuple[int, int]:
    """Read the row and the column of a cell, from 0: B3 is 2, 1."""
    return int(number) - 1, _count_letters(letters)


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


def _open_old_workbook(body: bytes) -> xlrd.Book:
    """Open an XLS; raises UnreadableDocument: encrypted_document, damaged_document."""
    try:
        with Path(devnull).open("w", encoding="ascii") as log:
            return xlrd.open_workbook(
                logfile=log,
                file_contents=body,
                formatting_info=True,
                ragged_rows=True,
            )
    except _DAMAGE as error:
        if "encrypted" in str(error):
            what = make_phrase("the_file")
            raise UnreadableDocument("encrypted_document", what=what) from error
        damage = make_phrase("compound_file_broken", error=str(error))
        raise UnreadableDocument("damaged_document", damage=damage) from error


@dataclass(slots=True)
class _OldWorkbookReader:
    """Reads what xlrd found in an XLS."""

    book: xlrd.Book
    findings: Findings
    _left: int = _MOST_CELLS

    def read(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of all sheets that are shown."""
        table = 0
        for number in range(self.book.nsheets):
            found = self.book.sheet_by_index(number)
            if found.visibility:
                if found.nrows:
                    self.findings.add_finding("hidden_text", found.name)
                continue
            table += 1
            yield from _print_sheet(
                self._read_sheet(found), f"sheet {found.name}", table
            )

    def _read_sheet(self, found: xlrd.sheet.Sheet) -> _Sheet:
        sheet = _Sheet()
        for row in range(found.nrows):
            is_hidden = row in found.rowinfo_map and found.rowinfo_map[row].hidden
            for column in range(found.row_len(row)):
                text = self._read_cell(found, row, column)
                if not text:
                    continue
                self._left -= 1
                stated = found.colinfo_map.get(column)
                if column >= _MOST_COLUMNS or self._left < 0:
                    self.findings.add_finding(_NOT_READ, text)
                elif is_hidden or (stated is not None and stated.hidden):
                    self.findings.add_finding("hidden_text", text)
                elif self._is_struck(found, row, column):
                    self.findings.add_finding("struck_text", text)
                else:
                    sheet.rows.setdefault(row, {})[column] = text
        for top, bottom, left, right in found.merged_cells:
            sheet.merge((top, left), bottom - top, right - left)
        return sheet

    def _read_cell(self, found: xlrd.sheet.Sheet, row: int, column: int) -> str:
        kind = found.cell_type(row, column)
        value = found.cell_value(row, column)
        if kind == xlrd.XL_CELL_TEXT:
            return " ".join(self._drop_struck(found, row, column, value).split())
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            return _print_number(repr(value), self._find_format(found, row, column))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        if kind == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(value, "#"))
        return ""

    def _drop_struck(
        self, found: xlrd.sheet.Sheet, row: int, column: int, text: str
    ) -> str:
        """Leave the struck-out runs of a cell's words out."""
        runs = found.rich_text_runlist_map.get((row, column), ())
        kept = text[: runs[0][0]] if runs else text
        for number, (start, font) in enumerate(runs):
            end = runs[number + 1][0] if number + 1 < len(runs) else len(text)
            if self._is_font_struck(font):
                self.findings.add_finding("struck_text", text[start:end])
            else:
                kept += text[start:end]
        return kept

    def _find_format(self, found: xlrd.sheet.Sheet, row: int, column: int) -> str:
        looks = self._find_looks(found, row, column)
        stated = None
        if looks is not None:
            stated = self.book.format_map.get(looks.format_key)
        return str(stated.format_str) if stated is not None else ""

    def _is_struck(self, found: xlrd.sheet.Sheet, row: int, column: int) -> bool:
        looks = self._find_looks(found, row, column)
        return looks is not None and self._is_font_struck(looks.font_index)

    def _is_font_struck(self, number: int) -> bool:
        fonts = self.book.font_list
        return number < len(fonts) and bool(fonts[number].struck_out)

    def _find_looks(
        self, found: xlrd.sheet.Sheet, row: int, column: int
    ) -> xlrd.formatting.XF | None:
        number = found.cell_xf_index(row, column)
        known = self.book.xf_list
        return known[number] if number < len(known) else None


@dataclass(slots=True)
class _TablesReader:
    """Reads the sheets of an OpenDocument workbook, whose cells say how they are printed."""

    find_property: FindProperty
    findings: Findings
    _left: int = _MOST_CELLS

    def read(self, content: etree._Element) -> Iterator[Paragraph]:
        """Yield the paragraphs of all sheets that are shown."""
        table = 0
        for element in content.iterchildren("{*}table"):
            stated = WordXml.read_attributes(element)
            name = stated.get("name", "")
            style = stated.get("style-name", "")
            if self.find_property("table", style, "table", "display") == "false":
                self.findings.add_finding("hidden_text", name)
                continue
            table += 1
            yield from _print_sheet(self._read_sheet(element), f"sheet {name}", table)

    def _read_sheet(self, element: etree._Element) -> _Sheet:
        sheet = _Sheet()
        hidden, styles = _read_columns(element)
        number = 0
        for row in element.iter("{*}table-row"):
            stated = WordXml.read_attributes(row)
            repeated = _count_repeated(stated, "number-rows-repeated")
            is_hidden = stated.get("visibility", "visible") != "visible"
            has_words = next(row.iter("{*}p"), None) is not None
            for _ in range(repeated if has_words else 0):
                if self._left <= 0:
                    words = "".join(map(str, row.itertext()))
                    self.findings.add_finding(_NOT_READ, words)
                    break
                place = _RowPlace(number, is_hidden, hidden, styles)
                self._read_row(row, place, sheet)
                number += 1
            if not has_words:
                number += repeated
        return sheet

    def _read_row(self, row: etree._Element, place: "_RowPlace", sheet: _Sheet) -> None:
        column = 0
        for cell in row:
            stated = WordXml.read_attributes(cell)
            end = column + _count_repeated(stated, "number-columns-repeated")
            columns = range(column, min(end, _MOST_COLUMNS))
            text = _print_cell(cell)
            if text:
                for at in columns:
                    self._left -= 1
                    style = stated.get("style-name") or place.styles.get(at, "")
                    self._keep_cell(text, style, at, place, sheet)
                if end > _MOST_COLUMNS:
                    self.findings.add_finding(_NOT_READ, text)
            width = _count_repeated(stated, "number-columns-spanned")
            height = _count_repeated(stated, "number-rows-spanned")
            if column < _MOST_COLUMNS and (width > 1 or height > 1):
                sheet.spans[place.number, column] = (height, width)
            if str(cell.tag).endswith("}covered-table-cell"):
                sheet.covered.update((place.number, at) for at in columns)
            column = end

    def _keep_cell(
        self, text: str, style: str, column: int, place: "_RowPlace", sheet: _Sheet
    ) -> None:
        struck = self.find_property(
            "table-cell", style, "text", "text-line-through-style"
        )
        if place.is_hidden or column in place.hidden:
            self.findings.add_finding("hidden_text", text)
        elif struck not in ("", "none"):
            self.findings.add_finding("struck_text", text)
        else:
            sheet.rows.setdefault(place.number, {})[column] = text


@dataclass(frozen=True, slots=True)
class _RowPlace:
    """Which row of a sheet one is, from 0, and what its columns say: hidden ones, and styles of cells."""

    number: int
    is_hidden: bool
    hidden: set[int]
    styles: Mapping[int, str]


def _count_repeated(stated: Mapping[str, str], name: str) -> int:
    return max(_read_int(stated.get(name)), 1)


def _read_columns(element: etree._Element) -> tuple[set[int], dict[int, str]]:
    """Give a sheet's hidden columns, and the styles that columns give to their cells."""
    hidden: set[int] = set()
    styles: dict[int, str] = {}
    column = 0
    for one in element.iter("{*}table-column"):
        stated = WordXml.read_attributes(one)
        repeated = _count_repeated(stated, "number-columns-repeated")
        covered = range(column, min(column + repeated, _MOST_COLUMNS))
        if stated.get("visibility", "visible") != "visible":
            hidden.update(covered)
        styles.update(dict.fromkeys(covered, stated.get("default-cell-style-name", "")))
        column += repeated
    return hidden, styles


def _print_cell(cell: etree._Element) -> str:
    """Give what a cell shows; notes and drawings in it are none of it."""
    words: list[str] = []
    for paragraph in cell.iterchildren("{*}p"):
        words += map(str, paragraph.itertext())
        words.append(" ")
    return " ".join("".join(words).split())

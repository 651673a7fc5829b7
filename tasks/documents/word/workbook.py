"""Workbooks (XLSX, XLS, ODS) to documents: each sheet's cells as a table, as they are shown.

Lines alone are paragraphs. Hidden sheets, rows and columns are left out, and so is what is struck out, each
with an issue.
"""

import operator
import re
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
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
_WHITE = "FFFFFF"
_WHITE_LIGHT = (255, 255, 255)
# White in every palette that a workbook does not change, and the colour of the paper
_WHITE_NUMBERS = frozenset({"1", "9", "65"})
# What may colour cells besides their style: tables, rules, a picture behind the sheet
_COLORS_CELLS = ("tableParts", "conditionalFormatting", "picture")
_PERCENT_FORMATS = {9: "0%", 10: "0.00%"}
_ACCOUNT_FORMATS = {
    **dict.fromkeys((37, 38), "#,##0;-#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
    **dict.fromkeys((41, 42), '#,##0;-#,##0;"-"'),
    **dict.fromkeys((43, 44), '#,##0.00;-#,##0.00;"-"'),
}
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
    **_ACCOUNT_FORMATS,
    **_DATE_FORMATS,
}
# What a number format says: words in quotes or behind a sign, colours and conditions, blanks, digits, signs
_FORMAT_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|(?P<blank>[_*].)|'
    r"(?P<general>General|G/通用格式)|(?P<power>E[+-])|(?P<digit>[0#?])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
# `[>=10000]`, `[$¥-804]`
_CONDITION = re.compile(r"(?P<sign>[<>]=?|=|<>)(?P<bound>-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$(?P<shown>[^-]*)(?:-.*)?")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_DATE_SIGN = re.compile("[yd年]", re.IGNORECASE)
# Times, fractions, and what no format has
_UNKNOWN_SIGN = re.compile("[A-Za-z/]")
# `(1,204)`: how accounts print what is below zero
_BELOW_ZERO = re.compile(r"[(（]([^()（）]*)[)）]")
# `"共"0"件"`: what is said of every number
_IDLE_WORDS = re.compile(r"^(?:共计?|合计|总计)(?=\d)")
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
    is_unseen: bool = False


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
        workbook = self.archive.read_xml("xl/workbook.xml")
        for sheet in workbook.iter("{*}sheet"):
            name = sheet.get("name") or ""
            key = sheet.get(_R + "id") or sheet.get(_STRICT_R + "id") or ""
            if sheet.get("state") in ("hidden", "veryHidden"):
                self.findings.add_finding("hidden_text", name)
                continue
            target = targets.get(key, "")
            if self.archive.find(target):
                table += 1
                yield from self._read_sheet(target, name, table)

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
        colored = (root.find(f"{{*}}{name}") for name in _COLORS_CELLS)
        is_colored = any(one is not None for one in colored)
        for number, row in enumerate(root.iter("{*}row")):
            self._read_row(row, number, hidden, sheet, is_colored=is_colored)
        _read_merges(root, sheet)
        yield from _print_sheet(sheet, f"sheet {name}", table)

    def _read_row(
        self,
        element: etree._Element,
        number: int,
        hidden: set[int],
        sheet: _Sheet,
        *,
        is_colored: bool,
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
            elif self._find_style(cell).is_unseen and not is_colored:
                self.findings.add_finding("hidden_text", text)
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
        looks = self._find_style(cell)
        if kind == "inlineStr":
            return _print_words(_join_text(cell), looks.number_format, self.findings)
        if kind == "s":
            words = self._find_string(value)
            return _print_words(words, looks.number_format, self.findings)
        if kind == "n" and value:
            return _show_number(value, looks.number_format, self.findings)
        if kind == "n":
            self._note_unread_formula(cell)
        return " ".join(value.split())

    def _find_string(self, index: str) -> str:
        """Find the words that a cell names by their number; empty where there are none."""
        if not index.isdecimal() or len(index) >= _LONGEST_INDEX:
            return ""
        number = int(index)
        if number >= len(self.strings):
            return ""
        return self.strings[number]

    def _note_unread_formula(self, cell: etree._Element) -> None:
        """Note the formula of a cell without a value."""
        if cell.find("{*}f") is None:
            return
        place = cell.get("r") or ""
        formula = cell.findtext("{*}f") or ""
        self.findings.add_finding("embedded_object_not_read", f"{place}={formula}")


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
        format_number = _read_int(one.get("numFmtId"))
        formats[format_number] = one.get("formatCode") or ""
    struck = []
    inks = []
    for font in root.iterfind("{*}fonts/{*}font"):
        strike = font.find("{*}strike")
        color = font.find("{*}color")
        struck.append(strike is not None and strike.get("val", "1") in _ON)
        inks.append(_read_color(color, root))
    fills = [_read_fill(one, root) for one in root.iterfind("{*}fills/{*}fill")]
    styles = []
    for one in root.iterfind("{*}cellXfs/{*}xf"):
        format_number = _read_int(one.get("numFmtId"))
        number_format = formats.get(format_number, "")
        font_number = _read_int(one.get("fontId"))
        fill_number = _read_int(one.get("fillId"))
        is_struck = False
        ink = ""
        if font_number < len(inks):
            is_struck = struck[font_number]
            ink = inks[font_number]
        paper = _WHITE
        if fill_number < len(fills):
            paper = fills[fill_number]
        is_unseen = ink == paper != ""
        styles.append(_CellStyle(number_format, is_struck, is_unseen))
    return styles


def _read_color(element: etree._Element | None, styles: etree._Element) -> str:
    """Read a colour as six digits, or by its number where its palette is unknown; empty where none stands."""
    if element is None:
        return ""
    stated = WordXml.read_attributes(element)
    if stated.get("tint", "").strip("-0."):
        # lighter or darker than the colour itself
        return str(sorted(stated.items()))
    if rgb := stated.get("rgb"):
        return rgb[-6:].upper()
    if theme := stated.get("theme"):
        return _WHITE if theme == "0" else f"theme {theme}"
    return _find_indexed_color(stated.get("indexed", ""), styles)


def _find_indexed_color(number: str, styles: etree._Element) -> str:
    """Find a colour by its number in the workbook's palette, or else in the one that all have."""
    palette = styles.findall("{*}colors/{*}indexedColors/{*}rgbColor")
    if number.isdecimal() and int(number) < len(palette):
        entry = palette[int(number)]
        rgb = entry.get("rgb") or ""
        return rgb[-6:].upper()
    if number in _WHITE_NUMBERS:
        return _WHITE
    if not number:
        return ""
    return f"indexed {number}"


def _read_fill(element: etree._Element, styles: etree._Element) -> str:
    """Read the colour behind a cell's words; empty where a pattern or several colours stand there."""
    pattern = element.find("{*}patternFill")
    kind = "" if pattern is None else pattern.get("patternType", "none")
    if kind == "none":
        return _WHITE
    if pattern is None or kind != "solid":
        return ""
    return _read_color(pattern.find("{*}fgColor"), styles)


def _read_int(stated: str | None) -> int:
    if stated and stated.isdecimal() and len(stated) < _LONGEST_INDEX:
        return int(stated)
    return 0


_FormatParts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _FormatSection:
    """One section of a number format: for which numbers it is, and its parts, each a kind and its words.

    The kinds are `word` (shown as it is), `digit` (`0`, `#`, `?`), `point`, `percent`, `general` (the number
    as it is), `power` and `unknown`. `scale` is the power of ten by which the number is raised.
    """

    parts: _FormatParts
    scale: int = 0
    condition: tuple[str, Decimal] | None = None
    is_date: bool = False

    def has(self, kind: str) -> bool:
        """Tell whether it has a part of a kind."""
        return any(kind == one for one, _ in self.parts)

    def split_at_point(self) -> tuple[_FormatParts, _FormatParts]:
        """Give the parts before the point, and those from it on."""
        for place, (kind, _) in enumerate(self.parts):
            if kind == "point":
                return self.parts[:place], self.parts[place:]
        return self.parts, ()


@lru_cache(maxsize=1024)
def _parse_format(number_format: str) -> tuple[_FormatSection, ...]:
    """Parse a number format into its sections, which `;` parts."""
    sections: list[list[tuple[str, str]]] = [[]]
    for found in _FORMAT_PART.finditer(number_format):
        kind = found.lastgroup or "sign"
        if kind == "sign" and found.group() == ";":
            sections.append([])
        elif kind != "blank":
            sections[-1].append((kind, found[kind]))
    return tuple(map(_build_section, sections))


def _build_section(found: Sequence[tuple[str, str]]) -> _FormatSection:
    """Build a section; commas behind its digits divide by a thousand, each per cent multiplies by hundred."""
    parts: list[tuple[str, str]] = []
    condition = None
    last_digit = -1
    for place, (kind, _) in enumerate(found):
        if kind == "digit":
            last_digit = place
    has_digits = last_digit >= 0
    scale = 0
    for place, (kind, text) in enumerate(found):
        if kind == "bracket":
            condition = _read_condition(text) or condition
            currency = _CURRENCY.fullmatch(text)
            if currency:
                parts.append(("word", currency["shown"]))
        elif (kind, text) == ("sign", ",") and has_digits:
            following = found[place + 1 : place + 2]
            if place > last_digit or following == [("sign", ".")]:
                scale -= 3
        else:
            part = _sort_part(kind, text, has_digits, parts)
            if part[0] == "percent":
                scale += 2
            parts.append(part)
    signs = "".join(text for kind, text in found if kind == "sign")
    is_date = bool(_DATE_SIGN.search(signs))
    return _FormatSection(tuple(parts), scale, condition, is_date)


def _read_condition(bracket: str) -> tuple[str, Decimal] | None:
    """Read the sign and the bound of `[>=100]`; null for other brackets."""
    bound = _CONDITION.fullmatch(bracket)
    if bound is None:
        return None
    return bound["sign"], Decimal(bound["bound"])


def _sort_part(
    kind: str, text: str, has_digits: bool, before: Sequence[tuple[str, str]]
) -> tuple[str, str]:
    """Give a part of a format its kind: which signs stand for more than themselves."""
    if kind in ("quoted", "escaped"):
        return "word", text
    if kind != "sign":
        return kind, text
    if text == "@":
        return "general", text
    if text in "%％":
        return "percent", text
    if text == "." and has_digits and ("point", text) not in before:
        return "point", text
    if _UNKNOWN_SIGN.match(text):
        return "unknown", text
    return "word", text


def _choose_section(
    sections: Sequence[_FormatSection], number: Decimal
) -> tuple[_FormatSection, bool]:
    """Choose the section of a number, and tell whether it is one for what is below zero."""
    numeric = list(sections[:3])
    if len(numeric) > 1 and ("general", "@") in numeric[-1].parts:
        numeric.pop()
    for section in numeric:
        if section.condition:
            sign, bound = section.condition
            if _COMPARE[sign](number, bound):
                return section, sign in ("<", "<=") and bound <= 0
    free = [section for section in numeric if not section.condition]
    count = len(free)
    has_conditions = count < len(numeric)
    if not free:
        return numeric[-1], False
    if number < 0 and count > 1:
        negative = free[0] if has_conditions else free[1]
        return negative, True
    if has_conditions:
        return free[-1], False
    if number == 0 and count > 2:
        return free[2], False
    return free[0], False


def _show_number(value: str, number_format: str, findings: Findings) -> str:
    """Print a number as its format does, and note formats that show nothing, and those that are unknown."""
    printed = _print_number(value, number_format)
    if printed is None:
        findings.add_finding("number_format_unknown", number_format)
        return _print_plainly(value)
    if not printed:
        findings.add_finding("hidden_text", value)
    return printed


def _print_number(value: str, number_format: str) -> str | None:
    """Print a number as its format does: scaled, rounded, with its words; null where that is not known."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or not number_format or number_format == "General":
        return _print_plainly(value)
    section, is_below = _choose_section(_parse_format(number_format), number)
    if section.is_date and 0 < number <= _LAST_DAY:
        day = _FIRST_DAY + timedelta(days=int(number))
        return f"{day.year}年{day.month}月{day.day}日"
    if section.has("power") or abs(number) > _LARGEST:
        return _print_plainly(value)
    if section.has("unknown"):
        return None
    filled = _fill_section(section, value).strip()
    shown = _IDLE_WORDS.sub("", filled)
    if number >= 0:
        return shown
    if is_below:
        # red or brackets alone may say that it is below zero
        bare = _BELOW_ZERO.sub(r"\1", shown)
        return bare if not bare or "-" in bare else f"-{bare}"
    if re.search("[1-9]", shown):
        return f"-{shown}"
    return shown


def _fill_section(section: _FormatSection, value: str) -> str:
    """Fill a number's digits, without its sign, into a section: those before the point from the right."""
    before, behind = section.split_at_point()
    places = "".join(sign for kind, sign in behind if kind == "digit")
    unsigned = abs(Decimal(value))
    exact = unsigned.normalize(Context(prec=15))
    number = exact.scaleb(section.scale)
    step = Decimal(1).scaleb(-len(places))
    rounded = number.quantize(step, ROUND_HALF_UP, Context(prec=60))
    digits = f"{rounded:f}".partition(".")
    whole = digits[0].lstrip("0")
    decimals = digits[2]
    required = places.rstrip("#?")
    kept = len(required)
    optional = decimals[kept:].rstrip("0")
    decimals = decimals[:kept] + optional
    first = "".join(_fill_whole(before, whole, value))
    last = "".join(_fill_decimals(behind, decimals))
    if last.startswith(".") and not first:
        return f"0{last}"
    return first + last


def _fill_whole(
    parts: Sequence[tuple[str, str]], digits: str, value: str
) -> Iterator[str]:
    """Yield what the parts before the point show; the first of them takes all digits that are left."""
    left = sum(kind == "digit" for kind, _ in parts)
    start = 0
    for kind, text in parts:
        if kind == "digit":
            left -= 1
            end = max(len(digits) - left, 0)
            yield digits[start:end] or ("0" if text == "0" else "")
            start = end
        elif kind == "general":
            yield _print_plainly(value.lstrip("-"))
        else:
            yield text


def _fill_decimals(parts: Sequence[tuple[str, str]], decimals: str) -> Iterator[str]:
    """Yield what the point and the parts behind it show."""
    left = iter(decimals)
    for kind, text in parts:
        if kind == "digit":
            yield next(left, "")
        elif kind != "point" or decimals:
            yield text


def _print_plainly(value: str) -> str:
    """Print a number as it is where no format says more."""
    number = Decimal(value)
    if not number.is_finite() or abs(number) > _LARGEST:
        return value
    rounded = number.normalize() if len(value) < 15 else round(number, 10).normalize()
    return f"{rounded:f}"


def _print_words(words: str, number_format: str, findings: Findings) -> str:
    """Print the words of a cell as the last section of its format does, which may hide them."""
    sections = _parse_format(number_format)
    if not words or len(sections) < 4:
        return words
    parts = sections[3].parts
    shown = "".join(words if kind == "general" else text for kind, text in parts)
    if not shown:
        findings.add_finding("hidden_text", words)
    return shown


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
                elif self._is_unseen(found, row, column):
                    self.findings.add_finding("hidden_text", text)
                else:
                    sheet.rows.setdefault(row, {})[column] = text
        for top, bottom, left, right in found.merged_cells:
            sheet.merge((top, left), bottom - top, right - left)
        return sheet

    def _read_cell(self, found: xlrd.sheet.Sheet, row: int, column: int) -> str:
        kind = found.cell_type(row, column)
        value = found.cell_value(row, column)
        if kind == xlrd.XL_CELL_TEXT:
            words = " ".join(self._drop_struck(found, row, column, value).split())
            return _print_words(
                words, self._find_format(found, row, column), self.findings
            )
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            number_format = self._find_format(found, row, column)
            return _show_number(repr(value), number_format, self.findings)
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

    def _is_unseen(self, found: xlrd.sheet.Sheet, row: int, column: int) -> bool:
        """Tell whether a cell's words have the colour of what is behind them."""
        looks = self._find_looks(found, row, column)
        if looks is None or looks.font_index >= len(self.book.font_list):
            return False
        colors = self.book.colour_map
        font = self.book.font_list[looks.font_index]
        ink = colors.get(font.colour_index)
        behind = looks.background
        if behind.fill_pattern == 0:
            return bool(ink == _WHITE_LIGHT)
        is_solid = behind.fill_pattern == 1 and ink is not None
        return is_solid and bool(ink == colors.get(behind.pattern_colour_index))

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
        elif self._is_unseen(style):
            self.findings.add_finding("hidden_text", text)
        else:
            sheet.rows.setdefault(place.number, {})[column] = text

    def _is_unseen(self, style: str) -> bool:
        """Tell whether a style's words have the colour of what is behind them."""
        ink = self.find_property("table-cell", style, "text", "color").lower()
        if not ink:
            return False
        paper = self.find_property(
            "table-cell", style, "table-cell", "background-color"
        )
        if paper in ("", "transparent"):
            paper = "#ffffff"
        return ink == paper.lower()


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

"""Sets a report with its table on pages, in points, and draws them as PDF and as OFD."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.documents.paged.pdf_files import Page, Words, pdf
from tests.quality.tables.report import WrittenReport
from tests.quality.tables.shapes import PlacedCell

_WIDTH, _HEIGHT = 595.0, 842.0
_LEFT, _TOP, _BOTTOM = 74.0, 90.0, 760.0
_MEASURE = 448.0
_BODY, _PITCH, _TITLE = 16.0, 28.0, 22.0
# Room between a cell's border and its words, and between two lines of a cell, in points and heights.
_PADDING = 5.4
_LEADING = 1.3
_NO_START = "，。、；：）》)"


def measure(text: str, size: float) -> float:
    """Give a text's length in points: Chinese letters are an em wide, others half of it."""
    return sum(size / 2 if letter.isascii() else size for letter in text)


def break_lines(text: str, size: float, room: float, indent: float = 0) -> list[str]:
    """Break a text into lines of so many points; figures stay whole, and no mark begins a line."""
    lines = [""]
    left = room - indent
    for letter in text:
        fits = measure(lines[-1] + letter, size) <= left + 0.1
        in_number = letter in "0123456789.," and lines[-1][-1:].isdigit()
        if not fits and not in_number and lines[-1]:
            taken = ""
            if letter in _NO_START and len(lines[-1]) > 1:
                taken = lines[-1][-1]
                lines[-1] = lines[-1][:-1]
            lines.append(taken)
            left = room
        lines[-1] += letter
    return lines


class _Row(NamedTuple):
    """A row of a table while it is set: its number, its height, its cells."""

    number: int
    height: float
    cells: Sequence[PlacedCell]


class _Setter:
    """Fills pages from the top down."""

    def __init__(self) -> None:
        self.words: list[list[Words]] = [[]]
        self.strokes: list[list[tuple[float, float, float, float]]] = [[]]
        self.top = _TOP

    def turn_page(self) -> None:
        """Begin a page."""
        self.words.append([])
        self.strokes.append([])
        self.top = _TOP

    def set_paragraph(self, text: str, *, title: bool = False) -> None:
        """Set a paragraph: its first line stands in by two letters; a title in the middle."""
        size = _TITLE if title else _BODY
        indent = 0 if title else 2 * size
        for number, line in enumerate(break_lines(text, size, _MEASURE, indent)):
            if self.top + _PITCH > _BOTTOM:
                self.turn_page()
            left = _LEFT + (0 if number else indent)
            if title:
                left = _LEFT + (_MEASURE - measure(line, size)) / 2
            self.put(line, left, self.top + size, size)
            self.top += _PITCH if not title else 1.5 * size

    def put(self, text: str, left: float, base: float, size: float) -> None:
        """Put words on the page."""
        if text:
            self.words[-1].append(Words(text, left, base, size))

    def stroke(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a line."""
        self.strokes[-1].append((left, top, right, bottom))

    def list_pages(self) -> list[Page]:
        """Give the pages, with their numbers below."""
        pages = []
        for number, (words, strokes) in enumerate(
            zip(self.words, self.strokes, strict=True), 1
        ):
            folio = Words(f"— {number} —", 275, 800, 14)
            pages.append(Page([*words, folio], strokes))
        return pages


class _TableSetter:
    """Sets one table: its columns' edges, its rows' heights, and its cells."""

    def __init__(self, report: WrittenReport, setter: _Setter, *, ruled: bool) -> None:
        self.table = report.table
        self.look = report.look
        self.setter = setter
        self.ruled = ruled
        self.placed = self.table.place_cells()
        self.inset = 10.0 if self.table.is_nested else 0.0
        self.edges = self._find_edges()

    def _find_edges(self) -> list[float]:
        """Find where the columns end: all equally wide, or as their words want."""
        room = _MEASURE - 2 * self.inset
        count = self.table.width
        widths = [room / count] * count
        if not self.look.equal:
            gap = 2 * _PADDING if self.ruled else self.look.gap * self.look.size
            wanted = [self._measure_column(column, 0) + gap for column in range(count)]
            if sum(wanted) > room:
                heads = self.table.heads
                wanted = [
                    self._measure_column(column, heads) for column in range(count)
                ]
                wanted = [max(one, 3 * self.look.size) + gap for one in wanted]
            spare = (room - sum(wanted)) / count
            # Without rules a table is often as wide as its words.
            grows = spare if self.ruled or spare < 0 else 0
            widths = [one + grows for one in wanted]
        edges = [_LEFT + self.inset]
        for width in widths:
            edges.append(edges[-1] + width)
        return edges

    def _measure_column(self, column: int, first: int) -> float:
        """Measure the longest words of a column from a row on."""
        texts = [
            one.cell.text
            for one in self.placed
            if one.column == column and one.cell.columns == 1 and one.row >= first
        ]
        return max([measure(text, self.look.size) for text in texts] or [0])

    def set_all(self) -> None:
        """Set the rows, on further pages where they need them, there with heads again where they repeat."""
        rows = [self._measure_row(number) for number in range(len(self.table.rows))]
        if self.table.is_nested:
            self._open_frame(rows)
        frame = self.setter.top
        for row in rows:
            is_linked = any(
                one.row < row.number < one.row + one.cell.rows for one in self.placed
            )
            if self.setter.top + row.height > _BOTTOM and not is_linked:
                self.setter.turn_page()
                if self.table.repeats_heads:
                    for head in rows[: self.table.heads]:
                        self._set_row(head, rows)
            self._set_row(row, rows)
        if self.table.is_nested:
            self._close_frame(frame)

    def _open_frame(self, rows: Sequence[_Row]) -> None:
        if self.setter.top + sum(row.height for row in rows) + 60 > _BOTTOM:
            self.setter.turn_page()
        self.setter.top += 8
        self.setter.put(
            "数据：", self.edges[0], self.setter.top + self.look.size, self.look.size
        )
        self.setter.top += 1.6 * self.look.size

    def _close_frame(self, top: float) -> None:
        top -= 1.6 * self.look.size + 4
        bottom = self.setter.top + 8
        if self.ruled:
            left, right = _LEFT - 2, max(_LEFT + _MEASURE, self.edges[-1]) + 2
            for box in (
                (left, top, right, top),
                (left, bottom, right, bottom),
                (left, top, left, bottom),
                (right, top, right, bottom),
            ):
                self.setter.stroke(*box)
        self.setter.top = bottom + 6

    def _measure_row(self, number: int) -> _Row:
        cells = [one for one in self.placed if one.row == number]
        single = [len(self._break(one)) for one in cells if one.cell.rows == 1]
        lines = max([*single, 1])
        height = lines * _LEADING * self.look.size + (2 * _PADDING if self.ruled else 4)
        return _Row(number, height, cells)

    def _break(self, one: PlacedCell) -> list[str]:
        width = self.edges[one.column + one.cell.columns] - self.edges[one.column]
        padding = (
            2 * _PADDING
            if self.ruled
            else min(self.look.gap * self.look.size, 2 * _PADDING)
        )
        return break_lines(one.cell.text, self.look.size, width - padding)

    def _set_row(self, row: _Row, rows: Sequence[_Row]) -> None:
        top = self.setter.top
        for one in row.cells:
            covered = rows[row.number : row.number + one.cell.rows]
            bottom = top + sum(below.height for below in covered)
            self._set_cell(one, top, bottom)
        self.setter.top += row.height

    def _set_cell(self, one: PlacedCell, top: float, bottom: float) -> None:
        left, right = self.edges[one.column], self.edges[one.column + one.cell.columns]
        size = self.look.size
        lines = self._break(one)
        height = len(lines) * _LEADING * size
        base = (
            (top + bottom - height) / 2 + size + (_LEADING - 1) / 2 * size - 0.12 * size
        )
        for number, line in enumerate(lines):
            at = self._find_left(one, line, left, right)
            self.setter.put(line, at, base + number * _LEADING * size, size)
        if self.ruled:
            self.setter.stroke(left, top, right, top)
            self.setter.stroke(left, bottom, right, bottom)
            self.setter.stroke(left, top, left, bottom)
            self.setter.stroke(right, top, right, bottom)

    def _find_left(
        self, one: PlacedCell, line: str, left: float, right: float
    ) -> float:
        padding = (
            _PADDING
            if self.ruled
            else min(self.look.gap * self.look.size / 2, _PADDING)
        )
        stands = self.look.labels if one.column == 0 else self.look.values
        if one.row < self.table.heads:
            stands = "center"
        long = measure(line, self.look.size)
        places = {"left": left + padding, "right": right - padding - long}
        return places.get(stands, (left + right - long) / 2)


def set_report(report: WrittenReport, *, ruled: bool) -> list[Page]:
    """Set a report on pages, its table with or without rules."""
    setter = _Setter()
    setter.set_paragraph(report.title, title=True)
    setter.top += _PITCH
    for line in report.lines_above:
        setter.set_paragraph(line)
    setter.top += 6
    _TableSetter(report, setter, ruled=ruled).set_all()
    setter.top += 10
    for line in report.behind:
        setter.set_paragraph(line)
    return setter.list_pages()


def print_ruled_pdf(report: WrittenReport) -> bytes:
    """Draw a report as a PDF, its table with rules."""
    return pdf(set_report(report, ruled=True), embedded=True)


def print_borderless_pdf(report: WrittenReport) -> bytes:
    """Draw a report as a PDF, its table without rules."""
    return pdf(set_report(report, ruled=False), embedded=True)


_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_MILLIMETRES = 25.4 / 72


def print_ofd(report: WrittenReport) -> bytes:
    """Draw a report as an OFD, its table with rules unless its shape has none."""
    pages = set_report(report, ruled=report.table.has_borders)
    parts = {
        "OFD.xml": f'<ofd:OFD {_OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1'
        "</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {_OFD} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体"/>'
        "</ofd:Fonts></ofd:Res>",
    }
    listed = ""
    for number, page in enumerate(pages):
        place = f"Pages/Page_{number}/Content.xml"
        listed += f'<ofd:Page ID="{number + 10}" BaseLoc="{place}"/>'
        parts[f"Doc_0/{place}"] = _print_ofd_page(page)
    box = f"<ofd:PhysicalBox>0 0 {_WIDTH * _MILLIMETRES:g} {_HEIGHT * _MILLIMETRES:g}</ofd:PhysicalBox>"
    parts["Doc_0/Document.xml"] = (
        f"<ofd:Document {_OFD}><ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID>"
        f"<ofd:PageArea>{box}</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _print_ofd_page(page: Page) -> str:
    objects = [*_iter_ofd_strokes(page), *map(_print_ofd_words, page.words)]
    shown = "".join(
        one.replace("ID=''", f'ID="{number}"', 1)
        for number, one in enumerate(objects, 1000)
    )
    return (
        f'<ofd:Page {_OFD}><ofd:Content><ofd:Layer ID="900" Type="Body">{shown}</ofd:Layer></ofd:Content>'
        "</ofd:Page>"
    )


def _print_ofd_words(words: Words) -> str:
    size = words.size * _MILLIMETRES
    steps = " ".join(f"{measure(letter, size):.3f}" for letter in words.text[:-1])
    top = words.base * _MILLIMETRES - size
    long = measure(words.text, size)
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f"<ofd:TextObject ID='' "
        f'Boundary="{words.left * _MILLIMETRES:.3f} {top:.3f} {long:.3f} {1.3 * size:.3f}" '
        f'Font="2" Size="{size:.3f}"><ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(words.text)}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def _iter_ofd_strokes(page: Page) -> Iterator[str]:
    for left, top, right, bottom in page.strokes:
        x, y = left * _MILLIMETRES, top * _MILLIMETRES
        wide, high = (right - left) * _MILLIMETRES, (bottom - top) * _MILLIMETRES
        yield (
            f"<ofd:PathObject ID='' "
            f'Boundary="{x:.3f} {y:.3f} {wide + 0.2:.3f} {high + 0.2:.3f}" LineWidth="0.2">'
            f"<ofd:AbbreviatedData>M 0 0 L {wide:.3f} {high:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        )

"""Measure how well written tables are read, by format and shape: cells, and the quantities that they hold."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from tasks.documents.clean_text import clean
from tasks.documents.convert import convert_here
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.report import Reading
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.quality.tables.printing import print_docx, print_html, split_table
from tests.quality.tables.report import WrittenReport, write_report
from tests.quality.tables.setting import (
    print_borderless_pdf,
    print_ofd,
    print_ruled_pdf,
)
from tests.quality.tables.shapes import SHAPES, RightNumber

# Of each shape, so many reports make the whole measure.
REPORTS = 15
Print = Callable[[WrittenReport], bytes]
# What the project writes by itself.
FORMATS: Mapping[str, Print] = {
    "html": print_html,
    "docx": print_docx,
    "ofd": print_ofd,
    "ruled pdf": print_ruled_pdf,
    "borderless pdf": print_borderless_pdf,
}


# Marks of both widths.
_WIDTHS = str.maketrans("（）：，", "():,")


class TableFloor(NamedTuple):
    """What a format reaches at least over all shapes: F1 of cells, and of quantities of right cells."""

    cells: float
    quantities: float

    def is_reached(self, score: "TableScore") -> bool:
        """Tell whether a score reaches it."""
        is_reached = score.of_right_cells.f1 >= self.quantities
        return is_reached and score.cells.f1 >= self.cells


# Lowering a floor needs a reason in the commit that does it.
FLOORS = {
    "html": TableFloor(0.99, 0.97),
    "docx": TableFloor(0.99, 0.97),
    "ofd": TableFloor(0.99, 0.97),
    "ruled pdf": TableFloor(0.99, 0.97),
    "borderless pdf": TableFloor(0.98, 0.97),
    # What LibreOffice makes, measured by `make eval-documents`.
    "doc": TableFloor(0.99, 0.97),
    "rtf": TableFloor(0.99, 0.97),
    "office ruled pdf": TableFloor(0.99, 0.97),
    "office borderless pdf": TableFloor(0.97, 0.97),
    "scan": TableFloor(0.90, 0.97),
}


class Matches(NamedTuple):
    """How many of what was read and of what was written are the same."""

    right: int = 0
    read: int = 0
    written: int = 0

    def add(self, other: "Matches") -> "Matches":
        """Give the sum of both."""
        return Matches(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall; 1 of nothing."""
        both = self.read + self.written
        return 2 * self.right / both if both else 1.0


class TableScore(NamedTuple):
    """What is right of tables: their cells, their quantities, and those of tables whose cells are right."""

    cells: Matches = Matches()
    quantities: Matches = Matches()
    of_right_cells: Matches = Matches()

    def add(self, other: "TableScore") -> "TableScore":
        """Give the sum of both."""
        return TableScore(
            *(one.add(more) for one, more in zip(self, other, strict=True))
        )


# A cell as it is compared: the words that its row begins with, its column, what it covers, its words.
Compared = tuple[str, int, int, int, str]
_One = TypeVar("_One", Compared, RightNumber)


def score_report(
    report: WrittenReport,
    body: bytes,
    *,
    is_page: bool = False,
    is_scan: bool = False,
) -> TableScore:
    """Read a report's file, and compare its table.

    `is_page` says that a page splits long ones; the widths of a scan's marks, which OCR cannot see, count as
    equal.
    """
    reading = _read(body)
    found = Counter(_list_read_cells(reading) if reading else [])
    right = Counter(_list_right_cells(report, is_page=is_page))
    if is_scan:
        found, right = _fold_marks(found), _fold_marks(right)
    quantities = Counter(_list_numbers(reading) if reading else [])
    numbers = Counter(report.table.numbers)
    cells = _compare(found, right)
    matches = _compare(quantities, numbers)
    return TableScore(cells, matches, matches if found == right else Matches())


def _read(body: bytes) -> Reading | None:
    try:
        document: Document = convert_here(body)
    except UnreadableDocument:
        return None
    text = clean(document)
    return read_report(document, text.text, DocumentHints(), tables=text.tables)


def _compare(read: Counter[_One], right: Counter[_One]) -> Matches:
    return Matches((read & right).total(), read.total(), right.total())


def _fold_marks(cells: Counter[Compared]) -> Counter[Compared]:
    folded: Counter[Compared] = Counter()
    for (first, column, rows, columns, words), count in cells.items():
        texts = first.translate(_WIDTHS), words.translate(_WIDTHS)
        folded[texts[0], column, rows, columns, texts[1]] += count
    return folded


def _list_read_cells(reading: Reading) -> Iterator[Compared]:
    begins: dict[tuple[int, int], str] = {}
    for one in reading.cells:
        if one.column == 1:
            for row in range(one.row, one.row + one.rows):
                begins[one.table, row] = one.text
    for one in reading.cells:
        first = begins.get((one.table, one.row), "")
        yield (first, one.column, one.rows, one.columns, one.text)


def _list_right_cells(report: WrittenReport, *, is_page: bool) -> Iterator[Compared]:
    parts = split_table(report.table) if is_page else [report.table.rows]
    for part in parts:
        placed = report.table._replace(rows=part).place_cells()
        begins: dict[int, str] = {}
        for one in placed:
            if one.column == 0:
                for row in range(one.row, one.row + one.cell.rows):
                    begins[row] = one.cell.text
        for one in placed:
            text, rows, columns = one.cell
            yield (begins.get(one.row, ""), one.column + 1, rows, columns, text)


def _list_numbers(reading: Reading) -> Iterator[RightNumber]:
    for one in reading.quantities:
        year = one.period_start.year if one.period_start else 0
        yield RightNumber(float(one.value), one.unit, one.indicator or "", year)


def measure(format_name: str, shape: str, reports: int) -> TableScore:
    """Write so many reports with a table of a shape in one of our own formats, read them, and compare."""
    score = TableScore()
    for number in range(reports):
        report = write_report(shape, number)
        body = FORMATS[format_name](report)
        score = score.add(score_report(report, body, is_page=format_name == "html"))
    return score


def measure_shapes(format_name: str, reports: int) -> dict[str, TableScore]:
    """Measure each shape in one of our own formats."""
    return {shape: measure(format_name, shape, reports) for shape in SHAPES}


def sum_scores(scores: Iterable[TableScore]) -> TableScore:
    """Sum the scores of shapes."""
    total = TableScore()
    for score in scores:
        total = total.add(score)
    return total

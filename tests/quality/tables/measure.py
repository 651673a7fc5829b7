"""Measure how well written tables are read, by shape and format: cells, and the quantities that they hold."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import NamedTuple

from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.quality.tables.shapes import (
    SHAPES,
    RightNumber,
    WrittenTable,
    print_docx,
    print_html,
)

FORMATS: Mapping[str, Callable[[WrittenTable], bytes]] = {
    "html": print_html,
    "docx": print_docx,
}
# By format, what is reached at least over all shapes; they only go up.
FLOORS = {
    "html": {"cells": 0.99, "quantities": 0.97},
    "docx": {"cells": 0.99, "quantities": 0.97},
}
_SEED = 20260302


class ShapeScore(NamedTuple):
    """What is right of the tables of one shape in one format: F1 of cells, and of quantities."""

    format: str
    shape: str
    cells: float
    quantities: float


class _Matches(NamedTuple):
    right: int = 0
    read: int = 0
    written: int = 0

    def add(self, read: Counter[object], written: Counter[object]) -> "_Matches":
        return _Matches(
            self.right + (read & written).total(),
            self.read + read.total(),
            self.written + written.total(),
        )

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.read + self.written, 1)


def measure(format_name: str, shape: str, tables: int) -> ShapeScore:
    """Write so many tables of a shape, read them, and compare."""
    cells, numbers = _Matches(), _Matches()
    for place in range(tables):
        written = SHAPES[shape](Random(f"{_SEED} {shape} {place}"))
        document = convert(FORMATS[format_name](written))
        text = clean(document)
        reading = read_report(document, text.text, DocumentHints(), tables=text.tables)
        found = [(one.text, one.rows, one.columns, one.column) for one in reading.cells]
        right = [
            (words, rows, columns, column + 1)
            for _, column, rows, columns, words in written.list_cells()
        ]
        cells = cells.add(Counter(found), Counter(right))
        quantities = [
            RightNumber(
                float(one.value),
                one.unit,
                one.indicator or "",
                one.period_start.year if one.period_start else 0,
            )
            for one in reading.quantities
        ]
        numbers = numbers.add(Counter(quantities), Counter(written.numbers))
    return ShapeScore(format_name, shape, cells.f1, numbers.f1)


def iter_scores(tables: int) -> Iterator[ShapeScore]:
    """Yield the scores of all shapes in all formats."""
    for format_name in FORMATS:
        for shape in SHAPES:
            yield measure(format_name, shape, tables)

"""Elements of an article to its paragraphs, and those of its data tables to rows."""

from collections.abc import Iterable, Iterator
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from lxml.html import HtmlElement

from tasks.documents.containers import HIDDEN_TAGS, iter_text
from tasks.model.document import Paragraph, Row

_BLOCK_TAGS = frozenset(
    "p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 section article blockquote center "
    "dl dt dd br hr pre header footer ucapcontent tbody thead form fieldset address".split()
)
_BOLD_TAGS = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"})
# Old editors lay whole articles out in tables: a cell with more characters than this is text, not data.
LONGEST_CELL = 300


def iter_paragraphs(container: HtmlElement) -> Iterator[Paragraph]:
    """Yield a container's paragraphs in order.

    Inline elements join without a space, block elements and <br> break. A table of data gives one
    paragraph a row; a table that lays out text is read as its cells come.
    """
    return _ContainerReader(container).read()


class _TextRun(NamedTuple):
    text: str
    bold: bool


class _DataRow(NamedTuple):
    element: HtmlElement
    cells: tuple[str, ...]


class _ContainerReader:
    """One way through a container: the runs of the paragraph that is being read, and the tables so far."""

    def __init__(self, container: HtmlElement) -> None:
        self._container = container
        self._tree = container.getroottree()
        self._block = container
        self._runs: list[_TextRun] = []
        self._tables = 0

    def read(self) -> Iterator[Paragraph]:
        yield from self._walk(self._container, bold=False)
        yield from self._flush()

    def _walk(self, element: HtmlElement, *, bold: bool) -> Iterator[Paragraph]:
        is_block = element.tag in _BLOCK_TAGS
        if is_block:
            yield from self._flush()
            self._block = element
        rows = _find_data_rows(element) if element.tag == "table" else []
        if rows:
            yield from self._read_rows(rows)
        elif element.tag not in HIDDEN_TAGS:
            bold = bold or element.tag in _BOLD_TAGS
            self._add(element.text, bold)
            for child in element:
                if isinstance(child.tag, str):
                    yield from self._walk(child, bold=bold)
                self._add(child.tail, bold)
        if is_block:
            yield from self._flush()

    def _add(self, text: str | None, bold: bool) -> None:
        if text:
            self._runs.append(_TextRun(text, bold))

    def _flush(self) -> Iterator[Paragraph]:
        """Yield the paragraph that the runs make, if any, and begin the next."""
        text = "".join(run.text for run in self._runs).strip()
        if text:
            visible = [run for run in self._runs if run.text.strip()]
            bold = list(takewhile(attrgetter("bold"), visible))
            emphasis = len(bold) == len(visible)
            lead = 0 if emphasis else len("".join(run.text for run in bold).strip())
            path = self._tree.getpath(self._block)
            yield Paragraph(text, path, emphasis, lead=lead)
        self._runs.clear()

    def _read_rows(self, rows: Iterable[_DataRow]) -> Iterator[Paragraph]:
        self._tables += 1
        for row in rows:
            text = "\t".join(filter(None, row.cells))
            if text:
                path = self._tree.getpath(row.element)
                yield Paragraph(text, path, row=Row(self._tables, row.cells))


def _find_data_rows(table: HtmlElement) -> list[_DataRow]:
    """Give a table's rows with the words of their cells; none for a table that only lays out text.

    Data stands in several rows and columns, in short cells, without another table inside.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return []
    rows = [_DataRow(row, _read_cells(row)) for row in table.iter("tr")]
    wide = 0
    for row in rows:
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            return []
        wide += sum(map(bool, row.cells)) > 1
    return rows if len(rows) > 1 and wide * 2 > len(rows) else []


def _read_cells(row: HtmlElement) -> tuple[str, ...]:
    return tuple(_extract_cell_text(cell) for cell in row if cell.tag in ("td", "th"))


def _extract_cell_text(cell: HtmlElement) -> str:
    return " ".join("".join(iter_text(cell)).split())

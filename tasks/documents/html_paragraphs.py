"""Elements of an article to its paragraphs, and those of its data tables to rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from operator import itemgetter

from lxml.html import HtmlElement

from tasks.documents.containers import HIDDEN_TAGS, iter_text
from tasks.model.document import Paragraph, Row

_BLOCK_TAGS = frozenset(
    "p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 section article blockquote center dl dt dd br hr pre header "
    "footer ucapcontent tbody thead form fieldset address".split()
)
_BOLD_TAGS = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"})
# Old editors lay whole articles out in tables: a cell with more characters than this is text, not data.
LONGEST_CELL = 300


def iter_paragraphs(container: HtmlElement) -> Iterator[Paragraph]:
    """Yield a container's paragraphs in order.

    Inline elements join without a space, block elements and <br> break.

    A table of data gives one paragraph a row; a table that lays out text is read as its cells come.
    """
    return _ContainerReader(container).read()


@dataclass
class _ContainerReader:
    """One way through a container: the runs of the paragraph that is being read, and the tables met so far."""

    container: HtmlElement
    words: list[str] = field(default_factory=list)
    strong: list[bool] = field(default_factory=list)
    tables: int = 0

    def __post_init__(self) -> None:
        self.tree, self.block = self.container.getroottree(), self.container

    def read(self) -> Iterator[Paragraph]:
        yield from self.walk(self.container, bold=False)
        yield from self.flush()

    def walk(self, element: HtmlElement, *, bold: bool) -> Iterator[Paragraph]:
        block = element.tag in _BLOCK_TAGS
        if block:
            yield from self.flush()
            self.block = element
        if element.tag == "table" and (rows := _find_data_rows(element)):
            yield from self.read_rows(rows)
        elif element.tag not in HIDDEN_TAGS:
            heavy = bold or element.tag in _BOLD_TAGS
            self.add(element.text, heavy)
            for child in element:
                if isinstance(child.tag, str):
                    yield from self.walk(child, bold=heavy)
                self.add(child.tail, heavy)
        if block:
            yield from self.flush()

    def add(self, text: str | None, bold: bool) -> None:
        if text:
            self.words.append(text)
            self.strong.append(bold)

    def flush(self) -> Iterator[Paragraph]:
        text = "".join(self.words)
        if text.strip():
            runs = [
                (word, bold)
                for word, bold in zip(self.words, self.strong, strict=True)
                if word.strip()
            ]
            emphasis = all(bold for _, bold in runs)
            first = "".join(word for word, _ in takewhile(itemgetter(1), runs))
            lead = 0 if emphasis else len(first.strip())
            yield Paragraph(
                text.strip(), self.tree.getpath(self.block), emphasis, lead=lead
            )
        self.words.clear()
        self.strong.clear()

    def read_rows(
        self, rows: list[tuple[HtmlElement, tuple[str, ...]]]
    ) -> Iterator[Paragraph]:
        self.tables += 1
        for element, cells in rows:
            if text := "\t".join(cell for cell in cells if cell):
                yield Paragraph(
                    text, self.tree.getpath(element), row=Row(self.tables, cells)
                )


def _find_data_rows(table: HtmlElement) -> list[tuple[HtmlElement, tuple[str, ...]]]:
    """Give a table's rows with the words of their cells; none for a table that only lays out text.

    Data stands in several rows and columns, in short cells, without another table inside.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return []
    rows = [
        (
            row,
            tuple(_extract_cell_text(cell) for cell in row if cell.tag in ("td", "th")),
        )
        for row in table.iter("tr")
    ]
    wide = sum(sum(map(bool, cells)) > 1 for _row, cells in rows)
    long = any(len(cell) > LONGEST_CELL for _row, cells in rows for cell in cells)
    return rows if len(rows) > 1 and wide * 2 > len(rows) and not long else []


def _extract_cell_text(cell: HtmlElement) -> str:
    return " ".join("".join(iter_text(cell)).split())

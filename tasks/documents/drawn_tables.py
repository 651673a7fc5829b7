"""Tables that styles draw from other elements: `display: table` with rows and cells, and grids of columns."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from tasks.documents.page_styles import PageStyles

_TABLES = frozenset({"table", "inline-table"})
_ROW_GROUPS = frozenset({"table-row-group", "table-header-group", "table-footer-group"})
_GRIDS = frozenset({"grid", "inline-grid"})
# `style="display:table"`: what an element says of itself
_STATED = re.compile(r"display\s*:\s*(?:inline-)?(?:table|grid)", re.IGNORECASE)
# `repeat(3, 1fr)`, `repeat(2,minmax(0,1fr) 2fr)`
_REPEATED = re.compile(r"repeat\(\s*(\d{1,3})\s*,((?:[^()]|\([^()]*\))*)\)")
# `minmax(10px, 1fr)`, `[first]`
_TRACK_WORDS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MOST_COLUMNS = 50


def find_drawn_rows(
    element: HtmlElement, styles: PageStyles
) -> list[list[HtmlElement]]:
    """List the rows of cells of an element that styles draw as a table; empty for any other."""
    if not styles.draws_tables and not _STATED.search(element.get("style") or ""):
        return []
    stated = styles.find(element)
    display = stated.get("display", "")
    if display in _TABLES:
        rows = _iter_rows(element, styles)
        return [list(_iter_cells(row, styles)) for row in rows]
    if display in _GRIDS:
        columns = count_columns(stated.get("grid-template-columns", ""))
        return _cut_into_rows(element, columns)
    return []


def count_columns(tracks: str) -> int:
    """Count the columns of `grid-template-columns`; 0 where their number depends on the window."""
    if "auto-fi" in tracks or tracks in ("", "none", "subgrid"):
        return 0
    whole = _REPEATED.sub(lambda found: f"{found[2]} " * int(found[1]), tracks)
    columns = len(_TRACK_WORDS.sub("", whole).split())
    return columns if columns <= _MOST_COLUMNS else 0


def _iter_elements(element: HtmlElement) -> Iterator[HtmlElement]:
    for child in element:
        if isinstance(child.tag, str):
            yield child


def _iter_rows(element: HtmlElement, styles: PageStyles) -> Iterator[HtmlElement]:
    for child in _iter_elements(element):
        display = styles.find(child).get("display", "")
        if display == "table-row":
            yield child
        elif display in _ROW_GROUPS:
            yield from _iter_rows(child, styles)


def _iter_cells(row: HtmlElement, styles: PageStyles) -> Iterator[HtmlElement]:
    for child in _iter_elements(row):
        if styles.find(child).get("display") == "table-cell":
            yield child


def _cut_into_rows(element: HtmlElement, columns: int) -> list[list[HtmlElement]]:
    """Cut the children of a grid into rows; none where its columns do not come out even."""
    cells = list(_iter_elements(element))
    if columns < 2 or len(cells) % columns:
        return []
    return [cells[start : start + columns] for start in range(0, len(cells), columns)]

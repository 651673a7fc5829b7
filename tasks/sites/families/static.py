"""Plain lists of any make: what their pages promise beyond the first is followed as any list's is."""

from collections.abc import Generator

from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.list_rows import read_rows, select_dated_links

OPEN_ENDED = False


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the column's page."""
    yield Request(source.column)


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the rows that show a date or a report's title; where none is dated, all with a long title."""
    return select_dated_links(read_rows(page))


def read_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: these lists do not count themselves."""
    return None

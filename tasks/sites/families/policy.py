"""The State Council's policy library: a search API that answers by category.

Each category has a count and a page of its own. The source's column is the search's address
(`…/search-gov/data?t=zhengcelibrary&q=法治政府建设&n=20…`).
"""

from collections.abc import Generator
from urllib.parse import parse_qs, urlsplit

from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.answers import JsonObject, parse_day, set_query_values

OPEN_ENDED = True

_PAGE_SIZE = 5


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the search's pages from 1 until the longest category is through, or a page is empty."""
    size = _read_page_size(source.column)
    number = 1
    while True:
        page = yield Request(
            set_query_values(source.column, p=str(number)),
            referer=normalize_url(source.column),
        )
        longest = max(_list_counts(page), default=0)
        if not _list_entries(page) or number * size >= longest:
            return
        number += 1


def read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the documents of every category; `pubtimeStr` is the day of publication."""
    found = []
    for entry in _list_entries(page):
        address = entry.get_text("url")
        url = normalize_url(address, page.url) if address else ""
        if url:
            found.append(
                Link(
                    url=url,
                    title=entry.get_text("title"),
                    listed_on=parse_day(entry.get_text("pubtimeStr", "pubtime")),
                    listed_at=page.url,
                    document_number=entry.get_text("pcode") or None,
                    publisher=entry.get_text("puborg") or None,
                )
            )
    return found


def read_total(page: Page) -> int | None:
    """Add up the categories' own counts."""
    counts = _list_counts(page)
    if counts:
        return sum(counts)
    return None


def _list_counts(page: Page) -> list[int]:
    """List the counts of the categories that have one."""
    counts = []
    for category in _list_categories(page):
        count = category.read_count("totalCount")
        if count is not None:
            counts.append(count)
    return counts


def _list_entries(page: Page) -> list[JsonObject]:
    """List the documents of every category."""
    entries: list[JsonObject] = []
    for category in _list_categories(page):
        entries += category.list_objects("listVO")
    return entries


def _list_categories(page: Page) -> list[JsonObject]:
    """Give the categories of an answer; one without categories is a category itself."""
    answer = JsonObject.parse(page).get_object("searchVO")
    by_name = answer.get_object("catMap")
    found = [by_name.get_object(name) for name in by_name]
    named = list(filter(None, found))
    return named or ([answer] if answer else [])


def _read_page_size(column: str) -> int:
    asked = parse_qs(urlsplit(column).query).get("n", [""])[0]
    if asked.isdecimal() and int(asked):
        return int(asked)
    return _PAGE_SIZE

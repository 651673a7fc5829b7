"""The State Council's policy library: a search API that answers by category, each with a count and a page of
its own.

The source's column is the search's address (`…/search-gov/data?t=zhengcelibrary&q=法治政府建设&n=20…`).
"""

from collections.abc import Generator, Mapping
from urllib.parse import parse_qs, urlsplit

from tasks.fetch.urls import canonical
from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.source import Source
from tasks.sites.answers import count, day, items, json_of, part, with_query, word

OPEN_ENDED = True

_PAGE_SIZE = 5


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the search's pages from 1 until the longest category is through, or a page is empty."""
    size = _size(source.column)
    number = 1
    while True:
        page = yield Request(
            with_query(source.column, p=str(number)), referer=canonical(source.column)
        )
        categories = _categories(page)
        longest = max(
            (count(category, "totalCount") or 0 for category in categories), default=0
        )
        if (
            not any(items(category, "listVO") for category in categories)
            or number * size >= longest
        ):
            return
        number += 1


def links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the documents of every category; `pubtimeStr` is the day of publication."""
    found = []
    for category in _categories(page):
        for entry in items(category, "listVO"):
            if (
                url := canonical(word(entry, "url"), page.url)
                if word(entry, "url")
                else ""
            ):
                found.append(
                    Link(
                        url=url,
                        title=word(entry, "title"),
                        listed_on=day(word(entry, "pubtimeStr", "pubtime")),
                        listed_at=page.url,
                        document_number=word(entry, "pcode") or None,
                        publisher=word(entry, "puborg") or None,
                    )
                )
    return found


def total(page: Page) -> int | None:
    """Add up the categories' own counts."""
    counts = [
        found
        for category in _categories(page)
        if (found := count(category, "totalCount")) is not None
    ]
    return sum(counts) if counts else None


def _categories(page: Page) -> list[Mapping[str, object]]:
    """Give the categories of an answer; one without categories is a category itself."""
    answer = part(json_of(page), "searchVO")
    by_name = part(answer, "catMap")
    found = [part(by_name, name) for name in by_name]
    return [category for category in found if category] or ([answer] if answer else [])


def _size(column: str) -> int:
    asked = parse_qs(urlsplit(column).query).get("n", [""])[0]
    return int(asked) if asked.isdecimal() and int(asked) else _PAGE_SIZE

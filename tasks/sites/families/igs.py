"""TRS IGS (海贝): a search API whose JSON names its fields differently from index to index.

The source's column is the search's own address; the options `title`, `url`, `date` name fields that are not
known here.
"""

from collections.abc import Generator, Mapping

from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.answers import JsonObject, parse_day, set_query_values

OPEN_ENDED = True

# The names of a field in the indexes that are known, the surest first.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("BT", "FileName", "DOCTITLE", "title"),
    "url": ("DOCPUBURL", "docpuburl", "url"),
    "date": ("FBRQ", "PUBDATE", "DOCRELTIME", "pubDate"),
    "number": ("FWZH", "fileNum"),
    "publisher": ("FWJG_name", "puborg"),
}


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the search's pages from 1 to the last that it counts, or to an empty one."""
    number = 1
    while True:
        page = yield Request(
            set_query_values(source.column, pageNumber=str(number)),
            referer=normalize_url(source.column),
        )
        answer = JsonObject.parse(page).get_object("page")
        pages = answer.read_count("totalPages") or number
        if not answer.list_objects("content") or number >= pages:
            return
        number += 1


def read_links(source: Source, page: Page) -> list[Link]:
    """Read the entries found; dates come with zones, and the day meant is Beijing's."""
    found = []
    for entry in JsonObject.parse(page).get_object("page").list_objects("content"):
        values = {}
        for name in _FIELDS:
            values[name] = entry.get_text(*_list_field_names(source, name))
        url = normalize_url(values["url"], page.url) if values["url"] else ""
        if url:
            found.append(
                Link(
                    url=url,
                    title=values["title"],
                    listed_on=parse_day(values["date"]),
                    listed_at=page.url,
                    document_number=values["number"] or None,
                    publisher=values["publisher"] or None,
                )
            )
    return found


def read_total(page: Page) -> int | None:
    """Read how many entries were found: a number, or a text of digits; the API may show fewer."""
    return JsonObject.parse(page).get_object("page").read_count("total")


def _list_field_names(source: Source, field: str) -> tuple[str, ...]:
    own = source.options.get(field)
    if own:
        return (own, *_FIELDS[field])
    return _FIELDS[field]

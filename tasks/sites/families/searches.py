"""Searches that answer in JSON: TRS IGS, and the State Council's policy library.

The source's column is the search's own address.
"""

from collections.abc import Generator, Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from tasks.fetch.urls import normalize_url
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.answers import JsonObject, parse_day
from tasks.sites.families.plain_lists import TRS, SiteFamily

# The names of a field in the indexes that are known, the surest first.
_IGS_FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("BT", "FileName", "DOCTITLE", "title"),
    "url": ("DOCPUBURL", "docpuburl", "url"),
    "date": ("FBRQ", "PUBDATE", "DOCRELTIME", "pubDate"),
    "number": ("FWZH", "fileNum"),
    "publisher": ("FWJG_name", "puborg"),
}
# Entries of a page where the library's address names no number of them.
_PAGE_SIZE = 5
# What stays as it is in a query: filter[AVAILABLE]=true, title:content:summary
_KEPT = "[]:/,"


def _walk_igs(source: Source) -> Generator[Request, Page, None]:
    """Yield the search's pages from 1 to the last that it counts, or to an empty one."""
    number = 1
    while True:
        page = yield Request(
            _set_query_values(source.column, pageNumber=str(number)),
            referer=normalize_url(source.column),
        )
        answer = JsonObject.parse(page).get_object("page")
        pages = answer.read_count("totalPages") or number
        if not answer.list_objects("content"):
            return
        if number >= pages:
            return
        number += 1


def _read_igs_links(source: Source, page: Page) -> list[Link]:
    """Read the entries found; dates come with zones, and the day meant is Beijing's."""
    found = []
    for entry in JsonObject.parse(page).get_object("page").list_objects("content"):
        values = {}
        for name in _IGS_FIELDS:
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


def _read_igs_total(page: Page) -> int | None:
    """Read how many entries were found: a number, or a text of digits; the API may show fewer."""
    return JsonObject.parse(page).get_object("page").read_count("total")


def _list_field_names(source: Source, field: str) -> tuple[str, ...]:
    own = source.options.get(field)
    if own:
        return (own, *_IGS_FIELDS[field])
    return _IGS_FIELDS[field]


# TRS IGS (海贝): a search API whose JSON names its fields differently from index to index. The options
# `title`, `url`, `date` name fields that are not known here. What it finds are pages of TRS.
IGS = SiteFamily(
    walk=_walk_igs,
    read_links=_read_igs_links,
    read_total=_read_igs_total,
    list_article_pages=TRS.list_article_pages,
    open_ended=True,
)


def _walk_policy(source: Source) -> Generator[Request, Page, None]:
    """Yield the search's pages from 1 until the longest category is through, or a page is empty."""
    size = _read_page_size(source.column)
    number = 1
    while True:
        page = yield Request(
            _set_query_values(source.column, p=str(number)),
            referer=normalize_url(source.column),
        )
        longest = max(_list_counts(page), default=0)
        if not _list_documents(page):
            return
        if number * size >= longest:
            return
        number += 1


def _read_policy_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the documents of every category; `pubtimeStr` is the day of publication."""
    found = []
    for entry in _list_documents(page):
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


def _add_up_counts(page: Page) -> int | None:
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


def _list_documents(page: Page) -> list[JsonObject]:
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


# The State Council's policy library: a search API that answers by category. Each category has a count and a
# page of its own. Its address: …/search-gov/data?t=zhengcelibrary&q=法治政府建设&n=20…
POLICY = SiteFamily(
    walk=_walk_policy,
    read_links=_read_policy_links,
    read_total=_add_up_counts,
    open_ended=True,
)


def _set_query_values(url: str, **values: str) -> str:
    """Give a URL with some of its query's parameters set, the others as they stand."""
    parts = urlsplit(url)
    query: Sequence[tuple[str, str]] = parse_qsl(parts.query, keep_blank_values=True)
    pairs = [(name, values.get(name, value)) for name, value in query]
    present = dict(query)
    for name, value in values.items():
        if name not in present:
            pairs.append((name, value))
    return urlunsplit(parts._replace(query=urlencode(pairs, safe=_KEPT)))

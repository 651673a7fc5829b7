"""Interfaces that answer in JSON: TRS IGS, the State Council's policy library, and Guangdong's gkmlpt.

The source's column is the search's own address, or gkmlpt's index page.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.document import Attachment
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


# A page of gkmlpt's list has 100 articles.
_GKMLPT_PAGE_SIZE = 100
# window._CONFIG = { SID:'755001', … }
_SID = re.compile(r"[\"']?\bSID[\"']?\s*:\s*[\"']?(\d+)", re.IGNORECASE)
# TREE: [{"id":20765,"name":"…"
_TREE = re.compile(r"[\"']?\bTREE[\"']?\s*:\s*(?=\[)")
# The column of the reports, where a source names none: 法治政府建设年度报告, 法治政府建设
_COLUMN_NAME = "法治政府"


def _walk_gkmlpt(source: Source) -> Generator[Request, Page, None]:
    """Yield the index page, then each column's pages from 1 (page 0 is the same) until one is not full."""
    index = yield Request(source.column)
    config = decode_page(index)
    sid = _SID.search(config)
    if sid is None:
        return
    prefix = index.url.partition("/gkmlpt/")[0]
    # /gkmlpt/index#20765: what stands after # tells a browser's script the column
    named = source.options.get("column") or urlsplit(source.column).fragment
    columns = [named] if named.isdecimal() else _find_columns(index)
    for column in columns:
        number = 1
        while True:
            address = f"{prefix}/gkmlpt/api/all/{column}?page={number}&sid={sid[1]}"
            page = yield Request(address, referer=normalize_url(source.column))
            # Beyond the end some servers answer 404, some an empty list.
            articles = JsonObject.parse(page).list_objects("articles")
            if page.status != 200 or len(articles) < _GKMLPT_PAGE_SIZE:
                break
            number += 1


def _read_gkmlpt_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the articles of one page of the list; `create_time` is when it was published, in Beijing time."""
    found = []
    for article in JsonObject.parse(page).list_objects("articles"):
        address = article.get_text("url", "post_url")
        if address:
            found.append(
                Link(
                    url=normalize_url(address, page.url),
                    title=article.get_text("title"),
                    listed_on=parse_day(article.get_text("create_time")),
                    listed_at=page.url,
                    document_number=article.get_text("document_number") or None,
                    publisher=article.get_text("publisher") or None,
                    attachments=tuple(_read_gkmlpt_attachments(article, page.url)),
                )
            )
    return [link for link in found if link.url]


def _read_gkmlpt_attachments(article: JsonObject, base: str) -> Iterator[Attachment]:
    for file in article.list_objects("attachment"):
        address = normalize_url(file.get_text("url"), base)
        if address:
            name = file.get_text("name") or address.rpartition("/")[2]
            yield Attachment(address, name)


def _read_gkmlpt_total(page: Page) -> int | None:
    """Read the list's own count; the index page has none."""
    return JsonObject.parse(page).read_count("total")


def _find_columns(index: Page) -> list[str]:
    """Find the columns of the tree that are called after these reports."""
    return [column for column, name in list_tree(index) if _COLUMN_NAME in name]


def list_tree(index: Page) -> list[tuple[str, str]]:
    """List the columns of an index page's tree, each with its name; none of another page."""
    config = decode_page(index)
    start = _TREE.search(config)
    if start is None:
        return []
    try:
        tree, _end = json.JSONDecoder().raw_decode(config, start.end())
    except (ValueError, RecursionError):
        return []  # no column is found, and the walk says that the layout changed
    columns = []
    for node in _iter_nodes(tree):
        if "id" in node:
            columns.append((str(node["id"]), str(node.get("name", ""))))
    return columns


def _iter_nodes(tree: object) -> Iterator[Mapping[str, object]]:
    """Give every node of a tree, each before its children."""
    waiting = [tree]
    while waiting:
        nodes = waiting.pop()
        if isinstance(nodes, dict):
            yield nodes
            waiting.append(nodes.get("children"))
        elif isinstance(nodes, list):
            waiting += reversed(nodes)


# Guangdong's disclosure platform (gkmlpt): an index page with the site's id, and JSON lists.
GKMLPT = SiteFamily(
    walk=_walk_gkmlpt,
    read_links=_read_gkmlpt_links,
    read_total=_read_gkmlpt_total,
    open_ended=True,
)

"""Guangdong's disclosure platform (gkmlpt): an index page with the site's id, and JSON lists.

A page of a list has 100 articles.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping
from urllib.parse import urlsplit

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.document import Attachment
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.answers import JsonObject, parse_day
from tasks.sites.families.plain_lists import SiteFamily

_PAGE_SIZE = 100
# window._CONFIG = { SID:'755001', … }
_SID = re.compile(r"[\"']?\bSID[\"']?\s*:\s*[\"']?(\d+)", re.IGNORECASE)
# TREE: [{"id":20765,"name":"…"
_TREE = re.compile(r"[\"']?\bTREE[\"']?\s*:\s*(?=\[)")
# The column of the reports, where a source names none: 法治政府建设年度报告, 法治政府建设
_COLUMN_NAME = "法治政府"


def _walk(source: Source) -> Generator[Request, Page, None]:
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
            if page.status != 200 or len(articles) < _PAGE_SIZE:
                break
            number += 1


def _read_links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
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
                    attachments=tuple(_read_attachments(article, page.url)),
                )
            )
    return [link for link in found if link.url]


def _read_attachments(article: JsonObject, base: str) -> Iterator[Attachment]:
    for file in article.list_objects("attachment"):
        address = normalize_url(file.get_text("url"), base)
        if address:
            name = file.get_text("name") or address.rpartition("/")[2]
            yield Attachment(address, name)


def _read_total(page: Page) -> int | None:
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


GKMLPT = SiteFamily(
    walk=_walk,
    read_links=_read_links,
    read_total=_read_total,
    open_ended=True,
)

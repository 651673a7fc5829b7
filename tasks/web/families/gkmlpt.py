"""Guangdong's disclosure platform (gkmlpt): an index page with the site's id, and JSON lists of 100 articles a page."""

import json
import re
from collections.abc import Generator, Iterator, Mapping
from datetime import date, datetime

from tasks.model.link import Link
from tasks.model.page import Page, Request
from tasks.model.run import BEIJING
from tasks.model.source import Source
from tasks.web.markup import text_of
from tasks.web.urls import canonical

OPEN_ENDED = True

_PAGE_SIZE = 100
# window._CONFIG = { SID:'755001', … }
_SID = re.compile(r"[\"']?\bSID[\"']?\s*:\s*[\"']?(\d+)", re.IGNORECASE)
# TREE: [{"id":20765,"name":"…"
_TREE = re.compile(r"[\"']?\bTREE[\"']?\s*:\s*(?=\[)")
# The column of the reports, where a source names none: 法治政府建设年度报告, 法治政府建设
_COLUMN_NAME = "法治政府"


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the index page, then each column's pages from 1 (page 0 is the same) until one is not full."""
    index = yield Request(source.column)
    config = text_of(index)
    sid = _SID.search(config)
    if sid is None:
        return
    prefix = index.url.partition("/gkmlpt/")[0]
    columns = [source.options["column"]] if "column" in source.options else _columns(config)
    for column in columns:
        number = 1
        while True:
            address = f"{prefix}/gkmlpt/api/all/{column}?page={number}&sid={sid[1]}"
            page = yield Request(address, referer=source.column)
            # Beyond the end some servers answer 404, some an empty list.
            if page.status != 200 or len(_articles(page)) < _PAGE_SIZE:
                break
            number += 1


def links(source: Source, page: Page) -> list[Link]:  # noqa: ARG001
    """Read the articles of one page of the list; `create_time` is when it was published, in Beijing time."""
    found = []
    for article in _articles(page):
        url = canonical(_word(article, "url") or _word(article, "post_url"), page.url)
        if url:
            found.append(
                Link(
                    url=url,
                    title=_word(article, "title"),
                    listed_on=_day(article.get("create_time")),
                    listed_at=page.url,
                    document_number=_word(article, "document_number") or None,
                    publisher=_word(article, "publisher") or None,
                )
            )
    return found


def total(page: Page) -> int | None:
    """Read the list's own count; the index page has none."""
    count = _answer(page).get("total")
    return count if isinstance(count, int) else None


def _answer(page: Page) -> Mapping[str, object]:
    text = text_of(page).lstrip()
    if page.status != 200 or not text.startswith("{"):
        return {}
    try:
        answer = json.loads(text)
    except ValueError:
        return {}  # a list page without links is noticed and told by the walk
    return answer if isinstance(answer, dict) else {}


def _articles(page: Page) -> list[Mapping[str, object]]:
    articles = _answer(page).get("articles")
    return [article for article in articles if isinstance(article, dict)] if isinstance(articles, list) else []


def _columns(config: str) -> list[str]:
    """Find the columns of the tree that are called after these reports."""
    start = _TREE.search(config)
    if start is None:
        return []
    try:
        tree, _end = json.JSONDecoder().raw_decode(config, start.end())
    except ValueError:
        return []  # no column is found, and the walk says that the layout changed
    return [str(node["id"]) for node in _nodes(tree) if _COLUMN_NAME in str(node.get("name", "")) and "id" in node]


def _nodes(tree: object) -> Iterator[Mapping[str, object]]:
    for node in tree if isinstance(tree, list) else []:
        if isinstance(node, dict):
            yield node
            yield from _nodes(node.get("children"))


def _word(article: Mapping[str, object], key: str) -> str:
    value = article.get(key)
    return " ".join(str(value).split()) if value is not None else ""


def _day(seconds: object) -> date | None:
    try:
        return datetime.fromtimestamp(int(str(seconds)), BEIJING).date() if seconds else None
    except (ValueError, OverflowError, OSError):
        return None  # not a moment: the list shows no date

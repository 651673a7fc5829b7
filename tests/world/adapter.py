"""Questions to the code, answered with plain values: walks of lists, meanings of answers, what a page offers.

Programs outside that score a checkout ask them, from its root; the names and the form of the answers are
theirs. No network.
"""

import json
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from flows.cli.read import _read_file
from tasks.crawl.detail_page import Article
from tasks.fetch.responses import PageCheck
from tasks.model.document import Body
from tasks.model.errors import Blocked, FazhiError, FetchError
from tasks.model.page import Page, Request
from tasks.model.source import Source
from tasks.sites.listing import Listing, collect_listing
from tasks.sites.probe import Probe, make_probe_terms
from tasks.sites.relevance import classify_title
from tasks.sites.systems import ColumnProposal, SystemMatch

HOST = "http://www.example.gov.cn"
HTML = "text/html; charset=utf-8"
# Status, content type and body of an answer to an address and a form.
Answer = Callable[[str, Mapping[str, str] | None], tuple[int, str, bytes]]
# Title, address and day of a row.
Row = tuple[str, str, str | None]
_SYSTEMS = 3
_LIST_PAGES = 20
_MOST_REQUESTS = 60


def page(
    request: Request,
    status: int,
    body: bytes | str,
    kind: str = HTML,
    headers: Mapping[str, str] | None = None,
) -> Page:
    """Make the answer to a request."""
    content = body if isinstance(body, bytes) else body.encode()
    named = {"content-type": kind, **(headers or {})}
    return Page(request, request.url, status, named, content, at=datetime.now(UTC))


def walk(column: str, answer: Answer) -> tuple[list[Row], bool, str, str] | None:
    """Walk a column as probing does, but through the whole list.

    Gives the rows, whether that is all of them, why the walk ended, and the system; null when no family takes
    the page.
    """
    terms = make_probe_terms(HOST + column)
    first = page(Request(terms.column), *_reorder(answer(terms.column, None)))
    walked = None
    matches = [match for match in SystemMatch.detect(first) if match.family is not None]
    for match in matches[:_SYSTEMS]:
        listing = _walk_as(match, terms, first, answer)
        if listing is None:
            continue
        relevant = any(classify_title(link.title).relevant for link in listing.links)
        if walked is None or relevant:
            walked = _describe(listing, match)
        if relevant:
            break
    return walked


def _reorder(answered: tuple[int, str, bytes]) -> tuple[int, bytes, str]:
    status, kind, body = answered
    return status, body, kind


def _list_fields(request: Request) -> Mapping[str, str] | None:
    """Give the fields that a request posts, of a form or of a JSON body, with objects inside it flat."""
    if request.json is None:
        return request.form
    fields: dict[str, str] = {}
    left = [json.loads(request.json)]
    while left:
        for name, value in left.pop().items():
            if isinstance(value, dict):
                left.append(value)
            else:
                fields[name] = str(value)
    return fields


def _walk_as(
    match: SystemMatch, terms: Source, first: Page, answer: Answer
) -> Listing | None:
    """Walk the list as one system's family does; null when it asks without end."""
    source = Probe.propose_source(terms, first, match)
    steps = collect_listing(source.model_copy(update={"pages": _LIST_PAGES}))
    request = next(steps)
    for _ in range(_MOST_REQUESTS):
        at_hand = request.url == first.url and request.method == "GET"
        try:
            if at_hand:
                request = steps.send(first)
            else:
                answered = answer(request.url, _list_fields(request))
                request = steps.send(page(request, *_reorder(answered)))
        except StopIteration as end:
            listing: Listing = end.value
            return listing
    return None


def _describe(listing: Listing, match: SystemMatch) -> tuple[list[Row], bool, str, str]:
    rows: list[Row] = []
    for link in listing.links:
        day = str(link.listed_on) if link.listed_on else None
        rows.append((link.title, link.url, day))
    return rows, listing.complete, listing.end_reason, str(match.system)


def meaning(
    status: int, headers: Mapping[str, str], body: bytes | str, kind: str
) -> str:
    """Say what an answer to a request for a report's page means.

    One of blocked, unreachable, gone and page, or HTTP and a number.
    """
    request = Request(f"{HOST}/zwgk/fz/content_1001.html")
    seen = page(request, status, body, kind, headers)
    try:
        PageCheck(seen).ensure_readable("detail")
    except Blocked:
        return "blocked"
    except FetchError:
        return "unreachable"
    if PageCheck(seen).is_gone():
        return "gone"
    return "page" if seen.status == 200 else f"HTTP {seen.status}"


def files(body: bytes, url: str, listed_title: str) -> list[str]:
    """Name the files that the crawl would fetch for a report's page."""
    try:
        article = Article.read([Body(body, HTML, url)], listed_title)
    except FazhiError:
        return []
    return [attachment.url for attachment in article.choose_attachments()]


def columns(body: bytes | str) -> list[str]:
    """Name the addresses that a home page is found to offer as columns of these reports."""
    home = page(Request(HOST + "/"), 200, body)
    return [column.url for column in ColumnProposal.find_all(home)]


def title(body: bytes, url: str) -> tuple[str | None, str | None]:
    """Give the title and the day of publication that a report's page is read to have, or nulls."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(body)
        report = _read_file(file, url)["report"] or {}
    return report.get("title"), str(report.get("published_on") or "")[:10] or None

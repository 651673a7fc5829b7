"""Sources, pages and walks for the families' tests."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tasks.model.page import Page, Request
from tasks.model.source import Family, Source
from tasks.sites.families.plain_lists import SiteFamily
from tasks.sites.listing import Listing, collect_listing


def source(family: Family, column: str, **values: object) -> Source:
    """Make a source of a family."""
    known = {
        "id": "demo",
        "name": "演示区",
        "organ": "演示区人民政府",
        "family": family,
        "column": column,
    }
    return Source.model_validate(known | values)


def page(
    url: str,
    body: str | bytes,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
) -> Page:
    """Make an answer."""
    raw = body.encode() if isinstance(body, str) else body
    return Page(
        Request(url),
        url,
        status,
        {"content-type": content_type},
        raw,
        datetime.now(UTC),
    )


def walked(
    family: SiteFamily, one: Source, answers: Mapping[str, str], limit: int = 20
) -> list[str]:
    """Walk a column, answering from a mapping and with an empty 404 beyond it; give the URLs asked for."""
    walk = family.walk(one)
    asked: list[str] = []
    request = next(walk)
    while len(asked) < limit:
        asked.append(request.url)
        known = request.url in answers
        try:
            request = walk.send(
                page(request.url, answers.get(request.url, ""), 200 if known else 404)
            )
        except StopIteration:
            break
    return asked


def collect(
    one: Source, answer: Callable[[Request], str], limit: int = 40
) -> tuple[Listing, list[Request]]:
    """Collect a column, with a 404 where the answer is empty; gives the listing and what was asked for."""
    walk = collect_listing(one)
    asked: list[Request] = []
    request = next(walk)
    try:
        while len(asked) < limit:
            asked.append(request)
            body = answer(request)
            request = walk.send(page(request.url, body, 200 if body else 404))
    except StopIteration as end:
        return end.value, asked
    raise AssertionError("the walk asks without end")

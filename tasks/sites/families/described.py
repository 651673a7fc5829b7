"""A list that its source file describes: an interface, a feed, an array in a script, or elements of a page.

Further pages are asked for by number, by where they start, or by the cursor that an answer names. The list
ends where its own count, its pages or its flag says so, or with an empty page. A page over again is no end
while the count promises more, nor where it is a full one: the interface may not know the parameter that asks
for the next.
"""

import json
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.errors import FetchError, Unreachable
from tasks.model.list_description import ListDescription
from tasks.model.page import Link, Page, Request
from tasks.model.source import Family, Source
from tasks.sites.answers import AnswerValue, ScriptValue, Unknown
from tasks.sites.described_list import ListAnswer, find_fields
from tasks.sites.families.plain_lists import SiteFamily
from tasks.sites.list_requests import (
    find_list_requests,
    find_templates,
    is_cursor,
)
from tasks.sites.relevance import classify_title

# After so many pages without anything new the walk ends whatever the count promises.
_PATIENCE = 3
# How many of the requests of a page's scripts are tried for its list.
_ATTEMPTS = 3
# /api/list?after=3, ?page=2: a next cursor that is an address itself
_NEXT_ADDRESS = re.compile(r"^(?:https?://|/|\?|\./)\S+$")
# nextCursor -> cursor: what a parameter is called where only the answer names it
_NEXT = re.compile(r"^next_?", re.IGNORECASE)
_KEPT = "[]:/,{}"
# nextCursor: 0, "next": -1: how an answer names none
_NO_CURSORS = frozenset({"", "0", "-1", "null", "none", "end"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk is: how many pages and entries came, and the cursor of the next page."""

    pages: int = 0
    entries: int = 0
    cursor: str = ""


def _walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the requests for the list's pages, in the manner that its description names."""
    described = source.described
    assert described is not None
    place = _Place()
    known: set[str] = set()
    repeats = 0
    full = 0
    while True:
        page = yield _make_request(source, place)
        answer = _read_answer(source, page)
        fresh = {link.url for link in answer.links} - known
        known |= fresh
        count = len(known)
        pages = place.pages + 1
        entries = place.entries + answer.entries
        place = _Place(pages, entries, answer.next)
        repeats += 1
        if fresh:
            repeats = 0
        if repeats == _PATIENCE or _is_end(described, place, answer, count):
            break
        if pages == 1:
            full = described.per_page or answer.entries
        elif pages == 2 and fresh:
            # a server that caps the page's size: what another page follows is full
            full = min(full, entries - answer.entries)
        is_short = answer.entries < full
        if repeats and is_short and not _promises_more(answer, count):
            break
    if _began_late(described, answer, len(known)):
        yield _make_request(source, _Place(-1))


def _is_end(
    described: ListDescription,
    place: _Place,
    answer: ListAnswer,
    known: int,
) -> bool:
    goes_on = described.has_pages or bool(described.next)
    if not answer.entries:
        return True
    if not goes_on:
        return True
    if answer.more is False:
        return True
    if described.next and not answer.next and not described.page:
        return True
    if answer.pages is not None and place.pages >= answer.pages:
        return answer.count is None or known + answer.unread >= answer.count
    return answer.count is not None and known >= answer.count


def _promises_more(answer: ListAnswer, known: int) -> bool:
    return answer.count is not None and known < answer.count


def _began_late(
    described: ListDescription,
    answer: ListAnswer,
    known: int,
) -> bool:
    """Tell whether a list whose first number is not known counts more than came: it may count from 0."""
    by_number = described.first is None and (
        bool(described.page) or "{page}" in described.address
    )
    return by_number and known > 0 and _promises_more(answer, known)


def describe_scripted_list(
    source: Source, page: Page
) -> Generator[Request, Page, tuple[ListDescription, Page] | None]:
    """Yield the requests that a page's scripts make for its list, until an answer holds entries.

    Gives the description of the list and that answer, of several the one with reports; null when none has
    entries. Only the source's own hosts are asked. Raises the FetchError of one that was not answered, where
    no other gave entries.
    """
    best: tuple[ListDescription, Page] | None = None
    failure: FetchError | None = None
    templates = find_templates(page)
    attempts = 0
    for described in find_list_requests(page):
        request = _make_request(_take_description(source, described))
        if parse_host(request.url) not in source.allowed_hosts or attempts == _ATTEMPTS:
            continue
        attempts += 1
        try:
            answer = yield request
        except FetchError as error:
            # the page's other requests may be the list's
            failure = failure or error
            continue
        is_sure = described.has_pages and not described.preset
        if answer.status >= HTTPStatus.BAD_REQUEST and is_sure:
            failure = failure or Unreachable(request.url, f"HTTP {answer.status}")
        fields = find_fields(answer, templates)
        if not fields:
            continue
        whole = _complete_description(described, fields)
        links = _read_links(_take_description(source, whole), answer)
        if any(classify_title(link.title).relevant for link in links):
            return whole, answer
        best = best or (whole, answer)
    if best is None and failure is not None:
        raise failure
    return best


@dataclass(frozen=True, slots=True)
class DataPage:
    """A page of a list that came as data, though nothing described it: what its fields' names tell.

    `unread` counts entries of which nobody can tell a title and an address, `following` asks for the page
    that this one names as the next, `more` says whether there is one, `count` how many entries the list has.
    """

    links: tuple[Link, ...] = ()
    unread: int = 0
    following: Request | None = None
    more: bool | None = None
    count: int | None = None

    @classmethod
    def read(
        cls,
        source: Source,
        page: Page,
        request: Request | None,
    ) -> "DataPage | None":
        """Read an answer in JSON, XML or script to a request of a list's pager; null for any other."""
        answer = AnswerValue.parse_page(page)
        if isinstance(answer, Unknown):
            return None
        fields = find_fields(page)
        if not fields:
            return cls(unread=_count_objects(answer))
        described = ListDescription.model_validate(fields)
        base = normalize_url(source.column)
        read = ListAnswer.read(described, page, base)
        following = None
        if request is not None and read.next not in _NO_CURSORS:
            following = _ask_next(request, read.next)
        return cls(
            read.links,
            read.unread,
            following,
            read.more,
            read.count,
        )


def _count_objects(answer: ScriptValue) -> int:
    """Count the objects of an answer's arrays: entries, if they are any."""
    if isinstance(answer, list):
        return sum(isinstance(one, dict) for one in answer)
    if isinstance(answer, dict):
        return sum(map(_count_objects, answer.values()))
    return 0


def _ask_next(request: Request, following: str) -> Request | None:
    """Ask for the page that an answer names as the next one: by its address, or by its cursor."""
    if _NEXT_ADDRESS.match(following):
        address = normalize_url(following, request.url)
        return replace(request, url=address)
    parts = urlsplit(request.url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    changed = False
    for at, (name, _value) in enumerate(pairs):
        if is_cursor(name):
            pairs[at] = (name, following)
            changed = True
    if not changed:
        return None
    query = urlencode(pairs, safe=_KEPT)
    return replace(request, url=urlunsplit(parts._replace(query=query)))


def _take_description(source: Source, described: ListDescription) -> Source:
    return source.model_copy(
        update={"family": Family.DESCRIBED, "described": described}
    )


def _complete_description(
    described: ListDescription, fields: Mapping[str, str]
) -> ListDescription:
    """Fill in what an answer tells; where it promises more, and no parameter is known, the usual one."""
    known = described.model_dump(exclude_defaults=True)
    known.pop("preset", None)
    known.update(fields)
    if not described.has_pages:
        name = _NEXT.sub("", fields.get("next", "").rpartition(".")[2])
        if name:
            known["cursor"] = name[:1].lower() + name[1:]
        elif "count" in fields or "pages" in fields:
            known["page"] = "page"
    return ListDescription.model_validate(known)


def _read_links(source: Source, page: Page) -> list[Link]:
    """Read the entries of one answer that have a title and an address."""
    return list(_read_answer(source, page).links)


def _read_total(page: Page) -> int | None:
    """Read the site's own count, as its description says where it is."""
    answer = page.memo.get("described")
    if isinstance(answer, ListAnswer):
        return answer.count
    return None


def _count_unread(source: Source, page: Page) -> int:
    """Count the entries that have no title or no address."""
    return _read_answer(source, page).unread


def _read_answer(source: Source, page: Page) -> ListAnswer:
    """Read one answer of the list, once."""
    assert source.described is not None
    answer = page.memo.get("described")
    if page.memo.get("description") is not source.described or not isinstance(
        answer, ListAnswer
    ):
        base = normalize_url(source.column)
        answer = ListAnswer.read(source.described, page, base)
        page.memo.update(
            described=answer,
            description=source.described,
        )
    return answer


def _make_request(source: Source, place: _Place | None = None) -> Request:
    """Make the request for a page of the list; the first one when no place is given."""
    described = source.described
    assert described is not None
    place = place or _Place()
    if _NEXT_ADDRESS.match(place.cursor):
        address = normalize_url(place.cursor, _resolve(source, described.address))
        return Request(
            address, referer=normalize_url(source.column), headers=described.headers
        )
    places = _list_places(described, place)
    column = normalize_url(source.column)
    url = _resolve(source, _fill(described.address, places))
    parameters = _fill_all(described.parameters, places)
    named = {
        described.page: places["page"],
        described.offset: places["offset"],
        described.cursor: place.cursor,
        described.size: described.per_page,
    }
    for name, value in named.items():
        # the first page is asked for without a cursor
        if name and value not in (None, ""):
            _set_parameter(parameters, name, value)
    headers = dict(described.headers)
    referer = headers.pop("Referer", column)
    if described.method == "json":
        body = json.dumps(parameters, separators=(",", ":"))
        return Request(
            url,
            referer=referer,
            json=body,
            headers=headers,
        )
    pairs = [(name, _spell(value)) for name, value in parameters.items()]
    if described.method == "post":
        return Request(
            url,
            form=dict(pairs),
            referer=referer,
            headers=headers,
        )
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(pairs, safe=_KEPT)]))
    return Request(
        urlunsplit(parts._replace(query=query)), referer=referer, headers=headers
    )


def _resolve(source: Source, address: str) -> str:
    column = normalize_url(source.column)
    if address:
        return normalize_url(address, column)
    return column


def _list_places(described: ListDescription, place: _Place) -> dict[str, Any]:
    first = 1 if described.first is None else described.first
    size = described.per_page or 0
    # a server that caps the page's size gives fewer than were asked for
    came = place.entries if place.pages > 0 else 0
    start = 0 if described.first is None or not described.offset else described.first
    return {
        "page": max(0, first + place.pages),
        "offset": start + came,
        "start": came + 1,
        "end": came + size,
        "cursor": place.cursor,
        "size": size or "",
        "channel": described.channel,
    }


def _fill(text: str, places: Mapping[str, Any]) -> str:
    return re.sub(
        r"\{([a-z]+)\}", lambda found: str(places.get(found[1], found[0])), text
    )


def _fill_all(values: Mapping[str, Any], places: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the places in texts, also of objects inside; a text that is a place alone stays a number."""
    filled: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            filled[name] = _fill_all(value, places)
        elif isinstance(value, str):
            filled[name] = (
                places.get(value.strip("{}"), value) if value[:1] == "{" else value
            )
            if isinstance(filled[name], str):
                filled[name] = _fill(value, places)
        else:
            filled[name] = value
    return filled


def _set_parameter(
    parameters: dict[str, Any],
    name: str,
    value: object,
) -> None:
    """Set a parameter, also one inside an object: params.pageIndex."""
    outer, rest = [*name.split(".", 1), ""][:2]
    inner = parameters.get(outer)
    if rest and isinstance(inner, dict):
        _set_parameter(inner, rest, value)
    else:
        parameters[name] = value


def _spell(value: object) -> str:
    if isinstance(value, bool):
        if value:
            return "true"
        return "false"
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"))
    if value is None:
        return ""
    return str(value)


DESCRIBED = SiteFamily(
    walk=_walk,
    read_links=_read_links,
    read_total=_read_total,
    count_unread=_count_unread,
    open_ended=True,
)

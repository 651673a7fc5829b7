"""Ask a source's site whether the source still holds.

What is asked: robots.txt, the column, its first list page, the canary.
"""

from collections.abc import Iterator
from datetime import datetime

from flows.cli.site_client import SiteClient
from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.fetch.responses import is_gone
from tasks.model.errors import Blocked, FetchError, UnreadableDocument
from tasks.model.issue import Severity
from tasks.model.page import Page, Request
from tasks.model.run import BEIJING
from tasks.model.source import Lifecycle, Source
from tasks.registry.check import SourceFinding
from tasks.sites.listing import collect_listing
from tasks.sites.relevance import classify_page

# Shells and indexes have no links of their own: the list begins with the second request.
_PAGES = 2
_OPENING = 1200


def inspect_source(source: Source, client: SiteClient) -> list[SourceFinding]:
    """Ask a site; gives what is wrong, and an `info` for each thing that is right."""
    if source.lifecycle in (Lifecycle.RETIRED, Lifecycle.SUCCESSOR):
        return [
            _build_finding(
                source, Severity.INFO, f"{source.lifecycle.value}: not asked"
            )
        ]
    if source.is_quiet_at(datetime.now(BEIJING)):
        return [
            _build_finding(
                source,
                Severity.INFO,
                f"not asked in its quiet hours, {source.quiet_hours}",
            )
        ]
    try:
        return list(_inspect_site(source, client))
    except FetchError as error:
        expected = isinstance(error, Blocked) and source.lifecycle is Lifecycle.BLOCKED
        remedy = "as its lifecycle says" if expected else _suggest_remedy(error)
        return [
            _build_finding(
                source,
                Severity.INFO if expected else Severity.ERROR,
                f"{error}; {remedy}",
            )
        ]


def _inspect_site(source: Source, client: SiteClient) -> Iterator[SourceFinding]:
    rules = client.fetch_rules(source)
    allowed = rules.is_allowed(source.column)
    yield _build_finding(
        source,
        Severity.INFO if allowed else Severity.ERROR,
        rules.status if allowed else rules.refusal,
    )
    if not allowed:
        return
    listing = client.drive(
        source, collect_listing(source.model_copy(update={"pages": _PAGES}))
    )
    if listing.failure is not None:
        raise listing.failure
    if not listing.links:
        words = (
            f"the list yields no links ({listing.end_reason}): "
            f"probe {source.column}, and mend `column` or `family`"
        )
        yield _build_finding(source, Severity.ERROR, words)
    else:
        count = f"{len(listing.links)} links on {len(listing.trace)} pages"
        yield _build_finding(source, Severity.INFO, count)
    if source.lifecycle is Lifecycle.BLOCKED:
        yield _build_finding(
            source, Severity.WARNING, 'it answers again: set `lifecycle = "active"`'
        )
    if source.canary:
        yield _check_canary(source, client.fetch(source, Request(source.canary)))


def _check_canary(source: Source, page: Page) -> SourceFinding:
    """Say whether the known old report is still read as one."""
    if is_gone(page):
        return _build_finding(
            source,
            Severity.ERROR,
            f"the canary is gone ({page.status}): {source.canary}; name another",
        )
    try:
        document = convert(
            page.body, url=page.url, content_type=page.headers.get("content-type", "")
        )
        relevance = classify_page(
            document.metadata.get("title", ""), clean(document).text[:_OPENING]
        )
    except UnreadableDocument as error:
        return _build_finding(
            source,
            Severity.ERROR,
            f"the canary cannot be read ({error}): {source.canary}; look at it",
        )
    if relevance.relevant:
        return _build_finding(
            source,
            Severity.INFO,
            f"the canary is read as a report ({relevance.evidence})",
        )
    words = (
        f"the canary is read as {relevance.kind} ({relevance.evidence}): "
        f"was the site redesigned? {source.canary}"
    )
    return _build_finding(source, Severity.ERROR, words)


def _suggest_remedy(error: FetchError) -> str:
    if isinstance(error, Blocked):
        return 'write to the site, and set `lifecycle = "blocked"` meanwhile'
    return "open the column in a browser; mend `column`, or add the host to `hosts`"


def _build_finding(source: Source, severity: Severity, message: str) -> SourceFinding:
    return SourceFinding(source.id, severity, message)

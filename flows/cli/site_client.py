"""Ask sites outside a run, archiving nothing: one polite session for a command, and how a source fares."""

import os
from collections.abc import Generator, Iterator
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

from tasks.crawl.host_client import HostClient
from tasks.crawl.outcome import find_list_issues
from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.fetch.responses import PageCheck
from tasks.fetch.robots import RobotsRules
from tasks.fetch.session import CONTACT, PoliteSession, RequestLimits
from tasks.model.errors import (
    Blocked,
    FetchError,
    PrivateAddress,
    Refused,
    TooLarge,
    UnreadableDocument,
)
from tasks.model.issue import Severity
from tasks.model.page import Link, Page, Request
from tasks.model.run import BEIJING, Outcome
from tasks.model.source import Lifecycle, Source
from tasks.registry.source_files import SourceFinding
from tasks.sites.listing import Listing, collect_listing
from tasks.sites.relevance import classify_page, classify_title

# Characters of a page's text that tell whether it is a report.
_OPENING = 1200
Result = TypeVar("Result")
# A person waits for the answer: fewer attempts and shorter ones than at night.
LIMITS = RequestLimits(
    connect=10.0,
    read=20.0,
    deadline=45.0,
    attempts=2,
)


class SiteClient:
    """Fetches from sites under the terms of their sources, robots.txt first; use it as a context manager."""

    def __init__(self) -> None:
        self._session = PoliteSession(
            limits=LIMITS, contact=os.environ.get("FAZHI_CONTACT") or CONTACT
        )
        self._hosts: dict[str, HostClient] = {}

    def __enter__(self) -> Self:
        self._session.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.__exit__(kind, error, trace)

    def fetch(self, source: Source, request: Request) -> Page:
        """Send a request; raises FetchError as a run does, also for an answer that is a block page."""
        page = self._find_host(source).fetch(source, request)
        PageCheck(page).ensure_readable()
        return page

    def fetch_rules(self, source: Source) -> RobotsRules:
        """Give what the robots.txt of a source's host says; raises FetchError when the host hides it."""
        return self._find_host(source).fetch_rules(source, source.column)

    def drive(self, source: Source, walk: Generator[Request, Page, Result]) -> Result:
        """Send what a walk yields and give it the answers, until it gives its result.

        A FetchError is thrown into the walk; one that it does not handle comes out here.
        """
        try:
            request = next(walk)
            while True:
                try:
                    page = self.fetch(source, request)
                except FetchError as error:
                    request = walk.throw(error)
                else:
                    request = walk.send(page)
        except StopIteration as end:
            result: Result = end.value
            return result

    def _find_host(self, source: Source) -> HostClient:
        if source.host not in self._hosts:
            self._hosts[source.host] = HostClient(
                self._session, _ignore_page, _ignore_loss
            )
        return self._hosts[source.host]


def describe_failure(error: FetchError) -> str:
    """Say what went wrong, and the option that permits what was refused for want of it."""
    if isinstance(error, PrivateAddress):
        return f"{error}; --allow-private permits that"
    return str(error)


def _ignore_page(source: Source, page: Page) -> None:
    """Keep no robots.txt: a run archives them, a command only obeys."""


def _ignore_loss(source: Source, request: Request, error: FetchError) -> None:
    """Keep no failure: the caller is told by the error itself."""


def inspect_source(
    source: Source, client: SiteClient, last: Outcome | None = None
) -> list[SourceFinding]:
    """Ask a site; gives what is wrong, and an `info` for each thing that is right.

    `last` is what the last run that saw the list came to.
    """
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
    findings = []
    try:
        for finding in _inspect_site(source, client, last):
            findings.append(finding)
    except FetchError as error:
        expected = isinstance(error, Blocked) and source.lifecycle is Lifecycle.BLOCKED
        remedy = "as its lifecycle says" if expected else _suggest_remedy(error)
        severity = Severity.INFO if expected else Severity.ERROR
        findings.append(_build_finding(source, severity, f"{error}; {remedy}"))
    return findings


def _inspect_site(
    source: Source, client: SiteClient, last: Outcome | None
) -> Iterator[SourceFinding]:
    rules = client.fetch_rules(source)
    allowed = rules.is_allowed(source.column)
    yield _build_finding(
        source,
        Severity.INFO if allowed else Severity.ERROR,
        rules.status if allowed else rules.refusal,
    )
    if not allowed:
        return
    listing = client.drive(source, collect_listing(source))
    if listing.failure is not None:
        raise listing.failure
    if not listing.links:
        words = (
            f"the list yields no links ({listing.end_reason}): "
            f"{_suggest_mending(source)}"
        )
        yield _build_finding(source, Severity.ERROR, words)
    else:
        yield from _compare_list(source, listing, last)
    if source.lifecycle is Lifecycle.BLOCKED:
        yield _build_finding(
            source, Severity.WARNING, 'it answers again: set `lifecycle = "active"`'
        )
    if source.canary:
        yield check_canary(source, client.fetch(source, Request(source.canary)))
    elif (link := _find_oldest_report(source, listing)) is not None:
        page = client.fetch(source, Request(link.url))
        yield _check_report(source, page, "the oldest report", Severity.WARNING)


def _find_oldest_report(source: Source, listing: Listing) -> Link | None:
    """Find the oldest link of a list whose title reads like a report's; null when none does."""
    reports = []
    for link in listing.links:
        is_own = urlsplit(link.url).netloc in source.allowed_hosts
        if is_own and classify_title(link.title).relevant:
            reports.append(link)
    return min(reports, key=lambda link: str(link.listed_on or "9"), default=None)


def _compare_list(
    source: Source, listing: Listing, last: Outcome | None
) -> Iterator[SourceFinding]:
    """Compare a list with what it promises, with the volume band, and with the last run."""
    links = len(listing.links)
    pages = len(listing.trace)
    reports = sum(classify_title(link.title).relevant for link in listing.links)
    words = f"{links} links ({reports} read like reports), list pages: {pages}"
    yield _build_finding(source, Severity.INFO, words)
    if not reports:
        words = (
            f"none of its {links} titles reads like a report: was the site redesigned? "
            f"Probe {source.column}, and mend `column` or `family`"
        )
        severity = Severity.WARNING
        if last is not None and last.relevant > 0:
            severity = Severity.ERROR
        yield _build_finding(source, severity, words)
    before = last.links if last else None
    band = (source.volume_min, source.volume_max)
    for issue in find_list_issues(source.column, listing, before, band):
        severity = Severity.ERROR
        if issue.code == "fewer_links":
            # entries come and go, so that fewer than in the last run are no mistake yet
            severity = Severity.WARNING
        words = f"{issue.message} ({issue.evidence})"
        yield _build_finding(source, severity, words)
    for mistake in listing.mistakes:
        # what takes the list's end from it is told above
        if mistake not in listing.end_reason:
            words = f"{mistake}: {_suggest_mending(source)}"
            yield _build_finding(source, Severity.WARNING, words)
    if last:
        words = f"the last run saw {last.links} links, {last.relevant} of them reports"
        yield _build_finding(source, Severity.INFO, words)


def check_canary(source: Source, page: Page) -> SourceFinding:
    """Say whether the known old report is still read as one."""
    return _check_report(source, page, "the canary", Severity.ERROR)


def _check_report(
    source: Source,
    page: Page,
    called: str,
    severity: Severity,
) -> SourceFinding:
    """Say whether a page is read as a report; what it is called, and how bad it is when it is not."""
    url = page.request.url
    if PageCheck(page).is_gone():
        words = f"{called} is gone ({page.status}): {url}"
        if url == source.canary:
            words = f"{words}; name another"
        return _build_finding(source, severity, words)
    try:
        document = convert(
            page.body, url=page.url, content_type=page.headers.get("content-type", "")
        )
        relevance = classify_page(
            document.metadata.get("title", ""), clean(document).text[:_OPENING]
        )
    except UnreadableDocument as error:
        words = f"{called} cannot be read ({error}): {url}; look at it"
        return _build_finding(source, severity, words)
    if relevance.relevant:
        words = f"{called} is read as a report ({relevance.evidence})"
        return _build_finding(source, Severity.INFO, words)
    words = (
        f"{called} is read as {relevance.kind} ({relevance.evidence}): "
        f"was the site redesigned? {url}"
    )
    return _build_finding(source, severity, words)


def _suggest_mending(source: Source) -> str:
    """Say what of a source's file to mend when its list cannot be read."""
    if source.described is not None:
        return "mend `[list]`, see docs/described-lists.md"
    return f"probe {source.column}, and mend `column` or `family`"


def _suggest_remedy(error: FetchError) -> str:
    if isinstance(error, Blocked):
        return 'write to the site, and set `lifecycle = "blocked"` meanwhile'
    if isinstance(error, PrivateAddress):
        return "`allow_private = true` in its file permits that"
    if isinstance(error, Refused):
        return "open the column in a browser; mend `column`, or add the host to `hosts`"
    if isinstance(error, TooLarge):
        return "open it in a browser, and look what it is"
    return "look in a browser whether it is up, and ask again"


def _build_finding(source: Source, severity: Severity, message: str) -> SourceFinding:
    return SourceFinding(source.id, severity, message)

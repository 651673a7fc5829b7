"""What goes wrong in a crawl, as issues: each with who can mend it and what the operator should do."""

from tasks.model.errors import Blocked, FetchError, Postponed, Refused, TooLarge
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.issue_catalogue import load_issue_catalogue

_STAGE = "crawl"

# code: severity, responsibility, message
_ISSUES: dict[str, tuple[Severity, Responsibility, str]] = {
    "crawl_failed": (
        Severity.ERROR,
        Responsibility.US,
        "our own code failed on this source: the log of the host's task has the traceback; the next run tries again",
    ),
    "layout_changed": (
        Severity.ERROR,
        Responsibility.US,
        "the list yields no links: open the column in a browser, and mend the source's `column` or `family`",
    ),
    "list_not_whole": (
        Severity.WARNING,
        Responsibility.US,
        "the list was not seen whole, so missing reports cannot be noticed: compare its pager, or raise `pages`",
    ),
    "fewer_links": (
        Severity.WARNING,
        Responsibility.SITE,
        "the list holds fewer links than in the last run: look whether the site took pages down or its pager changed",
    ),
    "redesign": (
        Severity.ERROR,
        Responsibility.US,
        "an old report no longer reads as before, so the site was redesigned: open it, and mend the family or reader",
    ),
    "volume_below": (
        Severity.ERROR,
        Responsibility.US,
        "the list holds fewer links than it ever should: compare its pager, or correct `volume_min`",
    ),
    "volume_above": (
        Severity.WARNING,
        Responsibility.US,
        "the list holds more links than expected: look whether it leaks other columns, or raise `volume_max`",
    ),
    "off_host": (
        Severity.WARNING,
        Responsibility.US,
        "the list names a report on a host that the source does not allow: if it belongs there, add it to `hosts`",
    ),
    "trap": (
        Severity.WARNING,
        Responsibility.SITE,
        "the address looks like one of an endless space and is not followed: open it in a browser",
    ),
    "mirror": (
        Severity.INFO,
        Responsibility.SITE,
        "another address of the same report: nothing to do, it is one report under the address that is named",
    ),
    "moved": (
        Severity.INFO,
        Responsibility.SITE,
        "a report is now named by another of its addresses: nothing to do, it keeps its identity",
    ),
    "attachment_lost": (
        Severity.WARNING,
        Responsibility.SITE,
        "an attachment of a report did not come: open its page; it is asked for again in the next run",
    ),
    "returned": (
        Severity.INFO,
        Responsibility.PUBLISHER,
        "a report that was missing or withdrawn is there again: nothing to do",
    ),
    "legacy_tls": (
        Severity.INFO,
        Responsibility.SITE,
        "the server speaks only old TLS, and was asked in a compatible context with its certificate verified: tell it",
    ),
    "postponed": (
        Severity.WARNING,
        Responsibility.US,
        "pages were left for a later run, and nothing counts as missing: see the reason, raise the budget if need be",
    ),
    "dead_link": (
        Severity.WARNING,
        Responsibility.SITE,
        "the list names a page that does not exist: tell the site, or wait until it is mended",
    ),
    "missing": (
        Severity.WARNING,
        Responsibility.SITE,
        "a report that was there before is missing: nothing to do yet; it counts as withdrawn after three days",
    ),
    "withdrawn": (
        Severity.ERROR,
        Responsibility.PUBLISHER,
        "a report was withdrawn: its last good capture stays in the tables; look whether it moved to another address",
    ),
    "no_longer_a_report": (
        Severity.WARNING,
        Responsibility.SITE,
        "a page that held a report now holds something else: its last good capture stays; compare the page",
    ),
    "unsupported_type": (
        Severity.ERROR,
        Responsibility.US,
        "the page is of a type that is not read yet: its bytes are in the archive",
    ),
    "reader_failed": (
        Severity.ERROR,
        Responsibility.US,
        "our reader failed on this page: the log of the host's task has the traceback, the archive the bytes",
    ),
    "refused": (
        Severity.WARNING,
        Responsibility.SITE,
        "we may not fetch this: robots.txt or the source's hosts exclude it; if it belongs there, add the host",
    ),
    "blocked": (
        Severity.ERROR,
        Responsibility.SITE,
        "the site answers with a challenge or block page: write to the site; challenges are not bypassed",
    ),
    "too_large": (
        Severity.ERROR,
        Responsibility.SITE,
        "the body is larger than we read: look what it is",
    ),
    "unreachable": (
        Severity.ERROR,
        Responsibility.SITE,
        "no whole answer came: look whether the site is up; the next run tries again",
    ),
}
_UNREADABLE = (
    "the page could not be read: look at it in a browser; its bytes are in the archive"
)


def build_crawl_issue(code: str, url: str, evidence: str) -> Issue:
    """Make the issue of a code; codes of the readers that are not listed here share one message."""
    severity, responsibility, message = _ISSUES.get(code) or _describe_unreadable(code)
    return Issue(_STAGE, code, severity, responsibility, message, evidence, url)


def _describe_unreadable(code: str) -> tuple[Severity, Responsibility, str]:
    entry = load_issue_catalogue()[code]
    return entry.severities[0], entry.responsibilities[0], _UNREADABLE


def build_attachment_issue(error: FetchError) -> Issue:
    """Make the issue of an attachment that did not come."""
    issue = build_fetch_issue(error)
    return (
        issue
        if issue.code in ("refused", "too_large")
        else build_crawl_issue("attachment_lost", error.url, error.reason)
    )


def build_fetch_issue(error: FetchError) -> Issue:
    """Make the issue of a request that gave no usable body."""
    codes = {
        Blocked: "blocked",
        Refused: "refused",
        TooLarge: "too_large",
        Postponed: "postponed",
    }
    return build_crawl_issue(
        codes.get(type(error), "unreachable"), error.url, error.reason
    )

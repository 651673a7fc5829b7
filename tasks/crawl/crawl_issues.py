"""What goes wrong in a crawl, as issues: each with who can mend it and what the operator should do."""

from typing import NamedTuple

from tasks.model.errors import Blocked, FetchError, Postponed, Refused, TooLarge
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.issue_catalogue import load_issue_catalogue

_STAGE = "crawl"


class _IssueTemplate(NamedTuple):
    """What all issues of a code share."""

    severity: Severity
    responsibility: Responsibility
    message: str


_ISSUES: dict[str, _IssueTemplate] = {
    "crawl_failed": _IssueTemplate(
        Severity.ERROR,
        Responsibility.US,
        "our own code failed on this source: "
        "the log of the host's task has the traceback; the next run tries again",
    ),
    "layout_changed": _IssueTemplate(
        Severity.ERROR,
        Responsibility.US,
        "the list yields no links: "
        "open the column in a browser, and mend the source's `column` or `family`",
    ),
    "list_not_whole": _IssueTemplate(
        Severity.WARNING,
        Responsibility.US,
        "the list was not seen whole, so missing reports cannot be noticed: "
        "compare its pager, or raise `pages`",
    ),
    "fewer_links": _IssueTemplate(
        Severity.WARNING,
        Responsibility.SITE,
        "the list holds fewer links than in the last run: "
        "look whether the site took pages down or its pager changed",
    ),
    "redesign": _IssueTemplate(
        Severity.ERROR,
        Responsibility.US,
        "an old report no longer reads as before, so the site was redesigned: "
        "open it, and mend the family or reader",
    ),
    "volume_below": _IssueTemplate(
        Severity.ERROR,
        Responsibility.US,
        "the list holds fewer links than it ever should: "
        "compare its pager, or correct `volume_min`",
    ),
    "volume_above": _IssueTemplate(
        Severity.WARNING,
        Responsibility.US,
        "the list holds more links than expected: "
        "look whether it leaks other columns, or raise `volume_max`",
    ),
    "off_host": _IssueTemplate(
        Severity.WARNING,
        Responsibility.US,
        "the list names a report on a host that the source does not allow: "
        "if it belongs there, add it to `hosts`",
    ),
    "trap": _IssueTemplate(
        Severity.WARNING,
        Responsibility.SITE,
        "the address looks like one of an endless space and is not followed: "
        "open it in a browser",
    ),
    "mirror": _IssueTemplate(
        Severity.INFO,
        Responsibility.SITE,
        "another address of the same report: "
        "nothing to do, it is one report under the address that is named",
    ),
    "moved": _IssueTemplate(
        Severity.INFO,
        Responsibility.SITE,
        "a report is now named by another of its addresses: "
        "nothing to do, it keeps its identity",
    ),
    "attachment_lost": _IssueTemplate(
        Severity.WARNING,
        Responsibility.SITE,
        "an attachment of a report did not come: "
        "open its page; it is asked for again in the next run",
    ),
    "returned": _IssueTemplate(
        Severity.INFO,
        Responsibility.PUBLISHER,
        "a report that was missing or withdrawn is there again: nothing to do",
    ),
    "legacy_tls": _IssueTemplate(
        Severity.INFO,
        Responsibility.SITE,
        "the server speaks only old TLS, and was asked in a compatible context "
        "with its certificate verified: tell it",
    ),
    "postponed": _IssueTemplate(
        Severity.WARNING,
        Responsibility.US,
        "pages were left for a later run, and nothing counts as missing: "
        "see the reason, raise the budget if need be",
    ),
    "dead_link": _IssueTemplate(
        Severity.WARNING,
        Responsibility.SITE,
        "the list names a page that does not exist: "
        "tell the site, or wait until it is mended",
    ),
    "missing": _IssueTemplate(
        Severity.WARNING,
        Responsibility.SITE,
        "a report that was there before is missing: "
        "nothing to do yet; it counts as withdrawn after three days",
    ),
    "withdrawn": _IssueTemplate(
        Severity.ERROR,
        Responsibility.PUBLISHER,
        "a report was withdrawn: "
        "its last good capture stays in the tables; look whether it moved to another address",
    ),
    "no_longer_a_report": _IssueTemplate(
        Severity.WARNING,
        Responsibility.SITE,
        "a page that held a report now holds something else: "
        "its last good capture stays; compare the page",
    ),
    "unsupported_type": _IssueTemplate(
        Severity.ERROR,
        Responsibility.US,
        "the page is of a type that is not read yet: its bytes are in the archive",
    ),
    "reader_failed": _IssueTemplate(
        Severity.ERROR,
        Responsibility.US,
        "our reader failed on this page: "
        "the log of the host's task has the traceback, the archive the bytes",
    ),
    "refused": _IssueTemplate(
        Severity.WARNING,
        Responsibility.SITE,
        "we may not fetch this: "
        "robots.txt or the source's hosts exclude it; if it belongs there, add the host",
    ),
    "blocked": _IssueTemplate(
        Severity.ERROR,
        Responsibility.SITE,
        "the site answers with a challenge or block page: "
        "write to the site; challenges are not bypassed",
    ),
    "too_large": _IssueTemplate(
        Severity.ERROR,
        Responsibility.SITE,
        "the body is larger than we read: look what it is",
    ),
    "unreachable": _IssueTemplate(
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
    template = _ISSUES.get(code) or _make_unreadable_template(code)
    return Issue(
        _STAGE,
        code,
        template.severity,
        template.responsibility,
        template.message,
        evidence,
        url,
    )


def _make_unreadable_template(code: str) -> _IssueTemplate:
    entry = load_issue_catalogue()[code]
    return _IssueTemplate(entry.severities[0], entry.responsibilities[0], _UNREADABLE)


def build_attachment_issue(error: FetchError) -> Issue:
    """Make the issue of an attachment that did not come."""
    issue = build_fetch_issue(error)
    if issue.code in ("refused", "too_large"):
        return issue
    return build_crawl_issue("attachment_lost", error.url, error.reason)


def build_fetch_issue(error: FetchError) -> Issue:
    """Make the issue of a request that gave no usable body."""
    codes = {
        Blocked: "blocked",
        Refused: "refused",
        TooLarge: "too_large",
        Postponed: "postponed",
    }
    code = codes.get(type(error), "unreachable")
    return build_crawl_issue(code, error.url, error.reason)

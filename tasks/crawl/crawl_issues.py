"""What goes wrong in a crawl by errors of requests, as issues."""

from tasks.model.errors import Blocked, FetchError, Postponed, Refused, TooLarge
from tasks.model.issue import Issue
from tasks.model.issue_catalogue import make_issue


def build_attachment_issue(error: FetchError) -> Issue:
    """Make the issue of an attachment that did not come."""
    issue = build_fetch_issue(error)
    if issue.code in ("refused", "too_large"):
        return issue
    return make_issue("attachment_lost", error.reason, url=error.url)


def build_fetch_issue(error: FetchError) -> Issue:
    """Make the issue of a request that gave no usable body."""
    codes = {
        Blocked: "blocked",
        Refused: "refused",
        TooLarge: "too_large",
        Postponed: "postponed",
    }
    code = codes.get(type(error), "unreachable")
    return make_issue(code, error.reason, url=error.url)

"""Problems of a crawl."""

import pytest

from tasks.crawl.crawl_issues import build_attachment_issue, build_fetch_issue
from tasks.model.errors import Blocked, FetchError, Refused, TooLarge, Unreachable


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Blocked("u", "ruishu"), "blocked"),
        (Refused("u", "robots.txt disallows it"), "refused"),
        (TooLarge("u", "more than 9 bytes"), "too_large"),
        (Unreachable("u", "time-out"), "unreachable"),
    ],
)
def test_failures_become_issues_with_their_reason_as_evidence(error: FetchError, code):
    """The message says what to do, the evidence what happened."""
    issue = build_fetch_issue(error)
    assert (issue.stage, issue.code, issue.evidence, issue.url) == (
        "crawl",
        code,
        error.reason,
        "u",
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("u", "robots.txt disallows it"), "refused"),
        (TooLarge("u", "more than 9 bytes"), "too_large"),
        (Unreachable("u", "time-out"), "attachment_lost"),
    ],
)
def test_attachments_that_do_not_come(error: FetchError, code):
    """Whether we may not, will not, or could not fetch it."""
    issue = build_attachment_issue(error)
    assert (issue.code, issue.evidence, issue.url) == (code, error.reason, "u")

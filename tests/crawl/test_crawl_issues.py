"""Problems of a crawl."""

import pytest

from tasks.crawl.crawl_issues import build_crawl_issue, build_fetch_issue
from tasks.model.errors import Blocked, FetchError, Refused, TooLarge, Unreachable
from tasks.model.issue import Responsibility, Severity


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


def test_codes_of_other_readers_have_a_message_too():
    """A converter may name what nobody listed here."""
    issue = build_crawl_issue("no_text", "u", "nothing")
    assert (issue.severity, issue.responsibility) == (
        Severity.ERROR,
        Responsibility.SITE,
    )
    assert issue.message

"""Outcomes of sources."""

from dataclasses import replace

import pytest

from tasks.crawl.outcome import (
    SourceCounts,
    build_fetch_issue,
    build_outcome,
    find_list_issues,
)
from tasks.model.errors import (
    Blocked,
    FetchError,
    Postponed,
    Refused,
    TooLarge,
    Unreachable,
)
from tasks.model.page import Link
from tasks.model.run import OutcomeKind
from tasks.sites.listing import Listing, WalkedPage


def listing(links: int = 3, **values) -> Listing:
    """Make a listing of one page."""
    found = Listing(
        links=tuple(
            Link(f"http://example.cn/{number}", f"第{number}号")
            for number in range(links)
        ),
        trace=(WalkedPage("http://example.cn/", 200, links, links),),
        complete=True,
        end_reason="the end of the list",
    )
    return replace(found, **values)


@pytest.mark.parametrize(
    ("seen", "counts", "before", "kind", "words"),
    [
        (listing(), SourceCounts(relevant=1, new=1), None, OutcomeKind.NEW, "1 new"),
        (
            listing(),
            SourceCounts(relevant=2, unchanged=2),
            3,
            OutcomeKind.NOTHING_NEW,
            "list unchanged (3 links on 1 page",
        ),
        (
            listing(),
            SourceCounts(relevant=2, unchanged=2),
            2,
            OutcomeKind.NOTHING_NEW,
            "3 links (2 before), 2 reports as",
        ),
        (
            listing(12),
            SourceCounts(),
            12,
            OutcomeKind.NOTHING_NEW,
            "nothing new: 12 links, none relevant",
        ),
        (
            listing(2),
            SourceCounts(),
            3,
            OutcomeKind.NOTHING_NEW,
            "fewer links than last time (2 of 3)",
        ),
        (
            listing(0),
            SourceCounts(),
            3,
            OutcomeKind.LAYOUT_CHANGED,
            "layout changed: the list yields no links",
        ),
        (
            listing(0, total=0),
            SourceCounts(),
            3,
            OutcomeKind.NOTHING_NEW,
            "the site says that the column is empty",
        ),
        (
            listing(1),
            SourceCounts(relevant=1, missing=1),
            1,
            OutcomeKind.NOTHING_NEW,
            "nothing new: 1 missing",
        ),
        (
            listing(complete=False, end_reason="the limit of 1 pages"),
            SourceCounts(),
            3,
            OutcomeKind.NOTHING_NEW,
            "not seen whole",
        ),
        (
            listing(0, failure=Blocked("u", "ruishu")),
            SourceCounts(),
            3,
            OutcomeKind.BLOCKED,
            "blocked(ruishu)",
        ),
        (
            listing(0, failure=Refused("u", "robots")),
            SourceCounts(),
            3,
            OutcomeKind.REFUSED,
            "robots",
        ),
        (
            listing(
                complete=False,
                end_reason="cut short",
                failure=Unreachable("u", "time-out"),
            ),
            SourceCounts(relevant=1, unchanged=1),
            3,
            OutcomeKind.UNREACHABLE,
            "cut short",
        ),
        (
            listing(),
            SourceCounts(relevant=1, failures=[Blocked("u", "forbidden")]),
            3,
            OutcomeKind.BLOCKED,
            "1 page asked for, none answered: blocked(forbidden)",
        ),
        (
            listing(
                failure=Postponed("u", "the budget of 1 requests is used up"),
                complete=False,
                end_reason="cut short",
            ),
            SourceCounts(
                relevant=1,
                left_out=1,
                stop_reason="the budget of 1 requests is used up",
            ),
            3,
            OutcomeKind.POSTPONED,
            "1 page left out: the budget of 1 requests is used up",
        ),
        (
            listing(0, failure=Postponed("u", "quiet hours")),
            SourceCounts(),
            3,
            OutcomeKind.POSTPONED,
            "quiet hours",
        ),
        (
            listing(),
            SourceCounts(relevant=9, new=2, left_out=7, stop_reason="busy"),
            3,
            OutcomeKind.NEW,
            "7 pages left out: busy",
        ),
        (
            listing(),
            SourceCounts(relevant=3, unchanged=1, left_out=2),
            3,
            OutcomeKind.NOTHING_NEW,
            "left out by --limit",
        ),
        (
            listing(),
            SourceCounts(
                relevant=9,
                left_out=4,
                stop_reason="not asked",
                failures=[Unreachable("u", "time-out")] * 5,
            ),
            3,
            OutcomeKind.UNREACHABLE,
            "5 pages asked for, none answered: time-out; 4 pages left out: not asked",
        ),
        (
            listing(),
            SourceCounts(
                relevant=2, new=1, redesign="the canary no longer reads as before"
            ),
            3,
            OutcomeKind.LAYOUT_CHANGED,
            "layout changed: the canary no longer reads as before; 1 new",
        ),
        (
            listing(),
            SourceCounts(relevant=1, unchanged=1, returned=1),
            3,
            OutcomeKind.NOTHING_NEW,
            "1 back again",
        ),
        (
            listing(),
            SourceCounts(relevant=1, unchanged=1, cosmetic=2),
            3,
            OutcomeKind.NOTHING_NEW,
            "2 cosmetic changes",
        ),
        (
            listing(),
            SourceCounts(relevant=1, unchanged=1, unfollowed=2),
            3,
            OutcomeKind.NOTHING_NEW,
            "2 links to other hosts",
        ),
        (
            listing(),
            SourceCounts(relevant=2, new=1, crashes=["ValueError: x"]),
            3,
            OutcomeKind.FAILED,
            "ValueError: x",
        ),
    ],
)
def test_every_zero_is_explained(seen, counts, before, kind, words):
    """Kind and reason of an outcome."""
    outcome = build_outcome("demo", "example.cn", seen, counts, before)
    assert outcome.kind is kind
    assert words in outcome.reason


def test_what_is_wrong_with_a_list_is_a_problem_with_evidence():
    """The operator reads what to do, and where."""
    (changed,) = find_list_issues("http://example.cn/", listing(0), None)
    assert (changed.code, changed.url) == ("layout_changed", "http://example.cn/")
    assert "HTTP 200: 0 links" in changed.evidence
    assert [
        issue.code for issue in find_list_issues("u", listing(2, complete=False), 3)
    ] == [
        "list_not_whole",
        "fewer_links",
    ]
    assert find_list_issues("u", listing(), 3) == []


def test_a_list_outside_of_its_band_is_a_problem():
    """Too few links of a whole list, or too many of any."""
    codes = [
        [issue.code for issue in find_list_issues("u", seen, None, band)]
        for seen, band in (
            (listing(3), (3, 3)),
            (listing(3), (4, None)),
            (listing(3), (None, 2)),
            (listing(3, complete=False), (4, None)),
        )
    ]
    assert codes == [[], ["volume_below"], ["volume_above"], ["list_not_whole"]]
    assert (
        "3 links, at least 4 expected"
        in build_outcome("demo", "h", listing(), SourceCounts(), 3, (4, None)).reason
    )


def test_a_band_that_nobody_verified_is_a_guess():
    """Its breach is an error only of a source that someone looked at."""
    codes = {
        True: ("volume_below", "error"),
        False: ("volume_below_unverified", "warning"),
    }
    for verified, expected in codes.items():
        (issue,) = find_list_issues("u", listing(3), None, (4, None), verified=verified)
        assert (issue.code, issue.severity) == expected


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
    issue = build_fetch_issue(error, of_attachment=True)
    assert (issue.code, issue.evidence, issue.url) == (code, error.reason, "u")

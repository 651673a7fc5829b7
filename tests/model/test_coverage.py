"""When a run saw a list whole, in the words of the crawl itself."""

from dataclasses import replace
from datetime import datetime

from tasks.crawl.outcome import SourceCounts, build_outcome
from tasks.model.coverage import SourceVisit
from tasks.model.errors import Unreachable
from tasks.model.page import Link
from tasks.model.run import BEIJING
from tasks.sites.listing import Listing, WalkedPage
from tests.rows import each_row

LINKS = (Link("http://example.cn/1", "一"), Link("http://example.cn/2", "二"))
LOST = Unreachable("http://example.cn/index_2.html", "no answer")


def saw_whole(listing, counts):
    """Tell whether a run whose walk ended so counts as one that saw the list whole."""
    outcome = build_outcome("demo", "example.cn", listing, counts, 2)
    return SourceVisit(
        "run1",
        datetime(2026, 3, 2, tzinfo=BEIJING),
        outcome.kind,
        outcome.reason,
        outcome.list_complete,
        outcome.left_out,
    ).saw_whole_list


def listing(**values):
    """Make a walk."""
    return replace(
        Listing(
            LINKS,
            (WalkedPage("http://example.cn/", 200, 2, 2),),
            complete=True,
            end_reason="end",
        ),
        **values,
    )


@each_row(
    ("walk", "counts", "whole"),
    [
        (listing(), SourceCounts(relevant=2, unchanged=2), True),
        (listing(), SourceCounts(relevant=2, new=1), True),
        (listing(), SourceCounts(relevant=2, unchanged=1, unfollowed=3), True),
        (listing(), SourceCounts(relevant=0), True),
        (
            listing(complete=False, end_reason="page limit"),
            SourceCounts(relevant=2, unchanged=2),
            False,
        ),
        (listing(complete=False, failure=LOST), SourceCounts(relevant=2, new=1), False),
        (listing(), SourceCounts(relevant=12, new=1, left_out=11), False),
        (
            listing(),
            SourceCounts(
                relevant=2, new=1, left_out=1, stop_reason="time budget used up"
            ),
            False,
        ),
        (listing(links=(), failure=LOST, complete=False), SourceCounts(), False),
        (listing(links=()), SourceCounts(), False),
        (listing(), SourceCounts(relevant=2, unchanged=2, redesign="no text"), False),
    ],
)
def test_whole_is_walked_to_the_end_with_nothing_left_out(walk, counts, whole):
    """What such a list does not have is not there."""
    assert saw_whole(walk, counts) is whole

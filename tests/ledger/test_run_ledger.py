"""Source histories: what the ledger's runs prove, on a real SQLite file."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow, LinkRow, PageRow
from tasks.model.coverage import UnreadLink
from tasks.model.run import BEIJING, Outcome, OutcomeKind, PageState, Run

NIGHT = datetime(2026, 3, 31, 2, tzinfo=BEIJING)


@pytest.fixture
def ledger(tmp_path):
    """Open a new ledger with three nights, from the last of March on."""
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")) as opened:
        for night in range(3):
            opened.start_run(Run(f"run{night}", NIGHT + timedelta(days=night), "", ""))
        yield opened


def came_to(
    ledger,
    night,
    kind=OutcomeKind.NOTHING_NEW,
    reason="nothing new: 2 links",
    source="demo",
    **values,
):
    """Note an outcome."""
    outcome = Outcome(source, "example.cn", kind, reason, list_pages=2, **values)
    ledger.record_outcome(f"run{night}", outcome)


def listed(ledger, night, offset, **values):
    """Note a list page."""
    row = FetchRow(
        f"run{night}", "demo", "list", f"http://example.cn/{offset}", NIGHT, 200, "ok"
    )
    row = replace(row, warc_file=f"example.cn/run{night}.warc.gz", warc_offset=offset)
    ledger.record_fetch(replace(row, **values))


def link(ledger, night, name, state=None, revision=0, *, relevant=True):
    """Note a link, and its page where it was asked for."""
    url = f"http://example.cn/{name}"
    row = LinkRow(
        name,
        url,
        f"题{name}",
        None,
        "",
        None,
        None,
        relevant,
        doubtful=False,
        kind="report",
        evidence="",
    )
    ledger.record_links(f"run{night}", "demo", [row])
    if state is not None:
        ledger.record_page(
            PageRow(name, "demo", url, "example.cn", state, NIGHT, NIGHT, revision)
        )


def test_nobody_asked_yet(ledger):
    """A source that was never asked has no history, nor has one that was never due."""
    assert ledger.load_source_histories() == {}
    came_to(ledger, 0, OutcomeKind.NOT_DUE)
    came_to(ledger, 1, OutcomeKind.POSTPONED)
    assert ledger.load_source_histories() == {}
    assert not ledger.was_asked("demo")
    came_to(ledger, 2, OutcomeKind.UNREACHABLE)
    assert ledger.was_asked("demo")
    assert not ledger.was_asked("other")


def test_the_last_real_visit_counts(ledger):
    """Nights of rest leave no trace, and no run hides the last that saw the list whole."""
    came_to(ledger, 0)
    came_to(ledger, 1, OutcomeKind.BLOCKED, "blocked(challenge)")
    before = ledger.load_source_histories()
    came_to(ledger, 2, OutcomeKind.NOT_DUE, "not due")
    assert ledger.load_source_histories() == before
    history = before["demo"]
    visit = history.last_visit
    assert (visit.kind, visit.reason, visit.at) == (
        OutcomeKind.BLOCKED,
        "blocked(challenge)",
        NIGHT + timedelta(days=1),
    )
    assert history.last_full_walk is not None
    assert (history.last_full_walk.run_id, history.last_full_walk.at) == ("run0", NIGHT)


def test_the_last_full_walk_before_the_deadline_is_known(ledger):
    """The night of the first of April has one; a visit that saw a part of the list is none."""
    came_to(ledger, 0)
    came_to(ledger, 1, list_complete=False)
    came_to(ledger, 2)
    assert ledger.load_source_histories()["demo"].walked_before_deadline == {
        2026: NIGHT
    }
    came_to(ledger, 1)
    assert ledger.load_source_histories()["demo"].walked_before_deadline == {
        2026: NIGHT + timedelta(days=1)
    }


def test_list_pages_are_those_of_the_last_full_walk(ledger):
    """In the archive's order, without requests that got no answer, and without details."""
    for night in (0, 1):
        came_to(ledger, night)
        listed(ledger, night, 90)
        listed(ledger, night, 7)
        listed(ledger, night, 5, kind="detail")
        listed(ledger, night, 4, source_id="other")
        listed(ledger, night, 0, warc_file=None, warc_offset=None)
    came_to(ledger, 2, OutcomeKind.UNREACHABLE, "no answer")
    listed(ledger, 2, 3)
    assert ledger.load_source_histories()["demo"].list_records == (
        ("example.cn/run1.warc.gz", (7, 90)),
    )


def test_links_that_stayed_unread_are_reported(ledger):
    """Not asked for, or without a good answer; neither what was read nor what nobody wants."""
    came_to(ledger, 0)
    link(ledger, 0, "a")
    link(ledger, 0, "b", PageState.UNREACHABLE)
    link(ledger, 0, "c", PageState.UNCHANGED, 1)
    link(ledger, 0, "d", PageState.NOT_A_REPORT)
    link(ledger, 0, "e", relevant=False)
    link(ledger, 1, "f")
    assert ledger.load_source_histories()["demo"].unread_links == (
        UnreadLink("题a", "http://example.cn/a", None),
        UnreadLink("题b", "http://example.cn/b", PageState.UNREACHABLE),
    )


def test_looks_come_in_the_order_of_their_sources(ledger):
    """So that what is made of them is the same every time."""
    for source in ("b", "c", "a"):
        came_to(ledger, 0, source=source)
    assert list(ledger.load_source_histories()) == ["a", "b", "c"]

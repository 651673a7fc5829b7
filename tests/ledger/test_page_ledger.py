"""Pages and their captures as the ledger keeps them: what is read, reported, listed and found."""

from dataclasses import replace

from tasks.ledger.row_types import PartRow
from tasks.model.page import Attached, ChangeKind, RevisionChange
from tasks.model.run import PageState
from tests.ledger.rows import NIGHT, capture, fetch, page, run


def test_a_page_without_a_capture_is_no_report(ledger):
    """It is known, but not among those that readers get."""
    ledger.record_page(
        page(revision=0, revised_at=None, state=PageState.NOT_A_REPORT, kind="plan")
    )
    assert ledger.load_pages() == []
    assert ledger.find_page("p1") is not None


def test_a_report_that_moved_is_found_at_its_new_address(ledger):
    """It keeps the id that its first address gave it."""
    ledger.record_page(page(), None, capture(), "run1")
    ledger.record_page(page(url="http://example.cn/new"))
    assert ledger.find_capture_at("http://example.cn/new") == capture()
    assert ledger.find_capture_at("http://example.cn/p1") is None


def test_only_latest_revisions_without_a_part_are_to_be_read(ledger):
    """By extractor, in stable order."""
    for name in ("p2", "p1"):
        ledger.record_page(page(name), None, capture(name), "run1")
    assert ledger.find_unread_captures("v1") == [capture("p1"), capture("p2")]
    ledger.record_part("v1", "part1", "d1", [capture("p1"), capture("p2")])
    assert ledger.find_unread_captures("v1") == []
    assert len(ledger.find_unread_captures("v2")) == 2
    ledger.record_page(page("p2", revision=2), None, capture("p2", 2), "run1")
    assert ledger.find_unread_captures("v1") == [capture("p2", 2)]
    assert ledger.load_parts("v1") == [PartRow("p1", 1, "part1", "d1")]
    ledger.record_part("v1", "part2", "d2", [capture("p1"), capture("p2", 2)])
    assert ledger.load_parts("v1") == [
        PartRow("p1", 1, "part2", "d2"),
        PartRow("p2", 2, "part2", "d2"),
    ]


def test_a_revision_is_reported_once_its_run_has_finished(ledger):
    """A killed run reported nothing."""
    ledger.start_run(run(1))
    ledger.start_run(run(1))
    ledger.record_page(page(), None, capture(), "run1")
    assert not ledger.is_reported("p1", 1)
    ledger.finish_run("run1", NIGHT)
    assert ledger.is_reported("p1", 1)
    assert [row.finished_at for row in ledger.load_runs()] == [NIGHT]


def test_revisions_are_listed_with_what_changed(ledger):
    """Those of pages that stand at an earlier revision are not."""
    ledger.record_page(page(), None, capture(), "run1")
    change = RevisionChange(ChangeKind.COSMETIC, 2, 1, "punctuation only")
    ledger.record_page(page(revision=2), None, capture(revision=2), "run1", change)
    rows = [
        (row.revision, row.change, row.added, row.removed, row.summary)
        for row in ledger.load_revisions()
    ]
    assert rows == [(1, "new", 0, 0, ""), (2, "cosmetic", 2, 1, "punctuation only")]
    ledger.record_page(page(revision=1))
    assert [row.revision for row in ledger.load_revisions()] == [1]


def test_what_a_killed_run_captured_is_reported_once(ledger):
    """By the run that claims it; a cosmetic revision has no news of its own."""
    for number in (1, 2):
        ledger.start_run(run(number))
    ledger.record_page(page(), None, capture(), "run1")
    ledger.record_page(
        page(revision=2),
        None,
        capture(revision=2),
        "run1",
        RevisionChange(ChangeKind.COSMETIC),
    )
    assert not ledger.is_reported("p1", 2)
    ledger.claim_revision("p1", 2, "run2")
    ledger.finish_run("run2", NIGHT)
    assert ledger.is_reported("p1", 2)


def test_what_a_report_offered_comes_back_with_its_capture(ledger):
    """Attachments that came, and one that did not."""
    came = Attached("http://example.cn/1.pdf", "附件1", "ab", "a.warc.gz", 7)
    offered = replace(
        capture(), attached=(came, Attached("http://example.cn/2.pdf", "附件2"))
    )
    ledger.record_page(page(), fetch(), offered, "run1")
    assert ledger.find_latest_capture("p1") == offered


def test_one_revision_of_a_page_is_found(ledger):
    """An earlier one, too, when a later one stands."""
    ledger.record_page(page(), None, capture(), "run1")
    ledger.record_page(page(revision=2), None, capture(revision=2), "run2")
    assert ledger.find_capture("p1", 1) == capture()
    assert ledger.find_capture("p1", 2) == capture(revision=2)
    assert ledger.find_capture("p1", 3) is None


def test_ids_are_completed_from_their_first_digits(ledger):
    """In order, at most as many as are asked for, with or without a capture."""
    for name in ("ab2", "ab1", "ac1"):
        ledger.record_page(page(name, revision=0))
    assert ledger.find_page_ids("ab", 5) == ["ab1", "ab2"]
    assert ledger.find_page_ids("a", 2) == ["ab1", "ab2"]
    assert ledger.find_page_ids("b", 5) == []

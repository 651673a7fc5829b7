"""Scorecards: what each source is counted for, and how the counts go on from release to release."""

import pyarrow as pa
import pytest

from tasks.tables.schema import SCHEMAS
from tasks.tables.scorecard import RELEASES_IN_TREND, build_scorecard

REPORTS = pa.table({"report_id": ["a1", "a2", "b1"], "source_id": ["a", "a", "b"]})
PUBLISHERS = {"a": "甲县人民政府", "b": "乙县人民政府", "c": "丙县人民政府"}
GAP, DEAD = ("numbering_gap", "warning", "publisher"), ("dead_link", "warning", "site")
FIELDS = ("report_id", "source_id", "code", "severity", "responsibility")


def _issues(*rows):
    return pa.Table.from_pylist(
        [dict(zip(FIELDS, row, strict=True)) for row in rows],
        pa.schema([(name, pa.string()) for name in FIELDS]),
    )


def _card(*rows, before=None, reports=REPORTS, publishers=PUBLISHERS):
    return build_scorecard(_issues(*rows), reports, publishers, before)


def _row(card, source, code):
    (row,) = [
        row
        for row in card.to_pylist()
        if (row["source_id"], row["code"]) == (source, code)
    ]
    return row


def test_issues_are_counted_by_source_and_kind():
    """Three issues of two reports are one row, with the worst severity; the table is as its schema says."""
    card = _card(
        ("a1", "a", "numbering_gap", "info", "publisher"),
        ("a1", "a", *GAP),
        ("a2", None, *GAP),
        ("b1", "b", *DEAD),
    )
    assert card.schema.equals(SCHEMAS["scorecards"], check_metadata=True)
    assert _row(card, "a", "numbering_gap") == {
        "source_id": "a",
        "publisher": "甲县人民政府",
        "code": "numbering_gap",
        "responsibility": "publisher",
        "severity": "warning",
        "issues": 3,
        "reports": 2,
        "reports_concerned": 2,
        "issues_before": None,
        "trend": "3",
    }


def test_a_source_without_issues_has_one_row():
    """A source with nothing wrong is on the card, not absent from it."""
    row = _row(_card(("a1", "a", *GAP)), "c", None)
    assert (row["issues"], row["reports"], row["trend"], row["severity"]) == (
        0,
        0,
        "0",
        None,
    )


@pytest.mark.parametrize(
    ("issue", "source"),
    [
        (
            ("b1", "a", *DEAD),
            "b",
        ),  # noticed by another source: it counts where the report counts
        (("unread", "a", *DEAD), "a"),  # a page that gave no report
        ((None, "gone", *DEAD), "gone"),  # its file is no longer there
        (("unread", None, *DEAD), ""),
        ((None, None, *DEAD), ""),
    ],
)
def test_every_issue_is_counted_once(issue, source):
    """No issue falls off the card, whatever it names; none concerns more reports than the source has."""
    card = _card(issue)
    assert (
        _row(card, source, "dead_link")["issues"]
        == sum(card["issues"].to_pylist())
        == 1
    )
    assert all(row["reports_concerned"] <= row["reports"] for row in card.to_pylist())
    assert set(card["source_id"].to_pylist()) == {"a", "b", "c", source}


def test_a_code_that_two_can_mend_has_two_rows():
    """Sums over who can mend it stay true."""
    card = _card(("a1", "a", *DEAD), ("a2", "a", "dead_link", "error", "us"))
    found = [
        (row["responsibility"], row["severity"])
        for row in card.to_pylist()
        if row["code"] == "dead_link"
    ]
    assert found == [("site", "warning"), ("us", "error")]


def test_the_trend_goes_on_from_the_release_before():
    """A kind that is new had none before; one that grows shows it; a source that is new has no past."""
    first = _card(("a1", "a", *GAP), publishers={"a": "甲县人民政府"})
    second = _card(*[("a1", "a", *GAP)] * 2, ("a2", "a", *DEAD), before=first)
    assert (
        _row(second, "a", "numbering_gap")["issues_before"],
        _row(second, "a", "numbering_gap")["trend"],
    ) == (
        1,
        "1,2",
    )
    assert (
        _row(second, "a", "dead_link")["issues_before"],
        _row(second, "a", "dead_link")["trend"],
    ) == (0, "0,1")
    assert _row(second, "c", None)["issues_before"] is None
    third = _card(("a1", "a", *DEAD), ("b1", "b", *GAP), before=second)
    assert (
        _row(third, "b", "numbering_gap")["trend"] == "0,0,1"
    )  # b was there, without an issue


def test_a_kind_that_is_gone_fades_with_its_trend():
    """Its row says 0 for as long as the trend remembers more, then the source has none at all."""
    card = _card(("a1", "a", *GAP))
    trends = []
    for _ in range(RELEASES_IN_TREND):
        card = _card(before=card)
        trends.append(
            [
                (row["code"], row["trend"])
                for row in card.to_pylist()
                if row["source_id"] == "a"
            ]
        )
    assert trends[0] == [("numbering_gap", "1,0")]
    assert trends[-2] == [("numbering_gap", "1" + ",0" * 9)]
    assert trends[-1] == [(None, "0" + ",0" * 9)]
    assert (
        _row(_card(before=_card(("a1", "a", *GAP))), "a", "numbering_gap")["severity"]
        == "warning"
    )


def test_the_order_of_the_issues_does_not_matter():
    """The same issues give the same table, sorted by source, code and who can mend it."""
    rows = [
        ("a1", "a", *GAP),
        ("b1", "b", *DEAD),
        ("a2", "a", *DEAD),
        ("b1", "b", *GAP),
        (None, "c", *GAP),
    ]
    card = _card(*rows)
    assert card.equals(_card(*reversed(rows)))
    keys = [(row["source_id"], row["code"]) for row in card.to_pylist()]
    assert keys == sorted(keys)


def test_nothing_gives_an_empty_card():
    """No source and no issue is a table without rows, with all its columns."""
    card = _card(reports=REPORTS.slice(0, 0), publishers={})
    assert (card.num_rows, card.schema) == (0, SCHEMAS["scorecards"])

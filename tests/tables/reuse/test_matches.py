"""What alike paragraphs mean: from which report each likely comes, or that many share it."""

import numpy as np

from tasks.model.report import ReuseKind
from tasks.tables.reuse.issuers import Issuer
from tasks.tables.reuse.matches import KINDS, MANY_ORGANS, choose_matches
from tasks.tables.reuse.paragraph_index import ParagraphIndex


def issuer(town: str, province: str = "江西省", year: int = 2025) -> Issuer:
    """Make the issuer of a town's report."""
    return Issuer(town, "township", (province, "珞陵市", "霁川县", town), year)


def choose(reports, groups, issuers):
    """Choose among paragraphs, each given by its report and the group of its text; as plain tuples.

    Those are paragraph, other paragraph, kind, and how many the two reports share in this way.
    """
    report = np.array(reports, np.int32)
    zeros = np.zeros(len(reports), np.int32)
    wording = np.array(groups, np.int32)
    index = ParagraphIndex(
        report=report,
        start=zeros,
        end=zeros,
        plain=zeros,
        size=zeros,
        offset=zeros.astype(np.int64),
        wording=wording,
        first=np.unique(wording, return_index=True)[1],
    )
    shares = choose_matches(index, wording, issuers, lambda _one, others: others[0])
    chosen = []
    for share in shares:
        for row in share:
            kind = KINDS[row["kind"]]
            chosen.append(
                (int(row["one"]), int(row["other"]), kind, int(row["shared"]))
            )
    return chosen


def test_two_towns_copy_from_each_other():
    """Nobody knows who was first."""
    issuers = [issuer("云溪镇"), issuer("东岭镇")]
    assert choose([0, 1], [0, 0], issuers) == [
        (0, 1, ReuseKind.COPIED, 1),
        (1, 0, ReuseKind.COPIED, 1),
    ]


def test_a_text_that_stands_twice_in_one_report_is_no_reuse():
    """It may say the same thing twice."""
    assert choose([0, 0, 1], [0, 0, 1], [issuer("云溪镇"), issuer("东岭镇")]) == []


def test_the_report_that_shares_most_is_chosen():
    """Of two that have the paragraph, the one which has another paragraph, too."""
    issuers = [issuer("云溪镇"), issuer("东岭镇"), issuer("南岗镇")]
    chosen = choose([0, 0, 1, 2, 2], [0, 1, 0, 0, 1], issuers)
    first = [row for row in chosen if row[0] == 0]
    assert first == [(0, 3, ReuseKind.COPIED, 2)]


def test_the_year_before_is_where_an_own_text_comes_from():
    """The latest year of the organ, never a later one."""
    issuers = [issuer("云溪镇", year=year) for year in (2023, 2024, 2025)]
    assert choose([0, 1, 2], [0, 0, 0], issuers) == [
        (1, 0, ReuseKind.LAST_YEAR, 1),
        (2, 1, ReuseKind.LAST_YEAR, 1),
    ]


def test_what_many_organs_share_was_handed_down():
    """A template within a province, boilerplate beyond it."""
    for provinces, kind in ((1, ReuseKind.TEMPLATE), (2, ReuseKind.BOILERPLATE)):
        issuers = [
            issuer(f"{number}镇", f"{number % provinces}省")
            for number in range(MANY_ORGANS)
        ]
        chosen = choose(range(MANY_ORGANS), [0] * MANY_ORGANS, issuers)
        assert {row[2] for row in chosen} == {kind}
        assert len(chosen) == MANY_ORGANS

"""Absence: most of a column at once is one event, and a list that drops its oldest is none."""

from datetime import date

import pytest

from tasks.crawl.outcome import Dated, SourceCounts


def entries(*years: int, dated: bool = True) -> list[Dated]:
    """Make entries of reports on these years, published in the next."""
    return [
        Dated(
            f"演示镇{year}年法治政府建设年度报告",
            date(year + 1, 1, 20) if dated else None,
        )
        for year in years
    ]


@pytest.mark.parametrize(
    ("lost", "known", "most"),
    [(2, 2, False), (2, 3, True), (1, 3, False), (3, 6, False), (4, 6, True)],
)
def test_most_are_more_than_half_of_three(lost, known, most):
    """Of one or two reports each stands for itself."""
    assert SourceCounts.are_most(lost, known) is most


@pytest.mark.parametrize(
    ("vanished", "found", "reports", "another"),
    [
        # nothing is missing from it
        ([], 3, [2023, 2024, 2025], False),
        # it names no report at all any more
        ([2025], 0, [], True),
        ([2024, 2025], 0, [], True),
        # one report in the place of another
        ([2024], 0, [2025], False),
        # most have gone: the newest, or the oldest
        ([2024, 2025], 1, [2023], True),
        ([2022, 2023, 2024], 1, [2025], False),
        # one of many
        ([2023], 5, [2019, 2020, 2021, 2022, 2024], False),
        # another column's reports
        ([2021, 2022, 2023], 0, [2020, 2021, 2022], True),
        # a new year's column
        ([2021, 2022, 2023], 0, [2024, 2025], False),
        ([2023, 2024], 0, [2023, 2024], True),
    ],
)
@pytest.mark.parametrize("dated", [True, False])
def test_a_list_that_shows_something_else(vanished, found, reports, another, dated):
    """By the day beside each title, or by the year in it."""
    old, kept = entries(*vanished, dated=dated), entries(*reports, dated=dated)
    assert Dated.is_another_list(old, found, kept, whole=True) is another


def test_entries_without_day_and_year_prove_no_order():
    """What cannot be told old is not taken for old."""
    nameless = [Dated("法治政府建设年度报告", None)]
    assert Dated.is_another_list(nameless * 3, 1, nameless, whole=True)


@pytest.mark.parametrize(
    ("vanished", "found", "another"),
    [([2025], 0, False), ([2023, 2024, 2025], 0, True), ([2023, 2024, 2025], 1, False)],
)
def test_a_list_that_was_cut_proves_less(vanished, found, another):
    """Only that it names none of several reports that it named before."""
    assert Dated.is_another_list(entries(*vanished), found, [], whole=False) is another

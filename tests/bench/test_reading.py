"""The pages that reading is timed on, and how two texts are compared."""

import pytest

from tests.bench.chrome import KINDS, LARGEST, SMALLEST, pages
from tests.bench.reading import extractors, f1


@pytest.fixture(scope="module")
def made():
    """Make one page of each kind."""
    return pages(each=1)


def test_pages_are_as_large_as_real_ones(made):
    """There is a page of every kind, of 60 to 135 KB give or take the last piece of its chrome."""
    assert [page.kind for page in made] == list(range(KINDS))
    assert all(SMALLEST <= len(page.body) <= LARGEST + 5000 for page in made)
    assert len({page.title for page in made}) > KINDS / 2


def test_the_report_is_the_smaller_part(made):
    """Most of a page is something else than the article."""
    for page in made:
        assert len(page.words.encode()) < len(page.body) / 2


def test_comparison(made):
    """The truth compares as whole, with its title or without; lost and added words cost."""
    page = made[0]
    assert f1(page.words, page) == f1(f"{page.title}\n{page.words}", page) == 1
    assert f1(page.words[: len(page.words) // 2], page) == pytest.approx(
        2 / 3, abs=0.01
    )
    assert f1(page.words + "统计数据" * 200, page) < 0.95
    assert f1("", page) == 0


def test_our_text_is_the_report(made):
    """Our own way gives the report's words, and nothing of the chrome."""
    ours = extractors()["fazhi convert and clean"]
    assert min(f1(ours(page.body), page) for page in made) > 0.99

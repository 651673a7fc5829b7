"""Real titles are read right: those of the facts, which lie beside the repository."""

import pytest

from tests.quality.eval.facts import needs_facts
from tests.quality.eval.titles import FactScore, measure


@needs_facts
@pytest.mark.parametrize("fact", ["report_year", "organ_kind", "organ's place"])
def test_every_title_that_tells(fact):
    """Year, organ kind and place come out right wherever a title tells them.

    It stands above a text or in a page's head.
    """
    score = measure()[fact]
    assert score.right
    assert not score.misses, "\n".join(score.misses)


def test_a_wrong_guess_counts_more_than_a_null():
    """Of two facts of which one is right, a null for the other costs less than a wrong value."""
    null, wrong = FactScore(), FactScore()
    for score, other in ((null, None), (wrong, 2022)):
        score.add(2023, 2023, "")
        score.add(other, 2024, "")
    assert (null.score, wrong.score) == (0.5, -0.5)

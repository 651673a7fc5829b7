"""Real titles are read right: those of the facts, which lie beside the repository."""

import pytest

from tests.quality.eval.facts import needs_facts
from tests.quality.eval.titles import Told, measure


@needs_facts
@pytest.mark.parametrize("fact", ["report_year", "organ_kind", "organ's place"])
def test_every_title_that_tells(fact):
    """Year, organ kind and place come out right wherever a title tells them.

    It stands above a text or in a page's head.
    """
    told = measure()[fact]
    assert told.right
    assert not told.misses, "\n".join(told.misses)


def test_a_wrong_guess_counts_more_than_a_null():
    """Of two facts of which one is right, a null for the other costs less than a wrong value."""
    null, wrong = Told(), Told()
    for told, other in ((null, None), (wrong, 2022)):
        told.add(2023, 2023, "")
        told.add(other, 2024, "")
    assert (null.score, wrong.score) == (0.5, -0.5)

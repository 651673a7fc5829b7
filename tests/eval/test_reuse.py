"""The search for reuse finds what was planted, and nothing else."""

import pytest

from tests.eval.reuse import FLOORS, measure

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates():
    """Measure once for all kinds."""
    return measure()


@pytest.mark.parametrize("kind", FLOORS)
def test_recall(rates, kind):
    """Copies with a word, the names and all numbers changed are found."""
    assert rates[kind].recall >= FLOORS[kind], "\n".join(rates[kind].misses[:20])


def test_nothing_is_found_that_was_not_planted(rates):
    """Paragraphs of the same turns of phrase in another order are not alike."""
    assert set(rates) == set(FLOORS)
    assert not [rate.misses[:5] for rate in rates.values() if rate.spurious]

"""The reader stays above its floors on reports from the writer."""

import pytest

from tests.eval.measure import FEWER, FLOORS, HARD_FLOORS, measure

pytestmark = pytest.mark.slow

USUAL = [(False, name) for name in FLOORS]
ALL = [*USUAL, *((True, name) for name in HARD_FLOORS)]


@pytest.fixture(scope="module")
def rates():
    """Measure once for all floors: usual reports and hard ones."""
    usual, hard = FEWER
    return {False: measure(range(usual)), True: measure(range(hard), hard=True)}


@pytest.mark.parametrize(("hard", "name"), ALL)
def test_floor(rates, hard, name):
    """A measure does not fall below its floor."""
    rate = rates[hard][name]
    assert rate.f1 >= HARD_FLOORS[name], "\n".join(rate.misses[:20])


def test_every_measure_has_a_floor(rates):
    """Nothing is measured without being held to something."""
    assert set(rates[False]) <= set(HARD_FLOORS)
    assert set(rates[True]) == set(HARD_FLOORS)
    assert set(rates[False]) >= set(FLOORS)
    assert all(rates[hard][name].right for hard, name in ALL)

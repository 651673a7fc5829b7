"""The reader stays above its floors on reports from the writer."""

import pytest

from tests.eval.measure import FLOORS, REPORTS, measure

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates():
    """Measure once for all floors."""
    return measure(range(REPORTS))


@pytest.mark.parametrize("name", FLOORS)
def test_floor(rates, name):
    """A measure does not fall below its floor."""
    rate = rates[name]
    assert rate.f1 >= FLOORS[name], "\n".join(rate.misses[:20])


def test_every_measure_has_a_floor(rates):
    """Nothing is measured without being held to something."""
    assert set(rates) == set(FLOORS)
    assert all(rate.right for rate in rates.values())

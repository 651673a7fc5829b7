"""The reader stays above its floors on reports from the writer."""

import pytest

from tasks.report.codebook import load_indicators
from tests.quality.eval.measure import FEWER, FLOORS, HARD_FLOORS, floor_of, measure

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


@pytest.mark.parametrize("hard", [False, True])
def test_each_indicator(rates, hard):
    """No indicator falls below the floor of each, and nearly all of the vocabulary occur."""
    found = {
        name: rate
        for name, rate in rates[hard].items()
        if name.startswith("indicator ")
    }
    assert len(found) > len(load_indicators()) - 10
    assert not [
        rate.misses[:5] for name, rate in found.items() if rate.f1 < floor_of(name)
    ]


def test_every_measure_has_a_floor(rates):
    """Nothing is measured without being held to something."""
    usual, hard = (
        {name for name in rates[form] if not name.startswith("indicator ")}
        for form in (False, True)
    )
    assert set(FLOORS) <= usual <= set(HARD_FLOORS)
    assert hard == set(HARD_FLOORS)
    assert all(rates[hard][name].right for hard, name in ALL)

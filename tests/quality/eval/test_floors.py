"""The reader stays above its floors on reports from the writer."""

import pytest

from tasks.report.codebook import load_indicators
from tests.quality.corpora.sentences import load_sentences
from tests.quality.eval.measure import FEWER, FLOORS, HARD_FLOORS, floor_of, measure

pytestmark = pytest.mark.slow

# How many codes of the codebook the written reports state at least.
CODES_OF_REPORTS = 138
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
    """No indicator falls below the floor of each; what the reports do not state, the pinned sentences do."""
    found = {
        name.removeprefix("indicator "): rate
        for name, rate in rates[hard].items()
        if name.startswith("indicator ")
    }
    pinned = {number.code for one in load_sentences() for number in one.numbers}
    assert len(found) >= CODES_OF_REPORTS
    assert {entry.code for entry in load_indicators()} <= found.keys() | pinned
    assert not [
        rate.misses[:5]
        for code, rate in found.items()
        if rate.f1 < floor_of(f"indicator {code}")
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

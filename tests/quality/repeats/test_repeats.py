"""What is said again a year later is found again in other words, and what is not is not."""

from tests.quality.repeats.measure import FLOOR, rate, read_pairs

_FEWEST = 60


def test_statements_are_found_again():
    """On the half of the pairs that nothing was fitted to."""
    _, measured = read_pairs()
    assert len(measured) >= _FEWEST
    assert rate(measured).f1 >= FLOOR

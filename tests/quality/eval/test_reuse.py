"""The search for reuse finds what was planted, and nothing else."""

import pytest

from tests.quality.eval.copies import EDIT_FLOORS, KIND_FLOOR, measure_copies
from tests.quality.eval.reuse import FLOORS, measure

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


@pytest.fixture(scope="module")
def copies():
    """Measure once for all edits and kinds."""
    return measure_copies()


@pytest.mark.parametrize("edit", EDIT_FLOORS)
def test_recall_of_an_edit(copies, edit):
    """Copies that are still alike after an edit of known size are found."""
    rate = copies[0][edit]
    assert rate.right > 90
    assert rate.recall >= EDIT_FLOORS[edit], "\n".join(rate.misses[:20])


def test_kinds_of_copies(copies):
    """Another organ's text, last year's, and one handed down in a province or several are told apart."""
    assert set(copies[1]) == {"copied", "last_year", "boilerplate", "template"}
    assert all(rate.precision >= KIND_FLOOR for rate in copies[1].values())

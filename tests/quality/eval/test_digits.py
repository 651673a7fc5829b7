"""No digit of the corpora is lost silently: what no kind fits stays below its floor, and is told."""

import pytest

from tasks.report.digits import DigitKind, account_for_digits
from tests.quality.eval.digits import DIGIT_FLOORS, measure_digits
from tests.quality.eval.score import read_bytes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates():
    """Measure once."""
    return measure_digits()


@pytest.mark.parametrize("corpus", DIGIT_FLOORS)
def test_what_is_read_as_nothing_stays_rare(rates, corpus):
    """Each corpus keeps its floor."""
    rate = rates[corpus]
    assert rate.recall >= DIGIT_FLOORS[corpus], rate.misses[:20]
    assert rate.right > 100 or corpus == "seeds"


def test_what_is_read_as_nothing_is_an_issue():
    """Where a run is unread the issue tells so, and elsewhere it does not."""
    for words, unread in (("新增绿地17亿。", 1), ("新增绿地17亿平方米。", 0)):
        _, reading = read_bytes(f"2023年，我镇{words}".encode())
        runs = account_for_digits(reading.report.text, reading.quantities)
        count = [run.kind for run in runs].count(DigitKind.UNREAD)
        codes = [issue.code for issue in reading.issues]
        assert (count, codes.count("digits_unread")) == (unread, unread)

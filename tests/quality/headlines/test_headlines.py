"""The headline of an indicator is the one that a careful reader would take."""

from tests.quality.headlines.measure import FLOOR, measure_passages, measure_written
from tests.quality.headlines.passages import AMBIGUOUS, load_passages

_FEW_REPORTS = range(10)


def test_headlines_of_passages_reach_the_floor():
    """Totals with parts, periods, other years and organs, departments, restated numbers."""
    score = measure_passages()
    assert score.share >= FLOOR, score.wrong


def test_headlines_of_written_reports_reach_the_floor():
    """A whole report's."""
    score = measure_written(_FEW_REPORTS)
    assert score.share >= FLOOR, score.wrong


def test_passages_are_many_and_some_cannot_be_decided():
    """A rule that always takes the first or the largest number is noticed."""
    passages = load_passages()
    names = {passage.name for passage in passages}
    headlines = [one for passage in passages for one in passage.headlines.values()]
    assert len(names) == len(passages) >= 60
    assert AMBIGUOUS in headlines

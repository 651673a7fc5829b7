"""Five real reports must come out as their gold says; the files stay outside the repository."""

import json
from collections import defaultdict

import pytest

from tests.paths import SHARED
from tests.quality.eval.rate import Rate
from tests.quality.eval.score import (
    items_of,
    match_quantities,
    read_bytes,
    score,
    sections_of,
)

SEEDS = SHARED / "seeds"
GOLD = sorted((SEEDS / "gold").glob("*.json"))

pytestmark = pytest.mark.skipif(
    not GOLD, reason="the seeds lie beside the repository, not in it"
)


@pytest.fixture(params=GOLD, ids=lambda path: path.stem[:3])
def seed(request):
    """Give one seed's reading and its gold."""
    gold = json.loads(request.param.read_text(encoding="utf-8"))
    _, reading = read_bytes((SEEDS / gold["file"]).read_bytes())
    return reading, gold


def test_everything_that_the_gold_names(seed):
    """Facts, sections, kinds, items, quantities, indicators, issues and joins equal the gold."""
    reading, gold = seed
    rates: dict[str, Rate] = defaultdict(Rate)
    score(reading, gold, rates, gold["file"][:3])
    wrong = [note for rate in rates.values() for note in rate.misses]
    assert not wrong, "\n".join(wrong)


def test_outline_in_order(seed):
    """The headings come in the gold's order, and only where the gold has them."""
    reading, gold = seed
    assert [s["path"] for s in sections_of(reading)] == [
        s["path"] for s in gold["sections"]
    ]
    assert items_of(reading) == gold["items"]


def test_what_is_no_quantity_stays_out(seed):
    """No quantity is read out of the phrases that only look like one."""
    reading, gold = seed
    text = reading.report.text
    for phrase in gold["not_quantities"]:
        start = text.find("".join(phrase.split()).strip("“”（）"))
        inside = [
            q.phrase
            for q in reading.quantities
            if start >= 0 and start <= q.start < start + len(phrase)
        ]
        assert not inside, phrase


def test_no_quantity_is_invented(seed):
    """The gold lists every quantity of the seeds, so nothing else may be read."""
    reading, gold = seed
    _, spurious, missed = match_quantities(reading, gold)
    assert not spurious
    assert not missed


def test_nodes_cover_the_text(seed):
    """The nodes' own texts, in order, give the clean text back."""
    reading, _ = seed
    assert "".join(section.text for section in reading.sections) == reading.report.text

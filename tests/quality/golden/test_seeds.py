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


# The gold is older than the codebook. By the seed: what had no code then and has one now, each looked at. A
# part by kind has the code of its whole; conclusions, settlements and talks have codes of their own.
CODED_SINCE = {
    "001": {"1个街道级调委会": "mediation_committees", "15个社区级调委会": "mediation_committees"},
    "002": {
        "现场协调解决32件": "disputes_settled",
        "三级专职网格员6人": "grid_workers",
        "矛盾纠纷3起": "complaints_received",
        "物业投诉1起": "complaints_received",
        "4起投诉全部办结": "complaints_concluded",
    },
    "003": {
        "城乡建设类38批70人次": "visits_received visitors_received",
        "劳动与社会保障类26批44人次": "visits_received visitors_received",
        "农业农村类10批22人次": "visits_received visitors_received",
        "其他类别15批19人次": "visitors_received",
    },
    "004": {"提醒谈话10人": "officials_interviewed", "问题上报1件": "grid_events_reported"},
}  # fmt: skip


def list_known(seed):
    """List the notes of what is known to differ from the gold of one seed."""
    known = CODED_SINCE.get(seed, {})
    return {
        f"{seed} {phrase}: got {code}, want None"
        for phrase, codes in known.items()
        for code in codes.split()
    }


def test_everything_that_the_gold_names(seed):
    """Facts, sections, kinds, items, quantities, indicators, issues and joins equal the gold."""
    reading, gold = seed
    rates: dict[str, Rate] = defaultdict(Rate)
    score(reading, gold, rates, gold["file"][:3])
    wrong = {note for rate in rates.values() for note in rate.misses}
    known = list_known(gold["file"][:3])
    assert wrong == known, "\n".join(sorted(wrong ^ known))


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

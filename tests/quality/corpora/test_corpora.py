"""What the reader got right of corpora that its author did not write, it still gets right."""

import pytest

from tests.quality.corpora import pinned
from tests.quality.corpora.scoring import MEASURES, add_rates, score_sentences
from tests.quality.corpora.sentences import parse_sentence


@pytest.fixture(scope="module")
def sentences():
    """Score all sentences once."""
    return pinned.measure_sentences()


def test_sentences_keep_what_is_right(sentences):
    """Number by number: found, its value, and all that is said of it; and none that is no number."""
    known = pinned.load_pinned_sentences()
    assert pinned.list_lost_sentences(sentences, known) == []
    assert {name: score.marks for name, score in sentences.items()} == known, pinned.PIN


def test_no_family_falls_below_its_floors(sentences):
    """Precision and recall of each measure; the floors rise with what is gained."""
    shares = pinned.compute_shares(pinned.measure_families(sentences))
    floors = pinned.load_floors()
    assert pinned.list_below_floors(shares, floors) == []
    assert shares == floors, pinned.PIN


@pytest.mark.slow
def test_cases_keep_what_is_right():
    """Value by value of the small files; what is not right yet is listed, and leaves the list once it is."""
    now, known = pinned.measure_cases(), pinned.load_pinned_cases()
    assert pinned.list_lost_cases(now, known) == []
    assert now == known, pinned.PIN


MARKED = "enforcement\t罚款⟦12万元|fines_amount|=120000 元⟧，开会⟦3次|-⟧。"


def test_a_loss_is_seen():
    """A number that is not found any more, a wrong indicator, and one number too many are each a loss."""
    sentence = parse_sentence("a:1", MARKED)
    assert [number.start for number in sentence.numbers] == [2, 9]
    score = score_sentences([sentence])["a:1"]
    for worse in (
        score.marks.replace("n", "-"),
        score.marks.replace("i", "-", 1),
        f"{score.marks} +1",
    ):
        lost = {"a:1": score._replace(marks=worse)}
        assert pinned.list_lost_sentences(lost, {"a:1": score.marks})
    assert not pinned.list_lost_sentences({"a:1": score}, {"a:1": score.marks})


def test_what_is_said_of_a_number_is_measured():
    """A field that is marked and not read is missed; one that is read and not marked is spurious."""
    words = "全年罚款⟦{}|fines_amount|=9000 元{}⟧。"
    right, wrong = (
        parse_sentence(name, f"enforcement\t{words.format('9000元', field)}")
        for name, field in (("a:1", ""), ("a:2", "|role=previous|cmp=about"))
    )
    scores = score_sentences([right, wrong])
    assert set(scores["a:1"].marks) == set(MEASURES)
    rates = add_rates([scores["a:2"]])
    assert (rates["role"].recall, rates["comparator"].recall) == (0, 0)
    assert rates["found"].f1 == rates["value and unit"].f1 == 1


def test_a_fallen_floor_is_seen():
    """Whether precision or recall fell, or nothing is left to measure."""
    floors = {("disputes", "role"): (0.9, 0.8)}
    cases: list[pinned.Shares] = [
        {("disputes", "role"): (0.8, 0.9)},
        {("disputes", "role"): (1, 0.7)},
        {},
    ]
    for shares in cases:
        assert len(pinned.list_below_floors(shares, floors)) == 1
    assert not pinned.list_below_floors({("disputes", "role"): (0.9, 0.8)}, floors)

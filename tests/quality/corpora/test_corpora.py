"""What the reader got right of corpora that its author did not write, it still gets right."""

import pytest

from tests.quality.corpora import pinned
from tests.quality.corpora.sentences import parse_sentence, score_sentence


def test_sentences_keep_what_is_right():
    """Number by number: found, value and unit, indicator, comparator; and none that is no number."""
    now, known = pinned.measure_sentences(), pinned.load_pinned_sentences()
    assert pinned.list_lost_sentences(now, known) == []
    assert now == known, pinned.PIN


@pytest.mark.slow
def test_cases_keep_what_is_right():
    """Value by value of the small files."""
    now, known = pinned.measure_cases(), pinned.load_pinned_cases()
    assert pinned.list_lost_cases(now, known) == []
    assert now == known, pinned.PIN


def test_a_loss_is_seen():
    """A number that is not found any more, a wrong indicator, and one number too many are each a loss."""
    sentence = parse_sentence(
        "a:1", "罚款⟦12万元|fines_amount|=120000 元⟧，开会⟦3次|-⟧。"
    )
    assert [number.start for number in sentence.numbers] == [2, 9]
    score = score_sentence(sentence)
    for worse in (score.replace("n", "-"), score.replace("i", "-", 1), f"{score} +1"):
        assert pinned.list_lost_sentences({"a:1": worse}, {"a:1": score})
    assert not pinned.list_lost_sentences({"a:1": score}, {"a:1": score})

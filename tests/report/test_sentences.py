"""Sentences and clauses around an offset."""

import pytest

from tasks.report.sentences import LONGEST, Sentences

TEXT = (
    "一、举措\n全年宣传12场，惠及3600余人；检查企业5家。办结率100%！\n满意度“高”。后文"
)


@pytest.mark.parametrize(
    ("words", "sentence", "clause"),
    [
        ("12场", "全年宣传12场，惠及3600余人；检查企业5家。", "全年宣传12场"),
        ("3600余人", "全年宣传12场，惠及3600余人；检查企业5家。", "惠及3600余人"),
        ("5家", "全年宣传12场，惠及3600余人；检查企业5家。", "检查企业5家"),
        ("100%", "办结率100%！", "办结率100%"),
        ("高", "满意度“高”。", "满意度“高”"),
        ("后文", "后文", "后文"),
    ],
)
def test_sentences_and_clauses(words, sentence, clause):
    """A sentence ends at 。！？ or at its line, a clause also at ，；：."""
    start = TEXT.index(words)
    sentences = Sentences(TEXT)
    assert TEXT[slice(*sentences.around(start))] == sentence
    assert TEXT[slice(*sentences.clause(start, start + len(words)))] == clause


def test_a_text_without_full_stops_is_cut_at_its_clauses():
    """A sentence that never ends is cut between clauses, and where it has none, by its length.

    Nothing is lost.
    """
    for text in ("全年宣传12场，" * 1000, "法" * (2 * LONGEST + 5)):
        sentences = Sentences(text)
        spans = sorted(
            {sentences.around(place) for place in range(0, len(text), 7)}
            | {sentences.around(len(text) - 1)}
        )
        assert "".join(text[start:end] for start, end in spans) == text
        assert all(end - start <= LONGEST for start, end in spans)
    assert Sentences("全年宣传12场，" * 1000).around(0)[1] % len("全年宣传12场，") == 0

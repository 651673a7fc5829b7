"""Sentences by their numbers: where each ends, its clauses, and the words around a number."""

import pytest

from tasks.report.numbers import find_numbers
from tasks.report.sentences import LONGEST_SENTENCE, NumberedSentence


def split(text: str) -> list[NumberedSentence]:
    """Give the sentences of a text that hold numbers."""
    return list(NumberedSentence.split(text, find_numbers(text)))


def only(text: str) -> NumberedSentence:
    """Give the only one."""
    (sentence,) = split(text)
    return sentence


def test_a_sentence_ends_at_its_mark_its_line_or_its_cell():
    """With the closing quotation mark; one without a number is left out."""
    text = "开展宣传12场！“满意度达98%。”没有数字。\n后文3处\t5家"
    assert [sentence.words for sentence in split(text)] == [
        "开展宣传12场！",
        "“满意度达98%。”",
        "后文3处",
        "5家",
    ]


def test_a_sentence_without_end_is_cut_between_clauses():
    """Nothing is lost, and no piece is longer than the limit."""
    clause = "全年宣传12场，"
    found = split(clause * 1000)
    assert "".join(sentence.words for sentence in found) == clause * 1000
    assert max(len(sentence.words) for sentence in found) <= LONGEST_SENTENCE
    assert all(sentence.words.endswith("，") for sentence in found)


def test_a_sentence_of_very_many_numbers_is_cut():
    """Each is compared with those before it."""
    found = split("、".join(f"甲村{number}户" for number in range(1, 131)))
    assert [len(sentence.numbers) for sentence in found] == [60, 60, 10]


def test_the_phrase_of_a_number_lies_between_marks():
    """Brackets part clauses, and no phrase; a comma in a number parts nothing."""
    sentence = only("全年（含下半年）宣传1,200场，惠及3600余人；检查5家。")
    phrases = [sentence.text[sentence.get_phrase(place)] for place in range(3)]
    assert phrases == ["全年（含下半年）宣传1,200场", "惠及3600余人", "检查5家"]


def test_words_stand_around_a_number():
    """Of its clause, of its own, and between two."""
    sentence = only("全年受理12件、办结8件，满意率98%。")
    assert sentence.get_words_before(1) == "全年受理12件、办结"
    assert sentence.get_own_words_before(1) == "、办结"
    assert sentence.get_words_behind(0) == "、办结8件"
    assert sentence.get_words_between(0, 1) == "、办结"
    spans = sentence.list_clauses()
    assert [sentence.text[first:last] for first, last in spans][1] == "满意率98%"


def test_numbers_that_are_joined_are_a_row():
    """By these; anything else begins another."""
    sentence = only("分别为12件、8件和5件，另有3件。")
    assert sentence.list_rows() == [[0, 1, 2], [3]]
    assert sentence.list_places(0, sentence.numbers[2].start) == [0, 1]


@pytest.mark.parametrize(
    ("text", "is_multiple", "is_share"),
    [
        ("办件量是去年的1.6倍。", True, False),
        ("办件量增长1.6倍。", False, False),
        ("占同期审结总数的31.5%。", False, True),
        ("办结率31.5%。", False, False),
    ],
)
def test_multiples_and_shares_are_no_values(text, is_multiple, is_share):
    """The words before the number say so."""
    sentence = only(text)
    assert sentence.is_multiple(0) is is_multiple
    assert sentence.is_share(0) is is_share


def test_a_whole_may_stand_before():
    """In the sentence before, or somewhere in the section."""
    assert only("其中维持96件。").refers_to_sentence_before()
    assert only("在审结的案件中，维持96件。").refers_to_section()
    plain = only("维持96件。")
    assert not plain.refers_to_sentence_before()
    assert not plain.refers_to_section()

"""Sentences and clauses around an offset, and which words of a sentence say when a number was so."""

import pytest

from tasks.report.quantities import LONGEST_SENTENCE, SentenceIndex, find_periods

SAID = (
    "截至10月|截至10月底|截止12月底|截至12月31日|截至2023年底|截至2023年11月30日|截至目前|截至今年9月|上半年|下半年|前三季度|第三季度|2023年第三季度|"
    "2024年以来|自2019年以来|今年以来|全年|年内|一年来|近三年|近3年来|三年来|近年来|过去五年|今年|去年|上年度|上一年度|去年同期|今年1—10月|2023年1-11月|"
    "2023年上半年|2021年至2023年|2021—2023年|2022年3月至2023年底|2022年度至2023年度|2023年|2023年度|1—11月|1月至11月|12月|十四五期间|当年"
).split("|")
UNSAID = (
    "落实2023年工作要点，完成5项|对标2023年度目标任务，完成5项|较上年增加5项|比2022年增加5项|与去年同期相比增加5项|办好《2023年计划》中的5项|"
    "面向全年龄段的5项|6月底前完成5项|完成5项，截至10月底|组织年度考核5次"
).split("|")


def said(sentence, number="5"):
    """Give the last period before the number."""
    before = [
        sentence[start:end]
        for start, end in find_periods(sentence)
        if end <= sentence.index(number)
    ]
    return before[-1] if before else None


@pytest.mark.parametrize("words", SAID)
def test_periods(words):
    """A period at the head of a sentence is read whole, as printed."""
    sentence = f"{words}，共受理案件八十件。"
    assert [sentence[start:end] for start, end in find_periods(sentence)] == [words]


@pytest.mark.parametrize("words", UNSAID)
def test_no_period(words):
    """The year of a plan, what is compared with, a title and what comes later are no period of a number."""
    assert said(words) is None


def test_each_clause_has_its_own():
    """The nearest period before a number counts; 的 makes a bare year one, too."""
    sentence = "上半年受理3件，下半年受理4件，从2022年的7件降到2023年的9件。"
    assert [said(sentence, number) for number in ("3件", "4件", "7件", "9件")] == [
        "上半年",
        "下半年",
        "2022年",
        "2023年",
    ]


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
    sentences = SentenceIndex(TEXT)
    assert TEXT[slice(*sentences.find_sentence(start))] == sentence
    assert TEXT[slice(*sentences.find_clause(start, start + len(words)))] == clause


def test_a_text_without_full_stops_is_cut_at_its_clauses():
    """A sentence that never ends is cut between clauses, and where it has none, by its length.

    Nothing is lost.
    """
    for text in ("全年宣传12场，" * 1000, "法" * (2 * LONGEST_SENTENCE + 5)):
        sentences = SentenceIndex(text)
        spans = sorted(
            {sentences.find_sentence(place) for place in range(0, len(text), 7)}
            | {sentences.find_sentence(len(text) - 1)}
        )
        assert "".join(text[start:end] for start, end in spans) == text
        assert all(end - start <= LONGEST_SENTENCE for start, end in spans)
    assert (
        SentenceIndex("全年宣传12场，" * 1000).find_sentence(0)[1]
        % len("全年宣传12场，")
        == 0
    )

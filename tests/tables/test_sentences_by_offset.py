"""Sentences by offset: what the tables say of them, cut out of the texts."""

import pyarrow as pa

from tasks.tables import sentences_by_offset
from tasks.tables.sentences_by_offset import add_sentences

REPORTS = pa.table(
    {"report_id": ["a", "b", "c"], "text": ["甲一。乙二。", "丙三。", None]}
)


def _quantities(*rows):
    names = ("report_id", "sentence_start", "sentence_end")
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(names, columns, strict=True)))


def test_sentences_come_from_the_texts_of_their_reports(monkeypatch):
    """In the order of the quantities, however many reports are looked at together."""
    quantities = _quantities(("b", 0, 3), ("a", 3, 6), ("b", 0, 3), ("a", 0, 3))
    for at_once in (1, 2, 10):
        monkeypatch.setattr(sentences_by_offset, "_REPORTS_AT_ONCE", at_once)
        added = add_sentences(quantities, REPORTS)
        assert added["sentence"].to_pylist() == ["丙三。", "乙二。", "丙三。", "甲一。"]
        assert added.drop_columns("sentence") == quantities


def test_what_is_not_known_has_no_sentence():
    """Of a report that is not given or has no text, or without an offset."""
    quantities = _quantities(("x", 0, 3), ("c", 0, 3), ("a", None, 3), ("a", 0, None))
    assert add_sentences(quantities, REPORTS)["sentence"].null_count == 4


def test_no_quantities():
    """The column is there all the same, and is of words."""
    none = _quantities(("a", 0, 3)).slice(0, 0)
    assert add_sentences(none, REPORTS).schema.field("sentence").type == pa.string()

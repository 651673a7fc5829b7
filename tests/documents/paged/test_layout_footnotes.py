"""Footnotes come behind the text, and small print that is none stays."""

import pytest

from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.sheet import RuledLine, Sheet, TextLine

_FULL = "办理行政许可一千二百余件，未发生一起重大的行政执法责任事故和"


def _line(text, top, size=16.0, left=74.0):
    return TextLine(text, left, top, left + size * len(text), top + size, size)


def _sheets(*small, rules=()):
    first = [_line(_FULL, 80 + 28 * n) for n in range(21)]
    second = [_line("群体性事件。", 80), _line("二、存在的问题", 108, left=106)]
    return [
        Sheet(1, 595, 842, (*first, *small), rules),
        Sheet(2, 595, 842, tuple(second)),
    ]


def _texts(sheets):
    return [paragraph.text for paragraph in build_paragraphs(sheets)[0]]


@pytest.mark.parametrize(
    "note",
    ["①数据来源：县司法局。", "[1]据年报统计。", "1 据年报统计。", "* 据年报统计。"],
)
def test_a_note(note):
    """A marked line of small letters does not part the sentence that goes on overleaf."""
    texts = _texts(_sheets(_line(note, 720, 9)))
    assert texts[-1] == note
    assert texts[0].endswith("责任事故和群体性事件。")


def test_two_notes_of_several_lines():
    """Each mark begins a note; other lines go on with it."""
    lines = [
        _line("①据县司法局的年度", 700, 9),
        _line("统计。", 712, 9),
        _line("②据年报。", 724, 9),
    ]
    assert _texts(_sheets(*lines))[-2:] == ["①据县司法局的年度统计。", "②据年报。"]


def test_a_rule_parts_notes():
    """Below a short rule, words without a mark are notes too."""
    rule = RuledLine(74, 700, 218, 700)
    note = _line("数据据县司法局年报。", 712, 10.5)
    assert _texts(_sheets(note, rules=(rule,)))[-1] == note.text


@pytest.mark.parametrize(
    ("text", "size"),
    [("12月31日印发", 10.5), ("抄送：县委办公室。", 10.5), ("①法治建设。", 16)],
)
def test_no_note(text, size):
    """Dates, copies and lines in the text's own letters stay where they are."""
    assert _texts(_sheets(_line(text, 720, size)))[-1] != text

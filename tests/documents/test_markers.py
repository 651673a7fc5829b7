"""Numbering that opens a paragraph, as far as the joining of paragraphs knows it."""

import pytest

from tasks.documents.paragraphs import OPENS_AS_HEADING, OPENS_WITH_MARKER

HEADINGS = (
    "一、组织领导",
    "十二、附则",
    "（三）普法",
    "(四)执法",
    "五）监督",
    "1.培训",
    "2、考核",
    "3．督察",
    "（4）调解",
    "(5)信访",
    "第二部分 存在问题",
    "一．2023年工作",
    "㈢普法",
    "⒈培训",
    "⑷调解",
)
RUN_IN = ("一是压实责任", "第二，完善机制", "①建台账", "附件1")
NEITHER = (
    "依法行政",
    "2023年，全县",
    "4.15国家安全教育日",
    "3·15宣传",
    "一方面",
    "三项制度落地",
    "12件",
    "第一责任人",
    "20.5万元",
)


@pytest.mark.parametrize("line", HEADINGS)
def test_headings_open_both_ways(line):
    """A numbered heading is a marker and may stand alone on its line."""
    assert OPENS_WITH_MARKER.match(line)
    assert OPENS_AS_HEADING.match(line)


@pytest.mark.parametrize("line", RUN_IN)
def test_run_in_forms_are_markers_only(line):
    """A run-in number opens a paragraph but makes no heading line."""
    assert OPENS_WITH_MARKER.match(line)
    assert not OPENS_AS_HEADING.match(line)


@pytest.mark.parametrize("line", NEITHER)
def test_numbers_of_the_text_are_no_markers(line):
    """A number that belongs to the sentence does not start a new paragraph."""
    assert not OPENS_WITH_MARKER.match(line)

"""Control characters of pages and texts: dropped with an issue, also as entities."""

import pytest

from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.model.document import Document, Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.page import Link
from tests.documents.test_html_page import BODY, page

DROPPED = {
    "null": ("办理\x0041件", 1),
    "null as an entity": ("办理&#0;41件", 1),
    "colours": ("办理&#x1b;[1;31m41件&#27;[0m", 2),
    "title": ("办理\x1b]0;owned\x0741件", 2),
    "delete": ("办理&#127;41&#x8;件", 2),
}


@pytest.mark.parametrize(("words", "count"), DROPPED.values(), ids=DROPPED)
def test_control_characters_are_dropped_with_an_issue(words, count):
    """Neither the text nor an operator's terminal gets them."""
    document = convert(page(f"{BODY}<p>{words}</p>").encode())
    assert document.paragraphs[-1].text == "办理41件"
    [issue] = [one for one in document.issues if one.code == "control_characters"]
    assert issue.message.startswith(str(count))


def test_marks_of_direction_are_dropped_with_their_place():
    """In every format; words that are drawn from their end are read as they are drawn."""
    document = convert(
        page(f"{BODY}<p>办理\u2066案件\u206941件\u202e。结办\u202c</p>").encode()
    )
    cleaned = clean(document)
    assert cleaned.text.endswith("办理案件41件办结。")
    [issue] = [one for one in cleaned.issues if one.code == "control_characters"]
    assert issue.message.startswith("4 ")
    assert issue.evidence.endswith(": U+2066, U+2069, U+202E, U+202C")


def test_controls_of_any_format_are_dropped():
    """Also of one that is no text, as a PDF's letters without a picture."""
    document = Document(
        (Paragraph("办理\x1b案件41\x9b件", "page 3"),), "application/pdf"
    )
    cleaned = clean(document)
    assert cleaned.text == "办理案件41件"
    assert "page 3: U+001B, U+009B" in [issue.evidence for issue in cleaned.issues]


def test_a_title_has_nothing_that_steers_a_terminal():
    """Written as entities, too."""
    head = "<title>青原县&#x1b;[2J2025年&#x202e;报告</title>"
    text = f"<html><head>{head}</head><body>{BODY}</body></html>"
    document = convert(text.encode())
    assert document.metadata["title"] == "青原县2025年报告"
    link = Link("http://a.cn/", "青原县\x1b[2J2025年\u202e报告")
    assert link.title == "青原县[2J2025年报告"


def test_characters_of_windows_are_read():
    """`&#150;` is a dash in every browser; line breaks as entities are spaces."""
    document = convert(page(f"{BODY}<p>1&#150;3月&#10;&#9;完成&#8226;</p>").encode())
    assert document.paragraphs[-1].text.split() == ["1–3月", "完成•"]
    assert document.issues == ()


def test_a_text_with_a_null_is_read_and_bytes_are_not():
    """One null is a slip; many are no text."""
    text = "青原县依法行政。\n" * 40
    document = convert(f"{text}办理\x0041件。".encode())
    assert document.paragraphs[-1].text == "办理41件。"
    with pytest.raises(UnreadableDocument):
        convert(b"ab\x00" * 100)

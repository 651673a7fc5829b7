"""Control characters of pages and texts: dropped with an issue, also as entities."""

import pytest

from tasks.documents.convert import convert
from tasks.model.errors import UnreadableDocument
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

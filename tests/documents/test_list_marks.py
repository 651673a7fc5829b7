"""The numbers of lists, as a browser prints them."""

import pytest

from tests.documents.test_html_page import BODY, page, texts

ITEMS = "<li>甲</li><li>乙</li>"
LISTS = {
    "numbers": (f"<ol>{ITEMS}</ol>", ["1.甲", "2.乙"]),
    "letters": (f"<ol type=a>{ITEMS}</ol>", ["a.甲", "b.乙"]),
    "roman": (f"<ol type=I start=3>{ITEMS}</ol>", ["III.甲", "IV.乙"]),
    "backwards": (f"<ol reversed>{ITEMS}</ol>", ["2.甲", "1.乙"]),
    "value": ("<ol><li value=7>甲<li>乙</ol>", ["7.甲", "8.乙"]),
    "chinese": (
        f"<ol style='list-style:cjk-ideographic inside'>{ITEMS}</ol>",
        ["一、甲", "二、乙"],
    ),
    "drawn by an editor": (
        f"<ol class='custom_cn2'>{ITEMS}</ol>",
        ["（一）甲", "（二）乙"],
    ),
    "by a sheet": (f"<ol class=k>{ITEMS}</ol>", ["a.甲", "b.乙"]),
    "none": (f"<ol style='list-style-type:none'>{ITEMS}</ol>", ["甲", "乙"]),
    "unordered": (f"<ul>{ITEMS}</ul>", ["甲", "乙"]),
    "unordered with numbers": (
        f"<ul style='list-style-type:decimal'>{ITEMS}</ul>",
        ["1.甲", "2.乙"],
    ),
    "nested": (
        "<ol><li>甲<ol type=a><li>子</li></ol></li><li>乙</li></ol>",
        ["1.甲", "a.子", "2.乙"],
    ),
    "paragraphs inside": (
        "<ol><li><p>甲</p><p>再</p></li><li><p><b>乙</b></p></li></ol>",
        ["1.甲", "再", "2.乙"],
    ),
    "numbered by hand": (
        "<ol><li>一、甲</li><li>（二）乙</li></ol>",
        ["一、甲", "（二）乙"],
    ),
    "a number behind": ("<ol><li>2024年</li></ol>", ["1. 2024年"]),
    "one of them hidden": (
        "<ol><li style='display:none'>甲</li><li>乙</li></ol>",
        ["1.乙"],
    ),
}


@pytest.mark.parametrize(("markup", "expected"), LISTS.values(), ids=LISTS)
def test_lists_are_numbered(markup, expected):
    """Items have the numbers that a reader sees."""
    head = "<style>ol.k > li{list-style-type:lower-latin}</style>"
    assert texts(page(BODY + markup, head))[2:] == expected

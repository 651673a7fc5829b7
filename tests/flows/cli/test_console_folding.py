"""Chinese text on a terminal: no line too wide, nothing lost, and no 。 at the start of a line."""

import pytest
from rich.cells import cell_len
from rich.text import Text

from flows.cli.console import Folded, shorten

WORDS = (
    "全年受理行政复议案件86件‹86 件 · review_accepted›，办结82件。《中华人民共和国行政复议法》“学用结合”"
    "（每季度一次），网址http://www.example.gov.cn/zwgk/fzzfjs/202601/t20260120_4591102.html；见附件1、附件2,附件3(略)。"
)


@pytest.mark.parametrize("width", [10, 17, 40, 41, 80, 300])
def test_lines_fit_and_lose_nothing(width):
    """Every line fits the width in cells; together they are the text, less the spaces at their ends."""
    lines = [line.plain for line in Folded(Text(WORDS)).break_lines(width)]
    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(WORDS.split())


@pytest.mark.parametrize("width", [17, 40, 41, 80])
def test_a_line_neither_begins_with_a_closing_mark_nor_ends_with_an_opening_one(width):
    """As in print."""
    lines = [line.plain for line in Folded(Text(WORDS)).break_lines(width)]
    assert not any(line[0] in "，。；：）》”›,)" for line in lines)
    assert not any(line[-1] in "（《“‹(" for line in lines)


def test_line_breaks_and_styles_stay():
    """A break in the text is a line's end, an empty line stays, and a style goes with its words."""
    text = Text("一、成效\n\n办结82件。")
    text.stylize("bold", 8, 11)
    lines = list(Folded(text).break_lines(80))
    assert [line.plain for line in lines] == ["一、成效", "", "办结82件。"]
    assert [
        (lines[2].plain[span.start : span.end], span.style) for span in lines[2].spans
    ] == [("82件", "bold")]


def test_long_words_are_shortened_with_their_length():
    """What is cut says how much it was."""
    assert shorten("办结", 2) == "办结"
    assert shorten("办结案件", 2) == "办结 … (4 characters)"

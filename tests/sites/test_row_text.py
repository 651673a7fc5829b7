"""The words of a row: strings that are shown, titles without their dress, what is a button."""

import pytest
from bs4 import BeautifulSoup, Tag

from tasks.sites.row_text import Piece, RowTag, clean_title
from tests.rows import each_row

TITLE = "云溪镇2025年法治政府建设年度报告"


def tag(markup: str, name: str) -> RowTag:
    """Take the first element of a name."""
    found = BeautifulSoup(markup, "html.parser").find(name)
    assert isinstance(found, Tag)
    return RowTag(found)


@each_row(
    "anchor",
    [
        f"<a>{TITLE}</a>",
        f"<a><span>{TITLE}</span> <i>2026-01-20</i></a>",
        f"<a title='{TITLE}'>云溪镇2025年法治政府…</a>",
        f"<a title='{TITLE}'>查看</a>",
        f"<a title='标题：{TITLE}&#10;发布日期：2026-01-20'>{TITLE[:9]}...</a>",
    ],
)
def test_a_title_is_read_whole(anchor):
    """Without dates, and from its attribute where the text is a cut form of it or only a button."""
    assert tag(anchor, "a").read_title() == TITLE


def test_a_title_stands_beside_a_button():
    """In another cell of the row, or as a heading."""
    row = f"<table><tr><td>1</td><td>{TITLE}</td><td><a href='1.html'>查看</a></td></tr></table>"
    pieces = list(Piece.iter_all(tag(row, "tr").tag))
    assert tag(row, "a").find_title_beside(pieces) == TITLE


def test_pieces_are_the_strings_that_are_shown():
    """With the anchor and the cell that each is in; scripts and comments are none."""
    row = (
        f"<tr><td>一</td><td><a>{TITLE}</a><!-- x --><script>var a;</script></td></tr>"
    )
    pieces = list(Piece.iter_all(tag(f"<table>{row}</table>", "tr").tag))
    assert [piece.text for piece in pieces] == ["一", TITLE]
    assert [piece.anchor is None for piece in pieces] == [True, False]
    assert all(piece.cell is not None for piece in pieces)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (f"{TITLE} 2026-01-20", "2026-01-20"),
        (f"2026-01-20 {TITLE}", "2026-01-20"),
        (TITLE, ""),
        ("2026-01-20", ""),
    ],
)
def test_a_date_may_stand_in_one_string_with_its_title(text, printed):
    """Before or behind it; a string that is a date alone has none beside."""
    assert Piece.find_edge_date(text).strip("()[] ") == printed


@pytest.mark.parametrize(
    ("words", "is_button"), [("查看", True), ("详情", True), (TITLE, False)]
)
def test_buttons_are_no_titles(words, is_button):
    """They say what an anchor does."""
    assert Piece.is_button(words) is is_button


def test_a_title_of_data_loses_its_markup():
    """On one line, with single blanks."""
    assert clean_title(f"<em>{TITLE[:4]}</em>{TITLE[4:]}\n") == TITLE


def test_elements_around_and_inside_are_found():
    """The nearest around, the first inside, and none."""
    row = tag("<div class='a b'><ul><li><a>x</a></li></ul></div>", "a")
    around = row.find_around("ul", "div")
    assert around is not None
    assert around.name == "ul"
    assert row.find_around("table") is None
    outer = tag(str(row.tag.find_parent("div")), "div")
    assert outer.find_inside("li") is not None
    assert outer.get_classes() == ["a", "b"]

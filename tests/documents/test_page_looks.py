"""What no reader of a page sees: hidden, struck out, of the paper's colour; and what only seems so."""

import pytest
from lxml.html import document_fromstring

from tasks.documents.html_page import read
from tasks.documents.page_styles import PageStyles
from tests.documents.test_html_page import BODY, page


def read_last(markup, head=""):
    """Read a page's last paragraph, and its issues with their counts."""
    document = read(page(f"{BODY}<p>{markup}</p>", head))
    found = {issue.code: issue.message.split()[0] for issue in document.issues}
    return document.paragraphs[-1].text, found


SHEET = (
    "<style>/* .a{} */ .no{display:none} p .old b{text-decoration:line-through red}"
    " @media print{.seen{display:none}} @media screen{#gone{visibility:hidden}}"
    " .tab{display:none} .tab.on{display:inline} .x::before{display:none}</style>"
    "<style>@import url(a.css); .cut:not(.kept){display:none} [data-off]{display:none}"
    " [class^='gone-']{display:none} a[href$='.js']{display:none} u:first-child{display:none}"
    " .mark ~ .after{display:none} .mark + .next{display:none} .z:hover{display:none}"
    " :root{--out:none;--pale:#fff} .by{display:var(--out)} .bg{background-image:linear-gradient(#003,#006)}"
    "</style>"
)
STRUCK = {
    "s": "调解<s>12</s>15起",
    "del": "调解<del>12</del>15起",
    "strike": "调解<strike><b>1</b>2</strike>15起",
    "style": "调解<span style='TEXT-DECORATION: underline line-through'>12</span>15起",
    "line": "调解<span style='text-decoration-line:line-through'>12</span>15起",
    "sheet": "<span class='old'>调解<b>12</b></span>15起",
}


@pytest.mark.parametrize("markup", STRUCK.values(), ids=STRUCK)
def test_struck_words_are_dropped_with_an_issue(markup):
    """What its publisher struck out is no word of the text."""
    assert read_last(markup, SHEET) == ("调解15起", {"struck_text": "1"})


HIDDEN = {
    "display": "<span style='color:red;display : none !important'>9</span>",
    "attribute": "<span hidden>9</span>",
    "class": "<span class='b no'>9</span>",
    "id in a sheet for screens": "<span id='gone'>9</span>",
    "tab that is not on": "<span class='tab'>9</span>",
    "no letters": "<span style='font-size:0pt'><b>9</b></span>",
    "shorthand": "<span style='font:0/0 a'>9</span>",
    "visibility": "<span style='visibility:collapse'>9</span>",
    "opacity": "<span style='opacity:0.0'>9</span>",
    "far out": "<span style='position:absolute;left:-9999px'>9</span>",
    "clipped": "<span style='position:absolute;clip:rect(0 0 0 0)'>9</span>",
    "no height": "<span style='display:block;height:0;overflow:hidden'>9</span>",
    "white": "<font color='#FFFFFF'>9</font>",
    "white on white": "<b style='background:#fff;color:rgb(254, 254, 254)'>9</b>",
    "dark on dark": "<b style='background:black'><i style='color:#000'>9</i></b>",
    "transparent": "<span style='color:transparent'>9</span>",
    "clear": "<span style='color:rgba(0, 0, 0, 0)'>9</span>",
    "clear by a stroke": "<span style='color:rgb(0 0 0 / 0%)'>9</span>",
    "clear in hexadecimal": "<span style='color:#00000000'>9</span>",
    "shades of white": "<span style='color:hsl(120, 0%, 100%)'>9</span>",
    "scaled away": "<span style='display:inline-block;transform:rotate(3deg) scale(0)'>9</span>",
    "cut away": "<span style='clip-path:inset(100%)'>9</span>",
    "what is not taken out": "<span class='cut'>9</span>",
    "an attribute alone": "<span data-off>9</span>",
    "the start of an attribute": "<span class='gone-now'>9</span>",
    "the end of an attribute": "<a href='x.js'>9</a>",
    "the first of its block": "<span><u>9</u></span>",
    "behind a sibling": "<i class='mark'></i><b></b><span class='after'>9</span>",
    "right behind a sibling": "<i class='mark'></i><span class='next'>9</span>",
    "a variable": "<span class='by'>9</span>",
    "a variable in its style": "<span style='color:var(--pale)'>9</span>",
    "its own variable": "<span style='--a:none;display:var(--a)'>9</span>",
    "a variable's other value": "<span style='display:var(--b, none)'>9</span>",
}


@pytest.mark.parametrize("markup", HIDDEN.values(), ids=HIDDEN)
def test_hidden_words_are_dropped_with_an_issue(markup):
    """What no reader sees is no word of the text."""
    assert read_last(f"办理4{markup}1件", SHEET) == ("办理41件", {"hidden_text": "1"})


SEEN = {
    "rule for the printer": "<span class='seen'>9</span>",
    "rule for what stands before": "<span class='x'>9</span>",
    "tab that is on": "<span class='tab on'>9</span>",
    "shown again": "<b style='visibility:hidden'><i style='visibility:visible'>9</i></b>",
    "letters again": "<b style='font-size:0'><i style='font-size:12pt'>9</i></b>",
    "sheet against attribute": "<span style='display:inline' hidden>9</span>",
    "for screen readers only hidden": "<span aria-hidden='true'>9</span>",
    "white on red": "<b style='background-color:#c00'><i style='color:#fff'>9</i></b>",
    "white on a picture": "<b style='background:url(a.png);color:white'>9</b>",
    "hanging": "<span style='text-indent:-24pt'>9</span>",
    "no line": "<del style='text-decoration:none'>9</del>",
    "small": "<span style='font-size:0.8em'>9</span>",
    "half clear": "<span style='color:rgba(0,0,0,.5)'>9</span>",
    "black without a fourth part": "<span style='color:rgb(9,0,0)'>9</span>",
    "shades of red": "<span style='color:hsl(0, 90%, 40%)'>9</span>",
    "scaled": "<span style='transform:scale(0.9)'>9</span>",
    "taken out": "<span class='cut kept'>9</span>",
    "another attribute": "<span data-on class='a gone-x'>9</span>",
    "not the first": "<span><u></u><u>9</u></span>",
    "before its sibling": "<span class='after'>9</span><i class='mark'></i>",
    "not right behind": "<i class='mark'></i><b></b><span class='next'>9</span>",
    "under the pointer": "<span class='z'>9</span>",
    "white on a gradient": "<span class='bg'><b style='color:#fff'>9</b></span>",
    "a variable that is not known": "<span style='display:var(--c)'>9</span>",
}


@pytest.mark.parametrize("markup", SEEN.values(), ids=SEEN)
def test_what_a_reader_sees_stays(markup):
    """What looks like hiding and is none leaves its words where they are."""
    assert read_last(f"办理4{markup}1件", SHEET) == ("办理491件", {})


_ROTATED = "<style>.wm{position:fixed;transform:rotate(-20deg)}</style>"


@pytest.mark.parametrize(
    "stated",
    [
        "position:fixed;top:30%;transform:rotate(-30deg)",
        "position:absolute;opacity:.1",
        "position:absolute;rotate:-20deg",
        "position:fixed;color:rgba(0,0,0,.08)",
        "position:fixed;color:rgb(0 0 0 / 10%)",
        "position:absolute;transform:translate(-50%,-50%) rotate(0.1turn)",
    ],
)
def test_words_put_over_a_page_are_a_watermark(stated):
    """They go, and are told."""
    found = read_last(f"办理4<i style='{stated}'>9</i>1件")
    assert found == ("办理41件", {"watermark_text": "1"})


def test_a_watermark_of_a_sheet():
    """A rule of a sheet lays words over a page, too."""
    found = read_last("办理4<i class='wm'>9</i>1件", _ROTATED)
    assert found == ("办理41件", {"watermark_text": "1"})


@pytest.mark.parametrize(
    "markup",
    [
        "<i style='position:absolute;left:3px'>9</i>",
        "<i style='transform:rotate(-3deg)'>9</i>",
        "<i style='position:absolute;transform:rotate(0deg)'>9</i>",
        "<i style='position:absolute;transform:translate(2px)'>9</i>",
        "<i style='opacity:.3'>9</i>",
        "<i style='position:absolute;opacity:.9'>9</i>",
        "<i style='position:absolute;color:rgb(0,0,0)'>9</i>",
        "<i style='position:absolute;color:rgba(0,0,0,1)'>9</i>",
        "<i style='position:relative;opacity:.2'>9</i>",
    ],
)
def test_words_that_are_placed_stay(markup):
    """What is placed without leaning or being pale is text, and so is what leans in the line."""
    assert read_last(f"办理4{markup}1件") == ("办理491件", {})


def test_white_words_in_a_cell_that_a_sheet_elsewhere_colours_stay():
    """The head of a table is white on a ground that is stated elsewhere."""
    head = "<link rel=stylesheet href=a.css>"
    cell = "<td class='head'><span style='color:#fff'>{}</span></td>"
    row = f"<tr>{cell.format('甲')}{cell.format('乙')}</tr>"
    document = read(page(f"{BODY}<table>{row}<tr><td>1<td>2</tr></table>", head))
    assert [one.text for one in document.paragraphs[-2:]] == ["甲\t乙", "1\t2"]


def test_pages_that_a_script_turns_to_stay():
    """A long text that the page hides is shown by a click; so is one that is nearly all of it."""
    sentence = "持续推进依法行政，全面规范行政执法行为，办理案件四百余件。"
    hidden = f"<div style='display:none'>{f'<p>{sentence}</p>' * 12}</div>"
    document = read(page(BODY * 12 + hidden, "<script>turn()</script>"))
    assert document.paragraphs[-1].text == sentence
    whole = read(page(f"<div style='display:none'>{BODY}{BODY}</div>"))
    assert len(whole.paragraphs) == 4


def test_a_tag_inside_what_a_rule_names():
    """A rule of a tag alone is looked up by the class or id that must be around it, near or far."""
    sheet = ".note p > span{display:none} #foot b{display:none} .note i.x{opacity:0}"
    inside = "<p><span>甲</span><b>乙</b></p>"
    page = f"<style>{sheet}</style><div class='big note'>{inside}</div><div id='foot'>{inside}</div>{inside}"
    root = document_fromstring(f"<html><body>{page}</body></html>")
    styles = PageStyles.read(root)
    hidden = [
        one.text for one in root.iter("span", "b") if styles.find(one).get("display")
    ]
    assert hidden == ["甲", "乙"]
    around = [list(one.iterancestors())[1] for one in root.iter("b")]
    assert [one.get("id") for one in around] == [None, "foot", None]

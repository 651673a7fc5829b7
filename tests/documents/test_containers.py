"""The element that holds the article: known families first, then density."""

import lxml.html
import pytest

from tasks.documents.containers import KnownContainers, extract_words

SENTENCE = (
    "全县坚持依法行政，持续规范执法行为，不断提升治理效能，各项工作取得积极进展。"
)
BODY = f"<p>{SENTENCE}</p>" * 3
OPENINGS = {
    "UCAP": "<ucapcontent>",
    "UCAP upper case": "<UCAPCONTENT>",
    "gov.cn": '<div id="UCAP-CONTENT">',
    "TRS": '<div class="TRS_Editor">',
    "TRS external": '<div class="view TRS_UEDITOR trs_paper_default trs_external">',
    "TRS view": '<div class="trs_editor_view">',
    "TRS union": '<div class="Custom_UnionStyle">',
    "VSB": '<div id="vsb_content">',
    "VSB numbered": '<div id="vsb_content_500">',
    "VSB inner": '<div class="v_news_content">',
    "zoom": '<div id="zoom">',
    "Zoom": '<div id="Zoom">',
    "zoomcon": '<div id="zoomcon">',
    "Hanweb": '<div id="ivs_content">',
    "Hanweb old": '<div class="bt-content">',
    "Hanweb main": '<div class="main-txt">',
    "NFCMS": '<div class="news_cont_d_wrap">',
    "NFCMS old": '<div class="tyxxy_main">',
    "gkmlpt": '<div class="article-content">',
    "TRS article": '<div class="article_content">',
    "wenz": '<div class="wenz clear">',
}


def page(inner):
    """Parse a page with a menu, some inner HTML and a foot."""
    menu = "<ul>" + "<li><a href='/a/'>法治政府建设年度报告专栏</a></li>" * 20 + "</ul>"
    return lxml.html.document_fromstring(
        f"<html><body>{menu}{inner}<div>主办单位：县政府办公室</div></body></html>"
    )


def find(inner):
    """Find the container of a page's article."""
    return KnownContainers.find(page(inner)).choose()


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
def test_families(opening):
    """Each family's container is found by its own markup."""
    found = find(f"{opening}{BODY}")
    assert found is not None
    assert extract_words(found).startswith(SENTENCE)


def test_a_stub_is_passed_over():
    """An empty #zoom does not hide the container that holds the text."""
    found = find(f'<div id="zoom"> </div><div class="article_content">{BODY}</div>')
    assert found is not None
    assert found.get("class") == "article_content"


def test_scripts_are_no_text():
    """A container that holds only a script is a stub, however long the script."""
    script = "<script>" + "var 附件名称;" * 40 + "</script>"
    assert find(f'<div id="zoom">{script}</div>') is None


def test_of_several_the_fullest():
    """Of two containers of one kind the one with more text is the article."""
    found = find(
        f'<div class="TRS_Editor">{BODY}</div><div class="TRS_Editor">{BODY}{BODY}</div>'
    )
    assert found is not None
    assert len(extract_words(found)) == 6 * len(SENTENCE)


@pytest.mark.parametrize(
    "inner",
    [
        f"<div class='x'>{BODY}</div>",
        f"<table><tr><td>{BODY}</td></tr></table>",
        f"<div class='x'>{BODY.replace('<p>', '<div>').replace('</p>', '</div>')}</div>",
        f"<div class='x'><div>{BODY}</div><p>{SENTENCE}</p></div>",
    ],
    ids=["paragraphs", "table cell", "divs", "wrapper"],
)
def test_density(inner):
    """Without a known container the densest element is taken, not the menu and not the page."""
    found = KnownContainers.find_densest(page(inner))
    assert found is not None
    assert extract_words(found).count(SENTENCE) >= 3
    assert "专栏" not in extract_words(found)


def test_density_of_nothing():
    """A page without text has no densest element."""
    assert KnownContainers.find_densest(page("")) is None

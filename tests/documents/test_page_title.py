"""The title of a page's article, of all the places that may hold it."""

import lxml.html
import pytest

from tasks.documents.page_title import PageTitle

TITLE = "云川镇2025年法治政府建设年度报告"
OTHER = "石埠乡2024年法治政府建设年度报告"
SITE = "云川县人民政府"
FOUND = {
    "meta block": f"<meta name=ArticleTitle content='{TITLE}'><title>{SITE}</title>",
    "meta of another make": f"<meta property='og:title' content='{TITLE}'><title>{SITE}</title>",
    "column in the meta block": f"<meta name=ArticleTitle content='法治政府建设年度报告'><h1>{TITLE}</h1>",
    "nothing in the meta block": f"<meta name=ArticleTitle content='null'><h2>{TITLE}</h2>",
    "column called as the title ends": "<meta name=ColumnName content='法治政府建设年度报告'>"
    f"<meta name=ArticleTitle content='{TITLE}'>",
    "cut in the meta block": f"<meta name=ArticleTitle content='云川镇2025年法治政府建…'><h1>{TITLE}</h1>",
    "heading": f"<title>法治政府建设年度报告</title><h1>{TITLE}</h1>",
    "lower heading": f"<title>{SITE}</title><h1>{SITE}</h1><h2 class=tit>{TITLE}</h2>",
    "class": f"<title>{SITE}</title><div class='article-title'>{TITLE}</div>",
    "class of a heading": f"<title>{SITE}</title><div class=h1>{TITLE}</div>",
    "id": f"<title>{SITE}</title><p id=ArticleTitle>{TITLE}</p>",
    "own element": f"<title>{SITE}</title><ucaptitle>{TITLE}</ucaptitle>",
    "centred bold line": f"<title>{SITE}</title><table><tr><td align=center><font size=4><b>{TITLE}</b>"
    "</font></td></tr></table>",
    "centred by style": f"<title>{SITE}</title><p style='text-align: center'><strong>{TITLE}</strong></p>",
    "cell of an old table": f"<title>{SITE}</title><table><tr><td align=center style='font-size:18pt'>"
    f"{TITLE}</td></tr><tr><td align=center>2026年3月1日</td></tr></table>",
    "bold block": f"<title>{SITE}</title><div style='text-align:center;font-weight:bold'>{TITLE}</div>",
    "large paragraph": f"<title>{SITE}</title><p align=center style='font: bold 22px 宋体'>{TITLE}</p>",
    "cut in the window": f"<title>云川镇2025年法治政府建...</title><table><tr><td>{TITLE}</td></tr></table>",
    "in two lines": f"<title>{SITE}</title><h1>云川镇2025年<br>法治政府建设年度报告</h1>",
    "two centred paragraphs": f"<title>{SITE}</title><p align=center><b>云川镇2025年</b></p>"
    "<p align=center><b>法治政府建设年度报告</b></p>",
    "two headings": f"<title>{SITE}</title><h2>云川镇</h2><h2>2025年法治政府建设年度报告</h2>",
    "beside a side bar": f"<title>{SITE}</title><div class=side><h3>{OTHER}</h3></div><h2>{TITLE}</h2>",
    "behind another heading": f"<title>{SITE}</title><h3>{OTHER}</h3><h1>{TITLE}</h1>",
    "beneath the site's heading": f"<h2>{SITE}</h2><h2>{TITLE}</h2>",
    "beneath the column's heading": f"<h2>信息公开</h2><h2>{TITLE}</h2>",
    "beneath an organ's heading elsewhere": f"<div><h2>{SITE}</h2></div><h1>{TITLE}</h1>",
    "title - site": f"<title>{TITLE}-{SITE}</title>",
    "title — site": f"<title>{TITLE} — {SITE}门户网站</title>",
    "title_column_site": f"<title>{TITLE}_法治政府建设年度报告_{SITE}</title>",
    "site title": f"<title>{SITE} {TITLE}</title>",
    "site | title": f"<title>{SITE}|{TITLE}</title>",
    "site column title": f"<title>{SITE}门户网站 法治政府建设 {TITLE}</title>",
    "site without a separator": f"<meta name=SiteName content='{SITE}网'><title>{TITLE}{SITE}网</title>",
}  # fmt: skip


def choose(markup: str) -> str | None:
    """Choose the title of a page."""
    title = PageTitle.choose(lxml.html.document_fromstring(markup), None)
    return title and title.text


@pytest.mark.parametrize("markup", FOUND.values(), ids=FOUND)
def test_what_reads_like_a_reports_title_is_it(markup):
    """Wherever the page says it, without the names of site and column."""
    assert choose(markup) == TITLE


NOT_FOUND = {
    "site": f"<title>{SITE}</title>",
    "site's other name": "<title>云川县政务公开平台</title>",
    "welcome": "<title>欢迎访问云川县司法局</title>",
    "nothing": "<title></title>",
    "null": "<meta name=ArticleTitle content=null><title>null</title>",
    "column": "<meta name=ColumnName content='法治建设'><title>法治建设</title>",
    "side bar": f"<title>{SITE}</title><h3><a href='/1.html'>{TITLE}</a></h3>",
    "heading of a text": f"<title>{SITE}</title><h3>一、2025年法治政府建设工作情况</h3>",
    "small centred cell": f"<title>{SITE}</title><td align=center style='font-size:12px'>{TITLE}</td>",
    "large cell at the side": f"<title>{SITE}</title><td style='font-size:18pt'>{TITLE}</td>",
    "other heading": f"<title>{SITE}</title><h3>热点专题</h3>",
    "sentence": f"<title>{SITE}</title><p align=center><b>现将2025年法治政府建设情况，予以报告</b></p>",
}


@pytest.mark.parametrize("markup", NOT_FOUND.values(), ids=NOT_FOUND)
def test_a_sites_name_never_is_a_title(markup):
    """Nor are headings of other things; the list's title is as good."""
    assert choose(f"{markup}<p>正文</p>") is None


def test_a_title_of_another_kind_stays_as_it_is():
    """What is no report is classified by its title, too."""
    assert choose("<title>召开推进会_云川县</title>") == "召开推进会_云川县"
    assert choose("<h1>2021-2025年规划</h1><title>x</title>") == "2021-2025年规划"


def test_a_label_names_a_title_behind_the_meta_block():
    """What is printed behind 标题： goes before headings of equal worth."""
    root = lxml.html.document_fromstring(f"<h1>{TITLE}</h1><title>x</title>")
    labelled = PageTitle("石埠乡2025年法治政府建设年度报告", "label 标题")
    assert PageTitle.choose(root, labelled) == labelled
    assert PageTitle.choose(root, PageTitle("公开目录", "label 名称")) == (TITLE, "h1")


@pytest.mark.parametrize(
    "title",
    [
        f"{SITE}2025年法治政府建设年度报告",
        f"{SITE}清波街道办事处2025年法治政府建设情况报告",
        f"{SITE}法治政府建设年度报告",
    ],
)
@pytest.mark.parametrize("site", [SITE, f"{SITE}门户网站"])
def test_the_organ_whose_report_it_is_stays_in_the_title(title, site):
    """Though the site bears its name."""
    meta = f"<meta name=SiteName content='{site}'><meta name=ArticleTitle content='{title}'>"
    assert choose(f"{meta}<title>{title}_{site}</title><h1>{title}</h1>") == title


def test_a_sites_name_before_a_title_goes_even_without_a_separator():
    """It is no organ's."""
    site = f"{SITE}门户网站"
    markup = f"<meta name=SiteName content='{site}'><title>{site}{TITLE}</title>"
    assert choose(markup) == TITLE

"""TRS WCM lists."""

from datetime import date

from tasks.model.source import Family
from tasks.sites.families import FAMILIES
from tasks.sites.families.plain_lists import TRS
from tests.sites.families.pages import page, source, walked

ROWS = """
<ul class="list">
<li><a href="./202401/t20240123_6517034.html" title="演示区2023年法治政府建设年度报告">演示区2023年…</a>
<span>2024-01-23</span></li>
<li><a href="../zfwj/202302/t20230228_1.shtml">2022年报告</a> <span>2023/02/28</span></li>
</ul>
<table><tr><td>演政报〔2019〕14号</td>
<td><a href="/t_3.html">演示区2018年法治政府建设情况报告</a></td>
<td>2019年4月11日</td></tr></table>
<div class="nav"><a href="/index.html">首页</a>
<a href="javascript:void(0)">登录</a><a href="#top">顶部</a></div>
<p class="clock">今天是2026年3月2日</p>
"""
COLUMN = "http://example.cn/bg/fzbg/"


def test_rows_are_read_with_full_title_date_and_document_number():
    """A title attribute goes before a cut text; the menu is no row."""
    links = TRS.read_links(
        source(Family.TRS, COLUMN), page(f"{COLUMN}index.html", f"<html>{ROWS}</html>")
    )
    assert [
        (link.url, link.title, link.listed_on, link.document_number) for link in links
    ] == [
        (
            f"{COLUMN}202401/t20240123_6517034.html",
            "演示区2023年法治政府建设年度报告",
            date(2024, 1, 23),
            None,
        ),
        (
            "http://example.cn/bg/zfwj/202302/t20230228_1.shtml",
            "2022年报告",
            date(2023, 2, 28),
            None,
        ),
        (
            "http://example.cn/t_3.html",
            "演示区2018年法治政府建设情况报告",
            date(2019, 4, 11),
            "演政报〔2019〕14号",
        ),
    ]


def test_the_pager_counts_pages_from_zero():
    """Page k stands at index_{k-1}, and the script may be entity-escaped."""
    for script in (
        'createPageHTML(3, 0, "index", "shtml");',
        "createPageHTML(3,0,&quot;index&quot;,&quot;shtml&quot;)",
    ):
        function = (
            "<script>function createPageHTML(_nPageCount, _nCurrIndex){}</script>"
        )
        first = f"{function}<script>{script}</script>"
        assert walked(TRS, source(Family.TRS, COLUMN), {COLUMN: first}) == [
            COLUMN,
            f"{COLUMN}index_1.shtml",
            f"{COLUMN}index_2.shtml",
        ]


def test_one_page_needs_no_pager():
    """Neither a count of one nor a missing script leads on; a quoted first argument is another system's."""
    for script in (
        'createPageHTML(1, 0, "index", "html")',
        "",
        "createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 9)",
    ):
        assert walked(
            TRS, source(Family.TRS, COLUMN), {COLUMN: f"<script>{script}</script>"}
        ) == [COLUMN]


def test_old_pages_are_decoded_whatever_they_declare():
    """GB2312 without a charset in the header, characters beyond GB2312, and an XML declaration."""
    body = f'<?xml version="1.0" encoding="gb2312"?><html><meta charset="gb2312">{ROWS}<li>㙓镕</li></html>'
    links = TRS.read_links(
        source(Family.TRS, COLUMN),
        page(COLUMN, body.encode("gb18030"), content_type="text/html"),
    )
    assert links[0].title == "演示区2023年法治政府建设年度报告"


def test_a_pager_with_escaped_quotes_is_read():
    r"""A script that is written by another one: \"index\"."""
    first = r'<script>document.write("<script>createPageHTML(2, 0, \"index\", \"html\")<\/script>")</script>'
    assert walked(TRS, source(Family.TRS, COLUMN), {COLUMN: first}) == [
        COLUMN,
        f"{COLUMN}index_1.html",
    ]


def test_the_pager_of_older_templates_is_read():
    """They count their pages in a variable and write the links by hand."""
    first = """<script>var currentPage = 0;//所在页从0开始
    var countPage = 3//共多少页
    document.write('<a href="'+"index" + "_" + nextPage + ".shtml"+'">下一页</a>');
    document.write("<a href=" + "index_" + (countPage-1) + ".shtml>尾页</a>".replace("x", '.shtml'));
    </script>"""
    asked = walked(TRS, source(Family.TRS, COLUMN), {COLUMN: first})
    assert asked == [COLUMN, f"{COLUMN}index_1.shtml", f"{COLUMN}index_2.shtml"]


ARTICLE = f"{COLUMN}202401/t20240123_6517034.html"
PARTS = '<script>createPageHTML(3, 0, "t20240123_6517034", "html");</script>'


def test_further_pages_of_a_long_article():
    """They are named by the article's own pager, counted from 0 as lists are."""
    first = page(ARTICLE, f"<html>{PARTS}</html>")
    expected = [ARTICLE.replace(".html", f"_{index}.html") for index in (1, 2)]
    assert [
        request.url
        for request in TRS.list_article_pages(source(Family.TRS, COLUMN), first)
    ] == expected
    plain = FAMILIES[Family.VSB]
    assert plain.list_article_pages(source(Family.VSB, COLUMN), first) == []


def test_what_is_no_first_page_of_a_long_article_has_no_further_ones():
    """A later page of it, an article on one page, a list, an article beside which another's pager stands."""
    second = ARTICLE.replace(".html", "_1.html")
    for url, html in (
        (second, PARTS.replace("3, 0", "3, 1")),
        (ARTICLE, PARTS.replace("3, 0", "1, 0")),
        (ARTICLE, ""),
        (f"{COLUMN}index.html", 'createPageHTML(3, 0, "index", "html")'),
        (ARTICLE.replace("6517034", "6517035"), PARTS),
    ):
        shown = page(url, f"<html>{html}</html>")
        assert TRS.list_article_pages(source(Family.TRS, COLUMN), shown) == []


def test_a_column_that_shows_an_article_walks_its_own_pager():
    """Such pages hold two pagers."""
    first = f'{PARTS}<script>createPageHTML(2, 0, "index", "html")</script>'
    assert walked(TRS, source(Family.TRS, COLUMN), {COLUMN: first}) == [
        COLUMN,
        f"{COLUMN}index_1.html",
    ]


def test_a_count_without_end_is_no_endless_list():
    """An article has a hundred pages at most, a list as many as its source allows."""
    first = page(ARTICLE, PARTS.replace("3, 0", f"{'9' * 5000}, 0"))
    assert len(TRS.list_article_pages(source(Family.TRS, COLUMN), first)) == 99
    endless = f"<script>createPageHTML({'9' * 5000}, 0, 'index', 'html')</script>"
    assert len(walked(TRS, source(Family.TRS, COLUMN), {COLUMN: endless}, limit=7)) == 7

"""Boda VSB lists."""

from datetime import date

import pytest

from tasks.model.source import Family
from tasks.sites.families.plain_lists import VSB
from tests.sites.families.pages import collect, page, source

COLUMN = "http://example.cn/zwgk/fzbg.htm"
FOLDER = "http://example.cn/zwgk/fzbg/"


def pager(href: str) -> str:
    """Write a pager that leads on."""
    number = f'<span class="p_no"><a href="{href}">2</a></span>'
    following = f'<span class="p_next p_fun"><a href="{href}">下页</a></span>'
    return f'<div class="pb_sys_common"><span class="p_no_d">1</span>{number}{following}</div>'


END = (
    '<div class="pb_sys_common"><span class="p_no_d">3</span>'
    '<span class="p_next_d p_fun_d">下页</span></div>'
)


def row(name: int) -> str:
    """Write one line of a list."""
    anchor = f"<a href='/info/1095/{name}.htm'>演示县第{name}号报告</a>"
    return f"<ul><li id=line_u8_{name}>{anchor}<span>2026-01-22</span></li></ul>"


def test_the_pagers_own_link_is_followed_as_it_counts_down():
    """Page 2 of 3 is 2.htm, the last is 1.htm; links of the first page go into the folder."""
    pages = {
        COLUMN: row(1) + pager("fzbg/2.htm"),
        f"{FOLDER}2.htm": row(2) + pager("1.htm"),
        f"{FOLDER}1.htm": row(3) + END,
    }
    listing, asked = collect(
        source(Family.VSB, COLUMN), lambda request: pages.get(request.url, "")
    )
    assert [request.url for request in asked] == list(pages)
    assert (len(listing.links), listing.complete) == (3, True)


def test_a_dynamic_list_is_followed_by_its_number():
    """The same template serves list.jsp, whose pager is older."""
    column = "http://example.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460"
    second = "http://example.cn/list.jsp?wbtreeid=1460&PAGENUM=2"
    pages = {
        column: f"{row(1)}<a href='list.jsp?wbtreeid=1460&PAGENUM=2'>下一页</a>",
        second: row(2),
    }
    listing, asked = collect(
        source(Family.VSB, column), lambda request: pages.get(request.url, "")
    )
    assert [request.url for request in asked] == [column, second]
    assert listing.complete


@pytest.mark.parametrize(
    "href", ["../index.htm", "news/2.htm", "http://else.cn/zwgk/fzbg/2.htm"]
)
def test_a_pager_that_leaves_the_column_leaves_the_list_unfinished(href):
    """What it leads to is no page of the list, and another host is not asked at all."""
    page_of_else = "<html>" + "<p>栏目介绍</p>" * 60 + "</html>"
    listing, asked = collect(
        source(Family.VSB, COLUMN),
        lambda request: row(1) + pager(href) if request.url == COLUMN else page_of_else,
    )
    assert not any("else.cn" in request.url for request in asked)
    assert len(listing.links) == 1


def test_the_lists_own_lines_are_its_rows():
    """What else stands on the page with a date is no row."""
    html = (
        '<ul><li id="line_u8_0">'
        '<a href="../info/1095/6432.htm" title="演示县2025年法治政府建设报告">演示县…</a>'
        '<span>2026-01-22</span></li></ul><ul><li><a href="../info/9/9.htm">要闻</a> 2026-02-01</li></ul>'
    )
    (link,) = VSB.read_links(
        source(Family.VSB, COLUMN), page(COLUMN, f"<html>{html}</html>")
    )
    assert (link.url, link.title) == (
        "http://example.cn/info/1095/6432.htm",
        "演示县2025年法治政府建设报告",
    )
    assert link.listed_on == date(2026, 1, 22)


def test_templates_without_lines_are_read_by_date_and_address():
    """The disclosure module has tables of its own."""
    html = (
        '<tr><td><a href="../info/egovinfo/1001/overt_centent/1150000-/2024-0123001.htm">'
        "演示县报告</a></td></tr>"
        '<tr><td><a href="x.htm">旧的报告</a></td><td>2019-01-22</td></tr>'
        '<tr><td><a href="../">首页</a></td></tr>'
    )
    links = VSB.read_links(
        source(Family.VSB, COLUMN), page(COLUMN, f"<html><table>{html}</table></html>")
    )
    assert [link.title for link in links] == ["演示县报告", "旧的报告"]

"""Boda VSB lists."""

from datetime import date

import pytest

from tasks.model.source import Family
from tasks.sites.families import vsb
from tests.sites.families.pages import page, source, walked

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


def test_the_pagers_own_link_is_followed_as_it_counts_down():
    """Page 2 of 3 is 2.htm, the last is 1.htm; links of the first page go into the folder."""
    pages = {
        COLUMN: pager("fzbg/2.htm"),
        f"{FOLDER}2.htm": pager("1.htm"),
        f"{FOLDER}1.htm": END,
    }
    assert walked(vsb, source(Family.VSB, COLUMN), pages) == list(pages)


def test_a_dynamic_list_is_followed_by_its_number():
    """The same template serves list.jsp, whose pager is older."""
    column = "http://example.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460"
    pages = {column: "<a href='list.jsp?wbtreeid=1460&PAGENUM=2'>下一页</a>"}
    assert walked(vsb, source(Family.VSB, column), pages)[1:] == [
        "http://example.cn/list.jsp?wbtreeid=1460&PAGENUM=2"
    ]


@pytest.mark.parametrize(
    "href", ["../index.htm", "news/2.htm", "http://else.cn/zwgk/fzbg/2.htm", "fzbg.htm"]
)
def test_a_pager_that_leaves_the_column_has_no_next(href):
    """Nor has one that leads back."""
    assert walked(vsb, source(Family.VSB, COLUMN), {COLUMN: pager(href)}) == [COLUMN]


def test_the_lists_own_lines_are_its_rows():
    """What else stands on the page with a date is no row."""
    html = (
        '<ul><li id="line_u8_0">'
        '<a href="../info/1095/6432.htm" title="演示县2025年法治政府建设报告">演示县…</a>'
        '<span>2026-01-22</span></li></ul><ul><li><a href="../info/9/9.htm">要闻</a> 2026-02-01</li></ul>'
    )
    (link,) = vsb.read_links(
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
    links = vsb.read_links(
        source(Family.VSB, COLUMN), page(COLUMN, f"<html><table>{html}</table></html>")
    )
    assert [link.title for link in links] == ["演示县报告", "旧的报告"]
